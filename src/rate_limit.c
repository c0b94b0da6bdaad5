#include "rate_limit.h"

#include "monotonic.h"

int rate_limit_take(struct rate_limit *limit, unsigned int burst, unsigned int interval_ms) {
	uint64_t now_ms = (uint64_t)monotonic_ms();

	uint64_t allowance = (uint64_t)burst * interval_ms;
	if (limit->next_ms > now_ms + allowance) {
		return (int)(limit->next_ms - now_ms - allowance);
	}
	limit->next_ms = (limit->next_ms > now_ms ? limit->next_ms : now_ms) + interval_ms;
	return 0;
}
