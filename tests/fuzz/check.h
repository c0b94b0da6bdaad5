#ifndef FUZZ_CHECK_H
#define FUZZ_CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* What must hold whatever the input is: else it is a finding. */
static inline void check(bool holds, const char *what) {
	if (!holds) {
		fprintf(stderr, "not so: %s\n", what);
		abort();
	}
}

#endif
