#include "tablet.h"

#include <linux/input-event-codes.h>
#include <wlr/interfaces/wlr_pointer.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_tablet_tool.h>
#include <wlr/types/wlr_tablet_v2.h>

#include "alloc.h"
#include "attention.h"
#include "desktop.h"
#include "focus.h"
#include "idle.h"
#include "layer_surface.h"
#include "listener.h"
#include "monotonic.h"
#include "pointer.h"
#include "pointer_device.h"
#include "seat.h"
#include "server.h"
#include "switcher.h"
#include "tablet_pad.h"
#include "tablet_tool.h"

struct tablets {
	struct seat *seat;
	struct wlr_tablet_manager_v2 *manager;
	struct wl_list tablets; /* tablet.link */
	struct wl_list tools;   /* tablet_tool.link */
	struct wl_list pads;    /* of tablet_pad.h */
};

struct tablet {
	struct wl_list link; /* tablets.tablets */
	struct tablets *tablets;
	struct wlr_tablet_v2_tablet *v2;
	struct wlr_pointer pointer; /* that tools are elsewhere; one of the seat's */
	double x, y;                /* of the tool, from 0 to 1 */

	struct wl_listener axis;
	struct wl_listener proximity;
	struct wl_listener tip;
	struct wl_listener button;
	struct wl_listener destroy;
};

static const struct wlr_pointer_impl pointer_impl = {.name = "tablet"};

static struct tablet_tool *tool_of(struct tablets *tablets, struct wlr_tablet_tool *wlr_tool) {
	return wlr_tool->data != NULL ? wlr_tool->data
	                              : tablet_tool_create(&tablets->tools, tablets->seat,
						tablets->manager, wlr_tool);
}

/* Where buttons and the tip have a meaning of the desktop's, a tool is the pointer. */
static bool is_for_desktop(const struct seat *seat) {
	return seat->focus.locked || attention_is_open(seat->attention) ||
	       switcher_is_open(seat->switcher) || seat->pointer->grab != POINTER_GRAB_NONE ||
	       wlr_seat_pointer_has_grab(seat->wlr_seat) || seat->wlr_seat->drag != NULL;
}

void tablets_leave(struct tablets *tablets) {
	if (tablets == NULL) {
		return;
	}
	struct tablet_tool *tool;
	wl_list_for_each (tool, &tablets->tools, link) {
		tablet_tool_leave(tool);
	}
	pointer_take_back(tablets->seat->pointer);
}

static void send_pointer_motion(struct tablet *tablet, const struct tablet_tool *tool,
	const struct wlr_tablet_tool_axis_event *event) {
	struct wlr_pointer *pointer = &tablet->pointer;
	if (tablet_tool_is_mouse(tool)) {
		wl_signal_emit_mutable(
			&pointer->events.motion, &(struct wlr_pointer_motion_event){
							 .pointer = pointer,
							 .time_msec = event->time_msec,
							 .delta_x = event->dx,
							 .delta_y = event->dy,
							 .unaccel_dx = event->dx,
							 .unaccel_dy = event->dy,
						 });
	} else {
		wl_signal_emit_mutable(&pointer->events.motion_absolute,
			&(struct wlr_pointer_motion_absolute_event){
				.pointer = pointer,
				.time_msec = event->time_msec,
				.x = tablet->x,
				.y = tablet->y,
			});
	}
	wl_signal_emit_mutable(&pointer->events.frame, pointer);
}

static void send_pointer_button(
	struct tablet *tablet, uint32_t time_msec, uint32_t button, bool pressed) {
	struct wlr_pointer *pointer = &tablet->pointer;
	wl_signal_emit_mutable(&pointer->events.button,
		&(struct wlr_pointer_button_event){
			.pointer = pointer,
			.time_msec = time_msec,
			.button = button,
			.state = pressed ? WL_POINTER_BUTTON_STATE_PRESSED
	                                 : WL_POINTER_BUTTON_STATE_RELEASED,
		});
	wl_signal_emit_mutable(&pointer->events.frame, pointer);
}

