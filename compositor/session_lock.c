#include "session_lock.h"

#include <wlr/backend/session.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_session_lock_v1.h>

#include "alloc.h"
#include "color.h"
#include "desktop.h"
#include "focus.h"
#include "listener.h"
#include "log.h"
#include "output.h"
#include "seat.h"
#include "server.h"
#include "wlr_compat.h"

/* What the lock's program shows on a screen. */
struct lock_surface {
	struct wl_list link; /* session_lock.surfaces */
	struct session_lock *session_lock;
	struct wlr_session_lock_surface_v1 *wlr_lock_surface;
	struct wlr_scene_tree *tree;

	struct wl_listener map;
	struct wl_listener commit;
	struct wl_listener surface_destroy;
};

/* A screen that hasn't shown yet that the session is locked. */
struct blank_output {
	struct wl_list link; /* session_lock.unproven */
	struct session_lock *session_lock;
	struct wlr_output *wlr_output;
	uint32_t seen; /* the last commit that showed something else */

	struct wl_listener present;
	struct wl_listener output_destroy;
};

static struct focus *focus_of(const struct session_lock *session_lock) {
	return seat_focus_of(session_lock->server->seat);
}

static void blank_output_destroy(struct blank_output *blank) {
	wl_list_remove(&blank->link);
	wl_list_remove(&blank->present.link);
	wl_list_remove(&blank->output_destroy.link);
	free(blank);
}

static void forget_unproven(struct session_lock *session_lock) {
	struct blank_output *blank, *tmp;
	wl_list_for_each_safe (blank, tmp, &session_lock->unproven, link) {
		blank_output_destroy(blank);
	}
	wl_event_source_timer_update(session_lock->patience, 0);
}

static void tell_if_proven(struct session_lock *session_lock) {
	if (wl_list_empty(&session_lock->unproven) && session_lock->lock != NULL) {
		wl_event_source_timer_update(session_lock->patience, 0);
		wlr_session_lock_v1_send_locked(session_lock->lock);
	}
}

static void handle_present(struct wl_listener *listener, void *data) {
	struct blank_output *blank = wl_container_of(listener, blank, present);
	const struct wlr_output_event_present *event = data;
	struct session_lock *session_lock = blank->session_lock;
	if (event->presented && (int32_t)(event->commit_seq - blank->seen) > 0) {
		blank_output_destroy(blank);
		tell_if_proven(session_lock);
	}
}

static void handle_output_destroy(struct wl_listener *listener, void *data) {
	struct blank_output *blank = wl_container_of(listener, blank, output_destroy);
	struct session_lock *session_lock = blank->session_lock;
	blank_output_destroy(blank);
	tell_if_proven(session_lock);
}

static int handle_patience(void *data) {
	struct session_lock *session_lock = data;
	log_error("lock: a screen doesn't show that the session is locked");
	forget_unproven(session_lock);
	tell_if_proven(session_lock);
	return 0;
}

/* Waits for the screens that are lit; on another virtual terminal, none of them is ours to light. */
static void prove(struct session_lock *session_lock) {
	const struct server *server = session_lock->server;
	struct output *output;
	bool away = server->session != NULL && !server->session->active;
	wl_list_for_each (output, &server->desktop->outputs, link) {
		if (away) {
			output_forget_picture(output, LOCK_COLOR);
			continue;
		}
		if (!output->wlr_output->enabled) {
			continue;
		}
		struct blank_output *blank = znew(struct blank_output);
		blank->session_lock = session_lock;
		blank->wlr_output = output->wlr_output;
		blank->seen = output->wlr_output->commit_seq;
		blank->present.notify = handle_present;
		wl_signal_add(&output->wlr_output->events.present, &blank->present);
		blank->output_destroy.notify = handle_output_destroy;
		wl_signal_add(&output->wlr_output->events.destroy, &blank->output_destroy);
		wl_list_insert(&session_lock->unproven, &blank->link);
	}
	wl_event_source_timer_update(session_lock->patience, LOCK_PATIENCE_MS);
	tell_if_proven(session_lock);
}

static void set_color(struct session_lock *session_lock, uint32_t color) {
	float floats[4];
	color_to_floats(color, floats);
	wlr_scene_rect_set_color(session_lock->cover, floats);
}

