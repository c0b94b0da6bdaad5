#include "desktop.h"

#include <assert.h>
#include <string.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_output_v1.h>

#include "alloc.h"
#include "bar.h"
#include "frame.h"
#include "gamma.h"
#include "geometry.h"
#include "guest.h"
#include "guest_picture.h"
#include "layer_shell.h"
#include "layer_surface.h"
#include "notice.h"
#include "output.h"
#include "output_management.h"
#include "output_power.h"
#include "seat.h"
#include "server.h"
#include "view.h"
#include "view_place.h"
#include "view_stack.h"
#include "window_popup.h"

static void arrange_views(struct desktop *desktop) {
	struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		view_arrange(view);
	}
}

static void handle_layout_change(struct wl_listener *listener, void *data) {
	struct desktop *desktop = wl_container_of(listener, desktop, layout_change);
	struct output *output;
	wl_list_for_each (output, &desktop->outputs, link) {
		output_update_box(output);
	}
	arrange_views(desktop);
	if (desktop->server->seat != NULL) {
		seat_update_outputs(desktop->server->seat);
	}
	wl_signal_emit_mutable(&desktop->events.outputs_change, NULL);
	desktop_redraw(desktop);
	output_management_update(desktop->output_management);
}

struct desktop *desktop_create(struct server *server) {
	struct desktop *desktop = znew(struct desktop);
	desktop->server = server;
	painter_init(&desktop->painter, server->loop);
	workspaces_init(&desktop->workspaces, desktop);
	wl_list_init(&desktop->outputs);
	wl_list_init(&desktop->views);
	wl_list_init(&desktop->popups);
	wl_list_init(&desktop->notices);
	wl_signal_init(&desktop->events.views_change);
	wl_signal_init(&desktop->events.view_map);
	wl_signal_init(&desktop->events.outputs_change);
	wl_signal_init(&desktop->events.redraw);

	desktop->scene = must(wlr_scene_create());
	for (int i = 0; i < DESKTOP_LAYERS; i++) {
		desktop->layers[i] = must(wlr_scene_tree_create(&desktop->scene->tree));
	}
	desktop->output_layout = must(wlr_output_layout_create(server->display));
	wlr_xdg_output_manager_v1_create(server->display, desktop->output_layout);
	desktop->output_management = output_management_create(desktop);
	desktop->layer_shell = layer_shell_create(desktop);
	desktop->output_power = output_power_create(desktop);
	desktop->gamma = gamma_create(desktop);

	desktop->layout_change.notify = handle_layout_change;
	wl_signal_add(&desktop->output_layout->events.change, &desktop->layout_change);
	return desktop;
}

void desktop_destroy(struct desktop *desktop) {
	if (desktop == NULL) {
		return;
	}
	layer_shell_destroy(desktop->layer_shell);
	assert(wl_list_empty(&desktop->views));
	assert(wl_list_empty(&desktop->outputs));
	assert(wl_list_empty(&desktop->popups));
	assert(wl_list_empty(&desktop->notices));
	assert(wl_list_empty(&desktop->events.views_change.listener_list));
	assert(wl_list_empty(&desktop->events.view_map.listener_list));
	assert(wl_list_empty(&desktop->events.outputs_change.listener_list));
	assert(wl_list_empty(&desktop->events.redraw.listener_list));
	wl_list_remove(&desktop->layout_change.link);
	painter_finish(&desktop->painter);
	gamma_destroy(desktop->gamma);
	output_power_destroy(desktop->output_power);
	output_management_destroy(desktop->output_management);
	wlr_scene_node_destroy(&desktop->scene->tree.node);
	wlr_output_layout_destroy(desktop->output_layout);
	free(desktop);
}

