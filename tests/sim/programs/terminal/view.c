#include "view.h"

#include <stdio.h>
#include <string.h>

#define FONT_SIZE 15 /* pixels */
#define MARGIN 6

static const uint32_t foreground = 0xd6dae4, background = 0x14161d, cursor_color = 0xe8b75a;
static const uint32_t palette[16] = {0x2a2e39, 0xe06671, 0x8ec77a, 0xe2b767, 0x6ba4f0, 0xc382e0,
	0x55bcc6, 0xb4bac8, 0x5d6475, 0xf28b94, 0xa9dd95, 0xf5d08a, 0x91bffb, 0xdba5f2, 0x7cd9e1,
	0xf2f4f8};

static VTermColor to_color(uint32_t rgb) {
	VTermColor color;
	vterm_color_rgb(&color, (uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8), (uint8_t)rgb);
	return color;
}

static void set_source(const struct view *view, VTermColor color) {
	vterm_screen_convert_color_to_rgb(view->cells, &color);
	cairo_set_source_rgb(view->screen->cairo, color.rgb.red / 255.0, color.rgb.green / 255.0,
		color.rgb.blue / 255.0);
}

/* A cell as it is shown there; false for the right half of a wide one. */
static bool get_cell(const struct view *view, int row, int column, VTermScreenCell *cell) {
	if (row < view->back) {
		*cell = *history_cell(&view->history, view->back - row, column);
	} else {
		vterm_screen_get_cell(
			view->cells, (VTermPos){.row = row - view->back, .col = column}, cell);
	}
	return cell->chars[0] != UINT32_MAX;
}

static void draw_lines(
	const struct view *view, const VTermScreenCell *cell, int x, int y, int width) {
	cairo_t *cairo = view->screen->cairo;
	if (cell->attrs.underline != VTERM_UNDERLINE_OFF) {
		cairo_rectangle(cairo, x, y + view->font.cell_height - 2, width, 1);
	}
	if (cell->attrs.strike) {
		cairo_rectangle(cairo, x, y + view->font.cell_height / 2.0, width, 1);
	}
	cairo_fill(cairo);
}

static void draw_cell(struct view *view, int row, int column, bool is_cursor) {
	VTermScreenCell cell;
	if (!get_cell(view, row, column, &cell)) {
		return;
	}
	VTermColor back = cell.attrs.reverse ? cell.fg : cell.bg;
	VTermColor front = cell.attrs.reverse ? cell.bg : cell.fg;
	if (is_cursor) {
		back = to_color(cursor_color);
		front = to_color(background);
	}
	cairo_t *cairo = view->screen->cairo;
	int x = MARGIN + column * view->font.cell_width, y = MARGIN + row * view->font.cell_height;
	int width = (cell.width > 1 ? 2 : 1) * view->font.cell_width;
	set_source(view, back);
	cairo_rectangle(cairo, x, y, width, view->font.cell_height);
	cairo_fill(cairo);
	if (cell.chars[0] == 0 || cell.attrs.conceal) {
		return;
	}
	set_source(view, front);
	if (cell.chars[0] != ' ') {
		cairo_mask_surface(cairo,
			font_mask(&view->font, cell.chars, VTERM_MAX_CHARS_PER_CELL,
				cell.width > 1 ? 2 : 1, cell.attrs.bold, cell.attrs.italic),
			x, y);
	}
	draw_lines(view, &cell, x, y, width);
}

static void damage_cells(const struct view *view, VTermRect rect) {
	screen_damage(view->screen, MARGIN + rect.start_col * view->font.cell_width,
		MARGIN + rect.start_row * view->font.cell_height,
		(rect.end_col - rect.start_col) * view->font.cell_width,
		(rect.end_row - rect.start_row) * view->font.cell_height);
}

static void draw_cells(struct view *view, VTermRect rect) {
	for (int row = rect.start_row; row < rect.end_row; row++) {
		for (int column = rect.start_col; column < rect.end_col; column++) {
			draw_cell(view, row, column, false);
		}
	}
	damage_cells(view, rect);
}

static VTermRect one_cell(const struct view *view, VTermPos at) {
	/* Two, for the wide ones. */
	return (VTermRect){
		.start_row = at.row,
		.end_row = at.row + 1,
		.start_col = at.col > 0 ? at.col - 1 : 0,
		.end_col = at.col + 2 < view->columns ? at.col + 2 : view->columns,
	};
}

static int handle_damage(VTermRect rect, void *data) {
	struct view *view = data;
	if (view->back > 0) {
		view->all_dirty = true;
	} else if (!view->all_dirty && view->screen->cairo != NULL) {
		/* What was the right half of a wide character may be of one to the left now. */
		rect.start_col -= rect.start_col > 0;
		draw_cells(view, rect);
	}
	return 1;
}

/* A screen may be too small for the one cell that there always is. */
static bool has_room(const struct view *view) {
	return MARGIN + view->columns * view->font.cell_width <= view->screen->width &&
	       MARGIN + view->rows * view->font.cell_height <= view->screen->height;
}

/* Moves pixels, row by row in the order that spares those not moved yet. */
static void move_pixels(const struct view *view, VTermRect to, VTermRect from) {
	cairo_surface_t *surface = cairo_get_target(view->screen->cairo);
	cairo_surface_flush(surface);
	int stride = cairo_image_surface_get_stride(surface);
	int width = view->font.cell_width, height = view->font.cell_height;
	uint8_t *pixels = cairo_image_surface_get_data(surface) + MARGIN * stride + 4 * MARGIN;
	int rows = (to.end_row - to.start_row) * height;
	for (int i = 0; i < rows; i++) {
		int row = to.start_row < from.start_row ? i : rows - 1 - i;
		memmove(pixels + (to.start_row * height + row) * stride + 4 * to.start_col * width,
			pixels + (from.start_row * height + row) * stride +
				4 * from.start_col * width,
			4 * (size_t)((to.end_col - to.start_col) * width));
	}
	cairo_surface_mark_dirty(surface);
}

