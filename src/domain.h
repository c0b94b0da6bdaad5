#ifndef DOMICILE_DOMAIN_H
#define DOMICILE_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "guest.h"

struct device_environment;
struct domain;

/* One guest domain with its devices: see device_table.h. */

/*
 * Announces the guest, then its displays. shared: the environment with what isn't one domain's
 * set. NULL, after telling the user why, if the domain can't be opened.
 */
struct domain *domain_create(const struct device_environment *shared, struct guests *guests,
	uint16_t domid, struct wl_list *list);

/*
 * dead: the domain is gone, and so are the devices that were made for it. Otherwise the devices stay
 * as they are, for the next run of this program.
 */
void domain_destroy(struct domain *domain, bool dead);

/* In the list given to domain_create(). */
struct domain *domain_from_link(struct wl_list *link);
const struct guest *domain_guest(const struct domain *domain);
/* Whether it has gone, and another domain has got its number. */
bool domain_is_replaced(const struct domain *domain);

/*
 * Devices that are served already stay so until the domain ends. One that the toolstack took away comes
 * back only where the policy gives the guest devices and didn't before.
 */
void domain_reload_policy(struct domain *domain);

/* It, or another, has shut down. */
void domain_check_health(struct domain *domain);

#endif
