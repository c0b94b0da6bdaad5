#include "devices/vkbd.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xen/io/kbdif.h>

#include "devices/environment.h"
#include "devices/vkbd_events.h"
#include "devices/vkbd_features.h"
#include "devices/vkbd_queue.h"
#include "health.h"
#include "key_repeat.h"
#include "wheel.h"
#include "xen/channel.h"
#include "xen/event_ring.h"
#include "xen/memory.h"
#include "xen/stall.h"

/* A guest whose ring is full is looked at again no sooner than this after it has woken us. */
#define RETRY_INTERVAL_MS 10

struct vkbd {
	struct xenbus_device device;
	const struct device_environment *env;

	/* While connected: */
	struct mapping *page;
	struct channel channel;
	struct event_ring ring;
	struct vkbd_features features;
	struct vkbd_queue queue;
	struct vkbd_touches touches; /* since the last frame */
	int32_t x, y;                /* the last position */
	double rest_x, rest_y;       /* movement of less than a pixel, kept for the next */
	int32_t wheel_rest;          /* of a click, in 120ths */

	struct key_repeat repeat; /* the device has none of its own */
	struct wl_event_source *retry_timer;
	struct stall stall;
};

static struct vkbd *from_device(struct xenbus_device *device) {
	struct vkbd *vkbd = wl_container_of(device, vkbd, device);
	return vkbd;
}

/*
 * Gives the guest what there is room for. Linux notifies us of every event that it has read; that
 * is of use only while something waits, so the channel is masked all other time.
 */
static void flush(struct vkbd *vkbd) {
	if (!vkbd->device.connected) {
		return;
	}
	bool written = false;
	const struct vkbd_event *event;
	while ((event = vkbd_queue_peek(&vkbd->queue)) != NULL) {
		union xenkbd_in_event out[VKBD_EVENTS_MAX];
		_Static_assert(sizeof(*out) == EVENT_RING_EVENT_SIZE, "kbdif.h's event size");
		uint32_t count = vkbd_events_encode(event, out);
		if (event_ring_room(&vkbd->ring) < count) {
			break;
		}
		/* A guest that takes the room back meanwhile loses what it was for. */
		for (uint32_t i = 0; i < count; i++) {
			event_ring_write(&vkbd->ring, (uint8_t *)&out[i]);
		}
		vkbd_queue_pop(&vkbd->queue);
		written = true;
	}
	if (written) {
		event_ring_publish(&vkbd->ring);
		channel_notify(&vkbd->channel);
		stall_wrote(&vkbd->stall);
	}
	bool reads = stall_check(&vkbd->stall);
	if ((event != NULL || !reads) && vkbd->channel.masked) {
		wl_event_source_timer_update(vkbd->retry_timer, RETRY_INTERVAL_MS);
	}
}

/* Unmasked first: the guest may read between our look at the ring and the next delivery. */
static int handle_retry_timer(void *data) {
	struct vkbd *vkbd = data;
	if (vkbd->device.connected) {
		channel_unmask(&vkbd->channel);
		flush(vkbd);
	}
	return 0;
}

static void handle_channel(struct channel *channel) {
	struct vkbd *vkbd = wl_container_of(channel, vkbd, channel);
	flush(vkbd);
}

static void handle_channel_failed(struct channel *channel, int error) {
	struct vkbd *vkbd = wl_container_of(channel, vkbd, channel);
	xenbus_device_fail(
		&vkbd->device, "its keyboard's event channel has failed: %s", strerror(error));
}

static const struct channel_impl channel_impl = {
	.handle = handle_channel,
	.failed = handle_channel_failed,
};

static struct vkbd *from_stall(struct stall *stall) {
	struct vkbd *vkbd = wl_container_of(stall, vkbd, stall);
	return vkbd;
}

static uint32_t stall_written(struct stall *stall) {
	return from_stall(stall)->ring.index;
}

static uint32_t stall_unread(struct stall *stall) {
	return event_ring_unread(&from_stall(stall)->ring);
}

static void stall_listen(struct stall *stall) {
	channel_unmask(&from_stall(stall)->channel);
}

static void stall_changed(struct stall *stall, bool stalled) {
	health_add_stalled(from_stall(stall)->env->health, stalled);
}

static const struct stall_impl stall_impl = {
	.written = stall_written,
	.unread = stall_unread,
	.listen = stall_listen,
	.changed = stall_changed,
};

/* A guest that doesn't read has repeats enough in store. */
static void repeat_key(struct key_repeat *repeat) {
	struct vkbd *vkbd = wl_container_of(repeat, vkbd, repeat);
	if (vkbd_queue_peek(&vkbd->queue) == NULL) {
		vkbd_queue_key(&vkbd->queue, repeat->key, true);
		flush(vkbd);
	}
}