static int handle_move(VTermRect to, VTermRect from, void *data) {
	struct view *view = data;
	if (view->back > 0) {
		view->all_dirty = true;
	} else if (!has_room(view)) {
		view->all_dirty = true;
	} else if (!view->all_dirty && view->screen->cairo != NULL) {
		move_pixels(view, to, from);
		damage_cells(view, to);
		if (vterm_rect_contains(from, view->drawn_cursor)) {
			view->drawn_cursor.row += to.start_row - from.start_row;
			view->drawn_cursor.col += to.start_col - from.start_col;
		}
	}
	return 1;
}

static int handle_cursor(VTermPos at, VTermPos old, int visible, void *data) {
	struct view *view = data;
	view->cursor = at;
	return 1;
}

static void set_title(struct view *view, VTermStringFragment part) {
	size_t size = part.initial ? 0 : strlen(view->title);
	snprintf(view->title + size, sizeof(view->title) - size, "%.*s", (int)part.len, part.str);
}

static int handle_property(VTermProp property, VTermValue *value, void *data) {
	struct view *view = data;
	switch (property) {
	case VTERM_PROP_CURSORVISIBLE:
		view->cursor_visible = value->boolean;
		break;
	case VTERM_PROP_ALTSCREEN:
		view->alternate = value->boolean;
		break;
	case VTERM_PROP_TITLE:
		set_title(view, value->string);
		break;
	default:
		break;
	}
	return 1;
}

static int handle_line_out(int columns, const VTermScreenCell *cells, void *data) {
	struct view *view = data;
	history_push(&view->history, columns, cells);
	/* Who reads old lines goes on reading them, as long as they are there. */
	if (view->back > 0) {
		view->back += view->back < view->history.count;
		view->all_dirty = true;
	}
	return 1;
}

static const VTermScreenCallbacks callbacks = {
	.damage = handle_damage,
	.moverect = handle_move,
	.movecursor = handle_cursor,
	.settermprop = handle_property,
	.sb_pushline = handle_line_out,
};

void view_init(struct view *view, struct screen *screen, VTerm *vterm) {
	*view = (struct view){
		.screen = screen,
		.vterm = vterm,
		.cells = vterm_obtain_screen(vterm),
		.cursor_visible = true,
		.drawn_cursor.row = -1,
	};
	font_init(&view->font, "monospace", FONT_SIZE);
	screen->base_width = screen->base_height = 2 * MARGIN;
	screen->step_width = view->font.cell_width;
	screen->step_height = view->font.cell_height;
	vterm_get_size(vterm, &view->rows, &view->columns);
	history_reset(&view->history, view->columns);

	VTermColor front = to_color(foreground), back = to_color(background);
	vterm_screen_set_default_colors(view->cells, &front, &back);
	VTermState *state = vterm_obtain_state(vterm);
	for (int i = 0; i < 16; i++) {
		VTermColor color = to_color(palette[i]);
		vterm_state_set_palette_color(state, i, &color);
	}
	vterm_screen_set_callbacks(view->cells, &callbacks, view);
	vterm_screen_enable_altscreen(view->cells, 1);
	vterm_screen_set_damage_merge(view->cells, VTERM_DAMAGE_SCROLL);
	vterm_screen_reset(view->cells, 1);
}

void view_finish(struct view *view) {
	history_finish(&view->history);
	font_finish(&view->font);
}

static int at_least_one(int number) {
	return number > 0 ? number : 1;
}

void view_resize(struct view *view) {
	view->columns = at_least_one((view->screen->width - 2 * MARGIN) / view->font.cell_width);
	view->rows = at_least_one((view->screen->height - 2 * MARGIN) / view->font.cell_height);
	view->back = 0;
	view->all_dirty = true;
	history_reset(&view->history, view->columns);
	vterm_set_size(view->vterm, view->rows, view->columns);
}

void view_scroll(struct view *view, int lines) {
	int back = view->back + lines;
	back = back < 0 ? 0 : back > view->history.count ? view->history.count : back;
	if (back != view->back) {
		view->back = back;
		view->all_dirty = true;
		screen_request_frame(view->screen);
	}
}

static void draw_all(struct view *view) {
	set_source(view, to_color(background));
	cairo_paint(view->screen->cairo);
	draw_cells(view, (VTermRect){.end_row = view->rows, .end_col = view->columns});
	screen_damage(view->screen, 0, 0, view->screen->width, view->screen->height);
	view->all_dirty = false;
	view->drawn_cursor.row = -1;
}

static void draw_cursor(struct view *view) {
	VTermPos at = view->cursor;
	at.row += view->back;
	if (!view->cursor_visible || at.row >= view->rows || at.col >= view->columns) {
		at.row = -1;
	}
	if (view->drawn_cursor.row >= 0) {
		draw_cells(view, one_cell(view, view->drawn_cursor));
	}
	if (at.row >= 0) {
		draw_cell(view, at.row, at.col, true);
		damage_cells(view, one_cell(view, at));
	}
	view->drawn_cursor = at;
}

void view_draw(struct view *view) {
	vterm_screen_flush_damage(view->cells);
	if (view->all_dirty) {
		draw_all(view);
	}
	draw_cursor(view);
}
