#include "idle.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_idle_inhibit_v1.h>
#include <wlr/types/wlr_idle_notify_v1.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "desktop.h"
#include "seat.h"
#include "server.h"

struct idle {
	struct server *server;
	struct wlr_idle_notifier_v1 *notifier;
	struct wl_list inhibitors; /* inhibitor.link */

	struct wl_listener new_inhibitor;
	struct wl_listener views_change;
	struct wl_listener outputs_change;
};

struct inhibitor {
	struct wl_list link; /* idle.inhibitors */
	struct idle *idle;
	struct wlr_surface *surface;
	struct wl_listener destroy;
};

struct search {
	const struct idle *idle;
	bool found;
};

/* For all that isn't put away; what is covered, or on no screen, has no output. */
static void look_at(struct wlr_scene_buffer *buffer, int sx, int sy, void *data) {
	struct search *search = data;
	struct wlr_scene_surface *shown = wlr_scene_surface_try_from_buffer(buffer);
	if (shown == NULL || buffer->primary_output == NULL ||
		!buffer->primary_output->output->enabled) {
		return;
	}
	/* A video is often a subsurface that hides what it lies on. */
	const struct wlr_surface *root = wlr_surface_get_root_surface(shown->surface);
	const struct inhibitor *inhibitor;
	wl_list_for_each (inhibitor, &search->idle->inhibitors, link) {
		search->found =
			search->found || wlr_surface_get_root_surface(inhibitor->surface) == root;
	}
}

void idle_update(struct idle *idle) {
	struct search search = {.idle = idle};
	if (!wl_list_empty(&idle->inhibitors)) {
		wlr_scene_node_for_each_buffer(
			&idle->server->desktop->scene->tree.node, look_at, &search);
	}
	wlr_idle_notifier_v1_set_inhibited(idle->notifier, search.found);
}

void idle_notify_activity(struct idle *idle) {
	wlr_idle_notifier_v1_notify_activity(idle->notifier, idle->server->seat->wlr_seat);
}

static void destroy_inhibitor(struct inhibitor *inhibitor) {
	wl_list_remove(&inhibitor->destroy.link);
	wl_list_remove(&inhibitor->link);
	free(inhibitor);
}

static void handle_inhibitor_destroy(struct wl_listener *listener, void *data) {
	struct inhibitor *inhibitor = wl_container_of(listener, inhibitor, destroy);
	struct idle *idle = inhibitor->idle;
	destroy_inhibitor(inhibitor);
	idle_update(idle);
}

static void handle_new_inhibitor(struct wl_listener *listener, void *data) {
	struct idle *idle = wl_container_of(listener, idle, new_inhibitor);
	struct wlr_idle_inhibitor_v1 *wlr_inhibitor = data;
	struct inhibitor *inhibitor = znew(struct inhibitor);
	inhibitor->idle = idle;
	inhibitor->surface = wlr_inhibitor->surface;
	wl_list_insert(&idle->inhibitors, &inhibitor->link);
	inhibitor->destroy.notify = handle_inhibitor_destroy;
	wl_signal_add(&wlr_inhibitor->events.destroy, &inhibitor->destroy);
	idle_update(idle);
}

static void handle_views_change(struct wl_listener *listener, void *data) {
	struct idle *idle = wl_container_of(listener, idle, views_change);
	idle_update(idle);
}

/* Without any screen there is no frame either. */
static void handle_outputs_change(struct wl_listener *listener, void *data) {
	struct idle *idle = wl_container_of(listener, idle, outputs_change);
	idle_update(idle);
}

struct idle *idle_create(struct server *server) {
	struct idle *idle = znew(struct idle);
	idle->server = server;
	idle->notifier = must(wlr_idle_notifier_v1_create(server->display));
	wl_list_init(&idle->inhibitors);

	struct wlr_idle_inhibit_manager_v1 *inhibitors =
		must(wlr_idle_inhibit_v1_create(server->display));
	idle->new_inhibitor.notify = handle_new_inhibitor;
	wl_signal_add(&inhibitors->events.new_inhibitor, &idle->new_inhibitor);
	idle->views_change.notify = handle_views_change;
	wl_signal_add(&server->desktop->events.views_change, &idle->views_change);
	idle->outputs_change.notify = handle_outputs_change;
	wl_signal_add(&server->desktop->events.outputs_change, &idle->outputs_change);
	return idle;
}

void idle_destroy(struct idle *idle) {
	if (idle == NULL) {
		return;
	}
	struct inhibitor *inhibitor, *tmp;
	wl_list_for_each_safe (inhibitor, tmp, &idle->inhibitors, link) {
		destroy_inhibitor(inhibitor);
	}
	wl_list_remove(&idle->new_inhibitor.link);
	wl_list_remove(&idle->views_change.link);
	wl_list_remove(&idle->outputs_change.link);
	free(idle);
}
