#include "focus.h"

#include <string.h>
#include <wlr/types/wlr_seat.h>

#include "desktop.h"
#include "keyboard.h"
#include "layer_surface.h"
#include "listener.h"
#include "log.h"
#include "sandbox.h"
#include "seat.h"
#include "server.h"
#include "view.h"
#include "view_stack.h"
#include "window_popup.h"

static void give(struct focus *focus, struct view *view);

static struct view *last_of(const struct focus *focus, const struct guest *guest) {
	return view_stack_find(focus->seat->server->desktop, guest, view_is_shown);
}

/* What is being typed was meant for that guest: no other may get the rest of it. */
static void leave_to(struct focus *focus, const struct guest *guest) {
	struct view *next = last_of(focus, guest);
	give(focus, next);
	if (next == NULL) {
		memcpy(focus->orphan, guest->uuid, GUEST_UUID_SIZE);
		focus->orphaned = true;
	}
}

void focus_leave(struct focus *focus) {
	leave_to(focus, view_guest(focus->view));
}

static void handle_view_unmap(struct wl_listener *listener, void *data) {
	struct focus *focus = wl_container_of(listener, focus, view_unmap);
	if (focus->view->picture != NULL) {
		focus_leave(focus);
	} else if (focus->sandboxed) {
		give(focus, last_of(focus, NULL));
	} else {
		focus_next(focus);
	}
}

static void handle_popup_destroy(struct wl_listener *listener, void *data) {
	struct focus *focus = wl_container_of(listener, focus, popup_destroy);
	leave_to(focus, focus->popup->window->surface.guest);
}

void focus_init(struct focus *focus, struct seat *seat) {
	*focus = (struct focus){.seat = seat};
	wl_signal_init(&focus->events.change);
	listener_init(&focus->view_unmap, handle_view_unmap);
	listener_init(&focus->popup_destroy, handle_popup_destroy);
}

void focus_finish(struct focus *focus) {
	focus->layer = NULL;
	give(focus, NULL);
}

/* Sends the keyboard to where it belongs now. */
static void direct_keyboard(struct focus *focus) {
	struct seat *seat = focus->seat;
	bool below = !focus->locked && !focus->suspended && focus->layer == NULL;
	struct view *view = below ? focus->view : NULL;
	struct window_popup *popup = below ? focus->popup : NULL;
	struct wlr_surface *surface = view != NULL ? view->impl->surface(view) : NULL;
	if (focus->locked) {
		surface = focus->lock_surface;
	} else if (!focus->suspended && focus->layer != NULL) {
		surface = focus->layer->wlr_layer_surface->surface;
	} else if (below && focus->override != NULL) {
		surface = focus->override;
	}
	if (focus->view != NULL) {
		view_set_activated(focus->view, focus->layer == NULL && !focus->locked);
	}

	guest_input_set_surface(&seat->guest_input, view != NULL    ? view_guest_surface(view)
						    : popup != NULL ? &popup->window->surface
								    : NULL);
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

static void apply(struct focus *focus) {
	direct_keyboard(focus);
	wl_signal_emit_mutable(&focus->events.change, NULL);
}

static bool is_sandboxed(struct view *view) {
	const struct wlr_surface *surface = view != NULL ? view->impl->surface(view) : NULL;
	return surface != NULL &&
	       sandbox_holds(view->server->sandbox, wl_resource_get_client(surface->resource));
}

static void set_view(struct focus *focus, struct view *view) {
	if (focus->view == view) {
		return;
	}
	if (focus->view != NULL) {
		view_set_activated(focus->view, false);
	}
	focus->view = view;
	focus->sandboxed = is_sandboxed(view);
	log_debug("focus: %s", view != NULL ? view->title : "nobody");
	listener_set(&focus->view_unmap, view != NULL ? &view->events.unmap : NULL);
}

static void set_popup(struct focus *focus, struct window_popup *popup) {
	focus->popup = popup;
	listener_set(&focus->popup_destroy, popup != NULL ? &popup->picture.events.destroy : NULL);
}

bool focus_domain(const struct focus *focus, const struct guest **guest) {
	*guest = NULL;
	if (focus->locked || focus->layer != NULL) {
		return !focus->locked;
	}
	if (focus->view != NULL) {
		*guest = view_guest(focus->view);
	} else if (focus->popup != NULL) {
		*guest = focus->popup->window->surface.guest;
	}
	return focus->view != NULL || focus->popup != NULL || focus->override != NULL;
}

bool focus_is_open_to(const struct focus *focus, const struct view *view) {
	if (focus->locked) {
		return false;
	}
	const struct guest *owner = view != NULL ? view_guest(view) : NULL;
	const struct guest *guest;
	bool anybody = focus_domain(focus, &guest);
	const uint8_t *keeper = guest != NULL                 ? guest->uuid
	                        : !anybody && focus->orphaned ? focus->orphan
	                                                      : NULL;
	if (keeper == NULL) {
		return !anybody || owner == NULL;
	}
	return owner != NULL && memcmp(keeper, owner->uuid, GUEST_UUID_SIZE) == 0;
}

bool focus_is_free_for(const struct focus *focus, const struct view *view) {
	return focus->view == NULL && focus->layer == NULL && focus_is_open_to(focus, view);
}

static void give(struct focus *focus, struct view *view) {
	focus->orphaned = false;
	focus->override = NULL;
	if (view != NULL && view->mapped) {
		workspaces_reveal(&focus->seat->server->desktop->workspaces, view);
		view_raise(view);
	}
	set_popup(focus, NULL);
	set_view(focus, view);
	apply(focus);
	seat_update_pointer(focus->seat);
}

void focus_set(struct focus *focus, struct view *view) {
	if (focus->locked) {
		return;
	}
	if (focus->layer != NULL && !layer_surface_insists(focus->layer)) {
		focus->layer = NULL;
	}
	give(focus, view);
}

void focus_set_layer(struct focus *focus, struct layer_surface *layer) {
	if (focus->layer != layer) {
		focus->layer = layer;
		apply(focus);
		seat_update_pointer(focus->seat);
	}
}

void focus_set_override(struct focus *focus, struct wlr_surface *surface) {
	if (surface == NULL || focus_is_open_to(focus, NULL)) {
		focus->override = surface;
		apply(focus);
	}
}

void focus_set_popup(struct focus *focus, struct window_popup *popup) {
	const struct guest_surface *surface = &popup->window->surface;
	if (focus->locked || guest_input_reaches(&focus->seat->guest_input, surface)) {
		return;
	}
	struct view *view = last_of(focus, surface->guest);
	focus_set(focus, view);
	if (view == NULL) {
		set_popup(focus, popup);
		apply(focus);
		seat_update_pointer(focus->seat);
	}
}

void focus_next(struct focus *focus) {
	struct view *view;
	wl_list_for_each (view, &focus->seat->server->desktop->views, link) {
		if (view != focus->view && view_is_shown(view)) {
			give(focus, view);
			return;
		}
	}
	give(focus, NULL);
}

void focus_set_locked(struct focus *focus, bool locked) {
	focus->locked = locked;
	focus->lock_surface = NULL;
	apply(focus);
	seat_update_pointer(focus->seat);
}

void focus_set_lock_surface(struct focus *focus, struct wlr_surface *surface) {
	focus->lock_surface = surface;
	apply(focus);
}

void focus_suspend(struct focus *focus) {
	focus->suspended = true;
	apply(focus);
}

void focus_resume(struct focus *focus) {
	focus->suspended = false;
	apply(focus);
}
