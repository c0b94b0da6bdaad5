#include "pointer.h"

#include <linux/input-event-codes.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_relative_pointer_v1.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/util/edges.h>
#include <wlr/xcursor.h>

#include "alloc.h"
#include "desktop.h"
#include "frame.h"
#include "guest_picture.h"
#include "idle.h"
#include "listener.h"
#include "monotonic.h"
#include "pointer_device.h"
#include "press.h"
#include "seat.h"
#include "server.h"
#include "switcher.h"
#include "view.h"
#include "view_place.h"
#include "window_popup.h"

#define WHEEL_CLICK 120
#define SCROLL_PER_CLICK 15 /* of a finger on a touchpad, in wl_pointer's units */

/* Whether it belongs to the guest that has the focus. */
static bool may_point_at(const struct pointer *pointer, const struct guest_picture *picture) {
	return picture != NULL &&
	       guest_input_reaches(&pointer->seat->guest_input, picture->surface);
}

/* Over nothing that draws its own. */
static const char *shape_for(const struct pointer *pointer, const struct desktop_hit *hit) {
	if (hit->view != NULL && hit->part == FRAME_EDGE) {
		return wlr_xcursor_get_resize_name(hit->edges);
	}
	if (!may_point_at(pointer, hit->picture)) {
		return "default";
	}
	return hit->popup != NULL ? hit->popup->window->cursor : hit->view->impl->cursor(hit->view);
}

static void motion_in_guest(
	struct pointer *pointer, const struct guest_picture *picture, double dx, double dy) {
	struct guest_input *input = &pointer->seat->guest_input;
	double x, y, scale_x, scale_y;
	/* The focus may have gone elsewhere while a button is held. */
	if (may_point_at(pointer, picture) &&
		guest_picture_position(picture, pointer->cursor->x, pointer->cursor->y, &x, &y,
			&scale_x, &scale_y)) {
		guest_input_motion(input, picture->surface, x, y, dx * scale_x, dy * scale_y);
	} else {
		guest_input_leave(input);
	}
}

/* Of a guest's windows, a drag may lead from one to the other: to a menu, or with what is dropped. */
static const struct guest_picture *dragged_to(const struct pointer *pointer) {
	const struct guest_picture *from = pointer->grab_picture;
	const struct guest_picture *to =
		desktop_hit(pointer->seat->server->desktop, pointer->cursor->x, pointer->cursor->y)
			.picture;
	return from->shares_pointer && to != NULL && to->shares_pointer &&
	                       to->surface->guest == from->surface->guest
	               ? to
	               : from;
}

/* Tells whom it concerns where the pointer is, while no button is down. */
static void motion_free(struct pointer *pointer, uint32_t time_msec, double dx, double dy) {
	struct wlr_seat *wlr_seat = pointer->seat->wlr_seat;
	struct desktop_hit hit =
		desktop_hit(pointer->seat->server->desktop, pointer->cursor->x, pointer->cursor->y);
	pointer_frame_hover(&pointer->view_frame, hit.view, hit.part);

	if (hit.surface != NULL) {
		if (wlr_seat->pointer_state.focused_surface != hit.surface) {
			/* Until the program says which it wants. */
			cursor_image_set(&pointer->image, "default");
		}
		wlr_seat_pointer_notify_enter(wlr_seat, hit.surface, hit.sx, hit.sy);
		wlr_seat_pointer_notify_motion(wlr_seat, time_msec, hit.sx, hit.sy);
	} else {
		wlr_seat_pointer_notify_clear_focus(wlr_seat);
		cursor_image_set(&pointer->image, shape_for(pointer, &hit));
	}
	motion_in_guest(pointer, hit.picture, dx, dy);
}

