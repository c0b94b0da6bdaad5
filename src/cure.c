#include "cure.h"

#include <inttypes.h>
#include <stdio.h>

#include "device_table.h"
#include "devices/environment.h"
#include "xen/store.h"

/* A guest that has given up on a device answers within a second, unless the machine is very busy. */
#define PATIENCE_MS 15000
#define MAX_CURES 3
/* Of a device that isn't one: far above what anyone counts up to. */
#define QUESTION_ID 7777

/* Not ours to take away, whatever the guest says of it. */
static bool is_made_by_other(struct store *store, const struct xenbus_address *address) {
	return !xenbus_is_own_making(store, address) &&
	       (xenbus_get_owner(store, address) != XENBUS_OWNER_NONE ||
		       xenbus_has_frontend(store, address));
}

static bool cure_device(struct device_table *devices, enum device_kind kind, uint32_t id) {
	struct store *store = devices->env->store;
	struct xenbus_address address = device_address(devices->env->guest->domid, kind, id);
	const struct xenbus_device *device = device_table_get(devices, kind, id);
	if ((device != NULL && device->frontend_state != XENBUS_INITIALISING) ||
		!xenbus_has_error(store, &address) || is_made_by_other(store, &address)) {
		return false;
	}
	if (device != NULL) {
		device_table_drop(devices, kind, id);
	}
	xenbus_remove_backend(store, &address);
	xenbus_nudge_frontend(store, &address);
	xenbus_remove_error(store, &address);
	return true;
}

static struct xenbus_address question(const struct cure *cure) {
	return device_address(cure->devices->env->guest->domid, cure->question, QUESTION_ID);
}

static void ask(struct cure *cure) {
	struct store *store = cure->devices->env->store;
	struct xenbus_address address = question(cure);
	/* Of a question that an earlier run has asked, or that was answered late. */
	xenbus_nudge_frontend(store, &address);
	xenbus_remove_error(store, &address);
	xenbus_ask_frontend(store, &address);
}

/* The guest may be gone, and is not to have a place in the store again. */
static void withdraw_question(struct cure *cure) {
	struct store *store = cure->devices->env->store;
	struct xenbus_address address = question(cure);
	xenbus_remove_frontend(store, &address);
	xenbus_remove_error(store, &address);
}

bool cure_is_in_vain(const struct cure *cure) {
	return cure->count == MAX_CURES;
}

bool cure_begin(struct cure *cure) {
	const struct device_environment *env = cure->devices->env;
	char errors[STORE_PATH_SIZE];
	snprintf(errors, sizeof(errors), "/local/domain/%d/error/device", env->guest->domid);
	if (cure_is_in_vain(cure) || !store_exists(env->store, STORE_NOW, errors)) {
		return false;
	}
	for (uint32_t id = 0; id < DEVICE_TABLE_SIZE; id++) {
		/* It has a driver for what it gave up on, and is asked by that. */
		static const enum device_kind kinds[] = {DEVICE_VFB, DEVICE_VKBD};
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
			if (cure_device(cure->devices, kinds[i], id)) {
				cure->running = true;
				cure->question = kinds[i];
			}
		}
	}
	if (cure->running) {
		guest_log_info(env->guest, "woke up without its devices, gets them again");
		cure->count++;
		ask(cure);
		wl_event_source_timer_update(cure->timer, PATIENCE_MS);
	}
	return cure->running;
}

static void end(struct cure *cure) {
	withdraw_question(cure);
	wl_event_source_timer_update(cure->timer, 0);
	cure->running = false;
	cure->over(cure);
}

void cure_hear(struct cure *cure) {
	struct xenbus_address address = question(cure);
	if (cure->running && xenbus_has_error(cure->devices->env->store, &address)) {
		end(cure);
	}
}

static int handle_timer(void *data) {
	struct cure *cure = data;
	guest_log_info(
		cure->devices->env->guest, "doesn't answer: it gets its devices all the same");
	end(cure);
	return 0;
}

bool cure_init(struct cure *cure, struct device_table *devices, struct wl_event_loop *loop,
	void (*over)(struct cure *cure)) {
	*cure = (struct cure){.devices = devices, .over = over};
	cure->timer = wl_event_loop_add_timer(loop, handle_timer, cure);
	return cure->timer != NULL;
}

void cure_finish(struct cure *cure) {
	if (cure->running) {
		withdraw_question(cure);
	}
	if (cure->timer != NULL) {
		wl_event_source_remove(cure->timer);
	}
}
