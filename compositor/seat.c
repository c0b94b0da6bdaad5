#include "seat.h"

#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_input_device.h>
#include <wlr/types/wlr_primary_selection.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_virtual_keyboard_v1.h>
#include <wlr/types/wlr_virtual_pointer_v1.h>
#include <xkbcommon/xkbcommon.h>

#include "alloc.h"
#include "attention.h"
#include "desktop.h"
#include "input_method.h"
#include "keyboard.h"
#include "pointer.h"
#include "server.h"
#include "surface_changes.h"
#include "switcher.h"
#include "tablet.h"
#include "touch.h"

void seat_add_device(struct seat *seat, struct wlr_input_device *device) {
	switch (device->type) {
	case WLR_INPUT_DEVICE_KEYBOARD:
		keyboard_create(seat, wlr_keyboard_from_input_device(device));
		break;
	case WLR_INPUT_DEVICE_POINTER:
		pointer_attach(seat->pointer, device);
		break;
	case WLR_INPUT_DEVICE_TOUCH:
		touch_attach(seat->touch, device);
		break;
	case WLR_INPUT_DEVICE_TABLET:
	case WLR_INPUT_DEVICE_TABLET_PAD:
		tablets_add_device(seat->tablets, device);
		break;
	default:
		break; /* switches have nobody to go to yet */
	}
	seat_update_capabilities(seat);
}

static void handle_new_virtual_keyboard(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, new_virtual_keyboard);
	struct wlr_virtual_keyboard_v1 *keyboard = data;
	keyboard_create(seat, &keyboard->keyboard);
	seat_update_capabilities(seat);
}

static void handle_new_virtual_pointer(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, new_virtual_pointer);
	struct wlr_virtual_pointer_v1_new_pointer_event *event = data;
	pointer_attach(seat->pointer, &event->new_pointer->pointer.base);
	seat_update_capabilities(seat);
}

static void handle_request_set_selection(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, request_set_selection);
	struct wlr_seat_request_set_selection_event *event = data;
	wlr_seat_set_selection(seat->wlr_seat, event->source, event->serial);
}

static void handle_request_set_primary_selection(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, request_set_primary_selection);
	struct wlr_seat_request_set_primary_selection_event *event = data;
	wlr_seat_set_primary_selection(seat->wlr_seat, event->source, event->serial);
}

static void handle_request_start_drag(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, request_start_drag);
	struct wlr_seat_request_start_drag_event *event = data;
	struct wlr_touch_point *point;
	if (wlr_seat_validate_pointer_grab_serial(seat->wlr_seat, event->origin, event->serial)) {
		wlr_seat_start_pointer_drag(seat->wlr_seat, event->drag, event->serial);
	} else if (wlr_seat_validate_touch_grab_serial(
			   seat->wlr_seat, event->origin, event->serial, &point)) {
		wlr_seat_start_touch_drag(seat->wlr_seat, event->drag, event->serial, point);
	} else {
		wlr_data_source_destroy(event->drag->source);
	}
}

static void handle_start_drag(struct wl_listener *listener, void *data) {
	struct seat *seat = wl_container_of(listener, seat, start_drag);
	struct wlr_drag *drag = data;
	if (drag->icon != NULL) {
		/* The node goes with the icon; the layer is moved with the pointer. */
		must(wlr_scene_drag_icon_create(
			seat->server->desktop->layers[DESKTOP_DRAG], drag->icon));
		seat_update_pointer(seat);
	}
}

struct seat *seat_create(struct server *server) {
	struct seat *seat = znew(struct seat);
	seat->server = server;
	seat->wlr_seat = must(wlr_seat_create(server->display, "seat0"));
	wl_list_init(&seat->keyboards);
	seat->us_keymap = keyboard_compile_layout("us");
	focus_init(&seat->focus, seat);
	guest_input_init(&seat->guest_input);
	transfer_init(&seat->transfer, server);
	shortcuts_inhibit_init(&seat->shortcuts_inhibit, seat);
	seat->input_method = input_method_create(seat);
	seat->pointer = pointer_create(seat);
	seat->touch = touch_create(seat);
	seat->surface_changes = surface_changes_create(server->compositor, seat);
	seat->switcher = switcher_create(seat);
	seat->attention = attention_create(seat);
	seat->tablets = tablets_create(seat);

	struct wlr_virtual_keyboard_manager_v1 *virtual_keyboards =
		must(wlr_virtual_keyboard_manager_v1_create(server->display));
	seat->new_virtual_keyboard.notify = handle_new_virtual_keyboard;
	wl_signal_add(&virtual_keyboards->events.new_virtual_keyboard, &seat->new_virtual_keyboard);
	struct wlr_virtual_pointer_manager_v1 *virtual_pointers =
		must(wlr_virtual_pointer_manager_v1_create(server->display));
	seat->new_virtual_pointer.notify = handle_new_virtual_pointer;
	wl_signal_add(&virtual_pointers->events.new_virtual_pointer, &seat->new_virtual_pointer);

