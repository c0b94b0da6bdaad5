#include "cursor_image.h"

#include <string.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_cursor_shape_v1.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_xcursor_manager.h>

#include "alloc.h"
#include "desktop.h"
#include "output.h"
#include "seat.h"
#include "server.h"
#include "tablet_tool.h"

#define CURSOR_SIZE 24
#define CURSOR_SHAPE_VERSION 1

/* No theme has all names, and without an image there would be no pointer. */
static const char *themed(const struct cursor_image *image, const char *name) {
	bool known = wlr_xcursor_manager_get_xcursor(image->theme, name, 1) != NULL;
	return known ? name : "default";
}

void cursor_image_set(struct cursor_image *image, const char *name) {
	if (image->shape != NULL && strcmp(image->shape, name) == 0) {
		return;
	}
	image->shape = name;
	if (strcmp(name, CURSOR_HIDDEN) == 0) {
		wlr_cursor_unset_image(image->cursor);
	} else {
		wlr_cursor_set_xcursor(image->cursor, image->theme, themed(image, name));
	}
}

void cursor_image_set_surface(struct cursor_image *image, struct wlr_surface *surface,
	int32_t hotspot_x, int32_t hotspot_y) {
	image->shape = NULL;
	wlr_cursor_set_surface(image->cursor, surface, hotspot_x, hotspot_y);
}

void cursor_image_redraw(struct cursor_image *image) {
	const char *shape = image->shape != NULL ? image->shape : "default";
	wlr_cursor_unset_image(image->cursor);
	image->shape = NULL;
	cursor_image_set(image, shape);
}

static bool may_set(const struct cursor_image *image, const struct wlr_seat_client *client) {
	return image->seat->wlr_seat->pointer_state.focused_client == client && !image->locked;
}

static void handle_request_set_cursor(struct wl_listener *listener, void *data) {
	struct cursor_image *image = wl_container_of(listener, image, request_set_cursor);
	const struct wlr_seat_pointer_request_set_cursor_event *event = data;
	if (may_set(image, event->seat_client)) {
		cursor_image_set_surface(image, event->surface, event->hotspot_x, event->hotspot_y);
	}
}

static void handle_request_set_shape(struct wl_listener *listener, void *data) {
	struct cursor_image *image = wl_container_of(listener, image, request_set_shape);
	const struct wlr_cursor_shape_manager_v1_request_set_shape_event *event = data;
	const struct wlr_tablet_v2_tablet_tool *tool = event->tablet_tool;
	if (tool != NULL ? tablet_tool_is_of(tool, event->seat_client, event->serial)
			 : may_set(image, event->seat_client)) {
		cursor_image_set(image, wlr_cursor_shape_v1_name(event->shape));
	}
}

void cursor_image_update_outputs(struct cursor_image *image, const struct desktop *desktop) {
	struct output *output;
	wl_list_for_each (output, &desktop->outputs, link) {
		if (output->scene_output != NULL) {
			wlr_xcursor_manager_load(image->theme, output->wlr_output->scale);
		}
	}
}

void cursor_image_init(struct cursor_image *image, struct seat *seat, struct wlr_cursor *cursor) {
	*image = (struct cursor_image){.seat = seat, .cursor = cursor};
	image->theme = must(wlr_xcursor_manager_create(NULL, CURSOR_SIZE));
	wlr_xcursor_manager_load(image->theme, 1); /* to know its names */

	image->request_set_cursor.notify = handle_request_set_cursor;
	wl_signal_add(&seat->wlr_seat->events.request_set_cursor, &image->request_set_cursor);
	struct wlr_cursor_shape_manager_v1 *shapes = must(
		wlr_cursor_shape_manager_v1_create(seat->server->display, CURSOR_SHAPE_VERSION));
	image->request_set_shape.notify = handle_request_set_shape;
	wl_signal_add(&shapes->events.request_set_shape, &image->request_set_shape);
}

void cursor_image_finish(struct cursor_image *image) {
	wl_list_remove(&image->request_set_cursor.link);
	wl_list_remove(&image->request_set_shape.link);
	wlr_xcursor_manager_destroy(image->theme);
}
