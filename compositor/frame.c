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
#include "painter.h"
#include "pattern.h"
#include "scene_rect.h"
#include "server.h"
#include "view.h"

#define BUTTON_WIDTH 34
#define BUTTONS 3
#define CHIP_SIZE 16
#define CALL_WIDTH 24 /* of the mark that a window has which calls, before its chip */
#define CALL_HEIGHT 18
#define CATCH_DISTANCE 6 /* outside the frame, where an edge can still be caught */
#define CORNER_LENGTH 20 /* from a corner along both edges, where both are caught */

#define INACTIVE_TITLE 0x2a2d33
#define INACTIVE_TEXT 0xa9adb5
#define DARK_TEXT 0x14161a
#define LIGHT_TEXT 0xffffff
#define CLOSE_HOVER 0xd23b3b

/* From the right end of the bar to the left. */
static const enum frame_part buttons[BUTTONS] = {FRAME_CLOSE, FRAME_MAXIMIZE, FRAME_MINIMIZE};

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
	struct wlr_scene_rect *bar;    /* the title bar, as wide as the view */
	struct wlr_scene_buffer *name; /* in it, at the left end */
	int name_width;                /* that is to be seen; 0: there is no room for it */
	int drawn_width;               /* that has been drawn */
	double drawn_scale;            /* pixels of what has been drawn in a layout pixel */
	struct wlr_scene_buffer *buttons[BUTTONS];
	struct painting painting; /* of name and buttons */
	enum frame_part hover;
};

