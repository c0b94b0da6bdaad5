#ifndef AGENT_BUFFER_H
#define AGENT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-util.h>
#include <xengnttab.h>

/*
 * Pixels of windows, in pages that are granted to dom0. Whoever draws writes them where they are;
 * the grants end only when dom0 says that it has let go of them.
 */
struct buffer {
	struct wl_list link; /* buffers.current, or buffers.old */
	uint32_t window, width, height;
	uint32_t color;   /* of all of it, if it was filled */
	uint32_t *pixels; /* 0x00RRGGBB, rows of width */
	size_t pages;
	uint32_t *references;
};

struct buffers {
	xengntshr_handle *gntshr;
	struct wl_list current; /* one of a window at most */
	struct wl_list old;     /* one for each dump that isn't confirmed yet, the oldest first */
};

bool buffers_init(struct buffers *buffers);
void buffers_finish(struct buffers *buffers);
/* The desktop has left: it looks at none of them. */
void buffers_clear(struct buffers *buffers);

/* NULL if the window has none. */
struct buffer *buffers_find(struct buffers *buffers, uint32_t window);
/*
 * New pages, all black, in place of those that the window had: for a dump, of which there must be
 * one then. NULL with errno, and nothing has changed.
 */
struct buffer *buffers_replace(
	struct buffers *buffers, uint32_t window, uint32_t width, uint32_t height);
/* The same again, for another dump. False if there are none. */
bool buffers_keep(struct buffers *buffers, uint32_t window);
/* The oldest dump has been confirmed. */
void buffers_release_oldest(struct buffers *buffers);
/* So has the window's end: its number is free again. */
void buffers_drop(struct buffers *buffers, uint32_t window);

/* Cut to what there is. */
void buffer_fill(struct buffer *buffer, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
	uint32_t color);

#endif
