#ifndef DOMICILE_INTERACTIVE_H
#define DOMICILE_INTERACTIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "view.h"

struct wlr_scene_rect;

/*
 * Moving and resizing a view with the pointer. One that is dropped at an edge of the screen snaps to it:
 * see snap.h.
 */
struct interactive {
	struct view *view; /* NULL: nothing is going on */
	uint32_t edges;    /* enum wlr_edges that follow the pointer; none: the window moves */
	double start_x, start_y;
	struct wlr_box start_box;
	struct view_home start_home;
	double x, y; /* the pointer, when it was last moved */
	bool pulled; /* it isn't just a click */

	struct wlr_scene_rect *preview; /* of what it would fill if it was dropped; NULL: nothing */

	struct wl_listener view_unmap; /* ends it */
};

void interactive_init(struct interactive *interactive);
void interactive_end(struct interactive *interactive);

/* x, y: the pointer, in the layout. A maximized window is let loose first; a fullscreen one stays. */
bool interactive_begin_move(struct interactive *interactive, struct view *view, double x, double y);
/* edges WLR_EDGE_NONE: those of the corner next to the pointer */
bool interactive_begin_resize(
	struct interactive *interactive, struct view *view, double x, double y, uint32_t edges);
void interactive_motion(struct interactive *interactive, double x, double y);
/* The button was let go. */
void interactive_drop(struct interactive *interactive);

/*
 * Pulls edges of a view that had the box start, by layout pixels: as far as the view and the desktop
 * allow. The opposite edges stay where they are.
 */
void interactive_resize_view(
	struct view *view, const struct wlr_box *start, uint32_t edges, int dx, int dy);

#endif
