#include "input_popup.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_input_method_v2.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_text_input_v3.h>

#include "alloc.h"
#include "desktop.h"
#include "geometry.h"
#include "output.h"

struct search {
	const struct wlr_surface *surface;
	bool found;
	int x, y; /* in the layout */
};

static void look_at(struct wlr_scene_buffer *buffer, int x, int y, void *data) {
	struct search *search = data;
	const struct wlr_scene_surface *shown = wlr_scene_surface_try_from_buffer(buffer);
	if (shown != NULL && shown->surface == search->surface) {
		search->found = true;
		search->x = x;
		search->y = y;
	}
}

/* The cursor in the layout. false: its surface isn't shown. */
static bool find_cursor(const struct desktop *desktop, const struct wlr_text_input_v3 *text_input,
	struct wlr_box *box) {
	struct search search = {.surface = text_input->focused_surface};
	wlr_scene_node_for_each_buffer(&desktop->scene->tree.node, look_at, &search);
	*box = text_input->current.cursor_rectangle;
	box->x += search.x;
	box->y += search.y;
	return search.found;
}

static void update(struct input_popup *popup) {
	struct wlr_box cursor;
	bool shown = popup->text_input != NULL && popup->text_input->focused_surface != NULL &&
	             find_cursor(popup->desktop, popup->text_input, &cursor);
	wlr_scene_node_set_enabled(&popup->tree->node, shown);
	if (!shown) {
		return;
	}

	const struct wlr_surface *surface = popup->popup->surface;
	struct wlr_box box = {
		.x = cursor.x,
		.y = cursor.y + cursor.height,
		.width = surface->current.width,
		.height = surface->current.height,
	};
	struct wlr_box at = {.x = cursor.x, .y = cursor.y, .width = 1, .height = 1};
	const struct output *output = desktop_output_for_box(popup->desktop, &at);
	if (output != NULL) {
		const struct wlr_box *screen = &output->box;
		if (box.y + box.height > screen->y + screen->height) {
			box.y = cursor.y - box.height;
		}
		geometry_move_into(&box, screen);
	}
	wlr_scene_node_set_position(&popup->tree->node, box.x, box.y);

	struct wlr_box seen = cursor;
	seen.x -= box.x;
	seen.y -= box.y;
	wlr_input_popup_surface_v2_send_text_input_rectangle(popup->popup, &seen);
}

void input_popup_place(struct input_popup *popup, struct wlr_text_input_v3 *text_input) {
	popup->text_input = text_input;
	update(popup);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct input_popup *popup = wl_container_of(listener, popup, commit);
	update(popup);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct input_popup *popup = wl_container_of(listener, popup, destroy);
	wl_list_remove(&popup->commit.link);
	wl_list_remove(&popup->destroy.link);
	wl_list_remove(&popup->link);
	wlr_scene_node_destroy(&popup->tree->node);
	free(popup);
}

void input_popup_create(struct desktop *desktop, struct wl_list *list,
	struct wlr_input_popup_surface_v2 *wlr_popup) {
	struct input_popup *popup = znew(struct input_popup);
	popup->desktop = desktop;
	popup->popup = wlr_popup;
	popup->tree = must(wlr_scene_tree_create(desktop->layers[DESKTOP_MENUS]));
	must(wlr_scene_subsurface_tree_create(popup->tree, wlr_popup->surface));
	wl_list_insert(list, &popup->link);
	popup->commit.notify = handle_commit;
	wl_signal_add(&wlr_popup->surface->events.commit, &popup->commit);
	popup->destroy.notify = handle_destroy;
	wl_signal_add(&wlr_popup->events.destroy, &popup->destroy);
}
