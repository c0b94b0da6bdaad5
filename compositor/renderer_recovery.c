#include "renderer_recovery.h"

#include <wlr/render/allocator.h>
#include <wlr/render/pixman.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "desktop.h"
#include "guest_views.h"
#include "listener.h"
#include "log.h"
#include "monotonic.h"
#include "output.h"
#include "pointer.h"
#include "renderer.h"
#include "seat.h"
#include "server.h"

#define RETRY_MS 1000
#define TRIES 3         /* in a row, the last of them without the GPU */
#define STEADY_MS 60000 /* a renderer that has held for so long: the next loss is another matter */

struct renderer_recovery {
	struct server *server;
	bool lost;
	int tries;       /* in a row */
	int64_t last_ms; /* of monotonic_ms(), at the last of them */
	struct wl_event_source *timer;
	struct wl_listener renderer_lost;
};

/* All of them, or none. */
static bool init_outputs(
	struct server *server, struct wlr_allocator *allocator, struct wlr_renderer *renderer) {
	struct output *output;
	wl_list_for_each (output, &server->desktop->outputs, link) {
		if (!wlr_output_init_render(output->wlr_output, allocator, renderer)) {
			return false;
		}
	}
	return true;
}

/*
 * The pictures of programs are gone with the renderer that they were uploaded to. The scene would
 * leave what a screen's buffer holds by chance in their place: takes them away, and lets the
 * programs draw others.
 */
static void drop_lost_surfaces(struct wlr_scene_node *node, struct timespec *now) {
	if (node->type == WLR_SCENE_NODE_TREE) {
		struct wlr_scene_node *child;
		wl_list_for_each (child, &wlr_scene_tree_from_node(node)->children, link) {
			drop_lost_surfaces(child, now);
		}
	} else if (node->type == WLR_SCENE_NODE_BUFFER) {
		struct wlr_scene_buffer *scene_buffer = wlr_scene_buffer_from_node(node);
		struct wlr_scene_surface *surface = wlr_scene_surface_try_from_buffer(scene_buffer);
		if (surface != NULL) {
			wlr_scene_buffer_set_buffer(scene_buffer, NULL);
			wlr_surface_send_frame_done(surface->surface, now);
		}
	}
}

static void draw_again(struct server *server) {
	struct timespec now = monotonic_timespec(monotonic_ns());
	drop_lost_surfaces(&server->desktop->scene->tree.node, &now);
	guest_views_restore_buffers(server->guest_views);
	cursor_image_redraw(&server->seat->pointer->image);
	desktop_redraw(server->desktop);
	struct output *output;
	wl_list_for_each (output, &server->desktop->outputs, link) {
		wlr_output_schedule_frame(output->wlr_output);
	}
}

static bool replace(struct renderer_recovery *recovery, struct wlr_renderer *renderer) {
	struct server *server = recovery->server;
	if (renderer == NULL) {
		return false;
	}
	struct wlr_allocator *allocator = wlr_allocator_autocreate(server->backend, renderer);
	if (allocator == NULL) {
		wlr_renderer_destroy(renderer);
		return false;
	}
	if (!init_outputs(server, allocator, renderer)) {
		init_outputs(server, server->allocator, server->renderer);
		wlr_allocator_destroy(allocator);
		wlr_renderer_destroy(renderer);
		return false;
	}

	guest_views_drop_buffers(server->guest_views);
	wlr_compositor_set_renderer(server->compositor, renderer);
	listener_set(&recovery->renderer_lost, &renderer->events.lost);
	wlr_allocator_destroy(server->allocator);
	wlr_renderer_destroy(server->renderer);
	server->allocator = allocator;
	server->renderer = renderer;
	log_info("renderer: %s", renderer_name(renderer));
	return true;
}

static void schedule(struct renderer_recovery *recovery) {
	int64_t passed = recovery->tries > 0 ? monotonic_ms() - recovery->last_ms : RETRY_MS;
	wl_event_source_timer_update(
		recovery->timer, passed < RETRY_MS ? (int)(RETRY_MS - passed) : 1);
}

static int handle_timer(void *data) {
	struct renderer_recovery *recovery = data;
	struct server *server = recovery->server;
	if (server->backend == NULL) {
		return 0; /* we are about to end */
	}
	recovery->last_ms = monotonic_ms();
	bool with_gpu = ++recovery->tries < TRIES;
	if (replace(recovery, with_gpu ? renderer_create(server->backend, server->config)
				       : wlr_pixman_renderer_create())) {
		if (!with_gpu) {
			log_error("renderer: the GPU can't be used any more; going on without it");
		}
		recovery->lost = false;
		draw_again(server);
	} else if (with_gpu) {
		schedule(recovery);
	} else {
		log_error("renderer: the desktop can't draw any more: neither the GPU nor memory "
			  "for its screens can be had; to try again, read the configuration again");
	}
	return 0;
}

static void handle_renderer_lost(struct wl_listener *listener, void *data) {
	struct renderer_recovery *recovery = wl_container_of(listener, recovery, renderer_lost);
	if (recovery->lost) {
		return;
	}
	recovery->lost = true;
	if (monotonic_ms() - recovery->last_ms > STEADY_MS) {
		recovery->tries = 0;
	}
	log_error("renderer: the GPU was lost; starting over");
	/* Not here: whoever has noticed it is still using the renderer. */
	schedule(recovery);
}

bool renderer_recovery_is_due(const struct renderer_recovery *recovery) {
	return recovery->lost;
}

void renderer_recovery_retry(struct renderer_recovery *recovery) {
	if (recovery->lost && recovery->tries >= TRIES) {
		recovery->tries = 0;
		schedule(recovery);
	}
}

struct renderer_recovery *renderer_recovery_create(struct server *server) {
	struct renderer_recovery *recovery = znew(struct renderer_recovery);
	recovery->server = server;
	recovery->timer = must(wl_event_loop_add_timer(server->loop, handle_timer, recovery));
	listener_init(&recovery->renderer_lost, handle_renderer_lost);
	listener_set(&recovery->renderer_lost, &server->renderer->events.lost);
	return recovery;
}

void renderer_recovery_destroy(struct renderer_recovery *recovery) {
	if (recovery == NULL) {
		return;
	}
	listener_set(&recovery->renderer_lost, NULL);
	wl_event_source_remove(recovery->timer);
	free(recovery);
}
