#include "view.h"

#include <assert.h>
#include <string.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/util/edges.h>

#include "alloc.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "guest.h"
#include "guest_picture.h"
#include "listener.h"
#include "seat.h"
#include "server.h"
#include "shade.h"
#include "view_place.h"
#include "view_stack.h"

/* Bytes: no title bar has room for more. */
#define MAX_TITLE 512

/* What programs call themselves ends up in the log too. */
static char *clean_copy(const char *title) {
	char clean[MAX_TITLE];
	guest_clean_text(clean, sizeof(clean), title);
	return must(strdup(clean));
}

static void handle_parent_unmap(struct wl_listener *listener, void *data) {
	struct view *view = wl_container_of(listener, view, parent_unmap);
	view_set_parent(view, NULL);
}

void view_init(struct view *view, const struct view_impl *impl, struct server *server,
	const char *title, uint32_t color) {
	*view = (struct view){
		.impl = impl,
		.server = server,
		.title = clean_copy(title),
		.color = color,
		.pattern = PATTERN_SOLID,
	};
	wl_list_init(&view->link);
	wl_signal_init(&view->events.unmap);
	wl_signal_init(&view->events.change);
	listener_init(&view->parent_unmap, handle_parent_unmap);

	view->tree = must(wlr_scene_tree_create(server->desktop->layers[DESKTOP_VIEWS]));
	wlr_scene_node_set_enabled(&view->tree->node, false);
	view->content = must(wlr_scene_tree_create(view->tree));
	view->frame = frame_create(view);
	view->popups = must(wlr_scene_tree_create(server->desktop->layers[DESKTOP_MENUS]));
}

void view_finish(struct view *view) {
	view_unmap(view);
	assert(wl_list_empty(&view->events.unmap.listener_list));
	assert(wl_list_empty(&view->events.change.listener_list));
	listener_set(&view->parent_unmap, NULL);
	shade_destroy(view->shade);
	frame_destroy(view->frame);
	wlr_scene_node_destroy(&view->popups->node);
	wlr_scene_node_destroy(&view->tree->node);
	free(view->title);
}

struct guest_surface *view_guest_surface(const struct view *view) {
	return view->picture != NULL ? view->picture->surface : NULL;
}

struct guest *view_guest(const struct view *view) {
	return view->picture != NULL ? view->picture->surface->guest : NULL;
}

const char *view_app_id(struct view *view) {
	return view->picture != NULL ? view->picture->surface->guest->name
	                             : view->impl->app_id(view);
}

void view_changed(struct view *view) {
	if (view->mapped) {
		wl_signal_emit_mutable(&view->events.change, NULL);
	}
}

bool view_is_put_away(const struct view *view) {
	return view->minimized || view->hidden;
}

bool view_is_shown(const struct view *view) {
	return view->mapped && !view_is_put_away(view) &&
	       view->workspace == view->server->desktop->workspaces.shown;
}

void view_update_shown(struct view *view) {
	wlr_scene_node_set_enabled(&view->tree->node, view_is_shown(view));
	wlr_scene_node_set_enabled(&view->popups->node, view_is_shown(view));
	if (view->impl->update_shown != NULL) {
		view->impl->update_shown(view);
	}
	view_changed(view);
}

static void update_shown(struct view *view) {
	view_update_shown(view);
	wl_signal_emit_mutable(&view->server->desktop->events.views_change, NULL);
}

/* Of a guest that puts itself away, the focus isn't for others to have. */
static void leave(struct focus *focus, bool by_guest) {
	if (by_guest) {
		focus_leave(focus);
	} else {
		focus_next(focus);
	}
}

void view_set_workspace(struct view *view, int workspace) {
	view = view_stack_root(view);
	struct view *child;
	wl_list_for_each (child, &view->server->desktop->views, link) {
		if (child == view || view_stays_above(child, view)) {
			child->workspace = workspace;
			update_shown(child);
		}
	}
}

/* A view of which another one is the parent, all of a sudden, goes where that is, without the user. */
static void follow_parent(struct view *view) {
	struct focus *focus = seat_focus_of(view->server->seat);
	if (view->workspace == view->parent->workspace) {
		return;
	}
	view_set_workspace(view, view->parent->workspace);
	if (focus->view != NULL && !view_is_shown(focus->view)) {
		leave(focus, focus->view->picture != NULL);
	}
}

void view_set_parent(struct view *view, struct view *parent) {
	if (parent != NULL &&
		(parent == view || !parent->mapped || view_stays_above(parent, view))) {
		parent = NULL;
	}
	if (view->parent == parent) {
		return;
	}
	view->parent = parent;
	listener_set(&view->parent_unmap, parent != NULL ? &parent->events.unmap : NULL);
	view_changed(view);
	if (!view->mapped) {
		return;
	}
	view_stack_update_layers(view->server->desktop);
	if (parent == NULL) {
		return;
	}
	follow_parent(view);
	if (!view_is_put_away(view) && !view_is_put_away(parent) && !view_is_before(view, parent)) {
		view_stack_above(view, parent);
	}
}

