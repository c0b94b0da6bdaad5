#ifndef DOMICILE_SEAMLESS_INPUT_H
#define DOMICILE_SEAMLESS_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "guest_surface.h"
#include "key_repeat.h"

struct agent;
struct window;

/*
 * The user's keyboard and pointer, for the windows of one agent. The guest gives a key to whatever
 * window has its own focus, and a click to whatever is topmost in its own root window; to be the topmost
 * with the focus is one thing to it. Where that isn't the window that is meant, it is made so right
 * before the event.
 */
struct input {
	struct agent *agent;
	uint32_t modifiers, buttons; /* X11's masks of state */
	uint8_t keys[32];            /* a bit for each of X11's codes: pressed */
	uint32_t pressed_buttons;    /* a bit for each number, of those without a mask too */

	struct window *focused;         /* by the user; NULL: none */
	struct window *told;            /* the guest was told last that it has the focus */
	struct window *entered;         /* the pointer is in it */
	int x, y;                       /* of the pointer, in that window */
	int root_x, root_y;             /* of the pointer, as the guest was told last */
	uint64_t raises;                /* so far: see window.raised */
	int32_t wheel_rest[GUEST_AXES]; /* of a click, in 120ths */

	struct key_repeat repeat; /* of one of X11's codes */
};

bool input_init(struct input *input, struct agent *agent);
void input_finish(struct input *input);

/* As in struct guest_surface_impl. */
void input_set_focused(struct input *input, struct window *window, bool focused);
void input_modifiers(struct input *input, uint32_t modifiers);
void input_key(struct input *input, struct window *window, uint32_t code, bool pressed);
void input_button(struct input *input, struct window *window, uint32_t button, bool pressed);
void input_motion(struct input *input, struct window *window, double x, double y);
void input_leave(struct input *input, struct window *window);
void input_wheel(struct input *input, struct window *window, enum guest_axis axis, int32_t v120);
void input_release_all(struct input *input);

/* The window isn't shown any more. */
void input_forget(struct input *input, const struct window *window);

#endif
