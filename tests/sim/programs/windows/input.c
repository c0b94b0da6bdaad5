#include "input.h"

#include <linux/input-event-codes.h>
#include <stdbool.h>

#include "agent.h"
#include "screen.h"
#include "window.h"

/* Of X.h. */
enum {
	KEY_PRESS = 2,
	BUTTON_PRESS = 4,
	LEAVE_NOTIFY = 8,
	FOCUS_IN = 9,
};

/* From the codes of Linux to those of X. */
#define FIRST_CODE 8
#define CODES 256

#define WHEEL_UP 4
#define WHEEL_DOWN 5

static bool is_set(const struct qubes_gui_keymap *keymap, uint32_t code) {
	return (keymap->keys[code / 8] >> code % 8 & 1) != 0;
}

static void key(struct input *input, uint32_t code, bool pressed) {
	if (input->focused == NULL || code < FIRST_CODE || code >= CODES ||
		(!pressed && !is_set(&input->pressed, code))) {
		return;
	}
	uint8_t bit = (uint8_t)(1u << code % 8), *byte = &input->pressed.keys[code / 8];
	*byte = pressed ? *byte | bit : *byte & (uint8_t)~bit;
	screen_key(input->focused->base.screen, code - FIRST_CODE, pressed);
}

void input_handle_keymap(struct input *input, const struct qubes_gui_keymap *keymap) {
	for (uint32_t code = 0; code < CODES; code++) {
		if (is_set(&input->pressed, code) && !is_set(keymap, code)) {
			key(input, code, false);
		}
	}
}

void input_reset(struct input *input) {
	input_handle_keymap(input, &(struct qubes_gui_keymap){0});
	input->focused = NULL;
}

static void focus(struct input *input, struct window *window, bool has) {
	if (has == (input->focused == window)) {
		return;
	}
	/* What goes to another window than its menu means that the menu isn't wanted. */
	agent_close_popups(input->agent);
	input_reset(input);
	input->focused = has ? window : NULL;
}

/* From X11's numbers; 0: it is none that a program could know. */
static uint32_t to_button(uint32_t number) {
	switch (number) {
	case 1:
		return BTN_LEFT;
	case 2:
		return BTN_MIDDLE;
	case 3:
		return BTN_RIGHT;
	case 8:
		return BTN_SIDE;
	case 9:
		return BTN_EXTRA;
	default:
		return 0;
	}
}

static void button(struct input *input, struct window *window, uint32_t number, bool pressed) {
	struct screen *screen = window->base.screen;
	if (number == WHEEL_UP || number == WHEEL_DOWN) {
		if (pressed) {
			screen_wheel(screen, number == WHEEL_UP ? -1 : 1);
		}
		return;
	}
	bool outside = pressed && window->parent == NULL;
	if (outside && agent_close_popups(input->agent)) {
		return; /* that was all that was meant */
	}
	if (to_button(number) != 0) {
		screen_button(screen, to_button(number), pressed);
	}
}

void input_handle(struct input *input, struct window *window, uint32_t type, const void *body) {
	const struct qubes_gui_key *key_body = body;
	const struct qubes_gui_button *button_body = body;
	const struct qubes_gui_motion *motion = body;
	const struct qubes_gui_crossing *crossing = body;
	const struct qubes_gui_focus *focus_body = body;
	switch (type) {
	case QUBES_GUI_KEY:
		key(input, key_body->code, key_body->type == KEY_PRESS);
		break;
	case QUBES_GUI_BUTTON:
		screen_move(window->base.screen, button_body->x, button_body->y);
		button(input, window, button_body->button, button_body->type == BUTTON_PRESS);
		break;
	case QUBES_GUI_MOTION:
		screen_move(window->base.screen, motion->x, motion->y);
		break;
	case QUBES_GUI_CROSSING:
		if (crossing->type == LEAVE_NOTIFY) {
			screen_leave(window->base.screen);
		} else {
			screen_move(window->base.screen, crossing->x, crossing->y);
		}
		break;
	case QUBES_GUI_FOCUS:
		focus(input, window, focus_body->type == FOCUS_IN);
		break;
	default:
		break;
	}
}

void input_paste(struct input *input, const char *text, size_t size) {
	if (input->focused != NULL) {
		screen_paste(input->focused->base.screen, text, size);
	}
}

void input_forget(struct input *input, const struct window *window) {
	if (input->focused == window) {
		input->focused = NULL;
		input->pressed = (struct qubes_gui_keymap){0};
	}
}
