#include "bar.h"

#include <pango/pango.h>
#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "canvas.h"
#include "color.h"
#include "config.h"
#include "desktop.h"
#include "layer_shell.h"
#include "listener.h"
#include "output.h"
#include "painter.h"
#include "pattern.h"
#include "seat.h"
#include "server.h"
#include "shade.h"
#include "subject.h"
#include "view.h"

#define MIN_LEFT 150 /* of a screen's height: a lower one has no bar */
#define EDGE 2       /* in the domain's colour, at what the bar borders on */
#define SWATCH 48    /* of the pattern */
#define SPACE 12

#define BACKGROUND 0x1d2025
#define TEXT 0xe8eaed
#define DIM_TEXT 0x9aa0aa
#define STATE_TEXT 0xf5b83d
#define DARK_TEXT 0x14161a
#define LIGHT_TEXT 0xffffff

/* What it says. */
struct content {
	uint32_t color;
	enum pattern pattern;
	bool anybody;
	char domain[GUEST_NAME_SIZE];
	char title[256];
	char state[32];
	char place[32];
};

struct bar_screen {
	struct wl_list link; /* bar.screens */
	struct output *output;
	struct wlr_scene_buffer *node;
};

struct bar {
	struct server *server;
	struct wl_list screens; /* bar_screen.link */
	struct content content; /* that is drawn */
	bool stale;             /* it is drawn in another way by now */
	struct painting painting;

	struct wl_listener focus_change;
	struct wl_listener view_change;
	struct wl_listener views_change;
	struct wl_listener outputs_change;
	struct wl_listener redraw;
	struct wl_listener guest_change;
	struct wl_listener guest_destroy;
};

static bool get_box(
	const struct config *config, const struct wlr_box *screen, struct wlr_box *box) {
	*box = *screen;
	box->height = BAR_THICKNESS;
	if (config->bar == CONFIG_BAR_BOTTOM) {
		box->y += screen->height - BAR_THICKNESS;
	}
	return config->bar != CONFIG_BAR_NONE && screen->height >= MIN_LEFT + BAR_THICKNESS;
}

struct wlr_box bar_leave(const struct config *config, const struct wlr_box *screen) {
	struct wlr_box left = *screen, box;
	if (get_box(config, screen, &box)) {
		left.height -= BAR_THICKNESS;
		left.y += config->bar == CONFIG_BAR_TOP ? BAR_THICKNESS : 0;
	}
	return left;
}

bool bar_is_at(const struct desktop *desktop, double lx, double ly) {
	const struct output *output = desktop_output_at(desktop, lx, ly);
	struct wlr_box box;
	return output != NULL && get_box(desktop->server->config, &output->box, &box) &&
	       wlr_box_contains_point(&box, lx, ly) &&
	       !layer_shell_is_covered(desktop->layer_shell, output);
}

/* All bytes of it are known, so that two can be compared. */
static void describe(const struct bar *bar, struct content *content) {
	const struct server *server = bar->server;
	const struct focus *focus = &server->seat->focus;
	struct subject subject = subject_of_focus(server->seat);
	memset(content, 0, sizeof(*content));
	content->color = subject.color;
	content->pattern = subject.pattern;
	content->anybody = focus->layer != NULL || focus->popup != NULL || focus->view != NULL;
	snprintf(content->domain, sizeof(content->domain), "%s", subject.domain);
	guest_clean_text(content->title, sizeof(content->title), subject.title);
	snprintf(content->state, sizeof(content->state), "%s",
		subject.guest != NULL ? shade_word(subject.guest->state) : "");
	snprintf(content->place, sizeof(content->place), "workspace %d",
		server->desktop->workspaces.shown);
}

/* Ends at right, if there is room from left on. Returns where it begins. */
static double draw_at_end(struct canvas *canvas, const char *font, uint32_t color, const char *text,
	double left, double right) {
	int width = canvas_text_width(canvas, font, PANGO_WEIGHT_NORMAL, text);
	if (text[0] == '\0' || right - width < left) {
		return right;
	}
	canvas_set_color(canvas, color);
	canvas_text(canvas, font, PANGO_WEIGHT_NORMAL, text, right - width, 0, width, BAR_THICKNESS,
		CANVAS_LEFT);
	return right - width - SPACE;
}

