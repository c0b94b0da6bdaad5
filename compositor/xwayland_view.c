#include "xwayland_view.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/xwayland.h>

#include "activation.h"
#include "alloc.h"
#include "color.h"
#include "focus.h"
#include "guest_agent.h"
#include "listener.h"
#include "pointer.h"
#include "press.h"
#include "rules.h"
#include "seat.h"
#include "server.h"
#include "size_hints.h"
#include "view.h"
#include "view_place.h"
#include "wlr_compat.h"
#include "xwayland.h"
#include "xwayland_window.h"

struct xwayland_view {
	struct xwayland_window window;
	struct view view;
	struct wlr_scene_tree *surface_tree; /* NULL unless mapped */
	char app_id[GUEST_TITLE_SIZE];       /* fit to be shown */

	struct wl_listener commit;
	struct wl_listener map_request;
	struct wl_listener request_configure;
	struct wl_listener request_move;
	struct wl_listener request_resize;
	struct wl_listener request_minimize;
	struct wl_listener request_maximize;
	struct wl_listener request_fullscreen;
	struct wl_listener request_activate;
	struct wl_listener set_title;
	struct wl_listener set_class;
	struct wl_listener set_parent;
	struct wl_listener set_hints;
};

static struct xwayland_view *from_view(const struct view *view) {
	struct xwayland_view *xwayland_view = wl_container_of(view, xwayland_view, view);
	return xwayland_view;
}

static struct wlr_xwayland_surface *surface_of(const struct view *view) {
	return from_view(view)->window.surface;
}

/* The size is told with the place, and X knows no other place than that of the client area. */
static void impl_configure(struct view *view, int width, int height) {
	wlr_xwayland_surface_configure(surface_of(view), (int16_t)view->wanted.x,
		(int16_t)view->wanted.y, (uint16_t)width, (uint16_t)height);
}

static void impl_moved(struct view *view) {
	struct wlr_xwayland_surface *surface = surface_of(view);
	if (surface->x != view->box.x || surface->y != view->box.y) {
		wlr_xwayland_surface_configure(surface, (int16_t)view->box.x, (int16_t)view->box.y,
			surface->width, surface->height);
	}
}

static void impl_update_state(struct view *view) {
	struct wlr_xwayland_surface *surface = surface_of(view);
	wlr_xwayland_surface_activate(surface, view->activated);
	if (view->mapped) { /* else the window may have gone */
		wlr_xwayland_surface_set_maximized(surface, view->maximized);
		wlr_xwayland_surface_set_fullscreen(surface, view->fullscreen);
	}
}

static void impl_update_shown(struct view *view) {
	if (view->mapped) {
		wlr_xwayland_surface_set_minimized(surface_of(view), view_is_put_away(view));
	}
}

static struct guest_window_hints hints_of(const struct view *view) {
	struct guest_window_hints hints = {0};
	const xcb_size_hints_t *x = surface_of(view)->size_hints;
	if (x == NULL) {
		return hints;
	}
	if (x->flags & XCB_ICCCM_SIZE_HINT_P_MIN_SIZE) {
		hints.min_width = x->min_width;
		hints.min_height = x->min_height;
	}
	if (x->flags & XCB_ICCCM_SIZE_HINT_P_MAX_SIZE) {
		hints.max_width = x->max_width;
		hints.max_height = x->max_height;
	}
	if (x->flags & XCB_ICCCM_SIZE_HINT_BASE_SIZE) {
		hints.base_width = x->base_width;
		hints.base_height = x->base_height;
	}
	if (x->flags & XCB_ICCCM_SIZE_HINT_P_RESIZE_INC) {
		hints.step_width = x->width_inc;
		hints.step_height = x->height_inc;
	}
	return hints;
}

static void impl_constrain(struct view *view, uint32_t edges, int *width, int *height) {
	struct guest_window_hints hints = hints_of(view);
	size_hints_apply(&hints, width, height);
}

static bool impl_can_maximize(struct view *view) {
	struct guest_window_hints hints = hints_of(view);
	return !size_hints_are_fixed(&hints);
}

static bool impl_natural_size(struct view *view, int *width, int *height) {
	return false;
}

static void impl_close(struct view *view) {
	wlr_xwayland_surface_close(surface_of(view));
}

static const char *impl_app_id(struct view *view) {
	return from_view(view)->app_id;
}

