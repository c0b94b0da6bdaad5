#include "keyboard.h"

#include <stdio.h>
#include <wlr/backend/session.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_virtual_keyboard_v1.h>
#include <xkbcommon/xkbcommon.h>

#include "actions.h"
#include "alloc.h"
#include "attention.h"
#include "config.h"
#include "idle.h"
#include "input_method.h"
#include "log.h"
#include "seat.h"
#include "server.h"
#include "switcher.h"

#define BINDING_MODIFIERS \
	(WLR_MODIFIER_SHIFT | WLR_MODIFIER_CTRL | WLR_MODIFIER_ALT | WLR_MODIFIER_LOGO)

#define LAST_LATIN 0x24f /* code point */

uint32_t keyboard_modifiers(const struct seat *seat) {
	uint32_t modifiers = 0;
	const struct keyboard *keyboard;
	wl_list_for_each (keyboard, &seat->keyboards, link) {
		modifiers |= wlr_keyboard_get_modifiers(keyboard->wlr_keyboard);
	}
	return modifiers & BINDING_MODIFIERS;
}

/* With locks, as guest_surface_impl.modifiers wants them. */
static uint32_t guest_modifiers(const struct wlr_keyboard *wlr_keyboard) {
	const struct wlr_keyboard_modifiers *state = &wlr_keyboard->modifiers;
	xkb_mod_mask_t active = state->depressed | state->latched | state->locked;
	uint32_t modifiers = 0;
	/* wlroots counts them in the order of X11's bits. */
	for (int i = 0; i < WLR_MODIFIER_COUNT; i++) {
		xkb_mod_index_t index = wlr_keyboard->mod_indexes[i];
		if (index != XKB_MOD_INVALID && active & 1u << index) {
			modifiers |= 1u << i;
		}
	}
	return modifiers;
}

static bool switch_vt(struct keyboard *keyboard, xkb_keycode_t keycode) {
	struct wlr_session *session = keyboard->seat->server->session;
	const xkb_keysym_t *syms;
	int count = xkb_state_key_get_syms(keyboard->wlr_keyboard->xkb_state, keycode, &syms);
	for (int i = 0; i < count; i++) {
		if (session != NULL && syms[i] >= XKB_KEY_XF86Switch_VT_1 &&
			syms[i] <= XKB_KEY_XF86Switch_VT_12) {
			wlr_session_change_vt(session, syms[i] - XKB_KEY_XF86Switch_VT_1 + 1);
			return true;
		}
	}
	return false;
}

/* What a key means on one of a keymap's layouts, whatever modifiers are held. */
static xkb_keysym_t base_keysym(
	struct xkb_keymap *keymap, xkb_keycode_t keycode, xkb_layout_index_t layout) {
	const xkb_keysym_t *syms;
	int count = xkb_keymap_key_get_syms_by_level(keymap, keycode, layout, 0, &syms);
	return count == 1 ? xkb_keysym_to_lower(syms[0]) : XKB_KEY_NoSymbol;
}

/*
 * Bindings are found on the active layout first, then on the others, and where a key has no Latin
 * letter on any of them, on a US keyboard: Super+Q works in Greek too. So does Super+1 in French, where
 * digits take Shift, and Alt with the key above Tab everywhere.
 */
static enum config_action find_binding(
	struct keyboard *keyboard, xkb_keycode_t keycode, uint32_t modifiers) {
	const struct config *config = keyboard->seat->server->config;
	struct xkb_keymap *keymap = keyboard->wlr_keyboard->keymap;
	xkb_layout_index_t count = xkb_keymap_num_layouts_for_key(keymap, keycode);
	xkb_layout_index_t active =
		xkb_state_key_get_layout(keyboard->wlr_keyboard->xkb_state, keycode);
	bool latin = false;
	for (xkb_layout_index_t i = 0; i < count; i++) {
		xkb_keysym_t sym = base_keysym(keymap, keycode, (active + i) % count);
		enum config_action action = config_find_binding(config, modifiers, sym);
		if (action != ACTION_NONE) {
			return action;
		}
		latin = latin || xkb_keysym_to_utf32(sym) <= LAST_LATIN;
	}
	struct xkb_keymap *us = keyboard->seat->us_keymap;
	xkb_keysym_t us_sym = us != NULL ? base_keysym(us, keycode, 0) : XKB_KEY_NoSymbol;
	bool placed = (us_sym >= XKB_KEY_0 && us_sym <= XKB_KEY_9) || us_sym == XKB_KEY_grave;
	return latin && !placed ? ACTION_NONE : config_find_binding(config, modifiers, us_sym);
}

