#ifndef SIM_TERMINAL_KEYBOARD_H
#define SIM_TERMINAL_KEYBOARD_H

#include <linux/input-event-codes.h>
#include <stdbool.h>
#include <vterm.h>
#include <xkbcommon/xkbcommon.h>

/* Maps codes of keys to what they type, as a guest does: by its own layout (XKB_DEFAULT_LAYOUT...). */
struct keyboard {
	struct xkb_context *context;
	struct xkb_keymap *keymap;
	struct xkb_state *state;
	bool pressed[KEY_CNT];
};

bool keyboard_init(struct keyboard *keyboard);
void keyboard_finish(struct keyboard *keyboard);

/* Returns whether it has typed something. A key that is pressed already repeats. */
bool keyboard_key(struct keyboard *keyboard, VTerm *vterm, uint32_t code, bool pressed);

#endif
