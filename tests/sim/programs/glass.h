#ifndef SIM_PROGRAMS_GLASS_H
#define SIM_PROGRAMS_GLASS_H

#include <stdbool.h>
#include <stdint.h>

struct glass;
struct screen;

struct glass_impl {
	/* Pixels of an area, which lies within, have been written. */
	void (*changed)(struct glass *glass, int x, int y, int width, int height);
	/* The program has ended: its screen is to be destroyed, but not within this call. */
	void (*end)(struct glass *glass);

	/* Each may be NULL: it has no such thing. */
	void (*set_title)(struct glass *glass, const char *title);
	bool (*open_popup)(struct glass *glass, struct screen *popup, int x, int y);
};

/*
 * What a screen is seen through: a framebuffer, or a window. It calls the screen with what a user
 * does.
 */
struct glass {
	const struct glass_impl *impl;
	struct screen *screen;
	uint32_t *pixels; /* 0x00RRGGBB, of the screen's size; NULL: nothing can be seen */
	int row_pixels;   /* from one row to the next */
};

#endif
