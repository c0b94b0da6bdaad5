#include "workspace.h"

#include <stdio.h>

#include "config.h"
#include "desktop.h"
#include "focus.h"
#include "guest_agent.h"
#include "notice.h"
#include "pointer.h"
#include "seat.h"
#include "server.h"
#include "view.h"
#include "window_popup.h"

void workspaces_init(struct workspaces *workspaces, struct desktop *desktop) {
	*workspaces = (struct workspaces){.desktop = desktop, .shown = 1};
}

static int count(const struct workspaces *workspaces) {
	return workspaces->desktop->server->config->workspaces;
}

int workspaces_nearest(const struct workspaces *workspaces, int number) {
	return number == 0                  ? workspaces->shown
	       : number > count(workspaces) ? count(workspaces)
	                                    : number;
}

/* What is shown comes first, as the switcher has it; apart from that the order stays. */
static void sort_views(struct desktop *desktop) {
	struct wl_list others;
	wl_list_init(&others);
	struct view *view, *tmp;
	wl_list_for_each_safe (view, tmp, &desktop->views, link) {
		if (!view_is_shown(view)) {
			wl_list_remove(&view->link);
			wl_list_insert(others.prev, &view->link);
		}
	}
	wl_list_insert_list(desktop->views.prev, &others);
}

static void apply(struct workspaces *workspaces, int number) {
	struct desktop *desktop = workspaces->desktop;
	workspaces->shown = number;
	sort_views(desktop);
	struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		view_update_shown(view);
	}
	struct window_popup *popup;
	wl_list_for_each (popup, &desktop->popups, link) {
		window_popup_update_shown(popup);
	}
	wl_signal_emit_mutable(&desktop->events.views_change, NULL);
}

static void change(struct workspaces *workspaces, int number) {
	char text[32];
	apply(workspaces, number);
	snprintf(text, sizeof(text), "Workspace %d", number);
	notice_show_briefly(workspaces->desktop->server, workspaces, text);
}

static bool may_go(const struct workspaces *workspaces, int number) {
	return number != workspaces->shown && number <= count(workspaces);
}

void workspaces_show(struct workspaces *workspaces, int number) {
	struct seat *seat = workspaces->desktop->server->seat;
	struct view *dragged = seat->pointer->interactive.view;
	if (!may_go(workspaces, number)) {
		return;
	}
	if (dragged != NULL) {
		workspaces_take(workspaces, dragged, number);
		return;
	}
	change(workspaces, number);
	focus_next(&seat->focus);
}

/* An open menu goes where its guest's window goes. */
static void take_popups(struct workspaces *workspaces, const struct view *view, int number) {
	const struct guest *guest = view_guest(view);
	struct window_popup *popup;
	wl_list_for_each (popup, &workspaces->desktop->popups, link) {
		if (popup->window->surface.guest == guest &&
			popup->workspace == workspaces->shown) {
			popup->workspace = number;
		}
	}
}

void workspaces_take(struct workspaces *workspaces, struct view *view, int number) {
	struct seat *seat = workspaces->desktop->server->seat;
	if (!may_go(workspaces, number)) {
		return;
	}
	view_set_workspace(view, number);
	take_popups(workspaces, view, number);
	change(workspaces, number);
	focus_set(&seat->focus, view);
}

void workspaces_reveal(struct workspaces *workspaces, const struct view *view) {
	if (view->workspace != workspaces->shown) {
		change(workspaces, view->workspace);
	}
}

void workspaces_update_config(struct workspaces *workspaces) {
	struct view *view;
	wl_list_for_each (view, &workspaces->desktop->views, link) {
		view->workspace = workspaces_nearest(workspaces, view->workspace);
	}
	struct window_popup *popup;
	wl_list_for_each (popup, &workspaces->desktop->popups, link) {
		popup->workspace = workspaces_nearest(workspaces, popup->workspace);
	}
	/* Even if it is the same one: there may be more on it now. */
	apply(workspaces, workspaces_nearest(workspaces, workspaces->shown));
}
