#ifndef DOMICILE_XEN_EVENT_RING_H
#define DOMICILE_XEN_EVENT_RING_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The rings of fbif.h and kbdif.h: slots of 40 bytes in a page that the guest may write at any
 * time, a producer's and a consumer's index that only count up, slot = index % length. Our own
 * index is private: what the guest makes of the copy in the page doesn't matter.
 *
 * Single producer, single consumer, one of them a guest on another CPU.
 */

#define EVENT_RING_EVENT_SIZE 40

struct event_ring {
	uint8_t *slots;
	uint32_t length; /* in slots */
	uint32_t *own;   /* in the page: our index, for the guest to read */
	uint32_t *peer;  /* in the page: the guest's index */
	uint32_t index;  /* our index */
	uint32_t shown;  /* what of it the page says */
};

/* Goes on where the page says that we stopped, which lets a new process take over. */
void event_ring_init(
	struct event_ring *ring, uint8_t *slots, uint32_t length, uint32_t *own, uint32_t *peer);

/*
 * A guest that wakes up from suspend empties its page, our index in it too, before it says so in the
 * store. True if that has happened: the ring begins anew.
 */
bool event_ring_follow_reset(struct event_ring *ring);

/*
 * To consume: count, then that many reads, then publish. A count of -1 says that the guest's index
 * is impossible. Each event is copied once.
 */
int event_ring_count(const struct event_ring *ring);
void event_ring_read(struct event_ring *ring, uint8_t event[static EVENT_RING_EVENT_SIZE]);

/* To produce: how many events fit; none, if the guest's index is impossible. */
uint32_t event_ring_room(const struct event_ring *ring);
/* False if it doesn't fit. Then publish. */
bool event_ring_write(struct event_ring *ring, const uint8_t event[static EVENT_RING_EVENT_SIZE]);

/* How many of the events that were written the guest hasn't read; all that fit, if its index is impossible. */
uint32_t event_ring_unread(const struct event_ring *ring);

/* Shows the guest how far we have come. Notify it afterwards, if we produce. */
void event_ring_publish(struct event_ring *ring);

/*
 * The same, if we consume. True if the guest may have found the ring full before: then it waits
 * for a notification. One that found room needs none.
 */
bool event_ring_publish_room(struct event_ring *ring);

#endif
