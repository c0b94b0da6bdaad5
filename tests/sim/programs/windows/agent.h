#ifndef SIM_WINDOWS_AGENT_H
#define SIM_WINDOWS_AGENT_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "buffer.h"
#include "input.h"
#include "wire.h"

/*
 * The agent of a domain, of which there is one: shows programs in windows of their own on the
 * desktop of dom0, which it tells of them and which sends what the user does with them. A desktop
 * that leaves and comes again, or another one, finds them all as they were.
 *
 * It needs nothing but Xen's libraries, and so what they need: /dev/xen's gntalloc and evtchn,
 * xenstore.
 */
struct agent {
	struct wl_event_loop *loop;
	struct wire wire;
	struct wl_event_source *wire_source;
	struct buffers buffers;
	struct input input;
	struct wl_list windows; /* window.link, in the order in which they came up */
	uint32_t last_id;
	bool connected;
};

/* False with errno. */
bool agent_init(struct agent *agent);
void agent_finish(struct agent *agent); /* destroys the windows, too */

/* Until the last window is closed. False with errno, if it can't go on. */
bool agent_run(struct agent *agent);

/* The user has turned to something else. False if there are none. */
bool agent_close_popups(struct agent *agent);

#endif
