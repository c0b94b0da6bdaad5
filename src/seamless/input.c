#include "seamless/input.h"

#include <linux/input-event-codes.h>
#include <string.h>

#include "bits.h"
#include "devices/environment.h"
#include "qubes_gui.h"
#include "seamless/agent.h"
#include "seamless/window.h"
#include "wheel.h"

/* Of X.h, which X's clients have. */
enum {
	KEY_PRESS = 2,
	KEY_RELEASE = 3,
	BUTTON_PRESS = 4,
	BUTTON_RELEASE = 5,
	ENTER_NOTIFY = 7,
	LEAVE_NOTIFY = 8,
	FOCUS_IN = 9,
	FOCUS_OUT = 10,
	NOTIFY_NORMAL = 0,
	NOTIFY_NONLINEAR = 3,
};

#define MAX_CLICKS 20 /* of one turn of the wheel */

/* X11 numbers the keys of Linux from 8 on, and has no more than 255. */
#define FIRST_CODE 8
#define LAST_CODE 255

static uint32_t state(const struct input *input) {
	return input->modifiers | input->buttons;
}

static void send_keymap(struct input *input) {
	struct qubes_gui_keymap body;
	memcpy(body.keys, input->keys, sizeof(body.keys));
	agent_send(input->agent, QUBES_GUI_KEYMAP, 0, &body, sizeof(body));
}

static void send_focus(struct input *input, const struct window *window, uint32_t type) {
	struct qubes_gui_focus body = {
		.type = type,
		.mode = NOTIFY_NORMAL,
		.detail = NOTIFY_NONLINEAR,
	};
	agent_send(input->agent, QUBES_GUI_FOCUS, window->base.id, &body, sizeof(body));
}

/* The guest raises it, too. Keys that it believes to be pressed, and aren't, are released first. */
static void give_focus(struct input *input, struct window *window) {
	send_keymap(input);
	send_focus(input, window, FOCUS_IN);
	input->told = window;
	window->raised = ++input->raises;
}

void input_set_focused(struct input *input, struct window *window, bool focused) {
	if (focused) {
		input->focused = window;
		give_focus(input, window);
	} else if (input->focused == window) {
		input_release_all(input);
		send_focus(input, window, FOCUS_OUT);
		input->focused = input->told = NULL;
	}
}

void input_modifiers(struct input *input, uint32_t modifiers) {
	input->modifiers = modifiers & 0xff;
}

/* Where the guest will have it when it reads what is sent to it now. */
static const struct guest_box *box_of(const struct window *window) {
	return window->configure.on_its_way ? &window->configure.sent : &window->base.box;
}

/*
 * Positions are told within windows, and are in the guest's root window then: where the pointer stays
 * when the window is moved under it. True if it isn't where it is to be.
 */
static bool has_strayed(const struct input *input, const struct window *window) {
	const struct guest_box *box = box_of(window);
	return box->x + input->x != input->root_x || box->y + input->y != input->root_y;
}

static void send_motion(struct input *input, const struct window *window) {
	const struct guest_box *box = box_of(window);
	input->root_x = box->x + input->x;
	input->root_y = box->y + input->y;
	struct qubes_gui_motion body = {.x = input->x, .y = input->y, .state = state(input)};
	agent_send(input->agent, QUBES_GUI_MOTION, window->base.id, &body, sizeof(body));
}

/* Whether a click at the pointer would reach another window: menus know best where they are. */
static bool is_covered(const struct input *input, const struct window *window) {
	int x = box_of(window)->x + input->x, y = box_of(window)->y + input->y;
	struct guest_window *base;
	wl_list_for_each (base, &input->agent->base.windows, link) {
		const struct guest_box *box = &base->box;
		if (base->mapped && base->role == GUEST_WINDOW_TOPLEVEL &&
			window_from_base(base)->raised > window->raised && x >= box->x &&
			y >= box->y && x < box->x + box->width && y < box->y + box->height) {
			return true;
		}
	}
	return false;
}