static uint32_t title_color(const struct frame *frame) {
	return frame->view->activated ? frame->view->color : INACTIVE_TITLE;
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

static void handle_draw(struct painting *painting);

struct frame *frame_create(struct view *view) {
	struct frame *frame = znew(struct frame);
	const float black[4] = {0, 0, 0, 1};
	frame->view = view;
	frame->tree = must(wlr_scene_tree_create(view->tree));
	for (int i = 0; i < BORDERS; i++) {
		frame->borders[i] = must(wlr_scene_rect_create(frame->tree, 0, 0, black));
	}
	frame->bar = must(wlr_scene_rect_create(frame->tree, 0, 0, black));
	frame->name = must(wlr_scene_buffer_create(frame->tree, NULL));
	for (int i = 0; i < BUTTONS; i++) {
		frame->buttons[i] = must(wlr_scene_buffer_create(frame->tree, NULL));
	}
	painting_init(&frame->painting, handle_draw);
	return frame;
}

void frame_destroy(struct frame *frame) {
	if (frame != NULL) {
		painting_cancel(&frame->painting);
		free(frame);
	}
}

static void draw_glyph(struct canvas *canvas, enum frame_part button, bool restore) {
	cairo_t *cr = canvas->cr;
	double cx = BUTTON_WIDTH / 2.0;
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

/* With the bar's background. false: there is nothing to draw on. */
static bool begin(const struct frame *frame, struct canvas *canvas, int width) {
	double scale = desktop_scale(frame->view->server->desktop);
	if (!canvas_begin(canvas, width, FRAME_TITLE_HEIGHT, scale)) {
		return false;
	}
	canvas_set_color(canvas, title_color(frame));
	cairo_paint(canvas->cr);
	return true;
}

static void draw_button(
	const struct frame *frame, enum frame_part button, struct wlr_scene_buffer *node) {
	struct canvas canvas;
	uint32_t color = text_color(frame);
	if (!begin(frame, &canvas, BUTTON_WIDTH)) {
		return;
	}
	if (frame->hover == button) {
		uint32_t background = color_mix(title_color(frame), color, 0.2);
		if (button == FRAME_CLOSE) {
			background = CLOSE_HOVER;
			color = LIGHT_TEXT;
		}
		canvas_set_color(&canvas, background);
		cairo_paint(canvas.cr);
	}
	canvas_set_color(&canvas, color);
	draw_glyph(&canvas, button, frame->view->maximized);
	canvas_show(&canvas, node);
}

static void draw_name(struct frame *frame) {
	const struct view *view = frame->view;
	bool lit = view->activated || view->attention;
	struct canvas canvas;
	if (!begin(frame, &canvas, frame->name_width)) {
		return;
	}
	frame->drawn_width = frame->name_width;
	frame->drawn_scale = desktop_scale(view->server->desktop);

	/* The chip keeps the domain's colour in an inactive title bar too. */
	double x = 8;
	uint32_t ink = color_is_light(view->color) ? DARK_TEXT : LIGHT_TEXT;
	if (view->attention) {
		canvas_set_color(&canvas, view->color);
		canvas_rounded_rectangle(&canvas, x, (FRAME_TITLE_HEIGHT - CALL_HEIGHT) / 2.0,
			CALL_WIDTH, CALL_HEIGHT, 3);
		cairo_fill(canvas.cr);
		canvas_set_color(&canvas, ink);
		canvas_text(&canvas, view->server->config->font, PANGO_WEIGHT_BOLD, "!", x, 0,
			CALL_WIDTH, FRAME_TITLE_HEIGHT, CANVAS_CENTER);
		x += CALL_WIDTH + 6;
	}
	canvas_rounded_rectangle(
		&canvas, x, (FRAME_TITLE_HEIGHT - CHIP_SIZE) / 2.0, CHIP_SIZE, CHIP_SIZE, 3);
	pattern_fill(&canvas, view->pattern, view->activated ? text_color(frame) : view->color,
		view->activated ? view->color : ink, CHIP_SIZE);
	x += CHIP_SIZE + 8;

	canvas_set_color(&canvas, text_color(frame));
	canvas_text(&canvas, view->server->config->font,
		lit ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL, view->title, x, 0,
		frame->name_width - x - 6, FRAME_TITLE_HEIGHT, CANVAS_LEFT);
	wlr_scene_buffer_set_source_box(frame->name, NULL);
	canvas_show(&canvas, frame->name);
}

/* Until it is drawn again, what has been drawn is cut where it would be too long. */
static void cut_name(struct frame *frame) {
	if (frame->name_width == 0 || frame->name_width >= frame->drawn_width) {
		return;
	}
	struct wlr_fbox box = {
		.width = frame->name_width * frame->drawn_scale,
		.height = ceil(FRAME_TITLE_HEIGHT * frame->drawn_scale),
	};
	wlr_scene_buffer_set_source_box(frame->name, &box);
	wlr_scene_buffer_set_dest_size(frame->name, frame->name_width, FRAME_TITLE_HEIGHT);
}

static void handle_draw(struct painting *painting) {
	struct frame *frame = wl_container_of(painting, frame, painting);
	if (frame->view->mapped && !frame->view->fullscreen) {
		draw_name(frame);
		for (int i = 0; i < BUTTONS; i++) {
			draw_button(frame, buttons[i], frame->buttons[i]);
		}
	}
}

static int name_width(const struct view *view) {
	int width = view->box.width - BUTTONS * BUTTON_WIDTH;
	return width < 0 ? 0 : width > FRAME_NAME_WIDTH ? FRAME_NAME_WIDTH : width;
}

void frame_update(struct frame *frame) {
	const struct view *view = frame->view;
	wlr_scene_node_set_enabled(&frame->tree->node, !view->fullscreen);
	if (!view->mapped || view->fullscreen) {
		return;
	}

	const int border = FRAME_BORDER, title = FRAME_TITLE_HEIGHT;
	int width = view->box.width, height = view->box.height;
	scene_rect_place(
		frame->borders[BORDER_TOP], -border, -title - border, width + 2 * border, border);
	scene_rect_place(
		frame->borders[BORDER_BOTTOM], -border, height, width + 2 * border, border);
	scene_rect_place(frame->borders[BORDER_LEFT], -border, -title, border, height + title);
	scene_rect_place(frame->borders[BORDER_RIGHT], width, -title, border, height + title);
	scene_rect_place(frame->bar, 0, -title, width, title);
	wlr_scene_node_set_enabled(&frame->name->node, name_width(view) > 0);
	wlr_scene_node_set_position(&frame->name->node, 0, -title);
	for (int i = 0; i < BUTTONS; i++) {
		int x = width - (i + 1) * BUTTON_WIDTH;
		wlr_scene_node_set_enabled(&frame->buttons[i]->node, x >= 0);
		wlr_scene_node_set_position(&frame->buttons[i]->node, x, -title);
	}

	if (frame->name_width != name_width(view)) {
		frame->name_width = name_width(view);
		cut_name(frame);
		frame_redraw(frame);
	}
}

void frame_redraw(struct frame *frame) {
	const struct view *view = frame->view;
	float color[4];
	color_to_floats(border_color(frame), color);
	for (int i = 0; i < BORDERS; i++) {
		wlr_scene_rect_set_color(frame->borders[i], color);
	}
	color_to_floats(title_color(frame), color);
	wlr_scene_rect_set_color(frame->bar, color);
	painter_add(&view->server->desktop->painter, &frame->painting,
		view->activated || frame->hover != FRAME_OUTSIDE);
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
