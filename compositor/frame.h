#ifndef DOMICILE_FRAME_H
#define DOMICILE_FRAME_H

#include <stdint.h>
#include <wayland-server-core.h>

struct frame;
struct view;

/*
 * The frame around a view: a border and a title bar in the colour of the domain that it belongs to.
 * What tells a user whose window it is, so it is ours alone: it is drawn around the client
 * area and above it, and nothing that a guest does can cover it or reach beyond it.
 */

/* Layout pixels. */
#define FRAME_BORDER 3
#define FRAME_TITLE_HEIGHT 28
/*
 * The title, at the left end of its bar, is no longer than this, lest what is drawn grows with a window
 * that a guest makes as wide as it likes.
 */
#define FRAME_NAME_WIDTH 640

enum frame_part {
	FRAME_OUTSIDE,
	FRAME_CLIENT,
	FRAME_TITLE,
	FRAME_MINIMIZE,
	FRAME_MAXIMIZE,
	FRAME_CLOSE,
	FRAME_EDGE,
};

/* The frame shows the view's title, color, box and state. */
struct frame *frame_create(struct view *view);
void frame_destroy(struct frame *frame); /* its nodes go with the view's tree; accepts NULL */

/* The view's size, or whether it has a frame at all (not in fullscreen), has changed. */
void frame_update(struct frame *frame);

/* Anything else about it has changed. Texts are drawn in their turn: see painter.h. */
void frame_redraw(struct frame *frame);

/* Lights up the button under the pointer. part: FRAME_OUTSIDE for none. */
void frame_set_hover(struct frame *frame, enum frame_part part);

/*
 * What is at a point relative to the client area's top left. An edge can be caught a little outside
 * of what is drawn; edges (enum wlr_edges) is set where it is one.
 */
enum frame_part frame_hit(const struct frame *frame, double x, double y, uint32_t *edges);

#endif
