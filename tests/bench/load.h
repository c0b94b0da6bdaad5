#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

/*
 * What a program of the bench draws, and when, told by lines on standard input. A guest and a Wayland
 * client share it, so that they differ only in how they show their pixels.
 *
 *   paint WIDTH HEIGHT HZ    a rectangle in another color, so many times a second
 *   stamp MIN MAX            the time of day at which it is drawn, every MIN to MAX milliseconds
 *   stop
 *   frames                   says "frames N": how many were drawn since the start
 *
 * A stamp is CLOCK_MONOTONIC in nanoseconds: 24 bits a pixel in the first three of a square, the lowest
 * first. Its other pixels have LOAD_STAMP_COLOR, so that it can be found on a screen.
 */

#define LOAD_STAMP_COLOR 0x13579b
#define LOAD_STAMP_SIZE 16

struct load;

struct load_impl {
	/* Rows of pixels to draw into now, so many apart, or NULL: then load_retry() will be called. */
	uint32_t *(*begin)(struct load *load, size_t *row_pixels);
	/* What was drawn is to be shown. */
	void (*end)(struct load *load, int x, int y, int width, int height);
};

struct load {
	const struct load_impl *impl;
	int width, height; /* of all the pixels */

	/* private */
	struct wl_event_source *input, *tick;
	int timer;
	int paint_width, paint_height; /* 0: stamps are drawn */
	uint32_t min_ms, max_ms;
	bool late; /* there was a tick, but nowhere to draw */
	uint64_t frames;
	char line[128];
	size_t size;
	void (*quit)(struct load *load);
};

/* quit is called when standard input ends. False with errno. */
bool load_init(struct load *load, struct wl_event_loop *loop, const struct load_impl *impl,
	int width, int height, void (*quit)(struct load *load));
void load_finish(struct load *load);

/* There is somewhere to draw again. */
void load_retry(struct load *load);

/* Draws a stamp at once. */
void load_stamp(struct load *load);

#endif