static void process_motion(struct pointer *pointer, uint32_t time_msec, double dx, double dy) {
	struct wlr_cursor *cursor = pointer->cursor;
	struct wlr_seat *wlr_seat = pointer->seat->wlr_seat;
	wlr_scene_node_set_position(
		&pointer->seat->server->desktop->layers[DESKTOP_DRAG]->node, cursor->x, cursor->y);

	switcher_hover(pointer->seat->switcher, cursor->x, cursor->y);
	switch (pointer->grab) {
	case POINTER_GRAB_NONE:
		motion_free(pointer, time_msec, dx, dy);
		break;
	case POINTER_GRAB_SURFACE:
		if (wlr_seat->drag != NULL) {
			motion_free(pointer, time_msec, dx, dy);
		} else {
			wlr_seat_pointer_notify_motion(wlr_seat, time_msec,
				cursor->x - pointer->grab_x, cursor->y - pointer->grab_y);
		}
		break;
	case POINTER_GRAB_GUEST:
		motion_in_guest(pointer, dragged_to(pointer), dx, dy);
		break;
	case POINTER_GRAB_MOVING:
		interactive_motion(&pointer->interactive, cursor->x, cursor->y);
		break;
	case POINTER_GRAB_BUTTON:
	case POINTER_GRAB_NOBODY:
		break;
	}
	pointer_constraint_update(&pointer->constraint);
}

void pointer_update(struct pointer *pointer) {
	const struct wlr_seat_pointer_state *state = &pointer->seat->wlr_seat->pointer_state;
	const struct wlr_surface *surface = state->focused_surface;
	double sx = state->sx, sy = state->sy;
	if (pointer->grab != POINTER_GRAB_NONE || pointer->handed_over) {
		return;
	}
	motion_free(pointer, (uint32_t)monotonic_ms(), 0, 0);
	if (state->focused_surface == surface && (state->sx != sx || state->sy != sy)) {
		/* With an enter, wlroots sends it. */
		wlr_seat_pointer_notify_frame(pointer->seat->wlr_seat);
	}
}

void pointer_move_to(struct pointer *pointer, uint32_t time_msec, double lx, double ly) {
	struct wlr_cursor *cursor = pointer->cursor;
	double x = cursor->x, y = cursor->y;
	pointer->handed_over = false;
	wlr_cursor_warp_closest(cursor, NULL, lx, ly);
	process_motion(pointer, time_msec, cursor->x - x, cursor->y - y);
}

/* Whether the surface that has the pointer still has it once it has moved. */
static bool stays(const struct pointer *pointer, double dx, double dy) {
	const struct wlr_surface *surface = pointer->seat->wlr_seat->pointer_state.focused_surface;
	if (surface == NULL || pointer->grab != POINTER_GRAB_NONE) {
		return surface != NULL;
	}
	const struct wlr_cursor *cursor = pointer->cursor;
	struct desktop_hit hit =
		desktop_hit(pointer->seat->server->desktop, cursor->x + dx, cursor->y + dy);
	return hit.surface == surface;
}

/* By so much as a constraint leaves of it; programs hear of the whole of it. */
static void move(struct pointer *pointer, struct wlr_input_device *device, uint32_t time_msec,
	double dx, double dy, double unaccel_dx, double unaccel_dy) {
	double allowed_dx = dx, allowed_dy = dy;
	idle_notify_activity(pointer->seat->server->idle);
	pointer->handed_over = false;
	pointer_constraint_apply(&pointer->constraint, &allowed_dx, &allowed_dy);
	/*
	 * Before the place that it comes to, which counts then where both are added up. A surface that is
	 * left by it, or entered, hears nothing of it.
	 */
	if (!wl_list_empty(&pointer->relative->relative_pointers) &&
		stays(pointer, allowed_dx, allowed_dy)) {
		wlr_relative_pointer_manager_v1_send_relative_motion(pointer->relative,
			pointer->seat->wlr_seat, (uint64_t)time_msec * 1000, dx, dy, unaccel_dx,
			unaccel_dy);
	}
	wlr_cursor_move(pointer->cursor, device, allowed_dx, allowed_dy);
	process_motion(pointer, time_msec, allowed_dx, allowed_dy);
}

static void handle_motion(struct wl_listener *listener, void *data) {
	struct pointer *pointer = wl_container_of(listener, pointer, motion);
	const struct wlr_pointer_motion_event *event = data;
	move(pointer, &event->pointer->base, event->time_msec, event->delta_x, event->delta_y,
		event->unaccel_dx, event->unaccel_dy);
}

static void handle_motion_absolute(struct wl_listener *listener, void *data) {
	struct pointer *pointer = wl_container_of(listener, pointer, motion_absolute);
	const struct wlr_pointer_motion_absolute_event *event = data;
	double x, y;
	wlr_cursor_absolute_to_layout_coords(
		pointer->cursor, &event->pointer->base, event->x, event->y, &x, &y);
	double dx = x - pointer->cursor->x, dy = y - pointer->cursor->y;
	move(pointer, &event->pointer->base, event->time_msec, dx, dy, dx, dy);
}

