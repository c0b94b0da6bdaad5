#ifndef SIM_GUEST_VKBD_H
#define SIM_GUEST_VKBD_H

#include <stdint.h>
#include <xen/io/kbdif.h>

#include "frontend.h"

/* Keyboard, pointer and touchscreen as of Linux's xen-kbdfront. */
struct vkbd_frontend {
	struct frontend base;
	/* Called with each event, in order. */
	void (*handle)(struct vkbd_frontend *vkbd, const union xenkbd_in_event *event);

	bool relative;  /* as of drivers from before absolute positions and grants */
	bool untouched; /* as of drivers from before touchscreens */

	/* The range of absolute positions, while the device is there; 0 by 0 if it has none. */
	int width, height;
	/* Fingers that are told apart, and the range of their positions; 0 if there is no touchscreen. */
	int contacts, touch_width, touch_height;

	/* private */
	uint32_t reference;
};

/* handle must be set before. */
bool vkbd_frontend_init(struct vkbd_frontend *vkbd, struct guest *guest, int id);
void vkbd_frontend_finish(struct vkbd_frontend *vkbd);

#endif
