#include "layer_surface.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "alloc.h"
#include "desktop.h"
#include "focus.h"
#include "layer_shell.h"
#include "listener.h"
#include "output.h"
#include "seat.h"
#include "server.h"
#include "wlr_compat.h"
#include "xdg_popup.h"

/* In the order of the protocol's. */
static const enum desktop_layer layers[] = {
	[ZWLR_LAYER_SHELL_V1_LAYER_BACKGROUND] = DESKTOP_SHELL_BACKGROUND,
	[ZWLR_LAYER_SHELL_V1_LAYER_BOTTOM] = DESKTOP_SHELL_BOTTOM,
	[ZWLR_LAYER_SHELL_V1_LAYER_TOP] = DESKTOP_SHELL_TOP,
	[ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY] = DESKTOP_SHELL_OVERLAY,
};

enum zwlr_layer_shell_v1_layer layer_surface_layer(const struct layer_surface *surface) {
	return surface->wlr_layer_surface->current.layer;
}

bool layer_surface_wants_keyboard(const struct layer_surface *surface) {
	return surface->wlr_layer_surface->current.keyboard_interactive !=
	       ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_NONE;
}

bool layer_surface_insists(const struct layer_surface *surface) {
	return layer_surface_layer(surface) >= ZWLR_LAYER_SHELL_V1_LAYER_TOP &&
	       surface->wlr_layer_surface->current.keyboard_interactive ==
	               ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE;
}

struct layer_surface *layer_surface_of(struct wlr_surface *surface) {
	struct wlr_surface *root = wlr_surface_get_root_surface(surface);
	const struct wlr_xdg_popup *popup;
	while ((popup = wlr_xdg_popup_try_from_wlr_surface(root)) != NULL &&
		popup->parent != NULL) {
		root = wlr_surface_get_root_surface(popup->parent);
	}
	struct wlr_layer_surface_v1 *layer_surface =
		wlr_layer_surface_v1_try_from_wlr_surface(root);
	return layer_surface != NULL ? layer_surface->data : NULL;
}

void layer_surface_place(struct layer_surface *surface, struct wlr_box *usable) {
	struct wlr_box left = *usable;
	wlr_scene_layer_surface_v1_configure(surface->scene, &surface->output->box, &left);
	if (surface->mapped) {
		*usable = left;
	}
	const struct wlr_scene_node *node = &surface->scene->tree->node;
	wlr_scene_node_set_position(&surface->popups->node, node->x, node->y);
}

void layer_surface_set_shown(struct layer_surface *surface, bool shown) {
	wlr_scene_node_set_enabled(&surface->tree->node, shown);
	wlr_scene_node_set_enabled(&surface->popups->node, shown);
}

void layer_surface_click(struct layer_surface *surface) {
	struct focus *focus = seat_focus_of(surface->shell->desktop->server->seat);
	if (surface->mapped && layer_surface_wants_keyboard(surface) &&
		(focus->layer == NULL || !layer_surface_insists(focus->layer))) {
		focus_set_layer(focus, surface);
	}
}

static void handle_map(struct wl_listener *listener, void *data) {
	struct layer_surface *surface = wl_container_of(listener, surface, map);
	surface->mapped = true;
}

/* The output is arranged when the commit is through, or the surface has gone. */
static void handle_unmap(struct wl_listener *listener, void *data) {
	struct layer_surface *surface = wl_container_of(listener, surface, unmap);
	surface->mapped = false;
	layer_shell_update_keyboard(surface->shell);
	seat_update_pointer_soon(surface->shell->desktop->server->seat);
}

