#include "store_ring.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool store_ring_open(struct store_ring *ring, struct guest_memory *memory) {
	if (!sim_client_open(&ring->channel, SIM_EVTCHN, &ring->events)) {
		return false;
	}
	struct sim_request adopt = {.op = SIM_ADOPT, .evtchn.port = SIM_STORE_PORT};
	if (!sim_client_call(&ring->channel, &adopt, NULL)) {
		store_ring_close(ring);
		return false;
	}
	ring->page = guest_page(memory, SIM_STORE_PAGE);
	return true;
}

void store_ring_close(struct store_ring *ring) {
	close(ring->events);
	sim_client_close(&ring->channel);
}

void store_ring_notify(struct store_ring *ring) {
	struct sim_request notify = {.op = SIM_NOTIFY, .evtchn.port = SIM_STORE_PORT};
	sim_client_call(&ring->channel, &notify, NULL);
}

static uint32_t load(const uint32_t *index) {
	uint32_t value = *(const volatile uint32_t *)index;
	atomic_thread_fence(memory_order_seq_cst);
	return value;
}

static void publish(uint32_t *index, uint32_t value) {
	atomic_thread_fence(memory_order_seq_cst);
	*(volatile uint32_t *)index = value;
}

static size_t smaller(size_t a, size_t b) {
	return a < b ? a : b;
}

size_t store_ring_write(struct store_ring *ring, const void *data, size_t size) {
	uint32_t producer = ring->page->req_prod;
	size_t room = XENSTORE_RING_SIZE - (producer - load(&ring->page->req_cons));
	size = smaller(size, room);
	size_t at = MASK_XENSTORE_IDX(producer);
	size_t first = smaller(size, XENSTORE_RING_SIZE - at);
	memcpy(ring->page->req + at, data, first);
	memcpy(ring->page->req, (const char *)data + first, size - first);
	publish(&ring->page->req_prod, producer + (uint32_t)size);
	if (size > 0) {
		store_ring_notify(ring);
	}
	return size;
}

size_t store_ring_read(struct store_ring *ring, void *data, size_t size) {
	uint32_t consumer = ring->page->rsp_cons;
	size = smaller(size, load(&ring->page->rsp_prod) - consumer);
	size_t at = MASK_XENSTORE_IDX(consumer);
	size_t first = smaller(size, XENSTORE_RING_SIZE - at);
	memcpy(data, ring->page->rsp + at, first);
	memcpy((char *)data + first, ring->page->rsp, size - first);
	publish(&ring->page->rsp_cons, consumer + (uint32_t)size);
	if (size > 0) {
		store_ring_notify(ring);
	}
	return size;
}

bool store_ring_acknowledge(struct store_ring *ring) {
	uint32_t port;
	if (recv(ring->events, &port, sizeof(port), MSG_DONTWAIT) == 0) {
		return false;
	}
	/* At once, and before the ring is looked at: an event after this look is another one. */
	port = SIM_STORE_PORT;
	return send(ring->events, &port, sizeof(port), MSG_NOSIGNAL) >= 0;
}
