#ifndef DOMICILE_XEN_STORE_LOCK_H
#define DOMICILE_XEN_STORE_LOCK_H

#include <stdbool.h>
#include <sys/types.h>
#include <wayland-server-core.h>

#include "xen/store.h"

/*
 * A lock that one process of dom0 at a time has: a node in xenstore with the number of that process and
 * the time at which it started, "PID START" (both as in /proc/PID/stat; START in clock ticks since the
 * machine started).
 *
 * A process that is killed leaves its node. That counts for nothing as soon as the kernel is done with the
 * process: its event channels are unbound then. Whoever waits for the lock hears of that end from the
 * kernel (a pidfd), and of an orderly one from xenstore; nobody asks again and again.
 *
 * Processes must see each other's numbers: in containers of their own they would take each other for dead.
 */
struct store_lock {
	struct store *store;
	const char *dir, *node; /* static */
	bool held;
	pid_t holder; /* of the other one, as last seen; 0: there was none */
	/* From the event loop, while another one has it: it may be free now. Try to take it. */
	void (*released)(struct store_lock *lock);

	/* private */
	struct wl_event_loop *loop;
	char own[STORE_VALUE_SIZE]; /* what we write */
	struct store_watch watch;
	int pidfd; /* of holder; -1: none, or the kernel gives none */
	struct wl_event_source *source;
};

void store_lock_init(struct store_lock *lock, struct store *store, struct wl_event_loop *loop,
	const char *dir, const char *node, void (*released)(struct store_lock *lock));
/* Lets go of it. Accepts one that is zero. */
void store_lock_finish(struct store_lock *lock);

/*
 * True if the lock is ours, from now on or already. False with errno set: EBUSY if holder has it, which is
 * waited for from then on; released is called once soon in any case. Other errors are the store's.
 */
bool store_lock_take(struct store_lock *lock);

#endif
