#ifndef DOMICILE_SEAMLESS_BACKDROP_H
#define DOMICILE_SEAMLESS_BACKDROP_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "guest_surface.h"
#include "screen.h"

struct agent;
struct guest_box;
struct guest_display;

/*
 * Where windows have their pixels from whose agent gives them none: the agent's window for the whole
 * screen, if that has pixels, or else the guest's display, of which the agent must have meant to tell
 * parts if it says that a window without pixels has changed.
 */
struct backdrop {
	struct agent *agent;
	bool dumps; /* the agent has given pixels, of other windows than the screen's */
	struct guest_display *display;
	struct screen_user user; /* of the display, while a part of it can be seen */
	struct wl_listener display_change, display_destroy;
};

void backdrop_init(struct backdrop *backdrop, struct agent *agent);
void backdrop_finish(struct backdrop *backdrop);

/* NULL: there is none. */
struct guest_pixels *backdrop_pixels(const struct backdrop *backdrop);
/* A window without pixels has changed. */
void backdrop_need_display(struct backdrop *backdrop);
/* Some window can be seen, or can't be any more. */
void backdrop_update_user(struct backdrop *backdrop);
/* The agent has given pixels to a window. */
void backdrop_see_dump(struct backdrop *backdrop, bool of_screen);
/*
 * Moves a box to where it has pixels, as far as it would go beyond the right or lower
 * end of them, where the desktop goes on.
 */
void backdrop_hold(const struct backdrop *backdrop, struct guest_box *box);
/* Cuts the windows that need it from it anew. */
void backdrop_update(struct backdrop *backdrop);

#endif
