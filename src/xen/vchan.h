#ifndef DOMICILE_XEN_VCHAN_H
#define DOMICILE_XEN_VCHAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <wayland-server-core.h>

struct stats;

/*
 * A stream of bytes to and from a program in a guest, which is the server of a vchan of libxenvchan.
 * Nothing waits for the guest: what it doesn't read waits in a queue with a limit, and what it
 * sends is looked at a limited number of times a second.
 *
 * What has been read or written may be a secret of the user's: nothing stays of it in memory of ours.
 *
 * The guest's death doesn't end it: only xenstore tells of that.
 */
struct vchan;

/* What may wait to be read by the guest. Beyond it, the stream is of no use any more. */
#define VCHAN_MAX_QUEUE 10000000

/* What readable returns. */
#define VCHAN_ALL_READ 0 /* it is called again when there is more */
#define VCHAN_GONE (-1)  /* the stream was destroyed in it */

/* Both are called from the event loop, and may destroy the stream. */
struct vchan_listener {
	/*
	 * There may be something to read, or the end. Returns one of the above, or in how many
	 * milliseconds it is to be called again: until then the guest can't wake us.
	 */
	int (*readable)(void *data);
	/* The guest reads nothing, and the queue is full. Not repeated. */
	void (*overflow)(void *data);
	/* It hasn't read for seconds what it was given, or reads again. Mustn't destroy the stream. */
	void (*stalled)(void *data, bool stalled);
};

/*
 * path: the server's folder in xenstore, absolute. NULL with errno set, also where no server is. Whatever
 * the guest has sent already makes it readable.
 */
struct vchan *vchan_connect(struct wl_event_loop *loop, struct stats *stats, uint16_t domid,
	const char *path, const struct vchan_listener *listener, void *data);
void vchan_destroy(struct vchan *vchan); /* accepts NULL */

/* Has readable called now, unless the guest has been listened to too often; it may destroy the stream. */
void vchan_turn(struct vchan *vchan);
/* Listens to the guest again, where readable is to be called only some time later. */
void vchan_resume(struct vchan *vchan);

/* As many bytes as there are, up to size; 0: none at this time; -1: the guest has ended it. */
ssize_t vchan_read(struct vchan *vchan, void *data, size_t size);

/* Each call notifies the guest, if there is room. */
void vchan_write(struct vchan *vchan, const void *data, size_t size);
/* How much waits to be read by the guest: more than its ring holds. */
size_t vchan_queued(const struct vchan *vchan);

#endif
