#ifndef BENCH_AGENT_H
#define BENCH_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "wire.h"

/*
 * An agent of the bench: one connection to the desktop, and windows with pixels, which keep their size.
 * It does what every agent has to, and nothing else by itself.
 */
struct agent {
	struct wire wire;
	struct buffers buffers;
	size_t unconfirmed; /* windows whose pixels the desktop hasn't looked at yet */
	bool left;          /* the desktop has gone, and that's the end of it */

	/* The desktop is there: windows can be shown. */
	void (*connected)(struct agent *agent);
	/* It has looked at the pixels of all of them. */
	void (*shown)(struct agent *agent);
};

/* False with errno. */
bool agent_init(struct agent *agent);
void agent_finish(struct agent *agent);

/* Answers what there is to read, without waiting for it. */
void agent_read(struct agent *agent);

/* A window all black, at that place of the guest's desktop. NULL with errno. */
struct buffer *agent_show(struct agent *agent, uint32_t window, int32_t x, int32_t y,
	uint32_t width, uint32_t height, bool fullscreen);

#endif
