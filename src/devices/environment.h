#ifndef DOMICILE_DEVICES_ENVIRONMENT_H
#define DOMICILE_DEVICES_ENVIRONMENT_H

#include <stddef.h>
#include <wayland-server-core.h>

#include "guest.h"

struct channels;
struct driver_memory;
struct foreign;
struct grants;
struct health;
struct hypervisor;
struct stats;
struct store;

/* What the devices of one domain have in common. All borrowed from the domain, which outlives them. */
struct device_environment {
	struct wl_event_loop *loop;
	struct stats *stats;
	struct store *store;
	struct grants *grants;
	struct driver_memory *relative_pointers; /* of all domains: whose could be absolute ones */
	struct driver_memory *touchscreens;      /* of all domains: whose drivers have one */
	struct hypervisor *hypervisor;           /* of all domains; may be NULL */
	struct foreign *foreign;
	struct channels *channels;
	struct guest *guest;
	struct health *health;
	struct guest_policy policy; /* as last asked for */
	/* Bytes of framebuffers that are mapped, and of copies of them: all displays together. */
	size_t *framebuffer_bytes;
};

#endif
