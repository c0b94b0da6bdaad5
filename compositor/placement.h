#ifndef DOMICILE_PLACEMENT_H
#define DOMICILE_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "guest.h"
#include "view.h"

/*
 * Where windows appear: where they were when they were last seen, else where they cover as little
 * as possible of what is there.
 *
 * A guest's window is known by the guest's UUID and the display's number, so that it comes back to
 * its place when the guest reboots or is restored. The memory lasts as long as the desktop.
 */
struct placement;

struct placement *placement_create(void);
void placement_destroy(struct placement *placement); /* accepts NULL */

/*
 * Finds a free place for a client area of the given size and sets it as the view's home. Leaves the
 * view without a home where there is no output.
 */
void placement_place(struct placement *placement, struct view *view, int width, int height);

struct placement_memory {
	struct view_home home;
	int workspace; /* it was on */
	bool natural;  /* it had the size of the guest's display */
};

void placement_remember(struct placement *placement, const uint8_t uuid[GUEST_UUID_SIZE],
	int display_id, const struct placement_memory *memory);
bool placement_recall(const struct placement *placement, const uint8_t uuid[GUEST_UUID_SIZE],
	int display_id, struct placement_memory *memory);

#endif
