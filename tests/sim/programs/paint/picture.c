#include "picture.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define PI 3.14159265358979323846

struct color {
	double red, green, blue;
};

/* Everything is in shares of the height, so that the picture is the same on any canvas. */
struct painter {
	cairo_t *cairo;
	double width; /* height is 1 */
	uint32_t seed;
};

static const double horizon = 0.62;
static const double sun_x = 0.63, sun_y = 0.47; /* x in shares of the width */

/* From the top down to the horizon. */
static const struct color sky[] = {{0.16, 0.13, 0.36}, {0.42, 0.22, 0.50}, {0.80, 0.33, 0.45},
	{0.97, 0.56, 0.36}, {1.00, 0.82, 0.52}};
#define SKY_COLORS (sizeof(sky) / sizeof(sky[0]))

static double chance(struct painter *painter) {
	painter->seed = painter->seed * 1664525u + 1013904223u;
	return (painter->seed >> 8) / 16777216.0;
}

static double between(struct painter *painter, double low, double high) {
	return low + (high - low) * chance(painter);
}

static struct color mix(struct color a, struct color b, double share) {
	return (struct color){
		a.red + (b.red - a.red) * share,
		a.green + (b.green - a.green) * share,
		a.blue + (b.blue - a.blue) * share,
	};
}

static struct color sky_color(double y) {
	double at = fmin(fmax(y / horizon, 0), 0.9999) * (SKY_COLORS - 1);
	size_t below = (size_t)at;
	return mix(sky[below], sky[below + 1], at - (double)below);
}

static void set_color(struct painter *painter, struct color color, double alpha) {
	double light = between(painter, 0.93, 1.07);
	cairo_set_source_rgba(painter->cairo, fmin(1, light * color.red),
		fmin(1, light * color.green), fmin(1, light * color.blue), alpha);
}

static void stroke(
	struct painter *painter, double x1, double y1, double x2, double y2, double size) {
	double bend = between(painter, -0.006, 0.006);
	cairo_set_line_width(painter->cairo, size);
	cairo_move_to(painter->cairo, x1, y1);
	cairo_curve_to(painter->cairo, x1 + (x2 - x1) / 3, y1 + (y2 - y1) / 3 + bend,
		x1 + 2 * (x2 - x1) / 3, y1 + 2 * (y2 - y1) / 3 + bend, x2, y2);
	cairo_stroke(painter->cairo);
}

static struct color lake_color(double y) {
	static const struct color deep = {0.10, 0.10, 0.26};
	return mix(sky_color(horizon - (y - horizon) * 1.5), deep, 0.45);
}

/* What shows where strokes leave room. */
static void prime(struct painter *painter) {
	cairo_pattern_t *ground = cairo_pattern_create_linear(0, 0, 0, 1);
	for (double y = 0; y <= 1; y += 0.02) {
		struct color color = y < horizon ? sky_color(y) : lake_color(y);
		cairo_pattern_add_color_stop_rgb(ground, y, color.red, color.green, color.blue);
	}
	cairo_set_source(painter->cairo, ground);
	cairo_paint(painter->cairo);
	cairo_pattern_destroy(ground);
}

static void paint_sky(struct painter *painter) {
	for (int i = 0; i < 1500; i++) {
		double y = horizon * i / 1500 + between(painter, -0.03, 0.03);
		double x = between(painter, -0.1, painter->width);
		double length = between(painter, 0.1, 0.3);
		set_color(painter, sky_color(y), 0.7);
		stroke(painter, x, y, x + length, y + between(painter, -0.006, 0.006),
			between(painter, 0.015, 0.032));
	}
}

static void paint_sun(struct painter *painter) {
	double x = sun_x * painter->width;
	static const struct color halo = {1, 0.72, 0.42}, disc = {1, 0.95, 0.74};
	for (int i = 0; i < 260; i++) {
		double angle = between(painter, 0, 2 * PI),
		       away = 0.07 + 0.2 * pow(chance(painter), 2);
		set_color(painter, halo, 0.18 * (1.1 - away / 0.27));
		double from_x = x + away * cos(angle), from_y = sun_y + away * sin(angle);
		stroke(painter, from_x, from_y, from_x - 0.06 * sin(angle),
			from_y + 0.06 * cos(angle), 0.03);
	}
	for (int i = 0; i < 40; i++) {
		double y = between(painter, -0.058, 0.058);
		double half = sqrt(0.058 * 0.058 - y * y);
		set_color(painter, disc, 0.75);
		stroke(painter, x - half, sun_y + y, x + half, sun_y + y, 0.014);
	}
}

