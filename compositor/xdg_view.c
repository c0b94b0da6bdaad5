#include "xdg_view.h"

#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_xdg_decoration_v1.h>
#include <wlr/types/wlr_xdg_shell.h>
#include <wlr/util/edges.h>

#include "alloc.h"
#include "color.h"
#include "desktop.h"
#include "focus.h"
#include "listener.h"
#include "output.h"
#include "pointer.h"
#include "press.h"
#include "rules.h"
#include "seat.h"
#include "server.h"
#include "snap.h"
#include "view.h"
#include "view_place.h"
#include "wlr_compat.h"

struct xdg_view {
	struct view view;
	struct wlr_xdg_toplevel *toplevel;
	struct wlr_scene_tree *surface_tree;
	activation_time activation; /* that waits for it to be mapped; 0: none */
	struct wlr_xdg_toplevel_decoration_v1 *decoration; /* NULL: it can't be told */

	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener commit;
	struct wl_listener toplevel_destroy;
	struct wl_listener set_title;
	struct wl_listener set_app_id;
	struct wl_listener set_parent;
	struct wl_listener request_move;
	struct wl_listener request_resize;
	struct wl_listener request_maximize;
	struct wl_listener request_fullscreen;
	struct wl_listener request_minimize;
	struct wl_listener decoration_request_mode;
	struct wl_listener decoration_destroy;
};

static struct xdg_view *from_view(struct view *view) {
	struct xdg_view *xdg_view = wl_container_of(view, xdg_view, view);
	return xdg_view;
}

static struct wlr_box window_geometry(const struct xdg_view *xdg_view) {
	struct wlr_box box;
	wlr_xdg_surface_get_geometry(xdg_view->toplevel->base, &box);
	return box;
}

static void impl_configure(struct view *view, int width, int height) {
	wlr_xdg_toplevel_set_size(from_view(view)->toplevel, width, height);
}

static void impl_update_state(struct view *view) {
	struct wlr_xdg_toplevel *toplevel = from_view(view)->toplevel;
	if (toplevel->base->initialized) {
		wlr_xdg_toplevel_set_activated(toplevel, view->activated);
		wlr_xdg_toplevel_set_maximized(toplevel, view->maximized);
		wlr_xdg_toplevel_set_fullscreen(toplevel, view->fullscreen);
		wlr_xdg_toplevel_set_tiled(
			toplevel, view->snapped == WLR_EDGE_NONE
					  ? WLR_EDGE_NONE
					  : view->snapped | WLR_EDGE_TOP | WLR_EDGE_BOTTOM);
	}
}

static void impl_update_shown(struct view *view) {
	struct wlr_xdg_toplevel *toplevel = from_view(view)->toplevel;
	if (toplevel->base->initialized) {
		wlr_xdg_toplevel_set_suspended(toplevel, !view_is_shown(view));
	}
}

static int between(int value, int min, int max) {
	value = max > 0 && value > max ? max : value;
	return value < min ? min : value;
}

static void impl_constrain(struct view *view, uint32_t edges, int *width, int *height) {
	const struct wlr_xdg_toplevel_state *state = &from_view(view)->toplevel->current;
	*width = between(*width, state->min_width, state->max_width);
	*height = between(*height, state->min_height, state->max_height);
}

static bool impl_natural_size(struct view *view, int *width, int *height) {
	return false;
}

static void impl_close(struct view *view) {
	wlr_xdg_toplevel_send_close(from_view(view)->toplevel);
}

static const char *impl_app_id(struct view *view) {
	const char *app_id = from_view(view)->toplevel->app_id;
	return app_id != NULL ? app_id : "";
}

static struct wlr_surface *impl_surface(struct view *view) {
	return from_view(view)->toplevel->base->surface;
}

static const struct view_impl view_impl = {
	.configure = impl_configure,
	.update_state = impl_update_state,
	.update_shown = impl_update_shown,
	.constrain = impl_constrain,
	.natural_size = impl_natural_size,
	.close = impl_close,
	.app_id = impl_app_id,
	.surface = impl_surface,
};

/* Client area and surface: shadows and the like lie outside of the window geometry. */
static void place_surface(struct xdg_view *xdg_view) {
	struct wlr_box geometry = window_geometry(xdg_view);
	struct wlr_scene_node *node = &xdg_view->surface_tree->node;
	if (node->x != -geometry.x || node->y != -geometry.y) {
		seat_update_pointer_soon(xdg_view->view.server->seat);
	}
	wlr_scene_node_set_position(node, -geometry.x, -geometry.y);
	wlr_scene_subsurface_tree_set_clip(node, &geometry);
}

