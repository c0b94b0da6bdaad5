#ifndef DOMICILE_TABLET_H
#define DOMICILE_TABLET_H

#include <stdbool.h>

struct press_claim;
struct seat;
struct tablets;
struct wlr_input_device;

/*
 * Drawing tablets. Over surfaces of dom0's programs that know of tablets, a tool is one, with all that it
 * can tell; everywhere else, guests and frames among that, it is the pointer: its tip is the left button.
 */
struct tablets *tablets_create(struct seat *seat);
void tablets_destroy(struct tablets *tablets); /* accepts NULL */

/* No program has a tool any more, until it moves. */
void tablets_leave(struct tablets *tablets); /* accepts NULL */

/*
 * A program asks for its window to be moved or resized. If a tool is down in it, that becomes the pointer
 * with its button down, which nobody has been told of. Returns whether it has.
 */
bool tablets_become_pointer(struct tablets *tablets, const struct press_claim *claim);

/* Of the types for tablets and their pads; others are of no concern. */
void tablets_add_device(struct tablets *tablets, struct wlr_input_device *device);

#endif
