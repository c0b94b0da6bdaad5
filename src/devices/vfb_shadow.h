#ifndef DOMICILE_DEVICES_VFB_SHADOW_H
#define DOMICILE_DEVICES_VFB_SHADOW_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>

#include "devices/vfb_geometry.h"

/*
 * A copy of a display in XRGB8888, for pixels that can't be used as they lie in the guest, and for
 * guests that don't say what they change: there it is also what the next look is compared with.
 */
struct vfb_shadow {
	uint32_t *pixels; /* width * height, rows without a gap */
	uint32_t *row;    /* room for one more, converted */
	struct vfb_geometry geometry;
};

/* Black at first. NULL if there is no memory for it. */
struct vfb_shadow *vfb_shadow_create(const struct vfb_geometry *geometry);
void vfb_shadow_destroy(struct vfb_shadow *shadow); /* accepts NULL */

/* Copies a region from the guest's framebuffer. Returns how many of its bytes were read. */
uint64_t vfb_shadow_update(
	struct vfb_shadow *shadow, const uint8_t *framebuffer, const pixman_region32_t *region);

/* Copies what has changed and adds it to *changed, in whole rows, perhaps with some between. Returns the bytes read. */
uint64_t vfb_shadow_compare(
	struct vfb_shadow *shadow, const uint8_t *framebuffer, pixman_region32_t *changed);

#endif
