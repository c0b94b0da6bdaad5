#define _GNU_SOURCE
#include <linux/input-event-codes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture.h"
#include "screen.h"

/*
 * paint [--blank]: a canvas with a picture on it, or a blank one. The left button paints and the right one
 * erases, the wheel changes the size of the brush, a colour is chosen with the bar or with the keys 1 to
 * =, and Backspace, Delete and C clear the canvas. Its pointer is a brush that it draws itself.
 */

#define WIDTH 800
#define HEIGHT 500
#define MIN_SIZE 2.0
#define MAX_SIZE 120.0
#define CURSOR_MARGIN 3  /* of the outline around the brush */
#define POINTER_RADIUS 4 /* of the brush on the bar */

/* The bar, from the bottom of the screen; each colour has a square of its height. */
#define MAX_BAR_HEIGHT 40
#define BAR_MARGIN 12

static const uint32_t colors[] = {0xe5484d, 0xf76b15, 0xffc53d, 0x46a758, 0x12a594, 0x3e9bff,
	0x6e56cf, 0xd6409f, 0xad7f58, 0x1d1f27, 0x8b8d98, 0xffffff};
#define COLORS (sizeof(colors) / sizeof(colors[0]))
static const uint32_t paper = 0xf6f2e8;

struct paint {
	struct screen screen;
	cairo_surface_t *canvas;
	size_t color; /* of colors */
	double size;
	uint32_t button; /* that is held: BTN_LEFT or BTN_RIGHT; or 0 */
	double last_x, last_y;
	double cursor_x, cursor_y; /* where the cursor was drawn */
	bool blank;
};

static void set_source(cairo_t *cairo, uint32_t color) {
	cairo_set_source_rgb(cairo, (color >> 16 & 0xff) / 255.0, (color >> 8 & 0xff) / 255.0,
		(color & 0xff) / 255.0);
}

static void damage_around(struct paint *paint, double x, double y, double radius) {
	int size = (int)ceil(2 * radius) + 2;
	screen_damage(
		&paint->screen, (int)floor(x - radius) - 1, (int)floor(y - radius) - 1, size, size);
	screen_request_frame(&paint->screen);
}

static void damage_cursor(struct paint *paint) {
	double radius = fmax(paint->size / 2, POINTER_RADIUS) + CURSOR_MARGIN;
	damage_around(paint, paint->cursor_x, paint->cursor_y, radius);
	damage_around(paint, paint->screen.x, paint->screen.y, radius);
}

static int bar_height(const struct paint *paint) {
	int fitting = (paint->screen.width - 2 * BAR_MARGIN) / (int)COLORS;
	return fitting < MAX_BAR_HEIGHT ? fitting : MAX_BAR_HEIGHT;
}

static int bar_left(const struct paint *paint) {
	return (paint->screen.width - (int)COLORS * bar_height(paint)) / 2;
}

static int bar_top(const struct paint *paint) {
	return paint->screen.height - bar_height(paint) - BAR_MARGIN;
}

static void damage_bar(struct paint *paint) {
	screen_damage(&paint->screen, bar_left(paint) - 1, bar_top(paint) - 1,
		(int)COLORS * bar_height(paint) + 2, bar_height(paint) + 2);
	screen_request_frame(&paint->screen);
}

/* Which colour of the bar the pointer is on, or -1. */
static int pointed_color(const struct paint *paint) {
	double x = paint->screen.x - bar_left(paint), y = paint->screen.y - bar_top(paint);
	bool inside =
		x >= 0 && y >= 0 && y < bar_height(paint) && x < (double)COLORS * bar_height(paint);
	return inside ? (int)(x / bar_height(paint)) : -1;
}

static void choose(struct paint *paint, size_t color) {
	paint->color = color;
	damage_bar(paint);
	damage_cursor(paint);
}

static void clear(struct paint *paint) {
	cairo_t *cairo = cairo_create(paint->canvas);
	set_source(cairo, paper);
	cairo_paint(cairo);
	cairo_destroy(cairo);
	screen_damage(&paint->screen, 0, 0, paint->screen.width, paint->screen.height);
	screen_request_frame(&paint->screen);
}

/* From where the pointer was to where it is. */
static void brush(struct paint *paint) {
	double x = paint->screen.x, y = paint->screen.y;
	cairo_t *cairo = cairo_create(paint->canvas);
	set_source(cairo, paint->button == BTN_LEFT ? colors[paint->color] : paper);
	cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_width(cairo, paint->size);
	cairo_move_to(cairo, paint->last_x, paint->last_y);
	cairo_line_to(cairo, x, y);
	cairo_stroke(cairo);
	cairo_destroy(cairo);

	double radius = paint->size / 2 + 1;
	double left = fmin(x, paint->last_x) - radius, top = fmin(y, paint->last_y) - radius;
	screen_damage(&paint->screen, (int)floor(left), (int)floor(top),
		(int)ceil(fabs(x - paint->last_x) + 2 * radius) + 1,
		(int)ceil(fabs(y - paint->last_y) + 2 * radius) + 1);
	paint->last_x = x;
	paint->last_y = y;
	screen_request_frame(&paint->screen);
}

