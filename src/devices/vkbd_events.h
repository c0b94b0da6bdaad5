#ifndef DOMICILE_DEVICES_VKBD_EVENTS_H
#define DOMICILE_DEVICES_VKBD_EVENTS_H

#include <stdint.h>
#include <xen/io/kbdif.h>

#include "devices/vkbd_queue.h"

/* What all fingers do at once, and the end of that. */
#define VKBD_EVENTS_MAX (VKBD_CONTACTS + 1)

/* What an event of the queue is in the ring. Returns how many, all of which the guest must see at once. */
uint32_t vkbd_events_encode(
	const struct vkbd_event *event, union xenkbd_in_event out[static VKBD_EVENTS_MAX]);

#endif
