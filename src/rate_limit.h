#ifndef DOMICILE_RATE_LIMIT_H
#define DOMICILE_RATE_LIMIT_H

#include <stdint.h>

/*
 * How often a guest may have something done: so many times at once, then once in each interval. Needs
 * no timer while nothing happens. Zero to begin with.
 */
struct rate_limit {
	uint64_t next_us; /* when the next one would be on time if there were no burst */
};

/* 0 if it may be done now, which is then counted; otherwise in how many milliseconds. */
int rate_limit_take(struct rate_limit *limit, unsigned int burst, unsigned int interval_ms);

/*
 * The same for what has been done already, and costs more or less: after it, nothing is to be done for
 * cost_us, of which burst_ms may be owed. 0, or in how many milliseconds no more is.
 */
int rate_limit_spend(struct rate_limit *limit, unsigned int burst_ms, uint64_t cost_us);

#endif
