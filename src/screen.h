#ifndef DOMICILE_SCREEN_H
#define DOMICILE_SCREEN_H

#include <stdint.h>

#include "guest.h"
#include "xen/xenbus.h"

struct device_environment;
struct vkbd;

/*
 * A guest's display as the desktop knows it, made of the devices of its domain: pixels from one
 * framebuffer, input to a keyboard of the same domain.
 */
struct screen;

/* The keyboard that input goes to at this moment; may return NULL. */
typedef struct vkbd *(*screen_find_keyboard)(void *data);

/* NULL with errno as from vfb_create(), whose device is to begin next. */
struct screen *screen_create(const struct device_environment *env, uint32_t id,
	screen_find_keyboard find_keyboard, void *data);
/* The desktop hears of it only when its device has begun: it may be on already then. */
void screen_announce(struct screen *screen);
void screen_destroy(struct screen *screen); /* accepts NULL */

struct xenbus_device *screen_device(struct screen *screen);

/*
 * Who shows parts of a screen elsewhere: it goes on being drawn then, though nobody may see it as a
 * whole. damage: of the display's pixels, as it is taken.
 */
struct screen_user {
	void (*damage)(struct screen_user *user, const pixman_region32_t *damage);
};

/* One at most; NULL: none any more. The display must be a screen's. */
void screen_set_user(struct guest_display *display, struct screen_user *user);

#endif
