#include "frame.h"

#include <math.h>
#include <pango/pango.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/util/edges.h>

#include "alloc.h"
#include "canvas.h"
#include "color.h"
#include "config.h"
#include "desktop.h"
#include "server.h"
#include "view.h"

#define BUTTON_WIDTH 34
#define CHIP_SIZE 12
#define CATCH_DISTANCE 6 /* outside the frame, where an edge can still be caught */
#define CORNER_LENGTH 20 /* from a corner along both edges, where both are caught */

#define INACTIVE_TITLE 0x2a2d33
#define INACTIVE_TEXT 0xa9adb5
#define DARK_TEXT 0x14161a
#define LIGHT_TEXT 0xffffff
#define CLOSE_HOVER 0xd23b3b

enum border {
	BORDER_TOP,
	BORDER_BOTTOM,
	BORDER_LEFT,
	BORDER_RIGHT,
	BORDERS,
};

struct frame {
	struct view *view;
	struct wlr_scene_tree *tree;
	struct wlr_scene_rect *borders[BORDERS];
	struct wlr_scene_rect *title_background; /* opaque, where the title isn't drawn yet */
	struct wlr_scene_buffer *title;
	int title_width; /* that has been drawn; 0: to be drawn again */
	struct wl_event_source *redraw_idle;
	enum frame_part hover;
};

static uint32_t title_color(const struct frame *frame) {
	return frame->view->activated   ? frame->view->color
	       : frame->view->attention ? color_mix(frame->view->color, INACTIVE_TITLE, 0.6)
	                                : INACTIVE_TITLE;
}

static uint32_t border_color(const struct frame *frame) {
	/* Never so dim that the domain couldn't be told. */
	return frame->view->activated || frame->view->attention
	               ? frame->view->color
	               : color_mix(frame->view->color, INACTIVE_TITLE, 0.45);
}

static uint32_t text_color(const struct frame *frame) {
	if (!frame->view->activated) {
		return frame->view->attention ? LIGHT_TEXT : INACTIVE_TEXT;
	}
	return color_is_light(frame->view->color) ? DARK_TEXT : LIGHT_TEXT;
}

struct frame *frame_create(struct view *view) {
	struct frame *frame = znew(struct frame);
	frame->view = view;
	frame->tree = must(wlr_scene_tree_create(view->tree));
	for (int i = 0; i < BORDERS; i++) {
		frame->borders[i] =
			must(wlr_scene_rect_create(frame->tree, 0, 0, (float[4]){0, 0, 0, 1}));
	}
	frame->title_background =
		must(wlr_scene_rect_create(frame->tree, 0, 0, (float[4]){0, 0, 0, 1}));
	frame->title = must(wlr_scene_buffer_create(frame->tree, NULL));
	return frame;
}

void frame_destroy(struct frame *frame) {
	if (frame == NULL) {
		return;
	}
	if (frame->redraw_idle != NULL) {
		wl_event_source_remove(frame->redraw_idle);
	}
	free(frame);
}

static void draw_glyph(struct canvas *canvas, enum frame_part button, bool restore, double x) {
	cairo_t *cr = canvas->cr;
	double cx = floor(x + BUTTON_WIDTH / 2.0);
	double cy = FRAME_TITLE_HEIGHT / 2.0;
	cairo_set_line_width(cr, 1.5);
	switch (button) {
	case FRAME_MINIMIZE:
		cairo_move_to(cr, cx - 5, cy + 4.25);
		cairo_line_to(cr, cx + 5, cy + 4.25);
		break;
	case FRAME_MAXIMIZE:
		if (restore) {
			cairo_rectangle(cr, cx - 5, cy - 2, 7, 7);
			cairo_move_to(cr, cx - 2, cy - 2);
			cairo_line_to(cr, cx - 2, cy - 5);
			cairo_line_to(cr, cx + 5, cy - 5);
			cairo_line_to(cr, cx + 5, cy + 2);
			cairo_line_to(cr, cx + 2, cy + 2);
		} else {
			cairo_rectangle(cr, cx - 5, cy - 5, 10, 10);
		}
		break;
	default:
		cairo_move_to(cr, cx - 5, cy - 5);
		cairo_line_to(cr, cx + 5, cy + 5);
		cairo_move_to(cr, cx + 5, cy - 5);
		cairo_line_to(cr, cx - 5, cy + 5);
		break;
	}
	cairo_stroke(cr);
}