static struct wlr_surface *impl_surface(struct view *view) {
	return surface_of(view)->surface;
}

static const struct view_impl view_impl = {
	.configure = impl_configure,
	.moved = impl_moved,
	.update_state = impl_update_state,
	.update_shown = impl_update_shown,
	.constrain = impl_constrain,
	.can_maximize = impl_can_maximize,
	.natural_size = impl_natural_size,
	.close = impl_close,
	.app_id = impl_app_id,
	.surface = impl_surface,
};

struct wlr_xwayland_surface *xwayland_view_surface(const struct view *view) {
	return view != NULL && view->impl == &view_impl ? surface_of(view) : NULL;
}

static void take_parent(struct xwayland_view *xwayland_view) {
	view_set_parent(
		&xwayland_view->view, xwayland_view_of(xwayland_view->window.surface->parent));
}

/* X's texts are of any encoding, and may be of any length. */
static void update_title(struct xwayland_view *xwayland_view) {
	const struct wlr_xwayland_surface *surface = xwayland_view->window.surface;
	char title[GUEST_TITLE_SIZE];
	guest_clean_text(xwayland_view->app_id, sizeof(xwayland_view->app_id),
		surface->class != NULL ? surface->class : "");
	guest_clean_text(title, sizeof(title), surface->title != NULL ? surface->title : "");
	view_set_title(&xwayland_view->view, title[0] != '\0' ? title : xwayland_view->app_id);
}

static void take_urgency(struct xwayland_view *xwayland_view) {
	const xcb_icccm_wm_hints_t *hints = xwayland_view->window.surface->hints;
	if (hints != NULL && hints->flags & XCB_ICCCM_WM_HINT_X_URGENCY) {
		view_set_attention(&xwayland_view->view, true);
	}
}

/* Where the user wants it, in the middle of its parent, or where there is room. */
static void set_home(struct xwayland_view *xwayland_view, int width, int height) {
	struct view *view = &xwayland_view->view;
	const struct wlr_xwayland_surface *surface = xwayland_view->window.surface;
	const xcb_size_hints_t *hints = surface->size_hints;
	view->home.output[0] = '\0';
	if (hints != NULL && hints->flags & XCB_ICCCM_SIZE_HINT_US_POSITION) {
		view_set_home(view, &(struct wlr_box){
					    .x = surface->x,
					    .y = surface->y,
					    .width = width,
					    .height = height,
				    });
	} else if (view->parent != NULL) {
		view_set_home_over(view, view->parent, width, height);
	}
}

static void take_requested_state(struct xwayland_view *xwayland_view) {
	const struct wlr_xwayland_surface *surface = xwayland_view->window.surface;
	struct view *view = &xwayland_view->view;
	view_set_maximized(view, surface->maximized_horz && surface->maximized_vert);
	view_set_fullscreen(view, surface->fullscreen, NULL);
	impl_update_state(view); /* an answer even if nothing changes */
}

/* A program that was started with a token says so in the window's startup ID. */
static void take_focus(struct xwayland_view *xwayland_view) {
	const struct wlr_xwayland_surface *surface = xwayland_view->window.surface;
	struct view *view = &xwayland_view->view;
	const struct activation *activation = view->server->activation;
	if (view->activated) {
		return;
	}
	if (activation_counts(activation, activation_find(activation, surface->startup_id))) {
		focus_set(seat_focus_of(view->server->seat), view);
	} else {
		view_set_attention(view, true);
	}
}

static void map(struct xwayland_window *window) {
	struct xwayland_view *xwayland_view = wl_container_of(window, xwayland_view, window);
	struct view *view = &xwayland_view->view;
	const struct wlr_xwayland_surface *surface = window->surface;
	bool typed_at = wlr_xwayland_icccm_input_model(surface) != WLR_ICCCM_INPUT_MODEL_NONE;
	bool maximized = surface->maximized_horz && surface->maximized_vert;
	bool fullscreen = surface->fullscreen;
	int width = surface->surface->current.width, height = surface->surface->current.height;
	xwayland_view->surface_tree =
		must(wlr_scene_subsurface_tree_create(view->content, surface->surface));
	listener_set(&xwayland_view->commit, &surface->surface->events.commit);
	update_title(xwayland_view);
	take_parent(xwayland_view);
	set_home(xwayland_view, width, height);

	struct config_window rules;
	rules_begin(view, xwayland_view->app_id, view->title, &rules);
	view_map(view, width, height, typed_at);
	rules_finish(view, &rules, false);
	if (maximized) {
		view_set_maximized(view, true);
	}
	if (fullscreen) {
		view_set_fullscreen(view, true, NULL);
	}
	if (typed_at) {
		take_focus(xwayland_view);
	}
	take_urgency(xwayland_view);
}