/*
 * The cover comes first and goes last: what lies behind it learns that it can't be seen, which it
 * doesn't when a layer is switched off.
 */
static void set_locked(struct session_lock *session_lock, bool locked) {
	struct desktop *desktop = session_lock->server->desktop;
	struct wlr_scene_tree *layer = desktop->layers[DESKTOP_LOCK];
	session_lock->locked = locked;
	desktop->modal = locked ? layer : NULL;
	if (locked) {
		wlr_scene_node_set_enabled(&layer->node, true);
	}
	for (int i = 0; i < DESKTOP_LOCK; i++) {
		wlr_scene_node_set_enabled(&desktop->layers[i]->node, !locked);
	}
	if (!locked) {
		wlr_scene_node_set_enabled(&layer->node, false);
	}
}

/* On the screen that it is for, as large as that. */
static void place(struct lock_surface *surface) {
	struct wlr_session_lock_surface_v1 *wlr_lock_surface = surface->wlr_lock_surface;
	const struct output *output = wlr_lock_surface->output->data;
	bool lit = output != NULL && output->scene_output != NULL;
	wlr_scene_node_set_enabled(&surface->tree->node, lit);
	if (lit) {
		wlr_scene_node_set_position(&surface->tree->node, output->box.x, output->box.y);
		wlr_session_lock_surface_v1_configure(wlr_lock_surface, (uint32_t)output->box.width,
			(uint32_t)output->box.height);
	}
}

static void handle_surface_map(struct wl_listener *listener, void *data) {
	struct lock_surface *surface = wl_container_of(listener, surface, map);
	struct focus *focus = focus_of(surface->session_lock);
	if (focus->lock_surface == NULL) {
		focus_set_lock_surface(focus, surface->wlr_lock_surface->surface);
	}
	seat_update_pointer_soon(surface->session_lock->server->seat);
}

static void handle_surface_commit(struct wl_listener *listener, void *data) {
	struct lock_surface *surface = wl_container_of(listener, surface, commit);
	compat_sharpen_single_pixels(&surface->tree->node);
}

/* It may have had the keyboard: another one gets it. */
static void handle_surface_destroy(struct wl_listener *listener, void *data) {
	struct lock_surface *surface = wl_container_of(listener, surface, surface_destroy);
	struct session_lock *session_lock = surface->session_lock;
	struct focus *focus = focus_of(session_lock);
	bool focused = focus->lock_surface == surface->wlr_lock_surface->surface;
	wl_list_remove(&surface->link);
	wl_list_remove(&surface->map.link);
	wl_list_remove(&surface->commit.link);
	wl_list_remove(&surface->surface_destroy.link);
	wlr_scene_node_destroy(&surface->tree->node);
	free(surface);

	if (focused) {
		struct wlr_surface *next = NULL;
		wl_list_for_each (surface, &session_lock->surfaces, link) {
			struct wlr_surface *other = surface->wlr_lock_surface->surface;
			next = other->mapped ? other : next;
		}
		focus_set_lock_surface(focus, next);
	}
	seat_update_pointer_soon(session_lock->server->seat);
}

static void handle_new_surface(struct wl_listener *listener, void *data) {
	struct session_lock *session_lock = wl_container_of(listener, session_lock, new_surface);
	struct wlr_session_lock_surface_v1 *wlr_lock_surface = data;
	struct lock_surface *surface = znew(struct lock_surface);
	surface->session_lock = session_lock;
	surface->wlr_lock_surface = wlr_lock_surface;
	surface->tree = must(wlr_scene_subsurface_tree_create(
		session_lock->server->desktop->layers[DESKTOP_LOCK], wlr_lock_surface->surface));
	wl_list_insert(&session_lock->surfaces, &surface->link);

	surface->map.notify = handle_surface_map;
	wl_signal_add(&wlr_lock_surface->surface->events.map, &surface->map);
	surface->commit.notify = handle_surface_commit;
	wl_signal_add(&wlr_lock_surface->surface->events.commit, &surface->commit);
	surface->surface_destroy.notify = handle_surface_destroy;
	wl_signal_add(&wlr_lock_surface->events.destroy, &surface->surface_destroy);
	place(surface);
}

