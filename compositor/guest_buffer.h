#ifndef DOMICILE_GUEST_BUFFER_H
#define DOMICILE_GUEST_BUFFER_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>

#include "memory_buffer.h"

struct guest_pixels;
struct wlr_renderer;
struct wlr_scene_buffer;

/*
 * A guest's pixels as a buffer of the scene: the very memory that the guest writes, never a copy.
 *
 * With the pixman renderer the scene reads the damaged part of that memory straight into the
 * output's buffer. With a GPU a texture stands between, of which the damaged part is updated. It is made
 * with the first damage, which is all of it.
 *
 * One guest_buffer belongs to one struct guest_pixels, whose geometry never changes.
 */
struct guest_buffer {
	struct memory_buffer memory; /* the guest's; we keep a lock of our own on it */
	struct guest_pixels *pixels;

	struct wlr_renderer *renderer; /* borrowed */
	struct wlr_buffer *texture;    /* ours, with a lock; NULL with pixman, or not yet drawn */
	struct wlr_scene_buffer *node; /* that shows it */
};

/*
 * Takes a reference of pixels and shows them, all damaged, in node. Returns NULL where the renderer
 * can't draw their format.
 */
struct guest_buffer *guest_buffer_create(
	struct guest_pixels *pixels, struct wlr_renderer *renderer, struct wlr_scene_buffer *node);

/*
 * Takes the pixels off the node and gives the reference back, at once unless an output is scanning them out
 * or a mirror of guest_picture.h, which is told right after it, has them too. Accepts NULL.
 */
void guest_buffer_destroy(struct guest_buffer *buffer);

/*
 * Shows what has changed. Clips damage to the pixels, and makes it one rectangle where it is many.
 * *bytes: how many of them are damaged. false: the renderer can't hold the pixels any more, and the
 * buffer must go.
 */
bool guest_buffer_damage(struct guest_buffer *buffer, pixman_region32_t *damage, uint64_t *bytes);

#endif
