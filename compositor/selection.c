#define _GNU_SOURCE /* pipe2, F_SETPIPE_SZ, explicit_bzero */
#include "selection.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_seat.h>

#include "alloc.h"
#include "log.h"
#include "seat.h"
#include "server.h"

/* The best first. */
static const char *const text_types[] = {
	"text/plain;charset=utf-8",
	"UTF8_STRING",
	"text/plain",
};
static const size_t text_type_count = sizeof(text_types) / sizeof(text_types[0]);

/* Nothing of what a user has copied stays in memory that is given back. */
static void wipe(char *text, size_t size) {
	if (text != NULL) {
		explicit_bzero(text, size);
		free(text);
	}
}

static const char *text_type(const struct wlr_data_source *source) {
	for (size_t i = 0; i < text_type_count; i++) {
		char **type;
		wl_array_for_each (type, &source->mime_types) {
			if (strcmp(*type, text_types[i]) == 0) {
				return text_types[i];
			}
		}
	}
	return NULL;
}

void selection_read_cancel(struct selection_read *read) {
	if (read->source != NULL) {
		wl_event_source_remove(read->source);
		read->source = NULL;
		close(read->fd);
	}
	wipe(read->text, read->size);
	read->text = NULL;
}

static void end_read(struct selection_read *reading, bool good) {
	char *text = good ? reading->text : NULL;
	size_t size = good ? reading->size : 0;
	reading->text = good ? NULL : reading->text;
	selection_read_cancel(reading);
	reading->done(reading->data, text, size);
	wipe(text, size);
}

static int handle_readable(int fd, uint32_t mask, void *data) {
	struct selection_read *reading = data;
	/* One byte beyond the limit shows that there is more. */
	ssize_t count = read(fd, reading->text + reading->size, reading->limit + 1 - reading->size);
	if (count > 0) {
		reading->size += (size_t)count;
	}
	if (reading->size > reading->limit) {
		end_read(reading, false);
	} else if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
		end_read(reading, count == 0);
	}
	return 0;
}

void selection_read_begin(struct selection_read *read, struct server *server, size_t limit,
	void (*done)(void *data, const char *text, size_t size), void *data) {
	selection_read_cancel(read);
	*read = (struct selection_read){.limit = limit, .done = done, .data = data};
	struct wlr_data_source *source = server->seat->wlr_seat->selection_source;
	const char *type = source != NULL ? text_type(source) : NULL;
	int fds[2];
	if (type == NULL || pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0) {
		done(data, NULL, 0);
		return;
	}
	read->fd = fds[0];
	read->text = must(malloc(limit + 1));
	read->source = must(wl_event_loop_add_fd(
		server->loop, fds[0], WL_EVENT_READABLE, handle_readable, read));
	/* Programs expect to be able to write without more ado. */
	fcntl(fds[1], F_SETFL, 0);
	wlr_data_source_send(source, type, fds[1]);
}

/* What we offer. */
struct offer {
	struct wlr_data_source base;
	char *text;
	size_t size;
};

/*
 * All at once or not at all: the pipe is made large enough, so that nobody has to wait for a program
 * that doesn't read.
 */
static void offer_send(struct wlr_data_source *source, const char *type, int32_t fd) {
	const struct offer *offer = wl_container_of(source, offer, base);
	fcntl(fd, F_SETPIPE_SZ, (int)offer->size);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	if (write(fd, offer->text, offer->size) != (ssize_t)offer->size) {
		log_error("clipboard: a program didn't take all of the text");
	}
	close(fd);
}

static void offer_destroy(struct wlr_data_source *source) {
	struct offer *offer = wl_container_of(source, offer, base);
	wipe(offer->text, offer->size);
	free(offer);
}

static const struct wlr_data_source_impl offer_impl = {
	.send = offer_send,
	.destroy = offer_destroy,
};

void selection_offer(struct server *server, const char *text, size_t size) {
	struct offer *offer = znew(struct offer);
	wlr_data_source_init(&offer->base, &offer_impl);
	offer->text = must(malloc(size));
	memcpy(offer->text, text, size);
	offer->size = size;
	for (size_t i = 0; i < text_type_count; i++) {
		char **type = must(wl_array_add(&offer->base.mime_types, sizeof(*type)));
		*type = must(strdup(text_types[i]));
	}
	wlr_seat_set_selection(
		server->seat->wlr_seat, &offer->base, wl_display_next_serial(server->display));
}
