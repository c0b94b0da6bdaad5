/* libxenevtchn's half of the double: event channels with the life that Xen and evtchn.ko give them. */

#include "xen_double.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>
#include <xenevtchn.h>

struct xenevtchn_handle {
	struct wl_list link;
	int error; /* of all that is read from it; 0: none */
	int fd;    /* readable while a port waits to be read */
	int domid; /* that it is restricted to, or -1 */
	struct wl_list ends;
};

/* The product's end of a channel. */
struct channel_end {
	struct wl_list link;
	struct xenevtchn_handle *handle;
	struct xen_domain *domain; /* NULL once the guest has closed its end */
	uint32_t port, remote;
	bool queued;  /* delivered, not yet read */
	bool masked;  /* from the delivery until it is unmasked */
	bool pending; /* sent while it was masked */
};

static struct wl_list handles = {&handles, &handles}; /* xenevtchn_handle.link */
static uint32_t last_port;

static struct xen_port *guest_port(struct xen_domain *domain, uint32_t port) {
	assert_true(port < XEN_DOUBLE_PORTS);
	return &domain->ports[port];
}

static void deliver(struct channel_end *end) {
	if (end->masked) {
		end->pending = true;
		return;
	}
	end->masked = true;
	end->queued = true;
	assert_int_equal(eventfd_write(end->handle->fd, 1), 0);
}

/* The guest's end can be bound to again afterwards. */
static void free_end(struct channel_end *end) {
	if (end->domain != NULL) {
		struct xen_port *port = guest_port(end->domain, end->remote);
		port->state = PORT_UNBOUND;
		port->peer = NULL;
	}
	if (end->queued) {
		eventfd_t count;
		assert_int_equal(eventfd_read(end->handle->fd, &count), 0);
	}
	wl_list_remove(&end->link);
	free(end);
}

static struct channel_end *find_end(struct xenevtchn_handle *handle, evtchn_port_t port) {
	struct channel_end *end;
	wl_list_for_each (end, &handle->ends, link) {
		if (end->port == port) {
			return end;
		}
	}
	fail_msg("port %u is not bound by this handle", port);
	return NULL;
}

/* For tests */

void xen_channels_check_idle(void) {
	assert_true(wl_list_empty(&handles));
}

void xen_channels_fail(const struct xen_domain *domain, int error) {
	struct xenevtchn_handle *handle;
	wl_list_for_each (handle, &handles, link) {
		if (handle->domid == domain->domid) {
			handle->error = error;
			assert_int_equal(eventfd_write(handle->fd, 1), 0);
		}
	}
}

uint32_t xen_port_open(struct xen_domain *domain) {
	for (uint32_t port = 1; port < XEN_DOUBLE_PORTS; port++) {
		if (domain->ports[port].state == PORT_FREE) {
			domain->ports[port] = (struct xen_port){.state = PORT_UNBOUND};
			return port;
		}
	}
	fail_msg("no port is left");
	return 0;
}

void xen_port_close(struct xen_domain *domain, uint32_t port) {
	struct xen_port *guest = guest_port(domain, port);
	if (guest->peer != NULL) {
		guest->peer->domain = NULL;
	}
	*guest = (struct xen_port){0};
}

bool xen_port_is_bound(const struct xen_domain *domain, uint32_t port) {
	return domain->ports[port].state == PORT_INTERDOMAIN;
}

bool xen_port_is_masked(const struct xen_domain *domain, uint32_t port) {
	assert_true(xen_port_is_bound(domain, port));
	return domain->ports[port].peer->masked;
}

void xen_port_send(struct xen_domain *domain, uint32_t port) {
	struct xen_port *guest = guest_port(domain, port);
	if (guest->peer != NULL) {
		deliver(guest->peer);
	}
}

unsigned int xen_port_take(struct xen_domain *domain, uint32_t port) {
	struct xen_port *guest = guest_port(domain, port);
	unsigned int received = guest->received;
	guest->received = 0;
	return received;
}

/* The library */

xenevtchn_handle *xenevtchn_open(struct xentoollog_logger *logger, unsigned int flags) {
	if (!xen_allows(XEN_CHANNELS)) {
		return NULL;
	}
	xenevtchn_handle *handle = calloc(1, sizeof(*handle));
	handle->fd = eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC);
	handle->domid = -1;
	wl_list_init(&handle->ends);
	wl_list_insert(&handles, &handle->link);
	return handle;
}

int xenevtchn_close(xenevtchn_handle *handle) {
	assert_true(wl_list_empty(&handle->ends));
	close(handle->fd);
	wl_list_remove(&handle->link);
	free(handle);
	return 0;
}

int xenevtchn_restrict(xenevtchn_handle *handle, domid_t domid) {
	assert_int_equal(handle->domid, -1);
	handle->domid = domid;
	return 0;
}

int xenevtchn_fd(xenevtchn_handle *handle) {
	return handle->fd;
}

xenevtchn_port_or_error_t xenevtchn_bind_interdomain(
	xenevtchn_handle *handle, uint32_t domid, evtchn_port_t remote) {
	assert_int_equal(handle->domid, domid);
	struct xen_domain *domain = xen_find_domain(domid);
	if (domain == NULL || remote >= XEN_DOUBLE_PORTS ||
		domain->ports[remote].state != PORT_UNBOUND) {
		errno = domain == NULL ? ESRCH : EINVAL;
		return -1;
	}
	last_port++;
	struct channel_end *end = calloc(1, sizeof(*end));
	*end = (struct channel_end){
		.handle = handle, .domain = domain, .port = last_port, .remote = remote};
	wl_list_insert(&handle->ends, &end->link);
	domain->ports[remote].state = PORT_INTERDOMAIN;
	domain->ports[remote].peer = end;
	deliver(end); /* for what may have been sent before */
	return (xenevtchn_port_or_error_t)end->port;
}

int xenevtchn_unbind(xenevtchn_handle *handle, evtchn_port_t port) {
	free_end(find_end(handle, port));
	return 0;
}

int xenevtchn_notify(xenevtchn_handle *handle, evtchn_port_t port) {
	struct channel_end *end = find_end(handle, port);
	if (end->domain != NULL) {
		guest_port(end->domain, end->remote)->received++;
	}
	return 0;
}

xenevtchn_port_or_error_t xenevtchn_pending(xenevtchn_handle *handle) {
	assert_true((fcntl(handle->fd, F_GETFL) & O_NONBLOCK) != 0); /* else this would wait */
	if (handle->error != 0) {
		errno = handle->error;
		return -1;
	}
	struct channel_end *end;
	wl_list_for_each (end, &handle->ends, link) {
		if (end->queued) {
			eventfd_t count;
			assert_int_equal(eventfd_read(handle->fd, &count), 0);
			end->queued = false;
			return (xenevtchn_port_or_error_t)end->port;
		}
	}
	errno = EAGAIN;
	return -1;
}

int xenevtchn_unmask(xenevtchn_handle *handle, evtchn_port_t port) {
	struct channel_end *end = find_end(handle, port);
	assert_true(end->masked && !end->queued);
	end->masked = false;
	if (end->pending) {
		end->pending = false;
		deliver(end);
	}
	return 0;
}
