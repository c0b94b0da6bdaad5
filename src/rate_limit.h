#ifndef DOMICILE_RATE_LIMIT_H
#define DOMICILE_RATE_LIMIT_H

#include <stdint.h>

/*
 * How often a guest may have something done: so many times at once, then once in each interval. Needs
 * no timer while nothing happens. Zero to begin with.
 */
struct rate_limit {
	uint64_t next_ms; /* when the next one would be on time if there were no burst */
};

/* 0 if it may be done now, which is then counted; otherwise in how many milliseconds. */
int rate_limit_take(struct rate_limit *limit, unsigned int burst, unsigned int interval_ms);

#endif
