#ifndef DOMICILE_KEYBOARD_H
#define DOMICILE_KEYBOARD_H

#include <linux/input-event-codes.h>
#include <stdbool.h>
#include <wayland-server-core.h>

struct seat;
struct wlr_keyboard;
struct wlr_surface;
struct xkb_keymap;

/*
 * A keyboard. What is pressed goes, in this order, to: the switching of virtual terminals, the
 * lock's surface while the session is locked, the secure-attention key and what it shows, the
 * switcher while it is open, the key bindings, the focus, which may be a text field and have it by an
 * input method. Nothing that a guest does changes that order, and of programs only what
 * shortcuts_inhibit.h allows. A key that was taken stays taken until it comes up.
 */
struct keyboard {
	struct wl_list link; /* seat.keyboards */
	struct seat *seat;
	struct wlr_keyboard *wlr_keyboard;
	bool taken[KEY_CNT]; /* keys that are down and that the desktop has kept for itself */

	struct wl_listener key;
	struct wl_listener modifiers;
	struct wl_listener device_destroy;
};

/* It goes by itself when its device does. */
struct keyboard *keyboard_create(struct seat *seat, struct wlr_keyboard *wlr_keyboard);
void keyboard_destroy(struct keyboard *keyboard);

/* Takes layout and repeat rate from the configuration. */
void keyboard_configure(struct keyboard *keyboard);

/* A keymap of one layout. Returns NULL where there is none of this name. */
struct xkb_keymap *keyboard_compile_layout(const char *layout);

/* Gives a program's surface the keyboard, with the keys that are down and not taken. */
void keyboard_enter_surface(struct seat *seat, struct wlr_surface *surface);

/* enum wlr_keyboard_modifier bits that are held on any keyboard, without locks such as Caps Lock. */
uint32_t keyboard_modifiers(const struct seat *seat);

#endif
