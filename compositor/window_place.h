#ifndef DOMICILE_WINDOW_PLACE_H
#define DOMICILE_WINDOW_PLACE_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/util/box.h>

#include "guest_agent.h"

/*
 * The guest's root window in the layout. Its upper left corner is the layout's, wherever that is: a
 * pointer can't go further to the left or up in it than to 0.
 */
struct guest_root {
	int x, y;  /* in the layout */
	int scale; /* layout pixels of one of the guest's */
};

/*
 * Where a guest's window is, on both sides.
 *
 * The guest hears of every place that differs from the one that it knows, and of no other, so that
 * neither side answers an answer. A program that has another place, or size, in mind each time is told
 * of ours a few times and then left with its own, which concerns nobody but itself.
 */
struct window_place {
	struct guest_window *window;
	const struct guest_root *root;
	struct guest_box seen;   /* the window's box, when last looked at */
	struct guest_box shared; /* what both sides know */
	struct guest_box told;   /* what the guest was told last */
	int refusals;       /* how often it has taken another since, without a pause: it insists */
	int64_t refused_ms; /* when it did so last, by monotonic.h */
};

/* How often a guest is told a box that it refuses, and after how many ms without that it is again. */
#define WINDOW_PLACE_REFUSALS 3
#define WINDOW_PLACE_PAUSE_MS 1000

void window_place_init(
	struct window_place *place, struct guest_window *window, const struct guest_root *root);

/* The window's box in the layout. */
struct wlr_box window_place_box(const struct window_place *place);

/* Whether the guest itself has moved or resized the window since this was asked last. */
bool window_place_changed(struct window_place *place);

/* Tells the guest where the desktop shows it, unless it knows, or doesn't want to. */
void window_place_tell(struct window_place *place, const struct wlr_box *box);

#endif
