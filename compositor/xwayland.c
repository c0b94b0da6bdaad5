#include "xwayland.h"

#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xcursor_manager.h>
#include <wlr/xcursor.h>
#include <wlr/xwayland.h>
#include <wlr/xwayland/shell.h>
#include <xcb/xcb_ewmh.h>

#include "alloc.h"
#include "config.h"
#include "desktop.h"
#include "listener.h"
#include "log.h"
#include "notice.h"
#include "pointer.h"
#include "seat.h"
#include "server.h"
#include "view.h"
#include "view_stack.h"
#include "xwayland_view.h"
#include "xwayland_window.h"

struct xwayland {
	struct server *server;
	struct wlr_xwayland *wlr_xwayland; /* NULL: it can't be started again */
	const struct wl_global *global;    /* that is for it alone */
	const struct wl_client *client;    /* itself; NULL: doesn't run */
	xcb_ewmh_connection_t ewmh;        /* what the names of the window manager's protocol are */
	struct wlr_scene_tree *popups;     /* xwayland_window.popups */
	struct wl_array stack;             /* wlr_xwayland_surface *, lowest first: as X has them */
	struct wl_event_source *revival_idle; /* NULL unless Xwayland has just ended */

	struct wl_listener new_surface;
	struct wl_listener ready;
	struct wl_listener server_start;
	struct wl_listener client_destroy;
	struct wl_listener views_change;
};

static void handle_new_surface(struct wl_listener *listener, void *data) {
	struct xwayland *xwayland = wl_container_of(listener, xwayland, new_surface);
	xwayland_window_create(xwayland->server, xwayland->popups, data);
}

static void add_to_stack(const struct desktop *desktop, bool on_top, struct wl_array *stack) {
	struct view *view;
	wl_list_for_each_reverse (view, &desktop->views, link) {
		struct wlr_xwayland_surface *surface = xwayland_view_surface(view);
		/* One that is about to go may not be what wlroots can stack any more. */
		if (surface != NULL && view->mapped && view_is_on_top(view) == on_top) {
			struct wlr_xwayland_surface **slot =
				must(wl_array_add(stack, sizeof(*slot)));
			*slot = surface;
		}
	}
}

/* Where windows lie above each other, X decides by its own order which of them the pointer is in. */
static void restack(struct xwayland *xwayland) {
	struct wl_array stack;
	wl_array_init(&stack);
	add_to_stack(xwayland->server->desktop, false, &stack);
	add_to_stack(xwayland->server->desktop, true, &stack);
	bool same = stack.size == xwayland->stack.size &&
	            (stack.size == 0 || memcmp(stack.data, xwayland->stack.data, stack.size) == 0);
	wl_array_release(&xwayland->stack);
	xwayland->stack = stack;
	if (same) {
		return;
	}
	struct wlr_xwayland_surface **surface;
	wl_array_for_each (surface, &stack) {
		wlr_xwayland_surface_restack(*surface, NULL, XCB_STACK_MODE_ABOVE);
	}
}

static void handle_views_change(struct wl_listener *listener, void *data) {
	struct xwayland *xwayland = wl_container_of(listener, xwayland, views_change);
	restack(xwayland);
}

/* For programs that never set one. */
static void set_cursor(struct xwayland *xwayland) {
	struct wlr_xcursor *cursor = wlr_xcursor_manager_get_xcursor(
		xwayland->server->seat->pointer->image.theme, "default", 1);
	if (cursor != NULL) {
		const struct wlr_xcursor_image *image = cursor->images[0];
		wlr_xwayland_set_cursor(xwayland->wlr_xwayland, image->buffer, image->width * 4,
			image->width, image->height, (int32_t)image->hotspot_x,
			(int32_t)image->hotspot_y);
	}
}

static void forget_names(struct xwayland *xwayland) {
	xcb_ewmh_connection_wipe(&xwayland->ewmh);
	xwayland->ewmh = (xcb_ewmh_connection_t){0};
}

static void learn_names(struct xwayland *xwayland) {
	forget_names(xwayland);
	xcb_connection_t *xcb = wlr_xwayland_get_xwm_connection(xwayland->wlr_xwayland);
	xcb_intern_atom_cookie_t *cookies = xcb_ewmh_init_atoms(xcb, &xwayland->ewmh);
	if (cookies == NULL || !xcb_ewmh_init_atoms_replies(&xwayland->ewmh, cookies, NULL)) {
		xwayland->ewmh = (xcb_ewmh_connection_t){0}; /* it has been wiped */
	}
}

void xwayland_read_state(struct xwayland *xwayland, struct wlr_xwayland_surface *surface) {
	xcb_ewmh_connection_t *ewmh = &xwayland->ewmh;
	xcb_ewmh_get_atoms_reply_t state;
	if (ewmh->connection == NULL ||
		!xcb_ewmh_get_wm_state_reply(
			ewmh, xcb_ewmh_get_wm_state(ewmh, surface->window_id), &state, NULL)) {
		return;
	}
	for (uint32_t i = 0; i < state.atoms_len; i++) {
		xcb_atom_t atom = state.atoms[i];
		surface->modal = surface->modal || atom == ewmh->_NET_WM_STATE_MODAL;
		surface->fullscreen = surface->fullscreen || atom == ewmh->_NET_WM_STATE_FULLSCREEN;
		surface->maximized_vert =
			surface->maximized_vert || atom == ewmh->_NET_WM_STATE_MAXIMIZED_VERT;
		surface->maximized_horz =
			surface->maximized_horz || atom == ewmh->_NET_WM_STATE_MAXIMIZED_HORZ;
	}
	xcb_ewmh_get_atoms_reply_wipe(&state);
}

