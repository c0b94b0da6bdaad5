#include "screen.h"

#include <errno.h>
#include <stdlib.h>

#include "devices/environment.h"
#include "devices/vfb.h"
#include "devices/vkbd.h"

/* As often as a frame is drawn. */
#define TAKE_INTERVAL_MS 16

struct screen {
	struct guest_display base;
	struct vfb *vfb;
	screen_find_keyboard find_keyboard;
	void *data;
	bool seen;                          /* by the desktop, which takes its damage then */
	struct screen_user *user;           /* may be NULL */
	struct wl_event_source *take_timer; /* when damage is taken that nobody sees but the user */
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
	struct screen *screen = from_surface(surface);
	screen->seen = visible;
	vfb_set_visible(screen->vfb, visible || screen->user != NULL);
}

void screen_set_user(struct guest_display *display, struct screen_user *user) {
	struct screen *screen = from_surface(&display->surface);
	bool used = screen->user != NULL;
	screen->user = user;
	if (!screen->seen && used != (user != NULL)) {
		vfb_set_visible(screen->vfb, user != NULL);
	}
}

static bool surface_take_damage(struct guest_surface *surface, pixman_region32_t *damage) {
	struct screen *screen = from_surface(surface);
	bool drawing = vfb_take_damage(screen->vfb, damage);
	if (screen->user != NULL) {
		screen->user->damage(screen->user, damage);
	}
	return drawing;
}

static int handle_take_timer(void *data) {
	struct screen *screen = data;
	if (screen->seen || screen->user == NULL) {
		return 0;
	}
	pixman_region32_t damage;
	pixman_region32_init(&damage);
	if (surface_take_damage(&screen->base.surface, &damage)) {
		wl_event_source_timer_update(screen->take_timer, TAKE_INTERVAL_MS);
	}
	pixman_region32_fini(&damage);
	return 0;
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

/* kbdif.h has one wheel. */
static void surface_wheel(struct guest_surface *surface, enum guest_axis axis, int32_t v120) {
	struct vkbd *vkbd = find_keyboard(surface);
	if (vkbd != NULL && axis == GUEST_AXIS_VERTICAL) {
		vkbd_wheel(vkbd, v120);
	}
}

static uint32_t surface_contacts(struct guest_surface *surface) {
	const struct vkbd *vkbd = find_keyboard(surface);
	return vkbd != NULL ? vkbd_contacts(vkbd) : 0;
}

static void surface_touch(struct guest_surface *surface, enum guest_touch touch, uint32_t contact,
	double x, double y) {
	struct vkbd *vkbd = find_keyboard(surface);
	if (vkbd != NULL) {
		vkbd_touch(vkbd, touch, contact, x, y);
	}
}

static void surface_touch_frame(struct guest_surface *surface) {
	struct vkbd *vkbd = find_keyboard(surface);
	if (vkbd != NULL) {
		vkbd_touch_frame(vkbd);
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
	.contacts = surface_contacts,
	.touch = surface_touch,
	.touch_frame = surface_touch_frame,
	.release_all = surface_release_all,
};

static void handle_damage(void *data) {
	struct screen *screen = data;
	if (screen->seen) {
		wl_signal_emit_mutable(&screen->base.surface.events.damage, &screen->base.surface);
	} else {
		wl_event_source_timer_update(screen->take_timer, TAKE_INTERVAL_MS);
	}
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
	screen->take_timer = wl_event_loop_add_timer(env->loop, handle_take_timer, screen);
	if (screen->take_timer == NULL) {
		free(screen);
		errno = ENOMEM;
		return NULL;
	}
	guest_display_init(&screen->base, &surface_impl, env->guest, (int)id);
	screen->vfb = vfb_create(env, id, &vfb_listener, screen);
	if (screen->vfb == NULL) {
		int error = errno;
		guest_display_finish(&screen->base);
		wl_event_source_remove(screen->take_timer);
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
	wl_event_source_remove(screen->take_timer);
	free(screen);
}

struct xenbus_device *screen_device(struct screen *screen) {
	return vfb_device(screen->vfb);
}
