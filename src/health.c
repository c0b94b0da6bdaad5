#include "health.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "devices/environment.h"
#include "xen/hypervisor.h"

/*
 * A guest takes the request away as soon as it has seen it, and may never do it. One that is still there
 * after that long goes on, as far as anybody knows.
 */
#define SHUTDOWN_MS 120000

/* How often what is asked of a guest, which may write there too, is looked at. */
#define SHUTDOWN_BURST 4
#define SHUTDOWN_INTERVAL_MS 1000

/* What libxl adds to the name of a domain that is on its way, at either end. */
static const char *const migrating[] = {"--incoming", "--migratedaway"};

static bool has_suffix(const char *text, const char *suffix) {
	size_t length = strlen(text), end = strlen(suffix);
	return length >= end && strcmp(text + length - end, suffix) == 0;
}

static void update(struct health *health) {
	const char *name = health->guest->name;
	enum guest_state state = GUEST_RUNNING;
	if (health->crashed) {
		state = GUEST_CRASHED;
	} else if (health->told || health->ended) {
		state = GUEST_SHUTTING_DOWN;
	} else if (has_suffix(name, migrating[0]) || has_suffix(name, migrating[1])) {
		state = GUEST_MIGRATING;
	} else if (health->stalled > 0) {
		state = health->paused ? GUEST_PAUSED : GUEST_NOT_RESPONDING;
	}
	guest_set_state(health->guest, state);
}

void health_check(struct health *health) {
	struct hypervisor_domain domain =
		hypervisor_get_domain(health->hypervisor, health->guest->domid);
	health->crashed = domain.crashed;
	health->ended = domain.ended;
	health->paused = domain.paused;
	update(health);
}

void health_add_stalled(struct health *health, bool stalled) {
	health->stalled += stalled ? 1 : -1;
	health_check(health);
}

static void handle_shutdown(struct store_watch *watch) {
	struct health *health = wl_container_of(watch, health, shutdown_watch);
	char dir[STORE_PATH_SIZE], value[STORE_VALUE_SIZE];
	snprintf(dir, sizeof(dir), "/local/domain/%d/control", health->guest->domid);
	if (!store_read(health->store, STORE_NOW, dir, "shutdown", value)) {
		return;
	}
	/* As docs/misc/xenstore-paths.pandoc of Xen has them. */
	if (strcmp(value, "poweroff") == 0 || strcmp(value, "reboot") == 0 ||
		strcmp(value, "halt") == 0) {
		health->told = true;
		wl_event_source_timer_update(health->shutdown_timer, SHUTDOWN_MS);
		update(health);
	}
}

static int handle_shutdown_timer(void *data) {
	struct health *health = data;
	health->told = false;
	health_check(health);
	return 0;
}

bool health_init(struct health *health, const struct device_environment *env) {
	*health = (struct health){
		.guest = env->guest,
		.store = env->store,
		.hypervisor = env->hypervisor,
	};
	health->shutdown_timer = wl_event_loop_add_timer(env->loop, handle_shutdown_timer, health);
	if (health->shutdown_timer == NULL) {
		errno = ENOMEM;
		return false;
	}
	char path[STORE_PATH_SIZE];
	snprintf(path, sizeof(path), "/local/domain/%d/control/shutdown", env->guest->domid);
	return store_watch_init_limited(&health->shutdown_watch, env->store, path, SHUTDOWN_BURST,
		SHUTDOWN_INTERVAL_MS, handle_shutdown);
}

void health_finish(struct health *health) {
	store_watch_finish(&health->shutdown_watch);
	if (health->shutdown_timer != NULL) {
		wl_event_source_remove(health->shutdown_timer);
	}
	*health = (struct health){0};
}
