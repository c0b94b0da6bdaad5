#include "touch.h"

#include <linux/input-event-codes.h>
#include <wlr/interfaces/wlr_pointer.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_touch.h>

#include "alloc.h"
#include "desktop.h"
#include "guest_picture.h"
#include "idle.h"
#include "listener.h"
#include "monotonic.h"
#include "output.h"
#include "pointer.h"
#include "pointer_device.h"
#include "press.h"
#include "seat.h"
#include "server.h"
#include "switcher.h"

#define MAX_POINTS 32 /* the bits of touch.ids */

struct touch_device {
	struct wl_list link; /* touch.devices */
	struct touch *touch;
	struct wlr_touch *wlr_touch;

	struct wl_listener destroy;
};

struct touch_point {
	struct wl_list link; /* touch.points */
	const struct wlr_touch *device;
	int32_t device_id; /* which finger that calls it */
	int32_t id;        /* and which the seat does; a program may have forgotten it */
	bool in_seat;      /* it is a program's */
	struct guest_picture *picture; /* it is a guest's, down there; NULL: it isn't */
	double x, y;                   /* in the layout */
	double surface_x, surface_y; /* of the program's surface, in the layout, as it came down */
	struct touch *touch;

	struct wl_listener picture_destroy;
};

static const struct wlr_pointer_impl finger_impl = {.name = "touch"};

static struct touch_point *find(
	const struct touch *touch, const struct wlr_touch *device, int32_t device_id) {
	struct touch_point *point;
	wl_list_for_each (point, &touch->points, link) {
		if (point->device == device && point->device_id == device_id) {
			return point;
		}
	}
	return NULL;
}

static void handle_picture_destroy(struct wl_listener *listener, void *data);

/* NULL: nobody has that many fingers. */
static struct touch_point *add(
	struct touch *touch, const struct wlr_touch *device, int32_t device_id) {
	int32_t id = 0;
	while (id < MAX_POINTS && (touch->ids & UINT32_C(1) << id) != 0) {
		id++;
	}
	if (id == MAX_POINTS) {
		return NULL;
	}
	struct touch_point *point = znew(struct touch_point);
	point->touch = touch;
	listener_init(&point->picture_destroy, handle_picture_destroy);
	point->device = device;
	point->device_id = device_id;
	point->id = id;
	touch->ids |= UINT32_C(1) << id;
	wl_list_insert(&touch->points, &point->link);
	return point;
}

static void locate(const struct touch *touch, struct touch_point *point, struct wlr_touch *device,
	double x, double y) {
	wlr_cursor_absolute_to_layout_coords(
		touch->seat->pointer->cursor, &device->base, x, y, &point->x, &point->y);
}

/* As the pointer */

static void press_finger(struct touch *touch, uint32_t time_msec, bool pressed) {
	struct wlr_pointer_button_event event = {
		.pointer = &touch->finger,
		.time_msec = time_msec,
		.button = BTN_LEFT,
		.state = pressed ? WL_POINTER_BUTTON_STATE_PRESSED
	                         : WL_POINTER_BUTTON_STATE_RELEASED,
	};
	pointer_button(touch->seat->pointer, &event);
	wlr_seat_pointer_notify_frame(touch->seat->wlr_seat);
}

static void move_finger(struct touch *touch, uint32_t time_msec) {
	const struct touch_point *point = touch->pointing;
	pointer_move_to(touch->seat->pointer, time_msec, point->x, point->y);
	wlr_seat_pointer_notify_frame(touch->seat->wlr_seat);
}

static void lift_finger(struct touch *touch, uint32_t time_msec) {
	touch->pointing = NULL;
	press_finger(touch, time_msec, false);
}

/* As a finger of a guest's */

static void set_picture(struct touch_point *point, struct guest_picture *picture) {
	point->picture = picture;
	listener_set(&point->picture_destroy, picture != NULL ? &picture->events.destroy : NULL);
}

static void begin_in_guest(struct touch_point *point, struct guest_picture *picture) {
	double x, y, scale_x, scale_y;
	if (guest_picture_position(picture, point->x, point->y, &x, &y, &scale_x, &scale_y)) {
		set_picture(point, picture);
		guest_input_touch_down(
			&point->touch->seat->guest_input, picture->surface, point->id, x, y);
	}
}

