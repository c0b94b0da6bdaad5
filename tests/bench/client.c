#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>
#include <wayland-server-core.h>

#include "load.h"
#include "xdg-shell-client-protocol.h"

/*
 * A Wayland client that draws what load.h says, in shared memory and in fullscreen: client WIDTH HEIGHT.
 * It says "display" when its first frame was shown. It has two buffers, and draws no frame before the
 * one before was shown, so each of its frames is one of the compositor's.
 */

#define BUFFERS 2

struct bench_buffer {
	struct bench_client *client;
	struct wl_buffer *wl_buffer;
	uint32_t *pixels;
	bool busy; /* the compositor may read it */
};

struct bench_client {
	struct wl_event_loop *loop;
	struct load load;
	bool running;

	struct wl_display *display;
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct xdg_wm_base *wm_base;
	struct wl_surface *surface;
	struct xdg_surface *xdg_surface;
	struct xdg_toplevel *toplevel;
	struct wl_callback *frame; /* NULL: the last one was shown */
	bool shown;

	struct bench_buffer buffers[BUFFERS], *drawing;
};

static void handle_release(void *data, struct wl_buffer *wl_buffer) {
	struct bench_buffer *buffer = data;
	buffer->busy = false;
	load_retry(&buffer->client->load);
}

static const struct wl_buffer_listener buffer_listener = {.release = handle_release};

static void handle_frame_done(void *data, struct wl_callback *callback, uint32_t time) {
	struct bench_client *client = data;
	wl_callback_destroy(callback);
	client->frame = NULL;
	if (!client->shown) {
		client->shown = true;
		puts("display");
	}
	load_retry(&client->load);
}

static const struct wl_callback_listener frame_listener = {.done = handle_frame_done};

static uint32_t *begin(struct load *load, size_t *row_pixels) {
	struct bench_client *client = wl_container_of(load, client, load);
	*row_pixels = (size_t)load->width;
	client->drawing = NULL;
	for (int i = 0; i < BUFFERS && client->frame == NULL; i++) {
		if (!client->buffers[i].busy) {
			client->drawing = &client->buffers[i];
			return client->drawing->pixels;
		}
	}
	return NULL;
}

static void end(struct load *load, int x, int y, int width, int height) {
	struct bench_client *client = wl_container_of(load, client, load);
	client->drawing->busy = true;
	client->frame = wl_surface_frame(client->surface);
	wl_callback_add_listener(client->frame, &frame_listener, client);
	wl_surface_attach(client->surface, client->drawing->wl_buffer, 0, 0);
	wl_surface_damage_buffer(client->surface, x, y, width, height);
	wl_surface_commit(client->surface);
}

static const struct load_impl load_impl = {.begin = begin, .end = end};

static void handle_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial) {
	struct bench_client *client = data;
	xdg_surface_ack_configure(xdg_surface, serial);
	/* Its size is what was asked for on the command line, whatever the compositor says. */
	if (!client->shown && client->frame == NULL) {
		load_stamp(&client->load);
	} else {
		wl_surface_commit(client->surface);
	}
}

static const struct xdg_surface_listener xdg_surface_listener = {.configure = handle_configure};

static void handle_toplevel_configure(void *data, struct xdg_toplevel *toplevel, int32_t width,
	int32_t height, struct wl_array *states) {
}

static void handle_close(void *data, struct xdg_toplevel *toplevel) {
	struct bench_client *client = data;
	client->running = false;
}

static const struct xdg_toplevel_listener toplevel_listener = {
	.configure = handle_toplevel_configure,
	.close = handle_close,
};

