#include "window.h"

#include <stdio.h>
#include <stdlib.h>

#include "agent.h"
#include "say.h"
#include "screen.h"

/* Of X11's cursor font. */
#define GLYPH_CROSSHAIR 34
#define GLYPH_XTERM 152

static struct window *from_glass(struct glass *glass) {
	struct window *window = wl_container_of(glass, window, base);
	return window;
}

static bool is_popup(const struct window *window) {
	return window->parent != NULL;
}

/* A picture that dom0 doesn't know of yet is told of as a whole. */
static void changed(struct glass *glass, int x, int y, int width, int height) {
	struct window *window = from_glass(glass);
	if (window->dumped) {
		say_damage(
			&window->agent->wire, window->id, x, y, (uint32_t)width, (uint32_t)height);
	}
}

static void end(struct glass *glass) {
	from_glass(glass)->ended = true;
}

static void set_title(struct glass *glass, const char *title) {
	struct window *window = from_glass(glass);
	if (window->agent->connected) {
		say_title(&window->agent->wire, window->id, title);
	}
}

static bool open_popup(struct glass *glass, struct screen *popup, int x, int y) {
	struct window *window = from_glass(glass);
	window_create(window->agent, popup, window,
		&(struct qubes_gui_configure){
			.x = window->box.x + x,
			.y = window->box.y + y,
			.width = (uint32_t)popup->default_width,
			.height = (uint32_t)popup->default_height,
		});
	return true;
}

static const struct glass_impl impl = {
	.changed = changed,
	.end = end,
	.set_title = set_title,
	.open_popup = open_popup,
};

/* New pages, drawn before dom0 sees them. */
static void draw_anew(struct window *window) {
	struct agent *agent = window->agent;
	struct buffer *buffer =
		buffers_replace(&agent->buffers, window->id, window->box.width, window->box.height);
	if (buffer == NULL) {
		perror("windows: no pages for a window");
		return;
	}
	window->dumped = false;
	window->base.pixels = buffer->pixels;
	window->base.row_pixels = (int)buffer->width;
	screen_set_size(window->base.screen, (int)buffer->width, (int)buffer->height);
	screen_draw(window->base.screen);
	say_dump(&agent->wire, buffer);
	window->dumped = true;
}

static uint32_t to_cursor(enum screen_cursor cursor) {
	switch (cursor) {
	case SCREEN_CURSOR_TEXT:
		return QUBES_GUI_CURSOR_GLYPH + GLYPH_XTERM;
	case SCREEN_CURSOR_CROSS:
		return QUBES_GUI_CURSOR_GLYPH + GLYPH_CROSSHAIR;
	default:
		return 0;
	}
}

void window_announce(struct window *window) {
	struct wire *wire = &window->agent->wire;
	const struct screen *screen = window->base.screen;
	const struct qubes_gui_configure *box = &window->box;
	say_create(wire, window->id, box->x, box->y, box->width, box->height, is_popup(window));
	say_class(wire, window->id, screen->name);
	say_title(wire, window->id, screen->title);
	if (screen->step_width > 0) {
		say_hints(wire, window->id, (uint32_t)screen->base_width,
			(uint32_t)screen->base_height, (uint32_t)screen->step_width,
			(uint32_t)screen->step_height);
	}
	say_cursor(wire, window->id, to_cursor(screen->cursor));
	draw_anew(window);
	say_map(wire, window->id, is_popup(window) ? window->parent->id : 0, is_popup(window));
}

void window_forget_pixels(struct window *window) {
	window->dumped = false;
	window->base.pixels = NULL;
}

/* The guest obeys, always; the picture of that size follows. */
void window_configure(struct window *window, const struct qubes_gui_configure *box) {
	bool resized = box->width != window->box.width || box->height != window->box.height;
	window->box = *box;
	say_configure(&window->agent->wire, window->id, box);
	if (resized) {
		draw_anew(window);
	}
}

struct window *window_create(struct agent *agent, struct screen *screen, struct window *parent,
	const struct qubes_gui_configure *box) {
	struct window *window = calloc(1, sizeof(*window));
	*window = (struct window){
		.base = {.impl = &impl, .screen = screen},
		.agent = agent,
		.parent = parent,
		.id = ++agent->last_id,
		.box = *box,
	};
	screen->glass = &window->base;
	wl_list_insert(agent->windows.prev, &window->link);
	if (agent->connected) {
		window_announce(window);
	}
	return window;
}

/* Its buffer goes when dom0 confirms that the window is gone. */
void window_destroy(struct window *window) {
	struct agent *agent = window->agent;
	if (agent->connected) {
		say_destroy(&agent->wire, window->id);
	}
	input_forget(&agent->input, window);
	wl_list_remove(&window->link);
	screen_destroy(window->base.screen);
	free(window);
}
