#include "control_domain.h"

#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "config.h"
#include "control.h"
#include "control_capture.h"
#include "control_window.h"
#include "desktop.h"
#include "domicile-control-v1-protocol.h"
#include "seat.h"
#include "server.h"
#include "view.h"
#include "view_stack.h"

/* What a client knows a domain by. */
struct domain_handle {
	struct wl_list link;           /* control_domain.handles; of its own once that is NULL */
	struct control_domain *domain; /* NULL: it, or the client's interest in it, has gone */
	const struct control_client *client;
	struct wl_resource *resource;
};

static struct control_domain *from_resource(struct wl_resource *resource) {
	const struct domain_handle *handle = wl_resource_get_user_data(resource);
	return handle->domain;
}

static void handle_destroy(struct wl_client *client, struct wl_resource *resource) {
	wl_resource_destroy(resource);
}

static bool is_any(const struct view *view) {
	return true;
}

/* The most recently used one; those that are put away come last. */
static struct view *find_view(const struct control_domain *domain) {
	return view_stack_find(domain->control->server->desktop, domain->guest, is_any);
}

static void handle_focus(struct wl_client *client, struct wl_resource *resource) {
	const struct control_domain *domain = from_resource(resource);
	struct view *view = domain != NULL ? find_view(domain) : NULL;
	if (view != NULL) {
		focus_set(seat_focus_of(domain->control->server->seat), view);
	}
}

/* NULL: nothing is to be done, of which the client has been told if it is to blame. */
static struct control_domain *get_guest(struct wl_resource *resource) {
	struct control_domain *domain = from_resource(resource);
	if (domain != NULL && domain->guest == NULL) {
		wl_resource_post_error(
			resource, DOMICILE_DOMAIN_V1_ERROR_NOT_A_GUEST, "dom0 isn't a guest");
		return NULL;
	}
	return domain;
}

static void override(struct wl_resource *resource, struct server_override setting) {
	struct control_domain *domain = get_guest(resource);
	if (domain != NULL) {
		setting.guest = domain->guest;
		wl_signal_emit_mutable(&domain->control->server->events.override, &setting);
	}
}

static void handle_attach(struct wl_client *client, struct wl_resource *resource) {
	override(resource,
		(struct server_override){.setting = SERVER_OVERRIDE_ATTACH, .attach = true});
}

static void handle_detach(struct wl_client *client, struct wl_resource *resource) {
	override(resource,
		(struct server_override){.setting = SERVER_OVERRIDE_ATTACH, .attach = false});
}

static void handle_set_color(
	struct wl_client *client, struct wl_resource *resource, uint32_t color) {
	if (color > 0xffffff) {
		wl_resource_post_error(
			resource, DOMICILE_DOMAIN_V1_ERROR_INVALID_COLOR, "a colour has 24 bits");
		return;
	}
	override(resource,
		(struct server_override){.setting = SERVER_OVERRIDE_COLOR, .color = color});
}

static void handle_capture(struct wl_client *client, struct wl_resource *resource, uint32_t id) {
	struct control_domain *domain = from_resource(resource);
	if (domain == NULL || get_guest(resource) != NULL) {
		control_capture_create(resource, id,
			domain != NULL ? domain->control->server : NULL,
			domain != NULL ? domain->guest : NULL);
	}
}

static const struct domicile_domain_v1_interface domain_impl = {
	.destroy = handle_destroy,
	.focus = handle_focus,
	.attach = handle_attach,
	.detach = handle_detach,
	.set_color = handle_set_color,
	.capture = handle_capture,
};

static void handle_resource_destroy(struct wl_resource *resource) {
	struct domain_handle *handle = wl_resource_get_user_data(resource);
	wl_list_remove(&handle->link);
	free(handle);
}

static uint32_t state_of(const struct guest *guest) {
	static const uint32_t states[] = {
		[GUEST_RUNNING] = DOMICILE_DOMAIN_V1_STATE_RUNNING,
		[GUEST_NOT_RESPONDING] = DOMICILE_DOMAIN_V1_STATE_NOT_RESPONDING,
		[GUEST_PAUSED] = DOMICILE_DOMAIN_V1_STATE_PAUSED,
		[GUEST_MIGRATING] = DOMICILE_DOMAIN_V1_STATE_MIGRATING,
		[GUEST_SHUTTING_DOWN] = DOMICILE_DOMAIN_V1_STATE_SHUTTING_DOWN,
		[GUEST_CRASHED] = DOMICILE_DOMAIN_V1_STATE_CRASHED,
	};
	return states[guest->state];
}

static struct control_domain_state find_state(const struct control_domain *domain) {
	const struct guest *guest = domain->guest;
	struct config_guest settings;
	config_for_guest(domain->control->server->config, guest, &settings);
	struct control_domain_state state = {
		.color = settings.color,
		.state = guest != NULL ? state_of(guest) : DOMICILE_DOMAIN_V1_STATE_RUNNING,
		.attached = guest == NULL || settings.attach || !wl_list_empty(&guest->displays),
	};
	snprintf(
		state.name, sizeof(state.name), "%s", guest != NULL ? guest->name : settings.label);
	snprintf(state.label, sizeof(state.label), "%s", settings.label);
	return state;
}

/* old: what the client knows already; NULL: nothing. Whether it was to be told anything. */
static bool send(struct wl_resource *resource, const struct control_domain_state *now,
	const struct control_domain_state *old) {
	bool name = old == NULL || strcmp(now->name, old->name) != 0;
	bool label = old == NULL || strcmp(now->label, old->label) != 0 || now->color != old->color;
	bool state = old == NULL || now->state != old->state;
	bool attached = old == NULL || now->attached != old->attached;
	if (name && resource != NULL) {
		domicile_domain_v1_send_name(resource, now->name);
	}
	if (label && resource != NULL) {
		domicile_domain_v1_send_label(resource, now->label, now->color);
	}
	if (state && resource != NULL) {
		domicile_domain_v1_send_state(resource, now->state);
	}
	if (attached && resource != NULL) {
		domicile_domain_v1_send_attached(resource, now->attached);
	}
	return name || label || state || attached;
}

