#ifndef DOMICILE_ALLOC_H
#define DOMICILE_ALLOC_H

#include <stdlib.h>

/*
 * Small allocations never fail: a desktop that can't get a few hundred bytes can't go on, and code
 * that pretends otherwise is code that nobody has ever run. What a guest or a client chooses the
 * size of is allocated with calloc() and checked where it is.
 */

/* Aborts where pointer is NULL, else returns it. */
static inline void *must(void *pointer) {
	if (pointer == NULL) {
		abort();
	}
	return pointer;
}

/* A zeroed object of a type, to be given to free(). */
#define znew(type) ((type *)must(calloc(1, sizeof(type))))

#endif
