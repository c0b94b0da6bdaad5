#include "pattern.h"

#include <glib.h>
#include <stddef.h>

#include "canvas.h"

/*
 * The colours of config_guest.c. Two that share a pattern are at least 0.2 from each other in OKLab, also as
 * protanopes, deuteranopes and tritanopes see them (Machado et al. 2009, severity 1).
 */
static const struct {
	uint32_t color;
	enum pattern pattern;
} known[] = {
	{0xdb1f48, PATTERN_STRIPES}, /* red */
	{0xb85500, PATTERN_CHECKS},  /* orange */
	{0x7b7500, PATTERN_DOTS},    /* olive */
	{0x188718, PATTERN_BARS},    /* green */
	{0x0f5c3c, PATTERN_RINGS},   /* fir */
	{0x0a7f88, PATTERN_LINES},   /* teal */
	{0x2273dc, PATTERN_STRIPES}, /* blue */
	{0x1f3a93, PATTERN_CHECKS},  /* navy */
	{0x7c4dff, PATTERN_CROSSES}, /* violet */
	{0x6a1b9a, PATTERN_BARS},    /* purple */
	{0xc42ab8, PATTERN_RINGS},   /* magenta */
	{0x7d2a1a, PATTERN_CROSSES}, /* brown */
};

enum pattern pattern_resolve(enum pattern pattern, uint32_t color) {
	if (pattern != PATTERN_AUTO) {
		return pattern;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].color == color) {
			return known[i].pattern;
		}
	}
	/* Neighbours differ: a step of one in any of the channels is another pattern. */
	uint32_t sum = (color >> 16 & 0xff) + 2 * (color >> 8 & 0xff) + 4 * (color & 0xff);
	return PATTERN_STRIPES + sum % (PATTERN_COUNT - PATTERN_STRIPES);
}

struct area {
	double left, top, right, bottom;
};

/* In steps of half a cell: the first half of each step is ground, the second figure. */
static void add_bands(cairo_t *cr, enum pattern pattern, const struct area *area, double cell) {
	double step = cell / 2, band = cell / 4;
	double height = area->bottom - area->top, width = area->right - area->left;
	switch (pattern) {
	case PATTERN_BARS:
		for (double x = area->left; x < area->right; x += step) {
			cairo_rectangle(cr, x + band, area->top, band, height);
		}
		break;
	case PATTERN_LINES:
		for (double y = area->top; y < area->bottom; y += step) {
			cairo_rectangle(cr, area->left, y + band, width, band);
		}
		break;
	default:
		for (double x = area->left; x < area->right + height; x += step) {
			cairo_move_to(cr, x, area->top);
			cairo_line_to(cr, x + band, area->top);
			cairo_line_to(cr, x + band - height, area->bottom);
			cairo_line_to(cr, x - height, area->bottom);
			cairo_close_path(cr);
		}
		break;
	}
}

/* One of the figures that repeat in both directions, in a cell at x, y. */
static void add_figure(cairo_t *cr, enum pattern pattern, double x, double y, double cell) {
	const double quarter = cell / 4, half = cell / 2;
	switch (pattern) {
	case PATTERN_CHECKS:
		for (int i = 0; i < 8; i++) {
			int row = i / 2, column = i % 2 * 2 + row % 2;
			cairo_rectangle(
				cr, x + column * quarter, y + row * quarter, quarter, quarter);
		}
		break;
	case PATTERN_DOTS:
		for (int i = 0; i < 4; i++) {
			double cx = x + quarter + i % 2 * half, cy = y + quarter + i / 2 * half;
			cairo_new_sub_path(cr);
			cairo_arc(cr, cx, cy, cell * 0.16, 0, 2 * G_PI);
		}
		break;
	case PATTERN_RINGS:
		cairo_new_sub_path(cr);
		cairo_arc(cr, x + half, y + half, cell * 0.4, 0, 2 * G_PI);
		cairo_new_sub_path(cr);
		cairo_arc_negative(cr, x + half, y + half, cell * 0.2, 2 * G_PI, 0);
		break;
	default: /* a cross */
		cairo_rectangle(cr, x + quarter * 1.5, y + quarter / 2, quarter, 3 * quarter);
		cairo_rectangle(cr, x + quarter / 2, y + quarter * 1.5, 3 * quarter, quarter);
		break;
	}
}

void pattern_fill(struct canvas *canvas, enum pattern pattern, uint32_t ground, uint32_t figure,
	double cell) {
	cairo_t *cr = canvas->cr;
	struct area area;
	cairo_path_extents(cr, &area.left, &area.top, &area.right, &area.bottom);
	cairo_save(cr);
	canvas_set_color(canvas, ground);
	cairo_fill_preserve(cr);
	cairo_clip(cr);
	switch (pattern) {
	case PATTERN_AUTO:
	case PATTERN_SOLID:
	case PATTERN_COUNT:
		break;
	case PATTERN_STRIPES:
	case PATTERN_BARS:
	case PATTERN_LINES:
		add_bands(cr, pattern, &area, cell);
		break;
	default:
		for (double y = area.top; y < area.bottom; y += cell) {
			for (double x = area.left; x < area.right; x += cell) {
				add_figure(cr, pattern, x, y, cell);
			}
		}
		break;
	}
	canvas_set_color(canvas, figure);
	cairo_fill(cr);
	cairo_restore(cr);
}
