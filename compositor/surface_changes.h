#ifndef DOMICILE_SURFACE_CHANGES_H
#define DOMICILE_SURFACE_CHANGES_H

struct seat;
struct surface_changes;
struct wlr_compositor;

/*
 * Programs change the size of their surfaces, where these take input, and the place of one on the other,
 * and show and hide them. A pointer that rests is told of what comes to lie below it then, and windows
 * become as large as what they cover. A frame that is no more than new pixels changes none of these, and
 * costs nothing but to find that out.
 */
struct surface_changes *surface_changes_create(
	struct wlr_compositor *compositor, struct seat *seat);
/* To be called after the last client has gone. Accepts NULL. */
void surface_changes_destroy(struct surface_changes *changes);

#endif
