#include "place_keys.h"

#include <stdio.h>
#include <wlr/util/edges.h>

#include "interactive.h"
#include "notice.h"
#include "seat.h"
#include "server.h"
#include "view.h"
#include "view_place.h"
#include "view_stack.h"

/* From the last state to the one before it. */
static void restore(struct view *view) {
	if (view->fullscreen) {
		view_set_fullscreen(view, false, NULL);
	} else if (view->maximized) {
		view_set_maximized(view, false);
	} else {
		view_snap(view, WLR_EDGE_NONE);
	}
}

static void toggle_on_top(struct view *view) {
	bool on_top = !view_is_on_top(view);
	view_set_on_top(view, on_top);
	/* There may be nothing else to be seen of it. */
	char text[256];
	snprintf(text, sizeof(text), "%s %s", view->title,
		on_top ? "stays above other windows." : "can be covered again.");
	notice_show_briefly(view->server, &view->server->desktop, text);
}

static void move(struct view *view, int dx, int dy) {
	if (view->fullscreen || view->maximized) {
		return;
	}
	view_snap(view, WLR_EDGE_NONE);
	view_move(view, view->wanted.x + dx, view->wanted.y + dy);
	view_arrange(view); /* where it can be caught */
	view_keep_place(view);
}

/* By its right and lower edges. */
static void resize(struct view *view, int dx, int dy) {
	if (view->fullscreen || view->maximized) {
		return;
	}
	view_keep_place(view);
	uint32_t edge = dx != 0 ? WLR_EDGE_RIGHT : WLR_EDGE_BOTTOM;
	interactive_resize_view(view, &view->wanted, edge, dx, dy);
}

bool place_keys_run(struct view *view, enum config_action action) {
	int step = view->server->config->step;
	switch (action) {
	case ACTION_SNAP_LEFT:
		view_snap(view, WLR_EDGE_LEFT);
		break;
	case ACTION_SNAP_RIGHT:
		view_snap(view, WLR_EDGE_RIGHT);
		break;
	case ACTION_SNAP_UP:
		view_set_maximized(view, true);
		break;
	case ACTION_RESTORE:
		restore(view);
		break;
	case ACTION_ON_TOP:
		toggle_on_top(view);
		break;
	case ACTION_MOVE_LEFT:
		move(view, -step, 0);
		break;
	case ACTION_MOVE_RIGHT:
		move(view, step, 0);
		break;
	case ACTION_MOVE_UP:
		move(view, 0, -step);
		break;
	case ACTION_MOVE_DOWN:
		move(view, 0, step);
		break;
	case ACTION_NARROWER:
		resize(view, -step, 0);
		break;
	case ACTION_WIDER:
		resize(view, step, 0);
		break;
	case ACTION_LOWER:
		resize(view, 0, -step);
		break;
	case ACTION_HIGHER:
		resize(view, 0, step);
		break;
	default:
		return false;
	}
	seat_update_pointer(view->server->seat);
	return true;
}
