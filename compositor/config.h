#ifndef DOMICILE_CONFIG_H
#define DOMICILE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-util.h>
#include <xkbcommon/xkbcommon.h>

#include "guest.h"
#include "pattern.h"

/*
 * The configuration: one value, read from a file at once or not at all. A reload makes a new one
 * and swaps; on an error the old one stays. Format and defaults: domicile(5).
 */

/* Of enum wlr_keyboard_modifier, with the same bits: those that bindings may use. */
enum config_modifier {
	CONFIG_SHIFT = 1 << 0,
	CONFIG_CTRL = 1 << 2,
	CONFIG_ALT = 1 << 3,
	CONFIG_SUPER = 1 << 6,
};

/* One for each digit. */
#define CONFIG_WORKSPACES_MAX 9

/* What a key binding does. In the file each has its name here in lower case: natural-size. */
enum config_action {
	ACTION_NONE,
	ACTION_TERMINAL,         /* run the terminal */
	ACTION_SWITCH,           /* open the switcher; with Shift too: backwards */
	ACTION_SWITCH_IN_DOMAIN, /* the same among the windows of one domain */
	ACTION_CLOSE,            /* close a program's window, hide a guest's */
	ACTION_FULLSCREEN,       /* toggle; always leaves fullscreen */
	ACTION_MAXIMIZE,         /* toggle */
	ACTION_MINIMIZE,
	ACTION_SNAP_LEFT, /* fill that half of the screen */
	ACTION_SNAP_RIGHT,
	ACTION_SNAP_UP,   /* maximise */
	ACTION_RESTORE,   /* from these, and from fullscreen, to what it was before */
	ACTION_MOVE_LEFT, /* by a step, as the next ones */
	ACTION_MOVE_RIGHT,
	ACTION_MOVE_UP,
	ACTION_MOVE_DOWN,
	ACTION_NARROWER,
	ACTION_WIDER,
	ACTION_LOWER,
	ACTION_HIGHER,
	ACTION_ON_TOP,          /* toggle: above all windows that aren't */
	ACTION_NATURAL_SIZE,    /* a guest's window back to one pixel a pixel */
	ACTION_COPY_FROM_GUEST, /* see transfer.h */
	ACTION_PASTE_TO_GUEST,
	ACTION_ATTENTION, /* see attention.h */
	ACTION_WORKSPACE, /* see workspace.h: go to it. In the file, workspace-1 and so on */
	ACTION_WORKSPACE_LAST = ACTION_WORKSPACE + CONFIG_WORKSPACES_MAX - 1,
	ACTION_TAKE_TO_WORKSPACE, /* likewise, with the window */
	ACTION_TAKE_TO_WORKSPACE_LAST = ACTION_TAKE_TO_WORKSPACE + CONFIG_WORKSPACES_MAX - 1,
	ACTION_RELOAD,
	ACTION_QUIT,
};

struct config_binding {
	struct wl_list link; /* config.bindings */
	uint32_t modifiers;  /* enum config_modifier bits */
	xkb_keysym_t keysym; /* lower case, without the modifiers' effect */
	enum config_action action;
	int line; /* of the file; 0: a default */
};

enum config_cursor {
	CONFIG_CURSOR_HIDE, /* the guest draws its own */
	CONFIG_CURSOR_SHOW,
};

/* What may go from one domain's clipboard into another's. */
enum config_transfer {
	CONFIG_TRANSFER_ALLOW,
	CONFIG_TRANSFER_ASK, /* the user's key is the answer: the same as ALLOW */
	CONFIG_TRANSFER_DENY,
};

struct config_transfer_rule {
	struct wl_list link; /* config.transfer_rules; the last match wins */
	char *from, *to;     /* as config_domain.match, or "dom0" */
	enum config_transfer transfer;
};

/* As a domain's colour: chosen from the UUID. */
#define CONFIG_COLOR_AUTO UINT32_MAX

/* The settings of a guest. */
struct config_guest {
	uint32_t color; /* 0xRRGGBB; white text is readable on those chosen from the UUID */
	enum pattern pattern;
	char label[GUEST_NAME_SIZE]; /* what it is called; fit to be shown, as its name is */
	struct {
		int width, height;
	} size; /* offered to the guest; 0: its own choice */
	enum config_cursor cursor;
	bool attach;
	size_t memory; /* bytes */
	bool windows;  /* shown one by one, where an agent tells of them */
	int windows_port, windows_limit;
	size_t windows_memory; /* bytes */
	bool utf8_titles;      /* its windows' titles may have more than ASCII in them */
	bool fullscreen;       /* its programs may take the whole screen */
	int workspace;         /* where its windows come up; 0: where the user is */
	int scale;             /* layout pixels of one of its windows' */
};

/*
 * What a section of the file says of guests. In it, a colour may be CONFIG_COLOR_AUTO, and a label empty,
 * for the guest's name.
 */
