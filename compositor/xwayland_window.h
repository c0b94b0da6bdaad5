#ifndef DOMICILE_XWAYLAND_WINDOW_H
#define DOMICILE_XWAYLAND_WINDOW_H

#include <wayland-server-core.h>

struct server;
struct view;
struct wlr_scene_tree;
struct wlr_xwayland_surface;
struct xwayland_window;

/* The two kinds of them. */
struct xwayland_window_impl {
	void (*map)(struct xwayland_window *window); /* its surface has something to show */
	void (*unmap)(struct xwayland_window *window);
	void (*destroy)(struct xwayland_window *window); /* unmapped */
};

/*
 * A window of an X program: a view (xwayland_view.h), or one that asks no window manager, such as a menu
 * (xwayland_popup.h). A program may make one of the other. It goes by itself with the X window.
 */
struct xwayland_window {
	const struct xwayland_window_impl *impl;
	struct server *server;
	struct wlr_scene_tree *popups;        /* for popups of no view's, at the layout's origin */
	struct wlr_xwayland_surface *surface; /* surface->data is this */
	bool mapped;

	struct wl_listener associate;
	struct wl_listener dissociate;
	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener set_override_redirect;
	struct wl_listener destroy;
};

/*
 * Has it shown, by a view or a popup: these make the object, and all but impl is filled in here. popups is
 * borrowed.
 */
void xwayland_window_create(
	struct server *server, struct wlr_scene_tree *popups, struct wlr_xwayland_surface *surface);

#endif
