#ifndef DOMICILE_SEAMLESS_CONFIGURE_H
#define DOMICILE_SEAMLESS_CONFIGURE_H

#include <stdbool.h>

#include "guest_agent.h"

/*
 * Where a window is, as guest and desktop settle it: both may change it, messages cross, and in the end
 * both must believe the same. One message of ours is on its way at most; the guest answers it with
 * where the window is then. What the desktop has decided since is told with the next one. If both
 * change it at a time, the desktop wins.
 */
struct configure {
	struct guest_box wanted; /* by the desktop, while one is on its way */
	bool on_its_way;
	int repeats; /* of the same place, to a guest that answers with others */
};

/* A guest that won't have what the desktop wants, such as a size, has its way after so many. */
#define CONFIGURE_MAX_REPEATS 5

/* guest: where the guest believes the window to be. True: wanted is to be sent. */
bool configure_want(
	struct configure *configure, const struct guest_box *guest, const struct guest_box *wanted);

/* The guest has said where the window is. True: wanted is to be sent, again. */
bool configure_answer(struct configure *configure, const struct guest_box *guest);

bool guest_box_equal(const struct guest_box *a, const struct guest_box *b);

#endif