static void handle_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial) {
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {.ping = handle_ping};

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct bench_client *client = data;
	if (strcmp(interface, wl_compositor_interface.name) == 0) {
		client->compositor = wl_registry_bind(registry, name, &wl_compositor_interface, 4);
	} else if (strcmp(interface, wl_shm_interface.name) == 0) {
		client->shm = wl_registry_bind(registry, name, &wl_shm_interface, 1);
	} else if (strcmp(interface, xdg_wm_base_interface.name) == 0) {
		client->wm_base = wl_registry_bind(registry, name, &xdg_wm_base_interface, 1);
		xdg_wm_base_add_listener(client->wm_base, &wm_base_listener, client);
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

static bool create_buffers(struct bench_client *client) {
	size_t each = (size_t)client->load.width * (size_t)client->load.height * 4;
	int fd = memfd_create("bench", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)(BUFFERS * each)) < 0) {
		return false;
	}
	void *memory = mmap(NULL, BUFFERS * each, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED) {
		return false;
	}
	memset(memory, 0x40, BUFFERS * each);
	struct wl_shm_pool *pool = wl_shm_create_pool(client->shm, fd, (int)(BUFFERS * each));
	close(fd);
	for (int i = 0; i < BUFFERS; i++) {
		struct bench_buffer *buffer = &client->buffers[i];
		buffer->client = client;
		buffer->pixels = (uint32_t *)memory + (size_t)i * each / 4;
		buffer->wl_buffer = wl_shm_pool_create_buffer(pool, i * (int)each,
			client->load.width, client->load.height, client->load.width * 4,
			WL_SHM_FORMAT_XRGB8888);
		wl_buffer_add_listener(buffer->wl_buffer, &buffer_listener, buffer);
	}
	wl_shm_pool_destroy(pool);
	return true;
}

static bool create_window(struct bench_client *client) {
	struct wl_registry *registry = wl_display_get_registry(client->display);
	wl_registry_add_listener(registry, &registry_listener, client);
	wl_display_roundtrip(client->display);
	wl_registry_destroy(registry);
	if (client->compositor == NULL || client->shm == NULL || client->wm_base == NULL) {
		errno = ENOTSUP;
		return false;
	}
	if (!create_buffers(client)) {
		return false;
	}
	client->surface = wl_compositor_create_surface(client->compositor);
	client->xdg_surface = xdg_wm_base_get_xdg_surface(client->wm_base, client->surface);
	xdg_surface_add_listener(client->xdg_surface, &xdg_surface_listener, client);
	client->toplevel = xdg_surface_get_toplevel(client->xdg_surface);
	xdg_toplevel_add_listener(client->toplevel, &toplevel_listener, client);
	xdg_toplevel_set_fullscreen(client->toplevel, NULL);
	wl_surface_commit(client->surface);
	return true;
}

static void quit(struct load *load) {
	struct bench_client *client = wl_container_of(load, client, load);
	client->running = false;
}

static int handle_display(int fd, uint32_t mask, void *data) {
	struct bench_client *client = data;
	client->running = wl_display_dispatch(client->display) >= 0;
	return 0;
}

int main(int argc, char *argv[]) {
	static struct bench_client client;
	int width = argc == 3 ? (int)strtol(argv[1], NULL, 10) : 0;
	int height = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;
	if (width <= 0 || height <= 0) {
		fputs("usage: client WIDTH HEIGHT\n", stderr);
		return EXIT_FAILURE;
	}
	client.loop = wl_event_loop_create();
	client.display = wl_display_connect(NULL);
	if (client.loop == NULL || client.display == NULL ||
		!load_init(&client.load, client.loop, &load_impl, width, height, quit) ||
		!create_window(&client)) {
		perror("client");
		return EXIT_FAILURE;
	}
	struct wl_event_source *source = wl_event_loop_add_fd(client.loop,
		wl_display_get_fd(client.display), WL_EVENT_READABLE, handle_display, &client);
	client.running = true;
	while (client.running && wl_display_flush(client.display) >= 0) {
		wl_event_loop_dispatch(client.loop, -1);
	}
	wl_event_source_remove(source);
	load_finish(&client.load);
	wl_display_disconnect(client.display);
	wl_event_loop_destroy(client.loop);
	return EXIT_SUCCESS;
}
