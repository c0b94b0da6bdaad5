#define _DEFAULT_SOURCE /* explicit_bzero */
#include "xen/vchan.h"

#include <errno.h>
#include <fcntl.h>
#include <libxenvchan.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "rate_limit.h"
#include "stats.h"
#include "xen/stall.h"

/* How often a guest is listened to: so many times at once, then once in each interval. */
#define TURN_BURST 64
#define TURN_INTERVAL_MS 2

/*
 * What is taken out of the ring at a time. Less would be dear: a guest that waits for room is notified each
 * time that there is some.
 */
#define READ_AHEAD 4096

struct vchan {
	struct libxenvchan *ctrl;
	const struct vchan_listener *listener;
	void *data;
	struct stats *stats;
	struct rate_limit turns;
	struct wl_event_source *source, *timer;
	bool listening; /* to source */

	uint8_t ahead
		[READ_AHEAD]; /* taken, but not yet read: ahead_size bytes from ahead_start on */
	size_t ahead_start, ahead_size;

	uint8_t *queue; /* what the ring had no room for: size bytes from start on */
	size_t start, size, capacity;
	bool overflowed;

	uint32_t written; /* bytes into the ring, ever */
	struct stall stall;
};

static struct vchan *from_stall(struct stall *stall) {
	struct vchan *vchan = wl_container_of(stall, vchan, stall);
	return vchan;
}

static uint32_t stall_written(struct stall *stall) {
	return from_stall(stall)->written;
}

static uint32_t stall_unread(struct stall *stall) {
	struct libxenvchan *ctrl = from_stall(stall)->ctrl;
	uint32_t size = (uint32_t)1 << ctrl->write.order;
	int space = libxenvchan_buffer_space(ctrl);
	return space > 0 && (uint32_t)space < size ? size - (uint32_t)space : space > 0 ? 0 : size;
}

static void stall_changed(struct stall *stall, bool stalled) {
	struct vchan *vchan = from_stall(stall);
	vchan->listener->stalled(vchan->data, stalled);
}

/* The guest is only made to say that it has read where the ring is full. */
static const struct stall_impl stall_impl = {
	.written = stall_written,
	.unread = stall_unread,
	.changed = stall_changed,
};

/* To the ring: how much of it there was room for. */
static size_t write_to_ring(struct vchan *vchan, const void *data, size_t size) {
	int count = libxenvchan_write(vchan->ctrl, data, size);
	if (count <= 0) {
		return 0;
	}
	vchan->written += (uint32_t)count;
	stall_wrote(&vchan->stall);
	return (size_t)count;
}

static void free_queue(struct vchan *vchan) {
	if (vchan->queue != NULL) {
		explicit_bzero(vchan->queue, vchan->capacity);
		free(vchan->queue);
	}
	vchan->queue = NULL;
	vchan->start = vchan->capacity = 0;
}

/* True if the queue is empty then. */
static bool flush(struct vchan *vchan) {
	while (vchan->size > 0) {
		size_t written = write_to_ring(vchan, vchan->queue + vchan->start, vchan->size);
		if (written == 0) {
			return false;
		}
		vchan->start += written;
		vchan->size -= written;
	}
	free_queue(vchan);
	return true;
}

/* While the descriptor is left unread, the channel is masked: the guest can't wake us. */
static void set_listening(struct vchan *vchan, bool listening) {
	if (vchan->listening != listening) {
		vchan->listening = listening;
		wl_event_source_fd_update(vchan->source, listening ? WL_EVENT_READABLE : 0);
	}
}

static void pause_for(struct vchan *vchan, int ms) {
	if (!vchan->overflowed) {
		set_listening(vchan, false);
		wl_event_source_timer_update(vchan->timer, ms);
	}
}

void vchan_resume(struct vchan *vchan) {
	if (!vchan->overflowed) {
		set_listening(vchan, true);
		wl_event_source_timer_update(vchan->timer, 0);
	}
}

void vchan_turn(struct vchan *vchan) {
	int delay = rate_limit_take(&vchan->turns, TURN_BURST, TURN_INTERVAL_MS);
	if (delay == 0) {
		flush(vchan);
		stall_check(&vchan->stall);
		delay = vchan->listener->readable(vchan->data);
	}
	if (delay > 0) {
		pause_for(vchan, delay);
	} else if (delay == VCHAN_ALL_READ) {
		vchan_resume(vchan);
	}
}

