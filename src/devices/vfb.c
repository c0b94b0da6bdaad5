#include "devices/vfb.h"

#include <drm_fourcc.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <xen/io/fbif.h>

#include "devices/environment.h"
#include "devices/vfb_geometry.h"
#include "devices/vfb_shadow.h"
#include "drawing.h"
#include "monotonic.h"
#include "stats.h"
#include "xen/channel.h"
#include "xen/event_ring.h"
#include "xen/memory.h"

/* How often a guest that doesn't say what it changes is looked at, while it can be seen. */
#define COMPARE_INTERVAL_MS 50

/* What can't be shown in place is copied for a seventh of the time at most, however large it is. */
#define COPY_PAUSE 6    /* times as long as the last copy took */
#define MIN_PAUSE_MS 16 /* a shorter one is over by the next frame */

struct vfb {
	struct xenbus_device device;
	const struct device_environment *env;
	const struct vfb_listener *listener;
	void *data;

	/* While connected: */
	struct mapping *page;
	struct channel channel;
	struct event_ring ring;
	struct mapping *framebuffer;
	size_t mapped, copied; /* bytes, of env->framebuffer_bytes */
	struct vfb_geometry geometry;
	struct vfb_pixels *pixels;
	bool updates; /* the guest says what it changes */

	bool visible;
	bool announced; /* the listener knows that there is damage */
	bool whole;     /* all of the display counts as damaged */
	struct drawing rhythm;
	struct wl_event_source *look_timer;
};

/* Pixels in the guest's memory, or in a copy of it, and what keeps them there. */
struct vfb_pixels {
	struct guest_pixels base;
	struct mapping *framebuffer;
	struct vfb_shadow *shadow; /* NULL if the guest's own pixels are shown */
};

static void pixels_destroy(struct guest_pixels *base) {
	struct vfb_pixels *pixels = wl_container_of(base, pixels, base);
	vfb_shadow_destroy(pixels->shadow);
	mapping_unref(pixels->framebuffer);
	free(pixels);
}

static struct vfb_pixels *pixels_create(
	struct mapping *framebuffer, const struct vfb_geometry *geometry, bool in_place) {
	struct vfb_pixels *pixels = calloc(1, sizeof(*pixels));
	if (pixels == NULL) {
		return NULL;
	}
	if (in_place) {
		pixels->base.data = (const uint8_t *)framebuffer->data + geometry->offset;
		pixels->base.stride = geometry->stride;
		pixels->base.drm_format = geometry->format == VFB_FORMAT_RGB565
		                                  ? DRM_FORMAT_RGB565
		                                  : DRM_FORMAT_XRGB8888;
	} else {
		pixels->shadow = vfb_shadow_create(geometry);
		if (pixels->shadow == NULL) {
			free(pixels);
			return NULL;
		}
		pixels->base.data = pixels->shadow->pixels;
		pixels->base.copied = true;
		pixels->base.stride = 4 * (uint32_t)geometry->width;
		pixels->base.drm_format = DRM_FORMAT_XRGB8888;
	}
	pixels->framebuffer = mapping_ref(framebuffer);
	pixels->base.width = geometry->width;
	pixels->base.height = geometry->height;
	pixels->base.refs = 1;
	pixels->base.destroy = pixels_destroy;
	return pixels;
}

static struct vfb *from_device(struct xenbus_device *device) {
	struct vfb *vfb = wl_container_of(device, vfb, device);
	return vfb;
}

static void announce(struct vfb *vfb) {
	if (vfb->visible && vfb->pixels != NULL && !vfb->announced) {
		vfb->announced = true;
		vfb->listener->damage(vfb->data);
	}
}

/* Looked at again only after the last look was taken. */
static void schedule_compare(struct vfb *vfb) {
	bool needed = vfb->visible && vfb->pixels != NULL && !vfb->updates;
	wl_event_source_timer_update(vfb->look_timer, needed ? COMPARE_INTERVAL_MS : 0);
}

