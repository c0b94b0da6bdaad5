#include "screen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "glass.h"

#define FRAMES_A_SECOND 60
#define SECOND INT64_C(1000000000)

static bool is_seen(const struct screen *screen) {
	return screen->glass != NULL && screen->glass->pixels != NULL && screen->cairo != NULL;
}

void screen_request_frame(struct screen *screen) {
	if (screen->frame_wanted || !is_seen(screen)) {
		return;
	}
	screen->frame_wanted = true;
	/* On a grid, as a real screen's frames are, and not so long after whatever asked for it. */
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t frame = (int64_t)now.tv_nsec * FRAMES_A_SECOND / SECOND + 1;
	int64_t at = now.tv_sec * SECOND + frame * SECOND / FRAMES_A_SECOND;
	struct itimerspec next = {
		.it_value = {.tv_sec = at / SECOND, .tv_nsec = at % SECOND},
	};
	timerfd_settime(screen->timer, TFD_TIMER_ABSTIME, &next, NULL);
}

void screen_damage(struct screen *screen, int x, int y, int width, int height) {
	if (width > 0 && height > 0) {
		pixman_region32_union_rect(&screen->damage, &screen->damage, x, y,
			(unsigned int)width, (unsigned int)height);
	}
}

void screen_clip(const struct screen *screen) {
	int count;
	const pixman_box32_t *boxes = pixman_region32_rectangles(&screen->damage, &count);
	for (int i = 0; i < count; i++) {
		cairo_rectangle(screen->cairo, boxes[i].x1, boxes[i].y1, boxes[i].x2 - boxes[i].x1,
			boxes[i].y2 - boxes[i].y1);
	}
	cairo_clip(screen->cairo);
}

static void copy(struct screen *screen, const pixman_box32_t *box) {
	struct glass *glass = screen->glass;
	cairo_surface_t *surface = cairo_get_target(screen->cairo);
	const uint8_t *from = cairo_image_surface_get_data(surface);
	int stride = cairo_image_surface_get_stride(surface);
	int width = box->x2 - box->x1;
	for (int y = box->y1; y < box->y2; y++) {
		memcpy(glass->pixels + y * glass->row_pixels + box->x1,
			from + y * stride + 4 * box->x1, 4 * (size_t)width);
	}
	glass->impl->changed(glass, box->x1, box->y1, width, box->y2 - box->y1);
}

void screen_flush(struct screen *screen) {
	if (!is_seen(screen)) {
		return;
	}
	cairo_surface_flush(cairo_get_target(screen->cairo));
	pixman_region32_intersect_rect(&screen->damage, &screen->damage, 0, 0,
		(unsigned int)screen->width, (unsigned int)screen->height);
	int count;
	const pixman_box32_t *boxes = pixman_region32_rectangles(&screen->damage, &count);
	for (int i = 0; i < count; i++) {
		copy(screen, &boxes[i]);
	}
	pixman_region32_clear(&screen->damage);
}

void screen_draw(struct screen *screen) {
	if (is_seen(screen)) {
		screen->impl->frame(screen);
		screen_flush(screen);
	}
}

static int handle_timer(int fd, uint32_t mask, void *data) {
	struct screen *screen = data;
	uint64_t expirations;
	if (read(fd, &expirations, sizeof(expirations)) == sizeof(expirations)) {
		screen->frame_wanted = false;
		screen_draw(screen);
	}
	return 0;
}

static void forget_surface(struct screen *screen) {
	if (screen->cairo != NULL) {
		cairo_destroy(screen->cairo);
		screen->cairo = NULL;
	}
}

void screen_set_size(struct screen *screen, int width, int height) {
	if (screen->cairo == NULL || width != screen->width || height != screen->height) {
		forget_surface(screen);
		screen->width = width;
		screen->height = height;
		cairo_surface_t *surface =
			cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
		screen->cairo = cairo_create(surface);
		cairo_surface_destroy(surface);
		if (screen->impl->resize != NULL) {
			screen->impl->resize(screen);
		}
	}
	screen_damage(screen, 0, 0, width, height);
	screen_request_frame(screen);
}

void screen_set_title(struct screen *screen, const char *title) {
	if (strcmp(screen->title, title) != 0) {
		snprintf(screen->title, sizeof(screen->title), "%s", title);
		if (screen->glass != NULL && screen->glass->impl->set_title != NULL) {
			screen->glass->impl->set_title(screen->glass, screen->title);
		}
	}
}

void screen_end(struct screen *screen) {
	if (screen->glass != NULL) {
		screen->glass->impl->end(screen->glass);
	}
}

bool screen_open_popup(struct screen *screen, struct screen *popup, int x, int y) {
	return screen->glass != NULL && screen->glass->impl->open_popup != NULL &&
	       screen->glass->impl->open_popup(screen->glass, popup, x, y);
}

/* What the user does */

void screen_key(struct screen *screen, uint32_t key, bool pressed) {
	if (screen->cairo != NULL && screen->impl->key != NULL) {
		screen->impl->key(screen, key, pressed);
	}
}

void screen_button(struct screen *screen, uint32_t button, bool pressed) {
	if (screen->cairo != NULL && screen->impl->button != NULL) {
		screen->impl->button(screen, button, pressed);
	}
}

void screen_move(struct screen *screen, double x, double y) {
	x = fmax(0, fmin(x, screen->width - 1));
	y = fmax(0, fmin(y, screen->height - 1));
	bool moved = x != screen->x || y != screen->y || !screen->inside;
	screen->x = x;
	screen->y = y;
	screen->inside = true;
	if (moved && screen->cairo != NULL && screen->impl->motion != NULL) {
		screen->impl->motion(screen);
	}
}

void screen_leave(struct screen *screen) {
	if (screen->inside) {
		screen->inside = false;
		if (screen->cairo != NULL && screen->impl->motion != NULL) {
			screen->impl->motion(screen);
		}
	}
}

void screen_wheel(struct screen *screen, int clicks) {
	if (clicks != 0 && screen->cairo != NULL && screen->impl->wheel != NULL) {
		screen->impl->wheel(screen, clicks);
	}
}

void screen_paste(struct screen *screen, const char *text, size_t size) {
	if (screen->cairo != NULL && screen->impl->paste != NULL) {
		screen->impl->paste(screen, text, size);
	}
}

void screen_init(struct screen *screen, const struct screen_impl *impl, struct wl_event_loop *loop,
	const char *name, int default_width, int default_height) {
	screen->impl = impl;
	screen->loop = loop;
	screen->name = name;
	snprintf(screen->title, sizeof(screen->title), "%s", name);
	screen->default_width = default_width;
	screen->default_height = default_height;
	pixman_region32_init(&screen->damage);
	screen->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	screen->timer_source =
		wl_event_loop_add_fd(loop, screen->timer, WL_EVENT_READABLE, handle_timer, screen);
	if (screen->timer_source == NULL) {
		perror(name);
		exit(EXIT_FAILURE);
	}
}

void screen_finish(struct screen *screen) {
	forget_surface(screen);
	wl_event_source_remove(screen->timer_source);
	close(screen->timer);
	pixman_region32_fini(&screen->damage);
}

void screen_destroy(struct screen *screen) {
	screen->impl->destroy(screen);
}
