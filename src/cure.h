#ifndef DOMICILE_CURE_H
#define DOMICILE_CURE_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "device_table.h"

/*
 * A guest that was restored, and ran before its devices were there, has given up on them and doesn't
 * look at new ones of the same number. But it drops a device that it hears has gone, and takes one
 * that comes after that. It doesn't tell when it has dropped it; so it is asked, by a device that
 * has no other half, which comes after and of which it complains.
 */
struct cure {
	struct device_table *devices;
	void (*over)(struct cure *cure); /* they are to be made anew */
	struct wl_event_source *timer;   /* for guests that don't answer */
	enum device_kind question;       /* the kind of the device by which it is asked */
	int count;                       /* so far: there is an end to it */
	bool running; /* the guest has been told that its devices are gone, to get them again */
};

/* False if there is no memory. */
bool cure_init(struct cure *cure, struct device_table *devices, struct wl_event_loop *loop,
	void (*over)(struct cure *cure));
void cure_finish(struct cure *cure); /* also where init has failed, and of zeros */

/*
 * Makes the guest drop the devices that it says it gave up on, if we made them. True if there are any:
 * then over is called once it has dropped them.
 */
bool cure_begin(struct cure *cure);
/* The guest has written errors: the answer may be one of them. */
void cure_hear(struct cure *cure);
/* It has been tried so often that it isn't tried again. */
bool cure_is_in_vain(const struct cure *cure);

#endif