static void draw_screen(const struct bar *bar, struct bar_screen *screen) {
	const struct config *config = bar->server->config;
	const struct content *content = &bar->content;
	const struct output *output = screen->output;
	struct wlr_box box;
	struct canvas canvas;
	get_box(config, &output->box, &box);
	if (!canvas_begin(&canvas, box.width, BAR_THICKNESS, output->wlr_output->scale)) {
		return;
	}
	uint32_t ink = color_is_light(content->color) ? DARK_TEXT : LIGHT_TEXT;
	canvas_set_color(&canvas, BACKGROUND);
	cairo_paint(canvas.cr);
	double x = 0;
	if (content->anybody) {
		cairo_rectangle(canvas.cr, 0, 0, SWATCH, BAR_THICKNESS);
		pattern_fill(&canvas, content->pattern, content->color, ink, BAR_THICKNESS);
		x = SWATCH;
	}
	int width = canvas_text_width(&canvas, config->font, PANGO_WEIGHT_BOLD, content->domain);
	canvas_set_color(&canvas, content->color);
	cairo_rectangle(canvas.cr, x, 0, width + 2 * SPACE, BAR_THICKNESS);
	cairo_rectangle(canvas.cr, 0, config->bar == CONFIG_BAR_TOP ? BAR_THICKNESS - EDGE : 0,
		box.width, EDGE);
	cairo_fill(canvas.cr);
	x += SPACE;
	canvas_set_color(&canvas, content->anybody ? ink : DIM_TEXT);
	canvas_text(&canvas, config->font, PANGO_WEIGHT_BOLD, content->domain, x, 0, width,
		BAR_THICKNESS, CANVAS_LEFT);
	x += width + 2 * SPACE;

	double right = box.width - SPACE;
	right = draw_at_end(&canvas, config->font, DIM_TEXT, content->place, x, right);
	right = draw_at_end(&canvas, config->font, STATE_TEXT, content->state, x, right);
	canvas_set_color(&canvas, TEXT);
	canvas_text(&canvas, config->font, PANGO_WEIGHT_NORMAL, content->title, x, 0, right - x,
		BAR_THICKNESS, CANVAS_LEFT);
	canvas_show(&canvas, screen->node);
}

static void handle_draw(struct painting *painting) {
	struct bar *bar = wl_container_of(painting, bar, painting);
	struct content content;
	describe(bar, &content);
	if (!bar->stale && memcmp(&content, &bar->content, sizeof(content)) == 0) {
		return;
	}
	memcpy(&bar->content, &content, sizeof(content)); /* with what lies between its members */
	bar->stale = false;
	struct bar_screen *screen;
	wl_list_for_each (screen, &bar->screens, link) {
		draw_screen(bar, screen);
	}
}

/* Something that it says may have changed. */
static void update(struct bar *bar) {
	if (!wl_list_empty(&bar->screens)) {
		painter_add(&bar->server->desktop->painter, &bar->painting, true);
	}
}

static void handle_guest_change(struct wl_listener *listener, void *data) {
	struct bar *bar = wl_container_of(listener, bar, guest_change);
	update(bar);
}

static void listen_to(struct bar *bar, struct guest *guest) {
	listener_set(&bar->guest_change, guest != NULL ? &guest->events.change : NULL);
	listener_set(&bar->guest_destroy, guest != NULL ? &guest->events.destroy : NULL);
}

static void handle_guest_destroy(struct wl_listener *listener, void *data) {
	struct bar *bar = wl_container_of(listener, bar, guest_destroy);
	listen_to(bar, NULL);
}

static void handle_view_change(struct wl_listener *listener, void *data) {
	struct bar *bar = wl_container_of(listener, bar, view_change);
	update(bar);
}

