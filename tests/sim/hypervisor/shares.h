#ifndef SIM_SHARES_H
#define SIM_SHARES_H

struct connection;
struct exchange;

/*
 * Memory that programs of a domain ask for, to grant it to others: a kernel's drivers (KERNEL), which
 * grant page by page, and gntalloc (GNTSHR), which allocates and grants in one.
 */

/* Ends all grants of a connection, and frees its pages. */
void allocations_finish(struct connection *connection);

/* Requests; see wire.h. */
int shares_handle_allocate(struct connection *connection, struct exchange *exchange);
int shares_handle_free(struct connection *connection, struct exchange *exchange);
int shares_handle_grant(struct connection *connection, struct exchange *exchange);
int shares_handle_end_grant(struct connection *connection, struct exchange *exchange);
int shares_handle_share(struct connection *connection, struct exchange *exchange);
int shares_handle_notify_unmap(struct connection *connection, struct exchange *exchange);

#endif
