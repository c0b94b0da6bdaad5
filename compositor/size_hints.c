#include "size_hints.h"

#include "guest_agent.h"

static int apply(int value, int min, int max, int base, int step) {
	min = min < 1 ? 1 : min;
	base = base < 1 ? min : base; /* ICCCM 4.1.2.3 */
	if (max > 0 && value > max) {
		value = max;
	}
	if (value < min) {
		value = min;
	}
	if (step > 1 && value > base) {
		int whole = value - (value - base) % step;
		if (whole >= min) {
			value = whole;
		} else if (max <= 0 || whole + step <= max) {
			value = whole + step;
		}
	}
	return value;
}

void size_hints_apply(const struct guest_window_hints *hints, int *width, int *height) {
	*width = apply(
		*width, hints->min_width, hints->max_width, hints->base_width, hints->step_width);
	*height = apply(*height, hints->min_height, hints->max_height, hints->base_height,
		hints->step_height);
}

bool size_hints_are_fixed(const struct guest_window_hints *hints) {
	return hints->min_width > 0 && hints->min_width == hints->max_width &&
	       hints->min_height > 0 && hints->min_height == hints->max_height;
}