static bool is_switch(enum config_action action) {
	return action == ACTION_SWITCH || action == ACTION_SWITCH_IN_DOMAIN;
}

/* Whether the desktop keeps the press for itself. */
static bool take_press(struct keyboard *keyboard, uint32_t code) {
	struct seat *seat = keyboard->seat;
	if (keyboard->wlr_keyboard->keymap == NULL) {
		return false;
	}
	xkb_keycode_t keycode = code + 8;
	if (switch_vt(keyboard, keycode)) {
		return true;
	}
	if (seat->focus.locked) {
		return false;
	}

	uint32_t modifiers = keyboard_modifiers(seat);
	enum config_action action = find_binding(keyboard, keycode, modifiers);
	xkb_keysym_t sym = base_keysym(keyboard->wlr_keyboard->keymap, keycode, 0);
	if (action == ACTION_ATTENTION || attention_is_open(seat->attention)) {
		attention_key(seat->attention, action == ACTION_ATTENTION || sym == XKB_KEY_Escape);
		return true;
	}
	if (shortcuts_inhibit_is_active(&seat->shortcuts_inhibit)) {
		return false;
	}

	bool backwards = false;
	if (action == ACTION_NONE && modifiers & WLR_MODIFIER_SHIFT) {
		action = find_binding(keyboard, keycode, modifiers & ~WLR_MODIFIER_SHIFT);
		backwards = is_switch(action);
		action = backwards ? action : ACTION_NONE;
	}

	if (is_switch(action)) {
		switcher_step(seat->switcher,
			action == ACTION_SWITCH_IN_DOMAIN ? SWITCHER_DOMAIN : SWITCHER_ALL,
			modifiers & ~WLR_MODIFIER_SHIFT, backwards);
		return true;
	}
	if (switcher_is_open(seat->switcher)) {
		switcher_key(seat->switcher, sym);
		return true;
	}
	if (action == ACTION_NONE) {
		return false;
	}
	actions_run(seat->server, action);
	return true;
}

static void handle_key(struct wl_listener *listener, void *data) {
	struct keyboard *keyboard = wl_container_of(listener, keyboard, key);
	struct seat *seat = keyboard->seat;
	const struct wlr_keyboard_key_event *event = data;
	uint32_t code = event->keycode;
	bool pressed = event->state == WL_KEYBOARD_KEY_STATE_PRESSED;
	if (code >= KEY_CNT) {
		return;
	}
	idle_notify_activity(seat->server->idle);

	if (pressed) {
		keyboard->taken[code] = take_press(keyboard, code);
		if (keyboard->taken[code]) {
			return;
		}
	} else if (keyboard->taken[code]) {
		keyboard->taken[code] = false;
		return;
	}

	guest_input_set_modifiers(&seat->guest_input, guest_modifiers(keyboard->wlr_keyboard));
	if (seat->guest_input.surface != NULL) {
		guest_input_key(&seat->guest_input, code, pressed);
		return;
	}
	if (input_method_take_key(seat->input_method, keyboard->wlr_keyboard, event)) {
		return;
	}
	wlr_seat_set_keyboard(seat->wlr_seat, keyboard->wlr_keyboard);
	wlr_seat_keyboard_notify_key(seat->wlr_seat, event->time_msec, code, event->state);
}

static void handle_modifiers(struct wl_listener *listener, void *data) {
	struct keyboard *keyboard = wl_container_of(listener, keyboard, modifiers);
	struct seat *seat = keyboard->seat;
	switcher_update_modifiers(seat->switcher, keyboard_modifiers(seat));
	guest_input_set_modifiers(&seat->guest_input, guest_modifiers(keyboard->wlr_keyboard));
	if (input_method_take_modifiers(seat->input_method, keyboard->wlr_keyboard)) {
		return;
	}
	wlr_seat_set_keyboard(seat->wlr_seat, keyboard->wlr_keyboard);
	wlr_seat_keyboard_notify_modifiers(seat->wlr_seat, &keyboard->wlr_keyboard->modifiers);
}

