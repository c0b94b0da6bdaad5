#ifndef SIM_CLIENT_H
#define SIM_CLIENT_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire.h"

/*
 * A program's connection to the simulated hypervisor. May be used by several threads, as an open file
 * may. All functions set errno.
 */
struct sim_client {
	int fd;
	pthread_mutex_t lock; /* from a request to its answer */
};

/* Numbers that go along with a request or an answer. */
struct sim_items {
	uint32_t *items;
	size_t count; /* of the answer: room for so many at first */
};

/*
 * Opens a connection of a kind as a program of the domain that the environment names. EVTCHN: *events
 * is the socket of events; NULL for other kinds.
 */
bool sim_client_open(struct sim_client *client, enum sim_kind kind, int *events);
void sim_client_close(struct sim_client *client);

/* Does a request that has neither items nor a file descriptor. */
bool sim_client_call(
	struct sim_client *client, const struct sim_request *request, struct sim_reply *reply);

/* Does any. What is NULL isn't sent or is dropped. A descriptor that isn't there is -1. */
bool sim_client_exchange(struct sim_client *client, const struct sim_request *request,
	const struct sim_items *items, struct sim_reply *reply, struct sim_items *answer, int *fd);

/* Puts pages of a memory file next to each other at an address. Neighbours go in one piece. */
bool sim_map_pages(void *at, int fd, int prot, const uint32_t *pages, size_t count);

/* Address space that sim_map_pages() may fill. NULL if there isn't any. */
void *sim_reserve(void *hint, size_t pages, int flags);

#endif
