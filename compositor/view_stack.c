#include "view_stack.h"

#include <wlr/types/wlr_scene.h>

#include "desktop.h"
#include "server.h"
#include "view.h"

struct view *view_stack_root(struct view *view) {
	while (view->parent != NULL) {
		view = view->parent;
	}
	return view;
}

bool view_stays_above(const struct view *view, const struct view *other) {
	const struct view *parent = view->parent;
	while (parent != NULL && parent != other) {
		parent = parent->parent;
	}
	return parent != NULL;
}

bool view_is_before(const struct view *view, const struct view *other) {
	const struct view *next;
	wl_list_for_each (next, &view->server->desktop->views, link) {
		if (next == view || next == other) {
			return next == view;
		}
	}
	return false;
}

struct view *view_stack_find(const struct desktop *desktop, const struct guest *guest,
	bool (*condition)(const struct view *view)) {
	struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		if (view_guest(view) == guest && condition(view)) {
			return view;
		}
	}
	return NULL;
}

/* By where it has been put, and not by its family, of which a guest may make a long chain. */
bool view_is_on_top(const struct view *view) {
	return view->tree->node.parent == view->server->desktop->layers[DESKTOP_TOP_VIEWS];
}

/* Whether it is in the right layer by now. */
static bool take_layer(struct view *view) {
	bool on_top = view_stack_root(view)->on_top;
	struct wlr_scene_tree *layer =
		view->server->desktop->layers[on_top ? DESKTOP_TOP_VIEWS : DESKTOP_VIEWS];
	if (view->tree->node.parent == layer) {
		return false;
	}
	wlr_scene_node_reparent(&view->tree->node, layer);
	return true;
}

/* Has the scene say what the list does. */
static void restack(struct desktop *desktop) {
	struct view *view;
	wl_list_for_each_reverse (view, &desktop->views, link) {
		wlr_scene_node_raise_to_top(&view->tree->node);
	}
}

static bool any_is_on_top(const struct desktop *desktop) {
	const struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		if (view->on_top || view_is_on_top(view)) {
			return true;
		}
	}
	return false;
}

void view_stack_update_layers(struct desktop *desktop) {
	if (!any_is_on_top(desktop)) {
		return;
	}
	bool changed = false;
	struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		changed = take_layer(view) || changed;
	}
	if (changed) {
		restack(desktop);
	}
}

/* With those that stay above it; other NULL: above all. */
static void stack(struct view *view, struct view *other) {
	struct wl_list front;
	wl_list_init(&front);
	const struct view *below = other;
	struct view *child, *tmp;
	wl_list_for_each_safe (child, tmp, &view->server->desktop->views, link) {
		if (!view_is_put_away(child) && view_stays_above(child, view)) {
			wl_list_remove(&child->link);
			wl_list_insert(front.prev, &child->link);
		}
	}
	wl_list_remove(&view->link);
	wl_list_insert(front.prev, &view->link);

	wl_list_for_each_reverse (child, &front, link) {
		if (other == NULL) {
			wlr_scene_node_raise_to_top(&child->tree->node);
		} else {
			wlr_scene_node_place_above(&child->tree->node, &below->tree->node);
			below = child;
		}
	}
	wl_list_insert_list(
		other != NULL ? other->link.prev : &view->server->desktop->views, &front);
}

void view_stack_first(struct view *view) {
	stack(view, NULL);
}

void view_stack_above(struct view *view, struct view *other) {
	stack(view, other);
}

void view_stack_insert_above(struct view *view, struct view *other) {
	wl_list_insert(other->link.prev, &view->link);
	take_layer(view);
	if (view_is_on_top(view) == view_is_on_top(other)) {
		wlr_scene_node_place_above(&view->tree->node, &other->tree->node);
	} else {
		restack(view->server->desktop);
	}
}

void view_stack_insert_below(struct view *view, struct view *other) {
	wl_list_insert(&other->link, &view->link);
	take_layer(view);
	if (view_is_on_top(view) == view_is_on_top(other)) {
		wlr_scene_node_place_below(&view->tree->node, &other->tree->node);
	} else {
		restack(view->server->desktop);
	}
}

void view_stack_insert_first(struct view *view) {
	wl_list_insert(&view->server->desktop->views, &view->link);
	take_layer(view);
	wlr_scene_node_raise_to_top(&view->tree->node);
}

void view_stack_insert_last(struct view *view) {
	wl_list_insert(view->server->desktop->views.prev, &view->link);
	take_layer(view);
	wlr_scene_node_lower_to_bottom(&view->tree->node);
}
