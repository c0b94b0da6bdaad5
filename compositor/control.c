#include "control.h"

#include <string.h>

#include "alloc.h"
#include "control_domain.h"
#include "control_window.h"
#include "desktop.h"
#include "domicile-control-v1-protocol.h"
#include "guest.h"
#include "seat.h"
#include "server.h"
#include "view.h"

#define VERSION 1

/* However often a guest changes its titles, nobody hears of it more often than this. */
#define INTERVAL_MS 10

#define ERROR_SIZE 2048 /* of a line: well below the 4096 bytes of a message */

static void handle_destroy_request(struct wl_client *client, struct wl_resource *resource) {
	wl_resource_destroy(resource);
}

static const struct domicile_reload_v1_interface reload_impl = {
	.destroy = handle_destroy_request,
};

static void send_errors(struct wl_resource *resource, char *errors) {
	char *rest, *line = strtok_r(errors, "\n", &rest);
	while (line != NULL) {
		char text[ERROR_SIZE];
		guest_clean_text(text, sizeof(text), line);
		domicile_reload_v1_send_error(resource, text);
		line = strtok_r(NULL, "\n", &rest);
	}
}

static void handle_reload(
	struct wl_client *client, struct wl_resource *control_resource, uint32_t id) {
	const struct control_client *control_client = wl_resource_get_user_data(control_resource);
	struct wl_resource *resource = wl_resource_create(client, &domicile_reload_v1_interface,
		wl_resource_get_version(control_resource), id);
	if (resource == NULL) {
		wl_client_post_no_memory(client);
		return;
	}
	wl_resource_set_implementation(resource, &reload_impl, NULL, NULL);
	char *errors = NULL;
	wl_signal_emit_mutable(&control_client->control->server->events.reload, &errors);
	if (errors != NULL) {
		send_errors(resource, errors);
		free(errors);
	}
	domicile_reload_v1_send_done(resource);
}

static const struct domicile_control_v1_interface control_impl = {
	.destroy = handle_destroy_request,
	.reload = handle_reload,
};

static struct control_domain *find_domain(
	const struct control *control, const struct guest *guest) {
	struct control_domain *domain;
	wl_list_for_each (domain, &control->domains, link) {
		if (domain->guest == guest) {
			return domain;
		}
	}
	return NULL;
}

static const struct control_domain *find_focused(const struct control *control) {
	const struct guest *guest;
	bool any = focus_domain(seat_focus_of(control->server->seat), &guest);
	return any ? find_domain(control, guest) : NULL;
}

static void send_focus(const struct control *control, const struct control_client *client) {
	domicile_control_v1_send_focus(client->resource,
		control->focused != NULL ? control_domain_resource(control->focused, client)
					 : NULL);
}

static bool tell_focus(struct control *control) {
	const struct control_domain *focused = find_focused(control);
	if (control->focused == focused) {
		return false;
	}
	control->focused = focused;
	const struct control_client *client;
	wl_list_for_each (client, &control->clients, link) {
		send_focus(control, client);
	}
	return true;
}

static void tell(struct control *control) {
	bool told = false;
	struct control_domain *domain;
	wl_list_for_each (domain, &control->domains, link) {
		told |= control_domain_tell(domain);
	}
	while (!wl_list_empty(&control->changed)) {
		struct control_window *window =
			wl_container_of(control->changed.next, window, changed);
		wl_list_remove(&window->changed);
		wl_list_init(&window->changed);
		told |= control_window_tell(window);
	}
	told |= tell_focus(control);
	if (told || control->done_due) {
		const struct control_client *client;
		wl_list_for_each (client, &control->clients, link) {
			domicile_control_v1_send_done(client->resource);
		}
	}
	control->done_due = false;
}

static int handle_timer(void *data) {
	struct control *control = data;
	control->pending = false;
	tell(control);
	return 0;
}

void control_schedule(struct control *control) {
	if (!control->pending && !wl_list_empty(&control->clients)) {
		control->pending = true;
		wl_event_source_timer_update(control->timer, INTERVAL_MS);
	}
}

