#ifndef SIM_HOSTILE_BURST_H
#define SIM_HOSTILE_BURST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes to xenstore as fast as a guest can: many requests at once, where libxenstore waits for the
 * answer to each. Zero to begin with; never closed.
 */
struct burst {
	bool open;
	int fd;
	char requests[2048];
	size_t size;
	unsigned int count;
};

/* One more write; those that have been added go out together, now and then. */
void burst_write(struct burst *burst, const char *path, const char *value);

#endif
