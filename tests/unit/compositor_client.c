#include "compositor_client.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-client-core.h>
#include <wayland-server-core.h>

#include "alloc.h"
#include "compositor_env.h"
#include "ext-session-lock-v1-client-protocol.h"
#include "wlr-layer-shell-unstable-v1-client-protocol.h"
#include "xdg-decoration-unstable-v1-client-protocol.h"
#include "xdg-shell-client-protocol.h"

static struct wl_buffer *create_buffer(
	struct client *client, int width, int height, uint32_t color) {
	char path[] = "/tmp/domicile-test-XXXXXX";
	int fd = mkstemp(path);
	unlink(path);
	size_t size = (size_t)width * height * 4;
	if (fd < 0 || ftruncate(fd, (off_t)size) != 0) {
		abort();
	}
	uint32_t *pixels = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	for (int i = 0; i < width * height; i++) {
		pixels[i] = color;
	}
	munmap(pixels, size);
	struct wl_shm_pool *pool = wl_shm_create_pool(client->shm, fd, (int)size);
	close(fd);
	struct wl_buffer *buffer = wl_shm_pool_create_buffer(
		pool, 0, width, height, width * 4, WL_SHM_FORMAT_XRGB8888);
	wl_shm_pool_destroy(pool);
	return buffer;
}

void client_attach(
	struct client *client, struct wl_surface *surface, int width, int height, uint32_t color) {
	struct wl_buffer *buffer = create_buffer(client, width, height, color);
	wl_surface_attach(surface, buffer, 0, 0);
	wl_surface_damage_buffer(surface, 0, 0, width, height);
	wl_surface_commit(surface);
	wl_buffer_destroy(buffer);
}

static void handle_xdg_surface_configure(
	void *data, struct xdg_surface *xdg_surface, uint32_t serial) {
	struct client *client = data;
	xdg_surface_ack_configure(xdg_surface, serial);
	if (client->wanted_width != 0) {
		client->width = client->wanted_width;
		client->height = client->wanted_height;
	} else if (client->configured_width != 0) {
		client->width = client->configured_width;
		client->height = client->configured_height;
	}
	client_attach(client, client->surface, client->width, client->height, client->color);
}

static const struct xdg_surface_listener xdg_surface_listener = {
	.configure = handle_xdg_surface_configure,
};

static void handle_toplevel_configure(void *data, struct xdg_toplevel *toplevel, int32_t width,
	int32_t height, struct wl_array *states) {
	struct client *client = data;
	client->configured_width = width;
	client->configured_height = height;
	client->activated = client->maximized = client->fullscreen = client->suspended = false;
	uint32_t *state;
	wl_array_for_each (state, states) {
		client->activated |= *state == XDG_TOPLEVEL_STATE_ACTIVATED;
		client->maximized |= *state == XDG_TOPLEVEL_STATE_MAXIMIZED;
		client->fullscreen |= *state == XDG_TOPLEVEL_STATE_FULLSCREEN;
		client->suspended |= *state == XDG_TOPLEVEL_STATE_SUSPENDED;
	}
}

static void handle_toplevel_close(void *data, struct xdg_toplevel *toplevel) {
	struct client *client = data;
	client->close_requested = true;
}

static void handle_toplevel_configure_bounds(
	void *data, struct xdg_toplevel *toplevel, int32_t width, int32_t height) {
	/* larger than any window here */
}

static void handle_toplevel_wm_capabilities(
	void *data, struct xdg_toplevel *toplevel, struct wl_array *capabilities) {
	/* of no use here */
}

static const struct xdg_toplevel_listener toplevel_listener = {
	.configure = handle_toplevel_configure,
	.close = handle_toplevel_close,
	.configure_bounds = handle_toplevel_configure_bounds,
	.wm_capabilities = handle_toplevel_wm_capabilities,
};

static void handle_decoration_configure(
	void *data, struct zxdg_toplevel_decoration_v1 *decoration, uint32_t mode) {
	struct client *client = data;
	client->decoration_mode = mode;
}

static const struct zxdg_toplevel_decoration_v1_listener decoration_listener = {
	.configure = handle_decoration_configure,
};

