#ifndef DOMICILE_XEN_STALL_H
#define DOMICILE_XEN_STALL_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

struct stall;

struct stall_impl {
	/* How much was put into the ring, ever: counted modulo 2^32. */
	uint32_t (*written)(struct stall *stall);
	/* How much of it the guest hasn't read. */
	uint32_t (*unread)(struct stall *stall);
	/*
	 * The guest is about to be found to have stopped: have stall_check() called once it says that
	 * it reads again. NULL where it won't say: then it is looked at once a second until it has.
	 */
	void (*listen)(struct stall *stall);
	/* It reads again, or not any more. */
	void (*changed)(struct stall *stall, bool stalled);
};

/*
 * Whether a guest reads what it is given through a ring. That is looked at some seconds after something
 * was written there; nothing runs while all has been read.
 */
struct stall {
	const struct stall_impl *impl;
	struct wl_event_source *timer;
	bool waiting;  /* for what was before mark to be read, until the timer runs out */
	bool stalled;  /* it wasn't */
	uint32_t mark; /* as of written() */
};

/* False with errno set. */
bool stall_init(struct stall *stall, const struct stall_impl *impl, struct wl_event_loop *loop);
void stall_finish(struct stall *stall); /* accepts one that is zero */

/* Something was written. */
void stall_wrote(struct stall *stall);
/* The guest may have read: false if it has been found to have stopped, and still hasn't. */
bool stall_check(struct stall *stall);
/* The ring goes. */
void stall_reset(struct stall *stall);

#endif
