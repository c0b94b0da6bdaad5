#include "surface_changes.h"

#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_subcompositor.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "alloc.h"
#include "seat.h"
#include "xdg_view.h"

struct surface_changes {
	struct seat *seat;
	struct wl_listener new_surface;
};

struct watched_surface {
	struct surface_changes *changes;
	struct wlr_surface *surface;
	int width, height; /* as of the last commit */
	uint64_t order;    /* of what lies on it: see order_of() */

	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener commit;
	struct wl_listener destroy;
};

static uint64_t add(uint64_t hash, uint64_t value) {
	return (hash ^ value) * UINT64_C(0x100000001b3); /* FNV-1a */
}

static uint64_t add_all(uint64_t hash, const struct wl_list *subsurfaces) {
	const struct wlr_subsurface *subsurface;
	wl_list_for_each (subsurface, subsurfaces, current.link) {
		hash = add(hash, (uintptr_t)subsurface);
		hash = add(hash, (uint32_t)subsurface->current.x);
		hash = add(hash, (uint32_t)subsurface->current.y);
	}
	return add(hash, 0);
}

/* A number that is another one when its subsurfaces are, or their places, or which is above which. */
static uint64_t order_of(const struct wlr_surface *surface) {
	return add_all(add_all(0, &surface->current.subsurfaces_below),
		&surface->current.subsurfaces_above);
}

/* Of its size or of what lies on it. */
static void change_extents(struct watched_surface *watched) {
	struct wlr_surface *root = wlr_surface_get_root_surface(watched->surface);
	const struct wlr_xdg_toplevel *toplevel = wlr_xdg_toplevel_try_from_wlr_surface(root);
	if (root != watched->surface && toplevel != NULL && toplevel->base->data != NULL) {
		xdg_view_update_extents(toplevel->base->data);
	}
	seat_update_pointer_soon(watched->changes->seat);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct watched_surface *watched = wl_container_of(listener, watched, commit);
	const struct wlr_surface_state *state = &watched->surface->current;
	uint64_t order = order_of(watched->surface);
	bool changed = state->width != watched->width || state->height != watched->height ||
	               order != watched->order;
	watched->width = state->width;
	watched->height = state->height;
	watched->order = order;
	if (changed) {
		change_extents(watched);
	} else if (state->committed & WLR_SURFACE_STATE_INPUT_REGION) {
		seat_update_pointer_soon(watched->changes->seat);
	}
}

static void handle_map(struct wl_listener *listener, void *data) {
	struct watched_surface *watched = wl_container_of(listener, watched, map);
	change_extents(watched);
}

static void handle_unmap(struct wl_listener *listener, void *data) {
	struct watched_surface *watched = wl_container_of(listener, watched, unmap);
	change_extents(watched);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct watched_surface *watched = wl_container_of(listener, watched, destroy);
	wl_list_remove(&watched->map.link);
	wl_list_remove(&watched->unmap.link);
	wl_list_remove(&watched->commit.link);
	wl_list_remove(&watched->destroy.link);
	free(watched);
}

static void handle_new_surface(struct wl_listener *listener, void *data) {
	struct surface_changes *changes = wl_container_of(listener, changes, new_surface);
	struct watched_surface *watched = znew(struct watched_surface);
	watched->changes = changes;
	watched->surface = data;
	watched->order = order_of(watched->surface);
	watched->map.notify = handle_map;
	wl_signal_add(&watched->surface->events.map, &watched->map);
	watched->unmap.notify = handle_unmap;
	wl_signal_add(&watched->surface->events.unmap, &watched->unmap);
	watched->commit.notify = handle_commit;
	wl_signal_add(&watched->surface->events.commit, &watched->commit);
	watched->destroy.notify = handle_destroy;
	wl_signal_add(&watched->surface->events.destroy, &watched->destroy);
}

struct surface_changes *surface_changes_create(
	struct wlr_compositor *compositor, struct seat *seat) {
	struct surface_changes *changes = znew(struct surface_changes);
	changes->seat = seat;
	changes->new_surface.notify = handle_new_surface;
	wl_signal_add(&compositor->events.new_surface, &changes->new_surface);
	return changes;
}

void surface_changes_destroy(struct surface_changes *changes) {
	if (changes == NULL) {
		return;
	}
	wl_list_remove(&changes->new_surface.link);
	free(changes);
}
