#ifndef DOMICILE_TRANSFER_H
#define DOMICILE_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <wayland-server-core.h>

#include "selection.h"

struct guest;
struct guest_agent;
struct server;

/*
 * Text from one domain to another, dom0 among them, in two steps of the user's: with one key out of the
 * domain that has the focus, with another one into that which has it then. No domain can read another's
 * clipboard, or give it anything, by itself. What has been taken out can be given once.
 */
struct transfer {
	struct server *server;

	char *text; /* NULL: nothing has been taken out */
	size_t size;
	struct guest *source; /* of the text; NULL: dom0 */

	struct guest_agent *asked; /* whose answer is awaited; NULL: nobody's, or dom0's */
	struct selection_read read;

	struct wl_listener answer;
	struct wl_listener asked_destroy;
	struct wl_listener source_destroy; /* its text goes with it */
};

/* Bytes of text at most. */
#define TRANSFER_LIMIT 256000

void transfer_init(struct transfer *transfer, struct server *server);
void transfer_finish(struct transfer *transfer);

/* The user's keys. */
void transfer_take(struct transfer *transfer);
void transfer_give(struct transfer *transfer);

#endif