static void draw_button(
	const struct frame *frame, struct canvas *canvas, enum frame_part button, double x) {
	uint32_t color = text_color(frame);
	if (frame->hover == button) {
		if (button == FRAME_CLOSE) {
			canvas_set_color(canvas, CLOSE_HOVER);
			color = LIGHT_TEXT;
		} else {
			canvas_set_color(canvas, color_mix(title_color(frame), color, 0.2));
		}
		cairo_rectangle(canvas->cr, x, 0, BUTTON_WIDTH, FRAME_TITLE_HEIGHT);
		cairo_fill(canvas->cr);
	}
	canvas_set_color(canvas, color);
	draw_glyph(canvas, button, frame->view->maximized, x);
}

static void draw_title(struct frame *frame) {
	const struct view *view = frame->view;
	const struct server *server = view->server;
	int width = view->box.width;
	struct canvas canvas;
	frame->title_width = width;
	if (!canvas_begin(&canvas, width, FRAME_TITLE_HEIGHT, desktop_scale(server->desktop))) {
		return;
	}
	canvas_set_color(&canvas, title_color(frame));
	cairo_paint(canvas.cr);

	/* The chip keeps the domain's colour in an inactive title bar too. */
	double x = 8;
	canvas_set_color(
		&canvas, view->activated || view->attention ? text_color(frame) : view->color);
	canvas_rounded_rectangle(
		&canvas, x, (FRAME_TITLE_HEIGHT - CHIP_SIZE) / 2.0, CHIP_SIZE, CHIP_SIZE, 3);
	cairo_fill(canvas.cr);
	x += CHIP_SIZE + 8;

	canvas_set_color(&canvas, text_color(frame));
	canvas_text(&canvas, server->config->font,
		view->activated || view->attention ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL,
		view->title, x, 0, width - 3 * BUTTON_WIDTH - x - 6, FRAME_TITLE_HEIGHT,
		CANVAS_LEFT);

	draw_button(frame, &canvas, FRAME_MINIMIZE, width - 3 * BUTTON_WIDTH);
	draw_button(frame, &canvas, FRAME_MAXIMIZE, width - 2 * BUTTON_WIDTH);
	draw_button(frame, &canvas, FRAME_CLOSE, width - BUTTON_WIDTH);
	canvas_show(&canvas, frame->title);
}

static void draw(struct frame *frame) {
	float color[4];
	color_to_floats(border_color(frame), color);
	for (int i = 0; i < BORDERS; i++) {
		wlr_scene_rect_set_color(frame->borders[i], color);
	}
	color_to_floats(title_color(frame), color);
	wlr_scene_rect_set_color(frame->title_background, color);
	draw_title(frame);
}

static void place(struct wlr_scene_rect *rect, int x, int y, int width, int height) {
	wlr_scene_node_set_position(&rect->node, x, y);
	wlr_scene_rect_set_size(rect, width, height);
}

void frame_update(struct frame *frame) {
	const struct view *view = frame->view;
	wlr_scene_node_set_enabled(&frame->tree->node, !view->fullscreen);
	if (!view->mapped || view->fullscreen) {
		return;
	}

	const int border = FRAME_BORDER, title = FRAME_TITLE_HEIGHT;
	int width = view->box.width, height = view->box.height;
	place(frame->borders[BORDER_TOP], -border, -title - border, width + 2 * border, border);
	place(frame->borders[BORDER_BOTTOM], -border, height, width + 2 * border, border);
	place(frame->borders[BORDER_LEFT], -border, -title, border, height + title);
	place(frame->borders[BORDER_RIGHT], width, -title, border, height + title);
	place(frame->title_background, 0, -title, width, title);
	wlr_scene_node_set_position(&frame->title->node, 0, -title);

	if (frame->title_width != width) {
		draw(frame);
	}
}

