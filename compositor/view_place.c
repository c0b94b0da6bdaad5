#include "view_place.h"

#include <stdio.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/util/edges.h>

#include "desktop.h"
#include "frame.h"
#include "geometry.h"
#include "log.h"
#include "output.h"
#include "placement.h"
#include "seat.h"
#include "server.h"
#include "shade.h"
#include "snap.h"
#include "view.h"

/* Brings scene, frame and log in line with box. */
static void apply_box(struct view *view) {
	wlr_scene_node_set_position(&view->tree->node, view->box.x, view->box.y);
	wlr_scene_node_set_position(&view->popups->node, view->box.x, view->box.y);
	frame_update(view->frame);
	shade_update(view->shade);
	if (view->mapped) {
		log_debug("view: %s at %d,%d %dx%d", view->title, view->box.x, view->box.y,
			view->box.width, view->box.height);
		if (view->impl->moved != NULL) {
			view->impl->moved(view);
		}
		view_changed(view);
		seat_update_pointer_soon(view->server->seat);
	}
}

void view_set_home(struct view *view, const struct wlr_box *box) {
	struct output *output = desktop_output_for_box(view->server->desktop, box);
	if (output == NULL) {
		/* The place that it has is as good as any. */
		view->home.box.width = box->width;
		view->home.box.height = box->height;
		return;
	}
	snprintf(view->home.output, sizeof(view->home.output), "%s", output->wlr_output->name);
	view->home.box = *box;
	view->home.box.x -= output->box.x;
	view->home.box.y -= output->box.y;
}

void view_set_home_over(struct view *view, const struct view *other, int width, int height) {
	view_set_home(view, &(struct wlr_box){
				    .x = other->box.x + (other->box.width - width) / 2,
				    .y = other->box.y + (other->box.height - height) / 2,
				    .width = width,
				    .height = height,
			    });
}

bool view_is_at_home(const struct view *view) {
	return !view->maximized && !view->fullscreen && view->snapped == WLR_EDGE_NONE;
}

static void save_home(struct view *view) {
	if (view_is_at_home(view)) {
		view_set_home(view, &view->wanted);
	}
}

static void configure(struct view *view, const struct wlr_box *box, uint32_t anchor) {
	/* A program that was asked for another size, and hasn't answered yet, is asked for this one. */
	bool same = box->width == view->box.width && box->height == view->box.height;
	bool asked = box->width == view->wanted.width && box->height == view->wanted.height;
	view->wanted = *box;
	view->anchor = anchor;
	if (!same || !asked) {
		view->impl->configure(view, box->width, box->height);
	}
	if (same && (box->x != view->box.x || box->y != view->box.y)) {
		view->box = *box;
		apply_box(view);
	}
}

void view_resized(struct view *view, int width, int height) {
	struct wlr_box box = {
		.x = view->wanted.x,
		.y = view->wanted.y,
		.width = width,
		.height = height,
	};
	if (view->anchor & WLR_EDGE_RIGHT) {
		box.x += view->wanted.width - width;
	}
	if (view->anchor & WLR_EDGE_BOTTOM) {
		box.y += view->wanted.height - height;
	}
	if (wlr_box_equal(&box, &view->box)) {
		return;
	}
	view->wanted = view->box = box;
	apply_box(view);
	save_home(view);
}

void view_max_size(const struct view *view, const struct output *output, int *width, int *height) {
	struct wlr_box area = output_usable_area(output);
	*width = area.width - 2 * FRAME_BORDER;
	*height = area.height - 2 * FRAME_BORDER - FRAME_TITLE_HEIGHT;
	if (*width < 1) {
		*width = 1;
	}
	if (*height < 1) {
		*height = 1;
	}
}

static struct output *home_output(const struct view *view) {
	struct output *output = desktop_output_named(view->server->desktop, view->home.output);
	return output != NULL ? output : desktop_output_for_box(view->server->desktop, &view->box);
}

/* Where it belongs with the outputs and the state that there are. */
static struct wlr_box arranged_box(struct view *view, const struct output *output) {
	if (view->fullscreen) {
		return output->box;
	}

	if (view->maximized || view->snapped != WLR_EDGE_NONE) {
		return snap_box(output, view->maximized ? WLR_EDGE_TOP : view->snapped);
	}

	struct wlr_box area = output_usable_area(output);
	struct wlr_box box = view->home.box;
	box.x += output->box.x;
	box.y += output->box.y;

