#include "desk.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-client-core.h>
#include <wlr/backend.h>
#include <wlr/backend/headless.h>
#include <wlr/types/wlr_compositor.h>

#include "alloc.h"
#include "config.h"
#include "desktop.h"
#include "log.h"
#include "monotonic.h"
#include "server.h"
#include "view.h"
#include "view_place.h"

/* A program of wlcs. */
struct client {
	struct wl_list link; /* desk.clients */
	struct wl_client *wl_client;
	int fd; /* the program's end, which is its own */

	struct wl_listener destroy;
};

static struct desk *from_wlcs(WlcsDisplayServer *wlcs) {
	struct desk *desk = wl_container_of(wlcs, desk, wlcs);
	return desk;
}

uint32_t desk_now(void) {
	return (uint32_t)monotonic_ms();
}

void desk_call(struct desk *desk, void (*function)(struct desk *desk, void *data), void *data) {
	eventfd_t count;
	if (desk->running) {
		desk->function = function;
		desk->data = data;
		eventfd_write(desk->wake, 1);
		eventfd_read(desk->done, &count);
	}
}

static int handle_wake(int fd, uint32_t mask, void *data) {
	struct desk *desk = data;
	eventfd_t count;
	eventfd_read(fd, &count);
	desk->function(desk, desk->data);
	eventfd_write(desk->done, 1);
	return 0;
}

static void get_policy(void *data, const struct guest *guest, struct guest_policy *policy) {
	*policy = (struct guest_policy){0};
}

static const struct wlr_keyboard_impl keyboard_impl = {.name = "wlcs"};
static const struct wlr_pointer_impl pointer_impl = {.name = "wlcs"};
static const struct wlr_touch_impl touch_impl = {.name = "wlcs"};

static void plug_in(struct desk *desk) {
	struct wl_signal *new_input = &desk->backend->events.new_input;
	wlr_keyboard_init(&desk->keyboard, &keyboard_impl, "wlcs");
	wl_signal_emit_mutable(new_input, &desk->keyboard.base);
	wlr_pointer_init(&desk->pointer, &pointer_impl, "wlcs");
	wl_signal_emit_mutable(new_input, &desk->pointer.base);
	wlr_touch_init(&desk->touch, &touch_impl, "wlcs");
	wl_signal_emit_mutable(new_input, &desk->touch.base);
}

static void unplug(struct desk *desk) {
	wlr_keyboard_finish(&desk->keyboard);
	wlr_pointer_finish(&desk->pointer);
	wlr_touch_finish(&desk->touch);
}

static void *run(void *data) {
	struct desk *desk = data;
	desk->display = must(wl_display_create());
	struct wl_event_loop *loop = wl_display_get_event_loop(desk->display);
	desk->config = config_create();
	guests_init(&desk->guests, get_policy, NULL);
	desk->backend = must(wlr_headless_backend_create(loop));
	wlr_headless_add_output(desk->backend, DESK_WIDTH, DESK_HEIGHT);
	const char *error;
	desk->server = server_create(
		&(struct server_options){
			.display = desk->display,
			.config = desk->config,
			.guests = &desk->guests,
			.stats = &desk->stats,
			.backend = desk->backend,
		},
		&error);
	if (desk->server == NULL) {
		log_error("%s", error);
		abort();
	}
	plug_in(desk);
	struct wl_event_source *wake =
		must(wl_event_loop_add_fd(loop, desk->wake, WL_EVENT_READABLE, handle_wake, desk));

	wl_display_run(desk->display);

	wl_event_source_remove(wake);
	unplug(desk);
	server_destroy(desk->server);
	guests_finish(&desk->guests);
	wl_display_destroy(desk->display);
	config_destroy(desk->config);
	return NULL;
}

static void start(WlcsDisplayServer *wlcs) {
	struct desk *desk = from_wlcs(wlcs);
	desk->running = pthread_create(&desk->thread, NULL, run, desk) == 0;
}

static void do_stop(struct desk *desk, void *data) {
	wl_display_terminate(desk->display);
}

static void stop(WlcsDisplayServer *wlcs) {
	struct desk *desk = from_wlcs(wlcs);
	desk_call(desk, do_stop, NULL);
	desk->running = false;
	pthread_join(desk->thread, NULL);
}

static void handle_client_destroy(struct wl_listener *listener, void *data) {
	struct client *client = wl_container_of(listener, client, destroy);
	wl_list_remove(&client->destroy.link);
	wl_list_remove(&client->link);
	free(client);
}

