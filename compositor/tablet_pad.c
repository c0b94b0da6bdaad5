#include "tablet_pad.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_tablet_pad.h>
#include <wlr/types/wlr_tablet_v2.h>

#include "alloc.h"
#include "idle.h"
#include "listener.h"
#include "seat.h"
#include "server.h"
#include "wlr_compat.h"

struct tablet_pad {
	struct wl_list link;
	struct seat *seat;
	struct wlr_tablet_v2_tablet_pad *v2;
	struct wlr_tablet_v2_tablet *tablet; /* NULL: none */
	struct wlr_surface *surface;         /* that it has entered; NULL: none */

	struct wl_listener button;
	struct wl_listener ring;
	struct wl_listener strip;
	struct wl_listener focus_change;
	struct wl_listener surface_destroy;
	struct wl_listener device_destroy;
};

static void enter(struct tablet_pad *pad, struct wlr_surface *surface) {
	if (surface != NULL &&
		(pad->tablet == NULL || !wlr_surface_accepts_tablet_v2(pad->tablet, surface))) {
		surface = NULL;
	}
	if (pad->surface == surface) {
		return;
	}
	if (pad->surface != NULL) {
		wlr_tablet_v2_tablet_pad_notify_leave(pad->v2, pad->surface);
	}
	pad->surface = surface;
	listener_set(&pad->surface_destroy, surface != NULL ? &surface->events.destroy : NULL);
	if (surface != NULL) {
		wlr_tablet_v2_tablet_pad_notify_enter(pad->v2, pad->tablet, surface);
	}
}

static void follow_keyboard(struct tablet_pad *pad) {
	enter(pad, pad->seat->wlr_seat->keyboard_state.focused_surface);
}

static void handle_focus_change(struct wl_listener *listener, void *data) {
	struct tablet_pad *pad = wl_container_of(listener, pad, focus_change);
	follow_keyboard(pad);
}

static void handle_surface_destroy(struct wl_listener *listener, void *data) {
	struct tablet_pad *pad = wl_container_of(listener, pad, surface_destroy);
	enter(pad, NULL);
}

/* The surface that hears of it, or NULL; the user is there in either case. */
static const struct wlr_surface *notice(struct tablet_pad *pad) {
	idle_notify_activity(pad->seat->server->idle);
	return pad->surface;
}

static void handle_button(struct wl_listener *listener, void *data) {
	struct tablet_pad *pad = wl_container_of(listener, pad, button);
	const struct wlr_tablet_pad_button_event *event = data;
	if (notice(pad) != NULL) {
		wlr_tablet_v2_tablet_pad_notify_mode(
			pad->v2, event->group, event->mode, event->time_msec);
		wlr_tablet_v2_tablet_pad_notify_button(pad->v2, event->button, event->time_msec,
			event->state == WLR_BUTTON_PRESSED
				? ZWP_TABLET_PAD_V2_BUTTON_STATE_PRESSED
				: ZWP_TABLET_PAD_V2_BUTTON_STATE_RELEASED);
	}
}

static void handle_ring(struct wl_listener *listener, void *data) {
	struct tablet_pad *pad = wl_container_of(listener, pad, ring);
	const struct wlr_tablet_pad_ring_event *event = data;
	if (notice(pad) != NULL) {
		wlr_tablet_v2_tablet_pad_notify_ring(pad->v2, event->ring, event->position,
			event->source == WLR_TABLET_PAD_RING_SOURCE_FINGER, event->time_msec);
	}
}

static void handle_strip(struct wl_listener *listener, void *data) {
	struct tablet_pad *pad = wl_container_of(listener, pad, strip);
	const struct wlr_tablet_pad_strip_event *event = data;
	if (notice(pad) != NULL) {
		wlr_tablet_v2_tablet_pad_notify_strip(pad->v2, event->strip, event->position,
			event->source == WLR_TABLET_PAD_STRIP_SOURCE_FINGER, event->time_msec);
	}
}

static void destroy(struct tablet_pad *pad) {
	wl_list_remove(&pad->link);
	listener_set(&pad->button, NULL);
	listener_set(&pad->ring, NULL);
	listener_set(&pad->strip, NULL);
	listener_set(&pad->focus_change, NULL);
	listener_set(&pad->surface_destroy, NULL);
	listener_set(&pad->device_destroy, NULL);
	compat_free_pad_groups(pad->v2);
	free(pad);
}

/* wlroots lets go of what it has told programs by itself. */
static void handle_device_destroy(struct wl_listener *listener, void *data) {
	struct tablet_pad *pad = wl_container_of(listener, pad, device_destroy);
	destroy(pad);
}

void tablet_pads_set_tablet(struct wl_list *pads, struct wlr_tablet_v2_tablet *tablet) {
	struct tablet_pad *pad;
	wl_list_for_each (pad, pads, link) {
		enter(pad, NULL);
		pad->tablet = tablet;
		follow_keyboard(pad);
	}
}

void tablet_pads_destroy(struct wl_list *pads) {
	struct tablet_pad *pad, *tmp;
	wl_list_for_each_safe (pad, tmp, pads, link) {
		destroy(pad);
	}
}

void tablet_pad_create(struct wl_list *pads, struct seat *seat,
	struct wlr_tablet_manager_v2 *manager, struct wlr_input_device *device) {
	struct wlr_tablet_pad *wlr_pad = wlr_tablet_pad_from_input_device(device);
	struct tablet_pad *pad = znew(struct tablet_pad);
	pad->seat = seat;
	listener_init(&pad->device_destroy, handle_device_destroy);
	listener_set(
		&pad->device_destroy, &device->events.destroy); /* before v2 goes by the same */
	pad->v2 = must(wlr_tablet_pad_create(manager, seat->wlr_seat, device));
	wl_list_insert(pads, &pad->link);
	listener_init(&pad->button, handle_button);
	listener_set(&pad->button, &wlr_pad->events.button);
	listener_init(&pad->ring, handle_ring);
	listener_set(&pad->ring, &wlr_pad->events.ring);
	listener_init(&pad->strip, handle_strip);
	listener_set(&pad->strip, &wlr_pad->events.strip);
	listener_init(&pad->focus_change, handle_focus_change);
	listener_set(&pad->focus_change, &seat->focus.events.change);
	listener_init(&pad->surface_destroy, handle_surface_destroy);
}
