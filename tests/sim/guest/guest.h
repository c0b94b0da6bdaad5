#ifndef SIM_GUEST_H
#define SIM_GUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <xenevtchn.h>
#include <xenstore.h>

#include "memory.h"

/*
 * What a driver of a guest has from its kernel: memory, xenstore with watches, and event channels, all
 * on one event loop. A program that runs in a domain opens it once.
 */
struct guest {
	struct wl_event_loop *loop;
	struct guest_memory memory;
	struct xs_handle *store;
	xenevtchn_handle *channels;

	struct wl_list watches; /* guest_watch.link */
	struct wl_list ports;   /* guest_port.link */
	struct wl_event_source *store_source, *channels_source;
	uint32_t last_token;
	bool running;
};

/* False with errno. */
bool guest_init(struct guest *guest);
void guest_finish(struct guest *guest);

/* Until guest_stop(), or the domain's end. */
void guest_run(struct guest *guest);
void guest_stop(struct guest *guest);

/* A watch on a node and all below it. Called once when it is added. May be finished in its call. */
struct guest_watch {
	struct guest *guest;
	struct wl_list link;
	char path[96], token[12];
	void (*handle)(struct guest_watch *watch);
};

bool guest_watch_init(struct guest_watch *watch, struct guest *guest, const char *path,
	void (*handle)(struct guest_watch *watch));
void guest_watch_finish(struct guest_watch *watch); /* accepts one that is zero */

/* An event channel that dom0 may bind to. Unmasked again before it is called. */
struct guest_port {
	struct guest *guest;
	struct wl_list link;
	uint32_t number;
	void (*handle)(struct guest_port *port);
};

bool guest_port_init(
	struct guest_port *port, struct guest *guest, void (*handle)(struct guest_port *port));
void guest_port_finish(struct guest_port *port); /* accepts one that is zero */
void guest_port_notify(struct guest_port *port);

/* A number below a directory, or -1 if there is none. */
int64_t guest_read_number(
	struct guest *guest, xs_transaction_t transaction, const char *dir, const char *node);
bool guest_write(struct guest *guest, xs_transaction_t transaction, const char *dir,
	const char *node, const char *value);
bool guest_write_number(struct guest *guest, xs_transaction_t transaction, const char *dir,
	const char *node, uint64_t number);

#endif
