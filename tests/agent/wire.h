#ifndef AGENT_WIRE_H
#define AGENT_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qubes_gui.h"

/*
 * The agent's end of the stream: a vchan that the desktop connects to, its handshake, and whole
 * messages. Offered again as soon as the desktop has left.
 */
struct wire {
	struct libxenvchan *vchan;
	uint32_t version;    /* that we speak */
	uint32_t negotiated; /* 0: not yet connected */
	bool deaf;           /* reads nothing */
	bool greeted;        /* we have said our version */

	struct {
		struct qubes_gui_header header;
		uint8_t body[300000];
	} in;
	size_t have;
};

/* Below the domain's home in xenstore: what each stock agent has. */
#define WIRE_PATH "data/vchan/0/6000"

bool wire_offer(struct wire *wire);
/* Leaves, so that the desktop notices. */
void wire_close(struct wire *wire);
int wire_fd(const struct wire *wire);
/*
 * To be called when the descriptor is readable. Doesn't wait if it is no more: whatever was written
 * since may have waited for room, and so taken the event.
 */
void wire_take_event(struct wire *wire);
/* To be called until there is nothing more, each time before waiting. */
enum wire_event {
	WIRE_NOTHING,
	WIRE_CONNECTED,    /* the handshake is done; in.body is a struct qubes_gui_desktop */
	WIRE_MESSAGE,      /* wire.in */
	WIRE_DISCONNECTED, /* it has been offered again */
} wire_next(struct wire *wire);

/* Any bytes. Waits until they are written. */
void wire_write(struct wire *wire, const void *data, size_t size);
void wire_send(struct wire *wire, uint32_t type, uint32_t window, const void *body, size_t size);

#endif
