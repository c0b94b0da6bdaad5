#include "guest_windows.h"

#include <wlr/types/wlr_output_layout.h>

#include "alloc.h"
#include "desktop.h"
#include "focus.h"
#include "geometry.h"
#include "guest.h"
#include "guest_agent.h"
#include "output.h"
#include "seat.h"
#include "server.h"
#include "window_popup.h"
#include "window_view.h"

#define MAX_TRAY 4 /* pictures of one guest: no guest pushes another out of the tray */

/* A window of a guest, and what shows it while it is mapped. */
struct shown_window {
	struct wl_list link; /* guest_windows.windows */
	struct guest_windows *windows;
	struct guest_window *window;

	struct window_view *view;   /* at most one of these */
	struct window_popup *popup; /* isn't NULL */
	bool framed;                /* it is a popup that must be a view */

	struct wl_listener change;
	struct wl_listener destroy;
};

static void hide(struct shown_window *shown) {
	window_view_destroy(shown->view);
	shown->view = NULL;
	window_popup_destroy(shown->popup);
	shown->popup = NULL;
}

static struct view *parent_of(const struct shown_window *shown) {
	const struct shown_window *other;
	wl_list_for_each (other, &shown->windows->windows, link) {
		if (other->window == shown->window->transient_for) {
			return other->view != NULL ? &other->view->view : NULL;
		}
	}
	return NULL;
}

/* Those that are transient for it may have come up before. */
static void adopt(struct shown_window *parent) {
	struct shown_window *other;
	wl_list_for_each (other, &parent->windows->windows, link) {
		if (other->view != NULL && other->window->transient_for == parent->window) {
			view_set_parent(&other->view->view, &parent->view->view);
		}
	}
}

static bool covers_too_much(const struct shown_window *shown) {
	const struct guest_windows *windows = shown->windows;
	const struct desktop *desktop = windows->server->desktop;
	struct window_place place;
	window_place_init(&place, shown->window, &windows->root);
	struct wlr_box box = window_place_box(&place);
	box = window_popup_allowed_box(desktop, &box);
	const struct output *output = desktop_output_for_box(desktop, &box);
	if (output == NULL) {
		return false;
	}
	struct wlr_box area = output_usable_area(output);
	long covered = geometry_overlap(&box, &area);
	const struct shown_window *other;
	wl_list_for_each (other, &windows->windows, link) {
		if (other != shown && other->popup != NULL) {
			covered += geometry_overlap(&other->popup->box, &area);
		}
	}
	return covered > (long)area.width * area.height / 10 * 9;
}

static bool tray_is_full(const struct guest_windows *windows) {
	int count = 0;
	const struct shown_window *other;
	wl_list_for_each (other, &windows->windows, link) {
		count += other->popup != NULL && other->popup->tray;
	}
	return count >= MAX_TRAY;
}

static bool is_screen(const struct guest *guest, const struct guest_surface *surface) {
	return surface != NULL && surface->guest == guest && guest_find_display(surface) != NULL;
}

/* Behind the first of its windows a guest's screen shows little: what it boots on, mostly. */
static void put_screens_away(struct guest_windows *windows) {
	const struct view *focused = seat_focus_of(windows->server->seat)->view;
	struct view *view, *tmp;
	wl_list_for_each_safe (view, tmp, &windows->server->desktop->views, link) {
		if (view != focused && is_screen(windows->agent->guest, view_guest_surface(view))) {
			view_minimize(view);
		}
	}
}

static void frame_popup(struct shown_window *shown) {
	struct guest_windows *windows = shown->windows;
	hide(shown);
	shown->framed = true;
	if (!windows->noticed) {
		windows->noticed = true;
		guest_notice(windows->agent->guest,
			"Its menus would cover the screen: what is too much of them has a frame.");
	}
}

static void update(struct shown_window *shown);

/* Those that came when the tray was full. */
static void fill_tray(struct guest_windows *windows) {
	struct shown_window *shown;
	wl_list_for_each (shown, &windows->windows, link) {
		const struct guest_window *window = shown->window;
		if (window->role == GUEST_WINDOW_TRAY && window->mapped && shown->popup == NULL) {
			update(shown);
		}
	}
}

static void update(struct shown_window *shown) {
	struct guest_window *window = shown->window;
	if (!window->mapped) {
		hide(shown);
		shown->framed = false;
		if (window->role == GUEST_WINDOW_TRAY) {
			fill_tray(shown->windows);
		}
		return;
	}
	if (window->role == GUEST_WINDOW_POPUP && !shown->framed && covers_too_much(shown)) {
		frame_popup(shown);
	}

	if (shown->view != NULL) {
		view_set_parent(&shown->view->view, parent_of(shown));
		window_view_update(shown->view);
	} else if (shown->popup != NULL) {
		window_popup_update(shown->popup);
	} else if (window->role == GUEST_WINDOW_TOPLEVEL || shown->framed) {
		shown->view = window_view_create(shown->windows, window, parent_of(shown));
		if (!shown->windows->any) {
			shown->windows->any = true;
			put_screens_away(shown->windows);
		}
		adopt(shown);
	} else if (window->role == GUEST_WINDOW_POPUP || !tray_is_full(shown->windows)) {
		shown->popup = window_popup_create(
			shown->windows, window, window->role == GUEST_WINDOW_TRAY);
	}
}

static void shown_window_destroy(struct shown_window *shown) {
	hide(shown);
	wl_list_remove(&shown->link);
	wl_list_remove(&shown->change.link);
	wl_list_remove(&shown->destroy.link);
	free(shown);
}

