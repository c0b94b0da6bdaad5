#include "screen.h"

#include <errno.h>
#include <stdlib.h>

#include "devices/environment.h"
#include "devices/vfb.h"
#include "devices/vkbd.h"

struct screen {
	struct guest_display base;
	struct vfb *vfb;
	screen_find_keyboard find_keyboard;
	void *data;
};

static struct screen *from_surface(struct guest_surface *surface) {
	struct screen *screen = wl_container_of(surface, screen, base.surface);
	return screen;
}

static struct vkbd *find_keyboard(struct guest_surface *surface) {
	struct screen *screen = from_surface(surface);
	return screen->find_keyboard(screen->data);
}

static void surface_set_visible(struct guest_surface *surface, bool visible) {
	vfb_set_visible(from_surface(surface)->vfb, visible);
}

static bool surface_take_damage(struct guest_surface *surface, pixman_region32_t *damage) {
	return vfb_take_damage(from_surface(surface)->vfb, damage);
}

/* Keys and buttons are one kind of event to the device. */
static void surface_key(struct guest_surface *surface, uint32_t code, bool pressed) {
	struct vkbd *vkbd = find_keyboard(surface);
	if (vkbd != NULL) {
		vkbd_key(vkbd, code, pressed);
	}
}

static void surface_motion(
	struct guest_surface *surface, double x, double y, double dx, double dy) {
	struct vkbd *vkbd = find_keyboard(surface);
	if (vkbd != NULL) {
		vkbd_motion(vkbd, x, y, dx, dy);
	}
}

static void surface_wheel(struct guest_surface *surface, int32_t v120) {
	struct vkbd *vkbd = find_keyboard(surface);
	if (vkbd != NULL) {
		vkbd_wheel(vkbd, v120);
	}
}

static void surface_release_all(struct guest_surface *surface) {
	struct vkbd *vkbd = find_keyboard(surface);
	if (vkbd != NULL) {
		vkbd_release_all(vkbd);
	}
}

static const struct guest_surface_impl surface_impl = {
	.set_visible = surface_set_visible,
	.take_damage = surface_take_damage,
	.key = surface_key,
	.button = surface_key,
	.motion = surface_motion,
	.wheel = surface_wheel,
	.release_all = surface_release_all,
};

static void handle_damage(void *data) {
	struct screen *screen = data;
	wl_signal_emit_mutable(&screen->base.surface.events.damage, &screen->base.surface);
}

static void handle_pixels(void *data, struct guest_pixels *pixels) {
	struct screen *screen = data;
	if (pixels != NULL) {
		guest_display_set_on(&screen->base, pixels);
	} else {
		guest_display_set_off(&screen->base);
	}
}

static void handle_failed(void *data, const char *reason) {
	struct screen *screen = data;
	guest_display_set_fault(&screen->base, "%s", reason);
}

static const struct vfb_listener vfb_listener = {
	.damage = handle_damage,
	.pixels = handle_pixels,
	.failed = handle_failed,
};

struct screen *screen_create(const struct device_environment *env, uint32_t id,
	screen_find_keyboard find_keyboard, void *data) {
	struct screen *screen = calloc(1, sizeof(*screen));
	if (screen == NULL) {
		return NULL;
	}
	screen->find_keyboard = find_keyboard;
	screen->data = data;
	guest_display_init(&screen->base, &surface_impl, env->guest, (int)id);
	screen->vfb = vfb_create(env, id, &vfb_listener, screen);
	if (screen->vfb == NULL) {
		int error = errno;
		guest_display_finish(&screen->base);
		free(screen);
		errno = error;
		return NULL;
	}
	return screen;
}

void screen_announce(struct screen *screen) {
	guest_display_announce(&screen->base);
}

void screen_destroy(struct screen *screen) {
	if (screen == NULL) {
		return;
	}
	guest_display_finish(&screen->base);
	vfb_destroy(screen->vfb);
	free(screen);
}

struct xenbus_device *screen_device(struct screen *screen) {
	return vfb_device(screen->vfb);
}
