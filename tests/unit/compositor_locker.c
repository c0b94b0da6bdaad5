#include "compositor_locker.h"

#include <stdlib.h>

#include "alloc.h"
#include "compositor_env.h"
#include "ext-session-lock-v1-client-protocol.h"

static void handle_locked(void *data, struct ext_session_lock_v1 *lock) {
	struct locker *locker = data;
	locker->locked = true;
	locker->shown =
		locker->client->env->shown != NULL ? env_pixel(locker->client->env, 0, 0) : 0;
}

static void handle_finished(void *data, struct ext_session_lock_v1 *lock) {
	struct locker *locker = data;
	locker->finished = true;
}

static const struct ext_session_lock_v1_listener lock_listener = {
	.locked = handle_locked,
	.finished = handle_finished,
};

static void handle_configure(void *data, struct ext_session_lock_surface_v1 *lock_surface,
	uint32_t serial, uint32_t width, uint32_t height) {
	struct locker *locker = data;
	ext_session_lock_surface_v1_ack_configure(lock_surface, serial);
	for (int i = 0; i < CLIENT_OUTPUTS; i++) {
		if (locker->surfaces[i].lock_surface == lock_surface) {
			locker->surfaces[i].width = (int)width;
			locker->surfaces[i].height = (int)height;
			client_attach(locker->client, locker->surfaces[i].surface, (int)width,
				(int)height, locker->surfaces[i].color);
		}
	}
}

static const struct ext_session_lock_surface_v1_listener surface_listener = {
	.configure = handle_configure,
};

struct locker *locker_create(struct env *env) {
	struct locker *locker = znew(struct locker);
	locker->client = client_connect(env);
	locker->lock = ext_session_lock_manager_v1_lock(locker->client->lock_manager);
	ext_session_lock_v1_add_listener(locker->lock, &lock_listener, locker);
	client_settle(locker->client);
	return locker;
}

void locker_destroy(struct locker *locker) {
	client_destroy(locker->client);
	free(locker);
}

void locker_show(struct locker *locker, int output, uint32_t color) {
	struct client *client = locker->client;
	client_roundtrip(client); /* an output may be new */
	struct wl_surface *surface = wl_compositor_create_surface(client->compositor);
	locker->surfaces[output].surface = surface;
	locker->surfaces[output].color = color;
	locker->surfaces[output].lock_surface = ext_session_lock_v1_get_lock_surface(
		locker->lock, surface, client->outputs[output]);
	ext_session_lock_surface_v1_add_listener(
		locker->surfaces[output].lock_surface, &surface_listener, locker);
	client_settle(client);
}

void locker_unlock(struct locker *locker) {
	ext_session_lock_v1_unlock_and_destroy(locker->lock);
	client_settle(locker->client);
}
