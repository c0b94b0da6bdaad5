#include "canvas.h"

#include <drm_fourcc.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "memory_buffer.h"

/* The finished picture: a buffer over the cairo surface's memory. */
struct canvas_buffer {
	struct memory_buffer memory;
	cairo_surface_t *surface;
};

static void buffer_destroy(struct memory_buffer *memory) {
	struct canvas_buffer *buffer = wl_container_of(memory, buffer, memory);
	cairo_surface_destroy(buffer->surface);
	free(buffer);
}

bool canvas_begin(struct canvas *canvas, int width, int height, double scale) {
	if (width < 1 || height < 1) {
		return false;
	}
	cairo_surface_t *surface = cairo_image_surface_create(
		CAIRO_FORMAT_ARGB32, (int)ceil(width * scale), (int)ceil(height * scale));
	if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
		cairo_surface_destroy(surface);
		return false;
	}

	*canvas = (struct canvas){
		.cr = cairo_create(surface),
		.width = width,
		.height = height,
		.surface = surface,
	};
	cairo_scale(canvas->cr, scale, scale);
	return true;
}

void canvas_show(struct canvas *canvas, struct wlr_scene_buffer *node) {
	cairo_destroy(canvas->cr);
	cairo_surface_flush(canvas->surface);

	struct canvas_buffer *buffer = znew(struct canvas_buffer);
	buffer->surface = canvas->surface;
	buffer->memory = (struct memory_buffer){
		.data = cairo_image_surface_get_data(canvas->surface),
		.drm_format = DRM_FORMAT_ARGB8888,
		.stride = (size_t)cairo_image_surface_get_stride(canvas->surface),
		.destroy = buffer_destroy,
	};
	memory_buffer_init(&buffer->memory, cairo_image_surface_get_width(canvas->surface),
		cairo_image_surface_get_height(canvas->surface));

	wlr_scene_buffer_set_dest_size(node, canvas->width, canvas->height);
	wlr_scene_buffer_set_buffer(node, &buffer->memory.base);
	wlr_buffer_drop(&buffer->memory.base);
	*canvas = (struct canvas){0};
}

void canvas_set_color(struct canvas *canvas, uint32_t color) {
	cairo_set_source_rgb(canvas->cr, (color >> 16 & 0xff) / 255.0, (color >> 8 & 0xff) / 255.0,
		(color & 0xff) / 255.0);
}

void canvas_rounded_rectangle(
	struct canvas *canvas, double x, double y, double width, double height, double radius) {
	cairo_t *cr = canvas->cr;
	cairo_new_sub_path(cr);
	cairo_arc(cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
	cairo_arc(cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
	cairo_arc(cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
	cairo_arc(cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
	cairo_close_path(cr);
}

/* Takes the layout over and returns it. */
static PangoLayout *set_text(PangoLayout *layout, const char *font, int weight, const char *text) {
	PangoFontDescription *description = pango_font_description_from_string(font);
	pango_font_description_set_weight(description, weight);
	pango_layout_set_font_description(layout, description);
	pango_font_description_free(description);
	pango_layout_set_text(layout, text, -1);
	return layout;
}

void canvas_text(struct canvas *canvas, const char *font, int weight, const char *text, double x,
	double y, double width, double height, enum canvas_align align) {
	if (width < 1) {
		return;
	}
	PangoLayout *layout = set_text(pango_cairo_create_layout(canvas->cr), font, weight, text);
	pango_layout_set_single_paragraph_mode(layout, true);
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	pango_layout_set_alignment(
		layout, align == CANVAS_CENTER ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);

	int text_height;
	pango_layout_get_pixel_size(layout, NULL, &text_height);
	cairo_move_to(canvas->cr, x, y + floor((height - text_height) / 2));
	pango_cairo_show_layout(canvas->cr, layout);
	g_object_unref(layout);
}

int canvas_text_width(struct canvas *canvas, const char *font, int weight, const char *text) {
	PangoLayout *layout = set_text(pango_cairo_create_layout(canvas->cr), font, weight, text);
	int width;
	pango_layout_get_pixel_size(layout, &width, NULL);
	g_object_unref(layout);
	return width + 1; /* of which hinting may take some */
}

/* Returns the height that this makes. */
static int wrap(PangoLayout *layout, double width) {
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
	pango_layout_set_spacing(layout, 4 * PANGO_SCALE);
	int height;
	pango_layout_get_pixel_size(layout, NULL, &height);
	return height;
}

void canvas_paragraph(struct canvas *canvas, const char *font, const char *text, double margin) {
	if (canvas->width <= 2 * margin) {
		return;
	}
	PangoLayout *layout =
		set_text(pango_cairo_create_layout(canvas->cr), font, PANGO_WEIGHT_NORMAL, text);
	int text_height = wrap(layout, canvas->width - 2 * margin);
	cairo_move_to(canvas->cr, margin, floor((canvas->height - text_height) / 2.0));
	pango_cairo_show_layout(canvas->cr, layout);
	g_object_unref(layout);
}

int canvas_paragraph_height(const char *font, const char *text, int width, double margin) {
	PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
	PangoLayout *layout = set_text(pango_layout_new(context), font, PANGO_WEIGHT_NORMAL, text);
	int text_height = wrap(layout, width - 2 * margin);
	g_object_unref(layout);
	g_object_unref(context);
	return text_height + (int)(2 * margin);
}
