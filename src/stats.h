#ifndef DOMICILE_STATS_H
#define DOMICILE_STATS_H

#include <stdint.h>

/*
 * What the desktop has done since it started. Printed on SIGUSR1, and at exit with --stats.
 * Owned by main; everyone else adds to it through a borrowed pointer.
 */
struct stats {
	uint64_t wakeups;       /* returns of the event loop from its wait */
	uint64_t frames;        /* commits of an output with new content */
	uint64_t guest_wakeups; /* event channel deliveries from guests */
	uint64_t guest_rects;   /* update rectangles that guests sent */
	uint64_t guest_frames;  /* frames in which some display's damage was shown */
	uint64_t guest_bytes;   /* bytes of guest pixels read, by the renderer or by us */
};

/* One log line for each counter's name and value, at LOG_INFO whatever the level is set to. */
void stats_log(const struct stats *stats);

#endif
