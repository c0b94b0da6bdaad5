#include "devices/vkbd_events.h"

#include <string.h>

static uint32_t encode_touch(const struct vkbd_touches *touches, union xenkbd_in_event *out) {
	uint32_t count = 0;
	uint8_t last = 0;
	for (uint8_t contact = 0; contact < VKBD_CONTACTS; contact++) {
		bool up = touches->up >> contact & 1, down = touches->down >> contact & 1;
		if (!up && !down && !(touches->moved >> contact & 1)) {
			continue;
		}
		struct xenkbd_mtouch *event = &out[count++].mtouch;
		event->type = XENKBD_TYPE_MTOUCH;
		event->event_type = up     ? XENKBD_MT_EV_UP
		                    : down ? XENKBD_MT_EV_DOWN
		                           : XENKBD_MT_EV_MOTION;
		event->contact_id = last = contact;
		if (!up) {
			event->u.pos.abs_x = touches->x[contact];
			event->u.pos.abs_y = touches->y[contact];
		}
	}
	/* Linux would take another contact's number here for a change to that one. */
	out[count++].mtouch = (struct xenkbd_mtouch){
		.type = XENKBD_TYPE_MTOUCH,
		.event_type = XENKBD_MT_EV_SYN,
		.contact_id = last,
	};
	return count;
}

uint32_t vkbd_events_encode(
	const struct vkbd_event *event, union xenkbd_in_event out[static VKBD_EVENTS_MAX]) {
	memset(out, 0, VKBD_EVENTS_MAX * sizeof(*out));
	switch (event->type) {
	case VKBD_TOUCH:
		return encode_touch(&event->touches, out);
	case VKBD_KEY:
		out->key.type = XENKBD_TYPE_KEY;
		out->key.pressed = event->pressed;
		out->key.keycode = event->key;
		break;
	case VKBD_POSITION:
		out->pos.type = XENKBD_TYPE_POS;
		out->pos.abs_x = event->x;
		out->pos.abs_y = event->y;
		out->pos.rel_z = event->wheel;
		break;
	case VKBD_MOVEMENT:
		out->motion.type = XENKBD_TYPE_MOTION;
		out->motion.rel_x = event->x;
		out->motion.rel_y = event->y;
		out->motion.rel_z = event->wheel;
		break;
	}
	return 1;
}
