#include "window_popup.h"

#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "color.h"
#include "config.h"
#include "desktop.h"
#include "geometry.h"
#include "guest.h"
#include "guest_windows.h"
#include "layer_shell.h"
#include "monotonic.h"
#include "output.h"
#include "scene_rect.h"
#include "seat.h"
#include "server.h"
#include "view.h"
#include "view_stack.h"

#define TRAY_SIZE 28
#define SETTLE_MS 500 /* longer than a click takes that has begun */
#define BLANK 0x3a3f48

struct wlr_box window_popup_allowed_box(const struct desktop *desktop, const struct wlr_box *box) {
	struct wlr_box allowed = *box;
	const struct output *output = desktop_output_for_box(desktop, box);
	if (output == NULL) {
		return allowed;
	}
	struct wlr_box area = layer_shell_is_covered(desktop->layer_shell, output)
	                              ? output->box
	                              : output_usable_area(output);
	allowed.width = allowed.width > area.width ? area.width : allowed.width;
	allowed.height = allowed.height > area.height ? area.height : allowed.height;
	geometry_move_into(&allowed, &area);
	return allowed;
}

static void show_at(struct window_popup *popup, const struct wlr_box *box) {
	const int border = WINDOW_POPUP_BORDER;
	const struct guest_box *guest_box = &popup->window->box;
	int width = box->width, height = box->height;
	if (!wlr_box_equal(&popup->box, box)) {
		popup->box = *box;
		popup->moved_ms = monotonic_ms();
	}
	wlr_scene_node_set_position(&popup->tree->node, box->x, box->y);
	wlr_scene_rect_set_size(popup->backdrop, width, height);
	guest_picture_crop(&popup->picture, guest_box->width, guest_box->height, width, height,
		popup->place.root->scale);
	scene_rect_place(popup->borders[0], 0, 0, width, border);
	scene_rect_place(popup->borders[1], 0, height - border, width, border);
	scene_rect_place(popup->borders[2], 0, 0, border, height);
	scene_rect_place(popup->borders[3], width - border, 0, border, height);
	window_place_tell(&popup->place, box);
}

bool window_popup_is_shown(const struct window_popup *popup) {
	return popup->tray || popup->workspace == popup->server->desktop->workspaces.shown;
}

void window_popup_update_shown(struct window_popup *popup) {
	bool shown = window_popup_is_shown(popup);
	if (popup->tree->node.enabled == shown) {
		return;
	}
	wlr_scene_node_set_enabled(&popup->tree->node, shown);
	guest_picture_update_visible(&popup->picture);
	popup->moved_ms = monotonic_ms();
}

static bool is_at_hand(const struct view *view) {
	return !view_is_put_away(view);
}

/* Where the user has used the guest last. */
static int workspace_of(const struct desktop *desktop, const struct guest *guest) {
	const struct view *view = view_stack_find(desktop, guest, is_at_hand);
	return view != NULL ? view->workspace : desktop->workspaces.shown;
}

bool window_popup_has_settled(const struct window_popup *popup) {
	return monotonic_ms() - popup->moved_ms >= SETTLE_MS;
}

/* From the lower right corner to the left, the oldest first. */
static void arrange_tray(const struct desktop *desktop) {
	const struct output *output = NULL, *other;
	wl_list_for_each_reverse (other, &desktop->outputs, link) {
		output = other->scene_output != NULL ? other : output;
	}
	if (output == NULL) {
		return;
	}
	const struct wlr_box area = output_usable_area(output);
	const int right = area.x + area.width;
	struct wlr_box box = {
		.x = right,
		.y = area.y + area.height - TRAY_SIZE,
		.width = TRAY_SIZE,
		.height = TRAY_SIZE,
	};
	struct window_popup *popup;
	wl_list_for_each (popup, &desktop->popups, link) {
		if (!popup->tray) {
			continue;
		}
		box.x -= TRAY_SIZE;
		if (box.x < area.x) {
			box.x = right - TRAY_SIZE;
			box.y -= TRAY_SIZE;
		}
		show_at(popup, &box);
	}
}

void window_popup_update(struct window_popup *popup) {
	float color[4];
	color_to_floats(popup->settings->color, color);
	for (int i = 0; i < 4; i++) {
		wlr_scene_rect_set_color(popup->borders[i], color);
	}

	guest_picture_update_pixels(&popup->picture);
	window_place_changed(&popup->place);
	if (popup->tray) {
		arrange_tray(popup->server->desktop);
	} else {
		struct wlr_box box = window_place_box(&popup->place);
		box = window_popup_allowed_box(popup->server->desktop, &box);
		show_at(popup, &box);
	}
	seat_update_pointer_soon(popup->server->seat);
}

struct window_popup *window_popup_create(
	struct guest_windows *windows, struct guest_window *window, bool tray) {
	struct server *server = windows->server;
	struct desktop *desktop = server->desktop;
	struct window_popup *popup = znew(struct window_popup);
	popup->server = server;
	popup->window = window;
	popup->settings = &windows->settings;
	popup->tray = tray;
	popup->workspace = workspace_of(desktop, window->surface.guest);
	window_place_init(&popup->place, window, &windows->root);

	float color[4];
	color_to_floats(BLANK, color);
	popup->tree = must(wlr_scene_tree_create(desktop->layers[DESKTOP_POPUPS]));
	popup->backdrop = must(wlr_scene_rect_create(popup->tree, 0, 0, color));
	guest_picture_init(&popup->picture, server, &window->surface, popup->tree);
	popup->picture.shares_pointer = true;
	for (int i = 0; i < 4; i++) {
		popup->borders[i] = must(wlr_scene_rect_create(popup->tree, 0, 0, color));
	}

	/* Menus above the tray, the latest on top. */
	if (tray) {
		wl_list_insert(desktop->popups.prev, &popup->link);
		wlr_scene_node_lower_to_bottom(&popup->tree->node);
	} else {
		wl_list_insert(&desktop->popups, &popup->link);
	}
	window_popup_update_shown(popup);
	window_popup_update(popup);
	return popup;
}

void window_popup_destroy(struct window_popup *popup) {
	if (popup == NULL) {
		return;
	}
	wl_list_remove(&popup->link);
	guest_picture_finish(&popup->picture);
	wlr_scene_node_destroy(&popup->tree->node);
	if (popup->tray) {
		arrange_tray(popup->server->desktop);
	}
	seat_update_pointer(popup->server->seat);
	free(popup);
}