/* Takes the tool to where it is now, as what it is there. */
static void move(struct tablet *tablet, struct tablet_tool *tool,
	const struct wlr_tablet_tool_axis_event *event) {
	struct seat *seat = tablet->tablets->seat;
	struct wlr_cursor *cursor = seat->pointer->cursor;
	struct wlr_tablet_v2_tablet_tool *v2 = tool->v2;
	double lx, ly;
	wlr_cursor_absolute_to_layout_coords(
		cursor, &tablet->pointer.base, tablet->x, tablet->y, &lx, &ly);
	if (is_for_desktop(seat) || tool->is_pointer || tablet_tool_is_mouse(tool)) {
		tablet_tool_leave(tool);
		send_pointer_motion(tablet, tool, event);
		return;
	}
	if (v2->is_down && v2->focused_surface != NULL) {
		wlr_cursor_warp_closest(cursor, &tablet->pointer.base, lx, ly);
		wlr_tablet_v2_tablet_tool_notify_motion(
			v2, lx - tool->origin_x, ly - tool->origin_y);
		return;
	}

	struct desktop_hit hit = desktop_hit(seat->server->desktop, lx, ly);
	if (hit.surface == NULL || !wlr_surface_accepts_tablet_v2(tablet->v2, hit.surface)) {
		tablet_tool_leave(tool);
		send_pointer_motion(tablet, tool, event);
		return;
	}
	if (!seat->pointer->handed_over) {
		pointer_hand_over(seat->pointer);
	}
	if (v2->focused_surface != hit.surface) {
		cursor_image_set(&seat->pointer->image, "default");
		tablet_tool_enter(tool, tablet->v2, hit.surface);
	}
	wlr_cursor_warp_closest(cursor, &tablet->pointer.base, lx, ly);
	tool->origin_x = lx - hit.sx;
	tool->origin_y = ly - hit.sy;
	wlr_tablet_v2_tablet_tool_notify_motion(v2, hit.sx, hit.sy);
}

/* Unless another tool has it still. */
static void take_pointer_back(struct tablets *tablets) {
	const struct tablet_tool *tool;
	wl_list_for_each (tool, &tablets->tools, link) {
		if (tool->v2->focused_surface != NULL) {
			return;
		}
	}
	pointer_take_back(tablets->seat->pointer);
}

static void move_to(
	struct tablet *tablet, struct tablet_tool *tool, uint32_t time_msec, double x, double y) {
	tablet->x = x;
	tablet->y = y;
	if (!tablet_tool_is_mouse(tool)) {
		move(tablet, tool,
			&(struct wlr_tablet_tool_axis_event){
				.tool = tool->v2->wlr_tool,
				.time_msec = time_msec,
			});
	}
}

bool tablets_become_pointer(struct tablets *tablets, const struct press_claim *claim) {
	if (is_for_desktop(tablets->seat)) {
		return false;
	}
	struct tablet_tool *tool;
	wl_list_for_each (tool, &tablets->tools, link) {
		uint32_t button = tablet_tool_claimed(tool, claim);
		struct tablet *tablet = tool->tablet;
		if (button == 0 || tablet == NULL) {
			continue;
		}
		tool->is_pointer = tool->v2->is_down;
		tablet_tool_leave(tool);
		pointer_hold(tablets->seat->pointer, &tablet->pointer, button);
		move_to(tablet, tool, (uint32_t)monotonic_ms(), tablet->x, tablet->y);
		return true;
	}
	return false;
}

/* NULL: it is of a type that programs can't be told of. */
static struct tablet_tool *use(struct tablet *tablet, struct wlr_tablet_tool *wlr_tool) {
	if (wlr_tool->type == WLR_TABLET_TOOL_TYPE_TOTEM) {
		return NULL;
	}
	idle_notify_activity(tablet->tablets->seat->server->idle);
	struct tablet_tool *tool = tool_of(tablet->tablets, wlr_tool);
	tool->tablet = tablet;
	return tool;
}