static void handle_wm_base_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial) {
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {.ping = handle_wm_base_ping};

static void handle_keymap(
	void *data, struct wl_keyboard *keyboard, uint32_t format, int32_t fd, uint32_t size) {
	close(fd);
}

static void handle_keyboard_enter(void *data, struct wl_keyboard *keyboard, uint32_t serial,
	struct wl_surface *surface, struct wl_array *keys) {
	struct client *client = data;
	client->has_keyboard = true;
	client->entered_key_count = 0;
	uint32_t *key;
	wl_array_for_each (key, keys) {
		if (client->entered_key_count < 8) {
			client->entered_keys[client->entered_key_count++] = *key;
		}
	}
}

static void handle_keyboard_leave(
	void *data, struct wl_keyboard *keyboard, uint32_t serial, struct wl_surface *surface) {
	struct client *client = data;
	client->has_keyboard = false;
}

static void handle_key(void *data, struct wl_keyboard *keyboard, uint32_t serial, uint32_t time,
	uint32_t key, uint32_t state) {
	struct client *client = data;
	client->last_key = key;
	client->key_events++;
}

static void handle_modifiers(void *data, struct wl_keyboard *keyboard, uint32_t serial,
	uint32_t depressed, uint32_t latched, uint32_t locked, uint32_t group) {
	/* of no use here */
}

static void handle_repeat_info(
	void *data, struct wl_keyboard *keyboard, int32_t rate, int32_t delay) {
	/* of no use here */
}

static const struct wl_keyboard_listener keyboard_listener = {
	.keymap = handle_keymap,
	.enter = handle_keyboard_enter,
	.leave = handle_keyboard_leave,
	.key = handle_key,
	.modifiers = handle_modifiers,
	.repeat_info = handle_repeat_info,
};

static void handle_pointer_enter(void *data, struct wl_pointer *pointer, uint32_t serial,
	struct wl_surface *surface, wl_fixed_t x, wl_fixed_t y) {
	struct client *client = data;
	client->has_pointer = true;
	client->pointer_serial = serial;
	client->pointer_x = wl_fixed_to_double(x);
	client->pointer_y = wl_fixed_to_double(y);
}

static void handle_pointer_leave(
	void *data, struct wl_pointer *pointer, uint32_t serial, struct wl_surface *surface) {
	struct client *client = data;
	client->has_pointer = false;
}

static void handle_pointer_motion(
	void *data, struct wl_pointer *pointer, uint32_t time, wl_fixed_t x, wl_fixed_t y) {
	struct client *client = data;
	client->pointer_x = wl_fixed_to_double(x);
	client->pointer_y = wl_fixed_to_double(y);
}

static void handle_pointer_button(void *data, struct wl_pointer *pointer, uint32_t serial,
	uint32_t time, uint32_t button, uint32_t state) {
	struct client *client = data;
	client->last_button = button;
	client->button_serial = serial;
	client->button_events++;
}

static void handle_pointer_axis(
	void *data, struct wl_pointer *pointer, uint32_t time, uint32_t axis, wl_fixed_t value) {
	/* of no use here */
}

/* Bound at version 1: no further events. */
static const struct wl_pointer_listener pointer_listener = {
	.enter = handle_pointer_enter,
	.leave = handle_pointer_leave,
	.motion = handle_pointer_motion,
	.button = handle_pointer_button,
	.axis = handle_pointer_axis,
};

/* What the compositor offers. */
struct global {
	uint32_t name;
	char interface[64];
};

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct client *client = data;
	struct global *global = must(wl_array_add(&client->globals, sizeof(*global)));
	global->name = name;
	snprintf(global->interface, sizeof(global->interface), "%s", interface);
	if (strcmp(interface, wl_output_interface.name) == 0 &&
		client->output_count < CLIENT_OUTPUTS) {
		client->outputs[client->output_count++] =
			wl_registry_bind(registry, name, &wl_output_interface, 1);
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	/* none of ours goes */
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

void *client_bind(struct client *client, const struct wl_interface *interface, uint32_t version) {
	const struct global *global;
	wl_array_for_each (global, &client->globals) {
		if (strcmp(global->interface, interface->name) == 0) {
			return wl_registry_bind(client->registry, global->name, interface, version);
		}
	}
	return NULL;
}

static void handle_sync_done(void *data, struct wl_callback *callback, uint32_t serial) {
	bool *done = data;
	*done = true;
	wl_callback_destroy(callback);
}

static const struct wl_callback_listener sync_listener = {.done = handle_sync_done};

/* Both ends are on this thread: each has to be given its turn. */
static void turn(struct client *client) {
	wl_display_flush(client->display);
	wl_display_flush_clients(client->env->display);
	wl_event_loop_dispatch(client->env->loop, 5);
	wl_display_flush_clients(client->env->display);

	while (wl_display_prepare_read(client->display) != 0) {
		wl_display_dispatch_pending(client->display);
	}
	struct pollfd poll_fd = {.fd = wl_display_get_fd(client->display), .events = POLLIN};
	if (poll(&poll_fd, 1, 0) == 1) {
		wl_display_read_events(client->display);
	} else {
		wl_display_cancel_read(client->display);
	}
	wl_display_dispatch_pending(client->display);
}

void client_roundtrip(struct client *client) {
	bool done = false;
	wl_callback_add_listener(wl_display_sync(client->display), &sync_listener, &done);
	while (!done && wl_display_get_error(client->display) == 0) {
		turn(client);
	}
}

void client_settle(struct client *client) {
	for (int i = 0; i < 4; i++) {
		client_roundtrip(client);
	}
	env_settle(client->env);
	client_roundtrip(client);
}

struct client *client_connect(struct env *env) {
	struct client *client = znew(struct client);
	client->env = env;
	int fds[2];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0 ||
		wl_client_create(env->display, fds[0]) == NULL) {
		abort();
	}
	client->display = must(wl_display_connect_to_fd(fds[1]));
	wl_array_init(&client->globals);
	client->registry = wl_display_get_registry(client->display);
	wl_registry_add_listener(client->registry, &registry_listener, client);
	client_roundtrip(client);

	client->compositor = client_bind(client, &wl_compositor_interface, 4);
	client->shm = client_bind(client, &wl_shm_interface, 1);
	client->seat = client_bind(client, &wl_seat_interface, 1);
	client->wm_base = client_bind(client, &xdg_wm_base_interface, 6);
	client->decorations = client_bind(client, &zxdg_decoration_manager_v1_interface, 1);
	client->lock_manager = client_bind(client, &ext_session_lock_manager_v1_interface, 1);
	client->layer_shell = client_bind(client, &zwlr_layer_shell_v1_interface, 4);
	xdg_wm_base_add_listener(client->wm_base, &wm_base_listener, client);
	client->keyboard = wl_seat_get_keyboard(client->seat);
	wl_keyboard_add_listener(client->keyboard, &keyboard_listener, client);
	client->pointer = wl_seat_get_pointer(client->seat);
	wl_pointer_add_listener(client->pointer, &pointer_listener, client);
	return client;
}

struct client *client_create(struct env *env, int width, int height, uint32_t color) {
	struct client *client = client_connect(env);
	client->width = width;
	client->height = height;
	client->color = color;
	client->surface = wl_compositor_create_surface(client->compositor);
	client->xdg_surface = xdg_wm_base_get_xdg_surface(client->wm_base, client->surface);
	xdg_surface_add_listener(client->xdg_surface, &xdg_surface_listener, client);
	client->toplevel = xdg_surface_get_toplevel(client->xdg_surface);
	xdg_toplevel_add_listener(client->toplevel, &toplevel_listener, client);
	xdg_toplevel_set_title(client->toplevel, "a program");
	client->decoration = zxdg_decoration_manager_v1_get_toplevel_decoration(
		client->decorations, client->toplevel);
	zxdg_toplevel_decoration_v1_add_listener(client->decoration, &decoration_listener, client);
	zxdg_toplevel_decoration_v1_set_mode(
		client->decoration, ZXDG_TOPLEVEL_DECORATION_V1_MODE_CLIENT_SIDE);
	wl_surface_commit(client->surface);
	client_settle(client);
	return client;
}

static void handle_popup_surface_configure(
	void *data, struct xdg_surface *xdg_surface, uint32_t serial) {
	xdg_surface_ack_configure(xdg_surface, serial);
}

static const struct xdg_surface_listener popup_surface_listener = {
	.configure = handle_popup_surface_configure,
};

/* All of it goes with the connection. */
static struct xdg_popup *create_popup(struct client *client, struct xdg_surface *parent, int x,
	int y, int width, int height, struct wl_surface **surface,
	struct xdg_surface **xdg_surface) {
	struct xdg_positioner *positioner = xdg_wm_base_create_positioner(client->wm_base);
	xdg_positioner_set_size(positioner, width, height);
	xdg_positioner_set_anchor_rect(positioner, 0, 0, 1, 1);
	xdg_positioner_set_anchor(positioner, XDG_POSITIONER_ANCHOR_TOP_LEFT);
	xdg_positioner_set_gravity(positioner, XDG_POSITIONER_GRAVITY_BOTTOM_RIGHT);
	xdg_positioner_set_offset(positioner, x, y);

	*surface = wl_compositor_create_surface(client->compositor);
	*xdg_surface = xdg_wm_base_get_xdg_surface(client->wm_base, *surface);
	xdg_surface_add_listener(*xdg_surface, &popup_surface_listener, client);
	struct xdg_popup *popup = xdg_surface_get_popup(*xdg_surface, parent, positioner);
	xdg_positioner_destroy(positioner);
	wl_surface_commit(*surface);
	return popup;
}

struct xdg_surface *client_add_popup(
	struct client *client, int x, int y, int width, int height, uint32_t color) {
	struct wl_surface *surface;
	struct xdg_surface *xdg_surface;
	create_popup(client, client->xdg_surface, x, y, width, height, &surface, &xdg_surface);
	client_roundtrip(client);
	client_attach(client, surface, width, height, color);
	client_settle(client);
	return xdg_surface;
}

static void handle_popup_configure(
	void *data, struct xdg_popup *popup, int32_t x, int32_t y, int32_t width, int32_t height) {
}

static void handle_popup_done(void *data, struct xdg_popup *popup) {
	*(bool *)data = true;
}

static const struct xdg_popup_listener popup_listener = {
	.configure = handle_popup_configure,
	.popup_done = handle_popup_done,
};

bool client_is_refused_popup(struct client *client, struct xdg_surface *parent) {
	bool done = false;
	struct wl_surface *surface;
	struct xdg_surface *xdg_surface;
	struct xdg_popup *popup =
		create_popup(client, parent, 0, 0, 100, 100, &surface, &xdg_surface);
	xdg_popup_add_listener(popup, &popup_listener, &done);
	client_settle(client);
	xdg_popup_destroy(popup);
	return done;
}

void client_destroy(struct client *client) {
	/* As a program does that crashes. What libwayland keeps for its proxies goes with this. */
	wl_display_disconnect(client->display);
	wl_array_release(&client->globals);
	env_settle(client->env);
	free(client);
}