static void do_create_client(struct desk *desk, void *data) {
	int *fd = data;
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
		return;
	}
	struct client *client = znew(struct client);
	client->wl_client = must(wl_client_create(desk->display, ends[0]));
	client->fd = *fd = ends[1];
	client->destroy.notify = handle_client_destroy;
	wl_client_add_destroy_listener(client->wl_client, &client->destroy);
	wl_list_insert(&desk->clients, &client->link);
}

static int create_client_socket(WlcsDisplayServer *wlcs) {
	int fd = -1;
	desk_call(from_wlcs(wlcs), do_create_client, &fd);
	return fd;
}

struct position {
	int fd;      /* of the program */
	uint32_t id; /* of its surface */
	int x, y;
};

static struct wlr_surface *find_surface(const struct desk *desk, const struct position *position) {
	struct client *client;
	/* The latest comes first: one that has gone may have had the same descriptor. */
	wl_list_for_each (client, &desk->clients, link) {
		if (client->fd == position->fd) {
			struct wl_resource *resource =
				wl_client_get_object(client->wl_client, position->id);
			return resource != NULL ? wlr_surface_from_resource(resource) : NULL;
		}
	}
	return NULL;
}

static void do_position(struct desk *desk, void *data) {
	const struct position *position = data;
	const struct wlr_surface *surface = find_surface(desk, position);
	struct view *view;
	wl_list_for_each (view, &desk->server->desktop->views, link) {
		if (view->impl->surface(view) == surface) {
			view_move(view, position->x, position->y);
			return;
		}
	}
}

static void position_window(WlcsDisplayServer *wlcs, struct wl_display *program,
	struct wl_surface *surface, int x, int y) {
	desk_call(from_wlcs(wlcs), do_position,
		&(struct position){
			.fd = wl_display_get_fd(program),
			.id = wl_proxy_get_id((struct wl_proxy *)surface),
			.x = x,
			.y = y,
		});
}

/* What README.md says there is, of what wlcs has tests for: those of others it skips. */
static const WlcsExtensionDescriptor extensions[] = {
	{"wl_compositor", 6},
	{"wl_data_device_manager", 3},
	{"wl_output", 4},
	{"wl_seat", 9},
	{"wl_shm", 2},
	{"wl_subcompositor", 1},
	{"wp_fractional_scale_manager_v1", 1},
	{"wp_viewporter", 1},
	{"xdg_activation_v1", 1},
	{"xdg_wm_base", 6},
	{"zwlr_foreign_toplevel_manager_v1", 3},
	{"zwlr_layer_shell_v1", 4},
	{"zwlr_virtual_pointer_manager_v1", 2},
	{"zwp_input_method_manager_v2", 1},
	{"zwp_pointer_constraints_v1", 1},
	{"zwp_primary_selection_device_manager_v1", 1},
	{"zwp_relative_pointer_manager_v1", 1},
	{"zwp_text_input_manager_v3", 1},
	{"zxdg_decoration_manager_v1", 1},
	{"zxdg_output_manager_v1", 3},
};

static const WlcsIntegrationDescriptor *get_descriptor(const WlcsDisplayServer *wlcs) {
	static const WlcsIntegrationDescriptor descriptor = {
		.version = WLCS_INTEGRATION_DESCRIPTOR_VERSION,
		.num_extensions = sizeof(extensions) / sizeof(extensions[0]),
		.supported_extensions = extensions,
	};
	return &descriptor;
}

static WlcsDisplayServer *create_server(int argc, const char **argv) {
	struct desk *desk = znew(struct desk);
	log_set_level(LOG_ERROR);
	desk->wlcs = (WlcsDisplayServer){
		.version = WLCS_DISPLAY_SERVER_VERSION,
		.start = start,
		.stop = stop,
		.create_client_socket = create_client_socket,
		.position_window_absolute = position_window,
		.create_pointer = desk_create_pointer,
		.create_touch = desk_create_touch,
		.get_descriptor = get_descriptor,
	};
	desk->wake = eventfd(0, EFD_CLOEXEC);
	desk->done = eventfd(0, EFD_CLOEXEC);
	wl_list_init(&desk->clients);
	return &desk->wlcs;
}

static void destroy_server(WlcsDisplayServer *wlcs) {
	struct desk *desk = from_wlcs(wlcs);
	close(desk->wake);
	close(desk->done);
	free(desk);
}

const WlcsServerIntegration wlcs_server_integration = {
	.version = WLCS_SERVER_INTEGRATION_VERSION,
	.create_server = create_server,
	.destroy_server = destroy_server,
};
