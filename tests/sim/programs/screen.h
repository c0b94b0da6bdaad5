#ifndef SIM_PROGRAMS_SCREEN_H
#define SIM_PROGRAMS_SCREEN_H

#include <cairo.h>
#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

/*
 * Screen, keyboard and pointer of a guest's program that people use. It draws with cairo into
 * memory of its own, at most 60 times a second and only if there is something to draw; what has
 * changed is then copied into the glass that the screen is seen through, so that nobody sees a
 * picture half drawn.
 *
 * A program's screen is there before any glass is, and may outlive it: it keeps what it shows.
 */

struct glass;
struct screen;

struct screen_impl {
	/* It is time for the frame that was asked for: to draw, and to call screen_damage(). */
	void (*frame)(struct screen *screen);
	/* Frees the program whose screen it is. */
	void (*destroy)(struct screen *screen);

	/* Each may be NULL. */
	/* There is a screen, or one of another size: a frame comes that draws all of it. */
	void (*resize)(struct screen *screen);
	/* key: of linux/input-event-codes.h; pressed again while it is held */
	void (*key)(struct screen *screen, uint32_t key, bool pressed);
	void (*button)(struct screen *screen, uint32_t button, bool pressed);
	/* The pointer has moved, or left: see x, y and inside. */
	void (*motion)(struct screen *screen);
	/* clicks: positive down (towards the user) */
	void (*wheel)(struct screen *screen, int clicks);
	/* A text from elsewhere, in UTF-8, is to be as if typed. */
	void (*paste)(struct screen *screen, const char *text, size_t size);
};

/* What the pointer looks like, where that isn't up to the program. */
enum screen_cursor {
	SCREEN_CURSOR_ARROW,
	SCREEN_CURSOR_TEXT,
	SCREEN_CURSOR_CROSS,
};

struct screen {
	const struct screen_impl *impl;
	struct wl_event_loop *loop;
	const char *name; /* of the kind of program */
	char title[128];  /* of this one */

	int default_width, default_height; /* pixels that it has if nobody else decides */
	/* Its sizes are so much and whole steps; 0: any. */
	int base_width, base_height, step_width, step_height;
	enum screen_cursor cursor;

	cairo_t *cairo; /* of a CAIRO_FORMAT_RGB24 image surface; NULL until there is a size */
	int width, height;
	double x, y; /* where the pointer is, in pixels */
	bool inside; /* whether it is there at all */

	/* private */
	struct glass *glass; /* NULL: nobody sees it */
	pixman_region32_t damage;
	int timer;
	struct wl_event_source *timer_source;
	bool frame_wanted;
};

/* For programs. What is in the struct already stays, but for what is named here. */
void screen_init(struct screen *screen, const struct screen_impl *impl, struct wl_event_loop *loop,
	const char *name, int default_width, int default_height);
void screen_finish(struct screen *screen);

void screen_set_title(struct screen *screen, const char *title);
void screen_request_frame(struct screen *screen);
/* The pixels of an area have changed; what is outside of the screen doesn't count. */
void screen_damage(struct screen *screen, int x, int y, int width, int height);
/* Nothing but what has changed is touched by what is drawn then, until cairo_restore(). */
void screen_clip(const struct screen *screen);
/* Shows what has changed. It is done at the end of each frame anyway. */
void screen_flush(struct screen *screen);
/* The program has come to its end: it is destroyed, but not within this call. */
void screen_end(struct screen *screen);

/*
 * Shows another screen, a menu or the like, in front of this one: its upper left corner is there.
 * It is ended when the user turns to something else. False if the glass has no such thing, and
 * nothing was done.
 */
bool screen_open_popup(struct screen *screen, struct screen *popup, int x, int y);

/* For glasses. */

void screen_destroy(struct screen *screen); /* the program */
/*
 * There is a size, maybe another one, and nothing of it is on the glass: all of it is drawn anew.
 */
void screen_set_size(struct screen *screen, int width, int height);
/* Draws now what there is to be drawn, not with the next frame. */
void screen_draw(struct screen *screen);

void screen_key(struct screen *screen, uint32_t key, bool pressed);
void screen_button(struct screen *screen, uint32_t button, bool pressed);
void screen_move(struct screen *screen, double x, double y);
void screen_leave(struct screen *screen);
void screen_wheel(struct screen *screen, int clicks);
void screen_paste(struct screen *screen, const char *text, size_t size);

#endif
