#include "frontend.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t frontend_read_backend(struct frontend *frontend, const char *node) {
	return guest_read_number(frontend->guest, XBT_NULL, frontend->backend, node);
}

static int64_t own_state(struct frontend *frontend) {
	return guest_read_number(frontend->guest, XBT_NULL, frontend->dir, "state");
}

void frontend_set_state(struct frontend *frontend, enum frontend_state state) {
	if (own_state(frontend) != state) {
		guest_write_number(frontend->guest, XBT_NULL, frontend->dir, "state", state);
	}
}

static void reset_step(struct frontend *frontend, int64_t backend);

static void handle_backend(struct guest_watch *watch) {
	struct frontend *frontend = wl_container_of(watch, frontend, backend_watch);
	int64_t backend = frontend_read_backend(frontend, "state");
	if (frontend->resetting) {
		reset_step(frontend, backend);
		return;
	}
	switch (backend) {
	case FRONTEND_INIT_WAIT:
		frontend_set_state(frontend, FRONTEND_CONNECTED);
		break;
	case FRONTEND_CONNECTED:
		frontend_set_state(frontend, FRONTEND_CONNECTED);
		frontend->is_connected = true;
		frontend->impl->connected(frontend);
		break;
	case FRONTEND_CLOSING:
	case FRONTEND_CLOSED:
		frontend->is_connected = false;
		frontend_set_state(frontend, FRONTEND_CLOSED);
		break;
	default:
		break;
	}
}

static void handle_port(struct guest_port *port) {
	struct frontend *frontend = wl_container_of(port, frontend, port);
	frontend->impl->event(frontend);
}

/* One transaction: the backend finds either all of it or nothing. */
static bool publish(struct frontend *frontend) {
	struct guest *guest = frontend->guest;
	for (;;) {
		xs_transaction_t transaction = xs_transaction_start(guest->store);
		bool ok = guest_write_number(guest, transaction, frontend->dir, "page-ref",
				  guest_gfn(&guest->memory, frontend->page)) &&
		          guest_write_number(guest, transaction, frontend->dir, "event-channel",
				  frontend->port.number) &&
		          frontend->impl->publish(frontend, transaction);
		if (xs_transaction_end(guest->store, transaction, !ok)) {
			return ok;
		}
		if (!ok || errno != EAGAIN) {
			return false;
		}
	}
}

static void remove_device(struct frontend *frontend) {
	if (!frontend->probed) {
		return;
	}
	frontend->probed = false;
	frontend->is_connected = false;
	guest_watch_finish(&frontend->backend_watch);
	guest_port_finish(&frontend->port);
	frontend->impl->remove(frontend);
}

static bool read_backend_path(struct frontend *frontend) {
	char path[64];
	snprintf(path, sizeof(path), "%s/backend", frontend->dir);
	char *backend = xs_read(frontend->guest->store, XBT_NULL, path, NULL);
	if (backend == NULL) {
		return false;
	}
	snprintf(frontend->backend, sizeof(frontend->backend), "%s", backend);
	free(backend);
	return true;
}

static void probe(struct frontend *frontend) {
	if (!read_backend_path(frontend) || !frontend->impl->probe(frontend)) {
		fprintf(stderr, "%s: can't be used\n", frontend->dir);
		return;
	}
	frontend->probed = true;
	char path[128];
	snprintf(path, sizeof(path), "%s/state", frontend->backend);
	if (!guest_port_init(&frontend->port, frontend->guest, handle_port) || !publish(frontend)) {
		fprintf(stderr, "%s: can't be published: %s\n", frontend->dir, strerror(errno));
		remove_device(frontend);
		return;
	}
	frontend_set_state(frontend, FRONTEND_INITIALISED);
	guest_watch_init(&frontend->backend_watch, frontend->guest, path, handle_backend);
}

static void handle_device(struct guest_watch *watch) {
	struct frontend *frontend = wl_container_of(watch, frontend, device_watch);
	int64_t state = own_state(frontend);
	if (frontend->probed && state < 0) {
		remove_device(frontend);
	} else if (!frontend->probed && state == FRONTEND_INITIALISING) {
		probe(frontend);
	}
}

/* As xenbus_reset_frontend() of Linux: each state is answered by the backend before the next. */
static void reset_step(struct frontend *frontend, int64_t backend) {
	int64_t own = own_state(frontend);
	if (own == FRONTEND_CLOSING && backend >= FRONTEND_CLOSING) {
		frontend_set_state(frontend, FRONTEND_CLOSED);
	} else if (own == FRONTEND_CLOSED && backend == FRONTEND_CLOSED) {
		frontend_set_state(frontend, FRONTEND_INITIALISING);
	} else if (own == FRONTEND_INITIALISING && backend == FRONTEND_INIT_WAIT) {
		frontend->resetting = false;
		remove_device(frontend);
		probe(frontend);
	}
}

void frontend_reset(struct frontend *frontend) {
	if (frontend->probed) {
		frontend->resetting = true;
		frontend_set_state(frontend, FRONTEND_CLOSING);
	}
}

bool frontend_resume(struct frontend *frontend) {
	if (!frontend->probed) {
		return false;
	}
	frontend->is_connected = false;
	guest_port_finish(&frontend->port);
	if (!guest_port_init(&frontend->port, frontend->guest, handle_port) || !publish(frontend)) {
		return false;
	}
	frontend_set_state(frontend, FRONTEND_INITIALISED);
	return true;
}

bool frontend_init(struct frontend *frontend, struct guest *guest, const char *kind, int id,
	const struct frontend_impl *impl) {
	frontend->guest = guest;
	frontend->impl = impl;
	snprintf(frontend->dir, sizeof(frontend->dir), "device/%s/%d", kind, id);
	char path[64];
	snprintf(path, sizeof(path), "%s/state", frontend->dir);
	return guest_watch_init(&frontend->device_watch, guest, path, handle_device);
}

void frontend_finish(struct frontend *frontend) {
	guest_watch_finish(&frontend->device_watch);
	if (frontend->probed) {
		frontend_set_state(frontend, FRONTEND_CLOSING);
	}
	remove_device(frontend);
}
