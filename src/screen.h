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

/* NULL with errno as from vfb_create(). */
struct screen *screen_create(const struct device_environment *env, uint32_t id,
	enum xenbus_begin begin, screen_find_keyboard find_keyboard, void *data);
void screen_destroy(struct screen *screen); /* accepts NULL */

struct xenbus_device *screen_device(struct screen *screen);

#endif
