#ifndef DOMICILE_CONFIG_H
#define DOMICILE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-util.h>
#include <xkbcommon/xkbcommon.h>

struct guest;
struct guest_policy;

/*
 * The configuration: one value, read from a file at once or not at all. A reload makes a new one
 * and swaps; on an error the old one stays. Format and defaults: domicile(5).
 */

/* What a key binding does. The names in the file are those of config_action_names. */
enum config_action {
	ACTION_NONE,
	ACTION_TERMINAL,   /* run the terminal */
	ACTION_SWITCH,	   /* open the switcher; with Shift too: backwards */
	ACTION_CLOSE,	   /* close a program's window, hide a guest's */
	ACTION_FULLSCREEN, /* toggle; always leaves fullscreen */
	ACTION_MAXIMIZE,   /* toggle */
	ACTION_MINIMIZE,
	ACTION_NATURAL_SIZE, /* a guest's window back to one pixel a pixel */
	ACTION_RELOAD,
	ACTION_QUIT,
};

struct config_binding {
	struct wl_list link; /* config.bindings */
	uint32_t modifiers;  /* enum wlr_keyboard_modifier bits: Shift 1, Ctrl 4, Alt 8, Super 64 */
	xkb_keysym_t keysym; /* lower case, without the modifiers' effect */
	enum config_action action;
};

enum config_cursor {
	CONFIG_CURSOR_HIDE, /* the guest draws its own */
	CONFIG_CURSOR_SHOW,
};

/* Settings of one domain, or the defaults of all. */
struct config_domain {
	struct wl_list link; /* config.domains; in the order of the file, the last match wins */
	char *match;	     /* a name with * and ? (fnmatch), or a UUID; NULL in config.defaults */

	bool has_color, has_label, has_size, has_cursor, has_attach, has_memory;
	uint32_t color;	   /* 0xRRGGBB */
	char *label;	   /* shown instead of the domain's own name */
	int width, height; /* offered to the guest, 0: its own choice */
	enum config_cursor cursor;
	bool attach;
	size_t memory; /* bytes */
};

struct config {
	char *terminal; /* a shell command */
	enum {
		CONFIG_RENDERER_AUTO,
		CONFIG_RENDERER_PIXMAN,
		CONFIG_RENDERER_GLES2
	} renderer;
	uint32_t background;	/* 0xRRGGBB */
	char *font;		/* a Pango font description */
	uint32_t drag_modifier; /* enum wlr_keyboard_modifier: with it, buttons move and resize */

	/* dom0's own keyboard; guests get key codes and map them themselves */
	char *xkb_model, *xkb_layout, *xkb_variant, *xkb_options; /* NULL: the system's default */
	int repeat_delay;					  /* ms */
	int repeat_rate;					  /* a second */

	struct wl_list bindings; /* config_binding.link */
	struct wl_list domains;	 /* config_domain.link */
	struct config_domain defaults;
};

/* The settings of one guest after all matching sections have been applied. label is borrowed. */
struct config_guest {
	uint32_t color; /* 0xRRGGBB; without a setting chosen from the UUID, always the same */
	const char *label;
	int width, height;
	enum config_cursor cursor;
	bool attach;
	size_t memory;
};

/*
 * Reads FILE on top of the built-in defaults. file NULL: $XDG_CONFIG_HOME/domicile/config.ini,
 * else ~/.config/domicile/config.ini, else /etc/xdg/domicile/config.ini, else defaults alone; an
 * explicit file must exist. Returns NULL on error, with *error set to "file:line: reason" lines,
 * one for each error found, to be freed by the caller.
 */
struct config *config_load(const char *file, char **error);
void config_destroy(struct config *config); /* accepts NULL */

void config_for_guest(
	const struct config *config, const struct guest *guest, struct config_guest *out);
/* The same as src/ wants it. */
void config_guest_policy(
	const struct config *config, const struct guest *guest, struct guest_policy *policy);
/* ACTION_NONE where nothing is bound. */
enum config_action config_find_binding(
	const struct config *config, uint32_t modifiers, xkb_keysym_t keysym);

#endif
