#include "server.h"

#include <glob.h>
#include <libseat.h>
#include <stdlib.h>
#include <unistd.h>
#include <wlr/backend.h>
#include <wlr/backend/drm.h>
#include <wlr/backend/multi.h>
#include <wlr/backend/session.h>
#include <wlr/render/allocator.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_output.h>

#include "activation.h"
#include "alloc.h"
#include "bar.h"
#include "client_limit.h"
#include "control.h"
#include "desktop.h"
#include "drm_lease.h"
#include "foreign_toplevel.h"
#include "guest_views.h"
#include "idle.h"
#include "listener.h"
#include "log.h"
#include "notice.h"
#include "output.h"
#include "placement.h"
#include "protocols.h"
#include "renderer.h"
#include "renderer_recovery.h"
#include "sandbox.h"
#include "seat.h"
#include "session_lock.h"
#include "spawn.h"
#include "surface_edges.h"
#include "xdg_views.h"
#include "xwayland.h"

#define COMPOSITOR_VERSION 6
#define MAX_CLIENT_BUFFER (1024 * 1024) /* bytes of events that a stalled client may leave unread */

/*
 * wlroots only logs why there is no backend: finds the reason out again, for the user, in the order in
 * which wlroots needs things.
 */
static const char *explain_no_backend(struct wl_event_loop *loop) {
	if (getenv("WLR_BACKENDS") != NULL) {
		return "the backends named by WLR_BACKENDS can't be opened; "
		       "name others, or unset it";
	}
	if (getenv("WAYLAND_DISPLAY") != NULL || getenv("DISPLAY") != NULL) {
		return "the display named by WAYLAND_DISPLAY or DISPLAY can't be opened; "
		       "start it, or unset both to use the screen itself";
	}

	struct wlr_session *session = wlr_session_create(loop);
	if (session == NULL) {
		return "there is no seat; log in on a console of this machine, "
		       "or start seatd and join its group";
	}
	wlr_session_destroy(session);
	glob_t cards = {0};
	bool has_card = glob("/dev/dri/card*", 0, NULL, &cards) == 0;
	globfree(&cards);
	if (!has_card) {
		return "there is no screen: /dev/dri holds no card; "
		       "load the kernel's driver for the graphics card";
	}
	return "none of the cards in /dev/dri can be used; "
	       "another desktop may be running on them, or they have no mode setting";
}

static void find_drm(struct wlr_backend *backend, void *data) {
	bool *found = data;
	*found = *found || wlr_backend_is_drm(backend);
}

/* Screens come and go only on real hardware; elsewhere none now means none ever. */
static bool may_get_outputs(const struct server *server) {
	if (!wl_list_empty(&server->desktop->outputs)) {
		return true;
	}
	bool drm = false;
	if (wlr_backend_is_multi(server->backend)) {
		wlr_multi_for_each_backend(server->backend, find_drm, &drm);
	}
	return drm;
}

static void handle_new_output(struct wl_listener *listener, void *data) {
	struct server *server = wl_container_of(listener, server, new_output);
	if (!drm_lease_take_output(server->drm_lease, data)) {
		output_create(server->desktop, data);
	}
}

static void handle_new_input(struct wl_listener *listener, void *data) {
	struct server *server = wl_container_of(listener, server, new_input);
	seat_add_device(server->seat, data);
}

static void forget_backend(struct server *server) {
	listener_set(&server->new_output, NULL);
	listener_set(&server->new_input, NULL);
	listener_set(&server->backend_destroy, NULL);
}

static void forget_session(struct server *server) {
	listener_set(&server->session_active, NULL);
	listener_set(&server->session_destroy, NULL);
	if (server->session_hangup != NULL) {
		wl_event_source_remove(server->session_hangup);
		server->session_hangup = NULL;
	}
}

static void quit(struct server *server, const char *error) {
	wl_signal_emit_mutable(&server->events.quit, (void *)error);
}

static void handle_backend_destroy(struct wl_listener *listener, void *data) {
	struct server *server = wl_container_of(listener, server, backend_destroy);
	forget_backend(server);
	server->backend = NULL;
	quit(server, NULL);
}

/* Input devices and screens are taken from us by a switch of virtual terminals, and given back. */
static void handle_session_active(struct wl_listener *listener, void *data) {
	struct server *server = wl_container_of(listener, server, session_active);
	if (!server->session->active) {
		seat_release(server->seat);
		return;
	}
	renderer_recovery_retry(server->recovery);
	struct output *output;
	wl_list_for_each (output, &server->desktop->outputs, link) {
		output_resume(output);
	}
}

/* Screens and input devices have gone with it. */
static void lose_session(struct server *server) {
	forget_session(server);
	quit(server, "the seat is gone: seatd, or what else manages seats, has ended; "
		     "start it, and this desktop again");
}

/* Not by us: wlroots gives up on it. */
static void handle_session_destroy(struct wl_listener *listener, void *data) {
	struct server *server = wl_container_of(listener, server, session_destroy);
	server->session = NULL;
	lose_session(server);
}

/* libseat reads the end of seatd's messages as no message, and wlroots does so for ever. */
static int handle_session_hangup(int fd, uint32_t mask, void *data) {
	lose_session(data);
	return 0;
}

static void listen_to_session(struct server *server) {
	listener_set(&server->session_active, &server->session->events.active);
	listener_set(&server->session_destroy, &server->session->events.destroy);
	int fd = libseat_get_fd(server->session->seat_handle);
	if (fd >= 0) {
		server->session_hangup = must(
			wl_event_loop_add_fd(server->loop, fd, 0, handle_session_hangup, server));
	}
}

