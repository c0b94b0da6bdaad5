#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "programs.h"
#include "screen.h"

#define SIZE 240
#define FACE 100.0 /* all of it is drawn for a face of this radius */

struct clock {
	struct screen screen;
	struct wl_event_source *timer;
};

/* Clockwise, from the top, in turns. */
static void draw_hand(cairo_t *cairo, double turn, double from, double to, double width) {
	double x = sin(2 * M_PI * turn), y = -cos(2 * M_PI * turn);
	cairo_set_line_width(cairo, width);
	cairo_move_to(cairo, from * x, from * y);
	cairo_line_to(cairo, to * x, to * y);
	cairo_stroke(cairo);
}

static void draw_face(cairo_t *cairo) {
	cairo_pattern_t *shade = cairo_pattern_create_radial(-30, -40, 0, 0, 0, FACE);
	cairo_pattern_add_color_stop_rgb(shade, 0, 0.21, 0.25, 0.36);
	cairo_pattern_add_color_stop_rgb(shade, 1, 0.10, 0.12, 0.19);
	cairo_arc(cairo, 0, 0, FACE, 0, 2 * M_PI);
	cairo_set_source(cairo, shade);
	cairo_fill_preserve(cairo);
	cairo_pattern_destroy(shade);
	cairo_set_source_rgb(cairo, 0.36, 0.42, 0.58);
	cairo_set_line_width(cairo, 3);
	cairo_stroke(cairo);
	for (int i = 0; i < 60; i++) {
		bool hour = i % 5 == 0;
		cairo_set_source_rgba(cairo, 0.90, 0.93, 1, hour ? 0.95 : 0.35);
		draw_hand(cairo, i / 60.0, hour ? 80 : 87, 90, hour ? 3.5 : 1.5);
	}
}

/* The day of the month, in a small window as watches have it. */
static void draw_day(cairo_t *cairo, const struct tm *now) {
	char text[4];
	cairo_text_extents_t extents;
	strftime(text, sizeof(text), "%e", now);
	cairo_rectangle(cairo, 44, -11, 26, 22);
	cairo_set_source_rgb(cairo, 0.06, 0.07, 0.11);
	cairo_fill_preserve(cairo);
	cairo_set_source_rgb(cairo, 0.36, 0.42, 0.58);
	cairo_set_line_width(cairo, 1.5);
	cairo_stroke(cairo);
	cairo_select_font_face(
		cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cairo, 15);
	cairo_text_extents(cairo, text, &extents);
	cairo_set_source_rgb(cairo, 0.90, 0.93, 1);
	cairo_move_to(cairo, 57 - extents.width / 2 - extents.x_bearing, 5.5);
	cairo_show_text(cairo, text);
}

static void draw(cairo_t *cairo, const struct tm *now) {
	double minute = now->tm_min + now->tm_sec / 60.0, hour = now->tm_hour + minute / 60;
	cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
	draw_face(cairo);
	draw_day(cairo, now);
	cairo_set_source_rgb(cairo, 0.95, 0.96, 1);
	draw_hand(cairo, hour / 12, -10, 50, 7);
	draw_hand(cairo, minute / 60, -12, 76, 4.5);
	cairo_set_source_rgb(cairo, 1, 0.62, 0.26);
	draw_hand(cairo, now->tm_sec / 60.0, -18, 84, 2);
	cairo_arc(cairo, 0, 0, 5, 0, 2 * M_PI);
	cairo_fill(cairo);
}

static void handle_frame(struct screen *screen) {
	struct clock *clock = wl_container_of(screen, clock, screen);
	struct timespec now;
	struct tm local;
	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &local);

	cairo_t *cairo = screen->cairo;
	cairo_save(cairo);
	cairo_set_source_rgb(cairo, 0.07, 0.08, 0.12);
	cairo_paint(cairo);
	double scale = fmin(screen->width, screen->height) / (2.16 * FACE);
	cairo_translate(cairo, screen->width / 2.0, screen->height / 2.0);
	cairo_scale(cairo, scale, scale);
	draw(cairo, &local);
	cairo_restore(cairo);
	screen_damage(screen, 0, 0, screen->width, screen->height);
	wl_event_source_timer_update(clock->timer, (int)(1000 - now.tv_nsec / 1000000));
}

static int handle_timer(void *data) {
	struct clock *clock = data;
	screen_request_frame(&clock->screen);
	return 0;
}

static void handle_destroy(struct screen *screen) {
	struct clock *clock = wl_container_of(screen, clock, screen);
	wl_event_source_remove(clock->timer);
	screen_finish(screen);
	free(clock);
}

struct screen *clock_create(struct wl_event_loop *loop, char *const args[]) {
	static const struct screen_impl impl = {
		.frame = handle_frame,
		.destroy = handle_destroy,
	};
	struct clock *clock = calloc(1, sizeof(*clock));
	clock->timer = wl_event_loop_add_timer(loop, handle_timer, clock);
	screen_init(&clock->screen, &impl, loop, "clock", SIZE, SIZE);
	screen_set_title(&clock->screen, "Clock");
	return &clock->screen;
}
