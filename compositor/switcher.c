#include "switcher.h"

#include <math.h>
#include <pango/pango.h>
#include <stdio.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "canvas.h"
#include "config.h"
#include "desktop.h"
#include "focus.h"
#include "output.h"
#include "painter.h"
#include "seat.h"
#include "server.h"
#include "view.h"

#define ROW_HEIGHT 40
#define PADDING 10
#define MAX_WIDTH 520
#define MARGIN 40 /* to the edges of the output */

#define BACKGROUND 0x1d2025
#define OUTLINE 0x454a54
#define SELECTED 0x363b45
#define TEXT 0xe8eaed
#define DIM_TEXT 0x9aa0aa

struct switcher {
	struct seat *seat;
	struct wlr_scene_buffer *node;
	bool open;
	uint32_t modifiers;
	struct view *selected;    /* in desktop.views while open */
	struct painting painting; /* after a change that isn't the user's */

	struct wl_listener views_change;
};

/* The view at an index of the list, counted from the most recent, wrapping around. */
static struct view *view_at(const struct switcher *switcher, int index) {
	struct wl_list *views = &switcher->seat->server->desktop->views;
	int count = wl_list_length(views);
	index = ((index % count) + count) % count;
	struct view *view;
	wl_list_for_each (view, views, link) {
		if (index-- == 0) {
			return view;
		}
	}
	return NULL;
}

/* -1 where it isn't in the list (any more). */
static int index_of(const struct switcher *switcher, const struct view *wanted) {
	int index = 0;
	struct view *view;
	wl_list_for_each (view, &switcher->seat->server->desktop->views, link) {
		if (view == wanted) {
			return index;
		}
		index++;
	}
	return -1;
}

static void draw_row(
	const struct switcher *switcher, struct canvas *canvas, const struct view *view, double y) {
	const char *font = switcher->seat->server->config->font;
	double x = PADDING, width = canvas->width - 2 * PADDING;
	bool selected = view == switcher->selected;
	if (selected) {
		canvas_set_color(canvas, SELECTED);
		canvas_rounded_rectangle(canvas, x, y, width, ROW_HEIGHT, 6);
		cairo_fill(canvas->cr);
	}
	canvas_set_color(canvas, view->color);
	canvas_rounded_rectangle(canvas, x + 10, y + 10, ROW_HEIGHT - 20, ROW_HEIGHT - 20, 4);
	cairo_fill(canvas->cr);

	char elsewhere[16];
	snprintf(elsewhere, sizeof(elsewhere), "on %d", view->workspace);
	bool here = view->workspace == view->server->desktop->workspaces.shown;
	const char *note = view->attention   ? "calls"
	                   : view->hidden    ? "hidden"
	                   : view->minimized ? "minimised"
	                   : !here           ? elsewhere
	                                     : NULL;
	double note_width = note != NULL ? 90 : 0;
	double text_x = x + ROW_HEIGHT + 2;
	canvas_set_color(canvas, note != NULL && !selected ? DIM_TEXT : TEXT);
	canvas_text(canvas, font, selected ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL,
		view->title, text_x, y, width - ROW_HEIGHT - 14 - note_width, ROW_HEIGHT,
		CANVAS_LEFT);
	if (note != NULL) {
		canvas_set_color(canvas, DIM_TEXT);
		canvas_text(canvas, font, PANGO_WEIGHT_NORMAL, note, x + width - note_width, y,
			note_width - 10, ROW_HEIGHT, CANVAS_LEFT);
	}
}

