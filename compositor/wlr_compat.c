#include "wlr_compat.h"

#include <stdlib.h>
#include <wlr/render/wlr_texture.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_tablet_v2.h>

/*
 * Exported by the library and unchanged from 0.18 to 0.20, but declared in a private header
 * (include/types/wlr_buffer.h).
 */
struct wlr_client_buffer *wlr_client_buffer_create(
	struct wlr_buffer *buffer, struct wlr_renderer *renderer);

struct wlr_buffer *compat_texture_buffer_create(
	struct wlr_buffer *source, struct wlr_renderer *renderer) {
	struct wlr_client_buffer *buffer = wlr_client_buffer_create(source, renderer);
	return buffer == NULL ? NULL : &buffer->base;
}

bool compat_texture_buffer_update(
	struct wlr_buffer *buffer, struct wlr_buffer *source, const pixman_region32_t *damage) {
	struct wlr_client_buffer *client_buffer = wlr_client_buffer_get(buffer);
	return client_buffer->texture != NULL &&
	       wlr_texture_update_from_buffer(client_buffer->texture, source, damage);
}

static void sharpen(struct wlr_scene_buffer *buffer, int x, int y, void *data) {
	bool single =
		buffer->buffer != NULL && buffer->buffer->width == 1 && buffer->buffer->height == 1;
	wlr_scene_buffer_set_filter_mode(
		buffer, single ? WLR_SCALE_FILTER_NEAREST : WLR_SCALE_FILTER_BILINEAR);
}

void compat_sharpen_single_pixels(struct wlr_scene_node *node) {
	wlr_scene_node_for_each_buffer(node, sharpen, NULL);
}

void compat_map_associated(struct wlr_surface *surface) {
	if (!surface->mapped && wlr_surface_has_buffer(surface)) {
		wlr_surface_map(surface);
	}
}

void compat_free_pad_groups(struct wlr_tablet_v2_tablet_pad *pad) {
	free(pad->groups);
	pad->groups = NULL;
}

void compat_forget_tool_surface(struct wlr_tablet_v2_tablet_tool *tool) {
	if (tool->focused_surface != NULL && tool->current_client == NULL) {
		wl_list_remove(&tool->surface_destroy.link);
		wl_list_init(&tool->surface_destroy.link);
		tool->focused_surface = NULL;
	}
}
