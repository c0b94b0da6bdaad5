#include "guest_view.h"

#include <stdio.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/util/edges.h>

#include "alloc.h"
#include "canvas.h"
#include "config.h"
#include "cursor_image.h"
#include "desktop.h"
#include "geometry.h"
#include "guest.h"
#include "guest_buffer.h"
#include "output.h"
#include "placement.h"
#include "rules.h"
#include "server.h"
#include "shade.h"
#include "view_place.h"

#define PLACEHOLDER_WIDTH 640
#define PLACEHOLDER_HEIGHT 400
#define PLACEHOLDER_TEXT 0xb4b9c2

static struct guest_view *from_view(struct view *view) {
	struct guest_view *guest_view = wl_container_of(view, guest_view, view);
	return guest_view;
}

static void draw_placeholder(struct guest_view *guest_view) {
	const struct view *view = &guest_view->view;
	bool shown = guest_view->picture.buffer == NULL;
	wlr_scene_node_set_enabled(&guest_view->placeholder->node, shown);
	if (!shown || !view->mapped) {
		return;
	}

	char text[sizeof(guest_view->display->reason) + GUEST_NAME_SIZE + 80];
	switch (guest_view->display->state) {
	case GUEST_DISPLAY_FAULT:
		snprintf(text, sizeof(text), "The display of %s was shut off:\n%s",
			guest_view->display->surface.guest->name, guest_view->display->reason);
		break;
	case GUEST_DISPLAY_ON:
		snprintf(text, sizeof(text),
			"The pixels of %s have a format or a size that can't be shown",
			guest_view->display->surface.guest->name);
		break;
	case GUEST_DISPLAY_OFF:
	case GUEST_DISPLAY_WAITING:
		snprintf(text, sizeof(text), "%s has no picture at the moment",
			guest_view->display->surface.guest->name);
		break;
	}
	struct canvas canvas;
	if (canvas_begin(&canvas, view->box.width, view->box.height,
		    desktop_scale(view->server->desktop))) {
		canvas_set_color(&canvas, PLACEHOLDER_TEXT);
		canvas_paragraph(&canvas, view->server->config->font, text, 24);
		canvas_show(&canvas, guest_view->placeholder);
	}
}

/* Places picture and bars, or what stands for them, within the client area. */
static void lay_out(struct guest_view *guest_view) {
	const struct view *view = &guest_view->view;
	const struct output *output = desktop_output_for_box(view->server->desktop, &view->box);
	wlr_scene_rect_set_size(guest_view->backdrop, view->box.width, view->box.height);
	guest_picture_fit(&guest_view->picture, view->box.width, view->box.height,
		output != NULL ? output->wlr_output->scale : 1);
	draw_placeholder(guest_view);
}

static void fitting_size(const struct guest_view *guest_view, int *width, int *height) {
	const struct view *view = &guest_view->view;
	struct output *output = desktop_output_named(view->server->desktop, view->home.output);
	if (output == NULL) {
		output = desktop_active_output(view->server->desktop);
	}
	*width = guest_view->natural_width;
	*height = guest_view->natural_height;
	if (output != NULL) {
		int max_width, max_height;
		view_max_size(view, output, &max_width, &max_height);
		geometry_shrink(*width, *height, max_width, max_height, width, height);
	}
}

static void impl_configure(struct view *view, int width, int height) {
	struct guest_view *guest_view = from_view(view);
	view_resized(view, width, height);
	lay_out(guest_view);
}

static void impl_update_state(struct view *view) {
	/* nothing of it concerns the guest */
}

static void impl_update_shown(struct view *view) {
	guest_picture_update_visible(&from_view(view)->picture);
}

static void impl_constrain(struct view *view, uint32_t edges, int *width, int *height) {
	struct guest_view *guest_view = from_view(view);
	if (guest_view->picture.buffer == NULL) {
		return;
	}
	guest_view->natural = false;
	const struct guest_pixels *pixels = guest_view->picture.buffer->pixels;
	const uint32_t sides = WLR_EDGE_LEFT | WLR_EDGE_RIGHT;
	const uint32_t ends = WLR_EDGE_TOP | WLR_EDGE_BOTTOM;
	/* One side that is dragged takes the other with it; of a corner, the one further out counts. */
	int max_width = edges & sides ? *width : INT16_MAX;
	int max_height = edges & ends ? *height : INT16_MAX;
	if (edges & sides && edges & ends) {
		if ((int64_t)*width * pixels->height > (int64_t)*height * pixels->width) {
			max_height = INT16_MAX;
		} else {
			max_width = INT16_MAX;
		}
	}
	geometry_fit(pixels->width, pixels->height, max_width, max_height, width, height);
}

