#ifndef DOMICILE_POINTER_FRAME_H
#define DOMICILE_POINTER_FRAME_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "frame.h"

struct desktop_hit;
struct view;

/* What the pointer does to the frames of windows, any of which may go meanwhile. */
struct pointer_frame {
	struct view *hover_view;  /* whose frame shows where the pointer is; NULL: none */
	struct view *button_view; /* of whose frame a button is held; NULL: of none */
	enum frame_part button;   /* which */
	struct view *click_view;  /* whose title bar was pressed last; NULL: none */
	uint32_t click_time;      /* ms, of that */

	struct wl_listener hover_view_unmap;
	struct wl_listener button_view_unmap;
	struct wl_listener click_view_unmap;
};

void pointer_frame_init(struct pointer_frame *frame);
void pointer_frame_finish(struct pointer_frame *frame);

/* The pointer is over that part; view NULL: over no frame. */
void pointer_frame_hover(struct pointer_frame *frame, struct view *view, enum frame_part part);

/* A title bar is pressed. Returns whether that is a double click, which maximises the window or undoes it. */
bool pointer_frame_press_title(struct pointer_frame *frame, struct view *view, uint32_t time_msec);
/* The next press on a title bar is a first one. */
void pointer_frame_forget_click(struct pointer_frame *frame);

/* One of its buttons is held. view NULL: none is any more, and it does nothing. */
void pointer_frame_hold_button(
	struct pointer_frame *frame, struct view *view, enum frame_part button);
/* The button is let go: it acts if the pointer is over it still. */
void pointer_frame_release_button(struct pointer_frame *frame, const struct desktop_hit *hit);

#endif
