#ifndef FUZZ_CLOCK_H
#define FUZZ_CLOCK_H

#include <stdint.h>

/*
 * A clock in the place of the kernel's, for CLOCK_MONOTONIC, timerfds, and the processor's time: it
 * passes only where a target says so, and every run of an input is the same.
 */

/* To be called before an event loop is made. */
void clock_reset(void);
/* Timers that are due by then become readable. */
void clock_advance(uint32_t ms);

#endif
