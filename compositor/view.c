#include "view.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/util/edges.h>

#include "alloc.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "geometry.h"
#include "guest_picture.h"
#include "listener.h"
#include "log.h"
#include "output.h"
#include "placement.h"
#include "seat.h"
#include "server.h"
#include "shade.h"
#include "snap.h"
#include "view_stack.h"

/* What programs call themselves ends up in the log too: wlroots sees to it that it is UTF-8. */
static char *printable_copy(const char *text) {
	char *copy = must(strdup(text));
	for (char *c = copy; *c != '\0'; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f) {
			*c = ' ';
		}
	}
	return copy;
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
		.title = printable_copy(title),
		.color = color,
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

const char *view_app_id(struct view *view) {
	return view->picture != NULL ? view->picture->surface->guest->name
	                             : view->impl->app_id(view);
}

static void emit_change(struct view *view) {
	if (view->mapped) {
		wl_signal_emit_mutable(&view->events.change, NULL);
		wl_signal_emit_mutable(&view->server->desktop->events.view_change, view);
	}
}

void view_app_id_changed(struct view *view) {
	emit_change(view);
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
	emit_change(view);
}

static void update_shown(struct view *view) {
	view_update_shown(view);
	wl_signal_emit_mutable(&view->server->desktop->events.views_change, NULL);
}

/* Brings scene, frame and log in line with box. */
static void apply_box(struct view *view) {
	wlr_scene_node_set_position(&view->tree->node, view->box.x, view->box.y);
	wlr_scene_node_set_position(&view->popups->node, view->box.x, view->box.y);
	frame_update(view->frame);
	shade_update(view->shade);
	if (view->mapped) {
		log_debug("view: %s at %d,%d %dx%d", view->title, view->box.x, view->box.y,
			view->box.width, view->box.height);
		if (view->impl->moved != NULL) {
			view->impl->moved(view);
		}
		emit_change(view);
	}
}

void view_set_home(struct view *view, const struct wlr_box *box) {
	struct output *output = desktop_output_for_box(view->server->desktop, box);
	if (output == NULL) {
		/* The place that it has is as good as any. */
		view->home.box.width = box->width;
		view->home.box.height = box->height;
		return;
	}
	snprintf(view->home.output, sizeof(view->home.output), "%s", output->wlr_output->name);
	view->home.box = *box;
	view->home.box.x -= output->box.x;
	view->home.box.y -= output->box.y;
}

void view_set_home_over(struct view *view, const struct view *other, int width, int height) {
	view_set_home(view, &(struct wlr_box){
				    .x = other->box.x + (other->box.width - width) / 2,
				    .y = other->box.y + (other->box.height - height) / 2,
				    .width = width,
				    .height = height,
			    });
}

