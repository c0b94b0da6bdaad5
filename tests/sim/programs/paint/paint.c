#define _GNU_SOURCE
#include <linux/input-event-codes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "colors.h"
#include "menu.h"
#include "picture.h"
#include "programs.h"
#include "screen.h"

#define WIDTH 800
#define HEIGHT 500
#define MIN_SIZE 2.0
#define MAX_SIZE 120.0
#define THIN 4.0
#define BROAD 36.0
#define CURSOR_MARGIN 3  /* of the outline around the brush */
#define POINTER_RADIUS 4 /* of the brush on the bar */

/* The bar, from the bottom of the screen; each colour has a square of its height. */
#define MAX_BAR_HEIGHT 40
#define BAR_MARGIN 12

struct paint {
	struct screen screen;
	cairo_surface_t *canvas;
	size_t color; /* of colors */
	bool erasing; /* it erases, whatever the colour */
	double size;
	uint32_t button; /* that is held: BTN_LEFT or BTN_RIGHT; or 0 */
	double last_x, last_y;
	double cursor_x, cursor_y; /* where the cursor was drawn */
	bool blank;
	bool touched;      /* there is more on the canvas than at first */
	struct menu *menu; /* NULL: it isn't open */
};

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
	paint->erasing = false;
	damage_bar(paint);
	damage_cursor(paint);
}

static void clear(struct paint *paint) {
	cairo_t *cairo = cairo_create(paint->canvas);
	set_color(cairo, paper);
	cairo_paint(cairo);
	cairo_destroy(cairo);
	paint->touched = true;
	screen_damage(&paint->screen, 0, 0, paint->screen.width, paint->screen.height);
	screen_request_frame(&paint->screen);
}

/* What comes out of the brush, with the button that is held, or the left one. */
static uint32_t brush_color(const struct paint *paint) {
	bool erases = paint->erasing || paint->button == BTN_RIGHT;
	return erases ? paper : colors[paint->color];
}

/* From where the pointer was to where it is. */
static void brush(struct paint *paint) {
	double x = paint->screen.x, y = paint->screen.y;
	cairo_t *cairo = cairo_create(paint->canvas);
	set_color(cairo, brush_color(paint));
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
	paint->touched = true;
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
		bool chosen = i == paint->color && !paint->erasing;
		cairo_arc(cairo, x, top + round, round * (chosen ? 0.65 : 0.5), 0, 2 * M_PI);
		set_color(cairo, colors[i]);
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
	set_color(cairo, brush_color(paint));
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
	if (screen->inside) {
		draw_cursor(paint, cairo);
	}
	cairo_restore(cairo);
	paint->cursor_x = screen->x;
	paint->cursor_y = screen->y;
}

/* What somebody has painted stays where it is; the picture of the start is always whole. */
static void handle_resize(struct screen *screen) {
	struct paint *paint = wl_container_of(screen, paint, screen);
	cairo_surface_t *old = paint->canvas;
	paint->canvas =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, screen->width, screen->height);
	cairo_t *cairo = cairo_create(paint->canvas);
	set_color(cairo, paper);
	cairo_paint(cairo);
	if (paint->touched) {
		cairo_set_source_surface(cairo, old, 0, 0);
		cairo_paint(cairo);
	} else if (!paint->blank) {
		picture_draw(cairo, screen->width, screen->height);
	}
	cairo_destroy(cairo);
	cairo_surface_destroy(old);
}

/* The menu */

static void handle_choice(struct menu *menu, enum menu_item item, size_t color) {
	struct paint *paint = menu->data;
	switch (item) {
	case MENU_COLOR:
		choose(paint, color);
		break;
	case MENU_THIN:
	case MENU_BROAD:
		damage_cursor(paint);
		paint->size = item == MENU_THIN ? THIN : BROAD;
		break;
	case MENU_ERASER:
		paint->erasing = true;
		damage_bar(paint);
		break;
	case MENU_CLEAR:
		clear(paint);
		break;
	}
	damage_cursor(paint);
}

static void handle_menu_closed(struct menu *menu) {
	struct paint *paint = menu->data;
	paint->menu = NULL;
}

static bool open_menu(struct paint *paint) {
	struct screen *screen = &paint->screen;
	if (paint->menu == NULL) {
		struct menu *menu =
			menu_create(screen->loop, handle_choice, handle_menu_closed, paint);
		if (!screen_open_popup(screen, &menu->screen, (int)screen->x, (int)screen->y)) {
			screen_destroy(&menu->screen);
			return false;
		}
		paint->menu = menu;
	}
	return true;
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
	} else if (button == BTN_RIGHT && open_menu(paint)) {
		return;
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

static void handle_destroy(struct screen *screen) {
	struct paint *paint = wl_container_of(screen, paint, screen);
	cairo_surface_destroy(paint->canvas);
	screen_finish(screen);
	free(paint);
}

struct screen *paint_create(struct wl_event_loop *loop, char *const args[]) {
	static const struct screen_impl impl = {
		.resize = handle_resize,
		.frame = handle_frame,
		.destroy = handle_destroy,
		.key = handle_key,
		.button = handle_button,
		.motion = handle_motion,
		.wheel = handle_wheel,
	};
	struct paint *paint = calloc(1, sizeof(*paint));
	paint->size = 12;
	paint->blank = args[0] != NULL && strcmp(args[0], "--blank") == 0;
	paint->screen.cursor = SCREEN_CURSOR_CROSS;
	screen_init(&paint->screen, &impl, loop, "paint", WIDTH, HEIGHT);
	screen_set_title(&paint->screen, paint->blank ? "Untitled - Paint" : "By the lake - Paint");
	return &paint->screen;
}
