#ifndef DOMICILE_POINTER_H
#define DOMICILE_POINTER_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "cursor_image.h"
#include "interactive.h"
#include "pointer_constraint.h"
#include "pointer_frame.h"
#include "pointer_gestures.h"

struct guest_picture;
struct seat;
struct view;
struct wlr_cursor;
struct wlr_input_device;
struct wlr_pointer;
struct wlr_pointer_button_event;
struct wlr_relative_pointer_manager_v1;

/* Who gets what the pointer does, from the first button that goes down to the last that comes up. */
enum pointer_grab {
	POINTER_GRAB_NONE,    /* no button is down: whatever is under the pointer */
	POINTER_GRAB_SURFACE, /* a program's surface */
	POINTER_GRAB_GUEST,   /* what a guest shows */
	POINTER_GRAB_BUTTON,  /* a button of a frame: it acts if let go over it */
	POINTER_GRAB_MOVING,  /* a window is moved or resized */
	POINTER_GRAB_NOBODY,  /* the press was ours, or who got it has gone */
};

/* All pointing devices as one pointer. */
struct pointer {
	struct seat *seat;
	struct wl_list devices; /* pointer_device.link */
	struct wlr_cursor *cursor;
	struct cursor_image image;
	struct pointer_frame view_frame;
	struct interactive interactive;
	struct pointer_constraint constraint;
	struct pointer_gestures gestures;
	struct wlr_relative_pointer_manager_v1 *relative;

	enum pointer_grab grab;
	int buttons;      /* that are down, on all devices together */
	bool handed_over; /* to a tool of a tablet */
	bool in_seat; /* wlr_seat has been told of a press: it must hear of the release, come what may */
	struct guest_picture *grab_picture; /* NULL unless grab is GUEST */
	double grab_x, grab_y; /* layout position of the surface, where grab is SURFACE */

	struct wl_listener motion;
	struct wl_listener motion_absolute;
	struct wl_listener button;
	struct wl_listener axis;
	struct wl_listener frame;
	struct wl_listener grab_picture_destroy;
};

struct pointer *pointer_create(struct seat *seat);
void pointer_destroy(struct pointer *pointer);
void pointer_attach(struct pointer *pointer, struct wlr_input_device *device);

/* A button went down or came up. */
void pointer_button(struct pointer *pointer, const struct wlr_pointer_button_event *event);

/*
 * A button went down that has already meant all that it is to mean: the next call is to begin a move or a
 * resize.
 */
void pointer_hold(struct pointer *pointer, struct wlr_pointer *device, uint32_t button);

/* Puts it somewhere in the layout, or next to it; time_msec: of the event that does. */
void pointer_move_to(struct pointer *pointer, uint32_t time_msec, double lx, double ly);

/* What is under it may be something else now. */
void pointer_update(struct pointer *pointer);
void pointer_update_outputs(struct pointer *pointer);

/*
 * Ends whatever the buttons that are down do. What had them hears no more of the pointer; they concern
 * nobody until they have come up.
 */
void pointer_cancel(struct pointer *pointer);

/* A tool of a tablet is where it was: it is over nothing, until it moves or is taken back. */
void pointer_hand_over(struct pointer *pointer);
void pointer_take_back(struct pointer *pointer);

/* Starts to move or resize a view with the button that is down. */
void pointer_begin_move(struct pointer *pointer, struct view *view);
void pointer_begin_resize(struct pointer *pointer, struct view *view, uint32_t edges);

#endif
