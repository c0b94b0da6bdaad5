#ifndef DOMICILE_TOUCH_H
#define DOMICILE_TOUCH_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_pointer.h>

struct press_claim;
struct seat;
struct touch_point;
struct wlr_input_device;

/*
 * All touchscreens as one. A finger that comes down on a program's surface, or on what a guest shows,
 * belongs to that until it is lifted, if the program or the guest takes touches. Everything else knows no
 * fingers: frames, notices, older programs and guests. There the first one is the pointer, with its
 * left button down, and further ones are nobody's.
 */
struct touch {
	struct seat *seat;
	struct wl_list devices;       /* touch_device.link */
	struct wl_list points;        /* touch_point.link: the fingers that are down */
	uint32_t ids;                 /* of those: a bit for each that is taken */
	struct touch_point *pointing; /* the one that is the pointer; NULL: none */
	struct wlr_pointer finger;    /* what its button is one of */

	struct wl_listener down;
	struct wl_listener motion;
	struct wl_listener up;
	struct wl_listener cancel;
	struct wl_listener frame;
};

/* To be called with the seat's pointer there. */
struct touch *touch_create(struct seat *seat);
void touch_destroy(struct touch *touch);
void touch_attach(struct touch *touch, struct wlr_input_device *device);

/* Whether there is a touchscreen. */
bool touch_is_there(const struct touch *touch);

/* Each touchscreen is on the output that it names; else on all together. */
void touch_update_outputs(struct touch *touch);

/* The fingers that are down concern no program any more. */
void touch_cancel(struct touch *touch);

/*
 * A program asks for its window to be moved or resized. If a finger is down in it, that becomes the
 * pointer with its button down, which nobody has been told of. Returns whether it has.
 */
bool touch_becomes_pointer(struct touch *touch, const struct press_claim *claim);

#endif
