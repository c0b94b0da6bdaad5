#ifndef DOMICILE_DEVICES_VKBD_H
#define DOMICILE_DEVICES_VKBD_H

#include <stdbool.h>
#include <stdint.h>

#include "guest_surface.h"
#include "xen/xenbus.h"

struct device_environment;

/*
 * Virtual keyboard, pointer and touchscreen, xen/io/kbdif.h. One device is all of them: keys and buttons
 * as evdev codes, positions in the device's own range or, for a guest that asked for none, movement;
 * fingers for a guest that asked for them.
 *
 * A device that is not connected takes input and drops it.
 */

struct vkbd;

/*
 * backend_kind: "vkbd", or "vinput" for a device that the toolstack made with backend-type=linux.
 * To begin with its device is up to the caller. NULL with errno set.
 */
struct vkbd *vkbd_create(
	const struct device_environment *env, const char *backend_kind, uint32_t id);
void vkbd_destroy(struct vkbd *vkbd); /* accepts NULL */

struct xenbus_device *vkbd_device(struct vkbd *vkbd);

/* As in guest_surface_impl. A held key is repeated as the policy says. */
void vkbd_key(struct vkbd *vkbd, uint32_t code, bool pressed);
void vkbd_motion(struct vkbd *vkbd, double x, double y, double dx, double dy);
void vkbd_wheel(struct vkbd *vkbd, int32_t v120);
/* As guest_surface_impl.contacts, .touch and .touch_frame. */
uint32_t vkbd_contacts(const struct vkbd *vkbd);
void vkbd_touch(struct vkbd *vkbd, enum guest_touch touch, uint32_t contact, double x, double y);
void vkbd_touch_frame(struct vkbd *vkbd);
void vkbd_release_all(struct vkbd *vkbd);

#endif
