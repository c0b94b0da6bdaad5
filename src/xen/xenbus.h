#ifndef DOMICILE_XEN_XENBUS_H
#define DOMICILE_XEN_XENBUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "guest.h"
#include "rate_limit.h"
#include "xen/store.h"

/*
 * The backend's half of a paravirtual device: the handshake of states that frontend and backend
 * each keep in xenstore (xen/io/xenbus.h), the same for every kind of device.
 *
 * Paths are made from numbers, never taken from a node: a frontend may write what it likes into
 * its own directory, but it can't send us elsewhere.
 */

/* Values of a state node; ABSENT stands for one that is missing or makes no sense. */
enum xenbus_state {
	XENBUS_ABSENT = 0,
	XENBUS_INITIALISING = 1,
	XENBUS_INIT_WAIT = 2,
	XENBUS_INITIALISED = 3,
	XENBUS_CONNECTED = 4,
	XENBUS_CLOSING = 5,
	XENBUS_CLOSED = 6,
};

/* Which device. Each has a directory in the backend's half of the store and one in the guest's. */
struct xenbus_address {
	const char *backend_kind;  /* static: vfb, vkbd, vinput */
	const char *frontend_kind; /* static: vfb, vkbd */
	uint16_t domid;
	uint32_t id;
};

/* What a frontend published to connect: numbers, otherwise unchecked. XENBUS_MISSING: none. */
#define XENBUS_MISSING UINT64_MAX

struct xenbus_published {
	uint64_t event_channel; /* the guest's port */
	uint64_t page_ref;      /* frame number of the shared page */
	uint64_t page_gref;     /* grant reference of the shared page */
};

struct xenbus_device;

struct xenbus_device_impl {
	/*
	 * Writes features and sizes into device->backend, within t; may be run again with another
	 * transaction. started: the frontend's driver has begun without us and has read already
	 * what it reads as it begins: to write that now would be a lie.
	 */
	bool (*describe)(struct xenbus_device *device, store_transaction t, bool started);
	/*
	 * The frontend is ready: map and bind what it published. adopt: an earlier run of this
	 * program was connected and ended, which the guest has not noticed. On failure calls
	 * xenbus_device_fail(), or _fail_busy(), and returns false; disconnect gives back what
	 * was taken.
	 */
	bool (*connect)(
		struct xenbus_device *device, const struct xenbus_published *published, bool adopt);
	/* Gives back all that connect took, at once. Also called when nothing is connected. */
	void (*disconnect)(struct xenbus_device *device);
	/* The device has been closed, for good but after _fail_busy(). reason is one line. */
	void (*failed)(struct xenbus_device *device, const char *reason);
	/* Linux's framebuffer driver can miss the first Connected: write it once more. */
	bool announce_twice;
};

/* A device that we serve. Embedded in each kind's own structure. */
struct xenbus_device {
	const struct xenbus_device_impl *impl;
	struct xenbus_address address;
	struct guest *guest; /* for the log */
	struct store *store;
	char backend[STORE_PATH_SIZE], frontend[STORE_PATH_SIZE];
	enum xenbus_state frontend_state; /* as last read */
	bool connected;

	/* private */
	enum xenbus_state backend_state;   /* as last written by us, or found */
	struct xenbus_published published; /* of this connection */
	bool seen_connected;               /* the frontend has said Connected in this connection */
	bool closed;                       /* for good: it failed, or the toolstack removes it */
	bool adopting;                     /* while impl->connect is called with adopt */
	bool refused; /* what is published can't be adopted: it is left alone */
	struct rate_limit connects;
	struct store_watch watch; /* the frontend's state */
	struct wl_event_source *update_timer;
};

/* Who serves a device, by its backend directory. */
enum xenbus_owner {
	XENBUS_OWNER_NONE,  /* there is no such device */
	XENBUS_OWNER_FREE,  /* it is in its first state: nobody yet */
	XENBUS_OWNER_US,    /* this program, or an earlier run of it */
	XENBUS_OWNER_OTHER, /* another program */
};

enum xenbus_owner xenbus_get_owner(struct store *store, const struct xenbus_address *address);

/* Whether the device was made by us, not by the toolstack. */
bool xenbus_is_own_making(struct store *store, const struct xenbus_address *address);

/* Whether the guest's half of a device is there, whoever has made it. */
bool xenbus_has_frontend(struct store *store, const struct xenbus_address *address);

/*
 * Removes the backend's directory of a device, and the one above it for that domain if it is empty
 * then. Nobody else does for devices of our own making, not even when the guest dies.
 */
void xenbus_remove_backend(struct store *store, const struct xenbus_address *address);

/* Makes the guest look for a frontend, and find none: its driver drops what it has of that number. */
void xenbus_nudge_frontend(struct store *store, const struct xenbus_address *address);
void xenbus_remove_frontend(struct store *store, const struct xenbus_address *address);
/*
 * The guest's half of a device that has no other. A guest looks at its devices in the order in which it
 * is told of them: once it has complained of this one, it has looked at all that came before.
 */
void xenbus_ask_frontend(struct store *store, const struct xenbus_address *address);
/* Whether the guest has left an error for that device. */
bool xenbus_has_error(struct store *store, const struct xenbus_address *address);
void xenbus_remove_error(struct store *store, const struct xenbus_address *address);

/* Touches nothing in the store. False with errno set. */
bool xenbus_device_init(struct xenbus_device *device, const struct xenbus_device_impl *impl,
	const struct xenbus_address *address, struct guest *guest, struct store *store,
	struct wl_event_loop *loop);
/* Disconnects without a word to the frontend: whoever serves it next goes on. */
void xenbus_device_finish(struct xenbus_device *device);

/*
 * Two ways to begin, of which each device goes one, once. impl may be called from within. False with errno
 * set: EEXIST or ENOENT if someone else was quicker, or an error of the store; then the device
 * is good for nothing but to be finished.
 */

/* To serve one that is FREE, or to go on with one that is US: a frontend that is connected is not told. */
bool xenbus_device_serve(struct xenbus_device *device);
/*
 * To make both directories of each device, as a toolstack would, unless there is such a frontend already.
 * All of them in one transaction: nobody sees one device without the others.
 */
bool xenbus_devices_create(struct xenbus_device *const *devices, size_t count);

/*
 * To be called after something in the backend directory was written. False if the device is gone
 * from there or was made anew by the toolstack: finish it.
 */
bool xenbus_device_check_backend(struct xenbus_device *device);

/* Disconnects and closes the device for good, and calls impl->failed with the reason. */
void xenbus_device_fail(struct xenbus_device *device, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The same for what only one process can have: the event channel. Where a connection is adopted it may be
 * another process's, that serves the guest as it should: then nothing is written for the frontend to
 * see, and the device waits for it to connect anew. Otherwise it was never good.
 */
void xenbus_device_fail_busy(struct xenbus_device *device, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