static int handle_event(int fd, uint32_t mask, void *data) {
	struct vchan *vchan = data;
	vchan->stats->guest_wakeups++;
	libxenvchan_wait(vchan->ctrl);
	vchan_turn(vchan);
	return 0;
}

static int handle_timer(void *data) {
	struct vchan *vchan = data;
	if (vchan->overflowed) {
		vchan->listener->overflow(vchan->data);
	} else {
		vchan_turn(vchan);
	}
	return 0;
}

struct vchan *vchan_connect(struct wl_event_loop *loop, struct stats *stats, uint16_t domid,
	const char *path, const struct vchan_listener *listener, void *data) {
	struct vchan *vchan = calloc(1, sizeof(*vchan));
	if (vchan == NULL) {
		return NULL;
	}
	*vchan = (struct vchan){.listener = listener, .data = data, .stats = stats};
	vchan->ctrl = libxenvchan_client_init(NULL, domid, path);
	if (vchan->ctrl == NULL) {
		goto error;
	}
	vchan->ctrl->blocking = 0;
	int fd = libxenvchan_fd_for_select(vchan->ctrl);
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
		goto error;
	}
	vchan->source = wl_event_loop_add_fd(loop, fd, 0, handle_event, vchan);
	vchan->timer = wl_event_loop_add_timer(loop, handle_timer, vchan);
	if (vchan->source == NULL || vchan->timer == NULL ||
		!stall_init(&vchan->stall, &stall_impl, loop)) {
		errno = ENOMEM;
		goto error;
	}
	pause_for(vchan, 1);
	return vchan;

error:;
	int error = errno;
	vchan_destroy(vchan);
	errno = error;
	return NULL;
}

void vchan_destroy(struct vchan *vchan) {
	if (vchan == NULL) {
		return;
	}
	if (vchan->source != NULL) {
		wl_event_source_remove(vchan->source);
	}
	if (vchan->timer != NULL) {
		wl_event_source_remove(vchan->timer);
	}
	stall_finish(&vchan->stall);
	if (vchan->ctrl != NULL) {
		libxenvchan_close(vchan->ctrl);
	}
	free_queue(vchan);
	explicit_bzero(vchan->ahead, sizeof(vchan->ahead));
	free(vchan);
}

ssize_t vchan_read(struct vchan *vchan, void *data, size_t size) {
	if (vchan->ahead_size == 0) {
		if (size >= READ_AHEAD) {
			return libxenvchan_read(vchan->ctrl, data, size);
		}
		int more = libxenvchan_read(vchan->ctrl, vchan->ahead, READ_AHEAD);
		if (more <= 0) {
			return more;
		}
		vchan->ahead_start = 0;
		vchan->ahead_size = (size_t)more;
	}
	size = size < vchan->ahead_size ? size : vchan->ahead_size;
	memcpy(data, vchan->ahead + vchan->ahead_start, size);
	explicit_bzero(vchan->ahead + vchan->ahead_start, size);
	vchan->ahead_start += size;
	vchan->ahead_size -= size;
	return (ssize_t)size;
}

/* Room for size more bytes at the end. */
static bool make_room(struct vchan *vchan, size_t size) {
	if (size > VCHAN_MAX_QUEUE - vchan->size) {
		return false;
	}
	if (vchan->start + vchan->size + size <= vchan->capacity) {
		return true;
	}
	size_t capacity = 2 * (vchan->size + size);
	uint8_t *queue = malloc(capacity);
	if (queue == NULL) {
		return false;
	}
	if (vchan->size > 0) {
		memcpy(queue, vchan->queue + vchan->start, vchan->size);
	}
	free_queue(vchan);
	vchan->queue = queue;
	vchan->capacity = capacity;
	return true;
}

void vchan_write(struct vchan *vchan, const void *data, size_t size) {
	if (vchan->overflowed) {
		return;
	}
	size_t written = 0;
	if (flush(vchan)) {
		written = write_to_ring(vchan, data, size);
	}
	size_t left = size - written;
	if (left == 0) {
		return;
	}
	if (!make_room(vchan, left)) {
		vchan->overflowed = true;
		wl_event_source_timer_update(vchan->timer, 1);
		return;
	}
	memcpy(vchan->queue + vchan->start + vchan->size, (const uint8_t *)data + written, left);
	vchan->size += left;
}

size_t vchan_queued(const struct vchan *vchan) {
	return vchan->size;
}
