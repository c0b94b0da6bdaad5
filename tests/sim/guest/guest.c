#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct guest_watch *find_watch(struct guest *guest, const char *token) {
	struct guest_watch *watch;
	wl_list_for_each (watch, &guest->watches, link) {
		if (strcmp(watch->token, token) == 0) {
			return watch;
		}
	}
	return NULL;
}

static int handle_store(int fd, uint32_t mask, void *data) {
	struct guest *guest = data;
	char **event;
	while ((event = xs_check_watch(guest->store)) != NULL) {
		struct guest_watch *watch = find_watch(guest, event[XS_WATCH_TOKEN]);
		free(event);
		if (watch != NULL) {
			watch->handle(watch);
		}
	}
	if (errno != EAGAIN) {
		guest->running = false;
	}
	return 0;
}

static struct guest_port *find_port(struct guest *guest, uint32_t number) {
	struct guest_port *port;
	wl_list_for_each (port, &guest->ports, link) {
		if (port->number == number) {
			return port;
		}
	}
	return NULL;
}

static int handle_channels(int fd, uint32_t mask, void *data) {
	struct guest *guest = data;
	int number;
	while ((number = xenevtchn_pending(guest->channels)) >= 0) {
		xenevtchn_unmask(guest->channels, (evtchn_port_t)number);
		struct guest_port *port = find_port(guest, (uint32_t)number);
		if (port != NULL) {
			port->handle(port);
		}
	}
	if (errno != EAGAIN) {
		guest->running = false;
	}
	return 0;
}

bool guest_init(struct guest *guest) {
	*guest = (struct guest){.loop = wl_event_loop_create()};
	wl_list_init(&guest->watches);
	wl_list_init(&guest->ports);
	if (guest->loop == NULL || !guest_memory_open(&guest->memory)) {
		return false;
	}
	guest->store = xs_open(0);
	guest->channels = xenevtchn_open(NULL, 0);
	if (guest->store == NULL || guest->channels == NULL) {
		return false;
	}
	fcntl(xenevtchn_fd(guest->channels), F_SETFL, O_NONBLOCK);
	guest->store_source = wl_event_loop_add_fd(
		guest->loop, xs_fileno(guest->store), WL_EVENT_READABLE, handle_store, guest);
	guest->channels_source = wl_event_loop_add_fd(guest->loop, xenevtchn_fd(guest->channels),
		WL_EVENT_READABLE, handle_channels, guest);
	guest->running = true;
	return true;
}

void guest_finish(struct guest *guest) {
	wl_event_source_remove(guest->store_source);
	wl_event_source_remove(guest->channels_source);
	xenevtchn_close(guest->channels);
	xs_close(guest->store);
	guest_memory_close(&guest->memory);
	wl_event_loop_destroy(guest->loop);
}

void guest_run(struct guest *guest) {
	while (guest->running) {
		if (wl_event_loop_dispatch(guest->loop, -1) < 0 && errno != EINTR) {
			return;
		}
	}
}

void guest_stop(struct guest *guest) {
	guest->running = false;
}

bool guest_watch_init(struct guest_watch *watch, struct guest *guest, const char *path,
	void (*handle)(struct guest_watch *watch)) {
	*watch = (struct guest_watch){.guest = guest, .handle = handle};
	guest->last_token++;
	snprintf(watch->path, sizeof(watch->path), "%s", path);
	snprintf(watch->token, sizeof(watch->token), "%" PRIu32, guest->last_token);
	wl_list_insert(&guest->watches, &watch->link);
	if (!xs_watch(guest->store, watch->path, watch->token)) {
		wl_list_remove(&watch->link);
		*watch = (struct guest_watch){0};
		return false;
	}
	return true;
}

void guest_watch_finish(struct guest_watch *watch) {
	if (watch->guest == NULL) {
		return;
	}
	xs_unwatch(watch->guest->store, watch->path, watch->token);
	wl_list_remove(&watch->link);
	*watch = (struct guest_watch){0};
}

bool guest_port_init(
	struct guest_port *port, struct guest *guest, void (*handle)(struct guest_port *port)) {
	int number = xenevtchn_bind_unbound_port(guest->channels, 0);
	if (number < 0) {
		return false;
	}
	*port = (struct guest_port){
		.guest = guest,
		.number = (uint32_t)number,
		.handle = handle,
	};
	wl_list_insert(&guest->ports, &port->link);
	return true;
}

void guest_port_finish(struct guest_port *port) {
	if (port->guest == NULL) {
		return;
	}
	xenevtchn_unbind(port->guest->channels, port->number);
	wl_list_remove(&port->link);
	*port = (struct guest_port){0};
}

void guest_port_notify(struct guest_port *port) {
	xenevtchn_notify(port->guest->channels, port->number);
}

static void join(char path[static 160], const char *dir, const char *node) {
	snprintf(path, 160, "%s/%s", dir, node);
}

int64_t guest_read_number(
	struct guest *guest, xs_transaction_t transaction, const char *dir, const char *node) {
	char path[160];
	join(path, dir, node);
	char *value = xs_read(guest->store, transaction, path, NULL);
	int64_t number = value != NULL ? strtoll(value, NULL, 10) : -1;
	free(value);
	return number;
}

bool guest_write(struct guest *guest, xs_transaction_t transaction, const char *dir,
	const char *node, const char *value) {
	char path[160];
	join(path, dir, node);
	return xs_write(guest->store, transaction, path, value, (unsigned int)strlen(value));
}

bool guest_write_number(struct guest *guest, xs_transaction_t transaction, const char *dir,
	const char *node, uint64_t number) {
	char value[24];
	snprintf(value, sizeof(value), "%" PRIu64, number);
	return guest_write(guest, transaction, dir, node, value);
}