static void handle_focus_change(struct wl_listener *listener, void *data) {
	struct bar *bar = wl_container_of(listener, bar, focus_change);
	struct view *view = bar->server->seat->focus.view;
	listener_set(&bar->view_change, view != NULL ? &view->events.change : NULL);
	listen_to(bar, subject_of_focus(bar->server->seat).guest);
	update(bar);
}

/* As panels do. */
static void give_way(struct bar *bar) {
	const struct layer_shell *layer_shell = bar->server->desktop->layer_shell;
	struct bar_screen *screen;
	wl_list_for_each (screen, &bar->screens, link) {
		wlr_scene_node_set_enabled(
			&screen->node->node, !layer_shell_is_covered(layer_shell, screen->output));
	}
}

static void handle_views_change(struct wl_listener *listener, void *data) {
	struct bar *bar = wl_container_of(listener, bar, views_change);
	give_way(bar);
	update(bar); /* it may be another workspace */
}

static void remove_screens(struct bar *bar) {
	painting_cancel(&bar->painting);
	struct bar_screen *screen, *tmp;
	wl_list_for_each_safe (screen, tmp, &bar->screens, link) {
		wl_list_remove(&screen->link);
		wlr_scene_node_destroy(&screen->node->node);
		free(screen);
	}
}

static void handle_outputs_change(struct wl_listener *listener, void *data) {
	struct bar *bar = wl_container_of(listener, bar, outputs_change);
	struct desktop *desktop = bar->server->desktop;
	struct output *output;
	remove_screens(bar);
	wl_list_for_each (output, &desktop->outputs, link) {
		struct wlr_box box;
		if (output->scene_output == NULL ||
			!get_box(bar->server->config, &output->box, &box)) {
			continue;
		}
		struct bar_screen *screen = znew(struct bar_screen);
		screen->output = output;
		screen->node = must(wlr_scene_buffer_create(desktop->layers[DESKTOP_BAR], NULL));
		wlr_scene_node_set_position(&screen->node->node, box.x, box.y);
		wl_list_insert(&bar->screens, &screen->link);
	}
	bar->stale = true;
	give_way(bar);
	update(bar);
}

static void handle_redraw(struct wl_listener *listener, void *data) {
	struct bar *bar = wl_container_of(listener, bar, redraw);
	bar->stale = true;
	update(bar);
}

void bar_update_config(struct bar *bar) {
	struct desktop *desktop = bar->server->desktop;
	struct output *output;
	wl_list_for_each (output, &desktop->outputs, link) {
		if (output->scene_output != NULL) {
			layer_shell_update(desktop->layer_shell, output);
		}
	}
	handle_outputs_change(&bar->outputs_change, NULL);
}

struct bar *bar_create(struct server *server) {
	struct bar *bar = znew(struct bar);
	struct desktop *desktop = server->desktop;
	bar->server = server;
	wl_list_init(&bar->screens);
	painting_init(&bar->painting, handle_draw);
	listener_init(&bar->view_change, handle_view_change);
	listener_init(&bar->guest_change, handle_guest_change);
	listener_init(&bar->guest_destroy, handle_guest_destroy);
	bar->focus_change.notify = handle_focus_change;
	wl_signal_add(&server->seat->focus.events.change, &bar->focus_change);
	bar->views_change.notify = handle_views_change;
	wl_signal_add(&desktop->events.views_change, &bar->views_change);
	bar->outputs_change.notify = handle_outputs_change;
	wl_signal_add(&desktop->events.outputs_change, &bar->outputs_change);
	bar->redraw.notify = handle_redraw;
	wl_signal_add(&desktop->events.redraw, &bar->redraw);
	return bar;
}

void bar_destroy(struct bar *bar) {
	if (bar == NULL) {
		return;
	}
	remove_screens(bar);
	listen_to(bar, NULL);
	wl_list_remove(&bar->focus_change.link);
	wl_list_remove(&bar->view_change.link);
	wl_list_remove(&bar->views_change.link);
	wl_list_remove(&bar->outputs_change.link);
	wl_list_remove(&bar->redraw.link);
	free(bar);
}
