#ifndef DOMICILE_CONTROL_DOMAIN_H
#define DOMICILE_CONTROL_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "guest.h"

struct control;
struct control_client;

/* What is told of a domain. */
struct control_domain_state {
	char name[GUEST_NAME_SIZE];
	char label[GUEST_NAME_SIZE];
	uint32_t color;
	uint32_t state; /* enum domicile_domain_v1_state */
	bool attached;
};

/* A domain, as clients of control.h know it: a guest, or dom0. */
struct control_domain {
	struct wl_list link; /* control.domains */
	struct control *control;
	struct guest *guest; /* NULL: dom0 */
	struct control_domain_state told;
	bool changed;           /* since then, perhaps */
	struct wl_list handles; /* domain_handle.link, see control_domain.c: one a client */
	struct wl_list windows; /* control_window.link */

	struct wl_listener guest_change;
	struct wl_listener guest_new_display;
	struct wl_listener guest_destroy;
};

struct control_domain *control_domain_create(struct control *control, struct guest *guest);
/* Goes by itself when its guest does, with its windows. */
void control_domain_destroy(struct control_domain *domain);

/* Announces it, and all that has been told of it. */
void control_domain_add_client(struct control_domain *domain, struct control_client *client);
/* It has lost interest: nothing more is told of the domain and its windows, nor asked of them. */
void control_domain_remove_client(
	struct control_domain *domain, const struct control_client *client);
/* NULL: the client doesn't want to know it. */
struct wl_resource *control_domain_resource(
	const struct control_domain *domain, const struct control_client *client);
/* Calls back for each object that a client has for it. */
void control_domain_for_each(struct control_domain *domain,
	void (*call)(const struct control_client *client, struct wl_resource *resource, void *data),
	void *data);

/* Something of it, but for its windows, may have changed: that is told soon. */
void control_domain_schedule(struct control_domain *domain);
/* Tells what has changed. false: nothing has. */
bool control_domain_tell(struct control_domain *domain);

#endif
