#ifndef DOMICILE_TESTS_COMPOSITOR_CLIENT_H
#define DOMICILE_TESTS_COMPOSITOR_CLIENT_H

#include <linux/input-event-codes.h>
#include <stdbool.h>
#include <stdint.h>
#include <wayland-client-protocol.h>

struct env;
struct xdg_surface;

#define CLIENT_OUTPUTS 4

/* A program of dom0, in the process of the test, on a connection of its own. It may have one window. */
struct client {
	struct env *env;
	struct wl_display *display;
	struct wl_registry *registry;
	struct wl_array globals; /* struct global, see compositor_client.c */
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct wl_seat *seat;
	struct wl_keyboard *keyboard;
	struct wl_pointer *pointer;
	struct xdg_wm_base *wm_base;
	struct zxdg_decoration_manager_v1 *decorations;
	struct ext_session_lock_manager_v1 *lock_manager;
	struct zwlr_layer_shell_v1 *layer_shell;
	struct wl_output *outputs[CLIENT_OUTPUTS]; /* in the order in which they came */
	int output_count;

	/* The window; NULL: none. */
	struct wl_surface *surface;
	struct xdg_surface *xdg_surface;
	struct xdg_toplevel *toplevel;
	struct zxdg_toplevel_decoration_v1 *decoration;
	uint32_t color;
	int width, height;               /* as drawn */
	int wanted_width, wanted_height; /* 0: what the compositor says */
	int configured_width, configured_height;
	bool activated, maximized, fullscreen, suspended;
	uint32_t decoration_mode;
	bool close_requested;

	bool has_keyboard;        /* it has the keyboard focus */
	uint32_t entered_keys[8]; /* that were down at the time */
	int entered_key_count;
	uint32_t last_key;
	int key_events;
	bool has_pointer;
	double pointer_x, pointer_y;
	uint32_t pointer_serial;
	uint32_t last_button;
	int button_events;
	uint32_t button_serial;
};

/* Shows nothing by itself. */
struct client *client_connect(struct env *env);
/* Shows a window of one colour (0xRRGGBB), and waits until it has been drawn. */
struct client *client_create(struct env *env, int width, int height, uint32_t color);
void client_destroy(struct client *client);

/* Binds a global of which there is one; NULL: there is none. No event of it has come when this returns. */
void *client_bind(struct client *client, const struct wl_interface *interface, uint32_t version);

/* Until the compositor has answered everything. */
void client_roundtrip(struct client *client);
/* The same, and a frame was drawn. */
void client_settle(struct client *client);

/* Gives a surface a buffer of one colour. */
void client_attach(
	struct client *client, struct wl_surface *surface, int width, int height, uint32_t color);

/*
 * A menu at a place relative to the window, of one colour; its surface, which is returned, stays as
 * long as the client.
 */
struct xdg_surface *client_add_popup(
	struct client *client, int x, int y, int width, int height, uint32_t color);
/* Asks for a menu of that menu, and draws nothing. Whether it was dismissed at once. */
bool client_is_refused_popup(struct client *client, struct xdg_surface *parent);

#endif
