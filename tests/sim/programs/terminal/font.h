#ifndef SIM_TERMINAL_FONT_H
#define SIM_TERMINAL_FONT_H

#include <pango/pangocairo.h>
#include <stdbool.h>
#include <stdint.h>

/* A font of cells of one size, and the characters that have been drawn with it. */
struct font {
	int cell_width, cell_height; /* pixels */

	/* private */
	PangoContext *context;
	PangoFontDescription *descriptions[4]; /* bold counts 1, italic 2 */
	int ascent;
	GHashTable *masks; /* what a cell holds, as text: cairo_surface_t */
};

void font_init(struct font *font, const char *family, int size);
void font_finish(struct font *font);

/*
 * What a character covers of its cells, as a CAIRO_FORMAT_A8 surface that stays the font's. chars ends
 * with the first 0, or after max_chars: a base and the marks on it.
 */
cairo_surface_t *font_mask(struct font *font, const uint32_t *chars, size_t max_chars, int cells,
	bool bold, bool italic);

#endif
