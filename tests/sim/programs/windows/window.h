#ifndef SIM_WINDOWS_WINDOW_H
#define SIM_WINDOWS_WINDOW_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "glass.h"
#include "qubes_gui.h"

struct agent;

/* A glass of its own: a window of an agent. Its pixels are pages that dom0 sees. */
struct window {
	struct glass base;
	struct wl_list link; /* agent.windows */
	struct agent *agent;
	struct window *parent; /* of a popup; NULL: it is none */
	uint32_t id;           /* no other window had it before */
	struct qubes_gui_configure box;
	bool dumped; /* dom0 knows of the pixels */
	bool ended;  /* to be destroyed, at a time when nobody is in the midst of it */
};

/*
 * Owns the screen from now on. box: where it is to be, in the desktop's layout, and its size, which
 * are the desktop's to change; x and y 0: wherever.
 */
struct window *window_create(struct agent *agent, struct screen *screen, struct window *parent,
	const struct qubes_gui_configure *box);
void window_destroy(struct window *window);

/* Tells a desktop that doesn't know of it. */
void window_announce(struct window *window);
/* The desktop has gone. */
void window_forget_pixels(struct window *window);

/* The desktop has decided where it is. */
void window_configure(struct window *window, const struct qubes_gui_configure *box);

#endif
