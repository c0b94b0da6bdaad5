#ifndef DOMICILE_SEAMLESS_CONFIGURE_H
#define DOMICILE_SEAMLESS_CONFIGURE_H

#include <stdbool.h>

#include "guest_agent.h"

/*
 * Where a window is, as guest and desktop settle it: both may change it, messages cross, and in the end
 * both must believe the same. One message of ours is on its way at most; the guest answers it with
 * where the window is then. What the desktop has decided since is told with the next one. If both
 * change it at a time, the desktop wins.
 *
 * Not every agent answers: that of a stub domain, whose one window has the size of the guest's screen,
 * takes a place for granted and no size. So there is an end to waiting.
 */
struct configure {
	struct guest_box sent;   /* last */
	struct guest_box wanted; /* by the desktop, while one is on its way */
	bool on_its_way;
	int repeats;  /* of the same place, to a guest that answers with others */
	bool refused; /* the guest has said nothing to the size that it was sent, nor since then */
};

/* A guest that won't have what the desktop wants, such as a size, has its way after so many. */
#define CONFIGURE_MAX_REPEATS 5

/* guest: where the guest believes the window to be. True: wanted is to be sent. */
bool configure_want(
	struct configure *configure, const struct guest_box *guest, const struct guest_box *wanted);

/* The guest has said where the window is. True: wanted is to be sent, again. */
bool configure_answer(struct configure *configure, const struct guest_box *guest);

/*
 * The guest has had time enough to answer, and hasn't: the window is where it was told, but of its old
 * size. guest is changed to that. True: wanted is to be sent, which has changed meanwhile.
 */
bool configure_expire(struct configure *configure, struct guest_box *guest);

#endif
