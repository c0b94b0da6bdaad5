#ifndef DOMICILE_MEMORY_BUFFER_H
#define DOMICILE_MEMORY_BUFFER_H

#include <stddef.h>
#include <stdint.h>
#include <wlr/interfaces/wlr_buffer.h>

/*
 * A buffer over memory that someone else has: renderers read it where it lies, and nobody may write
 * to it. To be embedded in what knows whose memory it is.
 */
struct memory_buffer {
	struct wlr_buffer base;
	const void *data;
	uint32_t drm_format;
	size_t stride; /* bytes from a row to the next */

	/* Called once nobody uses the buffer any more. Frees it, and gives the memory back. */
	void (*destroy)(struct memory_buffer *buffer);
};

/* width, height: pixels. The rest, as above, is set by the caller. */
void memory_buffer_init(struct memory_buffer *buffer, int width, int height);

#endif
