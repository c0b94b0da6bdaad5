#include "seamless/seamless.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devices/environment.h"
#include "rate_limit.h"
#include "seamless/agent.h"
#include "xen/store.h"

/* How often a guest's agent is connected to: so many times at once, then once in each interval. */
#define CONNECT_BURST 8
#define CONNECT_INTERVAL_MS 5000

/* How often we look at what the guest offers. */
#define WATCH_BURST 16
#define WATCH_INTERVAL_MS 1000

/* An agent that breaks rules gets that many chances, in the life of its domain. */
#define MAX_FAULTS 3

struct seamless {
	const struct device_environment *env;
	char path[STORE_PATH_SIZE];
	struct store_watch watch;
	struct agent *agent; /* NULL: none is there */
	struct wl_event_source *timer;
	struct rate_limit connects;
	int faults;
};

static bool is_offered(struct seamless *seamless) {
	char value[STORE_VALUE_SIZE];
	struct store *store = seamless->env->store;
	return store_read(store, STORE_NOW, seamless->path, "ring-ref", value) &&
	       store_read(store, STORE_NOW, seamless->path, "event-channel", value);
}

static void try_connect(struct seamless *seamless);

static void handle_ended(void *data, bool fault) {
	struct seamless *seamless = data;
	agent_destroy(seamless->agent);
	seamless->agent = NULL;
	if (fault) {
		/* What is offered at this moment may be what we have just left. */
		seamless->faults++;
		if (seamless->faults == MAX_FAULTS) {
			guest_log_error(seamless->env->guest,
				"its agent is left alone from now on, after %d faults", MAX_FAULTS);
		}
	} else {
		try_connect(seamless);
	}
}

static void try_connect(struct seamless *seamless) {
	if (seamless->agent != NULL || seamless->faults == MAX_FAULTS || !is_offered(seamless)) {
		return;
	}
	int delay = rate_limit_take(&seamless->connects, CONNECT_BURST, CONNECT_INTERVAL_MS);
	if (delay > 0) {
		wl_event_source_timer_update(seamless->timer, delay);
		return;
	}
	seamless->agent = agent_create(seamless->env, seamless->path, handle_ended, seamless);
	if (seamless->agent == NULL) {
		guest_log_info(seamless->env->guest, "its agent can't be connected to: %s",
			strerror(errno));
	}
}

static int handle_timer(void *data) {
	try_connect(data);
	return 0;
}

static void handle_watch(struct store_watch *watch) {
	struct seamless *seamless = wl_container_of(watch, seamless, watch);
	try_connect(seamless);
}

struct seamless *seamless_create(const struct device_environment *env) {
	struct seamless *seamless = calloc(1, sizeof(*seamless));
	if (seamless == NULL) {
		return NULL;
	}
	seamless->env = env;
	snprintf(seamless->path, sizeof(seamless->path), "/local/domain/%d/data/vchan/0/%d",
		env->guest->domid, env->policy.windows_port);
	seamless->timer = wl_event_loop_add_timer(env->loop, handle_timer, seamless);
	if (seamless->timer == NULL ||
		!store_watch_init_limited(&seamless->watch, env->store, seamless->path, WATCH_BURST,
			WATCH_INTERVAL_MS, handle_watch)) {
		int error = errno;
		seamless_destroy(seamless);
		errno = error;
		return NULL;
	}
	return seamless;
}

void seamless_destroy(struct seamless *seamless) {
	if (seamless == NULL) {
		return;
	}
	store_watch_finish(&seamless->watch);
	if (seamless->timer != NULL) {
		wl_event_source_remove(seamless->timer);
	}
	agent_destroy(seamless->agent);
	free(seamless);
}
