#ifndef DOMICILE_SELECTION_H
#define DOMICILE_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <wayland-server-core.h>

struct server;

/*
 * The clipboard of dom0's programs, as text. They are other processes, which may be slow, or never
 * answer: nothing here waits for them.
 */

/* A text on its way from the program that owns it. */
struct selection_read {
	struct wl_event_source *source; /* NULL: none is on its way */
	int fd;
	char *text;
	size_t size, limit;
	void (*done)(void *data, const char *text, size_t size); /* text NULL: there is none */
	void *data;
};

/*
 * Asks for it. done is called once, later on or at once, unless it is cancelled before. What is longer
 * than limit bytes counts as none.
 */
void selection_read_begin(struct selection_read *read, struct server *server, size_t limit,
	void (*done)(void *data, const char *text, size_t size), void *data);
void selection_read_cancel(struct selection_read *read);

/* Offers a text, which is copied, to dom0's programs. */
void selection_offer(struct server *server, const char *text, size_t size);

#endif
