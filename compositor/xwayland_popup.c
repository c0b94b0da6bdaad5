#include "xwayland_popup.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/xwayland.h>

#include "alloc.h"
#include "desktop.h"
#include "focus.h"
#include "listener.h"
#include "seat.h"
#include "server.h"
#include "view.h"
#include "xwayland_view.h"
#include "xwayland_window.h"

struct xwayland_popup {
	struct xwayland_window window;
	struct wlr_scene_tree *tree; /* NULL unless mapped */
	struct view *owner;          /* that it belongs to; NULL: none */

	struct wl_listener owner_change;
	struct wl_listener owner_unmap;
	struct wl_listener set_geometry;
	struct wl_listener request_configure;
};

/* Few programs say whose menu it is: it is of the window of theirs that was used last. */
static struct view *find_owner(const struct xwayland_popup *popup) {
	const struct wlr_xwayland_surface *surface = popup->window.surface;
	struct view *view = xwayland_view_of(surface->parent);
	if (view != NULL) {
		return view;
	}
	wl_list_for_each (view, &popup->window.server->desktop->views, link) {
		const struct wlr_xwayland_surface *other = xwayland_view_surface(view);
		if (other != NULL && view_is_shown(view) && surface->pid > 0 &&
			other->pid == surface->pid) {
			return view;
		}
	}
	return NULL;
}

/* X has it stay where it is when its owner moves. */
static void place(struct xwayland_popup *popup) {
	const struct wlr_xwayland_surface *surface = popup->window.surface;
	const struct view *owner = popup->owner;
	wlr_scene_node_set_position(&popup->tree->node,
		surface->x - (owner != NULL ? owner->box.x : 0),
		surface->y - (owner != NULL ? owner->box.y : 0));
}

static void set_owner(struct xwayland_popup *popup, struct view *owner) {
	popup->owner = owner;
	listener_set(&popup->owner_change, owner != NULL ? &owner->events.change : NULL);
	listener_set(&popup->owner_unmap, owner != NULL ? &owner->events.unmap : NULL);
}

static void handle_owner_change(struct wl_listener *listener, void *data) {
	struct xwayland_popup *popup = wl_container_of(listener, popup, owner_change);
	place(popup);
}

static void handle_owner_unmap(struct wl_listener *listener, void *data) {
	struct xwayland_popup *popup = wl_container_of(listener, popup, owner_unmap);
	set_owner(popup, NULL);
	wlr_scene_node_reparent(&popup->tree->node, popup->window.popups);
	place(popup);
}

static void map(struct xwayland_window *window) {
	struct xwayland_popup *popup = wl_container_of(window, popup, window);
	struct focus *focus = seat_focus_of(window->server->seat);
	set_owner(popup, find_owner(popup));
	popup->tree = must(wlr_scene_subsurface_tree_create(
		popup->owner != NULL ? popup->owner->popups : window->popups,
		window->surface->surface));
	place(popup);
	/* Where Xwayland has the keyboard already, it is the program's own business. */
	if (wlr_xwayland_or_surface_wants_focus(window->surface) &&
		xwayland_view_surface(focus->view) == NULL) {
		focus_set_override(focus, window->surface->surface);
	}
	seat_update_pointer(window->server->seat);
}

static void unmap(struct xwayland_window *window) {
	struct xwayland_popup *popup = wl_container_of(window, popup, window);
	struct focus *focus = seat_focus_of(window->server->seat);
	if (focus->override == window->surface->surface) {
		focus_set_override(focus, NULL);
	}
	set_owner(popup, NULL);
	wlr_scene_node_destroy(&popup->tree->node);
	popup->tree = NULL;
	seat_update_pointer(window->server->seat);
}

static void destroy(struct xwayland_window *window) {
	struct xwayland_popup *popup = wl_container_of(window, popup, window);
	listener_set(&popup->set_geometry, NULL);
	listener_set(&popup->request_configure, NULL);
	free(popup);
}

static const struct xwayland_window_impl window_impl = {
	.map = map,
	.unmap = unmap,
	.destroy = destroy,
};

static void handle_set_geometry(struct wl_listener *listener, void *data) {
	struct xwayland_popup *popup = wl_container_of(listener, popup, set_geometry);
	if (popup->tree != NULL) {
		place(popup);
		seat_update_pointer(popup->window.server->seat);
	}
}

static void handle_request_configure(struct wl_listener *listener, void *data) {
	const struct wlr_xwayland_surface_configure_event *event = data;
	wlr_xwayland_surface_configure(
		event->surface, event->x, event->y, event->width, event->height);
}

struct xwayland_window *xwayland_popup_create(
	struct server *server, struct wlr_xwayland_surface *surface) {
	struct xwayland_popup *popup = znew(struct xwayland_popup);
	popup->window.impl = &window_impl;
	listener_init(&popup->owner_change, handle_owner_change);
	listener_init(&popup->owner_unmap, handle_owner_unmap);
	listener_init(&popup->set_geometry, handle_set_geometry);
	listener_set(&popup->set_geometry, &surface->events.set_geometry);
	listener_init(&popup->request_configure, handle_request_configure);
	listener_set(&popup->request_configure, &surface->events.request_configure);
	return &popup->window;
}
