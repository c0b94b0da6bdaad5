#ifndef SIM_PORTS_H
#define SIM_PORTS_H

#include <stdbool.h>
#include <stdint.h>

struct connection;
struct domain;
struct exchange;

/*
 * Event channels, with the life cycle of Xen's (xen/common/event_channel.c) behind the interface of
 * Linux's /dev/xen/evtchn: a port is masked when its event is delivered, and delivers the next one
 * only after it was unmasked.
 */

int ports_init(struct domain *domain); /* 0 or an errno */
void ports_finish(struct domain *domain);

/* On the domain's death: what they were bound to becomes unbound. */
void ports_close_all(struct domain *domain);

/* An event arrives at a port. */
void port_raise(struct domain *domain, uint32_t port);
/* An event leaves by a port. */
void port_send(struct domain *domain, uint32_t port);

/* A port that is referred to stays open after its program has let go of it. */
bool port_ref(struct domain *domain, uint32_t port); /* false if there is no such port */
void port_unref(struct domain *domain, uint32_t port);

/* On behalf of the program; a port that isn't its own is ignored. */
void port_unmask(struct connection *connection, uint32_t port);
/* There is room again for events that didn't go out. */
void ports_retry(struct connection *connection);
/* The program lets go of all its ports. */
void ports_forget(struct connection *connection);

/* Requests; see wire.h. */
int ports_handle_alloc_unbound(struct connection *connection, struct exchange *exchange);
int ports_handle_bind_interdomain(struct connection *connection, struct exchange *exchange);
int ports_handle_bind_virq(struct connection *connection, struct exchange *exchange);
int ports_handle_unbind(struct connection *connection, struct exchange *exchange);
int ports_handle_notify(struct connection *connection, struct exchange *exchange);
int ports_handle_adopt(struct connection *connection, struct exchange *exchange);

#endif
