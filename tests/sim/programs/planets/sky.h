#ifndef SIM_PROGRAMS_SKY_H
#define SIM_PROGRAMS_SKY_H

#include <cairo.h>

/* A night sky to put things in front of: stars, and clouds of gas. Always the same for a size. */
cairo_surface_t *sky_create(int width, int height);

#endif
