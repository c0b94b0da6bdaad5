#define _GNU_SOURCE
#include "connection.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control.h"
#include "domain.h"
#include "grants.h"
#include "memory.h"
#include "ports.h"
#include "shares.h"

struct handler {
	unsigned int kinds; /* bits of enum sim_kind */
	int (*handle)(struct connection *connection, struct exchange *exchange);
};

#define ON(kind) (1u << (SIM_##kind))

static const struct handler handlers[] = {
	[SIM_RESTRICT] = {ON(EVTCHN) | ON(FOREIGN), control_handle_restrict},
	[SIM_ALLOC_UNBOUND] = {ON(EVTCHN), ports_handle_alloc_unbound},
	[SIM_BIND_INTERDOMAIN] = {ON(EVTCHN), ports_handle_bind_interdomain},
	[SIM_BIND_VIRQ] = {ON(EVTCHN), ports_handle_bind_virq},
	[SIM_UNBIND] = {ON(EVTCHN), ports_handle_unbind},
	[SIM_NOTIFY] = {ON(EVTCHN), ports_handle_notify},
	[SIM_ADOPT] = {ON(EVTCHN), ports_handle_adopt},
	[SIM_MAP_FOREIGN] = {ON(FOREIGN), memory_handle_map_foreign},
	[SIM_UNMAP_FOREIGN] = {ON(FOREIGN), memory_handle_unmap_foreign},
	[SIM_MAP_GRANTS] = {ON(GNTTAB), grants_handle_map},
	[SIM_UNMAP_GRANTS] = {ON(GNTTAB), grants_handle_unmap},
	[SIM_NOTIFY_UNMAP] = {ON(GNTTAB) | ON(GNTSHR), shares_handle_notify_unmap},
	[SIM_MEMORY] = {ON(KERNEL), memory_handle_get},
	[SIM_ALLOCATE] = {ON(KERNEL), shares_handle_allocate},
	[SIM_FREE] = {ON(KERNEL), shares_handle_free},
	[SIM_GRANT] = {ON(KERNEL), shares_handle_grant},
	[SIM_END_GRANT] = {ON(KERNEL), shares_handle_end_grant},
	[SIM_SHARE] = {ON(GNTSHR), shares_handle_share},
	[SIM_UNSHARE] = {ON(GNTSHR), shares_handle_free},
	[SIM_GET_INFO] = {ON(CALL), control_handle_get_info},
	[SIM_PAUSE] = {ON(CALL), control_handle_pause},
	[SIM_UNPAUSE] = {ON(CALL), control_handle_pause},
	[SIM_SHUTDOWN] = {ON(CALL) | ON(KERNEL), control_handle_shutdown},
	[SIM_DESTROY] = {ON(CALL), control_handle_destroy},
	[SIM_CREATE] = {ON(OWNER), control_handle_create},
};

static void connection_destroy(struct connection *connection) {
	wl_list_remove(&connection->link);
	wl_event_source_remove(connection->source);
	close(connection->fd);

	/* Grants first: they may still send an event over a port of the same program. */
	grant_maps_finish(connection);
	allocations_finish(connection);
	foreign_uses_finish(connection);
	ports_forget(connection);
	if (connection->events_source != NULL) {
		wl_event_source_remove(connection->events_source);
		close(connection->events);
	}
	if (connection->owned != NULL) {
		struct domain *owned = connection->owned;
		connection_disown(connection);
		domain_destroy(owned);
	}
	free(connection);
}

void connections_destroy(struct wl_list *connections) {
	while (!wl_list_empty(connections)) {
		struct connection *connection =
			wl_container_of(connections->next, connection, link);
		connection_destroy(connection);
	}
}

void connection_send_notice(struct connection *connection, const struct sim_notice *notice) {
	if (send(connection->fd, notice, sizeof(*notice), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		shutdown(connection->fd, SHUT_RDWR);
	}
}

void connection_disown(struct connection *connection) {
	connection->owned->owner = NULL;
	connection->owned = NULL;
}

void connection_read_unmasked(struct connection *connection) {
	uint32_t ports[64];
	ssize_t size;
	do {
		size = recv(connection->events, ports, sizeof(ports), MSG_DONTWAIT);
		for (ssize_t i = 0; i < size / (ssize_t)sizeof(ports[0]); i++) {
			port_unmask(connection, ports[i]);
		}
	} while (size == sizeof(ports));
}

static int handle_events(int fd, uint32_t mask, void *data) {
	struct connection *connection = data;
	connection_read_unmasked(connection);
	if ((mask & WL_EVENT_WRITABLE) != 0) {
		wl_event_source_fd_update(connection->events_source, WL_EVENT_READABLE);
		ports_retry(connection);
	}
	if ((mask & (WL_EVENT_HANGUP | WL_EVENT_ERROR)) != 0) {
		/* It may come before the end of the connection, and would come again and again. */
		wl_event_source_fd_update(connection->events_source, 0);
		shutdown(connection->fd, SHUT_RDWR);
	}
	return 0;
}

bool connection_send_event(struct connection *connection, uint32_t port) {
	ssize_t size = send(connection->events, &port, sizeof(port), MSG_DONTWAIT | MSG_NOSIGNAL);
	if (size < 0 && errno == EAGAIN) {
		wl_event_source_fd_update(
			connection->events_source, WL_EVENT_READABLE | WL_EVENT_WRITABLE);
		return false;
	}
	return true; /* or lost on a program that ends */
}

static int open_events(struct connection *connection, struct exchange *exchange) {
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		return errno;
	}
	connection->events = ends[0];
	connection->events_source = wl_event_loop_add_fd(connection->hypervisor->loop, ends[0],
		WL_EVENT_READABLE, handle_events, connection);
	exchange->reply_fd = ends[1];
	exchange->closes_fd = true;
	return 0;
}

