#include "surface_edges.h"

#include <pixman.h>
#include <wayland-server-core.h>
#include <wlr/render/pixman.h>
#include <wlr/types/wlr_compositor.h>

#include "alloc.h"

struct surface_edges {
	struct wl_listener new_surface;
};

struct edged_surface {
	struct wlr_surface *surface;
	struct wl_listener commit;
	struct wl_listener destroy;
};

/* Each buffer comes with a texture of its own. */
static void handle_commit(struct wl_listener *listener, void *data) {
	struct edged_surface *edged = wl_container_of(listener, edged, commit);
	struct wlr_texture *texture = wlr_surface_get_texture(edged->surface);
	if (texture != NULL && wlr_texture_is_pixman(texture)) {
		pixman_image_set_repeat(wlr_pixman_texture_get_image(texture), PIXMAN_REPEAT_PAD);
	}
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct edged_surface *edged = wl_container_of(listener, edged, destroy);
	wl_list_remove(&edged->commit.link);
	wl_list_remove(&edged->destroy.link);
	free(edged);
}

static void handle_new_surface(struct wl_listener *listener, void *data) {
	struct edged_surface *edged = znew(struct edged_surface);
	edged->surface = data;
	edged->commit.notify = handle_commit;
	wl_signal_add(&edged->surface->events.commit, &edged->commit);
	edged->destroy.notify = handle_destroy;
	wl_signal_add(&edged->surface->events.destroy, &edged->destroy);
}

struct surface_edges *surface_edges_create(struct wlr_compositor *compositor) {
	struct surface_edges *edges = znew(struct surface_edges);
	edges->new_surface.notify = handle_new_surface;
	wl_signal_add(&compositor->events.new_surface, &edges->new_surface);
	return edges;
}

void surface_edges_destroy(struct surface_edges *edges) {
	if (edges == NULL) {
		return;
	}
	wl_list_remove(&edges->new_surface.link);
	free(edges);
}