static void begin_grab(struct pointer *pointer, enum pointer_grab grab) {
	pointer->grab = grab;
	pointer->image.locked = grab == POINTER_GRAB_MOVING;
	pointer_frame_hold_button(&pointer->view_frame, NULL, FRAME_OUTSIDE);
	pointer->grab_picture = NULL;
	listener_set(&pointer->grab_picture_destroy, NULL);
}

static void begin_guest_grab(struct pointer *pointer, struct guest_picture *picture) {
	begin_grab(pointer, POINTER_GRAB_GUEST);
	pointer->grab_picture = picture;
	listener_set(&pointer->grab_picture_destroy, &picture->events.destroy);
	motion_in_guest(pointer, picture, 0, 0);
}

static void begin_surface_grab(struct pointer *pointer, const struct desktop_hit *hit) {
	/* A menu may have come up under a pointer that rests. */
	wlr_seat_pointer_notify_enter(pointer->seat->wlr_seat, hit->surface, hit->sx, hit->sy);
	begin_grab(pointer, POINTER_GRAB_SURFACE);
	pointer->grab_x = pointer->cursor->x - hit->sx;
	pointer->grab_y = pointer->cursor->y - hit->sy;
}

/* A program whose button was pressed may ask for it when that means something else. */
static bool may_begin(const struct pointer *pointer) {
	return pointer->buttons > 0 && pointer->seat->server->desktop->modal == NULL;
}

void pointer_cancel(struct pointer *pointer) {
	interactive_end(&pointer->interactive);
	begin_grab(pointer, pointer->buttons > 0 ? POINTER_GRAB_NOBODY : POINTER_GRAB_NONE);
	pointer_frame_hover(&pointer->view_frame, NULL, FRAME_OUTSIDE);
	wlr_seat_pointer_notify_clear_focus(pointer->seat->wlr_seat);
	cursor_image_set(&pointer->image, "default");
}

void pointer_hand_over(struct pointer *pointer) {
	pointer_frame_hover(&pointer->view_frame, NULL, FRAME_OUTSIDE);
	wlr_seat_pointer_notify_clear_focus(pointer->seat->wlr_seat);
	guest_input_leave(&pointer->seat->guest_input);
	cursor_image_set(&pointer->image, "default");
	pointer->handed_over = true;
}

void pointer_take_back(struct pointer *pointer) {
	pointer->handed_over = false;
	pointer_update(pointer);
}

void pointer_begin_move(struct pointer *pointer, struct view *view) {
	if (may_begin(pointer) && interactive_begin_move(&pointer->interactive, view,
					  pointer->cursor->x, pointer->cursor->y)) {
		begin_grab(pointer, POINTER_GRAB_MOVING);
		wlr_seat_pointer_notify_clear_focus(pointer->seat->wlr_seat);
		cursor_image_set(&pointer->image, "grabbing");
	}
}

void pointer_begin_resize(struct pointer *pointer, struct view *view, uint32_t edges) {
	if (may_begin(pointer) && interactive_begin_resize(&pointer->interactive, view,
					  pointer->cursor->x, pointer->cursor->y, edges)) {
		begin_grab(pointer, POINTER_GRAB_MOVING);
		wlr_seat_pointer_notify_clear_focus(pointer->seat->wlr_seat);
		cursor_image_set(
			&pointer->image, wlr_xcursor_get_resize_name(pointer->interactive.edges));
	}
}

static void press_view(struct pointer *pointer, const struct desktop_hit *hit,
	const struct wlr_pointer_button_event *event) {
	bool left = event->button == BTN_LEFT;
	switch (hit->part) {
	case FRAME_CLIENT:
		break;
	case FRAME_EDGE:
		if (left) {
			pointer_begin_resize(pointer, hit->view, hit->edges);
		}
		break;
	case FRAME_TITLE:
		if (left && !pointer_frame_press_title(
				    &pointer->view_frame, hit->view, event->time_msec)) {
			pointer_begin_move(pointer, hit->view);
		}
		break;
	default:
		if (left) {
			begin_grab(pointer, POINTER_GRAB_BUTTON);
			pointer_frame_hold_button(&pointer->view_frame, hit->view, hit->part);
		}
		break;
	}
}

