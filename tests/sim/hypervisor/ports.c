#include "ports.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <xen/xen.h>

#include "connection.h"
#include "domain.h"

#define MAX_PORTS 4096
#define SPARE_PORTS 32

enum port_state {
	PORT_CLOSED,
	PORT_UNBOUND,     /* for remote_domid to bind to */
	PORT_INTERDOMAIN, /* bound to remote_port of remote */
	PORT_VIRQ,
};

struct port {
	enum port_state state;
	uint16_t remote_domid;
	struct domain *remote;
	uint32_t remote_port;

	struct connection *connection; /* of the program that has it, or NULL */
	bool enabled;                  /* its next event may be delivered */
	bool pending;                  /* it has one */
	bool kept;                     /* made by the toolstack: open until the domain's death */
	uint32_t refs;
};

int ports_init(struct domain *domain) {
	domain->ports = calloc(SPARE_PORTS, sizeof(domain->ports[0]));
	if (domain->ports == NULL) {
		return ENOMEM;
	}
	domain->port_count = SPARE_PORTS;
	domain->ports[SIM_STORE_PORT] = (struct port){
		.state = PORT_UNBOUND,
		.remote_domid = 0,
		.kept = true,
	};
	return 0;
}

void ports_finish(struct domain *domain) {
	free(domain->ports);
}

/* NULL if it isn't open. */
static struct port *find_port(struct domain *domain, uint32_t number) {
	if (number == 0 || number >= domain->port_count) {
		return NULL;
	}
	struct port *port = &domain->ports[number];
	return port->state != PORT_CLOSED ? port : NULL;
}

static struct port *find_own(struct connection *connection, uint32_t number) {
	struct port *port = find_port(connection->domain, number);
	return port != NULL && port->connection == connection ? port : NULL;
}

static int open_port(struct connection *connection, enum port_state state, uint32_t *number) {
	struct domain *domain = connection->domain;
	uint32_t i = 1;
	while (i < domain->port_count && domain->ports[i].state != PORT_CLOSED) {
		i++;
	}
	if (i == MAX_PORTS) {
		return ENOSPC;
	}
	if (i == domain->port_count) {
		uint32_t count = 2 * domain->port_count;
		struct port *ports = realloc(domain->ports, count * sizeof(ports[0]));
		if (ports == NULL) {
			return ENOMEM;
		}
		for (uint32_t spare = domain->port_count; spare < count; spare++) {
			ports[spare] = (struct port){0};
		}
		domain->ports = ports;
		domain->port_count = count;
	}
	domain->ports[i] = (struct port){.state = state, .connection = connection, .enabled = true};
	*number = i;
	return 0;
}

static void close_port(struct domain *domain, uint32_t number) {
	struct port *port = &domain->ports[number];
	if (port->state == PORT_INTERDOMAIN) {
		struct port *peer = &port->remote->ports[port->remote_port];
		peer->state = PORT_UNBOUND;
		peer->remote_domid = domain->domid;
		peer->remote = NULL;
	} else if (port->state == PORT_VIRQ) {
		domain->dom_exc_port = 0;
	}
	*port = (struct port){0};
}

void ports_close_all(struct domain *domain) {
	for (uint32_t i = 1; i < domain->port_count; i++) {
		if (domain->ports[i].state != PORT_CLOSED) {
			close_port(domain, i);
		}
	}
}

static void deliver(struct domain *domain, uint32_t number) {
	struct port *port = &domain->ports[number];
	if (port->pending && port->enabled && port->connection != NULL &&
		connection_send_event(port->connection, number)) {
		port->pending = false;
		port->enabled = false;
	}
}

void port_raise(struct domain *domain, uint32_t number) {
	struct port *port = &domain->ports[number];
	port->pending = true;
	if (port->connection != NULL && !port->enabled) {
		/* Unmasking needs no answer: it may have been done before this, but not been read. */
		connection_read_unmasked(port->connection);
	}
	deliver(domain, number);
}

void port_send(struct domain *domain, uint32_t number) {
	struct port *port = find_port(domain, number);
	if (port != NULL && port->state == PORT_INTERDOMAIN) {
		port_raise(port->remote, port->remote_port);
	}
}

bool port_ref(struct domain *domain, uint32_t number) {
	struct port *port = find_port(domain, number);
	if (port == NULL) {
		return false;
	}
	port->refs++;
	return true;
}

static void close_if_unused(struct domain *domain, uint32_t number) {
	struct port *port = &domain->ports[number];
	if (port->connection == NULL && port->refs == 0 && !port->kept) {
		close_port(domain, number);
	}
}

