#ifndef SIM_PROGRAMS_SCREEN_H
#define SIM_PROGRAMS_SCREEN_H

#include <cairo.h>
#include <pixman.h>

#include "guest.h"
#include "vfb.h"
#include "vkbd.h"

/*
 * Screen, keyboard and pointer of a guest's program that people use. It draws with cairo into memory of
 * its own, at most 60 times a second and only if there is something to draw; what has changed is then
 * copied into the framebuffer, so that nobody sees a picture half drawn.
 */

struct screen;

struct screen_impl {
	/* There is a screen, or one of another size: a frame comes that draws all of it. */
	void (*resize)(struct screen *screen);
	/* It is time for the frame that was asked for: to draw, and to call screen_damage(). */
	void (*frame)(struct screen *screen);

	/* Each may be NULL. key: of linux/input-event-codes.h; pressed again while it is held. */
	void (*key)(struct screen *screen, uint32_t key, bool pressed);
	void (*button)(struct screen *screen, uint32_t button, bool pressed);
	void (*motion)(struct screen *screen);
	/* clicks: positive down (towards the user) */
	void (*wheel)(struct screen *screen, int clicks);
};

struct screen {
	struct guest guest;
	const struct screen_impl *impl;

	cairo_t *cairo; /* of a CAIRO_FORMAT_RGB24 image surface; NULL while there is no screen */
	int width, height;
	double x, y; /* where the pointer is, in pixels */

	/* private */
	struct vfb_frontend vfb;
	struct vkbd_frontend vkbd;
	pixman_region32_t damage;
	int timer;
	struct wl_event_source *timer_source;
	bool frame_wanted;
};

/* The size is used if the backend names none. False with errno. */
bool screen_init(struct screen *screen, const struct screen_impl *impl, int width, int height);
void screen_finish(struct screen *screen);

void screen_request_frame(struct screen *screen);
/* The pixels of an area have changed; what is outside of the screen doesn't count. */
void screen_damage(struct screen *screen, int x, int y, int width, int height);
/* Nothing but what has changed is touched by what is drawn then, until cairo_restore(). */
void screen_clip(const struct screen *screen);
/* Shows what has changed. It is done at the end of each frame anyway. */
void screen_flush(struct screen *screen);

#endif