/* A click is to arrive where the user sees it. */
static void prepare_click(struct input *input, struct window *window) {
	if (window == input->entered && has_strayed(input, window)) {
		send_motion(input, window);
	}
	if (window->base.role == GUEST_WINDOW_TOPLEVEL && is_covered(input, window)) {
		give_focus(input, window);
	}
}

/* Keys */

static void send_key(struct input *input, uint32_t code, bool pressed) {
	const struct window *window = input->told;
	if (window == NULL) {
		return;
	}
	struct qubes_gui_key body = {
		.type = pressed ? KEY_PRESS : KEY_RELEASE,
		.x = window == input->entered ? input->x : 0,
		.y = window == input->entered ? input->y : 0,
		.state = state(input),
		.code = code,
	};
	agent_send(input->agent, QUBES_GUI_KEY, window->base.id, &body, sizeof(body));
}

/* Those that stand for a state: repeated, they would let go of it. */
static bool is_modifier(uint32_t key) {
	switch (key) {
	case KEY_LEFTCTRL:
	case KEY_RIGHTCTRL:
	case KEY_LEFTSHIFT:
	case KEY_RIGHTSHIFT:
	case KEY_LEFTALT:
	case KEY_RIGHTALT:
	case KEY_LEFTMETA:
	case KEY_RIGHTMETA:
	case KEY_CAPSLOCK:
	case KEY_NUMLOCK:
	case KEY_SCROLLLOCK:
		return true;
	default:
		return false;
	}
}

/* A guest that doesn't read has repeats enough in store. */
static void repeat_key(struct key_repeat *repeat) {
	struct input *input = wl_container_of(repeat, input, repeat);
	if (agent_is_slow(input->agent)) {
		return;
	}
	if (input->focused != NULL && input->focused != input->told) {
		give_focus(input, input->focused); /* a turn of the wheel had it meanwhile */
	}
	send_key(input, repeat->key, false);
	send_key(input, repeat->key, true);
}

void input_key(struct input *input, struct window *window, uint32_t key, bool pressed) {
	if (key > LAST_CODE - FIRST_CODE) {
		return;
	}
	uint8_t code = (uint8_t)(key + FIRST_CODE);
	if (bits_get(input->keys, code) == pressed || (pressed && agent_is_slow(input->agent))) {
		return;
	}
	if (input->told != window) {
		give_focus(input, window);
	}
	send_key(input, code, pressed);
	bits_set(input->keys, code, pressed);
	if (pressed && !is_modifier(key)) {
		key_repeat_set(&input->repeat, code);
	} else if (code == input->repeat.key) {
		key_repeat_set(&input->repeat, 0);
	}
}

/* Pointer */

/* 0: X11 has none. 4 to 7 are wheels. */
static uint32_t button_number(uint32_t button) {
	switch (button) {
	case BTN_LEFT:
		return 1;
	case BTN_MIDDLE:
		return 2;
	case BTN_RIGHT:
		return 3;
	case BTN_SIDE:
	case BTN_BACK:
		return 8;
	case BTN_EXTRA:
	case BTN_FORWARD:
		return 9;
	default:
		return 0;
	}
}

/* Of the first five; the others have none. */
static uint32_t button_mask(uint32_t number) {
	return number <= 5 ? 0x80u << number : 0;
}

static void send_button(
	struct input *input, const struct window *window, uint32_t number, bool pressed) {
	struct qubes_gui_button body = {
		.type = pressed ? BUTTON_PRESS : BUTTON_RELEASE,
		.x = input->x,
		.y = input->y,
		.state = state(input),
		.button = number,
	};
	agent_send(input->agent, QUBES_GUI_BUTTON, window->base.id, &body, sizeof(body));
	uint32_t mask = button_mask(number);
	input->buttons = pressed ? input->buttons | mask : input->buttons & ~mask;
}

