#ifndef DOMICILE_DEVICES_VFB_H
#define DOMICILE_DEVICES_VFB_H

#include "guest.h"
#include "xen/xenbus.h"

struct device_environment;

/*
 * Virtual framebuffer, xen/io/fbif.h: the guest's own pages, and a ring in which it says what
 * it has changed. There is no grant mode, so this works in dom0 only.
 */

struct vfb;

struct vfb_listener {
	/* Damage can be taken; as guest_display.events.damage. */
	void (*damage)(void *data);
	/* Pixels have come, been replaced, or gone (NULL): pixels is a new reference. */
	void (*pixels)(void *data, struct guest_pixels *pixels);
	void (*failed)(void *data, const char *reason);
};

/*
 * To begin with its device is up to the caller; the listener may be called from then on. NULL with errno
 * set. vfb_destroy() doesn't call the listener.
 */
struct vfb *vfb_create(const struct device_environment *env, uint32_t id,
	const struct vfb_listener *listener, void *data);
void vfb_destroy(struct vfb *vfb); /* accepts NULL */

struct xenbus_device *vfb_device(struct vfb *vfb);

/* As in guest_surface_impl. */
void vfb_set_visible(struct vfb *vfb, bool visible);
bool vfb_take_damage(struct vfb *vfb, pixman_region32_t *damage);

#endif