/* After a copy that took long: nothing is copied, and the guest isn't heard, until that has been paid. */
static bool pause_copies(struct vfb *vfb, int64_t copy_us) {
	int64_t pause_ms = copy_us * COPY_PAUSE / 1000;
	if (pause_ms < MIN_PAUSE_MS) {
		return false;
	}
	if (!vfb->updates && pause_ms < COMPARE_INTERVAL_MS) {
		pause_ms = COMPARE_INTERVAL_MS;
	}
	wl_event_source_timer_update(vfb->look_timer, (int)pause_ms);
	return true;
}

/* Set only while it can be seen, and connected. */
static int handle_look_timer(void *data) {
	struct vfb *vfb = data;
	channel_unmask(&vfb->channel);
	if (!vfb->updates) {
		announce(vfb);
	}
	return 0;
}

/* The channel stays masked, so that the guest can't wake us again before its damage is taken. */
static void handle_channel(struct channel *channel) {
	struct vfb *vfb = wl_container_of(channel, vfb, channel);
	announce(vfb);
}

static void handle_channel_failed(struct channel *channel, int error) {
	struct vfb *vfb = wl_container_of(channel, vfb, channel);
	xenbus_device_fail(&vfb->device, "its event channel has failed: %s", strerror(error));
}

static const struct channel_impl channel_impl = {
	.handle = handle_channel,
	.failed = handle_channel_failed,
};

/*
 * Reads what the ring holds at this moment: damage to where it can be seen, and the last resize.
 * False if the ring makes no sense.
 */
static bool drain_ring(struct vfb *vfb, pixman_region32_t *damage, struct xenfb_resize *resize) {
	resize->type = 0;
	if (event_ring_follow_reset(&vfb->ring)) {
		vfb->whole = true;
	}
	int count = event_ring_count(&vfb->ring);
	if (count < 0) {
		return false;
	}
	for (int i = 0; i < count; i++) {
		union xenfb_out_event event;
		_Static_assert(sizeof(event) == EVENT_RING_EVENT_SIZE, "fbif.h's event size");
		event_ring_read(&vfb->ring, (uint8_t *)&event);

		pixman_box32_t box;
		if (event.type == XENFB_TYPE_RESIZE) {
			*resize = event.resize;
		} else if (event.type == XENFB_TYPE_UPDATE) {
			vfb->env->stats->guest_rects++;
			if (vfb_clip(&vfb->geometry, event.update.x, event.update.y,
				    event.update.width, event.update.height, &box)) {
				pixman_region32_union_rect(damage, damage, box.x1, box.y1,
					(unsigned int)(box.x2 - box.x1),
					(unsigned int)(box.y2 - box.y1));
			}
		}
	}
	/* Linux keeps damage that found the ring full until it is notified. */
	if (count > 0 && event_ring_publish_room(&vfb->ring)) {
		channel_notify(&vfb->channel);
	}
	return true;
}

/*
 * Has part, which is mapped or copied, be so many bytes: false if that is more than all displays of the
 * guest may have together. What a last frame still shows of an earlier connection doesn't count.
 */
static bool account(struct vfb *vfb, size_t *part, size_t bytes) {
	size_t others = *vfb->env->framebuffer_bytes - *part;
	size_t limit = vfb->env->policy.memory_limit;
	if (bytes > 0 && (others > limit || bytes > limit - others)) {
		return false;
	}
	*part = bytes;
	*vfb->env->framebuffer_bytes = others + bytes;
	return true;
}

