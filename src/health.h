#ifndef DOMICILE_HEALTH_H
#define DOMICILE_HEALTH_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "guest.h"
#include "xen/store.h"

struct device_environment;
struct hypervisor;

/*
 * How a domain fares, which is guest.state: found out from what others say of it, never by asking again
 * and again. What can't be known that way isn't told: of a domain that is paused, nobody says so, and
 * the hypervisor is asked when it doesn't take its input.
 */
struct health {
	struct guest *guest;
	struct store *store;
	struct hypervisor *hypervisor; /* may be NULL */
	struct store_watch shutdown_watch;
	struct wl_event_source *shutdown_timer;
	bool told;           /* to shut down or to restart */
	bool crashed, ended; /* as the hypervisor has said */
	int stalled;         /* devices whose input the guest doesn't take */
	bool paused;         /* as the hypervisor has said then */
};

/* False with errno set; health_finish() is to be called in either case. */
bool health_init(struct health *health, const struct device_environment *env);
void health_finish(struct health *health); /* accepts one that is zero */

/* A domain has shut down, or this one has another name. */
void health_check(struct health *health);
/* A device of the guest's has, or hasn't any more, input that it doesn't take. */
void health_add_stalled(struct health *health, bool stalled);

#endif
