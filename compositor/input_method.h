#ifndef DOMICILE_INPUT_METHOD_H
#define DOMICILE_INPUT_METHOD_H

#include <stdbool.h>

struct seat;
struct wlr_keyboard;
struct wlr_keyboard_key_event;

/*
 * The one program that writes for the user what no key has (input-method-v2), such as Chinese, and what lies
 * between it and the text fields of others (text-input-v3). A field takes part while its program has the
 * keyboard; only then does the input method get keys, if it has asked for them, and after the desktop's
 * bindings. What guests are typed never comes by here. Its popups, which take no input, are shown at
 * the cursor of the field.
 */
struct input_method;

/* After the seat has a wlr_seat. */
struct input_method *input_method_create(struct seat *seat);
/* To be called when no client is left. */
void input_method_destroy(struct input_method *input_method);

/* Whether it has taken a key, or the release of one that it took; not of the keyboard that it has made. */
bool input_method_take_key(struct input_method *input_method, struct wlr_keyboard *keyboard,
	const struct wlr_keyboard_key_event *event);
/* The same of modifiers. */
bool input_method_take_modifiers(struct input_method *input_method, struct wlr_keyboard *keyboard);

#endif
