#ifndef SIM_PAINT_COLORS_H
#define SIM_PAINT_COLORS_H

#include <cairo.h>
#include <stdint.h>

/* What there is to paint with, 0xRRGGBB, and what it is painted on. */
static const uint32_t colors[] = {0xe5484d, 0xf76b15, 0xffc53d, 0x46a758, 0x12a594, 0x3e9bff,
	0x6e56cf, 0xd6409f, 0xad7f58, 0x1d1f27, 0x8b8d98, 0xffffff};
#define COLORS (sizeof(colors) / sizeof(colors[0]))
static const uint32_t paper = 0xf6f2e8;

static inline void set_color(cairo_t *cairo, uint32_t color) {
	cairo_set_source_rgb(cairo, (color >> 16 & 0xff) / 255.0, (color >> 8 & 0xff) / 255.0,
		(color & 0xff) / 255.0);
}

#endif