void view_map(struct view *view, int width, int height, bool focus) {
	struct desktop *desktop = view->server->desktop;
	struct focus *seat_focus = seat_focus_of(view->server->seat);
	assert(!view->mapped);
	view->mapped = true;
	view->minimized = view->hidden = view->with_parent = false;
	view->workspace = view->parent != NULL
	                          ? view->parent->workspace
	                          : workspaces_nearest(&desktop->workspaces, view->workspace);

	/* Behind what is in use, until it is in use itself. */
	bool shown = view_is_shown(view);
	focus = shown &&
	        (focus ? focus_is_open_to(seat_focus, view) : focus_is_free_for(seat_focus, view));
	if (focus || (shown && seat_focus->view == NULL)) {
		view_stack_insert_first(view);
	} else if (view->parent != NULL && !view_is_put_away(view->parent)) {
		view_stack_insert_above(view, view->parent);
	} else if (!shown) {
		view_stack_insert_last(view);
	} else {
		view_stack_insert_below(view, seat_focus->view);
	}

	view_place_first(view, width, height);
	wl_signal_emit_mutable(&desktop->events.view_map, view);
	update_shown(view);

	if (focus) {
		focus_set(seat_focus, view);
	}
	seat_update_pointer(view->server->seat);
}

void view_unmap(struct view *view) {
	if (!view->mapped) {
		return;
	}
	view->mapped = false;
	wl_signal_emit_mutable(&view->events.unmap, NULL);
	wl_list_remove(&view->link);
	wl_list_init(&view->link);
	view->maximized = view->fullscreen = view->on_top = false;
	view->snapped = WLR_EDGE_NONE;
	view->workspace = 0;
	update_shown(view);
	seat_update_pointer(view->server->seat);
}

void view_set_title(struct view *view, const char *title) {
	char *copy = clean_copy(title);
	if (strcmp(view->title, copy) == 0) {
		free(copy);
		return;
	}
	free(view->title);
	view->title = copy;
	frame_redraw(view->frame);
	view_changed(view);
	wl_signal_emit_mutable(&view->server->desktop->events.views_change, NULL);
}

void view_set_color(struct view *view, uint32_t color, enum pattern pattern) {
	view->color = color;
	view->pattern = pattern_resolve(pattern, color);
	frame_redraw(view->frame);
	view_changed(view);
}

void view_introduce(struct view *view) {
	if (!focus_is_open_to(seat_focus_of(view->server->seat), view)) {
		view_set_attention(view, true);
	}
}

void view_set_attention(struct view *view, bool attention) {
	attention = attention && !view->activated;
	if (view->attention != attention) {
		view->attention = attention;
		frame_redraw(view->frame);
		view->impl->update_state(view);
		view_changed(view);
		wl_signal_emit_mutable(&view->server->desktop->events.views_change, NULL);
	}
}

void view_set_on_top(struct view *view, bool on_top) {
	view_stack_root(view)->on_top = on_top;
	view_stack_update_layers(view->server->desktop);
	view_changed(view);
	wl_signal_emit_mutable(&view->server->desktop->events.views_change, NULL);
	seat_update_pointer(view->server->seat);
}

/* Last in the order, so that the switcher's first step goes to what can be seen. */
static void put_last(struct view *view) {
	wl_list_remove(&view->link);
	wl_list_insert(view->server->desktop->views.prev, &view->link);
	wlr_scene_node_lower_to_bottom(&view->tree->node);
	update_shown(view);
}

static void put_away(struct view *view, bool by_guest) {
	put_last(view);
	struct focus *focus = seat_focus_of(view->server->seat);
	if (focus->view != NULL && !view_is_shown(focus->view)) {
		leave(focus, by_guest);
	}
	seat_update_pointer(view->server->seat);
}

static void minimize(struct view *view, bool by_guest) {
	struct wl_list *views = &view->server->desktop->views;
	if (!view->mapped || view_is_put_away(view)) {
		return;
	}
	struct view *child, *tmp;
	wl_list_for_each (child, views, link) {
		if (!view_is_put_away(child) && view_stays_above(child, view)) {
			child->minimized = child->with_parent = true;
		}
	}
	view->minimized = true;
	put_away(view, by_guest);
	/* Each once: they come by again at the end of the list. */
	int left = wl_list_length(views);
	wl_list_for_each_safe (child, tmp, views, link) {
		if (left-- > 0 && child->with_parent && view_stays_above(child, view)) {
			put_last(child);
		}
	}
}

void view_minimize(struct view *view) {
	minimize(view, false);
}

void view_minimize_itself(struct view *view) {
	minimize(view, true);
}

void view_hide(struct view *view) {
	if (view->mapped && !view_is_put_away(view)) {
		view->hidden = true;
		put_away(view, false);
	}
}

void view_close(struct view *view) {
	view->impl->close(view);
}

static void bring_back(struct view *view) {
	view->minimized = view->hidden = view->with_parent = false;
	update_shown(view);
}

void view_raise(struct view *view) {
	if (!view->mapped) {
		return;
	}
	if (view_is_put_away(view)) {
		bring_back(view);
		struct view *child;
		wl_list_for_each (child, &view->server->desktop->views, link) {
			if (child->with_parent && view_stays_above(child, view)) {
				bring_back(child);
			}
		}
	}
	view_stack_first(view);
	wl_signal_emit_mutable(&view->server->desktop->events.views_change, NULL);
}

void view_set_activated(struct view *view, bool activated) {
	if (view->activated == activated) {
		return;
	}
	view->activated = activated;
	view->attention = view->attention && !activated;
	frame_redraw(view->frame);
	view->impl->update_state(view);
	view_changed(view);
}

void view_redraw(struct view *view) {
	frame_redraw(view->frame);
	shade_redraw(view->shade);
	if (view->impl->redraw != NULL) {
		view->impl->redraw(view);
	}
}