/* The first button that goes down decides who gets the rest. */
static void press_first(struct pointer *pointer, const struct wlr_pointer_button_event *event) {
	struct seat *seat = pointer->seat;
	begin_grab(pointer, POINTER_GRAB_NOBODY);
	if (switcher_is_open(seat->switcher)) {
		switcher_click(
			seat->switcher, event->button, pointer->cursor->x, pointer->cursor->y);
		return;
	}
	struct desktop_hit hit =
		desktop_hit(seat->server->desktop, pointer->cursor->x, pointer->cursor->y);
	if (!press_begin(seat, &hit)) {
		return;
	}
	bool drags = hit.view != NULL && press_drags(seat);
	if (drags && event->button == BTN_LEFT) {
		pointer_begin_move(pointer, hit.view);
	} else if (drags && event->button == BTN_RIGHT) {
		pointer_begin_resize(pointer, hit.view, WLR_EDGE_NONE);
	} else if (hit.surface != NULL) {
		begin_surface_grab(pointer, &hit);
	} else if (hit.picture != NULL) {
		begin_guest_grab(pointer, hit.picture);
	} else if (hit.view != NULL) {
		press_view(pointer, &hit, event);
	}
}

void pointer_hold(struct pointer *pointer, struct wlr_pointer *device, uint32_t button) {
	if (pointer_device_note(device, button, true) && pointer->buttons++ == 0) {
		begin_grab(pointer, POINTER_GRAB_NOBODY);
	}
}

static void release_last(struct pointer *pointer) {
	if (pointer->grab == POINTER_GRAB_BUTTON) {
		struct desktop_hit hit = desktop_hit(
			pointer->seat->server->desktop, pointer->cursor->x, pointer->cursor->y);
		pointer_frame_release_button(&pointer->view_frame, &hit);
	}
	if (pointer->interactive.pulled) {
		/* What was dragged hasn't been clicked. */
		pointer_frame_forget_click(&pointer->view_frame);
	}
	interactive_drop(&pointer->interactive);
	pointer->in_seat = false;
	begin_grab(pointer, POINTER_GRAB_NONE);
	pointer_update(pointer);
}

void pointer_button(struct pointer *pointer, const struct wlr_pointer_button_event *event) {
	struct wlr_seat *wlr_seat = pointer->seat->wlr_seat;
	bool pressed = event->state == WL_POINTER_BUTTON_STATE_PRESSED;
	if (!pointer_device_note(event->pointer, event->button, pressed)) {
		return;
	}
	if (pressed && pointer->buttons++ == 0) {
		press_first(pointer, event);
	}

	/* A guest hears of the release though the menu that was pressed has gone. */
	if (!pressed || may_point_at(pointer, pointer->grab_picture)) {
		guest_input_button(&pointer->seat->guest_input, event->button, pressed);
	}
	if (pointer->grab == POINTER_GRAB_SURFACE || (!pressed && pointer->in_seat)) {
		pointer->in_seat = true;
		wlr_seat_pointer_notify_button(
			wlr_seat, event->time_msec, event->button, event->state);
	}

	if (!pressed && --pointer->buttons == 0) {
		release_last(pointer);
	}
}

static void handle_button(struct wl_listener *listener, void *data) {
	struct pointer *pointer = wl_container_of(listener, pointer, button);
	idle_notify_activity(pointer->seat->server->idle);
	pointer_button(pointer, data);
}

