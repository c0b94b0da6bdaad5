#ifndef SIM_MEMORY_H
#define SIM_MEMORY_H

#include <stdint.h>

struct connection;
struct domain;
struct exchange;

/*
 * A domain's memory: one sealed file that can't change its size, so that nobody who maps it can be
 * made to fault. Pages are given to those who ask (kernels, gntalloc) and come back with the
 * connection that asked for them, or when the last grant of them is unmapped.
 */

int memory_init(struct domain *domain); /* 0 or an errno; memory_finish() cleans up after it */
void memory_finish(struct domain *domain);

void page_use(struct domain *domain, uint32_t page);
void page_unuse(struct domain *domain, uint32_t page);

/* Pages next to each other, all zero, used once. ENOMEM if there aren't so many. */
int pages_allocate(struct domain *domain, uint32_t count, uint32_t *first);
void page_clear_byte(struct domain *domain, uint32_t page, uint32_t offset);

/* Requests; see wire.h. */
int memory_handle_get(struct connection *connection, struct exchange *exchange);
int memory_handle_map_foreign(struct connection *connection, struct exchange *exchange);
int memory_handle_unmap_foreign(struct connection *connection, struct exchange *exchange);

/* Lets go of what a connection maps. */
void foreign_uses_finish(struct connection *connection);

#endif