void desktop_update_outputs(struct desktop *desktop) {
	struct output *output;
	wl_list_for_each (output, &desktop->outputs, link) {
		struct wlr_output *wlr_output = output->wlr_output;
		bool in_layout = wlr_output_layout_get(desktop->output_layout, wlr_output) != NULL;
		bool wanted = output_is_in_use(output);
		if (wanted && !in_layout) {
			wlr_output_layout_add_auto(desktop->output_layout, wlr_output);
		} else if (!wanted && in_layout) {
			wlr_output_layout_remove(desktop->output_layout, wlr_output);
		}
	}
}

void desktop_arrange(struct desktop *desktop) {
	arrange_views(desktop);
	notice_arrange_all(desktop);
	wl_signal_emit_mutable(&desktop->events.outputs_change, NULL);
	seat_update_pointer_soon(desktop->server->seat);
}

void desktop_redraw(struct desktop *desktop) {
	struct output *output;
	wl_list_for_each (output, &desktop->outputs, link) {
		output_update_box(output);
	}
	struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		view_redraw(view);
	}
	notice_redraw_all(desktop);
	wl_signal_emit_mutable(&desktop->events.redraw, NULL);
	wl_signal_emit_mutable(&desktop->events.views_change, NULL);
}

double desktop_scale(const struct desktop *desktop) {
	double scale = 1;
	struct output *output;
	wl_list_for_each (output, &desktop->outputs, link) {
		if (output->scene_output != NULL && output->wlr_output->scale > scale) {
			scale = output->wlr_output->scale;
		}
	}
	return scale;
}

struct output *desktop_output_at(const struct desktop *desktop, double lx, double ly) {
	struct output *output;
	wl_list_for_each (output, &desktop->outputs, link) {
		if (wlr_box_contains_point(&output->box, lx, ly)) {
			return output;
		}
	}
	return NULL;
}

struct output *desktop_output_named(const struct desktop *desktop, const char *name) {
	struct output *output;
	wl_list_for_each (output, &desktop->outputs, link) {
		if (output->scene_output != NULL && strcmp(output->wlr_output->name, name) == 0) {
			return output;
		}
	}
	return NULL;
}

struct output *desktop_output_for_box(const struct desktop *desktop, const struct wlr_box *box) {
	struct output *best = NULL;
	long best_area = 0;
	struct output *output;
	wl_list_for_each (output, &desktop->outputs, link) {
		long area = geometry_overlap(&output->box, box);
		if (area > best_area) {
			best_area = area;
			best = output;
		}
	}
	if (best != NULL) {
		return best;
	}

	double x, y;
	wlr_output_layout_closest_point(desktop->output_layout, NULL, box->x + box->width / 2.0,
		box->y + box->height / 2.0, &x, &y);
	return desktop_output_at(desktop, x, y);
}

struct output *desktop_active_output(const struct desktop *desktop) {
	struct output *output = NULL;
	if (desktop->server->seat != NULL) {
		const struct wlr_cursor *cursor = seat_cursor(desktop->server->seat);
		output = desktop_output_at(desktop, cursor->x, cursor->y);
	}
	if (output != NULL) {
		return output;
	}
	wl_list_for_each (output, &desktop->outputs, link) {
		if (output->scene_output != NULL) {
			return output;
		}
	}
	return NULL;
}

static struct wlr_surface *surface_of(struct wlr_scene_node *node) {
	if (node->type != WLR_SCENE_NODE_BUFFER) {
		return NULL;
	}
	struct wlr_scene_surface *scene_surface =
		wlr_scene_surface_try_from_buffer(wlr_scene_buffer_from_node(node));
	return scene_surface != NULL ? scene_surface->surface : NULL;
}

static bool surface_at(struct wlr_scene_tree *tree, double lx, double ly, struct desktop_hit *hit) {
	double sx, sy;
	struct wlr_scene_node *node = wlr_scene_node_at(&tree->node, lx, ly, &sx, &sy);
	struct wlr_surface *surface = node != NULL ? surface_of(node) : NULL;
	if (surface == NULL) {
		return false;
	}
	hit->surface = surface;
	hit->sx = sx;
	hit->sy = sy;
	return true;
}