void vkbd_key(struct vkbd *vkbd, uint32_t code, bool pressed) {
	if (!vkbd->device.connected || !vkbd->features.keys || !vkbd_key_is_valid(code)) {
		return;
	}
	bool button = code >= BTN_LEFT && code <= BTN_TASK;
	if (!button && (pressed || code == vkbd->repeat.key)) {
		key_repeat_set(&vkbd->repeat, pressed ? code : 0);
	}
	vkbd_queue_key(&vkbd->queue, code, pressed);
	flush(vkbd);
}

static int32_t scale(double position, int32_t range) {
	position = position < 0 ? 0 : position > 1 ? 1 : position;
	return (int32_t)lround(position * range);
}

static int32_t take_whole(double *rest) {
	double whole = trunc(*rest);
	*rest -= whole;
	return (int32_t)whole;
}

void vkbd_motion(struct vkbd *vkbd, double x, double y, double dx, double dy) {
	if (!vkbd->device.connected) {
		return;
	}
	if (vkbd->features.absolute) {
		vkbd->x = scale(x, vkbd->features.width);
		vkbd->y = scale(y, vkbd->features.height);
		vkbd_queue_position(&vkbd->queue, vkbd->x, vkbd->y);
	} else {
		vkbd->rest_x += dx;
		vkbd->rest_y += dy;
		int32_t whole_x = take_whole(&vkbd->rest_x);
		int32_t whole_y = take_whole(&vkbd->rest_y);
		if (whole_x == 0 && whole_y == 0) {
			return;
		}
		vkbd_queue_movement(&vkbd->queue, whole_x, whole_y);
	}
	flush(vkbd);
}

void vkbd_wheel(struct vkbd *vkbd, int32_t v120) {
	if (!vkbd->device.connected) {
		return;
	}
	int32_t clicks = wheel_clicks(&vkbd->wheel_rest, v120);
	if (clicks == 0) {
		return;
	}
	vkbd_queue_wheel(&vkbd->queue, clicks, vkbd->features.absolute, vkbd->x, vkbd->y);
	flush(vkbd);
}

uint32_t vkbd_contacts(const struct vkbd *vkbd) {
	return vkbd->device.connected ? vkbd->features.contacts : 0;
}

void vkbd_touch(struct vkbd *vkbd, enum guest_touch touch, uint32_t contact, double x, double y) {
	if (contact >= vkbd_contacts(vkbd)) {
		return;
	}
	struct vkbd_touches *touches = &vkbd->touches;
	uint16_t bit = (uint16_t)(1u << contact);
	bool changed = ((touches->down | touches->moved | touches->up) & bit) != 0;
	if (changed && touch != GUEST_TOUCH_MOVED) {
		/* One thing at a time, though the touchscreen says all of it at once. */
		vkbd_touch_frame(vkbd);
	}
	if (touch == GUEST_TOUCH_UP) {
		touches->up |= bit;
		return;
	}
	touches->x[contact] = (uint16_t)scale(x, vkbd->features.touch_width);
	touches->y[contact] = (uint16_t)scale(y, vkbd->features.touch_height);
	if (touch == GUEST_TOUCH_DOWN) {
		touches->down |= bit;
	} else if ((touches->down & bit) == 0) {
		touches->moved |= bit;
	}
}

void vkbd_touch_frame(struct vkbd *vkbd) {
	if (vkbd->device.connected) {
		vkbd_queue_touch(&vkbd->queue, &vkbd->touches);
		flush(vkbd);
	}
	vkbd->touches = (struct vkbd_touches){0};
}

void vkbd_release_all(struct vkbd *vkbd) {
	key_repeat_set(&vkbd->repeat, 0);
	vkbd->wheel_rest = 0;
	vkbd->touches = (struct vkbd_touches){0};
	vkbd_queue_release_all(&vkbd->queue);
	flush(vkbd);
}

static bool map_page(struct vkbd *vkbd, const struct xenbus_published *published) {
	if (published->page_gref != XENBUS_MISSING) {
		if (published->page_gref > UINT32_MAX) {
			errno = EINVAL;
			return false;
		}
		uint32_t reference = (uint32_t)published->page_gref;
		vkbd->page = mapping_create_grants(
			vkbd->env->grants, vkbd->env->guest->domid, &reference, 1, true);
	} else if (published->page_ref != XENBUS_MISSING) {
		vkbd->page =
			mapping_create_foreign(vkbd->env->foreign, &published->page_ref, 1, true);
	} else {
		errno = ENOENT;
	}
	return vkbd->page != NULL;
}

