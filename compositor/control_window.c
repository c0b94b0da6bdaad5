#include "control_window.h"

#include <string.h>

#include "alloc.h"
#include "control.h"
#include "control_domain.h"
#include "domicile-control-v1-protocol.h"
#include "guest.h"
#include "guest_agent.h"
#include "seat.h"
#include "server.h"
#include "view.h"

/* What a client knows a window by. */
struct window_handle {
	struct wl_list link;           /* control_window.handles; of its own once that is NULL */
	struct control_window *window; /* NULL: it, or the client's interest in it, has gone */
	const struct control_client *client;
	struct wl_resource *resource;
};

static void handle_destroy(struct wl_client *client, struct wl_resource *resource) {
	wl_resource_destroy(resource);
}

static void handle_focus(struct wl_client *client, struct wl_resource *resource) {
	const struct window_handle *handle = wl_resource_get_user_data(resource);
	const struct control_window *window = handle->window;
	if (window != NULL) {
		focus_set(seat_focus_of(window->view->server->seat), window->view);
	}
}

static const struct domicile_window_v1_interface window_impl = {
	.destroy = handle_destroy,
	.focus = handle_focus,
};

static void handle_resource_destroy(struct wl_resource *resource) {
	struct window_handle *handle = wl_resource_get_user_data(resource);
	wl_list_remove(&handle->link);
	free(handle);
}

static void forget_window(struct window_handle *handle) {
	handle->window = NULL;
	wl_list_remove(&handle->link);
	wl_list_init(&handle->link);
}

static enum domicile_window_v1_kind find_kind(const struct view *view) {
	const struct guest_surface *surface = view_guest_surface(view);
	if (surface == NULL) {
		return DOMICILE_WINDOW_V1_KIND_PROGRAM;
	}
	return guest_find_display(surface) != NULL ? DOMICILE_WINDOW_V1_KIND_DISPLAY
	                                           : DOMICILE_WINDOW_V1_KIND_WINDOW;
}

static struct control_window_state find_state(const struct view *view) {
	struct control_window_state state = {.box = view->box};
	guest_clean_text(state.title, sizeof(state.title), view->title);
	const struct guest_surface *surface = view_guest_surface(view);
	if (surface != NULL && surface->pixels != NULL) {
		state.width = surface->pixels->width;
		state.height = surface->pixels->height;
	}
	state.flags = (view->activated ? DOMICILE_WINDOW_V1_STATE_FOCUSED : 0) |
	              (view->minimized ? DOMICILE_WINDOW_V1_STATE_MINIMIZED : 0) |
	              (view->hidden ? DOMICILE_WINDOW_V1_STATE_HIDDEN : 0) |
	              (view->maximized ? DOMICILE_WINDOW_V1_STATE_MAXIMIZED : 0) |
	              (view->fullscreen ? DOMICILE_WINDOW_V1_STATE_FULLSCREEN : 0) |
	              (view->attention ? DOMICILE_WINDOW_V1_STATE_ATTENTION : 0);
	return state;
}

/* old: what the client knows already; NULL: nothing. Whether it was to be told anything. */
static bool send(struct wl_resource *resource, const struct control_window_state *now,
	const struct control_window_state *old) {
	bool title = old == NULL || strcmp(now->title, old->title) != 0;
	bool box = old == NULL || !wlr_box_equal(&now->box, &old->box);
	bool size = old == NULL || now->width != old->width || now->height != old->height;
	bool state = old == NULL || now->flags != old->flags;
	if (title && resource != NULL) {
		domicile_window_v1_send_title(resource, now->title);
	}
	if (box && resource != NULL) {
		domicile_window_v1_send_box(
			resource, now->box.x, now->box.y, now->box.width, now->box.height);
	}
	if (size && resource != NULL) {
		domicile_window_v1_send_size(resource, now->width, now->height);
	}
	if (state && resource != NULL) {
		domicile_window_v1_send_state(resource, now->flags);
	}
	return title || box || size || state;
}

void control_window_add_client(struct control_window *window, const struct control_client *client,
	struct wl_resource *domain) {
	if (!window->announced) {
		return;
	}
	struct wl_client *wl_client = wl_resource_get_client(domain);
	struct wl_resource *resource = wl_resource_create(
		wl_client, &domicile_window_v1_interface, wl_resource_get_version(domain), 0);
	if (resource == NULL) {
		wl_client_post_no_memory(wl_client);
		return;
	}
	struct window_handle *handle = znew(struct window_handle);
	handle->window = window;
	handle->client = client;
	handle->resource = resource;
	wl_list_insert(&window->handles, &handle->link);
	wl_resource_set_implementation(resource, &window_impl, handle, handle_resource_destroy);
	domicile_domain_v1_send_window(domain, resource);
	domicile_window_v1_send_identity(resource, window->number, find_kind(window->view));
	send(resource, &window->told, NULL);
}

void control_window_remove_client(
	struct control_window *window, const struct control_client *client) {
	struct window_handle *handle, *next;
	wl_list_for_each_safe (handle, next, &window->handles, link) {
		if (handle->client == client) {
			forget_window(handle);
		}
	}
}

static void announce(const struct control_client *client, struct wl_resource *domain, void *data) {
	control_window_add_client(data, client, domain);
}

bool control_window_tell(struct control_window *window) {
	struct control_window_state now = find_state(window->view);
	if (!window->announced) {
		window->announced = true;
		window->told = now;
		control_domain_for_each(window->domain, announce, window);
		return true;
	}
	bool changed = send(NULL, &now, &window->told);
	const struct window_handle *handle;
	wl_list_for_each (handle, &window->handles, link) {
		send(handle->resource, &now, &window->told);
	}
	window->told = now;
	return changed;
}

/* What has changed is told in its turn. */
static void schedule(struct control_window *window) {
	struct control *control = window->domain->control;
	if (wl_list_empty(&window->changed)) {
		wl_list_insert(control->changed.prev, &window->changed);
	}
	control_schedule(control);
}

static void handle_view_change(struct wl_listener *listener, void *data) {
	struct control_window *window = wl_container_of(listener, window, view_change);
	schedule(window);
}

static void handle_view_unmap(struct wl_listener *listener, void *data) {
	struct control_window *window = wl_container_of(listener, window, view_unmap);
	control_window_destroy(window);
}

void control_window_create(struct control_domain *domain, struct view *view) {
	struct control_window *window = znew(struct control_window);
	window->domain = domain;
	window->view = view;
	window->number = ++domain->control->last_window;
	wl_list_init(&window->changed);
	wl_list_init(&window->handles);
	wl_list_insert(domain->windows.prev, &window->link);
	window->view_change.notify = handle_view_change;
	wl_signal_add(&view->events.change, &window->view_change);
	window->view_unmap.notify = handle_view_unmap;
	wl_signal_add(&view->events.unmap, &window->view_unmap);
	schedule(window);
}

void control_window_destroy(struct control_window *window) {
	struct window_handle *handle, *next;
	wl_list_for_each_safe (handle, next, &window->handles, link) {
		domicile_window_v1_send_closed(handle->resource);
		forget_window(handle);
	}
	if (window->announced) {
		control_schedule_done(window->domain->control);
	}
	wl_list_remove(&window->view_change.link);
	wl_list_remove(&window->view_unmap.link);
	wl_list_remove(&window->changed);
	wl_list_remove(&window->link);
	free(window);
}
