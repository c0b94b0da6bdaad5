#ifndef DOMICILE_INTERACTIVE_H
#define DOMICILE_INTERACTIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

struct view;

/* Moving and resizing a view with the pointer. */
struct interactive {
	struct view *view; /* NULL: nothing is going on */
	uint32_t edges;    /* enum wlr_edges that follow the pointer; none: the window moves */
	double start_x, start_y;
	struct wlr_box start_box;

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

#endif
