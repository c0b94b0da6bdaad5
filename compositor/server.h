#ifndef DOMICILE_SERVER_H
#define DOMICILE_SERVER_H

#include <stdbool.h>
#include <wayland-server-core.h>

struct activation;
struct bar;
struct client_limit;
struct config;
struct control;
struct desktop;
struct foreign_toplevels;
struct guest;
struct drm_lease;
struct guest_views;
struct guests;
struct idle;
struct placement;
struct renderer_recovery;
struct sandbox;
struct seat;
struct session_lock;
struct spawner;
struct stats;
struct surface_edges;
struct wlr_allocator;
struct wlr_backend;
struct wlr_compositor;
struct wlr_renderer;
struct wlr_session;
struct xdg_views;
struct xwayland;

/*
 * The compositor: everything between the guests on one side and screens, keyboards and dom0's own
 * programs on the other. It has no globals: all that it needs hangs off this.
 *
 * Objects are made in the order of the fields and destroyed in the opposite one.
 */
struct server {
	struct wl_display *display; /* borrowed, as are the next four */
	struct wl_event_loop *loop;
	const struct config *config;
	struct guests *guests;
	struct stats *stats;

	struct wlr_backend *backend;
	struct wlr_session *session; /* NULL unless we have a seat of our own */
	struct wlr_renderer *renderer;
	struct renderer_recovery *recovery;
	struct wlr_allocator *allocator;
	struct wlr_compositor *compositor;
	struct surface_edges *surface_edges;
	struct sandbox *sandbox;
	struct drm_lease *drm_lease; /* NULL without a card */
	struct client_limit *client_limit;

	struct spawner *spawner;
	struct placement *placement;
	struct desktop *desktop;
	struct idle *idle;
	struct seat *seat;
	struct bar *bar;
	struct session_lock *session_lock;
	struct activation *activation;
	struct foreign_toplevels *foreign_toplevels;
	struct xdg_views *xdg_views;
	struct xwayland *xwayland; /* NULL: no X programs */
	struct guest_views *guest_views;
	struct control *control;

	struct {
		/* main acts on these. */
		/*
		 * The user asks for it. char **: what was wrong goes there, as from config_load(),
		 * NULL if nothing; or NULL.
		 */
		struct wl_signal reload;
		struct wl_signal override; /* struct server_override */
		/*
		 * NULL: the user has asked for it, or closed the window that we are in. Else
		 * const char *, static: what is gone without which there is no desktop, and
		 * what to do.
		 */
		struct wl_signal quit;
	} events;

	struct wl_listener new_output;
	struct wl_listener new_input;
	struct wl_listener backend_destroy;
	struct wl_listener session_active;
	struct wl_listener session_destroy;
	struct wl_event_source *session_hangup;
};

/* What the user wants of a guest for this run, whatever the configuration says. */
struct server_override {
	const struct guest *guest;
	enum {
		SERVER_OVERRIDE_ATTACH,
		SERVER_OVERRIDE_COLOR,
	} setting;
	bool attach;
	uint32_t color; /* 0xRRGGBB */
};

struct server_options {
	struct wl_display *display;
	const struct config *config;
	struct guests *guests;
	struct stats *stats;
	struct wlr_backend *backend; /* taken over; NULL: whatever the environment offers */
};

/*
 * Makes everything, and starts the backend: outputs and input devices come in from then on. Returns
 * NULL on error, with one sentence in *error (static) that says what is missing and what to do.
 */
struct server *server_create(const struct server_options *options, const char **error);

/* Disconnects all clients. The guests go on as they are. Accepts NULL. */
void server_destroy(struct server *server);

/*
 * Opens a socket for programs and sets WAYLAND_DISPLAY to it, and DISPLAY to Xwayland's. Returns the
 * former, or NULL.
 */
const char *server_listen(struct server *server);

/* Takes up a new configuration. The old one isn't used any more once this has returned. */
void server_set_config(struct server *server, const struct config *config);

#endif
