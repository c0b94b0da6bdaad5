#ifndef SIM_TOOLSTACK_H
#define SIM_TOOLSTACK_H

#include <stdbool.h>
#include <stdint.h>
#include <xenstore.h>

#include "client.h"

/*
 * Makes domains as libxl does: memory, xenstore's ring, the nodes of /local/domain, /vm and /libxl with
 * their permissions, and the introduction to xenstored.
 */

struct toolstack_domain {
	struct sim_client
		owner;        /* readable on a notice. When it is closed, the domain is destroyed */
	struct sim_info info; /* as of the last notice */
	char uuid[37];
};

struct toolstack_config {
	const char *name;    /* NULL: "guest" and its number */
	const uint8_t *uuid; /* NULL: random */
	uint16_t domid;      /* 0: any */
	uint32_t memory_mib; /* a power of two; 0: 32 */
	bool paused;
	bool vfb;    /* a framebuffer and a keyboard, as vfb=[""] and for QEMU to serve */
	bool vinput; /* a keyboard, as vkb=["backend-type=linux"] */
};

/* False with errno, and nothing is left. */
bool toolstack_create(struct xs_handle *store, const struct toolstack_config *config,
	struct toolstack_domain *domain);

/*
 * Reads a notice, and waits for it. False if there is none any more: then the domain is gone, or the
 * simulation is.
 */
bool toolstack_read_notice(struct toolstack_domain *domain);

/* Ends the domain, and removes the nodes that libxl would. Its frontends' nodes are xenstored's. */
void toolstack_destroy(struct xs_handle *store, struct toolstack_domain *domain);

/* What xl does to any domain, by its number. False with errno. */
bool toolstack_pause(uint16_t domid, bool paused);
bool toolstack_shutdown(uint16_t domid, uint32_t reason); /* SHUTDOWN_* of xen/sched.h */
bool toolstack_kill(uint16_t domid);
/* False with ESRCH if it is gone, for good. */
bool toolstack_get_info(uint16_t domid, struct sim_info *info);

#endif