static void handle_redraw_idle(void *data) {
	struct frame *frame = data;
	frame->redraw_idle = NULL;
	if (frame->title_width == 0 && frame->view->mapped && !frame->view->fullscreen) {
		draw(frame);
	}
}

/* Once in a turn of the loop, however often a program sets its title; unless frame_update() has. */
void frame_redraw(struct frame *frame) {
	frame->title_width = 0;
	if (frame->redraw_idle == NULL) {
		frame->redraw_idle = wl_event_loop_add_idle(
			frame->view->server->loop, handle_redraw_idle, frame);
	}
}

void frame_set_hover(struct frame *frame, enum frame_part part) {
	bool button = part == FRAME_MINIMIZE || part == FRAME_MAXIMIZE || part == FRAME_CLOSE;
	enum frame_part hover = button ? part : FRAME_OUTSIDE;
	if (frame->hover != hover) {
		frame->hover = hover;
		frame_redraw(frame);
	}
}

static uint32_t edges_at(const struct view *view, double x, double y) {
	double left = x + FRAME_BORDER;
	double right = view->box.width + FRAME_BORDER - x;
	double top = y + FRAME_BORDER + FRAME_TITLE_HEIGHT;
	double bottom = view->box.height + FRAME_BORDER - y;

	uint32_t edges = WLR_EDGE_NONE;
	bool vertical = top < FRAME_BORDER || bottom < FRAME_BORDER;
	bool horizontal = left < FRAME_BORDER || right < FRAME_BORDER;
	if (left < (vertical ? CORNER_LENGTH : FRAME_BORDER)) {
		edges |= WLR_EDGE_LEFT;
	} else if (right < (vertical ? CORNER_LENGTH : FRAME_BORDER)) {
		edges |= WLR_EDGE_RIGHT;
	}
	if (top < (horizontal ? CORNER_LENGTH : FRAME_BORDER)) {
		edges |= WLR_EDGE_TOP;
	} else if (bottom < (horizontal ? CORNER_LENGTH : FRAME_BORDER)) {
		edges |= WLR_EDGE_BOTTOM;
	}
	return edges;
}

enum frame_part frame_hit(const struct frame *frame, double x, double y, uint32_t *edges) {
	const struct view *view = frame->view;
	struct wlr_box client = {.width = view->box.width, .height = view->box.height};
	*edges = WLR_EDGE_NONE;
	if (wlr_box_contains_point(&client, x, y)) {
		return FRAME_CLIENT;
	}
	if (view->fullscreen) {
		return FRAME_OUTSIDE;
	}

	struct wlr_box title = {
		.y = -FRAME_TITLE_HEIGHT, .width = client.width, .height = FRAME_TITLE_HEIGHT};
	if (wlr_box_contains_point(&title, x, y)) {
		int from_right = (client.width - 1 - (int)floor(x)) / BUTTON_WIDTH;
		return from_right == 0   ? FRAME_CLOSE
		       : from_right == 1 ? FRAME_MAXIMIZE
		       : from_right == 2 ? FRAME_MINIMIZE
		                         : FRAME_TITLE;
	}

	const int outset = FRAME_BORDER + CATCH_DISTANCE;
	struct wlr_box catching = {
		.x = -outset,
		.y = -FRAME_TITLE_HEIGHT - outset,
		.width = client.width + 2 * outset,
		.height = client.height + FRAME_TITLE_HEIGHT + 2 * outset,
	};
	if (!wlr_box_contains_point(&catching, x, y)) {
		return FRAME_OUTSIDE;
	}
	*edges = edges_at(view, x, y);
	return FRAME_EDGE;
}
