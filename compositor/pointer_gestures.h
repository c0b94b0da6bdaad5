#ifndef DOMICILE_POINTER_GESTURES_H
#define DOMICILE_POINTER_GESTURES_H

#include <wayland-server-core.h>

struct pointer;
struct wlr_pointer_gestures_v1;

/*
 * Swipes, pinches and holds on a touchpad, for the program that the pointer is over. Guests get none:
 * their devices know of no such thing.
 */
struct pointer_gestures {
	struct pointer *pointer; /* borrowed */
	struct wlr_pointer_gestures_v1 *gestures;

	struct wl_listener swipe_begin;
	struct wl_listener swipe_update;
	struct wl_listener swipe_end;
	struct wl_listener pinch_begin;
	struct wl_listener pinch_update;
	struct wl_listener pinch_end;
	struct wl_listener hold_begin;
	struct wl_listener hold_end;
};

void pointer_gestures_init(struct pointer_gestures *gestures, struct pointer *pointer);
void pointer_gestures_finish(struct pointer_gestures *gestures);

#endif