/* Shows the framebuffer with a geometry that has been checked. */
static bool show(struct vfb *vfb, const struct vfb_geometry *geometry) {
	bool in_place = vfb->updates && vfb_geometry_in_place(geometry);
	size_t copy = in_place ? 0 : (size_t)geometry->width * (size_t)geometry->height * 4;
	if (!account(vfb, &vfb->copied, copy)) {
		xenbus_device_fail(&vfb->device,
			"its display needs a copy of %zu MiB, and of all its displays %zu MiB are "
			"allowed (memory=)",
			copy >> 20, vfb->env->policy.memory_limit >> 20);
		return false;
	}
	struct vfb_pixels *pixels = pixels_create(vfb->framebuffer, geometry, in_place);
	if (pixels == NULL) {
		xenbus_device_fail(&vfb->device, "there is no memory for its display");
		return false;
	}

	if (vfb->pixels != NULL) {
		guest_pixels_unref(&vfb->pixels->base);
	}
	vfb->pixels = pixels;
	vfb->geometry = *geometry;
	vfb->whole = true;
	guest_log_debug(vfb->env->guest, "display is %dx%d, %u bytes a pixel, %s", geometry->width,
		geometry->height, vfb_format_bytes(geometry->format),
		in_place ? "in place" : "copied");
	vfb->listener->pixels(vfb->data, guest_pixels_ref(&pixels->base));
	return true;
}

static bool apply_resize(struct vfb *vfb, const struct xenfb_resize *resize) {
	struct vfb_geometry geometry;
	const char *reason;
	if (!vfb_geometry_check(&geometry, resize->width, resize->height, resize->stride,
		    resize->depth, resize->offset, vfb->framebuffer->pages * XEN_PAGE_SIZE,
		    &reason)) {
		xenbus_device_fail(&vfb->device,
			"after a resize %s (%dx%d, %d bytes a row, "
			"depth %d, at byte %d)",
			reason, resize->width, resize->height, resize->stride, resize->depth,
			resize->offset);
		return false;
	}
	return vfb_geometry_equal(&geometry, &vfb->geometry) || show(vfb, &geometry);
}

bool vfb_take_damage(struct vfb *vfb, pixman_region32_t *damage) {
	vfb->announced = false;
	if (vfb->pixels == NULL) {
		return false;
	}

	bool drawing = false;
	pixman_region32_t new;
	pixman_region32_init(&new);
	struct xenfb_resize resize;
	if (!drain_ring(vfb, &new, &resize)) {
		xenbus_device_fail(&vfb->device, "its ring holds more events than have room in it");
		goto out;
	}
	if (resize.type == XENFB_TYPE_RESIZE && !apply_resize(vfb, &resize)) {
		goto out;
	}

	drawing = vfb->updates && drawing_goes_on(&vfb->rhythm, pixman_region32_not_empty(&new));
	const uint8_t *framebuffer = vfb->framebuffer->data;
	struct vfb_shadow *shadow = vfb->pixels->shadow;
	int64_t start_us = shadow != NULL ? monotonic_cpu_us() : 0;
	if (shadow != NULL && !vfb->updates) {
		pixman_region32_clear(&new);
		vfb->env->stats->guest_bytes += vfb_shadow_compare(shadow, framebuffer, &new);
	}
	if (vfb->whole) {
		vfb->whole = false;
		pixman_region32_fini(&new);
		pixman_region32_init_rect(&new, 0, 0, (unsigned int)vfb->geometry.width,
			(unsigned int)vfb->geometry.height);
	}
	if (shadow != NULL && vfb->updates) {
		vfb->env->stats->guest_bytes += vfb_shadow_update(shadow, framebuffer, &new);
	}
	pixman_region32_union(damage, damage, &new);

	if (shadow != NULL && pause_copies(vfb, monotonic_cpu_us() - start_us)) {
		drawing = false;
		goto out;
	}
	vfb->announced = drawing;
	if (!drawing) {
		channel_unmask(&vfb->channel);
	}
	schedule_compare(vfb);
out:
	pixman_region32_fini(&new);
	return drawing;
}

void vfb_set_visible(struct vfb *vfb, bool visible) {
	vfb->visible = visible;
	vfb->announced = false;
	if (visible) {
		vfb->whole = true;
		announce(vfb);
	}
	schedule_compare(vfb);
}

