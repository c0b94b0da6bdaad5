#include "xwayland_window.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/xwayland.h>

#include "listener.h"
#include "wlr_compat.h"
#include "xwayland_popup.h"
#include "xwayland_view.h"

static void map(struct xwayland_window *window) {
	window->mapped = true;
	window->impl->map(window);
}

static void unmap(struct xwayland_window *window) {
	if (window->mapped) {
		window->mapped = false;
		window->impl->unmap(window);
	}
}

static void handle_map(struct wl_listener *listener, void *data) {
	struct xwayland_window *window = wl_container_of(listener, window, map);
	map(window);
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	struct xwayland_window *window = wl_container_of(listener, window, unmap);
	unmap(window);
}

/* X windows and Wayland's surfaces find each other some time after both are made. */
static void associate(struct xwayland_window *window) {
	struct wlr_surface *surface = window->surface->surface;
	listener_set(&window->map, &surface->events.map);
	listener_set(&window->unmap, &surface->events.unmap);
	if (surface->mapped) {
		map(window);
	} else {
		compat_map_associated(surface);
	}
}

static void handle_associate(struct wl_listener *listener, void *data) {
	struct xwayland_window *window = wl_container_of(listener, window, associate);
	associate(window);
}

static void dissociate(struct xwayland_window *window) {
	unmap(window);
	listener_set(&window->map, NULL);
	listener_set(&window->unmap, NULL);
}

static void handle_dissociate(struct wl_listener *listener, void *data) {
	struct xwayland_window *window = wl_container_of(listener, window, dissociate);
	dissociate(window);
}

static void end(struct xwayland_window *window) {
	dissociate(window);
	listener_set(&window->associate, NULL);
	listener_set(&window->dissociate, NULL);
	listener_set(&window->set_override_redirect, NULL);
	listener_set(&window->destroy, NULL);
	window->surface->data = NULL;
	window->impl->destroy(window);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct xwayland_window *window = wl_container_of(listener, window, destroy);
	end(window);
}

static void handle_set_override_redirect(struct wl_listener *listener, void *data) {
	struct xwayland_window *window = wl_container_of(listener, window, set_override_redirect);
	struct server *server = window->server;
	struct wlr_scene_tree *popups = window->popups;
	struct wlr_xwayland_surface *surface = window->surface;
	end(window);
	xwayland_window_create(server, popups, surface);
}

void xwayland_window_create(struct server *server, struct wlr_scene_tree *popups,
	struct wlr_xwayland_surface *surface) {
	struct xwayland_window *window = surface->override_redirect
	                                         ? xwayland_popup_create(server, surface)
	                                         : xwayland_view_create(server, surface);
	window->server = server;
	window->popups = popups;
	window->surface = surface;
	surface->data = window;
	listener_init(&window->associate, handle_associate);
	listener_init(&window->dissociate, handle_dissociate);
	listener_init(&window->map, handle_map);
	listener_init(&window->unmap, handle_unmap);
	listener_init(&window->set_override_redirect, handle_set_override_redirect);
	listener_init(&window->destroy, handle_destroy);
	listener_set(&window->associate, &surface->events.associate);
	listener_set(&window->dissociate, &surface->events.dissociate);
	listener_set(&window->set_override_redirect, &surface->events.set_override_redirect);
	listener_set(&window->destroy, &surface->events.destroy);
	if (surface->surface != NULL) {
		associate(window);
	}
}
