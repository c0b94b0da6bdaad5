#include "rules.h"

#include <wlr/util/edges.h>

#include "server.h"
#include "view.h"
#include "view_place.h"

void rules_begin(
	struct view *view, const char *app_id, const char *title, struct config_window *rules) {
	config_for_window(view->server->config, view_guest(view), app_id, title, rules);
	if (rules->workspace != 0) {
		view->workspace = rules->workspace;
	}
}

/* The size of the rule, or the largest within it that the view would take. */
static void fit(struct view *view, const struct config_window *rules, int *width, int *height) {
	*width = rules->size.width;
	*height = rules->size.height;
	if (view->impl->constrain == NULL) {
		return;
	}
	view->impl->constrain(view, WLR_EDGE_RIGHT, width, height);
	if (*height > rules->size.height) {
		*width = rules->size.width;
		*height = rules->size.height;
		view->impl->constrain(view, WLR_EDGE_BOTTOM, width, height);
	}
}

static void place(struct view *view, const struct config_window *rules) {
	struct wlr_box box = view->wanted;
	if (rules->position.given) {
		box.x = rules->position.x;
		box.y = rules->position.y;
	}
	if (rules->size.width != 0) {
		fit(view, rules, &box.width, &box.height);
	}
	if (!wlr_box_equal(&box, &view->wanted)) {
		view_set_home(view, &box);
		view_arrange(view); /* where it can be caught */
		view_keep_place(view);
	}
}

void rules_finish(struct view *view, const struct config_window *rules, bool placed) {
	if (!placed && view_is_at_home(view)) {
		place(view, rules);
	}
	if (rules->maximized) {
		view_set_maximized(view, true);
	}
	if (rules->fullscreen) {
		view_set_fullscreen(view, true, NULL);
	}
	if (rules->on_top) {
		view_set_on_top(view, true);
	}
}
