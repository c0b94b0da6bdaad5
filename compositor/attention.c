#include "attention.h"

#include <pango/pango.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "canvas.h"
#include "color.h"
#include "config.h"
#include "desktop.h"
#include "focus.h"
#include "output.h"
#include "painter.h"
#include "pattern.h"
#include "seat.h"
#include "server.h"
#include "subject.h"

#define WIDTH 560
#define ROW_HEIGHT 36
#define ROWS 5
#define PADDING 20
#define BAR 32  /* of the domain's colour and pattern, at the left */
#define EDGE 40 /* to the edges of the output */

#define BACKGROUND 0x1d2025
#define TEXT 0xe8eaed
#define DIM_TEXT 0x9aa0aa

struct attention {
	struct seat *seat;
	bool open;
	struct wlr_scene_tree *tree;  /* of all that it shows */
	struct wlr_scene_rect *shade; /* over all that others show */
	struct wlr_scene_buffer *node;
	struct painting painting; /* after a change that isn't the user's */

	struct wl_listener focus_change;
	struct wl_listener views_change;
	struct wl_listener outputs_change;
};

static void draw_row(const struct attention *attention, struct canvas *canvas, int row, int weight,
	uint32_t color, const char *text) {
	double x = BAR + PADDING;
	canvas_set_color(canvas, color);
	canvas_text(canvas, attention->seat->server->config->font, weight, text, x,
		PADDING + row * (double)ROW_HEIGHT, canvas->width - x - PADDING, ROW_HEIGHT,
		CANVAS_LEFT);
}

static void draw(struct attention *attention) {
	painting_cancel(&attention->painting);
	const struct desktop *desktop = attention->seat->server->desktop;
	const struct output *output = desktop_active_output(desktop);
	if (output == NULL) {
		return;
	}
	struct wlr_box layout;
	wlr_output_layout_get_box(desktop->output_layout, NULL, &layout);
	wlr_scene_rect_set_size(attention->shade, layout.width, layout.height);
	wlr_scene_node_set_position(&attention->shade->node, layout.x, layout.y);

	int width = output->box.width - 2 * EDGE;
	width = width > WIDTH ? WIDTH : width;
	const int height = ROWS * ROW_HEIGHT + 2 * PADDING;
	struct canvas canvas;
	if (!canvas_begin(&canvas, width, height, desktop_scale(desktop))) {
		return;
	}
	const struct subject subject = subject_of_focus(attention->seat);
	canvas_set_color(&canvas, BACKGROUND);
	cairo_paint(canvas.cr);
	cairo_rectangle(canvas.cr, 0, 0, BAR, height);
	pattern_fill(&canvas, subject.pattern, subject.color,
		color_is_light(subject.color) ? BACKGROUND : TEXT, BAR);
	draw_row(attention, &canvas, 0, PANGO_WEIGHT_NORMAL, DIM_TEXT, "What you type goes to");
	draw_row(attention, &canvas, 1, PANGO_WEIGHT_BOLD, TEXT, subject.domain);
	draw_row(attention, &canvas, 2, PANGO_WEIGHT_NORMAL, TEXT, subject.what);
	draw_row(attention, &canvas, 3, PANGO_WEIGHT_NORMAL, TEXT, subject.title);
	draw_row(attention, &canvas, 4, PANGO_WEIGHT_NORMAL, DIM_TEXT,
		"The desktop says so, on a key of its own. Esc closes this.");
	canvas_show(&canvas, attention->node);
	wlr_scene_node_set_position(&attention->node->node,
		output->box.x + (output->box.width - width) / 2,
		output->box.y + (output->box.height - height) / 2);
}

static void handle_draw(struct painting *painting) {
	struct attention *attention = wl_container_of(painting, attention, painting);
	draw(attention);
}

static void update(struct attention *attention) {
	if (attention->open) {
		painter_add(&attention->seat->server->desktop->painter, &attention->painting, true);
	}
}

static void handle_focus_change(struct wl_listener *listener, void *data) {
	struct attention *attention = wl_container_of(listener, attention, focus_change);
	update(attention);
}

static void handle_views_change(struct wl_listener *listener, void *data) {
	struct attention *attention = wl_container_of(listener, attention, views_change);
	update(attention);
}

static void handle_outputs_change(struct wl_listener *listener, void *data) {
	struct attention *attention = wl_container_of(listener, attention, outputs_change);
	update(attention);
}

struct attention *attention_create(struct seat *seat) {
	struct attention *attention = znew(struct attention);
	struct desktop *desktop = seat->server->desktop;
	attention->seat = seat;
	attention->tree = must(wlr_scene_tree_create(desktop->layers[DESKTOP_ATTENTION]));
	wlr_scene_node_set_enabled(&attention->tree->node, false);
	attention->shade =
		must(wlr_scene_rect_create(attention->tree, 0, 0, (float[4]){0, 0, 0, 0.6f}));
	attention->node = must(wlr_scene_buffer_create(attention->tree, NULL));
	painting_init(&attention->painting, handle_draw);
	attention->focus_change.notify = handle_focus_change;
	wl_signal_add(&seat->focus.events.change, &attention->focus_change);
	attention->views_change.notify = handle_views_change;
	wl_signal_add(&desktop->events.views_change, &attention->views_change);
	attention->outputs_change.notify = handle_outputs_change;
	wl_signal_add(&desktop->events.outputs_change, &attention->outputs_change);
	return attention;
}

void attention_destroy(struct attention *attention) {
	if (attention == NULL) {
		return;
	}
	wl_list_remove(&attention->focus_change.link);
	wl_list_remove(&attention->views_change.link);
	wl_list_remove(&attention->outputs_change.link);
	painting_cancel(&attention->painting);
	wlr_scene_node_destroy(&attention->tree->node);
	free(attention);
}

bool attention_is_open(const struct attention *attention) {
	return attention->open;
}

static void open_overlay(struct attention *attention) {
	struct seat *seat = attention->seat;
	struct desktop *desktop = seat->server->desktop;
	attention->open = true;
	desktop->modal = desktop->layers[DESKTOP_ATTENTION];
	seat_interrupt(seat);
	focus_suspend(&seat->focus);
	seat_update_pointer(seat);
	draw(attention);
	wlr_scene_node_set_enabled(&attention->tree->node, true);
}

void attention_close(struct attention *attention) {
	struct seat *seat = attention->seat;
	struct desktop *desktop = seat->server->desktop;
	if (!attention->open) {
		return;
	}
	attention->open = false;
	painting_cancel(&attention->painting);
	wlr_scene_node_set_enabled(&attention->tree->node, false);
	wlr_scene_buffer_set_buffer(attention->node, NULL);
	if (desktop->modal == desktop->layers[DESKTOP_ATTENTION]) {
		desktop->modal = NULL;
	}
	focus_resume(&seat->focus);
	/* The user may have wanted just that: no program keeps the keys beyond this one. */
	shortcuts_inhibit_lift(&seat->shortcuts_inhibit);
	seat_update_pointer(seat);
}

void attention_key(struct attention *attention, bool toggle) {
	if (toggle && attention->open) {
		attention_close(attention);
	} else if (toggle) {
		open_overlay(attention);
	}
}