/* The frames that the page directory lists. NULL, after the device has failed, on any fault. */
static uint64_t *read_directory(
	struct vfb *vfb, const struct vfb_header *header, size_t pages, size_t directories) {
	uint64_t *frames = calloc(pages, sizeof(*frames));
	struct mapping *lists =
		mapping_create_foreign(vfb->env->foreign, header->directories, directories, false);
	if (frames == NULL || lists == NULL) {
		xenbus_device_fail(
			&vfb->device, "its page directory can't be mapped: %s", strerror(errno));
		mapping_unref(lists);
		free(frames);
		return NULL;
	}
	size_t each = vfb_frames_a_directory(header->abi);
	for (size_t i = 0; i < directories; i++) {
		size_t left = pages - i * each;
		vfb_directory_copy(frames + i * each,
			(const uint8_t *)lists->data + i * XEN_PAGE_SIZE, left < each ? left : each,
			header->abi);
	}
	mapping_unref(lists);
	return frames;
}

/* Maps the framebuffer that the shared page describes, and checks its geometry. */
static bool map_framebuffer(struct vfb *vfb, enum vfb_abi abi, struct vfb_geometry *geometry) {
	struct vfb_header header;
	vfb_header_copy(&header, vfb->page->data, abi);

	size_t pages, directories;
	const char *reason;
	if (!vfb_header_pages(
		    &header, vfb->env->policy.memory_limit, &pages, &directories, &reason)) {
		xenbus_device_fail(
			&vfb->device, "%s: %" PRIu32 " bytes", reason, header.mem_length);
		return false;
	}
	if (!vfb_geometry_check(geometry, header.width, header.height, (int32_t)header.line_length,
		    header.depth, 0, header.mem_length, &reason)) {
		xenbus_device_fail(&vfb->device, "%s (%dx%d, %" PRIu32 " bytes a row, depth %d)",
			reason, header.width, header.height, header.line_length, header.depth);
		return false;
	}

	if (!account(vfb, &vfb->mapped, header.mem_length)) {
		xenbus_device_fail(&vfb->device,
			"its framebuffer has %" PRIu32 " MiB, and of all its displays %zu MiB are "
			"allowed (memory=)",
			header.mem_length >> 20, vfb->env->policy.memory_limit >> 20);
		return false;
	}

	uint64_t *frames = read_directory(vfb, &header, pages, directories);
	if (frames == NULL) {
		return false;
	}
	vfb->framebuffer = mapping_create_foreign(vfb->env->foreign, frames, pages, false);
	int error = errno;
	free(frames);
	if (vfb->framebuffer == NULL) {
		xenbus_device_fail(&vfb->device, "its framebuffer of %zu pages can't be mapped: %s",
			pages, strerror(error));
		return false;
	}
	return true;
}

static bool device_connect(
	struct xenbus_device *device, const struct xenbus_published *published, bool adopt) {
	struct vfb *vfb = from_device(device);

	char protocol[STORE_VALUE_SIZE];
	bool has_protocol =
		store_read(device->store, STORE_NOW, device->frontend, "protocol", protocol);
	enum vfb_abi abi;
	if (!has_protocol && errno != ENOENT) {
		xenbus_device_fail(device, "its protocol can't be read: %s", strerror(errno));
		return false;
	}
	if (!vfb_abi_parse(has_protocol ? protocol : NULL, &abi)) {
		xenbus_device_fail(device, "its protocol is not one of x86_32-abi and x86_64-abi");
		return false;
	}
	if (published->page_ref == XENBUS_MISSING || published->event_channel > UINT32_MAX) {
		xenbus_device_fail(device, "its page-ref or event-channel is not a number");
		return false;
	}

	vfb->page = mapping_create_foreign(vfb->env->foreign, &published->page_ref, 1, true);
	if (vfb->page == NULL) {
		xenbus_device_fail(device, "its shared page %" PRIu64 " can't be mapped: %s",
			published->page_ref, strerror(errno));
		return false;
	}
	struct vfb_geometry geometry;
	if (!map_framebuffer(vfb, abi, &geometry)) {
		return false;
	}
	if (!channel_bind(&vfb->channel, vfb->env->channels, (uint32_t)published->event_channel,
		    &channel_impl)) {
		xenbus_device_fail_busy(device, "its event channel %" PRIu64 " can't be bound: %s",
			published->event_channel, strerror(errno));
		return false;
	}

	struct xenfb_page *page = vfb->page->data;
	event_ring_init(&vfb->ring, (uint8_t *)XENFB_OUT_RING(page), XENFB_OUT_RING_LEN,
		&page->out_cons, &page->out_prod);
	uint64_t feature;
	vfb->updates = store_read_number(device->store, STORE_NOW, device->frontend,
			       "feature-update", 1, &feature) &&
	               feature == 1;
	if (!show(vfb, &geometry)) {
		return false;
	}
	announce(vfb);
	return true;
}

