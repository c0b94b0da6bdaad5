#include "foreign_toplevel.h"

#include <string.h>
#include <wlr/types/wlr_ext_foreign_toplevel_list_v1.h>
#include <wlr/types/wlr_foreign_toplevel_management_v1.h>
#include <wlr/types/wlr_output.h>

#include "alloc.h"
#include "desktop.h"
#include "focus.h"
#include "geometry.h"
#include "listener.h"
#include "output.h"
#include "seat.h"
#include "server.h"
#include "view.h"
#include "view_place.h"

#define EXT_LIST_VERSION 1
#define DELAY_MS 20 /* from a change until it is told */
#define AT_ONCE 4   /* in that time: so often new windows are told of without it */

struct foreign_toplevels {
	struct server *server;
	struct wlr_foreign_toplevel_manager_v1 *manager;
	struct wlr_ext_foreign_toplevel_list_v1 *list;
	struct wl_list toplevels; /* foreign_toplevel.link, one for each mapped view */
	struct wl_event_source *timer;
	bool due;                     /* the timer is armed */
	int at_once;                  /* since it was */
	struct wl_event_source *idle; /* for a window that has just come; NULL: none is set */

	struct wl_listener view_map;
	struct wl_listener outputs_change;
};

/* A mapped view, and what has been told of it. */
struct foreign_toplevel {
	struct wl_list link; /* foreign_toplevels.toplevels */
	struct foreign_toplevels *toplevels;
	struct view *view;
	bool changed;

	/* Both NULL until it is told of for the first time. */
	struct wlr_foreign_toplevel_handle_v1 *handle;
	struct wlr_ext_foreign_toplevel_handle_v1 *ext_handle;

	struct wl_listener view_change;
	struct wl_listener view_unmap;
	struct wl_listener request_activate;
	struct wl_listener request_maximize;
	struct wl_listener request_minimize;
	struct wl_listener request_fullscreen;
	struct wl_listener request_close;
};

static struct focus *focus_of(const struct foreign_toplevel *toplevel) {
	return seat_focus_of(toplevel->toplevels->server->seat);
}

static void handle_request_activate(struct wl_listener *listener, void *data) {
	struct foreign_toplevel *toplevel = wl_container_of(listener, toplevel, request_activate);
	focus_set(focus_of(toplevel), toplevel->view);
}

static void handle_request_maximize(struct wl_listener *listener, void *data) {
	struct foreign_toplevel *toplevel = wl_container_of(listener, toplevel, request_maximize);
	const struct wlr_foreign_toplevel_handle_v1_maximized_event *event = data;
	view_set_maximized(toplevel->view, event->maximized);
}

static void handle_request_minimize(struct wl_listener *listener, void *data) {
	struct foreign_toplevel *toplevel = wl_container_of(listener, toplevel, request_minimize);
	const struct wlr_foreign_toplevel_handle_v1_minimized_event *event = data;
	if (event->minimized) {
		view_minimize(toplevel->view);
	} else if (view_is_put_away(toplevel->view)) {
		view_raise(toplevel->view);
		seat_update_pointer(toplevel->toplevels->server->seat);
	}
}

static void handle_request_fullscreen(struct wl_listener *listener, void *data) {
	struct foreign_toplevel *toplevel = wl_container_of(listener, toplevel, request_fullscreen);
	const struct wlr_foreign_toplevel_handle_v1_fullscreen_event *event = data;
	view_set_fullscreen(toplevel->view, event->fullscreen,
		event->output != NULL ? event->output->data : NULL);
}

static void handle_request_close(struct wl_listener *listener, void *data) {
	struct foreign_toplevel *toplevel = wl_container_of(listener, toplevel, request_close);
	view_close(toplevel->view);
}

static void introduce(struct foreign_toplevel *toplevel) {
	struct foreign_toplevels *toplevels = toplevel->toplevels;
	toplevel->handle = must(wlr_foreign_toplevel_handle_v1_create(toplevels->manager));
	listener_set(&toplevel->request_activate, &toplevel->handle->events.request_activate);
	listener_set(&toplevel->request_maximize, &toplevel->handle->events.request_maximize);
	listener_set(&toplevel->request_minimize, &toplevel->handle->events.request_minimize);
	listener_set(&toplevel->request_fullscreen, &toplevel->handle->events.request_fullscreen);
	listener_set(&toplevel->request_close, &toplevel->handle->events.request_close);

	const struct wlr_ext_foreign_toplevel_handle_v1_state state = {
		.title = toplevel->view->title,
		.app_id = view_app_id(toplevel->view),
	};
	toplevel->ext_handle =
		must(wlr_ext_foreign_toplevel_handle_v1_create(toplevels->list, &state));
}

