#ifndef SIM_WINDOWS_INPUT_H
#define SIM_WINDOWS_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "qubes_gui.h"

struct agent;
struct window;

/*
 * What the user does, as the desktop tells it: to the window with the focus, or under the pointer.
 */
struct input {
	struct agent *agent;
	struct window *focused;          /* gets what is typed; NULL: nobody does */
	struct qubes_gui_keymap pressed; /* there */
};

/* A message of a type that is about input; others are ignored. */
void input_handle(struct input *input, struct window *window, uint32_t type, const void *body);
/* Of the keys that are pressed, those that aren't any more by the desktop's word are released. */
void input_handle_keymap(struct input *input, const struct qubes_gui_keymap *keymap);

/* A text from the desktop's clipboard. */
void input_paste(struct input *input, const char *text, size_t size);

/* A window goes. */
void input_forget(struct input *input, const struct window *window);
/* The desktop has gone: nothing is pressed. */
void input_reset(struct input *input);

#endif
