#include "wire.h"

#include <libxenvchan.h>
#include <poll.h>
#include <string.h>
#include <xenstore.h>

#define RING 65536

bool wire_offer(struct wire *wire) {
	wire->have = 0;
	wire->negotiated = 0;
	wire->greeted = false;
	wire->vchan = libxenvchan_server_init(NULL, 0, WIRE_PATH, RING, RING);
	if (wire->vchan != NULL) {
		wire->vchan->blocking = 0;
	}
	return wire->vchan != NULL;
}

void wire_close(struct wire *wire) {
	if (wire->vchan != NULL) {
		libxenvchan_close(wire->vchan);
		wire->vchan = NULL;
	}
}

int wire_fd(const struct wire *wire) {
	return libxenvchan_fd_for_select(wire->vchan);
}

void wire_take_event(struct wire *wire) {
	struct pollfd fd = {.fd = wire_fd(wire), .events = POLLIN};
	if (poll(&fd, 1, 0) > 0) {
		libxenvchan_wait(wire->vchan);
	}
}

void wire_write(struct wire *wire, const void *data, size_t size) {
	const uint8_t *at = data;
	while (size > 0 && libxenvchan_is_open(wire->vchan) == 1) {
		int written = libxenvchan_write(wire->vchan, at, size);
		if (written < 0) {
			return;
		}
		at += written;
		size -= (size_t)written;
		if (size > 0) {
			libxenvchan_wait(wire->vchan);
		}
	}
}

void wire_send(struct wire *wire, uint32_t type, uint32_t window, const void *body, size_t size) {
	struct qubes_gui_header header = {.type = type, .window = window, .length = (uint32_t)size};
	wire_write(wire, &header, sizeof(header));
	wire_write(wire, body, size);
}

/* True if so many bytes of wire.in are there. */
static bool have(struct wire *wire, size_t size) {
	while (wire->have < size) {
		int more = libxenvchan_read(
			wire->vchan, (uint8_t *)&wire->in + wire->have, size - wire->have);
		if (more <= 0) {
			return false;
		}
		wire->have += (size_t)more;
	}
	return true;
}

/* As stock agents do it, so that nobody finds what has been connected to already. */
static void withdraw(void) {
	struct xs_handle *store = xs_open(0);
	xs_rm(store, XBT_NULL, WIRE_PATH);
	xs_close(store);
}

static bool shake_hands(struct wire *wire) {
	if (!wire->greeted) {
		withdraw();
		wire_write(wire, &wire->version, sizeof(wire->version));
		wire->greeted = true;
	}
	bool answered = (wire->version & 0xffff) >= QUBES_GUI_SINCE_ANSWER;
	size_t answer = answered ? sizeof(uint32_t) : 0;
	struct qubes_gui_desktop desktop;
	if (!have(wire, answer + sizeof(desktop))) {
		return false;
	}
	wire->negotiated = wire->version;
	memcpy(&wire->negotiated, &wire->in, answer);
	memcpy(&desktop, (uint8_t *)&wire->in + answer, sizeof(desktop));
	memcpy(wire->in.body, &desktop, sizeof(desktop));
	wire->have = 0;
	return true;
}

enum wire_event wire_next(struct wire *wire) {
	int open = libxenvchan_is_open(wire->vchan);
	if (open == 2 || (open == 1 && wire->deaf)) {
		return WIRE_NOTHING;
	}
	bool new = open == 1 && wire->negotiated == 0;
	if (new && shake_hands(wire)) {
		return WIRE_CONNECTED;
	}
	if (!new && have(wire, sizeof(wire->in.header)) &&
		wire->in.header.length <= sizeof(wire->in.body) &&
		have(wire, sizeof(wire->in.header) + wire->in.header.length)) {
		wire->have = 0;
		return WIRE_MESSAGE;
	}
	if (libxenvchan_is_open(wire->vchan) == 0) {
		wire_close(wire);
		wire_offer(wire);
		return WIRE_DISCONNECTED;
	}
	return WIRE_NOTHING;
}