static void set_lock(struct session_lock *session_lock, struct wlr_session_lock_v1 *lock) {
	session_lock->lock = lock;
	listener_set(&session_lock->new_surface, lock != NULL ? &lock->events.new_surface : NULL);
	listener_set(&session_lock->unlock, lock != NULL ? &lock->events.unlock : NULL);
	listener_set(&session_lock->lock_destroy, lock != NULL ? &lock->events.destroy : NULL);
}

static void handle_unlock(struct wl_listener *listener, void *data) {
	struct session_lock *session_lock = wl_container_of(listener, session_lock, unlock);
	log_info("lock: the session is unlocked");
	set_lock(session_lock, NULL);
	forget_unproven(session_lock);
	set_locked(session_lock, false);
	seat_unlock(session_lock->server->seat);
}

static void handle_lock_destroy(struct wl_listener *listener, void *data) {
	struct session_lock *session_lock = wl_container_of(listener, session_lock, lock_destroy);
	log_error("lock: the program that locked the session has ended; it stays locked");
	set_lock(session_lock, NULL);
	forget_unproven(session_lock);
	set_color(session_lock, LOCK_COLOR_ABANDONED);
}

static void handle_new_lock(struct wl_listener *listener, void *data) {
	struct session_lock *session_lock = wl_container_of(listener, session_lock, new_lock);
	struct wlr_session_lock_v1 *lock = data;
	if (session_lock->lock != NULL) {
		wlr_session_lock_v1_destroy(lock);
		return;
	}
	log_info("lock: the session is locked");
	set_lock(session_lock, lock);
	set_color(session_lock, LOCK_COLOR);
	if (!session_lock->locked) {
		set_locked(session_lock, true);
		seat_lock(session_lock->server->seat);
	}
	prove(session_lock);
}

/* Over all screens. */
static void place_cover(struct session_lock *session_lock) {
	struct wlr_box box;
	wlr_output_layout_get_box(session_lock->server->desktop->output_layout, NULL, &box);
	wlr_scene_rect_set_size(session_lock->cover, box.width, box.height);
	wlr_scene_node_set_position(&session_lock->cover->node, box.x, box.y);
}

static void handle_outputs_change(struct wl_listener *listener, void *data) {
	struct session_lock *session_lock = wl_container_of(listener, session_lock, outputs_change);
	place_cover(session_lock);
	struct lock_surface *surface;
	wl_list_for_each (surface, &session_lock->surfaces, link) {
		place(surface);
	}
}

struct session_lock *session_lock_create(struct server *server) {
	struct session_lock *session_lock = znew(struct session_lock);
	struct desktop *desktop = server->desktop;
	struct wlr_scene_tree *layer = desktop->layers[DESKTOP_LOCK];
	session_lock->server = server;
	wl_list_init(&session_lock->surfaces);
	wl_list_init(&session_lock->unproven);
	session_lock->patience =
		must(wl_event_loop_add_timer(server->loop, handle_patience, session_lock));

	wlr_scene_node_set_enabled(&layer->node, false);
	session_lock->cover = must(wlr_scene_rect_create(layer, 0, 0, (float[4]){0}));

	listener_init(&session_lock->new_surface, handle_new_surface);
	listener_init(&session_lock->unlock, handle_unlock);
	listener_init(&session_lock->lock_destroy, handle_lock_destroy);
	struct wlr_session_lock_manager_v1 *manager =
		must(wlr_session_lock_manager_v1_create(server->display));
	session_lock->new_lock.notify = handle_new_lock;
	wl_signal_add(&manager->events.new_lock, &session_lock->new_lock);
	session_lock->outputs_change.notify = handle_outputs_change;
	wl_signal_add(&desktop->events.outputs_change, &session_lock->outputs_change);
	return session_lock;
}

void session_lock_destroy(struct session_lock *session_lock) {
	if (session_lock == NULL) {
		return;
	}
	set_lock(session_lock, NULL);
	forget_unproven(session_lock);
	wl_event_source_remove(session_lock->patience);
	wl_list_remove(&session_lock->new_lock.link);
	wl_list_remove(&session_lock->outputs_change.link);
	free(session_lock);
}
