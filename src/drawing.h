#ifndef DOMICILE_DRAWING_H
#define DOMICILE_DRAWING_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether a guest draws frame after frame: then each frame looks for what it has drawn, which is cheaper
 * than to be woken up. It may be late for one. Any other guest is listened to: a cursor that blinks isn't
 * worth a look. Zero to begin with.
 */
struct drawing {
	int64_t last_ms; /* when it drew last, of monotonic_ms() */
	bool going_on;
};

/* To be told in a frame whether the guest has drawn since it was last told. True: the next is to look. */
bool drawing_goes_on(struct drawing *drawing, bool drew);

#endif