void control_schedule_done(struct control *control) {
	control->done_due = true;
	control_schedule(control);
}

void control_forget(struct control *control, const struct control_domain *domain) {
	if (control->focused == domain) {
		control->focused = NULL;
		const struct control_client *client;
		wl_list_for_each (client, &control->clients, link) {
			send_focus(control, client);
		}
	}
}

static void handle_client_destroy(struct wl_resource *resource) {
	struct control_client *client = wl_resource_get_user_data(resource);
	struct control_domain *domain;
	wl_list_for_each (domain, &client->control->domains, link) {
		control_domain_remove_client(domain, client);
	}
	wl_list_remove(&client->link);
	free(client);
}

static void bind(struct wl_client *wl_client, void *data, uint32_t version, uint32_t id) {
	struct control *control = data;
	struct wl_resource *resource =
		wl_resource_create(wl_client, &domicile_control_v1_interface, (int)version, id);
	if (resource == NULL) {
		wl_client_post_no_memory(wl_client);
		return;
	}
	/* What the others have, and no more: what is to be told still comes as a change. */
	if (wl_list_empty(&control->clients)) {
		tell(control);
	}
	struct control_client *client = znew(struct control_client);
	client->control = control;
	client->resource = resource;
	wl_list_insert(&control->clients, &client->link);
	wl_resource_set_implementation(resource, &control_impl, client, handle_client_destroy);
	struct control_domain *domain;
	wl_list_for_each (domain, &control->domains, link) {
		control_domain_add_client(domain, client);
	}
	send_focus(control, client);
	domicile_control_v1_send_done(resource);
}

static void handle_new_guest(struct wl_listener *listener, void *data) {
	struct control *control = wl_container_of(listener, control, new_guest);
	control_domain_create(control, data);
}

static void add_view(struct control *control, struct view *view) {
	control_window_create(find_domain(control, view_guest(view)), view);
}

static void handle_view_map(struct wl_listener *listener, void *data) {
	struct control *control = wl_container_of(listener, control, view_map);
	add_view(control, data);
}

static void handle_focus_change(struct wl_listener *listener, void *data) {
	struct control *control = wl_container_of(listener, control, focus_change);
	control_schedule(control);
}

void control_update_config(struct control *control) {
	struct control_domain *domain;
	wl_list_for_each (domain, &control->domains, link) {
		control_domain_schedule(domain);
	}
}

struct control *control_create(struct server *server) {
	struct control *control = znew(struct control);
	control->server = server;
	wl_list_init(&control->clients);
	wl_list_init(&control->domains);
	wl_list_init(&control->changed);
	control->timer = must(wl_event_loop_add_timer(server->loop, handle_timer, control));

	control_domain_create(control, NULL);
	struct guest *guest;
	wl_list_for_each (guest, &server->guests->list, link) {
		control_domain_create(control, guest);
	}
	struct view *view;
	wl_list_for_each (view, &server->desktop->views, link) {
		add_view(control, view);
	}
	control->new_guest.notify = handle_new_guest;
	wl_signal_add(&server->guests->events.new_guest, &control->new_guest);
	control->view_map.notify = handle_view_map;
	wl_signal_add(&server->desktop->events.view_map, &control->view_map);
	control->focus_change.notify = handle_focus_change;
	wl_signal_add(&seat_focus_of(server->seat)->events.change, &control->focus_change);
	control->global = must(wl_global_create(
		server->display, &domicile_control_v1_interface, VERSION, control, bind));
	return control;
}

void control_destroy(struct control *control) {
	if (control == NULL) {
		return;
	}
	wl_global_destroy(control->global);
	wl_list_remove(&control->new_guest.link);
	wl_list_remove(&control->view_map.link);
	wl_list_remove(&control->focus_change.link);
	struct control_domain *domain, *next;
	wl_list_for_each_safe (domain, next, &control->domains, link) {
		control_domain_destroy(domain);
	}
	wl_event_source_remove(control->timer);
	free(control);
}
