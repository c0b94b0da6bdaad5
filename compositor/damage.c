#include "damage.h"

#include <stdint.h>

/*
 * A region is made of bands, in each of which all rectangles are as high; so each row of parts becomes one
 * band. Rows are many, since most of what is damaged is wider than high.
 */
#define ROWS 10
#define COLUMNS 2
_Static_assert(ROWS *COLUMNS <= DAMAGE_MAX_RECTS, "a rectangle a part of the screen");

static int min(int a, int b) {
	return a < b ? a : b;
}

static int max(int a, int b) {
	return a > b ? a : b;
}

/* Grows to hold another; one that ends before it begins is empty. */
static void extend(pixman_box32_t *box, const pixman_box32_t *other) {
	box->x1 = min(box->x1, other->x1);
	box->y1 = min(box->y1, other->y1);
	box->x2 = max(box->x2, other->x2);
	box->y2 = max(box->y2, other->y2);
}

static pixman_box32_t intersection(const pixman_box32_t *a, const pixman_box32_t *b) {
	return (pixman_box32_t){
		max(a->x1, b->x1), max(a->y1, b->y1), min(a->x2, b->x2), min(a->y2, b->y2)};
}

static void add_row(pixman_region32_t *out, const pixman_region32_t *damage,
	const pixman_box32_t *row, int width) {
	int count;
	const pixman_box32_t *rects = pixman_region32_rectangles(damage, &count);
	const pixman_box32_t nothing = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
	pixman_box32_t all = nothing, parts[COLUMNS];
	for (int column = 0; column < COLUMNS; column++) {
		parts[column] = nothing;
		pixman_box32_t cell = {.x1 = width * column / COLUMNS,
			.x2 = width * (column + 1) / COLUMNS,
			.y1 = row->y1,
			.y2 = row->y2};
		for (int i = 0; i < count; i++) {
			pixman_box32_t part = intersection(&rects[i], &cell);
			if (part.x1 < part.x2 && part.y1 < part.y2) {
				extend(&parts[column], &part);
			}
		}
		extend(&all, &parts[column]);
	}
	for (int column = 0; column < COLUMNS; column++) {
		const pixman_box32_t *part = &parts[column];
		if (part->x1 < part->x2) {
			pixman_region32_union_rect(out, out, part->x1, all.y1,
				(unsigned int)(part->x2 - part->x1),
				(unsigned int)(all.y2 - all.y1));
		}
	}
}

void damage_simplify(pixman_region32_t *damage, int width, int height) {
	if (pixman_region32_n_rects(damage) <= DAMAGE_MAX_RECTS) {
		return;
	}
	pixman_region32_t simple;
	pixman_region32_init(&simple);
	for (int row = 0; row < ROWS; row++) {
		pixman_box32_t box = {
			.y1 = height * row / ROWS,
			.y2 = height * (row + 1) / ROWS,
		};
		add_row(&simple, damage, &box, width);
	}
	pixman_region32_copy(damage, &simple);
	pixman_region32_fini(&simple);
}
