#ifndef DOMICILE_COLOR_H
#define DOMICILE_COLOR_H

#include <stdbool.h>
#include <stdint.h>

/* Colours are 0xRRGGBB, in the output's own colour space, always opaque. */

/* The colour of what belongs to no guest. */
#define COLOR_DOM0 0x59606c

/* As the scene wants it. */
void color_to_floats(uint32_t color, float out[static 4]);

/* share 0: a, share 1: b */
uint32_t color_mix(uint32_t a, uint32_t b, double share);

/* Whether dark text reads better on it than light text. */
bool color_is_light(uint32_t color);

#endif
