#ifndef DOMICILE_GUEST_INPUT_H
#define DOMICILE_GUEST_INPUT_H

#include <linux/input-event-codes.h>
#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

struct guest_surface;

/*
 * Input on its way to the guest that has the focus: key codes as the kernel gives them (each guest
 * has its own layout), positions as fractions of the surface, the wheel in 120ths of a click.
 *
 * A guest gets the release of what it got the press of, and of nothing else: a key that went down
 * elsewhere comes up unnoticed.
 */
struct guest_input {
	struct guest_surface *surface; /* NULL: no guest has the focus */
	bool pressed[KEY_CNT];         /* keys and buttons that are down in it */
	double wheel_rest;             /* of what was scrolled, less than 1/120 of a click */

	struct wl_listener surface_destroy;
};

void guest_input_init(struct guest_input *input);
void guest_input_finish(struct guest_input *input);

/* Releases everything in the surface that had the focus before, if it is another one. */
void guest_input_set_surface(struct guest_input *input, struct guest_surface *surface);

/* The following do nothing while no guest has the focus. */

/* What comes up after this goes unnoticed. */
void guest_input_release_all(struct guest_input *input);
void guest_input_key(struct guest_input *input, uint32_t code, bool pressed);
void guest_input_button(struct guest_input *input, uint32_t button, bool pressed);
/* x, y: fractions of the surface, cut to 0..1; dx, dy: movement in pixels of the surface */
void guest_input_motion(struct guest_input *input, double x, double y, double dx, double dy);
/* v120: 120ths of a click, may be fractional; positive down */
void guest_input_wheel(struct guest_input *input, double v120);

#endif
