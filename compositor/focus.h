#ifndef DOMICILE_FOCUS_H
#define DOMICILE_FOCUS_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "guest.h"

struct seat;
struct view;

/*
 * The one focus of the seat: nothing, a program's window, or a guest's display. The keyboard goes
 * there and nowhere else, and so does the pointer where guests are concerned: a guest without
 * the focus doesn't learn where the pointer is.
 *
 * Whenever a guest loses it, every key and button that it holds is released in it. When the view that
 * has it goes, the next one gets it if it was a program's; a guest that goes leaves it to nobody, so
 * that none can push what the user types on to another. When that guest has rebooted, it has it again.
 */
struct focus {
	struct seat *seat;
	struct view *view; /* NULL: nothing */
	bool suspended;    /* view looks focused but gets no input: the switcher has the keys */

	/* The guest that had it has gone: until the user gives it away again, none but that one gets it. */
	bool orphaned;
	uint8_t orphan[GUEST_UUID_SIZE];

	struct wl_listener view_unmap;
};

void focus_init(struct focus *focus, struct seat *seat);
void focus_finish(struct focus *focus);

/* Gives the focus to a view and brings it to the front. NULL: to nothing. */
void focus_set(struct focus *focus, struct view *view);

/* Whether a window that comes up by itself may take it: if nobody has it, and it isn't kept. */
bool focus_is_free_for(const struct focus *focus, struct view *view);

/* Gives it to the most recently used other view that is shown, if there is one. */
void focus_next(struct focus *focus);

/* Between these two, the focus moves as ever but nobody gets input. */
void focus_suspend(struct focus *focus);
void focus_resume(struct focus *focus);

#endif
