#ifndef DOMICILE_GUEST_INPUT_H
#define DOMICILE_GUEST_INPUT_H

#include <linux/input-event-codes.h>
#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "guest_surface.h"

#define GUEST_INPUT_CONTACTS 16

/*
 * Input on its way to the guest that has the focus: key codes as the kernel gives them (each guest
 * has its own layout), positions as fractions of the surface, the wheel in 120ths of a click.
 *
 * A guest gets the release of what it got the press of, and of nothing else: a key that went down
 * elsewhere comes up unnoticed.
 *
 * Keys go to the surface that has the focus. The pointer goes to whichever of that guest's
 * surfaces it is over, to a menu of the window that has the focus too; never to another guest's.
 *
 * Fingers are those of the surface that has the focus, too. Whoever calls tells them apart by any
 * numbers; the guest has numbers of its own for as many as it can tell apart, and of others it hears
 * nothing.
 */
struct guest_input {
	struct guest_surface *surface; /* NULL: no guest has the focus */
	struct guest_surface
		*pointer;      /* of the same guest, that knows of the pointer; may be NULL */
	uint32_t modifiers;    /* of the user's keyboard, as X11 has them */
	bool pressed[KEY_CNT]; /* keys and buttons that are down in it */
	uintptr_t presses;     /* of anything, in any guest: what the user has done there */
	uint32_t contacts;     /* fingers that are down in it: a bit for each of its numbers */
	int32_t fingers[GUEST_INPUT_CONTACTS]; /* which each of those is */
	bool touched;                          /* by them, since the last frame */
	double wheel_rest[GUEST_AXES]; /* of what was scrolled, less than 1/120 of a click */

	struct wl_listener surface_destroy;
	struct wl_listener pointer_destroy;
};

void guest_input_init(struct guest_input *input);
void guest_input_finish(struct guest_input *input);

/* Releases everything in the surface that had the focus before, if it is another one. */
void guest_input_set_surface(struct guest_input *input, struct guest_surface *surface);

/* Whether the surface belongs to the guest that has the focus. */
bool guest_input_reaches(const struct guest_input *input, const struct guest_surface *surface);

/* See guest_surface_impl.modifiers; to be told before the key that they are for. */
void guest_input_set_modifiers(struct guest_input *input, uint32_t modifiers);

/* The following do nothing while no guest has the focus. */

/* What comes up after this goes unnoticed. */
void guest_input_release_all(struct guest_input *input);
void guest_input_key(struct guest_input *input, uint32_t code, bool pressed);
void guest_input_button(struct guest_input *input, uint32_t button, bool pressed);
/*
 * Nothing happens where the guest of the surface doesn't have the focus. x, y: fractions of the
 * surface, cut to 0..1; dx, dy: movement in pixels of the surface
 */
void guest_input_motion(struct guest_input *input, struct guest_surface *surface, double x,
	double y, double dx, double dy);
/* The pointer is over nothing of the guest's any more. */
void guest_input_leave(struct guest_input *input);
/*
 * A finger comes down on the surface, which must have the focus for that, then moves, however far from
 * it, and comes up again. x, y: as in motion. The guest hears of all of it with the next frame.
 */
void guest_input_touch_down(struct guest_input *input, struct guest_surface *surface,
	int32_t finger, double x, double y);
void guest_input_touch_motion(struct guest_input *input, int32_t finger, double x, double y);
void guest_input_touch_up(struct guest_input *input, int32_t finger);
void guest_input_touch_frame(struct guest_input *input);
/* v120: 120ths of a click, may be fractional; positive down */
void guest_input_wheel(struct guest_input *input, enum guest_axis axis, double v120);

#endif
