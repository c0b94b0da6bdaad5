#include "switcher_grid.h"

#include <math.h>
#include <pango/pango.h>
#include <stdio.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "canvas.h"
#include "color.h"
#include "config.h"
#include "desktop.h"
#include "guest.h"
#include "output.h"
#include "painter.h"
#include "pattern.h"
#include "scene_rect.h"
#include "server.h"
#include "shade.h"
#include "subject.h"
#include "thumbnail.h"
#include "view.h"

/* Layout pixels. */
#define MARGIN 32  /* to the edges of the output, where there is room for it */
#define PADDING 16 /* within the panel */
#define GAP 6      /* between cells */
#define INSET 10   /* within a cell */
#define BORDER 2   /* around a thumbnail */
#define LINE 22    /* a line of text */
#define CHIP 16
#define BAR_WIDTH 4

#define BACKGROUND 0x1d2025
#define OUTLINE 0x454a54
#define SELECTED 0x3d4350
#define SELECTED_OUTLINE 0xc9d1de
#define NO_PICTURE 0x2a2d33
#define TEXT 0xe8eaed
#define DIM_TEXT 0x9aa0aa
#define CALLING_TEXT 0xf5b83d
#define DARK_TEXT 0x14161a
#define LIGHT_TEXT 0xffffff

struct cell {
	struct wl_list link; /* switcher_grid.cells */
	struct switcher_grid *grid;
	struct view *view;
	struct wlr_scene_tree *tree;
	struct wlr_scene_buffer *label; /* behind the rest, as large as the cell */
	struct wlr_scene_rect *border;  /* in the domain's colour */
	struct wlr_scene_rect *blank;   /* where the view has no pixels */
	struct thumbnail *thumbnail;
	struct painting painting; /* of the label */
	struct wl_listener view_change;
	bool selected;
	bool wanted; /* in what is to be shown */
};

static int room_height(int width) {
	return width * 5 / 8;
}

static int cell_width(const struct switcher_grid *grid) {
	return grid->room + 2 * INSET;
}

static int cell_height(const struct switcher_grid *grid) {
	return room_height(grid->room) + 2 * LINE + 2 * INSET + INSET / 2;
}

static void note_of(const struct view *view, char note[static 16]) {
	const char *text = view->attention   ? "calls"
	                   : view->hidden    ? "hidden"
	                   : view->minimized ? "minimised"
	                                     : "";
	const struct guest *guest = view_guest(view);
	if (!view->attention && guest != NULL && guest->state != GUEST_RUNNING) {
		text = shade_word(guest->state);
	}
	if (text[0] == '\0' && view->workspace != view->server->desktop->workspaces.shown) {
		snprintf(note, 16, "on %d", view->workspace);
	} else {
		snprintf(note, 16, "%s", text);
	}
}

static void draw_label(struct cell *cell) {
	const struct switcher_grid *grid = cell->grid;
	const struct view *view = cell->view;
	const char *font = view->server->config->font;
	int width = cell_width(grid), height = cell_height(grid);
	struct canvas canvas;
	painting_cancel(&cell->painting);
	if (!canvas_begin(&canvas, width, height, grid->scale)) {
		return;
	}
	if (cell->selected) {
		canvas_rounded_rectangle(&canvas, 1, 1, width - 2, height - 2, 8);
		canvas_set_color(&canvas, SELECTED);
		cairo_fill_preserve(canvas.cr);
		canvas_set_color(&canvas, SELECTED_OUTLINE);
		cairo_set_line_width(canvas.cr, 2);
		cairo_stroke(canvas.cr);
	}

	char note[16];
	const struct subject subject = subject_of_view(view);
	note_of(view, note);
	double x = INSET, y = height - INSET - 2 * LINE, right = width - INSET;
	canvas_rounded_rectangle(&canvas, x, y + (LINE - CHIP) / 2.0, CHIP, CHIP, 3);
	pattern_fill(&canvas, view->pattern, view->color,
		color_is_light(view->color) ? DARK_TEXT : LIGHT_TEXT, CHIP);
	double text = x + CHIP + 8;
	if (note[0] != '\0') {
		int used = canvas_text_width(&canvas, font, PANGO_WEIGHT_NORMAL, note);
		used = used > (right - text) / 2 ? (int)(right - text) / 2 : used;
		canvas_set_color(&canvas, view->attention ? CALLING_TEXT : DIM_TEXT);
		canvas_text(&canvas, font, PANGO_WEIGHT_NORMAL, note, right - used, y, used, LINE,
			CANVAS_LEFT);
		right -= used + 8;
	}
	canvas_set_color(&canvas, TEXT);
	canvas_text(&canvas, font, PANGO_WEIGHT_BOLD, subject.domain, text, y, right - text, LINE,
		CANVAS_LEFT);
	canvas_set_color(&canvas, cell->selected ? TEXT : DIM_TEXT);
	canvas_text(&canvas, font, PANGO_WEIGHT_NORMAL, subject.title, x, y + LINE,
		width - 2 * INSET, LINE, CANVAS_LEFT);
	canvas_show(&canvas, cell->label);
}