static bool impl_natural_size(struct view *view, int *width, int *height) {
	struct guest_view *guest_view = from_view(view);
	if (guest_view->picture.buffer == NULL) {
		return false;
	}
	guest_view->natural = true;
	*width = guest_view->natural_width;
	*height = guest_view->natural_height;
	return true;
}

static void impl_close(struct view *view) {
	view_hide(view); /* its guest is none the wiser */
}

static void impl_redraw(struct view *view) {
	lay_out(from_view(view));
}

static struct wlr_surface *impl_surface(struct view *view) {
	return NULL;
}

static const char *impl_cursor(struct view *view) {
	const struct guest_view *guest_view = from_view(view);
	return view->picture->buffer != NULL && guest_view->hides_cursor ? CURSOR_HIDDEN
	                                                                 : "default";
}

static const struct view_impl view_impl = {
	.configure = impl_configure,
	.update_state = impl_update_state,
	.update_shown = impl_update_shown,
	.constrain = impl_constrain,
	.natural_size = impl_natural_size,
	.close = impl_close,
	.redraw = impl_redraw,
	.surface = impl_surface,
	.cursor = impl_cursor,
};

static void remember(const struct guest_view *guest_view) {
	const struct guest_display *display = guest_view->display;
	if (guest_view->view.home.output[0] != '\0') {
		placement_remember(guest_view->view.server->placement, display->surface.guest->uuid,
			display->id,
			&(struct placement_memory){
				.home = guest_view->view.home,
				.workspace = guest_view->view.workspace,
				.natural = guest_view->natural,
			});
	}
}

static struct config_guest settings_of(const struct guest_view *guest_view) {
	struct config_guest settings;
	config_for_guest(
		guest_view->view.server->config, guest_view->display->surface.guest, &settings);
	return settings;
}

static void map(struct guest_view *guest_view) {
	struct view *view = &guest_view->view;
	struct guest_display *display = guest_view->display;
	int width, height;

	struct placement_memory memory;
	guest_view->natural = true;
	view->workspace = settings_of(guest_view).workspace;
	struct config_window rules;
	rules_begin(view, "", view->title, &rules);
	bool remembered = placement_recall(
		view->server->placement, display->surface.guest->uuid, display->id, &memory);
	if (remembered) {
		view->home = memory.home;
		view->workspace = memory.workspace;
		guest_view->natural = memory.natural;
	}
	fitting_size(guest_view, &width, &height);
	if (view->home.output[0] != '\0') {
		if (!guest_view->natural) {
			geometry_fit(width, height, memory.home.box.width, memory.home.box.height,
				&width, &height);
		}
		view->home.box.width = width;
		view->home.box.height = height;
	}
	view_map(view, width, height, false);
	rules_finish(view, &rules, remembered);
}

static void resize_to_mode(struct guest_view *guest_view) {
	struct view *view = &guest_view->view;
	struct wlr_box box = view->home.box;
	if (guest_view->natural) {
		fitting_size(guest_view, &box.width, &box.height);
	} else {
		geometry_fit(guest_view->natural_width, guest_view->natural_height, box.width,
			box.height, &box.width, &box.height);
	}
	view->home.box = box;
	view_arrange(view);
}

static void handle_display_change(struct wl_listener *listener, void *data) {
	struct guest_view *guest_view = wl_container_of(listener, guest_view, display_change);
	struct view *view = &guest_view->view;
	const struct guest_display *display = guest_view->display;
	guest_picture_update_pixels(&guest_view->picture);

	bool new_mode = false;
	if (display->surface.pixels != NULL) {
		new_mode = guest_view->natural_width != display->surface.pixels->width ||
		           guest_view->natural_height != display->surface.pixels->height;
		guest_view->natural_width = display->surface.pixels->width;
		guest_view->natural_height = display->surface.pixels->height;
	}
	if (!view->mapped) {
		if (display->state == GUEST_DISPLAY_ON || display->state == GUEST_DISPLAY_FAULT) {
			map(guest_view);
		}
	} else if (new_mode) {
		resize_to_mode(guest_view);
	}
	lay_out(guest_view);
}

