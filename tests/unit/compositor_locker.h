#ifndef DOMICILE_TESTS_COMPOSITOR_LOCKER_H
#define DOMICILE_TESTS_COMPOSITOR_LOCKER_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor_client.h"

/* A program of dom0's that locks the session, with a surface of one colour on the screens that it is told. */
struct locker {
	struct client *client;
	struct ext_session_lock_v1 *lock;
	struct {
		struct locker *locker;
		struct wl_surface *surface;
		struct ext_session_lock_surface_v1 *lock_surface;
		uint32_t color;
		int width, height;
	} surfaces[CLIENT_OUTPUTS];
	bool locked, finished;
	uint32_t shown; /* at 0, 0 when it was told that the session is locked */
};

/* Locks, and shows nothing. */
struct locker *locker_create(struct env *env);
/* As a program does that crashes. */
void locker_destroy(struct locker *locker);

/* Shows a surface on the output of that number, from 0 on. */
void locker_show(struct locker *locker, int output, uint32_t color);
void locker_unlock(struct locker *locker);

#endif