static void handle_draw(struct painting *painting) {
	struct cell *cell = wl_container_of(painting, cell, painting);
	draw_label(cell);
}

/* In the middle of its room. */
static void place_thumbnail(struct cell *cell) {
	struct thumbnail *thumbnail = cell->thumbnail;
	float color[4];
	thumbnail_update(thumbnail);
	int x = INSET + (cell->grid->room - thumbnail->width) / 2;
	int y = INSET + (room_height(cell->grid->room) - thumbnail->height) / 2;
	wlr_scene_node_set_position(&thumbnail->tree->node, x, y);
	scene_rect_place(cell->blank, x, y, thumbnail->width, thumbnail->height);
	scene_rect_place(cell->border, x - BORDER, y - BORDER, thumbnail->width + 2 * BORDER,
		thumbnail->height + 2 * BORDER);
	color_to_floats(cell->view->color, color);
	wlr_scene_rect_set_color(cell->border, color);
}

static void handle_view_change(struct wl_listener *listener, void *data) {
	struct cell *cell = wl_container_of(listener, cell, view_change);
	place_thumbnail(cell);
	painter_add(&cell->grid->desktop->painter, &cell->painting, false);
}

static struct cell *cell_create(struct switcher_grid *grid, struct view *view) {
	struct cell *cell = znew(struct cell);
	float blank[4];
	color_to_floats(NO_PICTURE, blank);
	cell->grid = grid;
	cell->view = view;
	cell->tree = must(wlr_scene_tree_create(grid->tree));
	cell->label = must(wlr_scene_buffer_create(cell->tree, NULL));
	cell->border = must(wlr_scene_rect_create(cell->tree, 0, 0, blank));
	cell->blank = must(wlr_scene_rect_create(cell->tree, 0, 0, blank));
	cell->thumbnail = thumbnail_create(cell->tree, view, grid->room, room_height(grid->room));
	painting_init(&cell->painting, handle_draw);
	cell->view_change.notify = handle_view_change;
	wl_signal_add(&view->events.change, &cell->view_change);
	wl_list_insert(&grid->cells, &cell->link);
	return cell;
}

static void cell_destroy(struct cell *cell) {
	painting_cancel(&cell->painting);
	wl_list_remove(&cell->link);
	wl_list_remove(&cell->view_change.link);
	thumbnail_destroy(cell->thumbnail);
	wlr_scene_node_destroy(&cell->tree->node);
	free(cell);
}

static void remove_cells(struct switcher_grid *grid, bool unwanted_only) {
	struct cell *cell, *tmp;
	wl_list_for_each_safe (cell, tmp, &grid->cells, link) {
		if (!cell->wanted || !unwanted_only) {
			cell_destroy(cell);
		}
	}
}

static struct cell *find_cell(const struct switcher_grid *grid, const struct view *view) {
	struct cell *cell;
	wl_list_for_each (cell, &grid->cells, link) {
		if (cell->view == view) {
			return cell;
		}
	}
	return NULL;
}

static int between(int value, int min, int max) {
	return value > max ? (max < min ? min : max) : value < min ? min : value;
}

/* How many of a size, with gaps between them, there is room for. */
static int fit(int room, int size, int max) {
	return between((room - 2 * PADDING + GAP) / (size + GAP), 1, max);
}

/* The largest cells of which all fit, else the smallest. */
static void choose_size(struct switcher_grid *grid, int width, int height) {
	static const int rooms[] = {304, 256, 208, 168, 128};
	const int sizes = sizeof(rooms) / sizeof(rooms[0]);
	int columns = 1, rows = 1;
	for (int i = 0; i < sizes; i++) {
		grid->room = between(rooms[i], 1, width - 2 * PADDING - 2 * INSET);
		columns = fit(width, cell_width(grid), SWITCHER_GRID_COLUMNS);
		rows = fit(height, cell_height(grid), SWITCHER_GRID_ROWS);
		if (columns * rows >= grid->count) {
			break;
		}
	}
	/* As few rows as that takes, and each about as long as the next. */
	int needed = (grid->count + columns - 1) / columns;
	grid->columns = needed <= rows ? (grid->count + needed - 1) / needed : columns;
	grid->rows = needed < rows ? needed : rows;
	grid->total = (grid->count + grid->columns - 1) / grid->columns;
}

static void draw_panel(struct switcher_grid *grid) {
	int width = grid->box.width, height = grid->box.height;
	struct canvas canvas;
	if (!canvas_begin(&canvas, width, height, grid->scale)) {
		return;
	}
	canvas_rounded_rectangle(&canvas, 0.5, 0.5, width - 1, height - 1, 12);
	canvas_set_color(&canvas, BACKGROUND);
	cairo_fill_preserve(canvas.cr);
	canvas_set_color(&canvas, OUTLINE);
	cairo_set_line_width(canvas.cr, 1);
	cairo_stroke(canvas.cr);
	if (grid->total > grid->rows) {
		double row = (double)(height - 2 * PADDING) / grid->total;
		canvas_rounded_rectangle(&canvas, width - PADDING / 2.0 - BAR_WIDTH / 2.0,
			PADDING + row * grid->first, BAR_WIDTH, row * grid->rows, BAR_WIDTH / 2.0);
		canvas_set_color(&canvas, DIM_TEXT);
		cairo_fill(canvas.cr);
	}
	canvas_show(&canvas, grid->panel);
}

