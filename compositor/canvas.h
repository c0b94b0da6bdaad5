#ifndef DOMICILE_CANVAS_H
#define DOMICILE_CANVAS_H

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

struct wlr_scene_buffer;

/*
 * A picture that the desktop draws itself, with cairo, and shows as a node of the scene: titles,
 * texts, the switcher. Sizes and drawing are in layout pixels; the picture has the pixels that an
 * output of the given scale needs.
 *
 *	struct canvas canvas;
 *	if (canvas_begin(&canvas, width, height, scale)) {
 *		... draw with canvas.cr ...
 *		canvas_show(&canvas, scene_buffer);
 *	}
 */
struct canvas {
	cairo_t *cr;
	int width, height; /* layout pixels */

	cairo_surface_t *surface;
};

/* Starts transparent. false, with nothing to clean up, where there is no memory for it. */
bool canvas_begin(struct canvas *canvas, int width, int height, double scale);

/* Ends the drawing and makes it the content of the node, which takes the memory over. */
void canvas_show(struct canvas *canvas, struct wlr_scene_buffer *node);

void canvas_set_color(struct canvas *canvas, uint32_t color);
void canvas_rounded_rectangle(
	struct canvas *canvas, double x, double y, double width, double height, double radius);

enum canvas_align {
	CANVAS_LEFT,
	CANVAS_CENTER,
};

/*
 * One line of text in the current colour, in the vertical middle of the given box, with an ellipsis
 * where it is too long. font: a Pango font description; weight: PANGO_WEIGHT_*. The text is shown
 * as it is: never as markup.
 */
void canvas_text(struct canvas *canvas, const char *font, int weight, const char *text, double x,
	double y, double width, double height, enum canvas_align align);

/* How much of width such a line takes, in layout pixels. */
int canvas_text_width(struct canvas *canvas, const char *font, int weight, const char *text);

/* Several lines, wrapped at words, in the middle of the canvas. */
void canvas_paragraph(struct canvas *canvas, const char *font, const char *text, double margin);
/* The height of a canvas of this width that has just the margin around the text. */
int canvas_paragraph_height(const char *font, const char *text, int width, double margin);

#endif
