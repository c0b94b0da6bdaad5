#ifndef SIM_GRANTS_H
#define SIM_GRANTS_H

#include <stdbool.h>
#include <stdint.h>

struct connection;
struct domain;
struct exchange;

/*
 * A domain's grant table, and the mappings that others have made by it. A grant that ends while it is
 * mapped stays until it is unmapped, but can't be mapped again.
 */

int grants_init(struct domain *domain); /* 0 or an errno; grants_finish() cleans up after it */
void grants_finish(struct domain *domain);

/* Gives a page of the domain's to another. Counts as a use of the page. */
int grant_create(
	struct domain *domain, uint32_t page, uint16_t to, bool writable, uint32_t *reference);
void grant_end(struct domain *domain, uint32_t reference);
void grants_end_all(struct domain *domain);

/* What happens when the program that maps or shares memory lets go of it, in whatever way. */
struct unmap_notify {
	uint32_t offset; /* of a byte that is cleared, or SIM_NO_OFFSET */
	uint32_t port;   /* of the program's domain that an event is sent over, or 0 */
};

/* Keeps the port open until then. 0 or an errno. */
int unmap_notify_set(
	struct unmap_notify *notify, struct domain *domain, uint32_t offset, uint32_t port);
/* The byte first, then the event. The page is the one that the offset is in. */
void unmap_notify_fire(
	struct unmap_notify *notify, struct domain *domain, struct domain *memory, uint32_t page);

/* Lets go of what a connection maps. */
void grant_maps_finish(struct connection *connection);

/* Requests; see wire.h. */
int grants_handle_map(struct connection *connection, struct exchange *exchange);
int grants_handle_unmap(struct connection *connection, struct exchange *exchange);
int grants_handle_notify_unmap(struct connection *connection, struct exchange *exchange);

#endif
