#include "xen/event_ring.h"

#include <stdatomic.h>
#include <string.h>

static uint32_t load(const uint32_t *shared) {
	uint32_t value = *(const volatile uint32_t *)shared;
	atomic_thread_fence(memory_order_acquire);
	return value;
}

static uint8_t *slot(const struct event_ring *ring) {
	return ring->slots + (size_t)(ring->index % ring->length) * EVENT_RING_EVENT_SIZE;
}

void event_ring_init(
	struct event_ring *ring, uint8_t *slots, uint32_t length, uint32_t *own, uint32_t *peer) {
	uint32_t index = load(own);
	*ring = (struct event_ring){
		.slots = slots,
		.length = length,
		.own = own,
		.peer = peer,
		.index = index,
		.shown = index,
	};
}

bool event_ring_follow_reset(struct event_ring *ring) {
	if (ring->index == 0 || load(ring->own) != 0) {
		return false;
	}
	ring->index = ring->shown = 0;
	return true;
}

int event_ring_count(const struct event_ring *ring) {
	uint32_t count = load(ring->peer) - ring->index;
	return count <= ring->length ? (int)count : -1;
}

void event_ring_read(struct event_ring *ring, uint8_t event[static EVENT_RING_EVENT_SIZE]) {
	/* Volatile, so that the compiler can't read the page a second time instead of the copy. */
	const volatile uint8_t *from = slot(ring);
	for (int i = 0; i < EVENT_RING_EVENT_SIZE; i++) {
		event[i] = from[i];
	}
	ring->index++;
}

uint32_t event_ring_room(const struct event_ring *ring) {
	return ring->length - event_ring_unread(ring);
}

bool event_ring_write(struct event_ring *ring, const uint8_t event[static EVENT_RING_EVENT_SIZE]) {
	if (event_ring_room(ring) == 0) {
		return false;
	}
	memcpy(slot(ring), event, EVENT_RING_EVENT_SIZE);
	ring->index++;
	return true;
}

uint32_t event_ring_unread(const struct event_ring *ring) {
	uint32_t unread = ring->index - load(ring->peer);
	return unread <= ring->length ? unread : ring->length;
}

void event_ring_publish(struct event_ring *ring) {
	/* Full, not release: before this, a consumer's reads are done too. */
	atomic_thread_fence(memory_order_seq_cst);
	*(volatile uint32_t *)ring->own = ring->index;
	ring->shown = ring->index;
}

bool event_ring_publish_room(struct event_ring *ring) {
	uint32_t before = ring->shown;
	event_ring_publish(ring);
	/*
	 * Whoever looks for room after this finds it. Who looked before had written its own index
	 * before that: it is read here.
	 */
	atomic_thread_fence(memory_order_seq_cst);
	return load(ring->peer) - before >= ring->length;
}