static int handle_open(struct connection *connection, struct exchange *exchange) {
	const struct sim_request *request = &exchange->request;
	struct domain *domain = domain_find(connection->hypervisor, request->domid);
	if (!domain_is_alive(domain)) {
		return ESRCH;
	}
	if (request->open.kind > SIM_OWNER ||
		(request->open.kind == SIM_OWNER && domain->domid != 0)) {
		return EPERM;
	}
	connection->domain = domain;
	connection->kind = request->open.kind;
	wl_list_remove(&connection->link);
	wl_list_insert(&domain->connections, &connection->link);
	return connection->kind == SIM_EVTCHN ? open_events(connection, exchange) : 0;
}

static int handle_request(struct connection *connection, struct exchange *exchange) {
	uint32_t op = exchange->request.op;
	if (connection->domain == NULL) {
		return op == SIM_OPEN ? handle_open(connection, exchange) : EINVAL;
	}
	if (op >= sizeof(handlers) / sizeof(handlers[0]) || handlers[op].handle == NULL ||
		(handlers[op].kinds & (1u << connection->kind)) == 0) {
		return ENOTTY;
	}
	return handlers[op].handle(connection, exchange);
}

/* False if the program has gone, or talks nonsense. */
static bool receive(struct connection *connection, struct exchange *exchange) {
	struct iovec parts[] = {
		{&exchange->request, sizeof(exchange->request)},
		{exchange->items, sizeof(exchange->items)},
	};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
	ssize_t size = recvmsg(connection->fd, &message, MSG_DONTWAIT);
	if (size < (ssize_t)sizeof(exchange->request) || (message.msg_flags & MSG_TRUNC) != 0) {
		return false;
	}
	exchange->item_count =
		((size_t)size - sizeof(exchange->request)) / sizeof(exchange->items[0]);
	return true;
}

static bool reply(struct connection *connection, struct exchange *exchange) {
	struct iovec parts[] = {
		{&exchange->reply, sizeof(exchange->reply)},
		{exchange->reply_items,
			exchange->reply_item_count * sizeof(exchange->reply_items[0])},
	};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr header;
	} control = {0};
	if (exchange->reply_fd >= 0) {
		message.msg_control = &control;
		message.msg_controllen = sizeof(control.bytes);
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.header), &exchange->reply_fd, sizeof(int));
	}
	bool sent = sendmsg(connection->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
	if (exchange->closes_fd) {
		close(exchange->reply_fd);
	}
	return sent;
}

static int handle_readable(int fd, uint32_t mask, void *data) {
	struct connection *connection = data;
	/* One at a time, so that nobody who asks without end keeps others waiting. */
	static struct exchange exchange;
	exchange.item_count = 0;
	exchange.reply = (struct sim_reply){0};
	exchange.reply_item_count = 0;
	exchange.reply_fd = -1;
	exchange.closes_fd = false;

	bool ok = receive(connection, &exchange);
	if (ok) {
		exchange.reply.error = handle_request(connection, &exchange);
		if (exchange.reply.error != 0) {
			exchange.reply_item_count = 0;
		}
		ok = reply(connection, &exchange);
	}
	if (!ok) {
		connection_destroy(connection);
	}
	return 0;
}

bool connection_create(struct hypervisor *hypervisor, int fd) {
	struct connection *connection = calloc(1, sizeof(*connection));
	if (connection == NULL) {
		return false;
	}
	connection->hypervisor = hypervisor;
	connection->fd = fd;
	connection->events = -1;
	wl_list_init(&connection->foreign_uses);
	wl_list_init(&connection->grant_maps);
	wl_list_init(&connection->allocations);
	connection->source = wl_event_loop_add_fd(
		hypervisor->loop, fd, WL_EVENT_READABLE, handle_readable, connection);
	if (connection->source == NULL) {
		free(connection);
		return false;
	}
	wl_list_insert(&hypervisor->unopened, &connection->link);
	return true;
}
