#ifndef DOMICILE_SNAP_H
#define DOMICILE_SNAP_H

#include <stdint.h>
#include <wlr/util/box.h>

struct desktop;
struct output;

/*
 * What a window fills that is dragged to an edge of the screen: the left half, the right one, or, at
 * the top, all of it. An edge behind which there is another screen is none.
 */

/* Which of enum wlr_edges a point of the layout is at, and the output; WLR_EDGE_NONE for none. */
uint32_t snap_edge_at(const struct desktop *desktop, double lx, double ly, struct output **output);

/* The client area of a window, with its frame around it, in that part of the output. */
struct wlr_box snap_box(const struct output *output, uint32_t edge);

#endif
