#include "interactive.h"

#include <math.h>
#include <wlr/util/edges.h>

#include "frame.h"
#include "listener.h"
#include "view.h"

#define MIN_WIDTH 160
#define MIN_HEIGHT 60

static void handle_view_unmap(struct wl_listener *listener, void *data) {
	struct interactive *interactive = wl_container_of(listener, interactive, view_unmap);
	interactive_end(interactive);
}

void interactive_init(struct interactive *interactive) {
	*interactive = (struct interactive){0};
	listener_init(&interactive->view_unmap, handle_view_unmap);
}

void interactive_end(struct interactive *interactive) {
	listener_set(&interactive->view_unmap, NULL);
	interactive->view = NULL;
}

static void begin(
	struct interactive *interactive, struct view *view, double x, double y, uint32_t edges) {
	interactive->view = view;
	interactive->edges = edges;
	interactive->start_x = x;
	interactive->start_y = y;
	interactive->start_box = view->box;
	listener_set(&interactive->view_unmap, &view->events.unmap);
}

bool interactive_begin_move(
	struct interactive *interactive, struct view *view, double x, double y) {
	if (view->fullscreen) {
		return false;
	}
	begin(interactive, view, x, y, WLR_EDGE_NONE);
	return true;
}

bool interactive_begin_resize(
	struct interactive *interactive, struct view *view, double x, double y, uint32_t edges) {
	if (view->fullscreen || view->maximized) {
		return false;
	}
	if (edges == WLR_EDGE_NONE) {
		edges |= x < view->box.x + view->box.width / 2.0 ? WLR_EDGE_LEFT : WLR_EDGE_RIGHT;
		edges |= y < view->box.y + view->box.height / 2.0 ? WLR_EDGE_TOP : WLR_EDGE_BOTTOM;
	}
	begin(interactive, view, x, y, edges);
	return true;
}

/* A maximized window that is pulled shrinks under the pointer, which stays on its title bar. */
static void let_loose(struct interactive *interactive) {
	struct view *view = interactive->view;
	double share = (interactive->start_x - view->box.x) / view->box.width;
	view_set_maximized(view, false);
	interactive->start_box = view->wanted;
	interactive->start_box.x = (int)(interactive->start_x - share * view->wanted.width);
	interactive->start_box.y = (int)interactive->start_y + FRAME_TITLE_HEIGHT / 2;
}

static void move(struct interactive *interactive, double dx, double dy) {
	const int pull = 8; /* a click isn't a pull */
	if (interactive->view->maximized) {
		if (fabs(dx) < pull && fabs(dy) < pull) {
			return;
		}
		let_loose(interactive);
	}
	view_move(interactive->view, interactive->start_box.x + (int)round(dx),
		interactive->start_box.y + (int)round(dy));
}

static void resize(struct interactive *interactive, double dx, double dy) {
	struct view *view = interactive->view;
	uint32_t edges = interactive->edges;
	struct wlr_box box = interactive->start_box;
	int right = box.x + box.width, bottom = box.y + box.height;

	if (edges & WLR_EDGE_LEFT) {
		box.width -= (int)round(dx);
	} else if (edges & WLR_EDGE_RIGHT) {
		box.width += (int)round(dx);
	}
	if (edges & WLR_EDGE_TOP) {
		box.height -= (int)round(dy);
	} else if (edges & WLR_EDGE_BOTTOM) {
		box.height += (int)round(dy);
	}
	box.width = box.width < MIN_WIDTH ? MIN_WIDTH : box.width;
	box.height = box.height < MIN_HEIGHT ? MIN_HEIGHT : box.height;
	if (view->impl->constrain != NULL) {
		view->impl->constrain(view, edges, &box.width, &box.height);
	}

	/* The opposite edges stay where they are. */
	uint32_t anchor = WLR_EDGE_NONE;
	if (edges & WLR_EDGE_LEFT) {
		box.x = right - box.width;
		anchor |= WLR_EDGE_RIGHT;
	}
	if (edges & WLR_EDGE_TOP) {
		box.y = bottom - box.height;
		anchor |= WLR_EDGE_BOTTOM;
	}
	view_resize(view, &box, anchor);
}

void interactive_motion(struct interactive *interactive, double x, double y) {
	const struct view *view = interactive->view;
	/* A key, or the program itself, may make it so meanwhile. */
	if (view == NULL || view->fullscreen ||
		(view->maximized && interactive->edges != WLR_EDGE_NONE)) {
		return;
	}
	double dx = x - interactive->start_x, dy = y - interactive->start_y;
	if (interactive->edges == WLR_EDGE_NONE) {
		move(interactive, dx, dy);
	} else {
		resize(interactive, dx, dy);
	}
}
