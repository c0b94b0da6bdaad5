#include "layer_shell.h"

#include <assert.h>
#include <wlr/types/wlr_layer_shell_v1.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "bar.h"
#include "desktop.h"
#include "focus.h"
#include "layer_surface.h"
#include "output.h"
#include "seat.h"
#include "server.h"
#include "view.h"

#define LAYER_SHELL_VERSION 4

/* Panels that leave less than that of a screen don't count: windows lie below them. */
#define MIN_WIDTH 200
#define MIN_HEIGHT 150

static void place(struct layer_shell *shell, struct output *output,
	enum zwlr_layer_shell_v1_layer layer, bool exclusive, struct wlr_box *usable) {
	struct layer_surface *surface;
	wl_list_for_each_reverse (surface, &shell->surfaces, link) {
		const struct wlr_layer_surface_v1 *wlr = surface->wlr_layer_surface;
		if (surface->output == output && wlr->initialized && wlr->current.layer == layer &&
			(wlr->current.exclusive_zone > 0) == exclusive) {
			layer_surface_place(surface, usable);
		}
	}
}

void layer_shell_arrange(struct layer_shell *shell, struct output *output) {
	const struct wlr_box all = bar_leave(shell->desktop->server->config, &output->box);
	struct wlr_box usable = all;
	/* What keeps an edge for itself comes first, from the top down. */
	for (int i = ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY; i >= 0; i--) {
		place(shell, output, i, true, &usable);
	}
	for (int i = ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY; i >= 0; i--) {
		place(shell, output, i, false, &usable);
	}
	/* Programs choose zones and margins as large as they like. */
	struct wlr_box within;
	bool sane = wlr_box_intersection(&within, &usable, &output->box) &&
	            wlr_box_equal(&within, &usable);
	bool room = usable.width >= MIN_WIDTH && usable.height >= MIN_HEIGHT;
	output->usable = sane && room ? usable : all;
}

void layer_shell_close_all(struct layer_shell *shell, struct output *output) {
	struct layer_surface *surface, *tmp;
	/* None may be told of an output that isn't there any more. */
	wl_list_for_each (surface, &shell->surfaces, link) {
		if (surface->output == output) {
			surface->output = NULL;
		}
	}
	wl_list_for_each_safe (surface, tmp, &shell->surfaces, link) {
		if (surface->output == NULL) {
			wlr_layer_surface_v1_destroy(surface->wlr_layer_surface);
		}
	}
}

bool layer_shell_is_covered(const struct layer_shell *shell, const struct output *output) {
	const struct desktop *desktop = shell->desktop;
	const struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		if (!view_is_shown(view) || desktop_output_for_box(desktop, &view->box) != output) {
			continue;
		}
		while (view != NULL && !view->fullscreen) {
			view = view->parent;
		}
		return view != NULL;
	}
	return false;
}

static void update_shown(struct layer_shell *shell) {
	struct layer_surface *surface;
	wl_list_for_each (surface, &shell->surfaces, link) {
		bool gives_way = surface->output != NULL &&
		                 layer_surface_layer(surface) == ZWLR_LAYER_SHELL_V1_LAYER_TOP &&
		                 !layer_surface_insists(surface) &&
		                 layer_shell_is_covered(shell, surface->output);
		layer_surface_set_shown(surface, !gives_way);
	}
}

void layer_shell_update_keyboard(struct layer_shell *shell) {
	struct focus *focus = seat_focus_of(shell->desktop->server->seat);
	struct layer_surface *surface, *best = NULL;
	wl_list_for_each (surface, &shell->surfaces, link) {
		if (surface->mapped && layer_surface_insists(surface) &&
			(best == NULL ||
				layer_surface_layer(surface) > layer_surface_layer(best))) {
			best = surface;
		}
	}
	if (best == NULL && focus->layer != NULL && focus->layer->mapped &&
		layer_surface_wants_keyboard(focus->layer)) {
		best = focus->layer;
	}
	focus_set_layer(focus, best);
}

void layer_shell_update(struct layer_shell *shell, struct output *output) {
	struct wlr_box before = output->usable;
	layer_shell_arrange(shell, output);
	update_shown(shell);
	if (!wlr_box_equal(&before, &output->usable)) {
		desktop_arrange(shell->desktop);
	}
	layer_shell_update_keyboard(shell);
	seat_update_pointer_soon(shell->desktop->server->seat);
}

static void handle_new_surface(struct wl_listener *listener, void *data) {
	struct layer_shell *shell = wl_container_of(listener, shell, new_surface);
	layer_surface_create(shell, data);
}

static void handle_views_change(struct wl_listener *listener, void *data) {
	struct layer_shell *shell = wl_container_of(listener, shell, views_change);
	update_shown(shell);
}

struct layer_shell *layer_shell_create(struct desktop *desktop) {
	struct layer_shell *shell = znew(struct layer_shell);
	shell->desktop = desktop;
	wl_list_init(&shell->surfaces);

	struct wlr_layer_shell_v1 *wlr_layer_shell =
		must(wlr_layer_shell_v1_create(desktop->server->display, LAYER_SHELL_VERSION));
	shell->new_surface.notify = handle_new_surface;
	wl_signal_add(&wlr_layer_shell->events.new_surface, &shell->new_surface);
	shell->views_change.notify = handle_views_change;
	wl_signal_add(&desktop->events.views_change, &shell->views_change);
	return shell;
}

void layer_shell_destroy(struct layer_shell *shell) {
	assert(wl_list_empty(&shell->surfaces));
	wl_list_remove(&shell->new_surface.link);
	wl_list_remove(&shell->views_change.link);
	free(shell);
}
