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

/* What an agent's channel is to be found by. */
struct offer {
	uint64_t ring, port; /* 0: nothing is offered */
};

struct seamless {
	const struct device_environment *env;
	char path[STORE_PATH_SIZE];
	struct store_watch watch;
	struct agent *agent; /* NULL: none is there */
	struct offer offer;  /* that was seen last */
	struct wl_event_source *timer;
	struct rate_limit connects;
	int faults;
};

/* True if that is another one than before. */
static bool read_offer(struct seamless *seamless) {
	struct store *store = seamless->env->store;
	struct offer new, old = seamless->offer;
	if (!store_read_number(
		    store, STORE_NOW, seamless->path, "ring-ref", UINT32_MAX, &new.ring) ||
		!store_read_number(
			store, STORE_NOW, seamless->path, "event-channel", UINT32_MAX, &new.port)) {
		new = (struct offer){0};
	}
	seamless->offer = new;
	return new.port != 0 && (new.ring != old.ring || new.port != old.port);
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
		read_offer(seamless);
		try_connect(seamless);
	}
}

static void try_connect(struct seamless *seamless) {
	if (seamless->agent != NULL || seamless->faults == MAX_FAULTS ||
		seamless->offer.port == 0) {
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
	read_offer(data);
	try_connect(data);
	return 0;
}

static void handle_watch(struct store_watch *watch) {
	struct seamless *seamless = wl_container_of(watch, seamless, watch);
	if (read_offer(seamless) && seamless->agent != NULL) {
		/* As after a kexec: of the old one nobody says that it has gone. */
		guest_log_info(seamless->env->guest, "has another agent");
		agent_destroy(seamless->agent);
		seamless->agent = NULL;
	}
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
