#ifndef DOMICILE_QUBES_GUI_H
#define DOMICILE_QUBES_GUI_H

#include <stdint.h>

/*
 * The wire format of the Qubes GUI protocol, versions 1.0 to 1.8, in our own words: what a guest's
 * agent and the desktop say to each other over a vchan, of which the agent is the server.
 *
 * All numbers are little-endian, as on x86. Nothing is padded. First the agent sends its version,
 * then we send ours (only to agents from 1.4 on) and struct qubes_gui_desktop; from there on each
 * message is a header and a body.
 */

#define QUBES_GUI_PORT 6000

/* A version is the major number in the upper half and the minor one in the lower. */
#define QUBES_GUI_MAJOR 1
#define QUBES_GUI_MINOR 8

/* The minor versions from which on something is so. */
enum qubes_gui_since {
	QUBES_GUI_SINCE_CLIPBOARD_LENGTH = 2, /* in the header's length; before: in its window */
	QUBES_GUI_SINCE_ANSWER = 4,           /* we say which version it is to be */
	QUBES_GUI_SINCE_DESTROY = 5,          /* we confirm that a window's number is free again */
	QUBES_GUI_SINCE_LENGTH = 6,           /* the header's length is to be relied on */
	QUBES_GUI_SINCE_DUMP_ACK = 7,         /* we confirm each dump */
	QUBES_GUI_SINCE_CLIPBOARD = 8,        /* the longer clipboard */
};

struct qubes_gui_desktop {
	uint32_t width, height; /* pixels; width in whole eights */
	uint32_t depth;         /* bits a pixel that count: 24 */
	uint32_t memory;        /* KiB that a screen of that size takes, and one more */
};

struct qubes_gui_header {
	uint32_t type;
	uint32_t window; /* the guest's number of it */
	uint32_t length; /* bytes of body that follow */
};

enum qubes_gui_type {
	/* From us: */
	QUBES_GUI_KEY = 124,
	QUBES_GUI_BUTTON = 125,
	QUBES_GUI_MOTION = 126,
	QUBES_GUI_CROSSING = 127,
	QUBES_GUI_FOCUS = 128,
	QUBES_GUI_CLOSE = 137,
	QUBES_GUI_CLIPBOARD_REQUEST = 139,
	QUBES_GUI_KEYMAP = 142,
	QUBES_GUI_DUMP_ACK = 149,

	/* From the agent: */
	QUBES_GUI_CREATE = 130,
	QUBES_GUI_UNMAP = 133,
	QUBES_GUI_FRAMES = 135,
	QUBES_GUI_DAMAGE = 136,
	QUBES_GUI_TITLE = 141,
	QUBES_GUI_DOCK = 143,
	QUBES_GUI_HINTS = 144,
	QUBES_GUI_CLASS = 146,
	QUBES_GUI_DUMP = 147,
	QUBES_GUI_CURSOR = 148,

	/* Both ways: */
	QUBES_GUI_DESTROY = 131,
	QUBES_GUI_MAP = 132,
	QUBES_GUI_CONFIGURE = 134,
	QUBES_GUI_CLIPBOARD = 140,
	QUBES_GUI_FLAGS = 145,
};

/* Limits of all versions. */
#define QUBES_GUI_MAX_WIDTH 16384
#define QUBES_GUI_MAX_HEIGHT 6144
#define QUBES_GUI_MAX_PAGES 98304
#define QUBES_GUI_MAX_CLIPBOARD_OLD 65000
#define QUBES_GUI_MAX_CLIPBOARD 256000

/* The window whose pixels are those of windows that have none of their own. */
#define QUBES_GUI_SCREEN_WINDOW 0

/* Types, modes and details of events are X11's, as are key codes, buttons and masks of state. */

struct qubes_gui_key {
	uint32_t type; /* 2: pressed, 3: released */
	int32_t x, y;
	uint32_t state;
	uint32_t code;
};

struct qubes_gui_button {
	uint32_t type; /* 4: pressed, 5: released */
	int32_t x, y;
	uint32_t state;
	uint32_t button;
};

struct qubes_gui_motion {
	int32_t x, y; /* from the window's corner */
	uint32_t state;
	uint32_t is_hint;
};

struct qubes_gui_crossing {
	uint32_t type; /* 7: the pointer has come, 8: it has gone */
	int32_t x, y;
	uint32_t state;
	uint32_t mode, detail;
	uint32_t focus;
};

struct qubes_gui_focus {
	uint32_t type; /* 9: it has the keyboard, 10: it hasn't */
	uint32_t mode, detail;
};

struct qubes_gui_keymap {
	uint8_t keys[32]; /* a bit for each key code: pressed */
};

struct qubes_gui_create {
	int32_t x, y;
	uint32_t width, height;
	uint32_t parent; /* means nothing */
	uint32_t override_redirect;
};

struct qubes_gui_map {
	uint32_t transient_for;
	uint32_t override_redirect;
};

struct qubes_gui_configure {
	int32_t x, y; /* in the guest's root window */
	uint32_t width, height;
	uint32_t override_redirect; /* means nothing */
};

/* Pixels as frames of the machine: what agents before 1.2 sent in place of a dump. */
struct qubes_gui_frames {
	uint32_t id;
	uint32_t width, height;
	uint32_t depth;
	uint32_t offset; /* bytes to the first pixel in the first frame */
	uint32_t count;
	uint32_t domid;
	uint32_t frames[];
};

struct qubes_gui_damage {
	int32_t x, y;
	uint32_t width, height;
};

struct qubes_gui_title {
	char text[128];
};

enum qubes_gui_hint {
	QUBES_GUI_HINT_USER_POSITION = 1,
	QUBES_GUI_HINT_PROGRAM_POSITION = 4,
	QUBES_GUI_HINT_MIN = 0x10,
	QUBES_GUI_HINT_MAX = 0x20,
	QUBES_GUI_HINT_STEP = 0x40,
	QUBES_GUI_HINT_BASE = 0x100,
};

struct qubes_gui_hints {
	uint32_t flags;
	uint32_t min_width, min_height;
	uint32_t max_width, max_height;
	uint32_t step_width, step_height;
	uint32_t base_width, base_height;
};

enum qubes_gui_flag {
	QUBES_GUI_FLAG_FULLSCREEN = 1,
	QUBES_GUI_FLAG_ATTENTION = 2,
	QUBES_GUI_FLAG_MINIMIZED = 4,
};

struct qubes_gui_flags {
	uint32_t set, unset;
};

struct qubes_gui_class {
	char class[64];
	char name[64];
};

/* 32 bits a pixel of which the upper 8 mean nothing; row after row, from the first page's start. */
struct qubes_gui_dump {
	uint32_t type; /* 0 */
	uint32_t width, height;
	uint32_t depth; /* not to be relied on */
	uint32_t references[];
};

/* 0: the usual one; else this and the number of a glyph in X11's cursor font. */
#define QUBES_GUI_CURSOR_GLYPH 0x100
#define QUBES_GUI_CURSOR_END 0x19a

struct qubes_gui_cursor {
	uint32_t cursor;
};

#endif
