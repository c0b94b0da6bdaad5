#ifndef DOMICILE_XEN_CHANNEL_H
#define DOMICILE_XEN_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

struct stats;

/*
 * Event channels. A delivered channel stays masked until it is unmasked, and what the guest sends
 * meanwhile becomes one delivery: when to unmask is the limit of how often a guest can wake us.
 */

/* One handle for all channels to one domain, restricted to it, on the event loop. */
struct channels;

/* A channel to a guest. Unbound when zero. */
struct channel {
	struct channels *channels;
	struct wl_list link; /* channels.list */
	uint32_t port;       /* ours */
	bool masked;         /* delivered, not yet unmasked */
	const struct channel_impl *impl;
};

/* Both are called from the event loop. */
struct channel_impl {
	void (*handle)(struct channel *channel);
	/*
	 * Nothing is delivered any more, to no channel of that handle: the kernel has failed, for
	 * which error is the reason. Unbinds the channel.
	 */
	void (*failed)(struct channel *channel, int error);
};

/* NULL with errno set. */
struct channels *channels_open(struct wl_event_loop *loop, uint16_t domid, struct stats *stats);
void channels_close(struct channels *channels); /* accepts NULL; no channel may be left */

/*
 * Binds to a port that the guest has left unbound for us. One delivery follows at once, since
 * the guest may have sent before. False with errno set.
 */
bool channel_bind(struct channel *channel, struct channels *channels, uint32_t remote_port,
	const struct channel_impl *impl);
void channel_unbind(struct channel *channel); /* accepts one that is unbound */

void channel_notify(struct channel *channel);
/* Does nothing unless masked. */
void channel_unmask(struct channel *channel);

#endif
