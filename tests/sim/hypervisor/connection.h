#ifndef SIM_CONNECTION_H
#define SIM_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "wire.h"

struct domain;
struct hypervisor;

/*
 * One open file of /dev/xen. It ends when the program closes it or dies, and when the domain that the
 * program runs in dies; with it ends all that was made over it, as the kernel would clean up.
 */
struct connection {
	struct hypervisor *hypervisor;
	struct domain *domain; /* that the program runs in; NULL until it is opened */
	struct wl_list link;   /* domain.connections */
	enum sim_kind kind;
	int fd;
	struct wl_event_source *source;

	bool is_restricted;
	uint16_t restricted_to; /* a domid */

	/* EVTCHN: 32-bit port numbers, to the program that have an event, from it to unmask. */
	int events;
	struct wl_event_source *events_source;

	struct wl_list foreign_uses; /* FOREIGN: private to memory.c */
	struct wl_list grant_maps;   /* GNTTAB: private to grants.c */
	struct wl_list allocations;  /* GNTSHR, KERNEL: private to shares.c */
	uint32_t last_id;
	struct domain *owned; /* OWNER */
};

/* A request as its handler sees it. */
struct exchange {
	struct sim_request request;
	uint32_t items[SIM_MAX_ITEMS];
	size_t item_count;

	struct sim_reply reply;
	uint32_t reply_items[SIM_MAX_ITEMS];
	size_t reply_item_count;
	int reply_fd;   /* or -1 */
	bool closes_fd; /* after it was sent */
};

/* Takes over the socket of a program that connects. False if there is no memory for it. */
bool connection_create(struct hypervisor *hypervisor, int fd);

/* Ends all in a list of connection.link. */
void connections_destroy(struct wl_list *connections);

/* To an owner. One that doesn't read what it is told loses its domain. */
void connection_send_notice(struct connection *connection, const struct sim_notice *notice);
void connection_disown(struct connection *connection);

/* Reads the ports that the program has unmasked, if it has. */
void connection_read_unmasked(struct connection *connection);

/* Sends a port number. False, and called for again by ports_retry(), if there is no room. */
bool connection_send_event(struct connection *connection, uint32_t port);

#endif