static void handle_axis(struct wl_listener *listener, void *data) {
	struct tablet *tablet = wl_container_of(listener, tablet, axis);
	const struct wlr_tablet_tool_axis_event *event = data;
	struct tablet_tool *tool = use(tablet, event->tool);
	if (tool == NULL) {
		return;
	}
	struct wlr_tablet_v2_tablet_tool *v2 = tool->v2;
	uint32_t axes = event->updated_axes;
	if (axes & (WLR_TABLET_TOOL_AXIS_X | WLR_TABLET_TOOL_AXIS_Y)) {
		tablet->x = axes & WLR_TABLET_TOOL_AXIS_X ? event->x : tablet->x;
		tablet->y = axes & WLR_TABLET_TOOL_AXIS_Y ? event->y : tablet->y;
		move(tablet, tool, event);
	}
	tool->tilt_x = axes & WLR_TABLET_TOOL_AXIS_TILT_X ? event->tilt_x : tool->tilt_x;
	tool->tilt_y = axes & WLR_TABLET_TOOL_AXIS_TILT_Y ? event->tilt_y : tool->tilt_y;
	if (v2->focused_surface == NULL) {
		return;
	}
	if (axes & WLR_TABLET_TOOL_AXIS_PRESSURE) {
		wlr_tablet_v2_tablet_tool_notify_pressure(v2, event->pressure);
	}
	if (axes & WLR_TABLET_TOOL_AXIS_DISTANCE) {
		wlr_tablet_v2_tablet_tool_notify_distance(v2, event->distance);
	}
	if (axes & (WLR_TABLET_TOOL_AXIS_TILT_X | WLR_TABLET_TOOL_AXIS_TILT_Y)) {
		wlr_tablet_v2_tablet_tool_notify_tilt(v2, tool->tilt_x, tool->tilt_y);
	}
	if (axes & WLR_TABLET_TOOL_AXIS_ROTATION) {
		wlr_tablet_v2_tablet_tool_notify_rotation(v2, event->rotation);
	}
	if (axes & WLR_TABLET_TOOL_AXIS_SLIDER) {
		wlr_tablet_v2_tablet_tool_notify_slider(v2, event->slider);
	}
	if (axes & WLR_TABLET_TOOL_AXIS_WHEEL) {
		wlr_tablet_v2_tablet_tool_notify_wheel(v2, event->wheel_delta, 0);
	}
}

static void handle_proximity(struct wl_listener *listener, void *data) {
	struct tablet *tablet = wl_container_of(listener, tablet, proximity);
	const struct wlr_tablet_tool_proximity_event *event = data;
	struct tablet_tool *tool = use(tablet, event->tool);
	if (tool == NULL) {
		return;
	}
	if (event->state == WLR_TABLET_TOOL_PROXIMITY_IN) {
		tablet_pads_set_tablet(&tablet->tablets->pads, tablet->v2);
		move_to(tablet, tool, event->time_msec, event->x, event->y);
	} else {
		tablet_tool_leave(tool);
		tool->is_pointer = false;
		pointer_device_release(&tablet->pointer);
		take_pointer_back(tablet->tablets);
	}
}

/* As a click does that a program gets. */
static void give_focus(struct seat *seat) {
	const struct wlr_cursor *cursor = seat->pointer->cursor;
	struct desktop_hit hit = desktop_hit(seat->server->desktop, cursor->x, cursor->y);
	if (hit.layer != NULL) {
		layer_surface_click(hit.layer);
	} else if (hit.view != NULL &&
		   (seat->focus.view != hit.view || seat->focus.layer != NULL)) {
		focus_set(&seat->focus, hit.view);
	}
}

static void handle_tip(struct wl_listener *listener, void *data) {
	struct tablet *tablet = wl_container_of(listener, tablet, tip);
	const struct wlr_tablet_tool_tip_event *event = data;
	struct tablet_tool *tool = use(tablet, event->tool);
	if (tool == NULL) {
		return;
	}
	struct wlr_tablet_v2_tablet_tool *v2 = tool->v2;
	bool down = event->state == WLR_TABLET_TOOL_TIP_DOWN;
	move_to(tablet, tool, event->time_msec, event->x, event->y);
	if (down && v2->focused_surface != NULL) {
		give_focus(tablet->tablets->seat);
		wlr_tablet_v2_tablet_tool_notify_down(v2);
	} else if (!down && v2->is_down) {
		wlr_tablet_v2_tablet_tool_notify_up(v2);
	} else {
		tool->is_pointer = down;
		send_pointer_button(tablet, event->time_msec, BTN_LEFT, down);
	}
}

static void handle_button(struct wl_listener *listener, void *data) {
	struct tablet *tablet = wl_container_of(listener, tablet, button);
	const struct wlr_tablet_tool_button_event *event = data;
	struct tablet_tool *tool = use(tablet, event->tool);
	if (tool == NULL) {
		return;
	}
	struct wlr_tablet_v2_tablet_tool *v2 = tool->v2;
	bool pressed = event->state == WLR_BUTTON_PRESSED;
	if (pressed ? v2->focused_surface != NULL : tablet_tool_is_pressed(tool, event->button)) {
		wlr_tablet_v2_tablet_tool_notify_button(v2, event->button,
			pressed ? ZWP_TABLET_PAD_V2_BUTTON_STATE_PRESSED
				: ZWP_TABLET_PAD_V2_BUTTON_STATE_RELEASED);
	} else {
		send_pointer_button(tablet, event->time_msec,
			tablet_tool_pointer_button(event->button), pressed);
	}
}