static void handle_change(struct wl_listener *listener, void *data) {
	struct shown_window *shown = wl_container_of(listener, shown, change);
	update(shown);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct shown_window *shown = wl_container_of(listener, shown, destroy);
	struct guest_windows *windows = shown->windows;
	bool tray = shown->window->role == GUEST_WINDOW_TRAY;
	shown_window_destroy(shown);
	if (tray) {
		fill_tray(windows);
	}
}

static void add_window(struct guest_windows *windows, struct guest_window *window) {
	struct shown_window *shown = znew(struct shown_window);
	shown->windows = windows;
	shown->window = window;
	wl_list_insert(windows->windows.prev, &shown->link);
	shown->change.notify = handle_change;
	wl_signal_add(&window->surface.events.change, &shown->change);
	shown->destroy.notify = handle_destroy;
	wl_signal_add(&window->surface.events.destroy, &shown->destroy);
	update(shown);
}

static void handle_new_window(struct wl_listener *listener, void *data) {
	struct guest_windows *windows = wl_container_of(listener, windows, new_window);
	add_window(windows, data);
}

static void handle_agent_destroy(struct wl_listener *listener, void *data) {
	struct guest_windows *windows = wl_container_of(listener, windows, agent_destroy);
	guest_windows_destroy(windows);
}

static void update_root(struct guest_windows *windows) {
	struct wlr_box layout;
	wlr_output_layout_get_box(windows->server->desktop->output_layout, NULL, &layout);
	windows->root = (struct guest_root){layout.x, layout.y, windows->settings.scale};

	struct guest_agent *agent = windows->agent;
	int width, height;
	guest_windows_root_size(windows->server, agent->guest, &width, &height);
	if (width > 0) {
		agent->impl->set_root(agent, width, height);
	}
}

void guest_windows_root_size(
	const struct server *server, const struct guest *guest, int *width, int *height) {
	struct config_guest settings;
	config_for_guest(server->config, guest, &settings);
	struct wlr_box layout;
	wlr_output_layout_get_box(server->desktop->output_layout, NULL, &layout);
	/* With the pixels that are partly in it. */
	*width = (layout.width + settings.scale - 1) / settings.scale;
	*height = (layout.height + settings.scale - 1) / settings.scale;
}

/* It has another name, by which the configuration knows it. */
static void handle_guest_change(struct wl_listener *listener, void *data) {
	struct guest_windows *windows = wl_container_of(listener, windows, guest_change);
	guest_windows_update_config(windows);
}

/* Views are the desktop's to arrange, and have been. */
static void handle_outputs_change(struct wl_listener *listener, void *data) {
	struct guest_windows *windows = wl_container_of(listener, windows, outputs_change);
	update_root(windows);
	struct shown_window *shown;
	wl_list_for_each (shown, &windows->windows, link) {
		if (shown->popup != NULL) {
			update(shown);
		} else if (shown->view != NULL) {
			window_view_update_root(shown->view);
		}
	}
}

struct guest_windows *guest_windows_create(struct server *server, struct guest_agent *agent) {
	struct guest_windows *windows = znew(struct guest_windows);
	windows->server = server;
	windows->agent = agent;
	wl_list_init(&windows->link);
	wl_list_init(&windows->windows);
	config_for_guest(server->config, agent->guest, &windows->settings);
	update_root(windows);
	windows->new_window.notify = handle_new_window;
	wl_signal_add(&agent->events.new_window, &windows->new_window);
	windows->agent_destroy.notify = handle_agent_destroy;
	wl_signal_add(&agent->events.destroy, &windows->agent_destroy);
	windows->guest_change.notify = handle_guest_change;
	wl_signal_add(&agent->guest->events.change, &windows->guest_change);
	windows->outputs_change.notify = handle_outputs_change;
	wl_signal_add(&server->desktop->events.outputs_change, &windows->outputs_change);

	struct guest_window *window;
	wl_list_for_each (window, &agent->windows, link) {
		add_window(windows, window);
	}
	return windows;
}

void guest_windows_destroy(struct guest_windows *windows) {
	struct shown_window *shown, *tmp;
	wl_list_for_each_safe (shown, tmp, &windows->windows, link) {
		shown_window_destroy(shown);
	}
	wl_list_remove(&windows->link);
	wl_list_remove(&windows->new_window.link);
	wl_list_remove(&windows->agent_destroy.link);
	wl_list_remove(&windows->guest_change.link);
	wl_list_remove(&windows->outputs_change.link);
	free(windows);
}

void guest_windows_update_config(struct guest_windows *windows) {
	config_for_guest(windows->server->config, windows->agent->guest, &windows->settings);
	update_root(windows);
	struct shown_window *shown;
	wl_list_for_each (shown, &windows->windows, link) {
		if (shown->view != NULL) {
			window_view_update_config(shown->view);
		} else if (shown->popup != NULL) {
			update(shown);
		}
	}
}

void guest_windows_drop_buffers(struct guest_windows *windows) {
	struct shown_window *shown;
	wl_list_for_each (shown, &windows->windows, link) {
		if (shown->view != NULL) {
			guest_picture_drop(&shown->view->picture);
		} else if (shown->popup != NULL) {
			guest_picture_drop(&shown->popup->picture);
		}
	}
}

void guest_windows_restore_buffers(struct guest_windows *windows) {
	struct shown_window *shown;
	wl_list_for_each (shown, &windows->windows, link) {
		update(shown);
	}
}