static double ridge(int layer, double x) {
	double sharp = 0.035 - 0.006 * layer;
	return horizon - 0.17 + 0.052 * layer + sharp * sin(3.1 * x + 2.3 * layer) +
	       0.6 * sharp * sin(7.7 * x + 1.1 * layer) + 0.3 * sharp * sin(19 * x + 4 * layer);
}

static void paint_mountains(struct painter *painter) {
	static const struct color far = {0.66, 0.36, 0.48}, near = {0.20, 0.14, 0.32};
	for (int layer = 0; layer < 3; layer++) {
		struct color color = mix(far, near, layer / 2.0);
		for (double x = -0.02; x < painter->width + 0.02; x += 0.006) {
			double top = ridge(layer, x), lean = between(painter, -0.005, 0.005);
			set_color(painter, color, 0.9);
			stroke(painter, x, top, x + lean, horizon, 0.012);
			/* Lit from the side of the sun. */
			double sun = sun_x * painter->width;
			set_color(painter, mix(color, sky[3], 0.5), 0.1);
			stroke(painter, x, top + 0.004, x + (x < sun ? -0.018 : 0.018), top + 0.04,
				0.008);
		}
	}
}

static void paint_lake(struct painter *painter) {
	static const struct color glitter = {1, 0.88, 0.62};
	for (int i = 0; i < 1300; i++) {
		double y = horizon + (1.02 - horizon) * i / 1300;
		double x = between(painter, -0.1, painter->width);
		set_color(painter, lake_color(y), 0.7);
		stroke(painter, x, y, x + between(painter, 0.08, 0.25), y,
			between(painter, 0.008, 0.02));
	}
	for (int i = 0; i < 170; i++) {
		double depth = pow(chance(painter), 1.4);
		double y = horizon + 0.008 + (0.97 - horizon) * depth;
		double spread = 0.02 + 0.11 * depth;
		double x = sun_x * painter->width + between(painter, -spread, spread);
		double length = between(painter, 0.01, 0.03 + 0.04 * depth);
		set_color(painter, glitter, 0.75 - 0.45 * depth);
		stroke(painter, x - length, y, x + length, y, 0.003 + 0.005 * depth);
	}
}

static void paint_tree(struct painter *painter, double x, double foot, double height) {
	static const struct color needles = {0.055, 0.075, 0.13}, light = {0.45, 0.26, 0.30};
	set_color(painter, needles, 1);
	stroke(painter, x, foot, x, foot - height, 0.012 * height / 0.4);
	int branches = (int)(height * 150);
	for (int i = 0; i < branches; i++) {
		double up = (double)i / branches;
		double y = foot - height * (0.08 + 0.92 * up);
		double reach =
			height * 0.24 * pow(1 - up, 0.85) * between(painter, 0.65, 1.1) + 0.004;
		for (int side = -1; side <= 1; side += 2) {
			set_color(painter, needles, 0.95);
			stroke(painter, x, y - 0.01, x + side * reach, y + 0.22 * reach, 0.009);
		}
		if (x < sun_x * painter->width) {
			set_color(painter, light, 0.35);
			stroke(painter, x + 0.6 * reach, y + 0.1 * reach, x + reach,
				y + 0.18 * reach, 0.004);
		}
	}
}

static void paint_shore(struct painter *painter) {
	static const struct color earth = {0.05, 0.06, 0.11}, grass = {0.10, 0.12, 0.17};
	for (double x = -0.02; x < painter->width + 0.02; x += 0.004) {
		double away = x / painter->width;
		double top = 0.875 + 0.13 * sin(PI * fmin(1, away * 1.25)) + 0.01 * sin(23 * x);
		set_color(painter, chance(painter) < 0.3 ? grass : earth, 0.95);
		stroke(painter, x, 1.05, x + between(painter, -0.012, 0.012),
			top - between(painter, 0, 0.025), 0.008);
	}
}

void picture_draw(cairo_t *cairo, int width, int height) {
	struct painter painter = {
		.cairo = cairo,
		.width = (double)width / height,
		.seed = 7,
	};
	cairo_save(cairo);
	cairo_scale(cairo, height, height);
	cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
	prime(&painter);
	paint_sky(&painter);
	paint_sun(&painter);
	paint_mountains(&painter);
	paint_lake(&painter);
	paint_shore(&painter);
	paint_tree(&painter, 0.10, 0.93, 0.60);
	paint_tree(&painter, 0.24, 0.95, 0.42);
	paint_tree(&painter, 0.02, 0.95, 0.38);
	paint_tree(&painter, painter.width - 0.07, 0.93, 0.34);
	cairo_restore(cairo);
}
