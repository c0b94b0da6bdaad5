#include "geometry.h"

#include <math.h>
#include <stdint.h>
#include <wlr/util/box.h>

static int at_least_1(int64_t value) {
	return value < 1 ? 1 : (int)value;
}

void geometry_fit(
	int width, int height, int max_width, int max_height, int *out_width, int *out_height) {
	int64_t wide = (int64_t)width * max_height;
	int64_t high = (int64_t)height * max_width;
	if (wide > high) {
		*out_width = at_least_1(max_width);
		*out_height = at_least_1((high + width / 2) / width);
	} else {
		*out_height = at_least_1(max_height);
		*out_width = at_least_1((wide + height / 2) / height);
	}
}

void geometry_shrink(
	int width, int height, int max_width, int max_height, int *out_width, int *out_height) {
	if (width <= max_width && height <= max_height) {
		*out_width = width;
		*out_height = height;
		return;
	}
	geometry_fit(width, height, max_width, max_height, out_width, out_height);
}

bool geometry_whole_factor(int from, double to) {
	double factor = to / from;
	return factor >= 1 && fabs(factor - round(factor)) < 1e-6;
}

static int move_into(int start, int length, int area_start, int area_length) {
	if (start + length > area_start + area_length) {
		start = area_start + area_length - length;
	}
	return start < area_start ? area_start : start;
}

void geometry_move_into(struct wlr_box *box, const struct wlr_box *area) {
	box->x = move_into(box->x, box->width, area->x, area->width);
	box->y = move_into(box->y, box->height, area->y, area->height);
}

long geometry_overlap(const struct wlr_box *a, const struct wlr_box *b) {
	struct wlr_box common;
	if (!wlr_box_intersection(&common, a, b)) {
		return 0;
	}
	return (long)common.width * common.height;
}
