#include "font.h"

/* So many characters are kept; more than a text in any one language has. */
#define MAX_MASKS 4096

static void measure(struct font *font) {
	PangoFontMetrics *metrics =
		pango_context_get_metrics(font->context, font->descriptions[0], NULL);
	font->cell_width = PANGO_PIXELS(pango_font_metrics_get_approximate_digit_width(metrics));
	font->ascent = PANGO_PIXELS_CEIL(pango_font_metrics_get_ascent(metrics));
	font->cell_height =
		font->ascent + PANGO_PIXELS_CEIL(pango_font_metrics_get_descent(metrics));
	pango_font_metrics_unref(metrics);
}

static void destroy_mask(void *mask) {
	cairo_surface_destroy(mask);
}

void font_init(struct font *font, const char *family, int size) {
	PangoFontMap *map = pango_cairo_font_map_get_default();
	font->context = pango_font_map_create_context(map);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
	pango_cairo_context_set_font_options(font->context, options);
	cairo_font_options_destroy(options);

	for (int style = 0; style < 4; style++) {
		PangoFontDescription *description = pango_font_description_new();
		pango_font_description_set_family(description, family);
		pango_font_description_set_absolute_size(description, size * PANGO_SCALE);
		pango_font_description_set_weight(
			description, style & 1 ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
		pango_font_description_set_style(
			description, style & 2 ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
		font->descriptions[style] = description;
	}
	measure(font);
	font->masks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, destroy_mask);
}

void font_finish(struct font *font) {
	g_hash_table_destroy(font->masks);
	for (int style = 0; style < 4; style++) {
		pango_font_description_free(font->descriptions[style]);
	}
	g_object_unref(font->context);
}

static cairo_surface_t *draw_mask(struct font *font, int style, const char *text, int cells) {
	cairo_surface_t *mask = cairo_image_surface_create(
		CAIRO_FORMAT_A8, cells * font->cell_width, font->cell_height);
	cairo_t *cairo = cairo_create(mask);
	PangoLayout *layout = pango_layout_new(font->context);
	pango_layout_set_font_description(layout, font->descriptions[style]);
	pango_layout_set_text(layout, text, -1);
	cairo_move_to(cairo, 0, font->ascent);
	pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout, 0));
	g_object_unref(layout);
	cairo_destroy(cairo);
	return mask;
}

cairo_surface_t *font_mask(struct font *font, const uint32_t *chars, size_t max_chars, int cells,
	bool bold, bool italic) {
	int style = (bold ? 1 : 0) + (italic ? 2 : 0);
	char key[64] = {(char)('a' + style), (char)('0' + cells)};
	size_t size = 2;
	for (size_t i = 0; i < max_chars && chars[i] != 0 && size + 6 < sizeof(key); i++) {
		if (g_unichar_validate(chars[i])) {
			size += (size_t)g_unichar_to_utf8(chars[i], key + size);
		}
	}
	cairo_surface_t *mask = g_hash_table_lookup(font->masks, key);
	if (mask == NULL) {
		if (g_hash_table_size(font->masks) >= MAX_MASKS) {
			g_hash_table_remove_all(font->masks);
		}
		mask = draw_mask(font, style, key + 2, cells);
		g_hash_table_insert(font->masks, g_strdup(key), mask);
	}
	return mask;
}