static void draw(struct switcher *switcher) {
	painting_cancel(&switcher->painting);
	struct desktop *desktop = switcher->seat->server->desktop;
	struct output *output = desktop_active_output(desktop);
	if (output == NULL) {
		return;
	}

	/* Where not all fit, those around the selected one are shown. */
	int count = wl_list_length(&desktop->views);
	int fit = (output->box.height - 2 * MARGIN - 2 * PADDING) / ROW_HEIGHT;
	int rows = count < fit ? count : fit < 1 ? 1 : fit;
	int first = index_of(switcher, switcher->selected) - rows / 2;
	first = first > count - rows ? count - rows : first;
	first = first < 0 ? 0 : first;

	int width = output->box.width - 2 * MARGIN;
	width = width > MAX_WIDTH ? MAX_WIDTH : width;
	int height = rows * ROW_HEIGHT + 2 * PADDING;
	struct canvas canvas;
	if (!canvas_begin(&canvas, width, height, desktop_scale(desktop))) {
		return;
	}
	canvas_rounded_rectangle(&canvas, 0.5, 0.5, width - 1, height - 1, 10);
	canvas_set_color(&canvas, BACKGROUND);
	cairo_fill_preserve(canvas.cr);
	canvas_set_color(&canvas, OUTLINE);
	cairo_set_line_width(canvas.cr, 1);
	cairo_stroke(canvas.cr);
	for (int i = 0; i < rows; i++) {
		draw_row(switcher, &canvas, view_at(switcher, first + i),
			PADDING + i * (double)ROW_HEIGHT);
	}
	canvas_show(&canvas, switcher->node);
	wlr_scene_node_set_position(&switcher->node->node,
		output->box.x + (output->box.width - width) / 2,
		output->box.y + (output->box.height - height) / 2);
	wlr_scene_node_set_enabled(&switcher->node->node, true);
}

static void handle_draw(struct painting *painting) {
	struct switcher *switcher = wl_container_of(painting, switcher, painting);
	draw(switcher);
}

static void close_list(struct switcher *switcher) {
	painting_cancel(&switcher->painting);
	switcher->open = false;
	switcher->selected = NULL;
	wlr_scene_node_set_enabled(&switcher->node->node, false);
	wlr_scene_buffer_set_buffer(switcher->node, NULL);
}

static void handle_views_change(struct wl_listener *listener, void *data) {
	struct switcher *switcher = wl_container_of(listener, switcher, views_change);
	if (!switcher->open) {
		return;
	}
	if (wl_list_empty(&switcher->seat->server->desktop->views)) {
		switcher_cancel(switcher);
		return;
	}
	if (index_of(switcher, switcher->selected) < 0) {
		switcher->selected = view_at(switcher, 0);
	}
	painter_add(&switcher->seat->server->desktop->painter, &switcher->painting, true);
}

struct switcher *switcher_create(struct seat *seat) {
	struct switcher *switcher = znew(struct switcher);
	struct desktop *desktop = seat->server->desktop;
	switcher->seat = seat;
	switcher->node = must(wlr_scene_buffer_create(desktop->layers[DESKTOP_OVERLAY], NULL));
	wlr_scene_node_set_enabled(&switcher->node->node, false);
	painting_init(&switcher->painting, handle_draw);
	switcher->views_change.notify = handle_views_change;
	wl_signal_add(&desktop->events.views_change, &switcher->views_change);
	return switcher;
}

void switcher_destroy(struct switcher *switcher) {
	if (switcher == NULL) {
		return;
	}
	wl_list_remove(&switcher->views_change.link);
	painting_cancel(&switcher->painting);
	wlr_scene_node_destroy(&switcher->node->node);
	free(switcher);
}

void switcher_step(struct switcher *switcher, uint32_t modifiers, bool backwards) {
	struct seat *seat = switcher->seat;
	if (wl_list_empty(&seat->server->desktop->views)) {
		return;
	}

	int index;
	if (!switcher->open) {
		switcher->open = true;
		switcher->modifiers = modifiers;
		/* From the one in use; where none is, the most recent is the first to be offered. */
		index = index_of(switcher, seat->focus.view);
		if (index < 0 && backwards) {
			index = 0;
		}
		focus_suspend(&seat->focus);
	} else {
		index = index_of(switcher, switcher->selected);
	}
	switcher->selected = view_at(switcher, backwards ? index - 1 : index + 1);
	draw(switcher);
	if (modifiers == 0) {
		switcher->modifiers = 0;
		switcher_update_modifiers(switcher, 0);
	}
}

bool switcher_is_open(const struct switcher *switcher) {
	return switcher->open;
}

void switcher_cancel(struct switcher *switcher) {
	if (switcher->open) {
		close_list(switcher);
		focus_resume(&switcher->seat->focus);
	}
}

void switcher_update_modifiers(struct switcher *switcher, uint32_t modifiers) {
	bool held = switcher->modifiers != 0 &&
	            (modifiers & switcher->modifiers) == switcher->modifiers;
	if (!switcher->open || held) {
		return;
	}
	struct view *view = switcher->selected;
	close_list(switcher);
	focus_set(&switcher->seat->focus, view);
	focus_resume(&switcher->seat->focus);
}