/* What lets the desktop choose a size says from where to where. wlroots 0.18 doesn't look. */
static bool has_size(const struct wlr_layer_surface_v1_state *state) {
	const uint32_t across =
		ZWLR_LAYER_SURFACE_V1_ANCHOR_LEFT | ZWLR_LAYER_SURFACE_V1_ANCHOR_RIGHT;
	const uint32_t down =
		ZWLR_LAYER_SURFACE_V1_ANCHOR_TOP | ZWLR_LAYER_SURFACE_V1_ANCHOR_BOTTOM;
	return (state->desired_width != 0 || (state->anchor & across) == across) &&
	       (state->desired_height != 0 || (state->anchor & down) == down);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct layer_surface *surface = wl_container_of(listener, surface, commit);
	const struct wlr_layer_surface_v1 *wlr = surface->wlr_layer_surface;
	if (wlr->initialized && !has_size(&wlr->current)) {
		wl_resource_post_error(wlr->resource, ZWLR_LAYER_SURFACE_V1_ERROR_INVALID_SIZE,
			"no size, and not anchored to the edges that it would be between");
		return;
	}
	compat_sharpen_single_pixels(&surface->scene->tree->node);
	if (wlr->current.committed & WLR_LAYER_SURFACE_V1_STATE_LAYER) {
		const struct desktop *desktop = surface->shell->desktop;
		wlr_scene_node_reparent(
			&surface->tree->node, desktop->layers[layers[wlr->current.layer]]);
	}
	if (surface->output != NULL && (wlr->initial_commit || wlr->current.committed != 0 ||
					       surface->mapped != surface->arranged)) {
		surface->arranged = surface->mapped;
		layer_shell_update(surface->shell, surface->output);
	}
}

static void handle_new_popup(struct wl_listener *listener, void *data) {
	struct layer_surface *surface = wl_container_of(listener, surface, new_popup);
	xdg_popup_show(surface->shell->desktop, data);
}

static void handle_layer_surface_destroy(struct wl_listener *listener, void *data) {
	struct layer_surface *surface = wl_container_of(listener, surface, layer_surface_destroy);
	struct layer_shell *shell = surface->shell;
	struct output *output = surface->output;
	surface->wlr_layer_surface->data = NULL;
	surface->wlr_layer_surface->surface->data = NULL;
	wl_list_remove(&surface->link);
	wl_list_remove(&surface->map.link);
	wl_list_remove(&surface->unmap.link);
	wl_list_remove(&surface->commit.link);
	wl_list_remove(&surface->new_popup.link);
	wl_list_remove(&surface->layer_surface_destroy.link);
	wlr_scene_node_destroy(&surface->popups->node);
	wlr_scene_node_destroy(&surface->tree->node);
	free(surface);
	if (output != NULL) {
		layer_shell_update(shell, output);
	}
}

static struct output *find_output(
	const struct layer_shell *shell, struct wlr_layer_surface_v1 *wlr_layer_surface) {
	if (wlr_layer_surface->output == NULL) {
		struct output *active = desktop_active_output(shell->desktop);
		wlr_layer_surface->output = active != NULL ? active->wlr_output : NULL;
	}
	struct output *output =
		wlr_layer_surface->output != NULL ? wlr_layer_surface->output->data : NULL;
	return output != NULL && output->scene_output != NULL ? output : NULL;
}

void layer_surface_create(
	struct layer_shell *shell, struct wlr_layer_surface_v1 *wlr_layer_surface) {
	struct output *output = find_output(shell, wlr_layer_surface);
	if (output == NULL) {
		wlr_layer_surface_v1_destroy(wlr_layer_surface);
		return;
	}

	struct layer_surface *surface = znew(struct layer_surface);
	struct desktop *desktop = shell->desktop;
	surface->shell = shell;
	surface->wlr_layer_surface = wlr_layer_surface;
	surface->output = output;
	wlr_layer_surface->data = surface;
	wl_list_insert(&shell->surfaces, &surface->link);
	surface->tree = must(
		wlr_scene_tree_create(desktop->layers[layers[wlr_layer_surface->pending.layer]]));
	surface->scene = must(wlr_scene_layer_surface_v1_create(surface->tree, wlr_layer_surface));
	surface->popups = must(wlr_scene_tree_create(desktop->layers[DESKTOP_SHELL_MENUS]));
	wlr_layer_surface->surface->data = surface->popups; /* for xdg_popup.c */

	surface->map.notify = handle_map;
	wl_signal_add(&wlr_layer_surface->surface->events.map, &surface->map);
	surface->unmap.notify = handle_unmap;
	wl_signal_add(&wlr_layer_surface->surface->events.unmap, &surface->unmap);
	surface->commit.notify = handle_commit;
	wl_signal_add(&wlr_layer_surface->surface->events.commit, &surface->commit);
	surface->new_popup.notify = handle_new_popup;
	wl_signal_add(&wlr_layer_surface->events.new_popup, &surface->new_popup);
	surface->layer_surface_destroy.notify = handle_layer_surface_destroy;
	wl_signal_add(&wlr_layer_surface->events.destroy, &surface->layer_surface_destroy);
}