static bool differs(const char *told, const char *text) {
	return told == NULL || strcmp(told, text) != 0;
}

static void tell_texts(struct foreign_toplevel *toplevel) {
	struct wlr_foreign_toplevel_handle_v1 *handle = toplevel->handle;
	const char *title = toplevel->view->title, *app_id = view_app_id(toplevel->view);
	if (differs(handle->title, title)) {
		wlr_foreign_toplevel_handle_v1_set_title(handle, title);
	}
	if (differs(handle->app_id, app_id)) {
		wlr_foreign_toplevel_handle_v1_set_app_id(handle, app_id);
	}
	struct wlr_ext_foreign_toplevel_handle_v1 *ext_handle = toplevel->ext_handle;
	if (differs(ext_handle->title, title) || differs(ext_handle->app_id, app_id)) {
		wlr_ext_foreign_toplevel_handle_v1_update_state(
			ext_handle, &(struct wlr_ext_foreign_toplevel_handle_v1_state){
					    .title = title, .app_id = app_id});
	}
}

/* Where it is, be it shown or not: panels list what is minimised too. */
static void tell_outputs(struct foreign_toplevel *toplevel) {
	const struct view *view = toplevel->view;
	const struct output *output;
	wl_list_for_each (output, &view->server->desktop->outputs, link) {
		if (geometry_overlap(&output->box, &view->box) > 0) {
			wlr_foreign_toplevel_handle_v1_output_enter(
				toplevel->handle, output->wlr_output);
		} else {
			wlr_foreign_toplevel_handle_v1_output_leave(
				toplevel->handle, output->wlr_output);
		}
	}
}

static struct wlr_foreign_toplevel_handle_v1 *handle_of(
	const struct foreign_toplevels *toplevels, const struct view *view) {
	const struct foreign_toplevel *toplevel;
	wl_list_for_each (toplevel, &toplevels->toplevels, link) {
		if (toplevel->view == view) {
			return toplevel->handle;
		}
	}
	return NULL;
}

static void tell(struct foreign_toplevel *toplevel) {
	const struct view *view = toplevel->view;
	struct wlr_foreign_toplevel_handle_v1 *handle = toplevel->handle;
	tell_texts(toplevel);
	tell_outputs(toplevel);
	wlr_foreign_toplevel_handle_v1_set_activated(handle, view->activated);
	wlr_foreign_toplevel_handle_v1_set_maximized(handle, view->maximized);
	wlr_foreign_toplevel_handle_v1_set_minimized(handle, view_is_put_away(view));
	wlr_foreign_toplevel_handle_v1_set_fullscreen(handle, view->fullscreen);
	wlr_foreign_toplevel_handle_v1_set_parent(
		handle, view->parent != NULL ? handle_of(toplevel->toplevels, view->parent) : NULL);
}

static void tell_all(struct foreign_toplevels *toplevels) {
	struct foreign_toplevel *toplevel;
	/* All of them first: one may be the parent of another. */
	wl_list_for_each (toplevel, &toplevels->toplevels, link) {
		if (toplevel->handle == NULL) {
			introduce(toplevel);
		}
	}
	wl_list_for_each (toplevel, &toplevels->toplevels, link) {
		if (toplevel->changed) {
			toplevel->changed = false;
			tell(toplevel);
		}
	}
}

static int handle_timer(void *data) {
	struct foreign_toplevels *toplevels = data;
	toplevels->due = false;
	toplevels->at_once = 0;
	tell_all(toplevels);
	return 0;
}

static void handle_idle(void *data) {
	struct foreign_toplevels *toplevels = data;
	toplevels->idle = NULL;
	tell_all(toplevels);
}

