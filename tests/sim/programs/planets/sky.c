#include "sky.h"

#include <math.h>
#include <stdint.h>

#define GAS_SCALE 4
#define STARS_A_MEGAPIXEL 1200
#define PI 3.14159265358979323846

struct color {
	double red, green, blue;
};

static const struct color space = {0.012, 0.016, 0.045};
static const struct color gas[] = {{0.46, 0.15, 0.60}, {0.05, 0.34, 0.50}};

/* 0 to 1, as good as random, the same for the same numbers. */
static double hash(int x, int y, int seed) {
	uint32_t h = (uint32_t)x * 0x8da6b343u ^ (uint32_t)y * 0xd8163841u ^
	             (uint32_t)seed * 0xcb1ab31fu;
	h = (h ^ h >> 15) * 0x2c1b3c6du;
	h = (h ^ h >> 12) * 0x297a2d39u;
	return (h ^ h >> 15) / 4294967296.0;
}

static double mix(double a, double b, double share) {
	return a + (b - a) * share;
}

/* Random values on a grid, and smooth between them. */
static double noise(double x, double y, int seed) {
	int column = (int)floor(x), row = (int)floor(y);
	double u = x - column, v = y - row;
	u = u * u * (3 - 2 * u);
	v = v * v * (3 - 2 * v);
	return mix(mix(hash(column, row, seed), hash(column + 1, row, seed), u),
		mix(hash(column, row + 1, seed), hash(column + 1, row + 1, seed), u), v);
}

/* The same at several scales, which looks like clouds. */
static double clouds(double x, double y, int seed) {
	double sum = 0, weight = 0.5;
	for (int octave = 0; octave < 5; octave++) {
		sum += weight * noise(x, y, seed + octave);
		x *= 2;
		y *= 2;
		weight /= 2;
	}
	return sum;
}

static uint32_t to_byte(double value) {
	return (uint32_t)(255 * fmin(1, fmax(0, value)));
}

static uint32_t pixel(double x, double y) {
	struct color color = space;
	for (int i = 0; i < 2; i++) {
		/* Bent by other clouds, so that it is drawn out as by a wind. */
		double bend = clouds(x + 7 * i, y, 50 + i);
		double density = clouds(x + 1.4 * bend, y - bend, 10 * i);
		density = pow(fmax(0, density - 0.38) / 0.5, 1.7);
		color.red += gas[i].red * density;
		color.green += gas[i].green * density;
		color.blue += gas[i].blue * density;
	}
	return to_byte(color.red) << 16 | to_byte(color.green) << 8 | to_byte(color.blue);
}

/* Smooth as it is, it is made small and drawn large. */
static void draw_gas(cairo_t *cairo, int width, int height) {
	cairo_surface_t *gas = cairo_image_surface_create(
		CAIRO_FORMAT_RGB24, width / GAS_SCALE + 2, height / GAS_SCALE + 2);
	uint8_t *data = cairo_image_surface_get_data(gas);
	int stride = cairo_image_surface_get_stride(gas);
	for (int y = 0; y < cairo_image_surface_get_height(gas); y++) {
		uint32_t *row = (uint32_t *)(data + y * stride);
		for (int x = 0; x < cairo_image_surface_get_width(gas); x++) {
			row[x] = pixel(x * GAS_SCALE / 330.0, y * GAS_SCALE / 330.0);
		}
	}
	cairo_surface_mark_dirty(gas);
	cairo_save(cairo);
	cairo_scale(cairo, GAS_SCALE, GAS_SCALE);
	cairo_set_source_surface(cairo, gas, 0, 0);
	cairo_paint(cairo);
	cairo_restore(cairo);
	cairo_surface_destroy(gas);
}

static void draw_star(cairo_t *cairo, double x, double y, double size, double warmth) {
	double red = mix(0.75, 1, warmth), blue = mix(1, 0.75, warmth);
	if (size > 1.1) {
		cairo_pattern_t *glow = cairo_pattern_create_radial(x, y, 0, x, y, 6 * size);
		cairo_pattern_add_color_stop_rgba(glow, 0, red, 0.9, blue, 0.5);
		cairo_pattern_add_color_stop_rgba(glow, 0.35, red, 0.9, blue, 0.12);
		cairo_pattern_add_color_stop_rgba(glow, 1, red, 0.9, blue, 0);
		cairo_set_source(cairo, glow);
		cairo_arc(cairo, x, y, 6 * size, 0, 2 * PI);
		cairo_fill(cairo);
		cairo_pattern_destroy(glow);
	}
	cairo_set_source_rgba(cairo, red, 0.92, blue, fmin(1, 0.3 + 0.5 * size));
	cairo_arc(cairo, x, y, fmax(size, 0.5), 0, 2 * PI);
	cairo_fill(cairo);
}

cairo_surface_t *sky_create(int width, int height) {
	cairo_surface_t *sky = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	cairo_t *cairo = cairo_create(sky);
	draw_gas(cairo, width, height);
	int stars = (int)((int64_t)width * height * STARS_A_MEGAPIXEL / 1000000);
	for (int i = 0; i < stars; i++) {
		/* A few are bright, most are faint. */
		double size = 0.2 + 1.7 * pow(hash(i, 2, 99), 12);
		draw_star(cairo, width * hash(i, 0, 99), height * hash(i, 1, 99), size,
			hash(i, 3, 99));
	}
	cairo_destroy(cairo);
	return sky;
}
