#include "color.h"

static double channel(uint32_t color, int shift) {
	return (color >> shift & 0xff) / 255.0;
}

void color_to_floats(uint32_t color, float out[static 4]) {
	out[0] = channel(color, 16);
	out[1] = channel(color, 8);
	out[2] = channel(color, 0);
	out[3] = 1;
}

uint32_t color_mix(uint32_t a, uint32_t b, double share) {
	uint32_t mixed = 0;
	for (int shift = 0; shift <= 16; shift += 8) {
		double value = (1 - share) * (a >> shift & 0xff) + share * (b >> shift & 0xff);
		mixed |= (uint32_t)(value + 0.5) << shift;
	}
	return mixed;
}

bool color_is_light(uint32_t color) {
	/* Rec. 709 luma; the threshold leaves white text on saturated reds, blues and greens. */
	return 0.2126 * channel(color, 16) + 0.7152 * channel(color, 8) +
	               0.0722 * channel(color, 0) >
	       0.6;
}
