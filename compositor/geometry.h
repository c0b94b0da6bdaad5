#ifndef DOMICILE_GEOMETRY_H
#define DOMICILE_GEOMETRY_H

#include <stdbool.h>

struct wlr_box;

/* Pure functions over boxes. No size that they give is below 1. */

/* The largest size with the shape of width x height that fits into max_width x max_height. */
void geometry_fit(
	int width, int height, int max_width, int max_height, int *out_width, int *out_height);

/* The same, but never above width x height. */
void geometry_shrink(
	int width, int height, int max_width, int max_height, int *out_width, int *out_height);

/* Whether one pixel of length `from` becomes a whole number of pixels of length `to`. */
bool geometry_whole_factor(int from, double to);

/* Moves box, not resizing it, to the nearest place where it is within area; where it is larger, its
 * top left corner is. */
void geometry_move_into(struct wlr_box *box, const struct wlr_box *area);

/* The area that two boxes share, in pixels. */
long geometry_overlap(const struct wlr_box *a, const struct wlr_box *b);

#endif