void input_button(struct input *input, struct window *window, uint32_t button, bool pressed) {
	uint32_t number = button_number(button), bit = 1u << number;
	bool was_pressed = (input->pressed_buttons & bit) != 0;
	if (number == 0 || was_pressed == pressed || (pressed && agent_is_slow(input->agent))) {
		return;
	}
	if (pressed) {
		prepare_click(input, window);
	}
	send_button(input, window, number, pressed);
	input->pressed_buttons ^= bit;
}

void input_wheel(struct input *input, struct window *window, enum guest_axis axis, int32_t v120) {
	int32_t clicks = wheel_clicks(&input->wheel_rest[axis], v120);
	if (clicks == 0 || agent_is_slow(input->agent)) {
		return;
	}
	prepare_click(input, window);
	/* X11's buttons for it: 4 is up, 5 down, 6 left, 7 right. */
	uint32_t number = (axis == GUEST_AXIS_VERTICAL ? 4 : 6) + (clicks > 0);
	int32_t left = clicks < 0 ? -clicks : clicks;
	for (int32_t i = 0; i < left && i < MAX_CLICKS; i++) {
		send_button(input, window, number, true);
		send_button(input, window, number, false);
	}
}

static void send_crossing(struct input *input, const struct window *window, uint32_t type) {
	struct qubes_gui_crossing body = {
		.type = type,
		.x = input->x,
		.y = input->y,
		.state = state(input),
		.mode = NOTIFY_NORMAL,
		.detail = NOTIFY_NONLINEAR,
		.focus = input->focused == window,
	};
	agent_send(input->agent, QUBES_GUI_CROSSING, window->base.id, &body, sizeof(body));
}

static int scale(double position, int size) {
	return position <= 0 ? 0 : position >= 1 ? size - 1 : (int)(position * size);
}

void input_motion(struct input *input, struct window *window, double x, double y) {
	int new_x = scale(x, window->base.box.width), new_y = scale(y, window->base.box.height);
	bool enters = input->entered != window;
	bool moves = new_x != input->x || new_y != input->y || has_strayed(input, window);
	if (agent_is_slow(input->agent) || (!enters && !moves)) {
		return;
	}
	if (enters && input->entered != NULL) {
		input_leave(input, input->entered);
	}
	input->x = new_x;
	input->y = new_y;
	if (enters) {
		input->entered = window;
		memset(input->wheel_rest, 0, sizeof(input->wheel_rest));
		send_keymap(input);
		send_crossing(input, window, ENTER_NOTIFY);
	}
	send_motion(input, window);
}

void input_leave(struct input *input, struct window *window) {
	if (input->entered == window) {
		send_crossing(input, window, LEAVE_NOTIFY);
		input->entered = NULL;
	}
}

void input_release_all(struct input *input) {
	key_repeat_set(&input->repeat, 0);
	for (uint32_t code = FIRST_CODE; code <= LAST_CODE; code++) {
		if (bits_get(input->keys, code)) {
			send_key(input, code, false);
			bits_set(input->keys, code, false);
		}
	}
	const struct window *window = input->entered != NULL ? input->entered : input->focused;
	for (uint32_t number = 1; input->pressed_buttons != 0; number++) {
		uint32_t bit = 1u << number;
		if ((input->pressed_buttons & bit) != 0 && window != NULL) {
			send_button(input, window, number, false);
		}
		input->pressed_buttons &= ~bit;
	}
	input->buttons = 0;
}

void input_forget(struct input *input, const struct window *window) {
	if (input->entered == window) {
		input->entered = NULL;
	}
	if (input->told == window || input->focused == window) {
		input_release_all(input);
		input->told = NULL;
	}
	if (input->focused == window) {
		input->focused = NULL;
	}
}

bool input_init(struct input *input, struct agent *agent) {
	*input = (struct input){.agent = agent};
	return key_repeat_init(&input->repeat, agent->env->loop, &agent->env->policy, repeat_key);
}

void input_finish(struct input *input) {
	key_repeat_finish(&input->repeat);
}
