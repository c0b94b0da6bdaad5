#include "shade.h"

#include <pango/pango.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "canvas.h"
#include "config.h"
#include "desktop.h"
#include "painter.h"
#include "server.h"
#include "view.h"

/* Layout pixels. */
#define WORD_WIDTH 240
#define WORD_HEIGHT 40
#define WORD_RADIUS 8

#define WORD_BACKGROUND 0x1d2025
#define WORD_COLOR 0xffffff
#define DARKNESS 0.6f

struct shade {
	struct view *view;
	struct guest *guest;
	struct wlr_scene_tree *tree;
	struct wlr_scene_rect *rect;
	struct wlr_scene_buffer *word;
	int word_width;           /* there is room for; 0: there is none */
	struct painting painting; /* of the word */
	enum guest_state state;   /* that is shown */
	struct wl_listener guest_change;
};

const char *shade_word(enum guest_state state) {
	switch (state) {
	case GUEST_NOT_RESPONDING:
		return "not responding";
	case GUEST_PAUSED:
		return "paused";
	case GUEST_MIGRATING:
		return "migrating";
	case GUEST_SHUTTING_DOWN:
		return "shutting down";
	case GUEST_CRASHED:
		return "crashed";
	case GUEST_RUNNING:
		break;
	}
	return "";
}

static void handle_draw(struct painting *painting) {
	struct shade *shade = wl_container_of(painting, shade, painting);
	const struct server *server = shade->view->server;
	struct canvas canvas;
	if (!canvas_begin(
		    &canvas, shade->word_width, WORD_HEIGHT, desktop_scale(server->desktop))) {
		return;
	}
	canvas_set_color(&canvas, WORD_BACKGROUND);
	canvas_rounded_rectangle(&canvas, 0, 0, shade->word_width, WORD_HEIGHT, WORD_RADIUS);
	cairo_fill(canvas.cr);
	canvas_set_color(&canvas, WORD_COLOR);
	canvas_text(&canvas, server->config->font, PANGO_WEIGHT_BOLD, shade_word(shade->state), 0,
		0, shade->word_width, WORD_HEIGHT, CANVAS_CENTER);
	canvas_show(&canvas, shade->word);
}

void shade_redraw(struct shade *shade) {
	if (shade != NULL && shade->state != GUEST_RUNNING) {
		painter_add(&shade->view->server->desktop->painter, &shade->painting,
			shade->view->activated);
	}
}

void shade_update(struct shade *shade) {
	if (shade == NULL) {
		return;
	}
	const struct wlr_box *box = &shade->view->box;
	int width = box->width < WORD_WIDTH ? box->width : WORD_WIDTH;
	wlr_scene_rect_set_size(shade->rect, box->width, box->height);
	wlr_scene_node_set_position(
		&shade->word->node, (box->width - width) / 2, (box->height - WORD_HEIGHT) / 2);
	/* Of a window that is too low for it, the frame must stay as it is. */
	wlr_scene_node_set_enabled(&shade->word->node, box->height >= WORD_HEIGHT);
	if (shade->word_width != width) {
		shade->word_width = width;
		shade_redraw(shade);
	}
}

static void show_state(struct shade *shade) {
	if (shade->state != shade->guest->state) {
		shade->state = shade->guest->state;
		wlr_scene_node_set_enabled(&shade->tree->node, shade->state != GUEST_RUNNING);
		shade_redraw(shade);
	}
}

static void handle_guest_change(struct wl_listener *listener, void *data) {
	struct shade *shade = wl_container_of(listener, shade, guest_change);
	show_state(shade);
}

struct shade *shade_create(struct view *view, struct guest *guest) {
	struct shade *shade = znew(struct shade);
	shade->view = view;
	shade->guest = guest;
	painting_init(&shade->painting, handle_draw);
	shade->tree = must(wlr_scene_tree_create(view->tree));
	wlr_scene_node_place_above(&shade->tree->node, &view->content->node);
	wlr_scene_node_set_enabled(&shade->tree->node, false);
	/* Colours of the scene are multiplied by their alpha already. */
	shade->rect =
		must(wlr_scene_rect_create(shade->tree, 0, 0, (const float[4]){0, 0, 0, DARKNESS}));
	shade->word = must(wlr_scene_buffer_create(shade->tree, NULL));
	shade->guest_change.notify = handle_guest_change;
	wl_signal_add(&guest->events.change, &shade->guest_change);
	shade_update(shade);
	show_state(shade);
	return shade;
}

void shade_destroy(struct shade *shade) {
	if (shade != NULL) {
		wl_list_remove(&shade->guest_change.link);
		painting_cancel(&shade->painting);
		free(shade);
	}
}
