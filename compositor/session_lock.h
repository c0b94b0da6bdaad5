#ifndef DOMICILE_SESSION_LOCK_H
#define DOMICILE_SESSION_LOCK_H

#include <stdbool.h>
#include <wayland-server-core.h>

struct server;
struct wlr_scene_rect;
struct wlr_session_lock_v1;

/*
 * ext-session-lock: a program of dom0's locks the session.
 *
 * From then on no screen shows anything but that program's surfaces, above a cover of ours: the desktop's
 * other layers aren't part of the scene at all, so that this holds for screens that come later and for
 * whatever windows do meanwhile. Nobody but these surfaces gets input, and no shortcut works but the
 * switching of virtual terminals. The program is told that the session is locked when all screens have
 * shown that, or after LOCK_PATIENCE_MS for one that can't show anything.
 *
 * Only that program can unlock it. If it dies the session stays locked, with a cover of another colour,
 * until another program has locked it in its place and unlocks it.
 */
struct session_lock {
	struct server *server;
	bool locked;
	struct wlr_session_lock_v1 *lock; /* NULL: there is none, or its program has died */
	struct wl_list surfaces;          /* lock_surface.link, the latest first */
	struct wlr_scene_rect *cover;

	struct wl_list unproven; /* blank_output.link: may still show what was there before */
	struct wl_event_source *patience;

	struct wl_listener new_lock;
	struct wl_listener new_surface;
	struct wl_listener unlock;
	struct wl_listener lock_destroy;
	struct wl_listener outputs_change;
};

#define LOCK_PATIENCE_MS 1000

/* Of the cover, 0xRRGGBB. */
#define LOCK_COLOR 0x14171c
#define LOCK_COLOR_ABANDONED 0x5c1a1a

struct session_lock *session_lock_create(struct server *server);
void session_lock_destroy(struct session_lock *session_lock); /* accepts NULL */

#endif