static void unmap(struct xwayland_window *window) {
	struct xwayland_view *xwayland_view = wl_container_of(window, xwayland_view, window);
	listener_set(&xwayland_view->commit, NULL);
	view_unmap(&xwayland_view->view);
	wlr_scene_node_destroy(&xwayland_view->surface_tree->node);
	xwayland_view->surface_tree = NULL;
}

static void destroy(struct xwayland_window *window) {
	struct xwayland_view *xwayland_view = wl_container_of(window, xwayland_view, window);
	listener_set(&xwayland_view->map_request, NULL);
	listener_set(&xwayland_view->request_configure, NULL);
	listener_set(&xwayland_view->request_move, NULL);
	listener_set(&xwayland_view->request_resize, NULL);
	listener_set(&xwayland_view->request_minimize, NULL);
	listener_set(&xwayland_view->request_maximize, NULL);
	listener_set(&xwayland_view->request_fullscreen, NULL);
	listener_set(&xwayland_view->request_activate, NULL);
	listener_set(&xwayland_view->set_title, NULL);
	listener_set(&xwayland_view->set_class, NULL);
	listener_set(&xwayland_view->set_parent, NULL);
	listener_set(&xwayland_view->set_hints, NULL);
	view_finish(&xwayland_view->view);
	free(xwayland_view);
}

static const struct xwayland_window_impl window_impl = {
	.map = map,
	.unmap = unmap,
	.destroy = destroy,
};

struct view *xwayland_view_of(const struct wlr_xwayland_surface *surface) {
	struct xwayland_window *window = surface != NULL ? surface->data : NULL;
	if (window == NULL || window->impl != &window_impl || !window->mapped) {
		return NULL;
	}
	struct xwayland_view *xwayland_view = wl_container_of(window, xwayland_view, window);
	return &xwayland_view->view;
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view = wl_container_of(listener, xwayland_view, commit);
	const struct wlr_surface *surface = xwayland_view->window.surface->surface;
	compat_sharpen_single_pixels(&xwayland_view->surface_tree->node);
	view_resized(&xwayland_view->view, surface->current.width, surface->current.height);
}

static void handle_map_request(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view = wl_container_of(listener, xwayland_view, map_request);
	xwayland_read_state(xwayland_view->view.server->xwayland, xwayland_view->window.surface);
}

static void handle_request_configure(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view =
		wl_container_of(listener, xwayland_view, request_configure);
	const struct wlr_xwayland_surface_configure_event *event = data;
	struct view *view = &xwayland_view->view;
	struct wlr_box box = {
		.x = event->x,
		.y = event->y,
		.width = event->width,
		.height = event->height,
	};
	if (view->mapped && view_is_at_home(view)) {
		if (view->server->seat->pointer->interactive.view == view) {
			box.x = view->wanted.x;
			box.y = view->wanted.y;
		}
		view_set_home(view, &box);
		view_arrange(view);
	}
	if (view->mapped) {
		box = view->wanted; /* an answer even if nothing changes */
	}
	wlr_xwayland_surface_configure(xwayland_view->window.surface, (int16_t)box.x,
		(int16_t)box.y, (uint16_t)box.width, (uint16_t)box.height);
}

static bool may_grab(const struct xwayland_view *xwayland_view) {
	const struct view *view = &xwayland_view->view;
	const struct wlr_surface *surface = xwayland_view->window.surface->surface;
	return view->mapped && press_take_claimed(view->server->seat,
				       &(struct press_claim){
					       .client = wl_resource_get_client(surface->resource),
					       .surface = surface,
				       });
}

static void handle_request_move(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view =
		wl_container_of(listener, xwayland_view, request_move);
	if (may_grab(xwayland_view)) {
		pointer_begin_move(xwayland_view->view.server->seat->pointer, &xwayland_view->view);
	}
}

