#include "keyboard.h"

/* From the codes of Linux to those of X, and so of XKB. */
#define XKB_OFFSET 8

static const struct {
	xkb_keysym_t symbol;
	VTermKey key;
} keys[] = {
	{XKB_KEY_Return, VTERM_KEY_ENTER},
	{XKB_KEY_KP_Enter, VTERM_KEY_ENTER},
	{XKB_KEY_Tab, VTERM_KEY_TAB},
	{XKB_KEY_ISO_Left_Tab, VTERM_KEY_TAB},
	{XKB_KEY_BackSpace, VTERM_KEY_BACKSPACE},
	{XKB_KEY_Escape, VTERM_KEY_ESCAPE},
	{XKB_KEY_Up, VTERM_KEY_UP},
	{XKB_KEY_Down, VTERM_KEY_DOWN},
	{XKB_KEY_Left, VTERM_KEY_LEFT},
	{XKB_KEY_Right, VTERM_KEY_RIGHT},
	{XKB_KEY_Insert, VTERM_KEY_INS},
	{XKB_KEY_Delete, VTERM_KEY_DEL},
	{XKB_KEY_Home, VTERM_KEY_HOME},
	{XKB_KEY_End, VTERM_KEY_END},
	{XKB_KEY_Page_Up, VTERM_KEY_PAGEUP},
	{XKB_KEY_Page_Down, VTERM_KEY_PAGEDOWN},
};

bool keyboard_init(struct keyboard *keyboard) {
	*keyboard = (struct keyboard){.context = xkb_context_new(XKB_CONTEXT_NO_FLAGS)};
	if (keyboard->context == NULL) {
		return false;
	}
	keyboard->keymap =
		xkb_keymap_new_from_names(keyboard->context, NULL, XKB_KEYMAP_COMPILE_NO_FLAGS);
	keyboard->state = keyboard->keymap != NULL ? xkb_state_new(keyboard->keymap) : NULL;
	return keyboard->state != NULL;
}

void keyboard_finish(struct keyboard *keyboard) {
	xkb_state_unref(keyboard->state);
	xkb_keymap_unref(keyboard->keymap);
	xkb_context_unref(keyboard->context);
}

static VTermModifier modifiers(const struct keyboard *keyboard) {
	static const struct {
		const char *name;
		VTermModifier bit;
	} all[] = {
		{XKB_MOD_NAME_SHIFT, VTERM_MOD_SHIFT},
		{XKB_MOD_NAME_CTRL, VTERM_MOD_CTRL},
		{XKB_MOD_NAME_ALT, VTERM_MOD_ALT},
	};
	VTermModifier set = VTERM_MOD_NONE;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (xkb_state_mod_name_is_active(
			    keyboard->state, all[i].name, XKB_STATE_MODS_EFFECTIVE) > 0) {
			set |= all[i].bit;
		}
	}
	return set;
}

static VTermKey find_key(xkb_keysym_t symbol) {
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (keys[i].symbol == symbol) {
			return keys[i].key;
		}
	}
	if (symbol >= XKB_KEY_F1 && symbol <= XKB_KEY_F12) {
		return (VTermKey)VTERM_KEY_FUNCTION(1 + symbol - XKB_KEY_F1);
	}
	return VTERM_KEY_NONE;
}

static bool type(struct keyboard *keyboard, VTerm *vterm, xkb_keycode_t code) {
	xkb_keysym_t symbol = xkb_state_key_get_one_sym(keyboard->state, code);
	VTermModifier set = modifiers(keyboard);
	VTermKey key = find_key(symbol);
	if (key != VTERM_KEY_NONE) {
		vterm_keyboard_key(vterm, key, set);
		return true;
	}
	uint32_t character = xkb_keysym_to_utf32(symbol);
	if (character == 0) {
		return false;
	}
	/* Shift has done what it does: it is in the symbol. */
	vterm_keyboard_unichar(vterm, character, set & ~VTERM_MOD_SHIFT);
	return true;
}

bool keyboard_key(struct keyboard *keyboard, VTerm *vterm, uint32_t code, bool pressed) {
	if (code >= KEY_CNT) {
		return false;
	}
	bool typed = pressed && type(keyboard, vterm, code + XKB_OFFSET);
	/* A modifier that were pressed twice would stay when it is released. */
	if (keyboard->pressed[code] != pressed) {
		keyboard->pressed[code] = pressed;
		xkb_state_update_key(
			keyboard->state, code + XKB_OFFSET, pressed ? XKB_KEY_DOWN : XKB_KEY_UP);
	}
	return typed;
}