static void change(struct foreign_toplevel *toplevel) {
	struct foreign_toplevels *toplevels = toplevel->toplevels;
	toplevel->changed = true;
	if (!toplevels->due) {
		toplevels->due = true;
		wl_event_source_timer_update(toplevels->timer, DELAY_MS);
	}
}

static void handle_view_change(struct wl_listener *listener, void *data) {
	struct foreign_toplevel *toplevel = wl_container_of(listener, toplevel, view_change);
	change(toplevel);
}

static void forget(struct foreign_toplevel *toplevel) {
	wl_list_remove(&toplevel->link);
	wl_list_remove(&toplevel->view_change.link);
	wl_list_remove(&toplevel->view_unmap.link);
	wl_list_remove(&toplevel->request_activate.link);
	wl_list_remove(&toplevel->request_maximize.link);
	wl_list_remove(&toplevel->request_minimize.link);
	wl_list_remove(&toplevel->request_fullscreen.link);
	wl_list_remove(&toplevel->request_close.link);
	if (toplevel->handle != NULL) {
		wlr_foreign_toplevel_handle_v1_destroy(toplevel->handle);
		wlr_ext_foreign_toplevel_handle_v1_destroy(toplevel->ext_handle);
	}
	free(toplevel);
}

static void handle_view_unmap(struct wl_listener *listener, void *data) {
	struct foreign_toplevel *toplevel = wl_container_of(listener, toplevel, view_unmap);
	forget(toplevel);
}

static void handle_view_map(struct wl_listener *listener, void *data) {
	struct foreign_toplevels *toplevels = wl_container_of(listener, toplevels, view_map);
	struct view *view = data;
	struct foreign_toplevel *toplevel = znew(struct foreign_toplevel);
	toplevel->toplevels = toplevels;
	toplevel->view = view;
	wl_list_insert(toplevels->toplevels.prev, &toplevel->link);
	toplevel->view_change.notify = handle_view_change;
	wl_signal_add(&view->events.change, &toplevel->view_change);
	toplevel->view_unmap.notify = handle_view_unmap;
	wl_signal_add(&view->events.unmap, &toplevel->view_unmap);
	listener_init(&toplevel->request_activate, handle_request_activate);
	listener_init(&toplevel->request_maximize, handle_request_maximize);
	listener_init(&toplevel->request_minimize, handle_request_minimize);
	listener_init(&toplevel->request_fullscreen, handle_request_fullscreen);
	listener_init(&toplevel->request_close, handle_request_close);
	if (toplevels->idle == NULL && toplevels->at_once < AT_ONCE) {
		toplevels->at_once++;
		toplevels->idle =
			wl_event_loop_add_idle(toplevels->server->loop, handle_idle, toplevels);
	}
	change(toplevel);
}

static void handle_outputs_change(struct wl_listener *listener, void *data) {
	struct foreign_toplevels *toplevels = wl_container_of(listener, toplevels, outputs_change);
	struct foreign_toplevel *toplevel;
	wl_list_for_each (toplevel, &toplevels->toplevels, link) {
		change(toplevel);
	}
}

struct foreign_toplevels *foreign_toplevels_create(struct server *server) {
	struct foreign_toplevels *toplevels = znew(struct foreign_toplevels);
	toplevels->server = server;
	toplevels->manager = must(wlr_foreign_toplevel_manager_v1_create(server->display));
	toplevels->list =
		must(wlr_ext_foreign_toplevel_list_v1_create(server->display, EXT_LIST_VERSION));
	wl_list_init(&toplevels->toplevels);
	toplevels->timer = must(wl_event_loop_add_timer(server->loop, handle_timer, toplevels));
	toplevels->view_map.notify = handle_view_map;
	wl_signal_add(&server->desktop->events.view_map, &toplevels->view_map);
	toplevels->outputs_change.notify = handle_outputs_change;
	wl_signal_add(&server->desktop->events.outputs_change, &toplevels->outputs_change);
	return toplevels;
}

void foreign_toplevels_destroy(struct foreign_toplevels *toplevels) {
	if (toplevels == NULL) {
		return;
	}
	wl_list_remove(&toplevels->view_map.link);
	wl_list_remove(&toplevels->outputs_change.link);
	wl_event_source_remove(toplevels->timer);
	if (toplevels->idle != NULL) {
		wl_event_source_remove(toplevels->idle);
	}
	free(toplevels);
}
