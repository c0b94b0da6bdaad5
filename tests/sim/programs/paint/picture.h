#ifndef SIM_PAINT_PICTURE_H
#define SIM_PAINT_PICTURE_H

#include <cairo.h>

/* What is on the canvas at first: an evening by a lake, stroke by stroke. */
void picture_draw(cairo_t *cairo, int width, int height);

#endif