/* Whether cells and panel are others than before. */
static bool lay_out(struct switcher_grid *grid, const struct output *output, int selected) {
	const struct switcher_grid before = *grid;
	const struct wlr_box *screen = &output->box;
	int margin = screen->width < 640 || screen->height < 480 ? 0 : MARGIN;
	grid->scale = output->wlr_output->scale;
	choose_size(grid, screen->width - 2 * margin, screen->height - 2 * margin);
	/* The selected row is in sight, and the rows move as little as that takes. */
	int row = selected / grid->columns;
	grid->first = between(grid->first, row - grid->rows + 1, row);
	grid->first = between(grid->first, 0, grid->total - grid->rows);

	grid->box.width = grid->columns * (cell_width(grid) + GAP) - GAP + 2 * PADDING;
	grid->box.height = grid->rows * (cell_height(grid) + GAP) - GAP + 2 * PADDING;
	grid->box.x = screen->x + (screen->width - grid->box.width) / 2;
	grid->box.y = screen->y + (screen->height - grid->box.height) / 2;
	wlr_scene_node_set_position(&grid->tree->node, grid->box.x, grid->box.y);
	if (grid->room != before.room || grid->scale != before.scale) {
		remove_cells(grid, false);
	}
	return grid->first != before.first || grid->scale != before.scale ||
	       grid->total != before.total || !wlr_box_equal(&grid->box, &before.box);
}

/* The last row, if it isn't full, is in the middle. */
static void cell_position(const struct switcher_grid *grid, int index, int *x, int *y) {
	int row = index / grid->columns;
	int left = grid->count - row * grid->columns;
	int missing = left < grid->columns && row > 0 ? grid->columns - left : 0;
	int width = cell_width(grid) + GAP;
	*x = PADDING + index % grid->columns * width + missing * width / 2;
	*y = PADDING + (row - grid->first) * (cell_height(grid) + GAP);
}

void switcher_grid_show(
	struct switcher_grid *grid, struct view *const *views, int count, int selected) {
	/* Where it is it stays, wherever the pointer goes. */
	const struct output *output = wlr_box_empty(&grid->box)
	                                      ? desktop_active_output(grid->desktop)
	                                      : desktop_output_for_box(grid->desktop, &grid->box);
	if (output == NULL) {
		switcher_grid_hide(grid);
		return;
	}
	grid->count = count;
	if (lay_out(grid, output, selected)) {
		draw_panel(grid);
	}
	struct cell *cell;
	wl_list_for_each (cell, &grid->cells, link) {
		cell->wanted = false;
	}
	int begin = grid->first * grid->columns, end = begin + grid->rows * grid->columns;
	for (int i = begin; i < end && i < count; i++) {
		cell = find_cell(grid, views[i]);
		bool fresh = cell == NULL;
		if (fresh) {
			cell = cell_create(grid, views[i]);
			place_thumbnail(cell);
		}
		int x, y;
		cell_position(grid, i, &x, &y);
		wlr_scene_node_set_position(&cell->tree->node, x, y);
		cell->wanted = true;
		if (fresh || cell->selected != (i == selected)) {
			cell->selected = i == selected;
			draw_label(cell);
		}
	}
	remove_cells(grid, true);
	wlr_scene_node_set_enabled(&grid->tree->node, true);
}

void switcher_grid_hide(struct switcher_grid *grid) {
	wlr_scene_node_set_enabled(&grid->tree->node, false);
	wlr_scene_buffer_set_buffer(grid->panel, NULL);
	switcher_grid_forget(grid);
	grid->first = 0;
}

void switcher_grid_forget(struct switcher_grid *grid) {
	remove_cells(grid, false);
	grid->box = (struct wlr_box){0};
}

int switcher_grid_at(const struct switcher_grid *grid, double lx, double ly) {
	int begin = grid->first * grid->columns, end = begin + grid->rows * grid->columns;
	if (wlr_box_empty(&grid->box)) {
		return -1;
	}
	for (int i = begin; i < end && i < grid->count; i++) {
		struct wlr_box box = {.width = cell_width(grid), .height = cell_height(grid)};
		cell_position(grid, i, &box.x, &box.y);
		box.x += grid->box.x;
		box.y += grid->box.y;
		if (wlr_box_contains_point(&box, lx, ly)) {
			return i;
		}
	}
	return -1;
}

void switcher_grid_init(struct switcher_grid *grid, struct desktop *desktop) {
	*grid = (struct switcher_grid){.desktop = desktop};
	wl_list_init(&grid->cells);
	grid->tree = must(wlr_scene_tree_create(desktop->layers[DESKTOP_OVERLAY]));
	wlr_scene_node_set_enabled(&grid->tree->node, false);
	grid->panel = must(wlr_scene_buffer_create(grid->tree, NULL));
}

void switcher_grid_finish(struct switcher_grid *grid) {
	remove_cells(grid, false);
	wlr_scene_node_destroy(&grid->tree->node);
}