static void take_parent(struct xdg_view *xdg_view) {
	const struct wlr_xdg_toplevel *parent = xdg_view->toplevel->parent;
	struct xdg_view *parent_view = parent != NULL ? parent->base->data : NULL;
	view_set_parent(&xdg_view->view, parent_view != NULL ? &parent_view->view : NULL);
}

/* What one that has never been smaller than the screen goes back to: two thirds of that, in the middle. */
static void set_home_within(struct view *view, const struct output *output) {
	struct wlr_box area = output_usable_area(output);
	view_set_home(view, &(struct wlr_box){
				    .x = area.x + area.width / 6,
				    .y = area.y + area.height / 6,
				    .width = area.width * 2 / 3,
				    .height = area.height * 2 / 3,
			    });
}

/* A dialog comes up in the middle of its parent; others where there is room. */
static void set_home(struct xdg_view *xdg_view, int width, int height) {
	struct view *view = &xdg_view->view;
	const struct wlr_xdg_toplevel_state *told = &xdg_view->toplevel->current;
	const struct output *output = desktop_active_output(view->server->desktop);
	bool fills = (told->maximized || told->fullscreen) && told->width == width &&
	             told->height == height;
	view->home.output[0] = '\0';
	if (fills && output != NULL) {
		set_home_within(view, output);
	} else if (view->parent != NULL) {
		view_set_home_over(view, view->parent, width, height);
	}
}

/* That it has asked to be fullscreen on; NULL: on any. */
static struct output *wanted_output(const struct xdg_view *xdg_view) {
	const struct wlr_output *wlr_output = xdg_view->toplevel->requested.fullscreen_output;
	return wlr_output != NULL ? wlr_output->data : NULL;
}

static void handle_map(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, map);
	struct view *view = &xdg_view->view;
	const struct wlr_xdg_toplevel_requested *requested = &xdg_view->toplevel->requested;
	struct wlr_box geometry = window_geometry(xdg_view);
	place_surface(xdg_view);
	take_parent(xdg_view);
	set_home(xdg_view, geometry.width, geometry.height);
	struct config_window rules;
	rules_begin(view, impl_app_id(view), view->title, &rules);
	view_map(view, geometry.width, geometry.height, true);
	rules_finish(view, &rules, false);
	if (requested->maximized) {
		view_set_maximized(view, true);
	}
	if (requested->fullscreen) {
		view_set_fullscreen(view, true, wanted_output(xdg_view));
	}
	xdg_view_activate(xdg_view, xdg_view->activation);
	xdg_view->activation = 0;
}

void xdg_view_activate(struct xdg_view *xdg_view, activation_time time) {
	struct view *view = &xdg_view->view;
	if (!view->mapped) {
		xdg_view->activation = time;
	} else if (!view->activated && activation_counts(view->server->activation, time)) {
		focus_set(seat_focus_of(view->server->seat), view);
	} else {
		view_set_attention(view, true); /* unless it has the focus */
	}
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, unmap);
	view_unmap(&xdg_view->view);
}

static void tell_decoration(struct xdg_view *xdg_view) {
	if (xdg_view->decoration != NULL && xdg_view->toplevel->base->initialized) {
		wlr_xdg_toplevel_decoration_v1_set_mode(
			xdg_view->decoration, WLR_XDG_TOPLEVEL_DECORATION_V1_MODE_SERVER_SIDE);
	}
}

/* What it asks to be from the start, that it needn't be drawn twice; else as it likes. */
static void tell_first_state(struct xdg_view *xdg_view) {
	struct wlr_xdg_toplevel *toplevel = xdg_view->toplevel;
	const struct output *output = wanted_output(xdg_view);
	if (output == NULL) {
		output = desktop_active_output(xdg_view->view.server->desktop);
	}
	struct wlr_box box = {0};
	if (output != NULL && toplevel->requested.fullscreen) {
		box = output->box;
	} else if (output != NULL && toplevel->requested.maximized) {
		box = snap_box(output, WLR_EDGE_TOP);
	}
	wlr_xdg_toplevel_set_size(toplevel, box.width, box.height);
	wlr_xdg_toplevel_set_maximized(toplevel, toplevel->requested.maximized);
	wlr_xdg_toplevel_set_fullscreen(toplevel, toplevel->requested.fullscreen);
}

