#include "rate_limit.h"

#include <stdbool.h>

#include "monotonic.h"

static uint64_t now_us(void) {
	return (uint64_t)monotonic_ns() / 1000;
}

static int to_ms(uint64_t us) {
	return (int)((us + 999) / 1000);
}

int rate_limit_take(struct rate_limit *limit, unsigned int burst, unsigned int interval_ms) {
	uint64_t now = now_us(), interval = (uint64_t)interval_ms * 1000;
	uint64_t allowance = burst * interval;
	if (limit->next_us > now + allowance) {
		return to_ms(limit->next_us - now - allowance);
	}
	limit->next_us = (limit->next_us > now ? limit->next_us : now) + interval;
	return 0;
}

int rate_limit_spend(struct rate_limit *limit, unsigned int burst_ms, uint64_t cost_us) {
	uint64_t now = now_us();
	limit->next_us = (limit->next_us > now ? limit->next_us : now) + cost_us;
	bool owes = limit->next_us > now + (uint64_t)burst_ms * 1000;
	return owes ? to_ms(limit->next_us - now) : 0;
}