/* What of layer_shell.h is there, in one of the desktop's layers. */
static bool layer_surface_at(const struct desktop *desktop, enum desktop_layer layer, double lx,
	double ly, struct desktop_hit *hit) {
	if (!surface_at(desktop->layers[layer], lx, ly, hit)) {
		return false;
	}
	hit->layer = layer_surface_of(hit->surface);
	return true;
}

/*
 * A window may be smaller than what it is shown in: a click beside it is none on its edge. Of a display,
 * the edges are what a pointer is pushed against.
 */
static struct guest_picture *picture_at(struct guest_picture *picture, double lx, double ly) {
	bool beside = picture != NULL && picture->shares_pointer &&
	              !guest_picture_contains(picture, lx, ly);
	return beside ? NULL : picture;
}

static struct desktop_hit hit_view(
	const struct desktop *desktop, bool on_top, double lx, double ly) {
	struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		if (!view_is_shown(view) || view_is_on_top(view) != on_top) {
			continue;
		}

		struct desktop_hit hit = {
			.view = view,
			.part = FRAME_CLIENT,
			.sx = lx - view->box.x,
			.sy = ly - view->box.y,
		};
		if (surface_at(view->content, lx, ly, &hit)) {
			return hit;
		}
		hit.part = frame_hit(view->frame, hit.sx, hit.sy, &hit.edges);
		hit.picture = hit.part == FRAME_CLIENT ? picture_at(view->picture, lx, ly) : NULL;
		if (hit.part != FRAME_OUTSIDE) {
			return hit;
		}
	}

	return (struct desktop_hit){0};
}

struct desktop_hit desktop_hit(const struct desktop *desktop, double lx, double ly) {
	if (desktop->modal != NULL) {
		struct desktop_hit hit = {0};
		surface_at(desktop->modal, lx, ly, &hit);
		return hit;
	}

	struct notice *notice;
	wl_list_for_each (notice, &desktop->notices, link) {
		if (wlr_box_contains_point(&notice->box, lx, ly)) {
			return (struct desktop_hit){.notice = notice};
		}
	}

	struct desktop_hit panel = {.part = FRAME_CLIENT};
	if (layer_surface_at(desktop, DESKTOP_SHELL_MENUS, lx, ly, &panel) ||
		layer_surface_at(desktop, DESKTOP_SHELL_OVERLAY, lx, ly, &panel)) {
		return panel;
	}
	if (bar_is_at(desktop, lx, ly)) {
		return (struct desktop_hit){.bar = true};
	}
	if (layer_surface_at(desktop, DESKTOP_SHELL_TOP, lx, ly, &panel)) {
		return panel;
	}

	struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		struct desktop_hit hit = {.view = view, .part = FRAME_CLIENT};
		if (surface_at(view->popups, lx, ly, &hit)) {
			return hit;
		}
	}

	struct desktop_hit menu = {.part = FRAME_CLIENT};
	if (surface_at(desktop->layers[DESKTOP_MENUS], lx, ly, &menu)) {
		return menu; /* of no view */
	}

	struct window_popup *popup;
	wl_list_for_each (popup, &desktop->popups, link) {
		if (window_popup_is_shown(popup) && wlr_box_contains_point(&popup->box, lx, ly)) {
			return (struct desktop_hit){
				.popup = popup,
				.picture = picture_at(&popup->picture, lx, ly),
				.part = FRAME_CLIENT,
				.sx = lx - popup->box.x,
				.sy = ly - popup->box.y,
			};
		}
	}

	for (int on_top = 1; on_top >= 0; on_top--) {
		struct desktop_hit hit = hit_view(desktop, on_top, lx, ly);
		if (hit.view != NULL) {
			return hit;
		}
	}
	if (layer_surface_at(desktop, DESKTOP_SHELL_BOTTOM, lx, ly, &panel) ||
		layer_surface_at(desktop, DESKTOP_SHELL_BACKGROUND, lx, ly, &panel)) {
		return panel;
	}
	return (struct desktop_hit){0};
}
