#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <xenevtchn.h>

#include "client.h"
#include "handle.h"

/* libxenevtchn: requests go over the connection; events and unmasking over a socket of their own. */

struct xenevtchn_handle {
	Xentoolcore__Active_Handle active;
	struct sim_client client;
	int events;
};

static int restrict_active(Xentoolcore__Active_Handle *active, domid_t domid) {
	return xenevtchn_restrict(HANDLE_OF(active, struct xenevtchn_handle, active), domid);
}

xenevtchn_handle *xenevtchn_open(struct xentoollog_logger *logger, unsigned int flags) {
	if ((flags & ~(unsigned int)XENEVTCHN_NO_CLOEXEC) != 0) {
		errno = EINVAL;
		return NULL;
	}
	xenevtchn_handle *xce = calloc(1, sizeof(*xce));
	if (xce == NULL) {
		return NULL;
	}
	if (!sim_client_open(&xce->client, SIM_EVTCHN, &xce->events)) {
		int error = errno;
		free(xce);
		errno = error;
		return NULL;
	}
	if ((flags & XENEVTCHN_NO_CLOEXEC) != 0) {
		fcntl(xce->client.fd, F_SETFD, 0);
		fcntl(xce->events, F_SETFD, 0);
	}
	xce->active.restrict_callback = restrict_active;
	xentoolcore__register_active_handle(&xce->active);
	return xce;
}

xenevtchn_handle *xenevtchn_fdopen(
	struct xentoollog_logger *logger, int fd, unsigned int open_flags) {
	errno = ENOSYS; /* one descriptor isn't enough */
	return NULL;
}

int xenevtchn_close(xenevtchn_handle *xce) {
	if (xce == NULL) {
		return 0;
	}
	xentoolcore__deregister_active_handle(&xce->active);
	sim_client_close(&xce->client);
	close(xce->events);
	free(xce);
	return 0;
}

int xenevtchn_fd(xenevtchn_handle *xce) {
	return xce->events;
}

/* -1, or the port in the answer. */
static int call(xenevtchn_handle *xce, const struct sim_request *request) {
	struct sim_reply reply;
	return sim_client_call(&xce->client, request, &reply) ? (int)reply.port : -1;
}

int xenevtchn_restrict(xenevtchn_handle *xce, domid_t domid) {
	struct sim_request request = {.op = SIM_RESTRICT, .domid = domid};
	return call(xce, &request) < 0 ? -1 : 0;
}

int xenevtchn_notify(xenevtchn_handle *xce, evtchn_port_t port) {
	struct sim_request request = {.op = SIM_NOTIFY, .evtchn.port = port};
	return call(xce, &request) < 0 ? -1 : 0;
}

xenevtchn_port_or_error_t xenevtchn_bind_unbound_port(xenevtchn_handle *xce, uint32_t domid) {
	struct sim_request request = {.op = SIM_ALLOC_UNBOUND, .domid = domid};
	return call(xce, &request);
}

xenevtchn_port_or_error_t xenevtchn_bind_interdomain(
	xenevtchn_handle *xce, uint32_t domid, evtchn_port_t remote_port) {
	struct sim_request request = {
		.op = SIM_BIND_INTERDOMAIN,
		.domid = domid,
		.evtchn.port = remote_port,
	};
	return call(xce, &request);
}

xenevtchn_port_or_error_t xenevtchn_bind_virq(xenevtchn_handle *xce, unsigned int virq) {
	struct sim_request request = {.op = SIM_BIND_VIRQ, .virq.virq = virq};
	return call(xce, &request);
}

int xenevtchn_unbind(xenevtchn_handle *xce, evtchn_port_t port) {
	struct sim_request request = {.op = SIM_UNBIND, .evtchn.port = port};
	return call(xce, &request) < 0 ? -1 : 0;
}

xenevtchn_port_or_error_t xenevtchn_pending(xenevtchn_handle *xce) {
	evtchn_port_t port;
	ssize_t size = read(xce->events, &port, sizeof(port));
	if (size == sizeof(port)) {
		return (int)port;
	}
	errno = size < 0 ? errno : EIO; /* the hypervisor, or our domain, is gone */
	return -1;
}

int xenevtchn_unmask(xenevtchn_handle *xce, evtchn_port_t port) {
	ssize_t size;
	do {
		size = write(xce->events, &port, sizeof(port));
	} while (size < 0 && errno == EINTR);
	return size == sizeof(port) ? 0 : -1;
}