struct config_domain {
	struct wl_list link; /* config.domains; in the order of the file, the last match wins */
	char *match;         /* a name with * and ?, or a UUID; NULL in config.defaults */
	struct config_guest settings; /* only those that are given count */
	uint32_t given;               /* a bit a key, in the order of config_values.c */
	bool overrides; /* not of the file: see config_override_color(); match is a UUID */
	bool overrides_attach;
};

/* What the rules that fit a window say of it when it comes up. */
struct config_window {
	int workspace; /* 0: as without a rule */
	bool maximized, fullscreen, on_top;
	struct {
		bool given;
		int x, y; /* of the client area, in the layout */
	} position;
	struct {
		int width, height;
	} size; /* of the client area; 0: its own */
};

struct config_rule {
	struct wl_list link;         /* config.rules; all that fit count, key by key the last one */
	char *domain;                /* with * and ?; "dom0" for dom0's programs */
	char *app_id, *title;        /* with * and ?; NULL: any */
	struct config_window window; /* only what is given counts */
	uint32_t given;              /* a bit a key, in the order of config_rules.c */
};

struct config {
	char *terminal; /* a shell command */
	char *startup;  /* the same, run once the desktop is there; NULL: none */
	enum config_renderer {
		CONFIG_RENDERER_AUTO,
		CONFIG_RENDERER_PIXMAN,
		CONFIG_RENDERER_GLES2
	} renderer;
	enum config_bar {
		CONFIG_BAR_NONE,
		CONFIG_BAR_TOP,
		CONFIG_BAR_BOTTOM
	} bar;                  /* see bar.h */
	uint32_t background;    /* 0xRRGGBB */
	char *font;             /* a Pango font description */
	uint32_t drag_modifier; /* enum config_modifier: with it, buttons move and resize */
	int step;               /* layout pixels that keys move and resize by */
	int workspaces;         /* how many: 1 to CONFIG_WORKSPACES_MAX */
	bool xwayland;          /* X programs may connect */

	/* dom0's own keyboard; guests get key codes and map them themselves */
	char *xkb_model, *xkb_layout, *xkb_variant, *xkb_options; /* NULL: the system's default */
	int repeat_delay;                                         /* ms */
	int repeat_rate;                                          /* a second */

	struct wl_list bindings;       /* config_binding.link; no two of the same key */
	struct wl_list domains;        /* config_domain.link */
	struct wl_list transfer_rules; /* config_transfer_rule.link */
	struct wl_list rules;          /* config_rule.link */
	struct config_domain defaults; /* all of its settings count */
};

/* The built-in defaults. */
struct config *config_create(void);
/*
 * Reads file on top of the built-in defaults. file NULL: config.ini in $XDG_CONFIG_HOME/domicile
 * (~/.config/domicile where that is unset), else in /etc/xdg/domicile, else defaults alone; an
 * explicit file must exist. Returns NULL on error, with *error set to "file:line: reason" lines,
 * one for each error found and the last without a newline, to be freed by the caller; else *error
 * is NULL. The keymap of the names in a configuration that was loaded compiles.
 */
struct config *config_load(const char *file, char **error);
void config_destroy(struct config *config); /* accepts NULL */

/*
 * With all matching sections applied, one after the other. guest: NULL for dom0, which has a label, a
 * colour and a pattern of its own, and nothing else.
 */
void config_for_guest(
	const struct config *config, const struct guest *guest, struct config_guest *out);
/* The same as src/ wants it. */
void config_guest_policy(
	const struct config *config, const struct guest *guest, struct guest_policy *policy);
/*
 * What the user wants of one guest until the end of this run, above all that the file says. It is kept
 * by the UUID, so that it counts after the guest has restarted.
 */
void config_override_color(struct config *config, const struct guest *guest, uint32_t color);
void config_override_attach(struct config *config, const struct guest *guest, bool attach);
bool config_overrides_attach(const struct config *config, const struct guest *guest);
/* Takes them out of the configuration that was there before. */
void config_take_overrides(struct config *config, struct config *old);
/* Whether there is any guest, known or not, that would be given devices. */
bool config_attaches_guests(const struct config *config);
/* from, to: NULL for dom0. ASK where no rule fits. */
enum config_transfer config_find_transfer(
	const struct config *config, const struct guest *from, const struct guest *to);
/* guest: NULL for dom0. Whatever app_id and title are, it takes little time. */
void config_for_window(const struct config *config, const struct guest *guest, const char *app_id,
	const char *title, struct config_window *out);
/*
 * ACTION_NONE where nothing is bound. Modifiers other than those of enum config_modifier, such as
 * Caps Lock, don't count.
 */
enum config_action config_find_binding(
	const struct config *config, uint32_t modifiers, xkb_keysym_t keysym);

#endif
