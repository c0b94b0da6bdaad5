#ifndef SIM_GUEST_STORE_RING_H
#define SIM_GUEST_STORE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xen/io/xs_wire.h>

#include "memory.h"

/*
 * A domain's ring to xenstored (xen/io/xs_wire.h) and its event channel, from the domain's side. There
 * is one a domain. Guests that misbehave write the page themselves: it is there to be written.
 */
struct store_ring {
	struct xenstore_domain_interface *page;
	struct sim_client channel;
	int events; /* readable when xenstored has done something */
};

bool store_ring_open(struct store_ring *ring, struct guest_memory *memory);
void store_ring_close(struct store_ring *ring);

/* As many bytes as have room, or are there. Tells xenstored if that was any. */
size_t store_ring_write(struct store_ring *ring, const void *data, size_t size);
size_t store_ring_read(struct store_ring *ring, void *data, size_t size);

/* To be called when events is readable. False if the domain has ended. */
bool store_ring_acknowledge(struct store_ring *ring);
void store_ring_notify(struct store_ring *ring);

#endif