static void draw_bar(const struct paint *paint, cairo_t *cairo) {
	double left = bar_left(paint), top = bar_top(paint), round = bar_height(paint) / 2.0;
	double width = (double)COLORS * bar_height(paint);
	cairo_new_sub_path(cairo);
	cairo_arc(cairo, left + round, top + round, round, M_PI / 2, -M_PI / 2);
	cairo_arc(cairo, left + width - round, top + round, round, -M_PI / 2, M_PI / 2);
	cairo_close_path(cairo);
	cairo_set_source_rgba(cairo, 0.09, 0.09, 0.13, 0.88);
	cairo_fill(cairo);
	for (size_t i = 0; i < COLORS; i++) {
		double x = left + round + (double)i * bar_height(paint);
		bool chosen = i == paint->color;
		cairo_arc(cairo, x, top + round, round * (chosen ? 0.65 : 0.5), 0, 2 * M_PI);
		set_source(cairo, colors[i]);
		cairo_fill_preserve(cairo);
		cairo_set_source_rgba(cairo, 1, 1, 1, chosen ? 0.95 : 0.2);
		cairo_set_line_width(cairo, chosen ? 2.5 : 1);
		cairo_stroke(cairo);
	}
}

/* The brush: its size and its colour, with a line around it that is seen on any ground. */
static void draw_cursor(const struct paint *paint, cairo_t *cairo) {
	double x = paint->screen.x, y = paint->screen.y;
	double radius = pointed_color(paint) >= 0 ? POINTER_RADIUS : paint->size / 2;
	cairo_arc(cairo, x, y, radius, 0, 2 * M_PI);
	set_source(cairo, paint->button == BTN_RIGHT ? paper : colors[paint->color]);
	cairo_fill(cairo);
	cairo_set_line_width(cairo, 1.5);
	cairo_arc(cairo, x, y, radius + 2, 0, 2 * M_PI);
	cairo_set_source_rgba(cairo, 0, 0, 0, 0.7);
	cairo_stroke(cairo);
	cairo_arc(cairo, x, y, radius + 0.75, 0, 2 * M_PI);
	cairo_set_source_rgba(cairo, 1, 1, 1, 0.95);
	cairo_stroke(cairo);
}

static void handle_frame(struct screen *screen) {
	struct paint *paint = wl_container_of(screen, paint, screen);
	cairo_t *cairo = screen->cairo;
	cairo_save(cairo);
	screen_clip(screen);
	cairo_set_source_surface(cairo, paint->canvas, 0, 0);
	cairo_paint(cairo);
	draw_bar(paint, cairo);
	draw_cursor(paint, cairo);
	cairo_restore(cairo);
	paint->cursor_x = screen->x;
	paint->cursor_y = screen->y;
}

static void handle_resize(struct screen *screen) {
	struct paint *paint = wl_container_of(screen, paint, screen);
	cairo_surface_destroy(paint->canvas);
	paint->canvas =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, screen->width, screen->height);
	clear(paint);
	if (!paint->blank) {
		cairo_t *cairo = cairo_create(paint->canvas);
		picture_draw(cairo, screen->width, screen->height);
		cairo_destroy(cairo);
	}
}

static void handle_motion(struct screen *screen) {
	struct paint *paint = wl_container_of(screen, paint, screen);
	damage_cursor(paint);
	if (paint->button != 0) {
		brush(paint);
	}
}

static void handle_button(struct screen *screen, uint32_t button, bool pressed) {
	struct paint *paint = wl_container_of(screen, paint, screen);
	int color = pointed_color(paint);
	if (!pressed) {
		paint->button = button == paint->button ? 0 : paint->button;
	} else if (color >= 0) {
		choose(paint, (size_t)color);
	} else if (button == BTN_LEFT || button == BTN_RIGHT) {
		paint->button = button;
		paint->last_x = screen->x;
		paint->last_y = screen->y;
		brush(paint);
	}
	damage_cursor(paint);
}

static void handle_wheel(struct screen *screen, int clicks) {
	struct paint *paint = wl_container_of(screen, paint, screen);
	damage_cursor(paint);
	paint->size = fmax(MIN_SIZE, fmin(paint->size * pow(1.2, -clicks), MAX_SIZE));
	damage_cursor(paint);
}

static void handle_key(struct screen *screen, uint32_t key, bool pressed) {
	struct paint *paint = wl_container_of(screen, paint, screen);
	if (!pressed) {
		return;
	}
	if (key >= KEY_1 && key < KEY_1 + COLORS) {
		choose(paint, key - KEY_1);
	} else if (key == KEY_BACKSPACE || key == KEY_DELETE || key == KEY_C) {
		clear(paint);
	}
}

int main(int argc, char *argv[]) {
	static const struct screen_impl impl = {
		.resize = handle_resize,
		.frame = handle_frame,
		.key = handle_key,
		.button = handle_button,
		.motion = handle_motion,
		.wheel = handle_wheel,
	};
	static struct paint paint = {.size = 12};
	paint.blank = argc > 1 && strcmp(argv[1], "--blank") == 0;
	if (!screen_init(&paint.screen, &impl, WIDTH, HEIGHT)) {
		perror("paint");
		return EXIT_FAILURE;
	}
	guest_run(&paint.screen.guest);
	screen_finish(&paint.screen);
	cairo_surface_destroy(paint.canvas);
	return EXIT_SUCCESS;
}
