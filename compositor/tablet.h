#ifndef DOMICILE_TABLET_H
#define DOMICILE_TABLET_H

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

/* Of the types for tablets and their pads; others are of no concern. */
void tablets_add_device(struct tablets *tablets, struct wlr_input_device *device);

#endif
