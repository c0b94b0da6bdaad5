#ifndef DOMICILE_XEN_HYPERVISOR_H
#define DOMICILE_XEN_HYPERVISOR_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What the hypervisor knows of a domain and no node in xenstore tells. It answers only tools that were
 * built for its own version, as xl is: for others, and where this can't be opened, all is unknown.
 */
struct hypervisor;

struct hypervisor_domain {
	bool paused;  /* by the toolstack */
	bool crashed; /* and still there */
	bool ended;   /* has shut down, or is restarting, and is still there */
};

/* NULL with errno set: EACCES where it doesn't answer us. */
struct hypervisor *hypervisor_open(void);
void hypervisor_close(struct hypervisor *hypervisor); /* accepts NULL */

/* All false where it isn't known; hypervisor may be NULL. */
struct hypervisor_domain hypervisor_get_domain(struct hypervisor *hypervisor, uint16_t domid);

#endif