	seat->request_set_selection.notify = handle_request_set_selection;
	wl_signal_add(&seat->wlr_seat->events.request_set_selection, &seat->request_set_selection);
	seat->request_set_primary_selection.notify = handle_request_set_primary_selection;
	wl_signal_add(&seat->wlr_seat->events.request_set_primary_selection,
		&seat->request_set_primary_selection);
	seat->request_start_drag.notify = handle_request_start_drag;
	wl_signal_add(&seat->wlr_seat->events.request_start_drag, &seat->request_start_drag);
	seat->start_drag.notify = handle_start_drag;
	wl_signal_add(&seat->wlr_seat->events.start_drag, &seat->start_drag);
	return seat;
}

void seat_destroy(struct seat *seat) {
	if (seat == NULL) {
		return;
	}
	wl_list_remove(&seat->new_virtual_keyboard.link);
	wl_list_remove(&seat->new_virtual_pointer.link);
	wl_list_remove(&seat->request_set_selection.link);
	wl_list_remove(&seat->request_set_primary_selection.link);
	wl_list_remove(&seat->request_start_drag.link);
	wl_list_remove(&seat->start_drag.link);

	if (seat->pointer_idle != NULL) {
		wl_event_source_remove(seat->pointer_idle);
	}
	touch_destroy(seat->touch);
	tablets_destroy(seat->tablets);
	attention_destroy(seat->attention);
	switcher_destroy(seat->switcher);
	transfer_finish(&seat->transfer);
	focus_finish(&seat->focus);
	input_method_destroy(seat->input_method);
	shortcuts_inhibit_finish(&seat->shortcuts_inhibit);
	guest_input_finish(&seat->guest_input);
	struct keyboard *keyboard, *tmp;
	wl_list_for_each_safe (keyboard, tmp, &seat->keyboards, link) {
		keyboard_destroy(keyboard);
	}
	surface_changes_destroy(seat->surface_changes);
	pointer_destroy(seat->pointer);
	xkb_keymap_unref(seat->us_keymap);
	wlr_seat_destroy(seat->wlr_seat);
	free(seat);
}

struct focus *seat_focus_of(struct seat *seat) {
	return &seat->focus;
}

const struct wlr_cursor *seat_cursor(const struct seat *seat) {
	return seat->pointer->cursor;
}

void seat_update_pointer(struct seat *seat) {
	pointer_update(seat->pointer);
}

static void handle_pointer_idle(void *data) {
	struct seat *seat = data;
	seat->pointer_idle = NULL;
	seat_update_pointer(seat);
}

void seat_update_pointer_soon(struct seat *seat) {
	if (seat->pointer_idle == NULL) {
		seat->pointer_idle =
			wl_event_loop_add_idle(seat->server->loop, handle_pointer_idle, seat);
	}
}

void seat_update_outputs(struct seat *seat) {
	pointer_update_outputs(seat->pointer);
	touch_update_outputs(seat->touch);
}

void seat_update_config(struct seat *seat) {
	struct keyboard *keyboard;
	wl_list_for_each (keyboard, &seat->keyboards, link) {
		keyboard_configure(keyboard);
	}
}

void seat_release(struct seat *seat) {
	switcher_cancel(seat->switcher);
	touch_cancel(seat->touch);
	guest_input_release_all(&seat->guest_input);
}

void seat_interrupt(struct seat *seat) {
	switcher_cancel(seat->switcher);
	const struct wlr_drag *drag = seat->wlr_seat->drag;
	struct wlr_data_source *dragged = drag != NULL ? drag->source : NULL;
	wlr_seat_pointer_end_grab(seat->wlr_seat);
	wlr_seat_keyboard_end_grab(seat->wlr_seat);
	wlr_seat_touch_end_grab(seat->wlr_seat);
	wlr_data_source_destroy(dragged); /* which tells its program */
	touch_cancel(seat->touch);
	tablets_leave(seat->tablets);
	pointer_cancel(seat->pointer);
}

void seat_lock(struct seat *seat) {
	attention_close(seat->attention);
	seat_interrupt(seat);
	focus_set_locked(&seat->focus, true);
}

void seat_unlock(struct seat *seat) {
	touch_cancel(seat->touch);
	pointer_cancel(seat->pointer);
	focus_set_locked(&seat->focus, false);
}

void seat_update_capabilities(struct seat *seat) {
	/* Once there was a keyboard, programs keep listening: the next one's first key is for them. */
	uint32_t capabilities = seat->wlr_seat->capabilities & WL_SEAT_CAPABILITY_KEYBOARD;
	capabilities |= WL_SEAT_CAPABILITY_POINTER;
	if (!wl_list_empty(&seat->keyboards)) {
		capabilities |= WL_SEAT_CAPABILITY_KEYBOARD;
	}
	if (touch_is_there(seat->touch)) {
		capabilities |= WL_SEAT_CAPABILITY_TOUCH;
	}
	wlr_seat_set_capabilities(seat->wlr_seat, capabilities);
}
