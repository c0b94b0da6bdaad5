#include "stats.h"

#include <inttypes.h>

#include "log.h"

void stats_log(const struct stats *stats) {
	log_info("stats: wakeups %" PRIu64, stats->wakeups);
	log_info("stats: frames %" PRIu64, stats->frames);
	log_info("stats: guest_wakeups %" PRIu64, stats->guest_wakeups);
	log_info("stats: guest_rects %" PRIu64, stats->guest_rects);
	log_info("stats: guest_frames %" PRIu64, stats->guest_frames);
	log_info("stats: guest_bytes %" PRIu64, stats->guest_bytes);
}