void control_domain_schedule(struct control_domain *domain) {
	domain->changed = true;
	control_schedule(domain->control);
}

bool control_domain_tell(struct control_domain *domain) {
	if (!domain->changed) {
		return false;
	}
	domain->changed = false;
	struct control_domain_state now = find_state(domain);
	bool told = send(NULL, &now, &domain->told);
	const struct domain_handle *handle;
	wl_list_for_each (handle, &domain->handles, link) {
		send(handle->resource, &now, &domain->told);
	}
	domain->told = now;
	return told;
}

void control_domain_add_client(struct control_domain *domain, struct control_client *client) {
	struct wl_client *wl_client = wl_resource_get_client(client->resource);
	struct wl_resource *resource = wl_resource_create(wl_client, &domicile_domain_v1_interface,
		wl_resource_get_version(client->resource), 0);
	if (resource == NULL) {
		wl_client_post_no_memory(wl_client);
		return;
	}
	struct domain_handle *handle = znew(struct domain_handle);
	handle->domain = domain;
	handle->client = client;
	handle->resource = resource;
	wl_list_insert(&domain->handles, &handle->link);
	wl_resource_set_implementation(resource, &domain_impl, handle, handle_resource_destroy);

	char uuid[GUEST_UUID_TEXT_SIZE];
	const uint8_t none[GUEST_UUID_SIZE] = {0};
	guest_format_uuid(domain->guest != NULL ? domain->guest->uuid : none, uuid);
	domicile_control_v1_send_domain(client->resource, resource);
	domicile_domain_v1_send_identity(
		resource, domain->guest != NULL ? domain->guest->domid : 0, uuid);
	send(resource, &domain->told, NULL);
	struct control_window *window;
	wl_list_for_each (window, &domain->windows, link) {
		control_window_add_client(window, client, resource);
	}
}

static void forget_domain(struct domain_handle *handle) {
	handle->domain = NULL;
	wl_list_remove(&handle->link);
	wl_list_init(&handle->link);
}

void control_domain_remove_client(
	struct control_domain *domain, const struct control_client *client) {
	struct domain_handle *handle, *next;
	wl_list_for_each_safe (handle, next, &domain->handles, link) {
		if (handle->client == client) {
			forget_domain(handle);
		}
	}
	struct control_window *window;
	wl_list_for_each (window, &domain->windows, link) {
		control_window_remove_client(window, client);
	}
}

struct wl_resource *control_domain_resource(
	const struct control_domain *domain, const struct control_client *client) {
	const struct domain_handle *handle;
	wl_list_for_each (handle, &domain->handles, link) {
		if (handle->client == client) {
			return handle->resource;
		}
	}
	return NULL;
}

void control_domain_for_each(struct control_domain *domain,
	void (*call)(const struct control_client *client, struct wl_resource *resource, void *data),
	void *data) {
	const struct domain_handle *handle;
	wl_list_for_each (handle, &domain->handles, link) {
		call(handle->client, handle->resource, data);
	}
}

static void handle_guest_change(struct wl_listener *listener, void *data) {
	struct control_domain *domain = wl_container_of(listener, domain, guest_change);
	control_domain_schedule(domain);
}

static void handle_guest_new_display(struct wl_listener *listener, void *data) {
	struct control_domain *domain = wl_container_of(listener, domain, guest_new_display);
	control_domain_schedule(domain);
}

static void handle_guest_destroy(struct wl_listener *listener, void *data) {
	struct control_domain *domain = wl_container_of(listener, domain, guest_destroy);
	control_domain_destroy(domain);
}

struct control_domain *control_domain_create(struct control *control, struct guest *guest) {
	struct control_domain *domain = znew(struct control_domain);
	domain->control = control;
	domain->guest = guest;
	wl_list_init(&domain->handles);
	wl_list_init(&domain->windows);
	wl_list_insert(control->domains.prev, &domain->link);
	if (guest != NULL) {
		domain->guest_change.notify = handle_guest_change;
		wl_signal_add(&guest->events.change, &domain->guest_change);
		domain->guest_new_display.notify = handle_guest_new_display;
		wl_signal_add(&guest->events.new_display, &domain->guest_new_display);
		domain->guest_destroy.notify = handle_guest_destroy;
		wl_signal_add(&guest->events.destroy, &domain->guest_destroy);
	}
	domain->told = find_state(domain);
	struct control_client *client;
	wl_list_for_each (client, &control->clients, link) {
		control_domain_add_client(domain, client);
	}
	control_schedule_done(control);
	return domain;
}

void control_domain_destroy(struct control_domain *domain) {
	struct control_window *window, *next_window;
	wl_list_for_each_safe (window, next_window, &domain->windows, link) {
		control_window_destroy(window);
	}
	control_forget(domain->control, domain);
	struct domain_handle *handle, *next;
	wl_list_for_each_safe (handle, next, &domain->handles, link) {
		domicile_domain_v1_send_gone(handle->resource);
		forget_domain(handle);
	}
	if (domain->guest != NULL) {
		wl_list_remove(&domain->guest_change.link);
		wl_list_remove(&domain->guest_new_display.link);
		wl_list_remove(&domain->guest_destroy.link);
	}
	control_schedule_done(domain->control);
	wl_list_remove(&domain->link);
	free(domain);
}