static void handle_initial_commit(struct xdg_view *xdg_view) {
	struct view *view = &xdg_view->view;
	const struct output *output = desktop_active_output(view->server->desktop);
	if (output != NULL) {
		int width, height;
		view_max_size(view, output, &width, &height);
		wlr_xdg_toplevel_set_bounds(xdg_view->toplevel, width, height);
	}
	wlr_xdg_toplevel_set_wm_capabilities(
		xdg_view->toplevel, WLR_XDG_TOPLEVEL_WM_CAPABILITIES_MAXIMIZE |
					    WLR_XDG_TOPLEVEL_WM_CAPABILITIES_FULLSCREEN |
					    WLR_XDG_TOPLEVEL_WM_CAPABILITIES_MINIMIZE);
	tell_first_state(xdg_view);
	tell_decoration(xdg_view);
}

/* A window whose program doesn't say what it is covers all its surfaces. */
static bool covers_all(const struct xdg_view *xdg_view) {
	return wlr_box_empty(&xdg_view->toplevel->base->current.geometry);
}

static void take_geometry(struct xdg_view *xdg_view) {
	struct view *view = &xdg_view->view;
	const struct wlr_scene_node *node = &xdg_view->surface_tree->node;
	struct wlr_box geometry = window_geometry(xdg_view);
	int dx = geometry.x + node->x, dy = geometry.y + node->y;
	if (covers_all(xdg_view) && (dx != 0 || dy != 0) && view_is_at_home(view)) {
		/* It has another surface to the left of the others, or above them, which stay. */
		view_move(view, view->box.x + dx, view->box.y + dy);
	}
	place_surface(xdg_view);
	view_resized(view, geometry.width, geometry.height);
}

void xdg_view_update_extents(struct xdg_view *xdg_view) {
	if (xdg_view->view.mapped && covers_all(xdg_view)) {
		take_geometry(xdg_view);
	}
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, commit);
	if (xdg_view->toplevel->base->initial_commit) {
		handle_initial_commit(xdg_view);
		return;
	}
	if (xdg_view->view.mapped) {
		compat_sharpen_single_pixels(&xdg_view->surface_tree->node);
		take_geometry(xdg_view);
	}
}

static void update_title(struct xdg_view *xdg_view) {
	const struct wlr_xdg_toplevel *toplevel = xdg_view->toplevel;
	const char *title = toplevel->title != NULL && toplevel->title[0] != '\0' ? toplevel->title
	                    : toplevel->app_id != NULL                            ? toplevel->app_id
	                                                                          : "";
	view_set_title(&xdg_view->view, title);
}

static void handle_set_app_id(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, set_app_id);
	update_title(xdg_view);
	view_changed(&xdg_view->view);
}

static void handle_set_parent(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, set_parent);
	if (xdg_view->view.mapped) {
		take_parent(xdg_view);
	}
}

static void handle_set_title(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, set_title);
	update_title(xdg_view);
}

static bool may_grab(
	struct xdg_view *xdg_view, const struct wlr_seat_client *client, uint32_t serial) {
	struct view *view = &xdg_view->view;
	struct press_claim claim = {.client = client->client, .serial = serial};
	return view->mapped &&
	       client->client == wl_resource_get_client(xdg_view->toplevel->resource) &&
	       press_take_claimed(view->server->seat, &claim);
}

static void handle_request_move(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, request_move);
	const struct wlr_xdg_toplevel_move_event *event = data;
	if (may_grab(xdg_view, event->seat, event->serial)) {
		pointer_begin_move(xdg_view->view.server->seat->pointer, &xdg_view->view);
	}
}

static void handle_request_resize(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, request_resize);
	const struct wlr_xdg_toplevel_resize_event *event = data;
	if (may_grab(xdg_view, event->seat, event->serial)) {
		pointer_begin_resize(
			xdg_view->view.server->seat->pointer, &xdg_view->view, event->edges);
	}
}

/* The protocol wants an answer even if nothing changes. */
static void handle_request_maximize(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, request_maximize);
	if (xdg_view->view.mapped) {
		view_set_maximized(&xdg_view->view, xdg_view->toplevel->requested.maximized);
	} else if (xdg_view->toplevel->base->initialized) {
		tell_first_state(xdg_view);
	}
	if (xdg_view->toplevel->base->initialized) {
		wlr_xdg_surface_schedule_configure(xdg_view->toplevel->base);
	}
}

static void handle_request_fullscreen(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, request_fullscreen);
	if (xdg_view->view.mapped) {
		view_set_fullscreen(&xdg_view->view, xdg_view->toplevel->requested.fullscreen,
			wanted_output(xdg_view));
	} else if (xdg_view->toplevel->base->initialized) {
		tell_first_state(xdg_view);
	}
	if (xdg_view->toplevel->base->initialized) {
		wlr_xdg_surface_schedule_configure(xdg_view->toplevel->base);
	}
}

