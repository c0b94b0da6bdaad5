#include "interactive.h"

#include <math.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/util/edges.h>

#include "alloc.h"
#include "color.h"
#include "desktop.h"
#include "frame.h"
#include "listener.h"
#include "scene_rect.h"
#include "server.h"
#include "snap.h"
#include "view_place.h"

#define MIN_WIDTH 160
#define MIN_HEIGHT 60
#define PULL 8 /* layout pixels: less is a click */
#define PREVIEW_ALPHA 0.25f

static void handle_view_unmap(struct wl_listener *listener, void *data) {
	struct interactive *interactive = wl_container_of(listener, interactive, view_unmap);
	interactive_end(interactive);
}

void interactive_init(struct interactive *interactive) {
	*interactive = (struct interactive){0};
	listener_init(&interactive->view_unmap, handle_view_unmap);
}

static void hide_preview(struct interactive *interactive) {
	if (interactive->preview != NULL) {
		wlr_scene_node_destroy(&interactive->preview->node);
		interactive->preview = NULL;
	}
}

void interactive_end(struct interactive *interactive) {
	hide_preview(interactive);
	listener_set(&interactive->view_unmap, NULL);
	interactive->view = NULL;
	interactive->pulled = false;
}

static void begin(
	struct interactive *interactive, struct view *view, double x, double y, uint32_t edges) {
	interactive->view = view;
	interactive->edges = edges;
	interactive->start_x = x;
	interactive->start_y = y;
	interactive->start_box = view->box;
	interactive->start_home = view->home;
	interactive->x = x;
	interactive->y = y;
	interactive->pulled = false;
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

/* A maximized or snapped window that is pulled shrinks under the pointer, which stays on its title bar. */
static void let_loose(struct interactive *interactive) {
	struct view *view = interactive->view;
	double share = (interactive->start_x - view->box.x) / view->box.width;
	view_set_maximized(view, false);
	view_snap(view, WLR_EDGE_NONE);
	interactive->start_box = view->wanted;
	interactive->start_box.x = (int)(interactive->start_x - share * view->wanted.width);
	interactive->start_box.y = (int)interactive->start_y + FRAME_TITLE_HEIGHT / 2;
}

/* A snapped window whose edge is pulled stays where it is, and isn't snapped any more. */
static void resize(struct interactive *interactive, double dx, double dy) {
	if (!view_is_at_home(interactive->view)) {
		if (fabs(dx) < PULL && fabs(dy) < PULL) {
			return;
		}
		view_keep_place(interactive->view);
	}
	interactive_resize_view(interactive->view, &interactive->start_box, interactive->edges,
		(int)round(dx), (int)round(dy));
}

static void move(struct interactive *interactive, double dx, double dy) {
	interactive->pulled = interactive->pulled || fabs(dx) >= PULL || fabs(dy) >= PULL;
	if (!view_is_at_home(interactive->view)) {
		if (!interactive->pulled) {
			return;
		}
		let_loose(interactive);
	}
	view_move(interactive->view, interactive->start_box.x + (int)round(dx),
		interactive->start_box.y + (int)round(dy));
}

/* WLR_EDGE_NONE: it would just stay where it is dropped. */
static uint32_t find_edge(const struct interactive *interactive, struct output **output) {
	struct view *view = interactive->view;
	if (view == NULL || view->fullscreen || !interactive->pulled || !view_can_snap(view)) {
		return WLR_EDGE_NONE;
	}
	return snap_edge_at(view->server->desktop, interactive->x, interactive->y, output);
}

static void update_preview(struct interactive *interactive) {
	struct output *output;
	uint32_t edge = find_edge(interactive, &output);
	if (edge == WLR_EDGE_NONE) {
		hide_preview(interactive);
		return;
	}
	float color[4];
	color_to_floats(interactive->view->color, color);
	for (int i = 0; i < 4; i++) {
		color[i] *= PREVIEW_ALPHA;
	}
	const struct desktop *desktop = interactive->view->server->desktop;
	if (interactive->preview == NULL) {
		interactive->preview =
			must(wlr_scene_rect_create(desktop->layers[DESKTOP_OVERLAY], 0, 0, color));
	}
	struct wlr_box box = snap_box(output, edge);
	scene_rect_place(interactive->preview, box.x, box.y, box.width, box.height);
}

void interactive_drop(struct interactive *interactive) {
	struct view *view = interactive->view;
	struct output *output;
	uint32_t edge = find_edge(interactive, &output);
	interactive_end(interactive);
	if (edge != WLR_EDGE_NONE) {
		view_drop(view, edge, output, &interactive->start_home);
	}
}

void interactive_resize_view(
	struct view *view, const struct wlr_box *start, uint32_t edges, int dx, int dy) {
	struct wlr_box box = *start;
	int right = box.x + box.width, bottom = box.y + box.height;

	if (edges & WLR_EDGE_LEFT) {
		box.width -= dx;
	} else if (edges & WLR_EDGE_RIGHT) {
		box.width += dx;
	}
	if (edges & WLR_EDGE_TOP) {
		box.height -= dy;
	} else if (edges & WLR_EDGE_BOTTOM) {
		box.height += dy;
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
	interactive->x = x;
	interactive->y = y;
	double dx = x - interactive->start_x, dy = y - interactive->start_y;
	if (interactive->edges == WLR_EDGE_NONE) {
		move(interactive, dx, dy);
		update_preview(interactive);
	} else {
		resize(interactive, dx, dy);
	}
}
