#ifndef SIM_DOMAIN_H
#define SIM_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "wire.h"

/* All of the simulated machine. */
struct hypervisor {
	struct wl_event_loop *loop;
	struct wl_list domains;  /* domain.link, by number */
	struct wl_list unopened; /* connection.link: of no domain yet */
	uint16_t last_domid;     /* given to a domain that asked for any */
};

/*
 * A domain: one life of it. Another that gets the same number later is another object. After its
 * death it stays as a zombie until nobody maps its memory any more.
 */
struct domain {
	struct hypervisor *hypervisor;
	struct wl_list link; /* hypervisor.domains */
	uint16_t domid;
	uint8_t uuid[16];
	uint32_t flags;             /* XEN_DOMINF_* */
	struct wl_list connections; /* connection.link: of programs that run in it */
	struct connection *owner;   /* NULL: none, or gone */
	uint32_t uses;              /* mappings of its memory by others, and by itself */

	/* memory.h */
	int memory, memory_readonly; /* the same file */
	uint64_t first_gfn;
	uint32_t pages;
	uint32_t *page_uses; /* 0: free */

	/* ports.h; number 0 is none */
	struct port *ports;
	uint32_t port_count;
	uint32_t dom_exc_port; /* where VIRQ_DOM_EXC goes; of domain 0 */

	/* grants.h */
	struct grant *grants;
	uint32_t grant_count;
};

void hypervisor_init(struct hypervisor *hypervisor, struct wl_event_loop *loop);
void hypervisor_finish(struct hypervisor *hypervisor);

/* Makes a domain with its xenstore page, grant and port. 0 or an errno. Domid 0 makes dom0. */
int domain_create(struct hypervisor *hypervisor, uint16_t domid, uint32_t pages,
	const uint8_t uuid[static 16], struct domain **domain);

/* The number that a domain gets which may have any: never one just used, as with Xen. 0: none free. */
uint16_t hypervisor_next_domid(struct hypervisor *hypervisor);

/* NULL if there is none. Zombies are found: look at domain_is_alive(). */
struct domain *domain_find(struct hypervisor *hypervisor, uint32_t domid);
bool domain_is_alive(const struct domain *domain);

/* The domain as getdomaininfo shows it. */
void domain_get_info(const struct domain *domain, struct sim_info *info);

/* Changes flags; tells the owner, and by VIRQ_DOM_EXC the toolstack if it shuts down. */
void domain_pause(struct domain *domain, bool paused);
void domain_shutdown(struct domain *domain, uint32_t reason);

/* Its connections end, its ports are closed, and what is left is a zombie or nothing. */
void domain_destroy(struct domain *domain);

void domain_use(struct domain *domain);
/* May end a zombie. */
void domain_unuse(struct domain *domain);

#endif
