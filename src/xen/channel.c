#include "xen/channel.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <xenevtchn.h>

#include "stats.h"

struct channels {
	xenevtchn_handle *handle;
	struct wl_event_source *source;
	struct wl_list list; /* channel.link */
	uint16_t domid;
	int error; /* why nothing is delivered any more; 0: it is */
	struct stats *stats;
};

static struct channel *find_channel(struct channels *channels, uint32_t port) {
	struct channel *channel;
	wl_list_for_each (channel, &channels->list, link) {
		if (channel->port == port) {
			return channel;
		}
	}
	return NULL;
}

static void fail(struct channels *channels, int error) {
	wl_event_source_remove(channels->source);
	channels->source = NULL;
	channels->error = error;
	while (!wl_list_empty(&channels->list)) {
		struct channel *channel = wl_container_of(channels->list.next, channel, link);
		channel->impl->failed(channel, error);
		assert(channel->channels == NULL);
	}
}

/* Each port is masked as it is read, so this ends after as many turns as there are ports. */
static int handle_readable(int fd, uint32_t mask, void *data) {
	struct channels *channels = data;

	for (;;) {
		int port = xenevtchn_pending(channels->handle);
		if (port < 0) {
			if (errno != EAGAIN && errno != EINTR) {
				fail(channels, errno);
			}
			return 0;
		}
		channels->stats->guest_wakeups++;
		struct channel *channel = find_channel(channels, (uint32_t)port);
		if (channel != NULL) {
			channel->masked = true;
			channel->impl->handle(channel);
		}
	}
}

struct channels *channels_open(struct wl_event_loop *loop, uint16_t domid, struct stats *stats) {
	struct channels *channels = calloc(1, sizeof(*channels));
	if (channels == NULL) {
		return NULL;
	}
	wl_list_init(&channels->list);
	channels->domid = domid;
	channels->stats = stats;

	channels->handle = xenevtchn_open(NULL, 0);
	if (channels->handle == NULL || xenevtchn_restrict(channels->handle, domid) < 0) {
		goto error;
	}
	int fd = xenevtchn_fd(channels->handle);
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
		goto error;
	}
	channels->source =
		wl_event_loop_add_fd(loop, fd, WL_EVENT_READABLE, handle_readable, channels);
	if (channels->source == NULL) {
		errno = ENOMEM;
		goto error;
	}
	return channels;

error:;
	int error = errno;
	channels_close(channels);
	errno = error;
	return NULL;
}

void channels_close(struct channels *channels) {
	if (channels == NULL) {
		return;
	}
	assert(wl_list_empty(&channels->list));
	if (channels->source != NULL) {
		wl_event_source_remove(channels->source);
	}
	if (channels->handle != NULL) {
		xenevtchn_close(channels->handle);
	}
	free(channels);
}

bool channel_bind(struct channel *channel, struct channels *channels, uint32_t remote_port,
	const struct channel_impl *impl) {
	assert(channel->channels == NULL);
	if (channels->error != 0) {
		errno = channels->error;
		return false;
	}
	int port = xenevtchn_bind_interdomain(channels->handle, channels->domid, remote_port);
	if (port < 0) {
		return false;
	}
	*channel = (struct channel){
		.channels = channels,
		.port = (uint32_t)port,
		.impl = impl,
	};
	wl_list_insert(&channels->list, &channel->link);
	return true;
}

void channel_unbind(struct channel *channel) {
	if (channel->channels == NULL) {
		return;
	}
	xenevtchn_unbind(channel->channels->handle, channel->port);
	wl_list_remove(&channel->link);
	*channel = (struct channel){0};
}

void channel_notify(struct channel *channel) {
	/* Fails only where the guest has closed its end, which its state will tell. */
	xenevtchn_notify(channel->channels->handle, channel->port);
}

void channel_unmask(struct channel *channel) {
	if (channel->masked) {
		channel->masked = false;
		xenevtchn_unmask(channel->channels->handle, channel->port);
	}
}
