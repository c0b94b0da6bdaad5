#include "devices/vkbd_features.h"

#include "devices/driver_memory.h"
#include "devices/environment.h"
#include "devices/vkbd_queue.h"
#include "xen/xenbus.h"

/* Axes of pointer and touchscreen, from 0: fine enough for any display, and the same after a resize. */
#define RANGE 32767

/* What Linux's driver takes for its range where the backend names none. */
#define DEFAULT_WIDTH 800
#define DEFAULT_HEIGHT 600
#define DEFAULT_CONTACTS 1

static bool offer(
	struct xenbus_device *device, store_transaction t, const char *node, uint64_t number) {
	return store_write_number(device->store, t, device->backend, node, number);
}

/* libxl may have written what the user wants. */
static bool is_said(struct xenbus_device *device, store_transaction t, const char *node) {
	char value[STORE_VALUE_SIZE];
	return store_read(device->store, t, device->backend, node, value);
}

static bool offer_size(
	struct xenbus_device *device, store_transaction t, const char *width, const char *height) {
	return is_said(device, t, width) ||
	       (offer(device, t, width, RANGE) && offer(device, t, height, RANGE));
}

static bool offer_touch(struct xenbus_device *device, store_transaction t) {
	return (is_said(device, t, "feature-multi-touch") ||
		       offer(device, t, "feature-multi-touch", 1)) &&
	       (is_said(device, t, "multi-touch-num-contacts") ||
		       offer(device, t, "multi-touch-num-contacts", VKBD_CONTACTS)) &&
	       offer_size(device, t, "multi-touch-width", "multi-touch-height");
}

bool vkbd_features_describe(struct xenbus_device *device, store_transaction t, bool started) {
	return started ||
	       (offer(device, t, "feature-abs-pointer", 1) &&
		       offer_size(device, t, "width", "height") && offer_touch(device, t));
}

static bool read_flag(
	const struct xenbus_device *device, const char *dir, const char *node, bool *flag) {
	uint64_t number;
	if (!store_read_number(device->store, STORE_NOW, dir, node, 1, &number)) {
		return false;
	}
	*flag = number == 1;
	return true;
}

static int32_t read_size(const struct xenbus_device *device, const char *node, int32_t missing) {
	uint64_t number;
	bool found = store_read_number(
		device->store, STORE_NOW, device->backend, node, INT16_MAX, &number);
	return found && number > 0 ? (int32_t)number : missing;
}

/*
 * Whoever made the device may have taken its keyboard or its pointer away. Linux's driver looks for each
 * key in both of them, and takes its kernel down where one isn't there.
 */
static bool takes_keys(const struct xenbus_device *device) {
	bool no_keyboard = false, no_pointer = false;
	read_flag(device, device->backend, "feature-disable-keyboard", &no_keyboard);
	read_flag(device, device->backend, "feature-disable-pointer", &no_pointer);
	return !no_keyboard && !no_pointer;
}

/* The offer came too late. Who serves the guest after us must not read anything into it. */
static void take_back(struct xenbus_device *device, const char *feature) {
	store_write_number(device->store, STORE_NOW, device->backend, feature, 0);
}

/*
 * Linux writes its requests as the driver starts, and not again when it wakes up from save or migration
 * in a new domain, where nothing of the old one's nodes is left; but its devices are still what they
 * were. So in a frontend of its kind, which alone publishes a grant, no answer tells nothing.
 */
static bool is_of_linux(const struct xenbus_published *published) {
	return published->page_gref != XENBUS_MISSING;
}

/* Linux asks for it whenever it is offered: no answer says that it did, unless we know better. */
static bool read_absolute(struct xenbus_device *device, const struct device_environment *env,
	const struct xenbus_published *published, bool *told) {
	struct driver_memory *memory = env->relative_pointers;
	uint32_t id = device->address.id;
	bool offered = false, requested = is_of_linux(published);
	read_flag(device, device->backend, "feature-abs-pointer", &offered);
	*told = read_flag(device, device->frontend, "request-abs-pointer", &requested);
	if (*told || !offered) {
		driver_memory_set(memory, env->guest, id, !offered || !requested);
	} else if (driver_memory_get(memory, env->guest, id)) {
		requested = false;
		take_back(device, "feature-abs-pointer");
	}
	return offered && requested;
}

/*
 * Linux asks for that since 4.13, at the same moment as for positions: a driver that has asked for
 * those alone doesn't know of it. Of one that has asked for nothing it must be known that it did, since
 * one without a touchscreen has the first finger as its pointer, but would drop it as a touch. That
 * it did is known of one that is adopted, too: it would have been taken back from it.
 */
static bool read_touch(struct xenbus_device *device, const struct device_environment *env,
	const struct xenbus_published *published, bool adopt, bool told_of_pointer, bool *told) {
	struct driver_memory *memory = env->touchscreens;
	uint32_t id = device->address.id;
	bool offered = false, requested = false;
	read_flag(device, device->backend, "feature-multi-touch", &offered);
	*told = read_flag(device, device->frontend, "request-multi-touch", &requested);
	if (offered && !*told && !told_of_pointer && is_of_linux(published)) {
		requested = adopt || driver_memory_get(memory, env->guest, id);
		if (!requested) {
			take_back(device, "feature-multi-touch");
		}
	}
	driver_memory_set(memory, env->guest, id, offered && requested);
	return offered && requested;
}

static uint32_t read_contacts(const struct xenbus_device *device) {
	uint64_t number;
	bool found = store_read_number(device->store, STORE_NOW, device->backend,
		"multi-touch-num-contacts", UINT32_MAX, &number);
	return !found                   ? DEFAULT_CONTACTS
	       : number < VKBD_CONTACTS ? (uint32_t)number
	                                : VKBD_CONTACTS;
}

void vkbd_features_read(struct vkbd_features *features, struct xenbus_device *device,
	const struct device_environment *env, const struct xenbus_published *published,
	bool adopt) {
	bool told_of_pointer, told_of_touch;
	features->keys = takes_keys(device);
	features->absolute = read_absolute(device, env, published, &told_of_pointer);
	features->width = read_size(device, "width", DEFAULT_WIDTH);
	features->height = read_size(device, "height", DEFAULT_HEIGHT);
	bool touch = read_touch(device, env, published, adopt, told_of_pointer, &told_of_touch);
	features->contacts = touch ? read_contacts(device) : 0;
	features->restored = touch && !told_of_touch;
	features->touch_width = read_size(device, "multi-touch-width", DEFAULT_WIDTH);
	features->touch_height = read_size(device, "multi-touch-height", DEFAULT_HEIGHT);
}
