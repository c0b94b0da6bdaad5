#include "focus.h"

#include <string.h>
#include <wlr/types/wlr_seat.h>

#include "desktop.h"
#include "keyboard.h"
#include "listener.h"
#include "log.h"
#include "seat.h"
#include "server.h"
#include "view.h"

static void handle_view_unmap(struct wl_listener *listener, void *data) {
	struct focus *focus = wl_container_of(listener, focus, view_unmap);
	const struct guest_surface *surface = view_guest_surface(focus->view);
	if (surface != NULL) {
		/* What is being typed was meant for that guest: no other may get the rest of it. */
		memcpy(focus->orphan, surface->guest->uuid, GUEST_UUID_SIZE);
		focus_set(focus, NULL);
		focus->orphaned = true;
	} else {
		focus_next(focus);
	}
}

void focus_init(struct focus *focus, struct seat *seat) {
	*focus = (struct focus){.seat = seat};
	listener_init(&focus->view_unmap, handle_view_unmap);
}

void focus_finish(struct focus *focus) {
	focus_set(focus, NULL);
}

/* Sends the keyboard to where it belongs now. */
static void apply(struct focus *focus) {
	struct seat *seat = focus->seat;
	struct view *view = focus->suspended ? NULL : focus->view;
	struct wlr_surface *surface = view != NULL ? view->impl->surface(view) : NULL;

	guest_input_set_surface(&seat->guest_input, view != NULL ? view_guest_surface(view) : NULL);
	if (surface != NULL && surface == seat->wlr_seat->keyboard_state.focused_surface) {
		return;
	}
	/* A menu that holds a grab would keep the keyboard. */
	wlr_seat_keyboard_end_grab(seat->wlr_seat);
	if (surface != NULL) {
		keyboard_enter_surface(seat, surface);
	} else {
		wlr_seat_keyboard_notify_clear_focus(seat->wlr_seat);
	}
}

static void set_view(struct focus *focus, struct view *view) {
	if (focus->view == view) {
		return;
	}
	if (focus->view != NULL) {
		view_set_activated(focus->view, false);
	}
	focus->view = view;
	log_debug("focus: %s", view != NULL ? view->title : "nobody");
	listener_set(&focus->view_unmap, view != NULL ? &view->events.unmap : NULL);
	if (view != NULL) {
		view_set_activated(view, true);
	}
}

bool focus_is_free_for(const struct focus *focus, struct view *view) {
	if (focus->view != NULL || !focus->orphaned) {
		return focus->view == NULL;
	}
	const struct guest_surface *surface = view_guest_surface(view);
	return surface != NULL && memcmp(focus->orphan, surface->guest->uuid, GUEST_UUID_SIZE) == 0;
}

void focus_set(struct focus *focus, struct view *view) {
	focus->orphaned = false;
	if (view != NULL) {
		view_raise(view);
	}
	set_view(focus, view);
	apply(focus);
	seat_update_pointer(focus->seat);
}

void focus_next(struct focus *focus) {
	struct view *view;
	wl_list_for_each (view, &focus->seat->server->desktop->views, link) {
		if (view != focus->view && view_is_shown(view)) {
			focus_set(focus, view);
			return;
		}
	}
	focus_set(focus, NULL);
}

void focus_suspend(struct focus *focus) {
	focus->suspended = true;
	apply(focus);
}

void focus_resume(struct focus *focus) {
	focus->suspended = false;
	apply(focus);
}
