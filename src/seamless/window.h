#ifndef DOMICILE_SEAMLESS_WINDOW_H
#define DOMICILE_SEAMLESS_WINDOW_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>

#include "drawing.h"
#include "guest_agent.h"
#include "seamless/configure.h"

struct agent;
struct message;
struct pages;

/* One window of an agent: what its messages mean for it, and what the desktop does to it. */
struct window {
	struct guest_window base;
	struct agent *agent;

	struct pages
		*pages;  /* of its own pixels; NULL: it has none, but perhaps a part of others */
	uint32_t offset; /* bytes in them to the first pixel */
	struct configure configure;
	struct wl_event_source *answer_timer; /* until when it is to be answered */
	uint32_t told;                        /* flags that the guest was told last */
	uint32_t asked;                       /* flags that it has asked to change since */
	uint64_t raised; /* later ones are above in the guest, as far as we know */

	pixman_region32_t damage; /* since it was taken, in pixels of the window */
	bool whole;               /* all of it is damaged */
	bool visible, announced;
	struct drawing rhythm;
	bool drawing; /* frame after frame: the agent is heard in each */

	struct wl_list changed_link; /* agent.changed, while the desktop is to be told of changes */
	bool told_mapped;            /* what it was told last */
};

/* Announces it. NULL if there is no memory. */
struct window *window_create(
	struct agent *agent, uint32_t id, const struct guest_box *box, bool popup);
void window_destroy(struct window *window);

struct window *window_from_base(struct guest_window *base);
struct window *window_from_surface(struct guest_surface *surface);

/* False, with the reason as in message.h, if the message may not come for it. */
bool window_handle(struct window *window, const struct message *message, const char **reason);

/* Of the screen's window: to have the root's size, in which it has all other windows. */
void window_ask_for_root(struct window *window);

/* The desktop is to be told that something has changed, with what else the agent says now. */
void window_mark_changed(struct window *window);
/* Tells it at once. */
void window_tell(struct window *window);

#endif
