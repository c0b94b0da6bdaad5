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
 * Stopping the desktop leaves the guests' devices as they are: the next start adopts them. Of several
 * that run at a time one has all guests, the first that wants any (see store_lock.h). The others
 * know of none, say so in a notice, and get them when it ends or is killed.
 */

#define DOMAINS_ERROR_SIZE 320

/*
 * Connects to xenstore and to the hypervisor's devices. Returns NULL on error, with one sentence in
 * error that says what is missing and what to do. Guests are announced, and notices given, from the
 * event loop, after this has returned.
 * wanted: whether there may be guests that the policy attaches. If not, they are left to others.
 */
struct domains *domains_create(struct wl_event_loop *loop, struct stats *stats, bool wanted,
	void (*get_policy)(void *data, const struct guest *guest, struct guest_policy *policy),
	void *policy_data, char error[static DOMAINS_ERROR_SIZE]);
void domains_destroy(struct domains *domains); /* accepts NULL */

/* To the desktop. Valid as long as domains is. */
struct guests *domains_guests(struct domains *domains);

/*
 * Asks every guest's policy again, after the configuration has changed. wanted: as above; guests that we
 * have stay ours even if it is false.
 */
void domains_reload_policy(struct domains *domains, bool wanted);

#endif
