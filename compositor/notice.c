#include "notice.h"

#include <stdio.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "canvas.h"
#include "config.h"
#include "desktop.h"
#include "guest.h"
#include "output.h"
#include "seat.h"
#include "server.h"

#define SHOWN_MS 8000
#define SHOWN_BRIEFLY_MS 1500
#define WIDTH 420
#define MARGIN 16 /* around the text */
#define SPACE 12  /* to the edges of the screen, and between notices */
#define BAR 6     /* of the owner's colour, at the left */

#define BACKGROUND 0x1d2025
#define TEXT 0xe8eaed
#define DESKTOP_COLOR 0x8a93a3

/* Below one another. */
void notice_arrange_all(struct desktop *desktop) {
	const struct output *output = desktop_active_output(desktop);
	if (output == NULL) {
		return;
	}
	struct wlr_box area = output_usable_area(output);
	int y = area.y + SPACE;
	struct notice *notice;
	wl_list_for_each (notice, &desktop->notices, link) {
		notice->box.x = area.x + area.width - notice->box.width - SPACE;
		notice->box.y = y;
		y += notice->box.height + SPACE;
		wlr_scene_node_set_position(&notice->node->node, notice->box.x, notice->box.y);
	}
}

void notice_dismiss(struct notice *notice) {
	struct server *server = notice->server;
	wl_list_remove(&notice->link);
	wl_event_source_remove(notice->timer);
	wlr_scene_node_destroy(&notice->node->node);
	free(notice);
	notice_arrange_all(server->desktop);
	seat_update_pointer(server->seat);
}

void notice_dismiss_all(struct server *server) {
	struct notice *notice, *tmp;
	if (server->desktop == NULL) {
		return;
	}
	wl_list_for_each_safe (notice, tmp, &server->desktop->notices, link) {
		notice_dismiss(notice);
	}
}

static int handle_timer(void *data) {
	notice_dismiss(data);
	return 0;
}

static void draw(struct notice *notice) {
	const struct server *server = notice->server;
	struct canvas canvas;
	if (!canvas_begin(&canvas, notice->box.width, notice->box.height,
		    desktop_scale(server->desktop))) {
		return;
	}
	canvas_set_color(&canvas, BACKGROUND);
	cairo_paint(canvas.cr);
	canvas_set_color(&canvas, notice->color);
	cairo_rectangle(canvas.cr, 0, 0, BAR, notice->box.height);
	cairo_fill(canvas.cr);
	canvas_set_color(&canvas, TEXT);
	canvas_paragraph(&canvas, server->config->font, notice->text, MARGIN);
	canvas_show(&canvas, notice->node);
}

void notice_redraw_all(struct desktop *desktop) {
	struct notice *notice;
	wl_list_for_each (notice, &desktop->notices, link) {
		draw(notice);
	}
	notice_arrange_all(desktop);
}

static void show(
	struct server *server, const void *owner, uint32_t color, const char *text, int ms) {
	struct desktop *desktop = server->desktop;
	struct notice *old, *tmp;
	wl_list_for_each_safe (old, tmp, &desktop->notices, link) {
		if (old->owner == owner) {
			notice_dismiss(old);
		}
	}

	struct notice *notice = znew(struct notice);
	notice->server = server;
	notice->owner = owner;
	notice->color = color;
	guest_clean_text(notice->text, sizeof(notice->text), text);
	notice->box.width = WIDTH;
	notice->box.height =
		canvas_paragraph_height(server->config->font, notice->text, WIDTH, MARGIN);
	notice->node = must(wlr_scene_buffer_create(desktop->layers[DESKTOP_OVERLAY], NULL));
	notice->timer = must(wl_event_loop_add_timer(server->loop, handle_timer, notice));
	wl_event_source_timer_update(notice->timer, ms);
	wl_list_insert(&desktop->notices, &notice->link);
	draw(notice);
	notice_arrange_all(desktop);
	seat_update_pointer(server->seat);
}

void notice_show(struct server *server, const char *text) {
	show(server, NULL, DESKTOP_COLOR, text, SHOWN_MS);
}

void notice_show_briefly(struct server *server, const void *owner, const char *text) {
	show(server, owner, DESKTOP_COLOR, text, SHOWN_BRIEFLY_MS);
}

void notice_show_for_all(struct server *server, const char *text) {
	show(server, server->guests, DESKTOP_COLOR, text, SHOWN_MS);
}

void notice_show_for(struct server *server, const struct guest *guest, const char *text) {
	struct config_guest settings;
	config_for_guest(server->config, guest, &settings);
	char line[512];
	snprintf(line, sizeof(line), "[%s] %s", settings.label, text);
	show(server, guest, settings.color, line, SHOWN_MS);
}
