#include "xdg_views.h"

#include <wlr/types/wlr_server_decoration.h>
#include <wlr/types/wlr_xdg_decoration_v1.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "alloc.h"
#include "server.h"
#include "xdg_popup.h"
#include "xdg_view.h"

#define XDG_SHELL_VERSION 6

struct xdg_views {
	struct server *server;
	struct wl_listener new_toplevel;
	struct wl_listener new_popup;
	struct wl_listener new_decoration;
};

static void handle_new_toplevel(struct wl_listener *listener, void *data) {
	struct xdg_views *xdg_views = wl_container_of(listener, xdg_views, new_toplevel);
	xdg_view_create(xdg_views->server, data);
}

static void handle_new_popup(struct wl_listener *listener, void *data) {
	struct xdg_views *xdg_views = wl_container_of(listener, xdg_views, new_popup);
	struct wlr_xdg_popup *popup = data;
	if (popup->parent != NULL) { /* else a panel is about to claim it: see layer_surface.c */
		xdg_popup_show(xdg_views->server->desktop, popup);
	}
}

static void handle_new_decoration(struct wl_listener *listener, void *data) {
	struct wlr_xdg_toplevel_decoration_v1 *decoration = data;
	struct xdg_view *xdg_view = decoration->toplevel->base->data;
	if (xdg_view != NULL) {
		xdg_view_set_decoration(xdg_view, decoration);
	}
}

struct xdg_views *xdg_views_create(struct server *server) {
	struct xdg_views *xdg_views = znew(struct xdg_views);
	xdg_views->server = server;

	struct wlr_xdg_shell *shell =
		must(wlr_xdg_shell_create(server->display, XDG_SHELL_VERSION));
	xdg_views->new_toplevel.notify = handle_new_toplevel;
	wl_signal_add(&shell->events.new_toplevel, &xdg_views->new_toplevel);
	xdg_views->new_popup.notify = handle_new_popup;
	wl_signal_add(&shell->events.new_popup, &xdg_views->new_popup);

	struct wlr_xdg_decoration_manager_v1 *decorations =
		must(wlr_xdg_decoration_manager_v1_create(server->display));
	xdg_views->new_decoration.notify = handle_new_decoration;
	wl_signal_add(&decorations->events.new_toplevel_decoration, &xdg_views->new_decoration);

	/* The older protocol, which GTK speaks: the default mode is all that it needs. */
	struct wlr_server_decoration_manager *kde =
		must(wlr_server_decoration_manager_create(server->display));
	wlr_server_decoration_manager_set_default_mode(
		kde, WLR_SERVER_DECORATION_MANAGER_MODE_SERVER);
	return xdg_views;
}

void xdg_views_destroy(struct xdg_views *xdg_views) {
	if (xdg_views == NULL) {
		return;
	}
	wl_list_remove(&xdg_views->new_toplevel.link);
	wl_list_remove(&xdg_views->new_popup.link);
	wl_list_remove(&xdg_views->new_decoration.link);
	free(xdg_views);
}
