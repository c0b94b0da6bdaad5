#include "actions.h"

#include "desktop.h"
#include "place_keys.h"
#include "seat.h"
#include "server.h"
#include "spawn.h"
#include "view.h"
#include "view_place.h"

static void run_on_view(struct view *view, enum config_action action) {
	switch (action) {
	case ACTION_CLOSE:
		view_close(view);
		break;
	case ACTION_FULLSCREEN:
		view_set_fullscreen(view, !view->fullscreen, NULL);
		break;
	case ACTION_MAXIMIZE:
		view_set_maximized(view, !view->maximized);
		break;
	case ACTION_MINIMIZE:
		view_minimize(view);
		break;
	case ACTION_NATURAL_SIZE:
		view_set_natural_size(view);
		break;
	default:
		if (place_keys_run(view, action)) {
			break;
		}
		if (action >= ACTION_TAKE_TO_WORKSPACE && action <= ACTION_TAKE_TO_WORKSPACE_LAST) {
			workspaces_take(&view->server->desktop->workspaces, view,
				(int)(action - ACTION_TAKE_TO_WORKSPACE) + 1);
		}
		break;
	}
}

/* What fills a screen while nobody has the focus, as when the one that had it has gone. */
static struct view *find_fullscreen(const struct desktop *desktop) {
	struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		if (view->fullscreen && view_is_shown(view)) {
			return view;
		}
	}
	return NULL;
}

void actions_run(struct server *server, enum config_action action) {
	const struct focus *focus = &server->seat->focus;
	/* Not on the window below a panel that has the keyboard. */
	struct view *view = focus->layer == NULL ? focus->view : NULL;
	switch (action) {
	case ACTION_TERMINAL:
		spawner_run(server->spawner, server->config->terminal);
		break;
	case ACTION_COPY_FROM_GUEST:
		transfer_take(&server->seat->transfer);
		break;
	case ACTION_PASTE_TO_GUEST:
		transfer_give(&server->seat->transfer);
		break;
	case ACTION_RELOAD:
		wl_signal_emit_mutable(&server->events.reload, NULL);
		break;
	case ACTION_QUIT:
		wl_signal_emit_mutable(&server->events.quit, NULL);
		break;
	default:
		if (action >= ACTION_WORKSPACE && action <= ACTION_WORKSPACE_LAST) {
			workspaces_show(
				&server->desktop->workspaces, (int)(action - ACTION_WORKSPACE) + 1);
			break;
		}
		if (view == NULL && action == ACTION_FULLSCREEN) {
			view = find_fullscreen(server->desktop);
		}
		if (view != NULL) {
			run_on_view(view, action);
		}
		break;
	}
}