static void move_in_guest(const struct touch_point *point) {
	double x, y, scale_x, scale_y;
	if (guest_picture_position(
		    point->picture, point->x, point->y, &x, &y, &scale_x, &scale_y)) {
		guest_input_touch_motion(&point->touch->seat->guest_input, point->id, x, y);
	}
}

static void end_in_guest(struct touch_point *point) {
	set_picture(point, NULL);
	guest_input_touch_up(&point->touch->seat->guest_input, point->id);
}

static void end_frame(struct touch *touch) {
	wlr_seat_touch_notify_frame(touch->seat->wlr_seat);
	guest_input_touch_frame(&touch->seat->guest_input);
}

static void handle_picture_destroy(struct wl_listener *listener, void *data) {
	struct touch_point *point = wl_container_of(listener, point, picture_destroy);
	end_in_guest(point);
	end_frame(point->touch);
}

/* As a finger of a program's */

static bool is_dragging(const struct touch *touch, const struct touch_point *point) {
	const struct wlr_drag *drag = touch->seat->wlr_seat->drag;
	return drag != NULL && drag->grab_type == WLR_DRAG_GRAB_KEYBOARD_TOUCH &&
	       drag->grab_touch_id == point->id;
}

static bool is_known(const struct touch *touch, const struct touch_point *point) {
	return point->in_seat && wlr_seat_touch_get_point(touch->seat->wlr_seat, point->id) != NULL;
}

/* What is dragged and dropped is over whatever is there. */
static void drag(struct touch *touch, const struct touch_point *point, uint32_t time_msec) {
	struct wlr_seat *wlr_seat = touch->seat->wlr_seat;
	struct desktop *desktop = touch->seat->server->desktop;
	wlr_scene_node_set_position(&desktop->layers[DESKTOP_DRAG]->node, point->x, point->y);
	struct desktop_hit hit = desktop_hit(desktop, point->x, point->y);
	if (hit.surface != NULL) {
		wlr_seat_touch_point_focus(
			wlr_seat, hit.surface, time_msec, point->id, hit.sx, hit.sy);
		wlr_seat_touch_notify_motion(wlr_seat, time_msec, point->id, hit.sx, hit.sy);
	} else {
		wlr_seat_touch_point_clear_focus(wlr_seat, time_msec, point->id);
		/* Which wlroots doesn't tell of: it would be dropped where it was before. */
		struct wlr_seat_touch_grab *grab = wlr_seat->touch_state.grab;
		grab->interface->enter(
			grab, time_msec, wlr_seat_touch_get_point(wlr_seat, point->id));
	}
}

static void cancel(struct touch *touch, struct touch_point *point) {
	struct wlr_seat *wlr_seat = touch->seat->wlr_seat;
	if (is_dragging(touch, point)) {
		struct wlr_data_source *dragged = wlr_seat->drag->source;
		wlr_seat_touch_end_grab(wlr_seat);
		wlr_data_source_destroy(dragged); /* which tells its program */
	}
	struct wlr_touch_point *known =
		point->in_seat ? wlr_seat_touch_get_point(wlr_seat, point->id) : NULL;
	if (known != NULL && known->client != NULL) {
		wlr_seat_touch_notify_cancel(wlr_seat, known->client); /* all fingers in it */
	}
	point->in_seat = false;
	end_in_guest(point);
}

static void remove_point(struct touch *touch, struct touch_point *point) {
	touch->ids &= ~(UINT32_C(1) << point->id);
	set_picture(point, NULL);
	wl_list_remove(&point->link);
	free(point);
}

static void lift(struct touch *touch, struct touch_point *point, uint32_t time_msec) {
	if (touch->pointing == point) {
		lift_finger(touch, time_msec);
	} else if (is_known(touch, point)) {
		wlr_seat_touch_notify_up(touch->seat->wlr_seat, time_msec, point->id);
	}
	end_in_guest(point);
	remove_point(touch, point);
}

