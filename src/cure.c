#include "cure.h"

#include <inttypes.h>
#include <stdio.h>

#include "device_table.h"
#include "devices/environment.h"
#include "xen/store.h"

#define PAUSE_MS 3000
#define MAX_CURES 3

/* Not ours to take away, whatever the guest says of it. */
static bool is_made_by_other(struct store *store, const struct xenbus_address *address) {
	return !xenbus_is_own_making(store, address) &&
	       (xenbus_get_owner(store, address) != XENBUS_OWNER_NONE ||
		       xenbus_has_frontend(store, address));
}

static bool cure_device(struct device_table *devices, enum device_kind kind, uint32_t id) {
	struct store *store = devices->env->store;
	struct xenbus_address address = device_address(devices->env->guest->domid, kind, id);
	char error[STORE_PATH_SIZE];
	snprintf(error, sizeof(error), "/local/domain/%d/error/device/%s/%" PRIu32, address.domid,
		address.frontend_kind, id);
	const struct xenbus_device *device = device_table_get(devices, kind, id);
	if ((device != NULL && device->frontend_state != XENBUS_INITIALISING) ||
		!store_exists(store, STORE_NOW, error) || is_made_by_other(store, &address)) {
		return false;
	}
	if (device != NULL) {
		device_table_drop(devices, kind, id);
	}
	xenbus_remove_backend(store, &address);
	xenbus_nudge_frontend(store, &address);
	store_remove(store, STORE_NOW, error);
	return true;
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
		bool screen = cure_device(cure->devices, DEVICE_VFB, id);
		bool keyboard = cure_device(cure->devices, DEVICE_VKBD, id);
		cure->running = cure->running || screen || keyboard;
	}
	if (cure->running) {
		guest_log_info(env->guest, "woke up without its devices, gets them again");
		cure->count++;
		wl_event_source_timer_update(cure->timer, PAUSE_MS);
	}
	return cure->running;
}

static int handle_timer(void *data) {
	struct cure *cure = data;
	cure->running = false;
	cure->over(cure);
	return 0;
}

bool cure_init(struct cure *cure, struct device_table *devices, struct wl_event_loop *loop,
	void (*over)(struct cure *cure)) {
	*cure = (struct cure){.devices = devices, .over = over};
	cure->timer = wl_event_loop_add_timer(loop, handle_timer, cure);
	return cure->timer != NULL;
}

void cure_finish(struct cure *cure) {
	if (cure->timer != NULL) {
		wl_event_source_remove(cure->timer);
	}
}
