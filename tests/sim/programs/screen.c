#include "screen.h"

#include <errno.h>
#include <linux/input-event-codes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* What a framebuffer may have at most: 2560 by 1600. */
#define MAX_MIB 16

#define FRAMES_A_SECOND 60
#define SECOND INT64_C(1000000000)

void screen_request_frame(struct screen *screen) {
	if (screen->frame_wanted || screen->cairo == NULL) {
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
	cairo_surface_t *surface = cairo_get_target(screen->cairo);
	const uint8_t *from = cairo_image_surface_get_data(surface);
	int stride = cairo_image_surface_get_stride(surface);
	for (int y = box->y1; y < box->y2; y++) {
		memcpy(screen->vfb.pixels + y * screen->vfb.row_pixels + box->x1,
			from + y * stride + 4 * box->x1, 4 * (size_t)(box->x2 - box->x1));
	}
	vfb_frontend_update(&screen->vfb, box->x1, box->y1, box->x2 - box->x1, box->y2 - box->y1);
}

void screen_flush(struct screen *screen) {
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

static int handle_timer(int fd, uint32_t mask, void *data) {
	struct screen *screen = data;
	uint64_t expirations;
	if (read(fd, &expirations, sizeof(expirations)) != sizeof(expirations)) {
		return 0;
	}
	screen->frame_wanted = false;
	if (screen->cairo != NULL) {
		screen->impl->frame(screen);
		screen_flush(screen);
	}
	return 0;
}

static void handle_changed(struct vfb_frontend *vfb) {
	struct screen *screen = wl_container_of(vfb, screen, vfb);
	if (screen->cairo != NULL) {
		cairo_destroy(screen->cairo);
		screen->cairo = NULL;
	}
	if (vfb->pixels == NULL) {
		return;
	}
	screen->width = vfb->width;
	screen->height = vfb->height;
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, vfb->width, vfb->height);
	screen->cairo = cairo_create(surface);
	cairo_surface_destroy(surface);
	screen->impl->resize(screen);
	screen_damage(screen, 0, 0, screen->width, screen->height);
	screen_request_frame(screen);
}

static void handle_code(struct screen *screen, uint32_t code, bool pressed) {
	bool is_button = code >= BTN_MISC && code < KEY_OK;
	if (is_button && screen->impl->button != NULL) {
		screen->impl->button(screen, code, pressed);
	} else if (!is_button && screen->impl->key != NULL) {
		screen->impl->key(screen, code, pressed);
	}
}

static void move(struct screen *screen, double x, double y, int clicks) {
	x = fmax(0, fmin(x, screen->width - 1));
	y = fmax(0, fmin(y, screen->height - 1));
	bool moved = x != screen->x || y != screen->y;
	screen->x = x;
	screen->y = y;
	if (moved && screen->impl->motion != NULL) {
		screen->impl->motion(screen);
	}
	if (clicks != 0 && screen->impl->wheel != NULL) {
		screen->impl->wheel(screen, clicks);
	}
}

static void handle_event(struct vkbd_frontend *vkbd, const union xenkbd_in_event *event) {
	struct screen *screen = wl_container_of(vkbd, screen, vkbd);
	if (screen->cairo == NULL) {
		return;
	}
	switch (event->type) {
	case XENKBD_TYPE_KEY:
		handle_code(screen, event->key.keycode, event->key.pressed != 0);
		break;
	case XENKBD_TYPE_POS:
		if (vkbd->width > 0 && vkbd->height > 0) {
			move(screen, (double)event->pos.abs_x * screen->width / vkbd->width,
				(double)event->pos.abs_y * screen->height / vkbd->height,
				event->pos.rel_z);
		}
		break;
	case XENKBD_TYPE_MOTION:
		move(screen, screen->x + event->motion.rel_x, screen->y + event->motion.rel_y,
			event->motion.rel_z);
		break;
	default:
		break;
	}
}

bool screen_init(struct screen *screen, const struct screen_impl *impl, int width, int height) {
	screen->impl = impl;
	pixman_region32_init(&screen->damage);
	screen->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (screen->timer < 0 || !guest_init(&screen->guest)) {
		return false;
	}
	screen->timer_source = wl_event_loop_add_fd(
		screen->guest.loop, screen->timer, WL_EVENT_READABLE, handle_timer, screen);

	screen->vfb.max_mib = MAX_MIB;
	screen->vfb.default_width = width;
	screen->vfb.default_height = height;
	screen->vfb.changed = handle_changed;
	screen->vkbd.handle = handle_event;
	return vfb_frontend_init(&screen->vfb, &screen->guest, 0) &&
	       vkbd_frontend_init(&screen->vkbd, &screen->guest, 0);
}

void screen_finish(struct screen *screen) {
	vfb_frontend_finish(&screen->vfb);
	vkbd_frontend_finish(&screen->vkbd);
	wl_event_source_remove(screen->timer_source);
	close(screen->timer);
	guest_finish(&screen->guest);
	pixman_region32_fini(&screen->damage);
}