static const char *start(struct server *server) {
	if (server->backend == NULL) {
		server->backend = wlr_backend_autocreate(server->loop, &server->session);
		if (server->backend == NULL) {
			return explain_no_backend(server->loop);
		}
	}
	listener_set(&server->backend_destroy, &server->backend->events.destroy);

	server->renderer = renderer_create(server->backend, server->config);
	if (server->renderer == NULL) {
		return "there is no renderer; set renderer=pixman in the configuration";
	}
	server->recovery = renderer_recovery_create(server);
	wlr_renderer_init_wl_display(server->renderer, server->display);
	server->allocator = wlr_allocator_autocreate(server->backend, server->renderer);
	if (server->allocator == NULL) {
		return "there is no memory for pictures; set renderer=pixman in the configuration";
	}

	server->compositor =
		must(wlr_compositor_create(server->display, COMPOSITOR_VERSION, server->renderer));
	server->surface_edges = surface_edges_create(server->compositor);
	server->sandbox = sandbox_create(server->display);
	protocols_create(server);
	server->drm_lease = drm_lease_create(server->display, server->backend);
	server->client_limit = client_limit_create(server);
	server->spawner = spawner_create(server);
	server->placement = placement_create();
	server->desktop = desktop_create(server);
	server->idle = idle_create(server);
	server->seat = seat_create(server);
	server->bar = bar_create(server);
	server->session_lock = session_lock_create(server);
	server->activation = activation_create(server);
	server->foreign_toplevels = foreign_toplevels_create(server);
	server->xdg_views = xdg_views_create(server);
	listener_set(&server->new_output, &server->backend->events.new_output);
	listener_set(&server->new_input, &server->backend->events.new_input);
	if (server->session != NULL) {
		listen_to_session(server);
	}
	if (!wlr_backend_start(server->backend)) {
		return "the screen can't be started; another desktop may be using it";
	}
	if (!may_get_outputs(server)) {
		return "there is no output; set WLR_HEADLESS_OUTPUTS, WLR_WL_OUTPUTS or "
		       "WLR_X11_OUTPUTS to 1 or more";
	}
	if (wl_list_empty(&server->desktop->outputs)) {
		log_info("output: no screen is connected; waiting for one");
	}
	log_info("renderer: %s", renderer_name(server->renderer));
	server->xwayland = xwayland_create(server);
	sandbox_set_xwayland(server->sandbox, server->xwayland);
	server->guest_views = guest_views_create(server);
	server->control = control_create(server);
	return NULL;
}

struct server *server_create(const struct server_options *options, const char **error) {
	struct server *server = znew(struct server);
	server->display = options->display;
	server->loop = wl_display_get_event_loop(options->display);
	server->config = options->config;
	server->guests = options->guests;
	server->stats = options->stats;
	server->backend = options->backend;
	wl_signal_init(&server->events.reload);
	wl_signal_init(&server->events.override);
	wl_signal_init(&server->events.quit);
	listener_init(&server->new_output, handle_new_output);
	listener_init(&server->new_input, handle_new_input);
	listener_init(&server->backend_destroy, handle_backend_destroy);
	listener_init(&server->session_active, handle_session_active);
	listener_init(&server->session_destroy, handle_session_destroy);
	wl_display_set_default_max_buffer_size(server->display, MAX_CLIENT_BUFFER);

	*error = start(server);
	if (*error != NULL) {
		server_destroy(server);
		return NULL;
	}
	return server;
}

void server_destroy(struct server *server) {
	if (server == NULL) {
		return;
	}
	xwayland_destroy(server->xwayland);
	if (server->sandbox != NULL) {
		sandbox_set_xwayland(server->sandbox, NULL);
	}
	wl_display_destroy_clients(server->display);
	control_destroy(server->control);
	guest_views_destroy(server->guest_views);
	notice_dismiss_all(server);
	xdg_views_destroy(server->xdg_views);
	session_lock_destroy(server->session_lock);
	foreign_toplevels_destroy(server->foreign_toplevels);
	activation_destroy(server->activation);
	forget_session(server);

	/* Devices and outputs go with the backend while those who listen to them are there. */
	forget_backend(server);
	if (server->backend != NULL) {
		wlr_backend_destroy(server->backend);
	}
	bar_destroy(server->bar);
	seat_destroy(server->seat);
	idle_destroy(server->idle);
	desktop_destroy(server->desktop);
	placement_destroy(server->placement);
	spawner_destroy(server->spawner);
	client_limit_destroy(server->client_limit);
	drm_lease_destroy(server->drm_lease);
	sandbox_destroy(server->sandbox);
	surface_edges_destroy(server->surface_edges);
	renderer_recovery_destroy(server->recovery);
	wlr_allocator_destroy(server->allocator);
	wlr_renderer_destroy(server->renderer);
	free(server);
}

const char *server_listen(struct server *server) {
	/* libwayland tries 33 names, and complains of each. */
	const char *dir = getenv("XDG_RUNTIME_DIR");
	if (dir == NULL || access(dir, W_OK | X_OK) != 0) {
		return NULL;
	}
	const char *socket = wl_display_add_socket_auto(server->display);
	if (socket != NULL) {
		setenv("WAYLAND_DISPLAY", socket, true);
	}
	const char *x_display = xwayland_display(server->xwayland);
	if (x_display != NULL) {
		setenv("DISPLAY", x_display, true);
	} else {
		unsetenv("DISPLAY"); /* of another session that we are a window in */
	}
	return socket;
}

void server_set_config(struct server *server, const struct config *config) {
	server->config = config;
	renderer_recovery_retry(server->recovery);
	seat_update_config(server->seat);
	bar_update_config(server->bar);
	workspaces_update_config(&server->desktop->workspaces);
	guest_views_update_config(server->guest_views);
	desktop_redraw(server->desktop);
	control_update_config(server->control);
}
