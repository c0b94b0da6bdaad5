#include "buffer.h"

#include <stdlib.h>

#define PAGE 4096

bool buffers_init(struct buffers *buffers) {
	wl_list_init(&buffers->current);
	wl_list_init(&buffers->old);
	buffers->gntshr = xengntshr_open(NULL, 0);
	return buffers->gntshr != NULL;
}

static void buffer_destroy(struct buffers *buffers, struct buffer *buffer) {
	if (buffer->pixels != NULL) {
		xengntshr_unshare(buffers->gntshr, buffer->pixels, (uint32_t)buffer->pages);
	}
	wl_list_remove(&buffer->link);
	free(buffer->references);
	free(buffer);
}

static void clear(struct buffers *buffers, struct wl_list *list) {
	struct buffer *buffer, *next;
	wl_list_for_each_safe (buffer, next, list, link) {
		buffer_destroy(buffers, buffer);
	}
}

void buffers_clear(struct buffers *buffers) {
	clear(buffers, &buffers->current);
	clear(buffers, &buffers->old);
}

void buffers_finish(struct buffers *buffers) {
	buffers_clear(buffers);
	xengntshr_close(buffers->gntshr);
}

struct buffer *buffers_find(struct buffers *buffers, uint32_t window) {
	struct buffer *buffer;
	wl_list_for_each (buffer, &buffers->current, link) {
		if (buffer->window == window) {
			return buffer;
		}
	}
	return NULL;
}

/* What the dump's confirmation is for: an empty one where the window had none. */
static void retire(struct buffers *buffers, struct buffer *old) {
	if (old != NULL) {
		wl_list_remove(&old->link);
	} else {
		old = calloc(1, sizeof(*old));
	}
	wl_list_insert(buffers->old.prev, &old->link);
}

struct buffer *buffers_replace(
	struct buffers *buffers, uint32_t window, uint32_t width, uint32_t height) {
	struct buffer *buffer = calloc(1, sizeof(*buffer));
	size_t pages = ((size_t)width * height * 4 + PAGE - 1) / PAGE;
	*buffer = (struct buffer){
		.window = window,
		.width = width,
		.height = height,
		.pages = pages,
		.references = calloc(pages, sizeof(uint32_t)),
	};
	buffer->pixels =
		xengntshr_share_pages(buffers->gntshr, 0, (int)pages, buffer->references, 0);
	if (buffer->pixels == NULL) {
		free(buffer->references);
		free(buffer);
		return NULL;
	}
	retire(buffers, buffers_find(buffers, window));
	wl_list_insert(&buffers->current, &buffer->link);
	return buffer;
}

bool buffers_keep(struct buffers *buffers, uint32_t window) {
	bool has = buffers_find(buffers, window) != NULL;
	if (has) {
		retire(buffers, NULL);
	}
	return has;
}

void buffers_release_oldest(struct buffers *buffers) {
	if (!wl_list_empty(&buffers->old)) {
		struct buffer *buffer = wl_container_of(buffers->old.next, buffer, link);
		buffer_destroy(buffers, buffer);
	}
}

void buffers_drop(struct buffers *buffers, uint32_t window) {
	struct buffer *buffer = buffers_find(buffers, window);
	if (buffer != NULL) {
		buffer_destroy(buffers, buffer);
	}
}

void buffer_fill(struct buffer *buffer, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
	uint32_t color) {
	if (x == 0 && y == 0 && width == buffer->width && height == buffer->height) {
		buffer->color = color;
	}
	for (uint32_t row = y; row < buffer->height && row - y < height; row++) {
		for (uint32_t column = x; column < buffer->width && column - x < width; column++) {
			buffer->pixels[(size_t)row * buffer->width + column] = color;
		}
	}
}