static void handle_request_minimize(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, request_minimize);
	view_minimize(&xdg_view->view);
}

static void handle_decoration_request_mode(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, decoration_request_mode);
	tell_decoration(xdg_view);
}

static void forget_decoration(struct xdg_view *xdg_view) {
	xdg_view->decoration = NULL;
	listener_set(&xdg_view->decoration_request_mode, NULL);
	listener_set(&xdg_view->decoration_destroy, NULL);
}

static void handle_decoration_destroy(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, decoration_destroy);
	forget_decoration(xdg_view);
}

void xdg_view_set_decoration(
	struct xdg_view *xdg_view, struct wlr_xdg_toplevel_decoration_v1 *decoration) {
	xdg_view->decoration = decoration;
	listener_set(&xdg_view->decoration_request_mode, &decoration->events.request_mode);
	listener_set(&xdg_view->decoration_destroy, &decoration->events.destroy);
	tell_decoration(xdg_view);
}

static void handle_toplevel_destroy(struct wl_listener *listener, void *data) {
	struct xdg_view *xdg_view = wl_container_of(listener, xdg_view, toplevel_destroy);
	forget_decoration(xdg_view);
	wl_list_remove(&xdg_view->map.link);
	wl_list_remove(&xdg_view->unmap.link);
	wl_list_remove(&xdg_view->commit.link);
	wl_list_remove(&xdg_view->toplevel_destroy.link);
	wl_list_remove(&xdg_view->set_title.link);
	wl_list_remove(&xdg_view->set_app_id.link);
	wl_list_remove(&xdg_view->set_parent.link);
	wl_list_remove(&xdg_view->request_move.link);
	wl_list_remove(&xdg_view->request_resize.link);
	wl_list_remove(&xdg_view->request_maximize.link);
	wl_list_remove(&xdg_view->request_fullscreen.link);
	wl_list_remove(&xdg_view->request_minimize.link);
	xdg_view->toplevel->base->data = NULL;
	xdg_view->toplevel->base->surface->data = NULL;
	view_finish(&xdg_view->view);
	free(xdg_view);
}

struct xdg_view *xdg_view_create(struct server *server, struct wlr_xdg_toplevel *toplevel) {
	struct xdg_view *xdg_view = znew(struct xdg_view);
	struct wlr_surface *surface = toplevel->base->surface;
	xdg_view->toplevel = toplevel;
	toplevel->base->data = xdg_view;
	view_init(&xdg_view->view, &view_impl, server, "", COLOR_DOM0);
	xdg_view->surface_tree =
		must(wlr_scene_subsurface_tree_create(xdg_view->view.content, surface));
	surface->data = xdg_view->view.popups; /* for xdg_popup.c */

	listener_init(&xdg_view->decoration_request_mode, handle_decoration_request_mode);
	listener_init(&xdg_view->decoration_destroy, handle_decoration_destroy);

	xdg_view->map.notify = handle_map;
	wl_signal_add(&surface->events.map, &xdg_view->map);
	xdg_view->unmap.notify = handle_unmap;
	wl_signal_add(&surface->events.unmap, &xdg_view->unmap);
	xdg_view->commit.notify = handle_commit;
	wl_signal_add(&surface->events.commit, &xdg_view->commit);
	xdg_view->toplevel_destroy.notify = handle_toplevel_destroy;
	wl_signal_add(&toplevel->events.destroy, &xdg_view->toplevel_destroy);
	xdg_view->set_title.notify = handle_set_title;
	wl_signal_add(&toplevel->events.set_title, &xdg_view->set_title);
	xdg_view->set_app_id.notify = handle_set_app_id;
	wl_signal_add(&toplevel->events.set_app_id, &xdg_view->set_app_id);
	xdg_view->set_parent.notify = handle_set_parent;
	wl_signal_add(&toplevel->events.set_parent, &xdg_view->set_parent);
	xdg_view->request_move.notify = handle_request_move;
	wl_signal_add(&toplevel->events.request_move, &xdg_view->request_move);
	xdg_view->request_resize.notify = handle_request_resize;
	wl_signal_add(&toplevel->events.request_resize, &xdg_view->request_resize);
	xdg_view->request_maximize.notify = handle_request_maximize;
	wl_signal_add(&toplevel->events.request_maximize, &xdg_view->request_maximize);
	xdg_view->request_fullscreen.notify = handle_request_fullscreen;
	wl_signal_add(&toplevel->events.request_fullscreen, &xdg_view->request_fullscreen);
	xdg_view->request_minimize.notify = handle_request_minimize;
	wl_signal_add(&toplevel->events.request_minimize, &xdg_view->request_minimize);
	return xdg_view;
}
