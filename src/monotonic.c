#include "monotonic.h"

int64_t monotonic_ns(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * MONOTONIC_NS_PER_S + now.tv_nsec;
}

int64_t monotonic_ms(void) {
	return monotonic_ns() / MONOTONIC_NS_PER_MS;
}

struct timespec monotonic_timespec(int64_t ns) {
	return (struct timespec){
		.tv_sec = (time_t)(ns / MONOTONIC_NS_PER_S),
		.tv_nsec = (long)(ns % MONOTONIC_NS_PER_S),
	};
}

int64_t monotonic_cpu_us(void) {
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