/* Whether what is there takes fingers: a program's surface, or what a guest shows. */
static bool takes_fingers(const struct touch *touch, const struct desktop_hit *hit) {
	bool drags = hit->view != NULL && press_drags(touch->seat);
	if (drags || switcher_is_open(touch->seat->switcher)) {
		return false;
	}
	return hit->surface != NULL
	               ? wlr_surface_accepts_touch(touch->seat->wlr_seat, hit->surface)
	               : hit->picture != NULL && guest_surface_contacts(hit->picture->surface) > 0;
}

static void begin_in_program(
	struct touch_point *point, const struct desktop_hit *hit, uint32_t time_msec) {
	point->in_seat = true;
	point->surface_x = point->x - hit->sx;
	point->surface_y = point->y - hit->sy;
	wlr_seat_touch_notify_down(
		point->touch->seat->wlr_seat, hit->surface, time_msec, point->id, hit->sx, hit->sy);
}

static void handle_down(struct wl_listener *listener, void *data) {
	struct touch *touch = wl_container_of(listener, touch, down);
	struct seat *seat = touch->seat;
	const struct wlr_touch_down_event *event = data;
	idle_notify_activity(seat->server->idle);
	bool known = find(touch, event->touch, event->touch_id) != NULL;
	struct touch_point *point = known ? NULL : add(touch, event->touch, event->touch_id);
	if (point == NULL) {
		return;
	}
	locate(touch, point, event->touch, event->x, event->y);

	struct desktop_hit hit = desktop_hit(seat->server->desktop, point->x, point->y);
	if (takes_fingers(touch, &hit)) {
		if (!press_begin(seat, &hit)) {
			return;
		}
		if (hit.surface != NULL) {
			begin_in_program(point, &hit, event->time_msec);
		} else {
			begin_in_guest(point, hit.picture);
		}
	} else if (touch->pointing == NULL) {
		touch->pointing = point;
		move_finger(touch, event->time_msec);
		press_finger(touch, event->time_msec, true);
	}
}

static void handle_motion(struct wl_listener *listener, void *data) {
	struct touch *touch = wl_container_of(listener, touch, motion);
	const struct wlr_touch_motion_event *event = data;
	struct touch_point *point = find(touch, event->touch, event->touch_id);
	idle_notify_activity(touch->seat->server->idle);
	if (point == NULL) {
		return;
	}
	locate(touch, point, event->touch, event->x, event->y);
	if (touch->pointing == point) {
		move_finger(touch, event->time_msec);
	} else if (point->picture != NULL) {
		move_in_guest(point);
	} else if (is_known(touch, point) && is_dragging(touch, point)) {
		drag(touch, point, event->time_msec);
	} else if (is_known(touch, point)) {
		wlr_seat_touch_notify_motion(touch->seat->wlr_seat, event->time_msec, point->id,
			point->x - point->surface_x, point->y - point->surface_y);
	}
}

static void handle_up(struct wl_listener *listener, void *data) {
	struct touch *touch = wl_container_of(listener, touch, up);
	const struct wlr_touch_up_event *event = data;
	struct touch_point *point = find(touch, event->touch, event->touch_id);
	idle_notify_activity(touch->seat->server->idle);
	if (point != NULL) {
		lift(touch, point, event->time_msec);
	}
}

/* A palm, say: it wasn't meant. */
static void handle_cancel(struct wl_listener *listener, void *data) {
	struct touch *touch = wl_container_of(listener, touch, cancel);
	const struct wlr_touch_cancel_event *event = data;
	struct touch_point *point = find(touch, event->touch, event->touch_id);
	if (point == NULL) {
		return;
	}
	if (touch->pointing == point) {
		pointer_cancel(touch->seat->pointer);
	}
	cancel(touch, point);
	lift(touch, point, event->time_msec);
}

static void handle_frame(struct wl_listener *listener, void *data) {
	struct touch *touch = wl_container_of(listener, touch, frame);
	end_frame(touch);
}

static void remove_device(struct touch_device *device) {
	wl_list_remove(&device->link);
	wl_list_remove(&device->destroy.link);
	free(device);
}

/* Its fingers are lifted. */
static void handle_device_destroy(struct wl_listener *listener, void *data) {
	struct touch_device *device = wl_container_of(listener, device, destroy);
	struct touch *touch = device->touch;
	struct touch_point *point, *tmp;
	wl_list_for_each_safe (point, tmp, &touch->points, link) {
		if (point->device == device->wlr_touch) {
			lift(touch, point, (uint32_t)monotonic_ms());
		}
	}
	end_frame(touch);
	remove_device(device);
	seat_update_capabilities(touch->seat);
}