/* Of a guest that puts itself away, the focus isn't for others to have. */
static void leave(struct focus *focus, bool by_guest) {
	if (by_guest) {
		focus_leave(focus, focus->view);
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
	emit_change(view);
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

bool view_is_at_home(const struct view *view) {
	return !view->maximized && !view->fullscreen && view->snapped == WLR_EDGE_NONE;
}

static void save_home(struct view *view) {
	if (view_is_at_home(view)) {
		view_set_home(view, &view->wanted);
	}
}

static void configure(struct view *view, const struct wlr_box *box, uint32_t anchor) {
	/* A program that was asked for another size, and hasn't answered yet, is asked for this one. */
	bool same = box->width == view->box.width && box->height == view->box.height;
	bool asked = box->width == view->wanted.width && box->height == view->wanted.height;
	view->wanted = *box;
	view->anchor = anchor;
	if (!same || !asked) {
		view->impl->configure(view, box->width, box->height);
	}
	if (same && (box->x != view->box.x || box->y != view->box.y)) {
		view->box = *box;
		apply_box(view);
	}
}

void view_resized(struct view *view, int width, int height) {
	struct wlr_box box = {
		.x = view->wanted.x,
		.y = view->wanted.y,
		.width = width,
		.height = height,
	};
	if (view->anchor & WLR_EDGE_RIGHT) {
		box.x += view->wanted.width - width;
	}
	if (view->anchor & WLR_EDGE_BOTTOM) {
		box.y += view->wanted.height - height;
	}
	if (wlr_box_equal(&box, &view->box)) {
		return;
	}
	view->wanted = view->box = box;
	apply_box(view);
	save_home(view);
}

void view_max_size(const struct view *view, const struct output *output, int *width, int *height) {
	struct wlr_box area = output_usable_area(output);
	*width = area.width - 2 * FRAME_BORDER;
	*height = area.height - 2 * FRAME_BORDER - FRAME_TITLE_HEIGHT;
	if (*width < 1) {
		*width = 1;
	}
	if (*height < 1) {
		*height = 1;
	}
}

static struct output *home_output(const struct view *view) {
	struct output *output = desktop_output_named(view->server->desktop, view->home.output);
	return output != NULL ? output : desktop_output_for_box(view->server->desktop, &view->box);
}

/* Where it belongs with the outputs and the state that there are. */
static struct wlr_box arranged_box(struct view *view, const struct output *output) {
	if (view->fullscreen) {
		return output->box;
	}

	if (view->maximized || view->snapped != WLR_EDGE_NONE) {
		return snap_box(output, view->maximized ? WLR_EDGE_TOP : view->snapped);
	}

	struct wlr_box area = output_usable_area(output);
	struct wlr_box box = view->home.box;
	box.x += output->box.x;
	box.y += output->box.y;

	/* A window may hang over an edge, but its title bar must be there to be caught. */
	const int caught = 80;
	struct wlr_box handle = {
		.x = box.x,
		.y = box.y - FRAME_TITLE_HEIGHT - FRAME_BORDER,
		.width = box.width,
		.height = FRAME_TITLE_HEIGHT + FRAME_BORDER,
	};
	struct wlr_box reach = {
		.x = area.x - box.width + caught,
		.y = area.y,
		.width = area.width + 2 * (box.width - caught),
		.height = area.height,
	};
	geometry_move_into(&handle, &reach);
	box.x = handle.x;
	box.y = handle.y + FRAME_TITLE_HEIGHT + FRAME_BORDER;
	return box;
}

void view_arrange(struct view *view) {
	if (view->home.output[0] == '\0' && view->mapped) {
		placement_place(view->server->placement, view, view->box.width, view->box.height);
	}
	struct output *output = home_output(view);
	if (output == NULL) {
		return; /* no screen at all: wait for one */
	}
	struct wlr_box box = arranged_box(view, output);
	struct view_home home = view->home;
	configure(view, &box, WLR_EDGE_NONE);
	view->home = home; /* it isn't the user who has moved it */
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

	if (view->home.output[0] == '\0') {
		placement_place(view->server->placement, view, width, height);
	}
	struct output *output = home_output(view);
	struct wlr_box box = {.width = width, .height = height};
	if (output != NULL) {
		box = arranged_box(view, output);
	}
	view->box = (struct wlr_box){.x = box.x, .y = box.y, .width = width, .height = height};
	view->wanted = view->box;
	apply_box(view);
	configure(view, &box, WLR_EDGE_NONE);
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
	char *copy = printable_copy(title);
	if (strcmp(view->title, copy) == 0) {
		free(copy);
		return;
	}
	free(view->title);
	view->title = copy;
	frame_redraw(view->frame);
	emit_change(view);
	wl_signal_emit_mutable(&view->server->desktop->events.views_change, NULL);
}

void view_set_color(struct view *view, uint32_t color) {
	view->color = color;
	frame_redraw(view->frame);
	emit_change(view);
}

void view_move(struct view *view, int x, int y) {
	view->wanted.x = x;
	view->wanted.y = y;
	if (view->box.x != x || view->box.y != y) {
		view->box.x = x;
		view->box.y = y;
		apply_box(view);
	}
	save_home(view);
}

void view_resize(struct view *view, const struct wlr_box *box, uint32_t anchor) {
	configure(view, box, anchor);
	save_home(view);
}

void view_set_natural_size(struct view *view) {
	int width, height;
	if (view->fullscreen || !view->impl->natural_size(view, &width, &height)) {
		return;
	}
	view_set_maximized(view, false);
	view_snap(view, WLR_EDGE_NONE);
	struct wlr_box box = view->wanted;
	box.width = width;
	box.height = height;
	view_resize(view, &box, WLR_EDGE_NONE);
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
		emit_change(view);
		wl_signal_emit_mutable(&view->server->desktop->events.views_change, NULL);
	}
}

static void state_changed(struct view *view) {
	frame_redraw(view->frame);
	view->impl->update_state(view);
	view_arrange(view);
	frame_update(view->frame);
	emit_change(view);
	wl_signal_emit_mutable(&view->server->desktop->events.views_change, NULL);
	seat_update_pointer(view->server->seat);
}

bool view_can_snap(struct view *view) {
	return view->impl->can_maximize == NULL || view->impl->can_maximize(view);
}

void view_set_maximized(struct view *view, bool maximized) {
	if (view->maximized == maximized || (maximized && !view_can_snap(view))) {
		return;
	}
	save_home(view);
	view->maximized = maximized;
	state_changed(view);
}

void view_snap(struct view *view, uint32_t edge) {
	bool same = view->snapped == edge && !view->maximized;
	if (view->fullscreen || same || (edge != WLR_EDGE_NONE && !view_can_snap(view))) {
		return;
	}
	save_home(view);
	view->maximized = false;
	view->snapped = edge;
	state_changed(view);
}

void view_drop(struct view *view, uint32_t edge, const struct output *output,
	const struct view_home *home) {
	if (view->fullscreen || !view_can_snap(view)) {
		return;
	}
	view->home = *home;
	snprintf(view->home.output, sizeof(view->home.output), "%s", output->wlr_output->name);
	view->maximized = edge == WLR_EDGE_TOP;
	view->snapped = view->maximized ? WLR_EDGE_NONE : edge;
	state_changed(view);
}

void view_keep_place(struct view *view) {
	bool snapped = view->snapped != WLR_EDGE_NONE;
	view->snapped = WLR_EDGE_NONE;
	save_home(view);
	if (snapped) {
		state_changed(view);
	}
}

void view_set_on_top(struct view *view, bool on_top) {
	view_stack_root(view)->on_top = on_top;
	view_stack_update_layers(view->server->desktop);
	emit_change(view);
	seat_update_pointer(view->server->seat);
}

void view_set_fullscreen(struct view *view, bool fullscreen, struct output *output) {
	if (view->fullscreen == fullscreen) {
		return;
	}
	save_home(view);
	view->fullscreen = fullscreen;
	if (fullscreen && output != NULL && output->scene_output != NULL) {
		snprintf(view->home.output, sizeof(view->home.output), "%s",
			output->wlr_output->name);
	}
	state_changed(view);
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
	emit_change(view);
}

void view_redraw(struct view *view) {
	frame_redraw(view->frame);
	shade_redraw(view->shade);
	if (view->impl->redraw != NULL) {
		view->impl->redraw(view);
	}
}