static void handle_request_resize(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view =
		wl_container_of(listener, xwayland_view, request_resize);
	const struct wlr_xwayland_resize_event *event = data;
	if (may_grab(xwayland_view)) {
		pointer_begin_resize(xwayland_view->view.server->seat->pointer,
			&xwayland_view->view, event->edges);
	}
}

static void handle_request_state(struct xwayland_view *xwayland_view) {
	if (xwayland_view->view.mapped) {
		take_requested_state(xwayland_view);
	}
}

static void handle_request_maximize(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view =
		wl_container_of(listener, xwayland_view, request_maximize);
	handle_request_state(xwayland_view);
}

static void handle_request_fullscreen(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view =
		wl_container_of(listener, xwayland_view, request_fullscreen);
	handle_request_state(xwayland_view);
}

/*
 * X has no tokens: the focus may only go on within a program, or to it if nobody has it. All else calls
 * for attention.
 */
static void activate(struct xwayland_view *xwayland_view) {
	struct view *view = &xwayland_view->view;
	struct focus *focus = seat_focus_of(view->server->seat);
	const struct wlr_xwayland_surface *focused = xwayland_view_surface(focus->view);
	pid_t pid = xwayland_view->window.surface->pid;
	bool same = focused != NULL && pid > 0 && focused->pid == pid;
	if (!view->mapped) {
		return;
	}
	if (focus_is_free_for(focus, view) || (same && focus_is_open_to(focus, view))) {
		focus_set(focus, view);
	} else {
		view_set_attention(view, true);
	}
}

static void handle_request_activate(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view =
		wl_container_of(listener, xwayland_view, request_activate);
	activate(xwayland_view);
}

static void handle_request_minimize(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view =
		wl_container_of(listener, xwayland_view, request_minimize);
	const struct wlr_xwayland_minimize_event *event = data;
	if (event->minimize) {
		view_minimize(&xwayland_view->view);
	} else {
		activate(xwayland_view);
	}
}

static void handle_set_title(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view = wl_container_of(listener, xwayland_view, set_title);
	update_title(xwayland_view);
}

static void handle_set_class(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view = wl_container_of(listener, xwayland_view, set_class);
	update_title(xwayland_view);
	view_changed(&xwayland_view->view);
}

static void handle_set_parent(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view = wl_container_of(listener, xwayland_view, set_parent);
	if (xwayland_view->view.mapped) {
		take_parent(xwayland_view);
	}
}

static void handle_set_hints(struct wl_listener *listener, void *data) {
	struct xwayland_view *xwayland_view = wl_container_of(listener, xwayland_view, set_hints);
	if (xwayland_view->view.mapped) {
		take_urgency(xwayland_view);
	}
}

static void hear(struct wl_listener *listener, wl_notify_func_t notify, struct wl_signal *signal) {
	listener_init(listener, notify);
	listener_set(listener, signal);
}

struct xwayland_window *xwayland_view_create(
	struct server *server, struct wlr_xwayland_surface *surface) {
	struct xwayland_view *xwayland_view = znew(struct xwayland_view);
	xwayland_view->window.impl = &window_impl;
	view_init(&xwayland_view->view, &view_impl, server, "", COLOR_DOM0);
	listener_init(&xwayland_view->commit, handle_commit);
	hear(&xwayland_view->map_request, handle_map_request, &surface->events.map_request);
	hear(&xwayland_view->request_configure, handle_request_configure,
		&surface->events.request_configure);
	hear(&xwayland_view->request_move, handle_request_move, &surface->events.request_move);
	hear(&xwayland_view->request_resize, handle_request_resize,
		&surface->events.request_resize);
	hear(&xwayland_view->request_minimize, handle_request_minimize,
		&surface->events.request_minimize);
	hear(&xwayland_view->request_maximize, handle_request_maximize,
		&surface->events.request_maximize);
	hear(&xwayland_view->request_fullscreen, handle_request_fullscreen,
		&surface->events.request_fullscreen);
	hear(&xwayland_view->request_activate, handle_request_activate,
		&surface->events.request_activate);
	hear(&xwayland_view->set_title, handle_set_title, &surface->events.set_title);
	hear(&xwayland_view->set_class, handle_set_class, &surface->events.set_class);
	hear(&xwayland_view->set_parent, handle_set_parent, &surface->events.set_parent);
	hear(&xwayland_view->set_hints, handle_set_hints, &surface->events.set_hints);
	return &xwayland_view->window;
}
