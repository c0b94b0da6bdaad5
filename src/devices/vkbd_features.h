#ifndef DOMICILE_DEVICES_VKBD_FEATURES_H
#define DOMICILE_DEVICES_VKBD_FEATURES_H

#include <stdbool.h>
#include <stdint.h>

#include "xen/store.h"

struct device_environment;
struct xenbus_device;
struct xenbus_published;

/* What backend and driver of a keyboard have agreed on, by their nodes (xen/io/kbdif.h). */
struct vkbd_features {
	bool keys;             /* it may be given keys and buttons */
	bool absolute;         /* it takes positions, not movement */
	int32_t width, height; /* of those, from 0 */

	uint32_t contacts; /* fingers of its touchscreen, VKBD_CONTACTS at most; 0: it has none */
	int32_t touch_width, touch_height; /* of their places, from 0 */
	bool restored;                     /* its driver had that before it came to this domain */
};

/* Offers what the toolstack hasn't said otherwise of. As xenbus_device_impl.describe. */
bool vkbd_features_describe(struct xenbus_device *device, store_transaction t, bool started);

/*
 * As the driver has asked for them, now or before it was saved. adopt: as xenbus_device_impl.connect.
 * What has come too late for the driver is taken back.
 */
void vkbd_features_read(struct vkbd_features *features, struct xenbus_device *device,
	const struct device_environment *env, const struct xenbus_published *published, bool adopt);

#endif