static void map_device(const struct touch_device *device) {
	const struct touch *touch = device->touch;
	const char *name = device->wlr_touch->output_name;
	const struct output *output =
		name != NULL ? desktop_output_named(touch->seat->server->desktop, name) : NULL;
	wlr_cursor_map_input_to_output(touch->seat->pointer->cursor, &device->wlr_touch->base,
		output != NULL ? output->wlr_output : NULL);
}

void touch_attach(struct touch *touch, struct wlr_input_device *wlr_device) {
	struct touch_device *device = znew(struct touch_device);
	device->touch = touch;
	device->wlr_touch = wlr_touch_from_input_device(wlr_device);
	wl_list_insert(&touch->devices, &device->link);
	device->destroy.notify = handle_device_destroy;
	wl_signal_add(&wlr_device->events.destroy, &device->destroy);
	wlr_cursor_attach_input_device(touch->seat->pointer->cursor, wlr_device);
	map_device(device);
}

bool touch_is_there(const struct touch *touch) {
	return !wl_list_empty(&touch->devices);
}

void touch_update_outputs(struct touch *touch) {
	const struct touch_device *device;
	wl_list_for_each (device, &touch->devices, link) {
		map_device(device);
	}
}

void touch_cancel(struct touch *touch) {
	struct touch_point *point;
	wl_list_for_each (point, &touch->points, link) {
		cancel(touch, point);
	}
	guest_input_touch_frame(&touch->seat->guest_input);
}

bool touch_becomes_pointer(struct touch *touch, const struct press_claim *claim) {
	struct touch_point *point;
	if (touch->seat->server->desktop->modal != NULL) {
		return false;
	}
	wl_list_for_each (point, &touch->points, link) {
		const struct wlr_touch_point *known =
			point->in_seat ? wlr_seat_touch_get_point(touch->seat->wlr_seat, point->id)
				       : NULL;
		if (known == NULL || known->client == NULL ||
			known->client->client != claim->client ||
			(claim->surface != NULL && known->surface != claim->surface) ||
			touch->pointing != NULL || is_dragging(touch, point)) {
			continue;
		}
		cancel(touch, point);
		touch->pointing = point;
		pointer_hold(touch->seat->pointer, &touch->finger, BTN_LEFT);
		move_finger(touch, (uint32_t)monotonic_ms());
		return true;
	}
	return false;
}

struct touch *touch_create(struct seat *seat) {
	struct touch *touch = znew(struct touch);
	struct wlr_cursor *cursor = seat->pointer->cursor;
	touch->seat = seat;
	wl_list_init(&touch->devices);
	wl_list_init(&touch->points);
	wlr_pointer_init(&touch->finger, &finger_impl, "touch");
	pointer_device_create(seat->pointer, &touch->finger);

	touch->down.notify = handle_down;
	wl_signal_add(&cursor->events.touch_down, &touch->down);
	touch->motion.notify = handle_motion;
	wl_signal_add(&cursor->events.touch_motion, &touch->motion);
	touch->up.notify = handle_up;
	wl_signal_add(&cursor->events.touch_up, &touch->up);
	touch->cancel.notify = handle_cancel;
	wl_signal_add(&cursor->events.touch_cancel, &touch->cancel);
	touch->frame.notify = handle_frame;
	wl_signal_add(&cursor->events.touch_frame, &touch->frame);
	return touch;
}

void touch_destroy(struct touch *touch) {
	struct touch_point *point, *tmp;
	wl_list_for_each_safe (point, tmp, &touch->points, link) {
		remove_point(touch, point);
	}
	struct touch_device *device, *tmp_device;
	wl_list_for_each_safe (device, tmp_device, &touch->devices, link) {
		remove_device(device);
	}
	wl_list_remove(&touch->down.link);
	wl_list_remove(&touch->motion.link);
	wl_list_remove(&touch->up.link);
	wl_list_remove(&touch->cancel.link);
	wl_list_remove(&touch->frame.link);
	wlr_pointer_finish(&touch->finger);
	free(touch);
}