static void device_disconnect(struct xenbus_device *device) {
	struct vfb *vfb = from_device(device);
	channel_unbind(&vfb->channel);
	if (vfb->pixels != NULL) {
		guest_pixels_unref(&vfb->pixels->base);
		vfb->pixels = NULL;
		vfb->listener->pixels(vfb->data, NULL);
	}
	schedule_compare(vfb);
	vfb->announced = false;
	mapping_unref(vfb->framebuffer);
	vfb->framebuffer = NULL;
	account(vfb, &vfb->mapped, 0);
	account(vfb, &vfb->copied, 0);
	mapping_unref(vfb->page);
	vfb->page = NULL;
}

static void device_failed(struct xenbus_device *device, const char *reason) {
	struct vfb *vfb = from_device(device);
	vfb->listener->failed(vfb->data, reason);
}

static bool device_describe(struct xenbus_device *device, store_transaction t, bool started) {
	const struct guest_policy *policy = &from_device(device)->env->policy;
	/* Sampled by the frontend when we are connected. */
	if (!store_write_number(device->store, t, device->backend, "request-update", 1) ||
		!store_write_number(device->store, t, device->backend, "feature-resize", 1)) {
		return false;
	}
	if (started) {
		return true;
	}
	/* An upper bound for what the guest allocates, in MiB; it takes less by itself. */
	if (!store_write_number(
		    device->store, t, device->backend, "videoram", policy->memory_limit >> 20)) {
		return false;
	}
	return policy->width == 0 || (store_write_number(device->store, t, device->backend, "width",
					      (uint64_t)policy->width) &&
					     store_write_number(device->store, t, device->backend,
						     "height", (uint64_t)policy->height));
}

static const struct xenbus_device_impl device_impl = {
	.describe = device_describe,
	.connect = device_connect,
	.disconnect = device_disconnect,
	.failed = device_failed,
	.announce_twice = true,
};

struct vfb *vfb_create(const struct device_environment *env, uint32_t id,
	const struct vfb_listener *listener, void *data) {
	struct vfb *vfb = calloc(1, sizeof(*vfb));
	if (vfb == NULL) {
		return NULL;
	}
	vfb->env = env;
	vfb->listener = listener;
	vfb->data = data;
	vfb->look_timer = wl_event_loop_add_timer(env->loop, handle_look_timer, vfb);

	struct xenbus_address address = {
		.backend_kind = "vfb",
		.frontend_kind = "vfb",
		.domid = env->guest->domid,
		.id = id,
	};
	if (vfb->look_timer == NULL || !xenbus_device_init(&vfb->device, &device_impl, &address,
					       env->guest, env->store, env->loop)) {
		int error = errno;
		if (vfb->look_timer != NULL) {
			wl_event_source_remove(vfb->look_timer);
		}
		free(vfb);
		errno = error;
		return NULL;
	}
	return vfb;
}

void vfb_destroy(struct vfb *vfb) {
	if (vfb == NULL) {
		return;
	}
	/* Without a word to the listener, which has let go of its own reference. */
	if (vfb->pixels != NULL) {
		guest_pixels_unref(&vfb->pixels->base);
		vfb->pixels = NULL;
	}
	xenbus_device_finish(&vfb->device);
	wl_event_source_remove(vfb->look_timer);
	free(vfb);
}

struct xenbus_device *vfb_device(struct vfb *vfb) {
	return &vfb->device;
}
