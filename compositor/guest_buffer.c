#include "guest_buffer.h"

#include <assert.h>
#include <drm_fourcc.h>
#include <wlr/render/drm_format_set.h>
#include <wlr/render/pixman.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "guest.h"
#include "wlr_compat.h"

/* Above this the renderers merge rectangles themselves, each in its own way. */
#define MAX_RECTS 16

static void buffer_destroy(struct memory_buffer *memory) {
	struct guest_buffer *buffer = wl_container_of(memory, buffer, memory);
	guest_pixels_unref(buffer->pixels);
	free(buffer);
}

/* A buffer without a texture would be damaged and drawn in vain for ever. */
static bool can_draw(struct wlr_renderer *renderer, uint32_t format) {
	const struct wlr_drm_format_set *formats =
		wlr_renderer_get_texture_formats(renderer, WLR_BUFFER_CAP_DATA_PTR);
	return formats != NULL && wlr_drm_format_set_get(formats, format) != NULL;
}

static void set_node_buffer(struct guest_buffer *buffer, const pixman_region32_t *damage) {
	struct wlr_buffer *shown = buffer->texture != NULL ? buffer->texture : &buffer->memory.base;
	wlr_scene_buffer_set_buffer_with_damage(buffer->node, shown, damage);
}

struct guest_buffer *guest_buffer_create(
	struct guest_pixels *pixels, struct wlr_renderer *renderer, struct wlr_scene_buffer *node) {
	if (!can_draw(renderer, pixels->drm_format)) {
		return NULL;
	}

	struct guest_buffer *buffer = znew(struct guest_buffer);
	buffer->memory = (struct memory_buffer){
		.data = pixels->data,
		.drm_format = pixels->drm_format,
		.stride = pixels->stride,
		.destroy = buffer_destroy,
	};
	memory_buffer_init(&buffer->memory, pixels->width, pixels->height);
	/*
	 * The scene gives its own lock up once it has a texture. Were that the last one, it would
	 * forget the buffer, and with it that nothing shines through.
	 */
	wlr_buffer_lock(&buffer->memory.base);
	buffer->pixels = guest_pixels_ref(pixels);
	buffer->renderer = renderer;
	buffer->node = node;

	set_node_buffer(buffer, NULL);
	return buffer;
}

void guest_buffer_destroy(struct guest_buffer *buffer) {
	if (buffer == NULL) {
		return;
	}
	wlr_scene_buffer_set_buffer(buffer->node, NULL);
	wlr_buffer_unlock(buffer->texture);
	wlr_buffer_unlock(&buffer->memory.base);
	wlr_buffer_drop(&buffer->memory.base);
}

static int bytes_per_pixel(uint32_t drm_format) {
	return drm_format == DRM_FORMAT_RGB565 ? 2 : 4;
}

static uint64_t region_area(const pixman_region32_t *region) {
	uint64_t area = 0;
	int count;
	const pixman_box32_t *rects = pixman_region32_rectangles(region, &count);
	for (int i = 0; i < count; i++) {
		area += (uint64_t)(rects[i].x2 - rects[i].x1) * (rects[i].y2 - rects[i].y1);
	}
	return area;
}

/* The texture is made when it is first drawn: nothing is uploaded for what nobody sees. */
static bool update_texture(struct guest_buffer *buffer, const pixman_region32_t *damage) {
	struct wlr_buffer *source = &buffer->memory.base;
	if (buffer->texture == NULL ||
		!compat_texture_buffer_update(buffer->texture, source, damage)) {
		wlr_buffer_unlock(buffer->texture);
		buffer->texture = compat_texture_buffer_create(source, buffer->renderer);
	}
	return buffer->texture != NULL;
}

bool guest_buffer_damage(struct guest_buffer *buffer, pixman_region32_t *damage, uint64_t *bytes) {
	const struct guest_pixels *pixels = buffer->pixels;
	*bytes = 0;
	pixman_region32_intersect_rect(damage, damage, 0, 0, pixels->width, pixels->height);
	if (!pixman_region32_not_empty(damage)) {
		return true;
	}
	if (pixman_region32_n_rects(damage) > MAX_RECTS) {
		pixman_box32_t box = *pixman_region32_extents(damage);
		pixman_region32_fini(damage);
		pixman_region32_init_rect(damage, box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1);
	}

	if (!wlr_renderer_is_pixman(buffer->renderer) && !update_texture(buffer, damage)) {
		return false;
	}
	set_node_buffer(buffer, damage);
	*bytes = region_area(damage) * bytes_per_pixel(pixels->drm_format);
	return true;
}
