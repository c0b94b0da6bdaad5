#ifndef SIM_GUEST_FRONTEND_H
#define SIM_GUEST_FRONTEND_H

#include <stdbool.h>
#include <stdint.h>

#include "guest.h"

/*
 * The part that all frontends of Linux have: waits for its device to appear, publishes a page and an
 * event channel, and follows the backend's states as drivers/xen/xenbus and the two drivers do. A
 * device that is taken away is let go of; one that comes again is probed again.
 */

enum frontend_state {
	FRONTEND_INITIALISING = 1,
	FRONTEND_INIT_WAIT,
	FRONTEND_INITIALISED,
	FRONTEND_CONNECTED,
	FRONTEND_CLOSING,
	FRONTEND_CLOSED,
};

struct frontend;

struct frontend_impl {
	/* Allocates what is to be shared, and sets page. False if that can't be. */
	bool (*probe)(struct frontend *frontend);
	/* Writes the driver's own nodes. */
	bool (*publish)(struct frontend *frontend, xs_transaction_t transaction);
	/* The backend is connected: reads its features. It may say so twice. */
	void (*connected)(struct frontend *frontend);
	/* An event of the backend's. */
	void (*event)(struct frontend *frontend);
	/* The device is gone: frees what probe() allocated. */
	void (*remove)(struct frontend *frontend);
};

struct frontend {
	struct guest *guest;
	const struct frontend_impl *impl;
	char dir[48];      /* device/vfb/0 */
	char backend[112]; /* absolute, as found in there */
	bool probed;
	bool is_connected;
	bool resetting;
	uint32_t page; /* of the guest's memory: what page-ref tells */
	struct guest_port port;
	struct guest_watch device_watch, backend_watch;
};

bool frontend_init(struct frontend *frontend, struct guest *guest, const char *kind, int id,
	const struct frontend_impl *impl);
/* As unloading the driver does: closes the device, but doesn't wait. */
void frontend_finish(struct frontend *frontend);

/* As a kernel does that starts another one (kexec): lets go of the device, which is probed anew. */
void frontend_reset(struct frontend *frontend);
/* As a kernel does that wakes up: publishes the same memory with another event channel. */
bool frontend_resume(struct frontend *frontend);

int64_t frontend_read_backend(struct frontend *frontend, const char *node);
void frontend_set_state(struct frontend *frontend, enum frontend_state state);

#endif
