#define _GNU_SOURCE
#include "load.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_MS UINT64_C(1000000)
#define NS_PER_S UINT64_C(1000000000)

static void fill(
	uint32_t *pixels, size_t row_pixels, int x, int y, int width, int height, uint32_t color) {
	for (int row = y; row < y + height; row++) {
		for (int column = x; column < x + width; column++) {
			pixels[(size_t)row * row_pixels + (size_t)column] = color;
		}
	}
}

static void draw(struct load *load, int width, int height) {
	size_t row_pixels;
	uint32_t *pixels = load->impl->begin(load, &row_pixels);
	load->late = pixels == NULL;
	if (load->late) {
		return;
	}
	/* Not in the middle, where some compositors have a cursor. */
	bool stamp = width == 0;
	width = stamp ? LOAD_STAMP_SIZE : width;
	height = stamp ? LOAD_STAMP_SIZE : height;
	int x = (load->width - width) / 4, y = (load->height - height) / 4;
	if (stamp) {
		struct timespec now;
		clock_gettime(CLOCK_MONOTONIC, &now);
		uint64_t ns = (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
		fill(pixels, row_pixels, x, y, width, height, LOAD_STAMP_COLOR);
		for (int i = 0; i < 3; i++) {
			fill(pixels, row_pixels, x + i, y, 1, 1, ns >> 24 * i & 0xffffff);
		}
	} else {
		fill(pixels, row_pixels, x, y, width, height,
			(uint32_t)load->frames * 0x9e3779 & 0xffffff);
	}
	load->impl->end(load, x, y, width, height);
	load->frames++;
}

static void set_timer(struct load *load, uint64_t first_ns, uint64_t interval_ns) {
	struct itimerspec when = {
		.it_value = {first_ns / NS_PER_S, first_ns % NS_PER_S},
		.it_interval = {interval_ns / NS_PER_S, interval_ns % NS_PER_S},
	};
	timerfd_settime(load->timer, 0, &when, NULL);
}

static void arm_stamp(struct load *load) {
	uint64_t range_ns = (load->max_ms - load->min_ms) * NS_PER_MS + 1;
	set_timer(load, load->min_ms * NS_PER_MS + (uint64_t)random() % range_ns, 0);
}

static int handle_tick(int fd, uint32_t mask, void *data) {
	struct load *load = data;
	uint64_t expirations;
	if (read(fd, &expirations, sizeof(expirations)) != sizeof(expirations)) {
		return 0;
	}
	draw(load, load->paint_width, load->paint_height);
	if (load->paint_width == 0) {
		arm_stamp(load);
	}
	return 0;
}

static void stop(struct load *load) {
	set_timer(load, 0, 0);
	load->late = false;
}

static void obey(struct load *load, const char *line) {
	int width, height;
	uint32_t hz;
	if (strcmp(line, "frames") == 0) {
		printf("frames %" PRIu64 "\n", load->frames);
		return;
	}
	stop(load);
	if (sscanf(line, "paint %d %d %" SCNu32, &width, &height, &hz) == 3 && width > 0 &&
		width <= load->width && height > 0 && height <= load->height && hz > 0) {
		load->paint_width = width;
		load->paint_height = height;
		set_timer(load, NS_PER_S / hz, NS_PER_S / hz);
	} else if (sscanf(line, "stamp %" SCNu32 " %" SCNu32, &load->min_ms, &load->max_ms) == 2 &&
		   load->min_ms <= load->max_ms && load->width >= LOAD_STAMP_SIZE &&
		   load->height >= LOAD_STAMP_SIZE) {
		load->paint_width = load->paint_height = 0;
		arm_stamp(load);
	} else if (strcmp(line, "stop") != 0) {
		printf("what? %s\n", line);
	}
}

static int handle_input(int fd, uint32_t mask, void *data) {
	struct load *load = data;
	ssize_t size = read(fd, load->line + load->size, sizeof(load->line) - 1 - load->size);
	if (size <= 0) {
		load->quit(load);
		return 0;
	}
	load->size += (size_t)size;
	char *end;
	while ((end = memchr(load->line, '\n', load->size)) != NULL) {
		*end = '\0';
		obey(load, load->line);
		load->size -= (size_t)(end + 1 - load->line);
		memmove(load->line, end + 1, load->size);
	}
	return 0;
}

bool load_init(struct load *load, struct wl_event_loop *loop, const struct load_impl *impl,
	int width, int height, void (*quit)(struct load *load)) {
	*load = (struct load){.impl = impl, .width = width, .height = height, .quit = quit};
	setvbuf(stdout, NULL, _IOLBF, 0);
	srandom((unsigned int)getpid());
	load->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (load->timer < 0) {
		return false;
	}
	load->tick = wl_event_loop_add_fd(loop, load->timer, WL_EVENT_READABLE, handle_tick, load);
	load->input =
		wl_event_loop_add_fd(loop, STDIN_FILENO, WL_EVENT_READABLE, handle_input, load);
	return load->tick != NULL && load->input != NULL;
}

void load_finish(struct load *load) {
	wl_event_source_remove(load->tick);
	wl_event_source_remove(load->input);
	close(load->timer);
}

void load_retry(struct load *load) {
	if (load->late) {
		draw(load, load->paint_width, load->paint_height);
	}
}

void load_stamp(struct load *load) {
	draw(load, 0, 0);
}
