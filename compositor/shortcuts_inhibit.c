#include "shortcuts_inhibit.h"

#include <wlr/types/wlr_keyboard_shortcuts_inhibit_v1.h>
#include <wlr/types/wlr_seat.h>

#include "alloc.h"
#include "listener.h"
#include "notice.h"
#include "seat.h"
#include "server.h"

/* Of what has the focus; NULL: none, or not any more. */
static struct wlr_keyboard_shortcuts_inhibitor_v1 *find(const struct shortcuts_inhibit *inhibit) {
	struct wlr_seat *wlr_seat = inhibit->seat->wlr_seat;
	struct wlr_surface *surface = wlr_seat->keyboard_state.focused_surface;
	if (surface == NULL || inhibit->lifted) {
		return NULL;
	}
	struct wlr_keyboard_shortcuts_inhibitor_v1 *inhibitor;
	wl_list_for_each (inhibitor, &inhibit->manager->inhibitors, link) {
		if (inhibitor->surface == surface && inhibitor->seat == wlr_seat) {
			return inhibitor;
		}
	}
	return NULL;
}

static void update(struct shortcuts_inhibit *inhibit) {
	struct wlr_keyboard_shortcuts_inhibitor_v1 *next = find(inhibit), *last = inhibit->active;
	if (next == last) {
		return;
	}
	inhibit->active = next;
	listener_set(&inhibit->active_destroy, next != NULL ? &next->events.destroy : NULL);
	if (last != NULL) {
		wlr_keyboard_shortcuts_inhibitor_v1_deactivate(last);
	}
	if (next != NULL) {
		wlr_keyboard_shortcuts_inhibitor_v1_activate(next);
		if (next->data == NULL) { /* once is enough */
			next->data = inhibit;
			notice_show(inhibit->seat->server,
				"This program has asked for the desktop's keys, and gets them; "
				"Super+Esc takes them back.");
		}
	}
}

bool shortcuts_inhibit_is_active(const struct shortcuts_inhibit *inhibit) {
	return inhibit->active != NULL;
}

void shortcuts_inhibit_lift(struct shortcuts_inhibit *inhibit) {
	inhibit->lifted = true;
	update(inhibit);
}

static void handle_new_inhibitor(struct wl_listener *listener, void *data) {
	struct shortcuts_inhibit *inhibit = wl_container_of(listener, inhibit, new_inhibitor);
	update(inhibit);
}

static void handle_keyboard_focus(struct wl_listener *listener, void *data) {
	struct shortcuts_inhibit *inhibit = wl_container_of(listener, inhibit, keyboard_focus);
	inhibit->lifted = false;
	update(inhibit);
}

static void handle_active_destroy(struct wl_listener *listener, void *data) {
	struct shortcuts_inhibit *inhibit = wl_container_of(listener, inhibit, active_destroy);
	inhibit->active = NULL;
	listener_set(&inhibit->active_destroy, NULL);
}

void shortcuts_inhibit_init(struct shortcuts_inhibit *inhibit, struct seat *seat) {
	*inhibit = (struct shortcuts_inhibit){.seat = seat};
	inhibit->manager = must(wlr_keyboard_shortcuts_inhibit_v1_create(seat->server->display));
	inhibit->new_inhibitor.notify = handle_new_inhibitor;
	wl_signal_add(&inhibit->manager->events.new_inhibitor, &inhibit->new_inhibitor);
	inhibit->keyboard_focus.notify = handle_keyboard_focus;
	wl_signal_add(
		&seat->wlr_seat->keyboard_state.events.focus_change, &inhibit->keyboard_focus);
	listener_init(&inhibit->active_destroy, handle_active_destroy);
}

void shortcuts_inhibit_finish(struct shortcuts_inhibit *inhibit) {
	wl_list_remove(&inhibit->new_inhibitor.link);
	wl_list_remove(&inhibit->keyboard_focus.link);
	wl_list_remove(&inhibit->active_destroy.link);
}