static void handle_device_destroy(struct wl_listener *listener, void *data) {
	struct keyboard *keyboard = wl_container_of(listener, keyboard, device_destroy);
	struct seat *seat = keyboard->seat;
	/* What was held on it will never come up. */
	for (size_t i = 0; i < keyboard->wlr_keyboard->num_keycodes; i++) {
		guest_input_key(&seat->guest_input, keyboard->wlr_keyboard->keycodes[i], false);
	}
	keyboard_destroy(keyboard);
	switcher_update_modifiers(seat->switcher, keyboard_modifiers(seat));
	seat_update_capabilities(seat);
}

void keyboard_enter_surface(struct seat *seat, struct wlr_surface *surface) {
	uint32_t codes[WLR_KEYBOARD_KEYS_CAP];
	size_t count = 0;
	struct wlr_keyboard *wlr_keyboard = wlr_seat_get_keyboard(seat->wlr_seat);
	const struct keyboard *keyboard = wlr_keyboard != NULL ? wlr_keyboard->data : NULL;
	for (size_t i = 0; keyboard != NULL && i < wlr_keyboard->num_keycodes; i++) {
		uint32_t code = wlr_keyboard->keycodes[i];
		if (code < KEY_CNT && !keyboard->taken[code]) {
			codes[count++] = code;
		}
	}
	wlr_seat_keyboard_notify_enter(seat->wlr_seat, surface, codes, count,
		wlr_keyboard != NULL ? &wlr_keyboard->modifiers : NULL);
}

static struct xkb_keymap *compile(const struct xkb_rule_names *names) {
	struct xkb_context *context = must(xkb_context_new(XKB_CONTEXT_NO_FLAGS));
	struct xkb_keymap *keymap =
		xkb_keymap_new_from_names(context, names, XKB_KEYMAP_COMPILE_NO_FLAGS);
	xkb_context_unref(context);
	return keymap;
}

struct xkb_keymap *keyboard_compile_layout(const char *layout) {
	return compile(&(struct xkb_rule_names){.layout = layout});
}

void keyboard_configure(struct keyboard *keyboard) {
	const struct config *config = keyboard->seat->server->config;
	struct wlr_keyboard *wlr_keyboard = keyboard->wlr_keyboard;
	wlr_keyboard_set_repeat_info(wlr_keyboard, config->repeat_rate, config->repeat_delay);
	if (wlr_input_device_get_virtual_keyboard(&wlr_keyboard->base) != NULL) {
		return; /* brings its own layout */
	}

	struct xkb_rule_names names = {
		.model = config->xkb_model,
		.layout = config->xkb_layout,
		.variant = config->xkb_variant,
		.options = config->xkb_options,
	};
	struct xkb_keymap *keymap = compile(&names);
	if (keymap == NULL) {
		log_error("keyboard: there is no layout \"%s\"; using the default",
			config->xkb_layout != NULL ? config->xkb_layout : "");
		keymap = compile(NULL);
	}
	/* A new one, even if it is the same, takes Caps Lock, Num Lock and the chosen layout away. */
	if (keymap != NULL && !wlr_keyboard_keymaps_match(wlr_keyboard->keymap, keymap)) {
		wlr_keyboard_set_keymap(wlr_keyboard, keymap);
	}
	xkb_keymap_unref(keymap);
}

struct keyboard *keyboard_create(struct seat *seat, struct wlr_keyboard *wlr_keyboard) {
	struct keyboard *keyboard = znew(struct keyboard);
	keyboard->seat = seat;
	keyboard->wlr_keyboard = wlr_keyboard;
	wlr_keyboard->data = keyboard;
	wl_list_insert(&seat->keyboards, &keyboard->link);
	keyboard_configure(keyboard);

	keyboard->key.notify = handle_key;
	wl_signal_add(&wlr_keyboard->events.key, &keyboard->key);
	keyboard->modifiers.notify = handle_modifiers;
	wl_signal_add(&wlr_keyboard->events.modifiers, &keyboard->modifiers);
	keyboard->device_destroy.notify = handle_device_destroy;
	wl_signal_add(&wlr_keyboard->base.events.destroy, &keyboard->device_destroy);

	if (wlr_seat_get_keyboard(seat->wlr_seat) == NULL) {
		wlr_seat_set_keyboard(seat->wlr_seat, wlr_keyboard);
	}
	return keyboard;
}

void keyboard_destroy(struct keyboard *keyboard) {
	wl_list_remove(&keyboard->link);
	wl_list_remove(&keyboard->key.link);
	wl_list_remove(&keyboard->modifiers.link);
	wl_list_remove(&keyboard->device_destroy.link);
	keyboard->wlr_keyboard->data = NULL;
	free(keyboard);
}
