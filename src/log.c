#include "log.h"

#include <stdio.h>
#include <stdlib.h>

#include "monotonic.h"

static enum log_level max_level = LOG_INFO;
static int64_t start_ms; /* of monotonic_ms(), at the first line */

void log_set_level(enum log_level level) {
	max_level = level;
}

void log_vwrite(enum log_level level, const char *format, va_list args) {
	static const char *const names[] = {"error", "info", "debug"};
	if (level > max_level) {
		return;
	}

	int64_t now_ms = monotonic_ms();
	if (start_ms == 0) {
		start_ms = now_ms;
	}
	long ms = (long)(now_ms - start_ms);

	/* One write a line, so that lines of several processes in one journal don't mix. */
	char room[1024];
	char *line = room;
	va_list again;
	va_copy(again, args);
	int length = vsnprintf(room, sizeof(room), format, args);
	if (length >= (int)sizeof(room) && (line = malloc((size_t)length + 1)) != NULL) {
		vsnprintf(line, (size_t)length + 1, format, again);
	}
	va_end(again);
	fprintf(stderr, "%6ld.%03ld [%s] %s\n", ms / 1000, ms % 1000, names[level],
		line != NULL ? line : room);
	if (line != room) {
		free(line);
	}
}

void log_write(enum log_level level, const char *format, ...) {
	va_list args;
	va_start(args, format);
	log_vwrite(level, format, args);
	va_end(args);
}