static bool device_connect(
	struct xenbus_device *device, const struct xenbus_published *published, bool adopt) {
	struct vkbd *vkbd = from_device(device);

	if (!map_page(vkbd, published)) {
		xenbus_device_fail(
			device, "its keyboard's shared page can't be mapped: %s", strerror(errno));
		return false;
	}
	if (published->event_channel > UINT32_MAX ||
		!channel_bind(&vkbd->channel, vkbd->env->channels,
			(uint32_t)published->event_channel, &channel_impl)) {
		xenbus_device_fail_busy(device, "its keyboard's event channel can't be bound: %s",
			published->event_channel > UINT32_MAX ? "not a number" : strerror(errno));
		return false;
	}

	struct xenkbd_page *page = vkbd->page->data;
	event_ring_init(&vkbd->ring, (uint8_t *)XENKBD_IN_RING(page), XENKBD_IN_RING_LEN,
		&page->in_prod, &page->in_cons);
	struct vkbd_features *features = &vkbd->features;
	vkbd_features_read(features, device, vkbd->env, published, adopt);
	/* A driver that connects again, or has been saved, may have the fingers of then. */
	uint16_t contacts = adopt || features->restored ? UINT16_MAX : vkbd->queue.given_contacts;
	vkbd_queue_init(&vkbd->queue);
	if (adopt && features->keys) {
		/* Who pressed a key in the earlier run could not release it any more. */
		vkbd_queue_release_unknown(&vkbd->queue);
	}
	contacts &= (uint16_t)((1u << features->contacts) - 1);
	vkbd_queue_release_contacts(&vkbd->queue, contacts);
	vkbd->touches = (struct vkbd_touches){0};
	vkbd->rest_x = vkbd->rest_y = 0;
	vkbd->wheel_rest = 0;
	guest_log_debug(vkbd->env->guest, "keyboard %" PRIu32 ", %s pointer, %" PRIu32 " fingers",
		device->address.id, features->absolute ? "absolute" : "relative",
		features->contacts);
	flush(vkbd);
	return true;
}

static void device_disconnect(struct xenbus_device *device) {
	struct vkbd *vkbd = from_device(device);
	key_repeat_set(&vkbd->repeat, 0);
	wl_event_source_timer_update(vkbd->retry_timer, 0);
	stall_reset(&vkbd->stall);
	channel_unbind(&vkbd->channel);
	mapping_unref(vkbd->page);
	vkbd->page = NULL;
}

static void device_failed(struct xenbus_device *device, const char *reason) {
	/* It has no place of its own on the screen where the user could see why nothing is typed. */
	guest_notice(device->guest, "It gets no keys and no pointer: %s.", reason);
}

static const struct xenbus_device_impl device_impl = {
	.describe = vkbd_features_describe,
	.connect = device_connect,
	.disconnect = device_disconnect,
	.failed = device_failed,
};

struct vkbd *vkbd_create(
	const struct device_environment *env, const char *backend_kind, uint32_t id) {
	struct vkbd *vkbd = calloc(1, sizeof(*vkbd));
	if (vkbd == NULL) {
		return NULL;
	}
	vkbd->env = env;
	vkbd->retry_timer = wl_event_loop_add_timer(env->loop, handle_retry_timer, vkbd);

	struct xenbus_address address = {
		.backend_kind = backend_kind,
		.frontend_kind = "vkbd",
		.domid = env->guest->domid,
		.id = id,
	};
	if (!key_repeat_init(&vkbd->repeat, env->loop, &env->policy, repeat_key) ||
		vkbd->retry_timer == NULL || !stall_init(&vkbd->stall, &stall_impl, env->loop) ||
		!xenbus_device_init(
			&vkbd->device, &device_impl, &address, env->guest, env->store, env->loop)) {
		int error = errno;
		key_repeat_finish(&vkbd->repeat);
		if (vkbd->retry_timer != NULL) {
			wl_event_source_remove(vkbd->retry_timer);
		}
		stall_finish(&vkbd->stall);
		free(vkbd);
		errno = error;
		return NULL;
	}
	return vkbd;
}

void vkbd_destroy(struct vkbd *vkbd) {
	if (vkbd == NULL) {
		return;
	}
	xenbus_device_finish(&vkbd->device);
	key_repeat_finish(&vkbd->repeat);
	wl_event_source_remove(vkbd->retry_timer);
	stall_finish(&vkbd->stall);
	free(vkbd);
}

struct xenbus_device *vkbd_device(struct vkbd *vkbd) {
	return &vkbd->device;
}