static void handle_ready(struct wl_listener *listener, void *data) {
	struct xwayland *xwayland = wl_container_of(listener, xwayland, ready);
	/* Of wlroots' window manager from here on: its server would close it once more at the end. */
	xwayland->wlr_xwayland->server->wm_fd[0] = -1;
	learn_names(xwayland);
	set_cursor(xwayland);
	log_debug("xwayland: it has started");
}

static void handle_server_start(struct wl_listener *listener, void *data) {
	struct xwayland *xwayland = wl_container_of(listener, xwayland, server_start);
	struct wl_client *client = xwayland->wlr_xwayland->server->client;
	xwayland->client = client;
	listener_set(&xwayland->client_destroy, NULL);
	wl_client_add_destroy_listener(client, &xwayland->client_destroy);
}

static bool start(struct xwayland *xwayland) {
	struct server *server = xwayland->server;
	struct wlr_xwayland *wlr_xwayland =
		wlr_xwayland_create(server->display, server->compositor, true);
	xwayland->wlr_xwayland = wlr_xwayland;
	if (wlr_xwayland == NULL) {
		return false;
	}
	xwayland->global = wlr_xwayland->shell_v1->global;
	wlr_xwayland_set_seat(wlr_xwayland, server->seat->wlr_seat);
	listener_set(&xwayland->new_surface, &wlr_xwayland->events.new_surface);
	listener_set(&xwayland->ready, &wlr_xwayland->events.ready);
	listener_set(&xwayland->server_start, &wlr_xwayland->server->events.start);
	log_info("xwayland: starts with the first program that connects to %s",
		wlr_xwayland->display_name);
	return true;
}

static void stop(struct xwayland *xwayland) {
	listener_set(&xwayland->client_destroy, NULL);
	listener_set(&xwayland->new_surface, NULL);
	listener_set(&xwayland->ready, NULL);
	listener_set(&xwayland->server_start, NULL);
	xwayland->client = NULL;
	forget_names(xwayland);
	wlr_xwayland_destroy(xwayland->wlr_xwayland);
	xwayland->wlr_xwayland = NULL;
	xwayland->global = NULL;
}

/* wlroots waits for the next program itself, unless Xwayland couldn't even start. */
static void handle_revival(void *data) {
	struct xwayland *xwayland = data;
	xwayland->revival_idle = NULL;
	const struct wlr_xwayland_server *server = xwayland->wlr_xwayland->server;
	log_info("xwayland: it has ended; it starts again with the next program");
	if (server->display >= 0 && server->x_fd_read_event[0] != NULL) {
		return;
	}
	stop(xwayland);
	if (start(xwayland)) {
		setenv("DISPLAY", xwayland_display(xwayland), true);
	} else {
		log_error("xwayland: it can't be started again");
		notice_show(
			xwayland->server, "There is no X11 any more: Xwayland can't be started.");
	}
}

static void handle_client_destroy(struct wl_listener *listener, void *data) {
	struct xwayland *xwayland = wl_container_of(listener, xwayland, client_destroy);
	listener_set(&xwayland->client_destroy, NULL);
	xwayland->client = NULL;
	if (xwayland->revival_idle == NULL) {
		xwayland->revival_idle = must(
			wl_event_loop_add_idle(xwayland->server->loop, handle_revival, xwayland));
	}
}

struct xwayland *xwayland_create(struct server *server) {
	if (!server->config->xwayland) {
		return NULL;
	}
	struct xwayland *xwayland = znew(struct xwayland);
	xwayland->server = server;
	wl_array_init(&xwayland->stack);
	listener_init(&xwayland->new_surface, handle_new_surface);
	listener_init(&xwayland->ready, handle_ready);
	listener_init(&xwayland->server_start, handle_server_start);
	listener_init(&xwayland->client_destroy, handle_client_destroy);
	listener_init(&xwayland->views_change, handle_views_change);
	if (!start(xwayland)) {
		log_error("xwayland: it can't be started");
		notice_show(server, "There is no X11: Xwayland can't be started. Install it, "
				    "or set xwayland = no in the configuration.");
		free(xwayland);
		return NULL;
	}
	xwayland->popups = must(wlr_scene_tree_create(server->desktop->layers[DESKTOP_MENUS]));
	listener_set(&xwayland->views_change, &server->desktop->events.views_change);
	return xwayland;
}

void xwayland_destroy(struct xwayland *xwayland) {
	if (xwayland == NULL) {
		return;
	}
	stop(xwayland);
	listener_set(&xwayland->views_change, NULL);
	if (xwayland->revival_idle != NULL) {
		wl_event_source_remove(xwayland->revival_idle);
	}
	wlr_scene_node_destroy(&xwayland->popups->node);
	wl_array_release(&xwayland->stack);
	free(xwayland);
}

const char *xwayland_display(const struct xwayland *xwayland) {
	return xwayland != NULL && xwayland->wlr_xwayland != NULL
	               ? xwayland->wlr_xwayland->display_name
	               : NULL;
}

/* Asked about it while it is being destroyed, too. */
bool xwayland_hides(const struct xwayland *xwayland, const struct wl_global *global,
	const struct wl_client *client) {
	return xwayland != NULL && global == xwayland->global && client != xwayland->client;
}
