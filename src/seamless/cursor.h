#ifndef DOMICILE_SEAMLESS_CURSOR_H
#define DOMICILE_SEAMLESS_CURSOR_H

#include <stdint.h>

/* The name in CSS of what a glyph of X11's cursor font (X11/cursorfont.h) stands for. */
const char *cursor_name(uint32_t glyph);

#endif
