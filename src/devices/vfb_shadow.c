#include "devices/vfb_shadow.h"

#include <stdlib.h>
#include <string.h>

/*
 * Rows beyond so many runs of them are one with what lies between: to add to a region takes a time that
 * grows with it, and the guest chooses which rows change.
 */
#define MAX_RUNS 64

struct vfb_shadow *vfb_shadow_create(const struct vfb_geometry *geometry) {
	struct vfb_shadow *shadow = calloc(1, sizeof(*shadow));
	if (shadow == NULL) {
		return NULL;
	}
	shadow->geometry = *geometry;
	shadow->pixels =
		calloc((size_t)geometry->width * (size_t)geometry->height, sizeof(uint32_t));
	shadow->row = calloc((size_t)geometry->width, sizeof(uint32_t));
	if (shadow->pixels == NULL || shadow->row == NULL) {
		vfb_shadow_destroy(shadow);
		return NULL;
	}
	return shadow;
}

void vfb_shadow_destroy(struct vfb_shadow *shadow) {
	if (shadow == NULL) {
		return;
	}
	free(shadow->pixels);
	free(shadow->row);
	free(shadow);
}

/* A value of the given number of bits, spread over 0 to 255. */
static uint32_t widen(uint32_t value, int bits) {
	return value * 255 / ((1u << bits) - 1);
}

static void convert(uint32_t *to, const uint8_t *from, int32_t count, enum vfb_format format) {
	for (int32_t i = 0; i < count; i++) {
		uint32_t r, g, b;
		switch (format) {
		case VFB_FORMAT_RGB332:
			r = widen(from[i] >> 5, 3);
			g = widen(from[i] >> 2 & 7, 3);
			b = widen(from[i] & 3, 2);
			break;
		case VFB_FORMAT_RGB565: {
			uint16_t pixel;
			memcpy(&pixel, from + 2 * (size_t)i, sizeof(pixel));
			r = widen(pixel >> 11, 5);
			g = widen(pixel >> 5 & 63, 6);
			b = widen(pixel & 31, 5);
			break;
		}
		case VFB_FORMAT_RGB888:
			r = from[3 * (size_t)i + 2];
			g = from[3 * (size_t)i + 1];
			b = from[3 * (size_t)i];
			break;
		default:
			memcpy(&to[i], from + 4 * (size_t)i, sizeof(to[i]));
			to[i] &= 0xffffff;
			continue;
		}
		to[i] = r << 16 | g << 8 | b;
	}
}

static const uint8_t *source(
	const struct vfb_geometry *geometry, const uint8_t *framebuffer, int32_t x, int32_t y) {
	return framebuffer + geometry->offset + (size_t)y * geometry->stride +
	       (size_t)x * vfb_format_bytes(geometry->format);
}

uint64_t vfb_shadow_update(
	struct vfb_shadow *shadow, const uint8_t *framebuffer, const pixman_region32_t *region) {
	const struct vfb_geometry *geometry = &shadow->geometry;
	uint64_t read = 0;
	int count;
	const pixman_box32_t *boxes = pixman_region32_rectangles(region, &count);
	for (int i = 0; i < count; i++) {
		int32_t width = boxes[i].x2 - boxes[i].x1;
		for (int32_t y = boxes[i].y1; y < boxes[i].y2; y++) {
			convert(shadow->pixels + (size_t)y * (size_t)geometry->width + boxes[i].x1,
				source(geometry, framebuffer, boxes[i].x1, y), width,
				geometry->format);
			read += (uint64_t)width * vfb_format_bytes(geometry->format);
		}
	}
	return read;
}

/* Whether a row has changed; then it is copied. */
static bool compare_row(struct vfb_shadow *shadow, const uint8_t *framebuffer, int32_t y) {
	const struct vfb_geometry *geometry = &shadow->geometry;
	size_t row_size = (size_t)geometry->width * sizeof(uint32_t);
	/* Through a row of our own: what is compared is what is kept. */
	convert(shadow->row, source(geometry, framebuffer, 0, y), geometry->width,
		geometry->format);
	uint32_t *kept = shadow->pixels + (size_t)y * (size_t)geometry->width;
	if (memcmp(kept, shadow->row, row_size) == 0) {
		return false;
	}
	memcpy(kept, shadow->row, row_size);
	return true;
}

static void add_rows(pixman_region32_t *region, int32_t from, int32_t end, int32_t width) {
	if (from < end) {
		pixman_region32_union_rect(
			region, region, 0, from, (unsigned int)width, (unsigned int)(end - from));
	}
}

uint64_t vfb_shadow_compare(
	struct vfb_shadow *shadow, const uint8_t *framebuffer, pixman_region32_t *changed) {
	const struct vfb_geometry *geometry = &shadow->geometry;
	int32_t from = 0, end = 0; /* of the rows that are to be added next */
	int runs = 1;
	for (int32_t y = 0; y < geometry->height; y++) {
		if (!compare_row(shadow, framebuffer, y)) {
			continue;
		}
		if (y > end && runs < MAX_RUNS) {
			add_rows(changed, from, end, geometry->width);
			from = y;
			runs++;
		}
		end = y + 1;
	}
	add_rows(changed, from, end, geometry->width);
	return (uint64_t)geometry->width * (uint64_t)geometry->height *
	       vfb_format_bytes(geometry->format);
}
