#ifndef DOMICILE_DOMAINS_H
#define DOMICILE_DOMAINS_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "guest.h"

struct domains;
struct stats;

/*
 * The domains of this machine, found through xenstore at start and as they come and go, each with
 * its devices attached and served as its policy says.
 *
 * Stopping the desktop leaves the guests' devices as they are: the next start adopts them.
 */

/*
 * Connects to xenstore and to the hypervisor's devices. Returns NULL on error, with one sentence in
 * *error (static or freed never: valid until the next call) that says what is missing and what
 * to do. Guests are announced from the event loop, after this has returned.
 */
struct domains *domains_create(struct wl_event_loop *loop, struct stats *stats,
	void (*get_policy)(void *data, const struct guest *guest, struct guest_policy *policy),
	void *policy_data, const char **error);
void domains_destroy(struct domains *domains); /* accepts NULL */

/* To the desktop. Valid as long as domains is. */
struct guests *domains_guests(struct domains *domains);

/* Asks every guest's policy again, after the configuration has changed. */
void domains_reload_policy(struct domains *domains);

#endif
