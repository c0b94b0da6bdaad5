#ifndef DOMICILE_MONOTONIC_H
#define DOMICILE_MONOTONIC_H

#include <stdint.h>
#include <time.h>

/*
 * CLOCK_MONOTONIC: time that never goes back, from any moment on. Input events and frames are dated by it,
 * too; in Wayland's protocol by the lowest 32 bits of its milliseconds.
 */

#define MONOTONIC_NS_PER_MS INT64_C(1000000)
#define MONOTONIC_NS_PER_S INT64_C(1000000000)

int64_t monotonic_ns(void);
int64_t monotonic_ms(void);
struct timespec monotonic_timespec(int64_t ns);

/* CLOCK_THREAD_CPUTIME_ID: time that we have run, without what else the machine did meanwhile. */
int64_t monotonic_cpu_us(void);

#endif