static void handle_axis(struct wl_listener *listener, void *data) {
	struct pointer *pointer = wl_container_of(listener, pointer, axis);
	const struct wlr_pointer_axis_event *event = data;
	idle_notify_activity(pointer->seat->server->idle);
	/* Of a finger on a touchpad, what a click of the wheel would be. */
	int v120 = event->delta_discrete != 0
	                   ? event->delta_discrete
	                   : (int)(event->delta * WHEEL_CLICK / SCROLL_PER_CLICK);
	if (switcher_is_open(pointer->seat->switcher)) {
		switcher_wheel(pointer->seat->switcher, v120);
		return;
	}
	struct desktop_hit hit =
		desktop_hit(pointer->seat->server->desktop, pointer->cursor->x, pointer->cursor->y);
	const struct guest_picture *picture = pointer->grab == POINTER_GRAB_GUEST
	                                              ? pointer->grab_picture
	                                      : pointer->grab == POINTER_GRAB_NONE ? hit.picture
	                                                                           : NULL;
	if (may_point_at(pointer, picture)) {
		guest_input_wheel(&pointer->seat->guest_input,
			event->orientation == WL_POINTER_AXIS_VERTICAL_SCROLL
				? GUEST_AXIS_VERTICAL
				: GUEST_AXIS_HORIZONTAL,
			v120);
		return;
	}
	wlr_seat_pointer_notify_axis(pointer->seat->wlr_seat, event->time_msec, event->orientation,
		event->delta, event->delta_discrete, event->source, event->relative_direction);
}

static void handle_frame(struct wl_listener *listener, void *data) {
	struct pointer *pointer = wl_container_of(listener, pointer, frame);
	wlr_seat_pointer_notify_frame(pointer->seat->wlr_seat);
}

static void handle_grab_picture_destroy(struct wl_listener *listener, void *data) {
	struct pointer *pointer = wl_container_of(listener, pointer, grab_picture_destroy);
	begin_grab(pointer, POINTER_GRAB_NOBODY);
}

void pointer_update_outputs(struct pointer *pointer) {
	cursor_image_update_outputs(&pointer->image, pointer->seat->server->desktop);
	/* Back onto a screen, if the one that it was on has gone. */
	wlr_cursor_move(pointer->cursor, NULL, 0, 0);
	pointer_update(pointer);
}

struct pointer *pointer_create(struct seat *seat) {
	struct server *server = seat->server;
	struct pointer *pointer = znew(struct pointer);
	pointer->seat = seat;
	wl_list_init(&pointer->devices);
	pointer->cursor = must(wlr_cursor_create());
	cursor_image_init(&pointer->image, seat, pointer->cursor);
	pointer_frame_init(&pointer->view_frame);
	interactive_init(&pointer->interactive);
	pointer_constraint_init(&pointer->constraint, pointer);
	pointer_gestures_init(&pointer->gestures, pointer);
	pointer->relative = must(wlr_relative_pointer_manager_v1_create(server->display));
	wlr_cursor_attach_output_layout(pointer->cursor, server->desktop->output_layout);

	pointer->motion.notify = handle_motion;
	wl_signal_add(&pointer->cursor->events.motion, &pointer->motion);
	pointer->motion_absolute.notify = handle_motion_absolute;
	wl_signal_add(&pointer->cursor->events.motion_absolute, &pointer->motion_absolute);
	pointer->button.notify = handle_button;
	wl_signal_add(&pointer->cursor->events.button, &pointer->button);
	pointer->axis.notify = handle_axis;
	wl_signal_add(&pointer->cursor->events.axis, &pointer->axis);
	pointer->frame.notify = handle_frame;
	wl_signal_add(&pointer->cursor->events.frame, &pointer->frame);

	listener_init(&pointer->grab_picture_destroy, handle_grab_picture_destroy);
	return pointer;
}

void pointer_attach(struct pointer *pointer, struct wlr_input_device *device) {
	pointer_device_create(pointer, wlr_pointer_from_input_device(device));
	wlr_cursor_attach_input_device(pointer->cursor, device);
}

void pointer_destroy(struct pointer *pointer) {
	struct pointer_device *device, *tmp;
	wl_list_for_each_safe (device, tmp, &pointer->devices, link) {
		pointer_device_destroy(device);
	}
	interactive_end(&pointer->interactive);
	wl_list_remove(&pointer->motion.link);
	wl_list_remove(&pointer->motion_absolute.link);
	wl_list_remove(&pointer->button.link);
	wl_list_remove(&pointer->axis.link);
	wl_list_remove(&pointer->frame.link);
	wl_list_remove(&pointer->grab_picture_destroy.link);
	pointer_frame_finish(&pointer->view_frame);
	pointer_gestures_finish(&pointer->gestures);
	pointer_constraint_finish(&pointer->constraint);
	cursor_image_finish(&pointer->image);
	wlr_cursor_destroy(pointer->cursor);
	free(pointer);
}
