#include "xdg_popup.h"

#include <wayland-server-core.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "alloc.h"
#include "desktop.h"
#include "output.h"

struct xdg_popup {
	struct desktop *desktop;
	struct wlr_xdg_popup *popup;
	struct wlr_scene_tree *tree; /* NULL: it went with the window it hung on */

	struct wl_listener commit;
	struct wl_listener reposition;
	struct wl_listener destroy;
	struct wl_listener tree_destroy;
};

/* Where it may be: not behind panels, unless it is one's itself or its window covers them. */
static struct wlr_box allowed_area(const struct wlr_xdg_popup *popup, const struct output *output) {
	struct wlr_surface *parent = popup->parent;
	while ((popup = wlr_xdg_popup_try_from_wlr_surface(parent)) != NULL) {
		parent = popup->parent;
	}
	const struct wlr_xdg_toplevel *toplevel = wlr_xdg_toplevel_try_from_wlr_surface(parent);
	return toplevel != NULL && !toplevel->current.fullscreen ? output_usable_area(output)
	                                                         : output->box;
}

static void unconstrain(struct xdg_popup *xdg_popup) {
	if (xdg_popup->tree == NULL) {
		return;
	}
	int toplevel_x, toplevel_y, parent_x, parent_y;
	wlr_xdg_popup_get_toplevel_coords(xdg_popup->popup, 0, 0, &toplevel_x, &toplevel_y);
	/* Where its parent's window geometry starts. */
	wlr_scene_node_coords(&xdg_popup->tree->node.parent->node, &parent_x, &parent_y);
	struct wlr_box at = {.x = parent_x, .y = parent_y, .width = 1, .height = 1};
	const struct output *output = desktop_output_for_box(xdg_popup->desktop, &at);
	if (output == NULL) {
		return;
	}
	/* As the toplevel sees it. */
	struct wlr_box box = allowed_area(xdg_popup->popup, output);
	box.x -= parent_x - toplevel_x;
	box.y -= parent_y - toplevel_y;
	wlr_xdg_popup_unconstrain_from_box(xdg_popup->popup, &box);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct xdg_popup *xdg_popup = wl_container_of(listener, xdg_popup, commit);
	if (xdg_popup->popup->base->initial_commit) {
		unconstrain(xdg_popup);
		wlr_xdg_surface_schedule_configure(xdg_popup->popup->base);
	}
}

static void handle_reposition(struct wl_listener *listener, void *data) {
	struct xdg_popup *xdg_popup = wl_container_of(listener, xdg_popup, reposition);
	unconstrain(xdg_popup);
}

/* A program may destroy the window before the menu: nothing may hang on the menu's tree any more. */
static void handle_tree_destroy(struct wl_listener *listener, void *data) {
	struct xdg_popup *xdg_popup = wl_container_of(listener, xdg_popup, tree_destroy);
	wl_list_remove(&xdg_popup->tree_destroy.link);
	xdg_popup->tree = NULL;
	xdg_popup->popup->base->surface->data = NULL;
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct xdg_popup *xdg_popup = wl_container_of(listener, xdg_popup, destroy);
	if (xdg_popup->tree != NULL) {
		/* The scene would keep it for as long as there is the surface. */
		wlr_scene_node_destroy(&xdg_popup->tree->node);
	}
	wl_list_remove(&xdg_popup->commit.link);
	wl_list_remove(&xdg_popup->reposition.link);
	wl_list_remove(&xdg_popup->destroy.link);
	free(xdg_popup);
}

void xdg_popup_show(struct desktop *desktop, struct wlr_xdg_popup *popup) {
	/* Whoever shows a surface that popups may hang on leaves a tree for them in its data. */
	struct wlr_scene_tree *parent = popup->parent != NULL ? popup->parent->data : NULL;
	if (parent == NULL) {
		wlr_xdg_popup_destroy(popup);
		return;
	}

	struct xdg_popup *xdg_popup = znew(struct xdg_popup);
	xdg_popup->desktop = desktop;
	xdg_popup->popup = popup;
	xdg_popup->tree = must(wlr_scene_xdg_surface_create(parent, popup->base));
	popup->base->surface->data = xdg_popup->tree;

	xdg_popup->commit.notify = handle_commit;
	wl_signal_add(&popup->base->surface->events.commit, &xdg_popup->commit);
	xdg_popup->reposition.notify = handle_reposition;
	wl_signal_add(&popup->events.reposition, &xdg_popup->reposition);
	xdg_popup->destroy.notify = handle_destroy;
	wl_signal_add(&popup->events.destroy, &xdg_popup->destroy);
	xdg_popup->tree_destroy.notify = handle_tree_destroy;
	wl_signal_add(&xdg_popup->tree->node.events.destroy, &xdg_popup->tree_destroy);
}
