#ifndef DOMICILE_PAINTER_H
#define DOMICILE_PAINTER_H

#include <stdbool.h>
#include <wayland-server-core.h>

/*
 * Has what the desktop draws itself drawn a few pieces at a time. To draw a text costs far more than it
 * costs a guest to change it, and a guest has hundreds of windows: what it changes waits for its turn,
 * however often it does so meanwhile, and the user's work doesn't wait with it.
 */
struct painter {
	struct wl_event_loop *loop;
	struct wl_list waiting;        /* painting.link */
	struct wl_event_source *idle;  /* NULL: none is set */
	struct wl_event_source *timer; /* runs out when the next may be drawn */
	bool resting;                  /* until then */
};

/* How many are drawn at a time, and ms from then to the next: about a frame. */
#define PAINTER_PIECES 8
#define PAINTER_REST_MS 16

struct painting {
	struct wl_list link; /* painter.waiting */
	void (*draw)(struct painting *painting);
};

void painter_init(struct painter *painter, struct wl_event_loop *loop);
void painter_finish(struct painter *painter); /* nothing may be waiting */

void painting_init(struct painting *painting, void (*draw)(struct painting *painting));
/* It isn't to be drawn any more. */
void painting_cancel(struct painting *painting);

/*
 * Has it drawn, once, at the end of this turn of the loop or later. first: before those that wait
 * already, since it is what the user looks at.
 */
void painter_add(struct painter *painter, struct painting *painting, bool first);

#endif
