#ifndef DOMICILE_OUTPUT_H
#define DOMICILE_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

struct desktop;
struct wlr_output;
struct wlr_scene_output;
struct wlr_scene_rect;

/*
 * A screen. It lives as long as its wlr_output; while it is in use it is in the layout and in the
 * scene.
 *
 * Frames. A frame is drawn when something has changed, and never sooner after the last one than the
 * refresh rate allows: virtual screens have no vertical blank that would slow us down, and a busy
 * guest would take a whole processor. Where the time hasn't come, a timer waits for it; where
 * nothing has changed, another virtual terminal has the screen, or there is no renderer, nothing
 * runs.
 */
struct output {
	struct wl_list link; /* desktop.outputs */
	struct desktop *desktop;
	struct wlr_output *wlr_output;

	struct wlr_scene_output *scene_output; /* NULL unless in use */
	struct wlr_scene_rect *background;     /* NULL unless in use */
	struct wlr_box box;                    /* in the layout; empty unless in use */
	struct wlr_box usable; /* what panels leave of it; layer_shell.h sees to it */

	int64_t next_frame;                  /* of monotonic_ns(): when the next may be drawn */
	struct wl_event_source *frame_timer; /* waits for next_frame */
	struct wl_event_source *frame_idle;  /* a frame is to be drawn in this turn of the loop */
	bool frame_waiting;                  /* frame_timer is armed */
	bool frame_asked;                    /* somebody has something to draw in the next */
	bool guest_damage;                   /* of some guest is in the frame that is being drawn */
	bool gamma_changed;                  /* the next frame is to bring it: see gamma.h */
	bool powered_off; /* dark, not enabled, but in use: nobody is there to look at it */

	struct {
		/* The same as draw, but before it, and anything may come and go in it. NULL */
		struct wl_signal listen;
		/*
		 * A frame is about to be drawn: the last moment to put something new into the
		 * scene. Who goes on listening is asked again in the next frame. NULL
		 */
		struct wl_signal draw;
		struct wl_signal destroy; /* NULL */
	} events;

	struct wl_listener frame;
	struct wl_listener commit;
	struct wl_listener request_state;
	struct wl_listener output_destroy;
};

/* Lights the screen up in its preferred mode and puts it to the right of the others. */
struct output *output_create(struct desktop *desktop, struct wlr_output *wlr_output);

/*
 * Has events.draw emitted at the next time for a frame, which is then committed if the scene
 * has changed. Unlike wlr_output_schedule_frame(), it doesn't cause a commit by itself.
 */
void output_schedule_draw(struct output *output);

/* Whether it has a place in the layout: if it is lit, or is only to be dark for a while. */
bool output_is_in_use(const struct output *output);

/* The user has come back from another virtual terminal: what has changed meanwhile is drawn. */
void output_resume(struct output *output);

/*
 * The user is on another virtual terminal and is not to find what was shown before, which is what wlroots
 * lights the screen up with before the first frame: paints it over. What a program of dom0's may have
 * handed to the screen itself, fullscreen, isn't ours to paint over.
 */
void output_forget_picture(struct output *output, uint32_t color);

/* Takes the place that the layout gives it. Called by the desktop when the layout has changed. */
void output_update_box(struct output *output);

/* The part of it that windows may fill, in the layout: all but what panels keep for themselves. */
struct wlr_box output_usable_area(const struct output *output);

#endif
