#ifndef DOMICILE_GUEST_AGENT_H
#define DOMICILE_GUEST_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "guest_surface.h"

struct guest;
struct guest_agent;
struct guest_window;

/*
 * Windows of a guest, one by one: what the desktop sees of a program in the guest, its agent, that
 * tells of them. As in guest.h, everything has been checked before it gets here.
 *
 * The guest's windows lie in a plane of the guest's own, its root, which has the desktop's layout as
 * its measure: a window's box in it is meant to be where the desktop shows it. Each side may change it;
 * if both do at a time, the desktop wins.
 */

#define GUEST_TITLE_SIZE 128

struct guest_box {
	int x, y, width, height; /* pixels; width and height at least 1 where it says no other */
};

bool guest_box_equal(const struct guest_box *a, const struct guest_box *b);

/* What sizes a window takes; 0: no such limit. Not yet checked against each other. */
struct guest_window_hints {
	bool placed; /* its place is one that somebody has chosen */
	int min_width, min_height;
	int max_width, max_height;
	int base_width, base_height; /* to which whole steps are added */
	int step_width, step_height;
};

enum guest_window_flag {
	GUEST_WINDOW_FULLSCREEN = 1,
	GUEST_WINDOW_ATTENTION = 2, /* it wants to be looked at */
	GUEST_WINDOW_MINIMIZED = 4,
};

enum guest_window_role {
	GUEST_WINDOW_TOPLEVEL,
	GUEST_WINDOW_POPUP, /* a menu or the like, placed by the guest: X11's override-redirect */
	GUEST_WINDOW_TRAY,  /* a small picture for a tray */
};

struct guest_window_impl {
	/*
	 * The desktop shows the window there. Told on moves too, since the guest places menus by it.
	 * The guest answers in its own time, which changes the window's box and pixels; until it has,
	 * the implementation keeps window->configuring set.
	 */
	void (*configure)(struct guest_window *window, const struct guest_box *box);
	/*
	 * What the desktop has made of it: enum guest_window_flag. Told at each of the desktop's own
	 * changes, and in answer to whatever the guest asks for. They are window->flags from then on.
	 */
	void (*set_flags)(struct guest_window *window, uint32_t flags);
	/* The user wants it to close. It may ask back, or never do so. */
	void (*close)(struct guest_window *window);
};

/*
 * A window. Its pixels may have another size than its box while the guest is busy resizing: they
 * are to be cut to the box, or the rest of it left blank.
 *
 * Changes of what is below, and of surface.pixels, are told by surface.events.change, once for all that
 * changes at a time. A window that is unmapped and mapped again is told as unmapped in between.
 */
struct guest_window {
	struct guest_surface surface;
	const struct guest_window_impl *impl;
	struct guest_agent *agent;
	struct wl_list link; /* guest_agent.windows */
	uint32_t id;         /* the guest's own, for the log */

	enum guest_window_role role; /* changes only while not mapped */
	bool mapped;                 /* to be shown */
	struct guest_box box;        /* where the guest believes it to be */
	bool configuring; /* the last configure is on its way: box is not the guest's last word */
	struct guest_window *transient_for; /* of the same agent; NULL: none, or it has gone */
	struct guest_window_hints hints;
	/*
	 * enum guest_window_flag: what the desktop has told last, by set_flags, until the guest asks
	 * for something else. None at first, and once it is unmapped.
	 */
	uint32_t flags;
	const char *cursor;            /* name of a cursor's image as CSS has them; "default" */
	char title[GUEST_TITLE_SIZE];  /* fit to be shown (guest_clean_text()); may be empty */
	char app_id[GUEST_TITLE_SIZE]; /* the same, of the program */
};

struct guest_agent_impl {
	/* How large the root is to be, in pixels of the guest's: told at first, and when it changes. */
	void (*set_root)(struct guest_agent *agent, int width, int height);
	/*
	 * Asks for what the user has copied in the guest. The answer is events.clipboard, if one
	 * comes; a second request before that takes the place of the first.
	 */
	void (*request_clipboard)(struct guest_agent *agent, struct guest_window *window);
	/* Gives the guest a text for its clipboard: UTF-8, no zero byte within. False: it's too long. */
	bool (*send_clipboard)(struct guest_agent *agent, const char *text, size_t size);
};

struct guest_clipboard {
	const char *text;  /* UTF-8 without control characters but for tabs and ends of lines */
	size_t size;       /* 0: the guest has nothing to give */
	const char *error; /* NULL, or a sentence that says why there is no text */
};

/* A guest's agent. There while it is connected; its windows are gone before it goes. */
struct guest_agent {
	const struct guest_agent_impl *impl;
	struct guest *guest;
	struct wl_list windows; /* guest_window.link, the oldest first */
	struct {
		struct wl_signal new_window; /* struct guest_window */
		struct wl_signal clipboard;  /* struct guest_clipboard: the answer to a request */
		struct wl_signal destroy;
	} events;
};

/* For implementations; see guest.h. Announcing makes it guest->agent, of which there is one. */
void guest_agent_init(
	struct guest_agent *agent, const struct guest_agent_impl *impl, struct guest *guest);
void guest_agent_announce(struct guest_agent *agent);
void guest_agent_finish(struct guest_agent *agent);

void guest_window_init(struct guest_window *window, const struct guest_surface_impl *surface_impl,
	const struct guest_window_impl *impl, struct guest_agent *agent, uint32_t id);
void guest_window_announce(struct guest_window *window);
/* Of windows that are transient for it, too, nothing points to it any more. */
void guest_window_finish(struct guest_window *window);
/* Something of it has changed: emits surface.events.change. */
void guest_window_changed(struct guest_window *window);
/* What of a text is fit to be shown. It isn't told by itself. */
void guest_window_set_title(struct guest_window *window, const char *title);
void guest_window_set_app_id(struct guest_window *window, const char *app_id);

#endif
