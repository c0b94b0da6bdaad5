#ifndef DOMICILE_WINDOW_PLACE_H
#define DOMICILE_WINDOW_PLACE_H

#include <stdbool.h>
#include <wlr/util/box.h>

#include "guest_agent.h"

/*
 * Where a guest's window is, on both sides. The guest's root is the layout, but that each of its pixels
 * is as many of the layout's as the domain's scale says.
 *
 * The guest hears of every place that differs from the one that it knows, and of no other, so that
 * neither side answers an answer.
 */
struct window_place {
	struct guest_window *window;
	int scale;               /* layout pixels of one of the guest's */
	struct guest_box seen;   /* the window's box, when last looked at */
	struct guest_box shared; /* what both sides know */
};

void window_place_init(struct window_place *place, struct guest_window *window, int scale);

/* The window's box in the layout. */
struct wlr_box window_place_box(const struct window_place *place);

/* Whether the guest itself has moved or resized the window since this was asked last. */
bool window_place_changed(struct window_place *place);

/* Tells the guest where the desktop shows it, unless it knows. */
void window_place_tell(struct window_place *place, const struct wlr_box *box);

#endif
