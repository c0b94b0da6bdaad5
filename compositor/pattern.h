#ifndef DOMICILE_PATTERN_H
#define DOMICILE_PATTERN_H

#include <stdint.h>

struct canvas;

/*
 * What tells domains apart for those who can't tell their colours: a figure on each, the same wherever the
 * colour is shown. Plain is dom0's; no guest gets that by itself.
 */
enum pattern {
	PATTERN_AUTO, /* chosen by the colour */
	PATTERN_SOLID,
	PATTERN_STRIPES, /* slanting */
	PATTERN_CHECKS,
	PATTERN_DOTS,
	PATTERN_BARS, /* upright */
	PATTERN_RINGS,
	PATTERN_LINES, /* level */
	PATTERN_CROSSES,
	PATTERN_COUNT,
};

/*
 * The pattern itself, never AUTO. Of the twelve colours that guests get by themselves, those that look
 * alike to the colour-blind have different ones.
 */
enum pattern pattern_resolve(enum pattern pattern, uint32_t color);

/*
 * Fills the path and ends it. The pattern is drawn in figure on ground, and repeats after cell layout
 * pixels, from the upper left corner of what the path covers on. A quarter of a cell should be a whole
 * number of pixels.
 */
void pattern_fill(
	struct canvas *canvas, enum pattern pattern, uint32_t ground, uint32_t figure, double cell);

#endif