static void handle_picture_lost(struct wl_listener *listener, void *data) {
	struct guest_view *guest_view = wl_container_of(listener, guest_view, picture_lost);
	lay_out(guest_view);
}

static void apply_config(struct guest_view *guest_view) {
	const struct config_guest settings = settings_of(guest_view);

	char title[GUEST_NAME_SIZE + 32];
	if (guest_view->display->id == 0) {
		snprintf(title, sizeof(title), "%s", settings.label);
	} else {
		snprintf(title, sizeof(title), "%s (%d)", settings.label,
			guest_view->display->id + 1);
	}
	view_set_title(&guest_view->view, title);
	view_changed(&guest_view->view);
	view_set_color(&guest_view->view, settings.color, settings.pattern);
	guest_view->hides_cursor = settings.cursor == CONFIG_CURSOR_HIDE;
}

void guest_view_update_config(struct guest_view *guest_view) {
	apply_config(guest_view);
	lay_out(guest_view);
}

void guest_view_drop_buffer(struct guest_view *guest_view) {
	guest_picture_drop(&guest_view->picture);
}

void guest_view_restore_buffer(struct guest_view *guest_view) {
	handle_display_change(&guest_view->display_change, NULL);
}

static void handle_guest_change(struct wl_listener *listener, void *data) {
	struct guest_view *guest_view = wl_container_of(listener, guest_view, guest_change);
	apply_config(guest_view);
}

static void handle_display_destroy(struct wl_listener *listener, void *data) {
	struct guest_view *guest_view = wl_container_of(listener, guest_view, display_destroy);
	guest_view_destroy(guest_view);
}

struct guest_view *guest_view_create(struct server *server, struct guest_display *display) {
	struct guest_view *guest_view = znew(struct guest_view);
	struct view *view = &guest_view->view;
	guest_view->display = display;
	guest_view->natural_width = PLACEHOLDER_WIDTH;
	guest_view->natural_height = PLACEHOLDER_HEIGHT;
	wl_list_init(&guest_view->link);
	view_init(view, &view_impl, server, "", 0);

	guest_view->backdrop =
		must(wlr_scene_rect_create(view->content, 0, 0, (float[4]){0, 0, 0, 1}));
	guest_picture_init(&guest_view->picture, server, &display->surface, view->content);
	view->picture = &guest_view->picture;
	view->shade = shade_create(view, display->surface.guest);
	guest_view->placeholder = must(wlr_scene_buffer_create(view->content, NULL));

	guest_view->picture_lost.notify = handle_picture_lost;
	wl_signal_add(&guest_view->picture.events.lost, &guest_view->picture_lost);
	guest_view->display_change.notify = handle_display_change;
	wl_signal_add(&display->surface.events.change, &guest_view->display_change);
	guest_view->display_destroy.notify = handle_display_destroy;
	wl_signal_add(&display->surface.events.destroy, &guest_view->display_destroy);
	guest_view->guest_change.notify = handle_guest_change;
	wl_signal_add(&display->surface.guest->events.change, &guest_view->guest_change);

	apply_config(guest_view);
	guest_log_info(display->surface.guest, "display %d is here", display->id);
	handle_display_change(&guest_view->display_change, NULL);
	return guest_view;
}

void guest_view_destroy(struct guest_view *guest_view) {
	guest_log_info(
		guest_view->display->surface.guest, "display %d has gone", guest_view->display->id);
	wl_list_remove(&guest_view->link);
	if (guest_view->view.mapped) {
		remember(guest_view);
	}

	wl_list_remove(&guest_view->picture_lost.link);
	wl_list_remove(&guest_view->display_change.link);
	wl_list_remove(&guest_view->display_destroy.link);
	wl_list_remove(&guest_view->guest_change.link);
	view_unmap(&guest_view->view);
	guest_picture_finish(&guest_view->picture);
	view_finish(&guest_view->view);
	free(guest_view);
}