	/* A window may hang over an edge, but its title bar must be there to be caught. */
	const int caught = 80;
	struct wlr_box handle = {
		.x = box.x,
		.y = box.y - FRAME_TITLE_HEIGHT - FRAME_BORDER,
		.width = box.width,
		.height = FRAME_TITLE_HEIGHT + FRAME_BORDER,
	};
	struct wlr_box reach = {
		.x = area.x - box.width + caught,
		.y = area.y,
		.width = area.width + 2 * (box.width - caught),
		.height = area.height,
	};
	geometry_move_into(&handle, &reach);
	box.x = handle.x;
	box.y = handle.y + FRAME_TITLE_HEIGHT + FRAME_BORDER;
	return box;
}

void view_arrange(struct view *view) {
	if (view->home.output[0] == '\0' && view->mapped) {
		placement_place(view->server->placement, view, view->box.width, view->box.height);
	}
	struct output *output = home_output(view);
	if (output == NULL) {
		return; /* no screen at all: wait for one */
	}
	struct wlr_box box = arranged_box(view, output);
	struct view_home home = view->home;
	configure(view, &box, WLR_EDGE_NONE);
	view->home = home; /* it isn't the user who has moved it */
}

void view_place_first(struct view *view, int width, int height) {
	if (view->home.output[0] == '\0') {
		placement_place(view->server->placement, view, width, height);
	}
	struct output *output = home_output(view);
	struct wlr_box box = {.width = width, .height = height};
	if (output != NULL) {
		box = arranged_box(view, output);
	}
	view->box = (struct wlr_box){.x = box.x, .y = box.y, .width = width, .height = height};
	view->wanted = view->box;
	apply_box(view);
	configure(view, &box, WLR_EDGE_NONE);
}

void view_move(struct view *view, int x, int y) {
	view->wanted.x = x;
	view->wanted.y = y;
	if (view->box.x != x || view->box.y != y) {
		view->box.x = x;
		view->box.y = y;
		apply_box(view);
	}
	save_home(view);
}

void view_resize(struct view *view, const struct wlr_box *box, uint32_t anchor) {
	configure(view, box, anchor);
	save_home(view);
}

void view_set_natural_size(struct view *view) {
	int width, height;
	if (view->fullscreen || !view->impl->natural_size(view, &width, &height)) {
		return;
	}
	view_set_maximized(view, false);
	view_snap(view, WLR_EDGE_NONE);
	struct wlr_box box = view->wanted;
	box.width = width;
	box.height = height;
	view_resize(view, &box, WLR_EDGE_NONE);
}

static void state_changed(struct view *view) {
	frame_redraw(view->frame);
	view->impl->update_state(view);
	view_arrange(view);
	frame_update(view->frame);
	view_changed(view);
	wl_signal_emit_mutable(&view->server->desktop->events.views_change, NULL);
	seat_update_pointer(view->server->seat);
}

bool view_can_snap(struct view *view) {
	return view->impl->can_maximize == NULL || view->impl->can_maximize(view);
}

void view_set_maximized(struct view *view, bool maximized) {
	if (view->maximized == maximized || (maximized && !view_can_snap(view))) {
		return;
	}
	save_home(view);
	view->maximized = maximized;
	state_changed(view);
}

void view_snap(struct view *view, uint32_t edge) {
	bool same = view->snapped == edge && !view->maximized;
	if (view->fullscreen || same || (edge != WLR_EDGE_NONE && !view_can_snap(view))) {
		return;
	}
	save_home(view);
	view->maximized = false;
	view->snapped = edge;
	state_changed(view);
}

void view_drop(struct view *view, uint32_t edge, const struct output *output,
	const struct view_home *home) {
	if (view->fullscreen || !view_can_snap(view)) {
		return;
	}
	view->home = *home;
	snprintf(view->home.output, sizeof(view->home.output), "%s", output->wlr_output->name);
	view->maximized = edge == WLR_EDGE_TOP;
	view->snapped = view->maximized ? WLR_EDGE_NONE : edge;
	state_changed(view);
}

void view_keep_place(struct view *view) {
	bool snapped = view->snapped != WLR_EDGE_NONE;
	view->snapped = WLR_EDGE_NONE;
	save_home(view);
	if (snapped) {
		state_changed(view);
	}
}

void view_set_fullscreen(struct view *view, bool fullscreen, struct output *output) {
	bool chosen = fullscreen && output != NULL && output->scene_output != NULL;
	bool elsewhere = chosen && output != home_output(view);
	if (view->fullscreen == fullscreen && !elsewhere) {
		return;
	}
	save_home(view);
	view->fullscreen = fullscreen;
	if (chosen) {
		snprintf(view->home.output, sizeof(view->home.output), "%s",
			output->wlr_output->name);
	}
	state_changed(view);
}