void port_unref(struct domain *domain, uint32_t number) {
	struct port *port = find_port(domain, number);
	if (port != NULL && port->refs > 0) {
		port->refs--;
		close_if_unused(domain, number);
	}
}

void port_unmask(struct connection *connection, uint32_t number) {
	struct port *port = find_own(connection, number);
	if (port != NULL) {
		port->enabled = true;
		deliver(connection->domain, number);
	}
}

void ports_retry(struct connection *connection) {
	for (uint32_t i = 1; i < connection->domain->port_count; i++) {
		if (find_own(connection, i) != NULL) {
			deliver(connection->domain, i);
		}
	}
}

static void forget(struct domain *domain, uint32_t number) {
	domain->ports[number].connection = NULL;
	close_if_unused(domain, number);
}

void ports_forget(struct connection *connection) {
	struct domain *domain = connection->domain;
	for (uint32_t i = 1; domain != NULL && i < domain->port_count; i++) {
		if (domain->ports[i].connection == connection) {
			forget(domain, i);
		}
	}
}

static bool may_bind(const struct connection *connection, uint32_t domid) {
	return !connection->is_restricted || connection->restricted_to == domid;
}

int ports_handle_alloc_unbound(struct connection *connection, struct exchange *exchange) {
	uint32_t domid = exchange->request.domid;
	if (!may_bind(connection, domid)) {
		return EACCES;
	}
	if (domid == DOMID_SELF) {
		domid = connection->domain->domid;
	}
	int error = open_port(connection, PORT_UNBOUND, &exchange->reply.port);
	if (error == 0) {
		connection->domain->ports[exchange->reply.port].remote_domid = (uint16_t)domid;
	}
	return error;
}

int ports_handle_bind_interdomain(struct connection *connection, struct exchange *exchange) {
	const struct sim_request *request = &exchange->request;
	if (!may_bind(connection, request->domid)) {
		return EACCES;
	}
	struct domain *domain = connection->domain;
	struct domain *remote = request->domid == DOMID_SELF
	                                ? domain
	                                : domain_find(domain->hypervisor, request->domid);
	if (!domain_is_alive(remote)) {
		return ESRCH;
	}
	struct port *peer = find_port(remote, request->evtchn.port);
	if (peer == NULL || peer->state != PORT_UNBOUND || peer->remote_domid != domain->domid) {
		return EINVAL;
	}

	uint32_t number;
	int error = open_port(connection, PORT_INTERDOMAIN, &number);
	if (error != 0) {
		return error;
	}
	peer = &remote->ports[request->evtchn.port]; /* may have moved */
	peer->state = PORT_INTERDOMAIN;
	peer->remote = domain;
	peer->remote_port = number;
	domain->ports[number].remote = remote;
	domain->ports[number].remote_port = request->evtchn.port;
	/* What was sent before this went nowhere: Xen makes up for it with one event. */
	port_raise(domain, number);
	exchange->reply.port = number;
	return 0;
}

int ports_handle_bind_virq(struct connection *connection, struct exchange *exchange) {
	struct domain *domain = connection->domain;
	if (connection->is_restricted) {
		return EACCES;
	}
	if (exchange->request.virq.virq != VIRQ_DOM_EXC) {
		return EINVAL;
	}
	if (domain->domid != 0) {
		return EPERM;
	}
	if (domain->dom_exc_port != 0) {
		return EEXIST;
	}
	int error = open_port(connection, PORT_VIRQ, &exchange->reply.port);
	if (error == 0) {
		domain->dom_exc_port = exchange->reply.port;
	}
	return error;
}

int ports_handle_unbind(struct connection *connection, struct exchange *exchange) {
	if (find_own(connection, exchange->request.evtchn.port) == NULL) {
		return ENOTCONN;
	}
	forget(connection->domain, exchange->request.evtchn.port);
	return 0;
}

int ports_handle_notify(struct connection *connection, struct exchange *exchange) {
	if (find_own(connection, exchange->request.evtchn.port) == NULL) {
		return ENOTCONN;
	}
	port_send(connection->domain, exchange->request.evtchn.port);
	return 0;
}

int ports_handle_adopt(struct connection *connection, struct exchange *exchange) {
	struct port *port = find_port(connection->domain, exchange->request.evtchn.port);
	if (port == NULL || !port->kept) {
		return EINVAL;
	}
	if (port->connection != NULL) {
		return EBUSY;
	}
	port->connection = connection;
	port->enabled = true;
	deliver(connection->domain, exchange->request.evtchn.port);
	return 0;
}
