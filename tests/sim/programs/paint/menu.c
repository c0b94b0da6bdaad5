#define _GNU_SOURCE
#include "menu.h"

#include <linux/input-event-codes.h>
#include <math.h>
#include <stdlib.h>

#include "colors.h"

/* Pixels. The colours are above, in squares; below is a line of text for each other item. */
#define MARGIN 10
#define COLUMNS 6
#define SQUARE 30
#define GAP 17 /* with a line in the middle */
#define LINE_HEIGHT 28
#define FONT_SIZE 14
#define ICON_X 21 /* middle of what is before a text */
#define TEXT_X 42

static const uint32_t ground = 0x20222b, highlight = 0x3a4154, line = 0x3b3f4d, ink = 0xe4e7ee;

/* What can be pointed at: the colours, and after them these. */
static const struct {
	enum menu_item item;
	const char *text;
	double dot; /* radius of the dot before it; 0: none */
} lines[] = {
	{MENU_THIN, "Thin brush", 2.5},
	{MENU_BROAD, "Broad brush", 7},
	{MENU_ERASER, "Eraser", 0},
	{MENU_CLEAR, "Clear the canvas", 0},
};
#define LINES ((int)(sizeof(lines) / sizeof(lines[0])))
#define ROWS ((int)COLORS / COLUMNS)
#define LINES_TOP (MARGIN + ROWS * SQUARE + GAP)
#define WIDTH (2 * MARGIN + COLUMNS * SQUARE)
#define HEIGHT (LINES_TOP + LINES * LINE_HEIGHT + MARGIN)

static int find_pointed(const struct screen *screen) {
	int x = (int)screen->x - MARGIN, y = (int)screen->y;
	if (!screen->inside || x < 0 || x >= COLUMNS * SQUARE) {
		return -1;
	}
	if (y >= MARGIN && y < MARGIN + ROWS * SQUARE) {
		return (y - MARGIN) / SQUARE * COLUMNS + x / SQUARE;
	}
	if (y >= LINES_TOP && y < LINES_TOP + LINES * LINE_HEIGHT) {
		return (int)COLORS + (y - LINES_TOP) / LINE_HEIGHT;
	}
	return -1;
}

static void draw_colors(cairo_t *cairo, int pointed) {
	for (int i = 0; i < (int)COLORS; i++) {
		double x = MARGIN + SQUARE * (i % COLUMNS + 0.5);
		double y = MARGIN + SQUARE * (i / COLUMNS + 0.5);
		cairo_arc(cairo, x, y, i == pointed ? 13 : 10.5, 0, 2 * M_PI);
		set_color(cairo, colors[i]);
		cairo_fill_preserve(cairo);
		cairo_set_source_rgba(cairo, 1, 1, 1, i == pointed ? 0.95 : 0.15);
		cairo_set_line_width(cairo, i == pointed ? 2 : 1);
		cairo_stroke(cairo);
	}
}

static void draw_ground(cairo_t *cairo, double x, double y, double width, double height) {
	const double round = 5;
	cairo_new_sub_path(cairo);
	cairo_arc(cairo, x + round, y + round, round, M_PI, 1.5 * M_PI);
	cairo_arc(cairo, x + width - round, y + round, round, 1.5 * M_PI, 2 * M_PI);
	cairo_arc(cairo, x + width - round, y + height - round, round, 0, 0.5 * M_PI);
	cairo_arc(cairo, x + round, y + height - round, round, 0.5 * M_PI, M_PI);
	cairo_close_path(cairo);
	set_color(cairo, highlight);
	cairo_fill(cairo);
}

/* A dot of the brush's size, a piece of rubber, or a sheet of paper. */
static void draw_icon(cairo_t *cairo, int i, double x, double y) {
	set_color(cairo, ink);
	if (lines[i].dot > 0) {
		cairo_arc(cairo, x, y, lines[i].dot, 0, 2 * M_PI);
	} else if (lines[i].item == MENU_ERASER) {
		cairo_save(cairo);
		cairo_translate(cairo, x, y);
		cairo_rotate(cairo, -M_PI / 5);
		cairo_rectangle(cairo, -8, -4, 10, 8);
		cairo_fill(cairo);
		set_color(cairo, colors[0]);
		cairo_rectangle(cairo, 3, -4, 5, 8);
		cairo_fill(cairo);
		cairo_restore(cairo);
	} else {
		cairo_rectangle(cairo, x - 6, y - 7.5, 12, 15);
	}
	cairo_fill(cairo);
}

static void draw_lines(cairo_t *cairo, int pointed) {
	cairo_select_font_face(
		cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cairo, FONT_SIZE);
	for (int i = 0; i < LINES; i++) {
		double y = LINES_TOP + i * LINE_HEIGHT;
		if (pointed == (int)COLORS + i) {
			draw_ground(cairo, MARGIN - 4, y, WIDTH - 2 * MARGIN + 8, LINE_HEIGHT);
		}
		draw_icon(cairo, i, ICON_X, y + LINE_HEIGHT / 2.0);
		set_color(cairo, ink);
		cairo_move_to(cairo, TEXT_X, y + LINE_HEIGHT / 2.0 + 0.36 * FONT_SIZE);
		cairo_show_text(cairo, lines[i].text);
	}
}

static void handle_frame(struct screen *screen) {
	const struct menu *menu = wl_container_of(screen, menu, screen);
	cairo_t *cairo = screen->cairo;
	set_color(cairo, ground);
	cairo_paint(cairo);
	set_color(cairo, line);
	cairo_rectangle(cairo, MARGIN, LINES_TOP - GAP / 2 - 1, WIDTH - 2 * MARGIN, 1);
	cairo_fill(cairo);
	draw_colors(cairo, menu->pointed);
	draw_lines(cairo, menu->pointed);
	screen_damage(screen, 0, 0, screen->width, screen->height);
}

static void handle_motion(struct screen *screen) {
	struct menu *menu = wl_container_of(screen, menu, screen);
	int pointed = find_pointed(screen);
	if (pointed != menu->pointed) {
		menu->pointed = pointed;
		screen_request_frame(screen);
	}
}

static void handle_button(struct screen *screen, uint32_t button, bool pressed) {
	struct menu *menu = wl_container_of(screen, menu, screen);
	int pointed = find_pointed(screen);
	if (!pressed || button != BTN_LEFT || pointed < 0) {
		return;
	}
	if (pointed < (int)COLORS) {
		menu->chosen(menu, MENU_COLOR, (size_t)pointed);
	} else {
		menu->chosen(menu, lines[pointed - (int)COLORS].item, 0);
	}
	screen_end(screen);
}

static void handle_destroy(struct screen *screen) {
	struct menu *menu = wl_container_of(screen, menu, screen);
	menu->closed(menu);
	screen_finish(screen);
	free(menu);
}

struct menu *menu_create(struct wl_event_loop *loop,
	void (*chosen)(struct menu *menu, enum menu_item item, size_t color),
	void (*closed)(struct menu *menu), void *data) {
	static const struct screen_impl impl = {
		.frame = handle_frame,
		.destroy = handle_destroy,
		.button = handle_button,
		.motion = handle_motion,
	};
	struct menu *menu = calloc(1, sizeof(*menu));
	menu->chosen = chosen;
	menu->closed = closed;
	menu->data = data;
	menu->pointed = -1;
	screen_init(&menu->screen, &impl, loop, "menu", WIDTH, HEIGHT);
	return menu;
}