static void tablet_destroy(struct tablet *tablet) {
	tablet_pads_set_tablet(&tablet->tablets->pads, NULL);
	wlr_pointer_finish(&tablet->pointer); /* what it holds comes up */
	wl_list_remove(&tablet->link);
	listener_set(&tablet->axis, NULL);
	listener_set(&tablet->proximity, NULL);
	listener_set(&tablet->tip, NULL);
	listener_set(&tablet->button, NULL);
	listener_set(&tablet->destroy, NULL);
	free(tablet);
}

/* To a tablet that is there, which they may belong to. */
static void give_pads(struct tablets *tablets) {
	if (!wl_list_empty(&tablets->tablets)) {
		struct tablet *tablet = wl_container_of(tablets->tablets.next, tablet, link);
		tablet_pads_set_tablet(&tablets->pads, tablet->v2);
	}
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct tablet *tablet = wl_container_of(listener, tablet, destroy);
	struct tablets *tablets = tablet->tablets;
	struct tablet_tool *tool;
	wl_list_for_each (tool, &tablets->tools, link) {
		if (tool->tablet == tablet) {
			tablet_tool_leave(tool);
			tool->is_pointer = false;
			tool->tablet = NULL;
		}
	}
	tablet_destroy(tablet);
	take_pointer_back(tablets);
	give_pads(tablets);
}

static void tablet_create(struct tablets *tablets, struct wlr_input_device *device) {
	struct wlr_tablet *wlr_tablet = wlr_tablet_from_input_device(device);
	struct tablet *tablet = znew(struct tablet);
	tablet->tablets = tablets;
	tablet->v2 = must(wlr_tablet_create(tablets->manager, tablets->seat->wlr_seat, device));
	wlr_pointer_init(&tablet->pointer, &pointer_impl, device->name);
	pointer_attach(tablets->seat->pointer, &tablet->pointer.base);
	wl_list_insert(&tablets->tablets, &tablet->link);
	tablet_pads_set_tablet(&tablets->pads, tablet->v2);
	listener_init(&tablet->axis, handle_axis);
	listener_set(&tablet->axis, &wlr_tablet->events.axis);
	listener_init(&tablet->proximity, handle_proximity);
	listener_set(&tablet->proximity, &wlr_tablet->events.proximity);
	listener_init(&tablet->tip, handle_tip);
	listener_set(&tablet->tip, &wlr_tablet->events.tip);
	listener_init(&tablet->button, handle_button);
	listener_set(&tablet->button, &wlr_tablet->events.button);
	listener_init(&tablet->destroy, handle_destroy);
	listener_set(&tablet->destroy, &device->events.destroy);
}

void tablets_add_device(struct tablets *tablets, struct wlr_input_device *device) {
	if (device->type == WLR_INPUT_DEVICE_TABLET) {
		tablet_create(tablets, device);
	} else if (device->type == WLR_INPUT_DEVICE_TABLET_PAD) {
		tablet_pad_create(&tablets->pads, tablets->seat, tablets->manager, device);
		give_pads(tablets);
	}
}

struct tablets *tablets_create(struct seat *seat) {
	struct tablets *tablets = znew(struct tablets);
	tablets->seat = seat;
	tablets->manager = must(wlr_tablet_v2_create(seat->server->display));
	wl_list_init(&tablets->tablets);
	wl_list_init(&tablets->tools);
	wl_list_init(&tablets->pads);
	return tablets;
}

void tablets_destroy(struct tablets *tablets) {
	if (tablets == NULL) {
		return;
	}
	tablet_pads_destroy(&tablets->pads);
	struct tablet *tablet, *tmp_tablet;
	wl_list_for_each_safe (tablet, tmp_tablet, &tablets->tablets, link) {
		tablet_destroy(tablet);
	}
	struct tablet_tool *tool, *tmp_tool;
	wl_list_for_each_safe (tool, tmp_tool, &tablets->tools, link) {
		tablet_tool_destroy(tool);
	}
	free(tablets);
}
