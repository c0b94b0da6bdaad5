#ifndef DOMICILE_GUEST_SURFACE_H
#define DOMICILE_GUEST_SURFACE_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

struct guest;
struct guest_surface;

/*
 * Pixels that a surface shows: a rectangle of little-endian pixels in memory which the guest may
 * be writing. Geometry never changes: another geometry is another object. Reference-counted; the
 * memory stays readable until the last reference is gone, whatever becomes of the guest.
 */
struct guest_pixels {
	const void *data;
	int width, height;   /* pixels, both at least 1 */
	uint32_t stride;     /* bytes from a row to the next, at least width * bytes a pixel */
	uint32_t drm_format; /* DRM_FORMAT_XRGB8888 or DRM_FORMAT_RGB565: always opaque */
	bool copied;         /* data is ours: the guest's memory has been read for it already */
	int x, y; /* on the surface, of the first pixel: there is nothing left of and above it */

	int refs;
	void (*destroy)(struct guest_pixels *pixels); /* called when refs falls to 0 */
};

struct guest_pixels *guest_pixels_ref(struct guest_pixels *pixels);
void guest_pixels_unref(struct guest_pixels *pixels); /* accepts NULL */

enum guest_axis {
	GUEST_AXIS_VERTICAL,
	GUEST_AXIS_HORIZONTAL,
	GUEST_AXES
};

enum guest_touch {
	GUEST_TOUCH_DOWN,
	GUEST_TOUCH_MOVED,
	GUEST_TOUCH_UP,
};

struct guest_surface_impl {
	/*
	 * Whether any pixel of the surface can be seen. While it can't be, the guest costs nothing:
	 * no damage is announced, and what the guest does is merged. On becoming visible, the whole
	 * surface counts as damaged. Surfaces are invisible at first.
	 */
	void (*set_visible)(struct guest_surface *surface, bool visible);

	/*
	 * Hears what the guest has said since the last frame: to be called in each frame that
	 * take_damage has been asked for, before anything of that frame is looked at. Whatever the
	 * guest shows may change by it, and the surface may be gone. May be NULL.
	 */
	void (*listen)(struct guest_surface *surface);

	/*
	 * Adds to *damage what changed since the last call, in pixels of surface->pixels. To be
	 * called once a frame after events.damage, at the moment the frame is drawn. Returns true
	 * while the guest goes on drawing: it is to be called in the next frame again, and nothing
	 * is announced before that. May replace surface->pixels (and emit events.change) when the
	 * guest has resized.
	 */
	bool (*take_damage)(struct guest_surface *surface, pixman_region32_t *damage);

	/*
	 * The user's keyboard goes there, or not any more. May be NULL, where that makes no
	 * difference to the guest.
	 */
	void (*set_focused)(struct guest_surface *surface, bool focused);
	/*
	 * Modifiers of the user's keyboard, as bits of X11's core protocol: Shift 1, Lock 2, Control 4,
	 * Mod1 to Mod5 8 to 128. Told before the key that they are for. May be NULL.
	 */
	void (*modifiers)(struct guest_surface *surface, uint32_t modifiers);
	/* code: a KEY_* of linux/input-event-codes.h. What the device can't take is dropped. */
	void (*key)(struct guest_surface *surface, uint32_t code, bool pressed);
	/* button: a BTN_* of linux/input-event-codes.h */
	void (*button)(struct guest_surface *surface, uint32_t button, bool pressed);
	/* x, y: position on the surface, 0 to 1; dx, dy: movement, in pixels of the surface */
	void (*motion)(struct guest_surface *surface, double x, double y, double dx, double dy);
	/* The pointer has gone elsewhere. May be NULL. */
	void (*leave)(struct guest_surface *surface);
	/*
	 * v120: wheel movement in 120ths of a click, positive down (towards the user) and right. A
	 * device that has no such axis drops it.
	 */
	void (*wheel)(struct guest_surface *surface, enum guest_axis axis, int32_t v120);
	/*
	 * How many fingers at once the guest tells apart; 0: it knows none, and the first may be its
	 * pointer. That may change at any time. May be NULL, which is 0.
	 */
	uint32_t (*contacts)(struct guest_surface *surface);
	/*
	 * What one of them does, by its number below that. x, y: as in motion, unless it has come up. May
	 * be NULL where contacts is.
	 */
	void (*touch)(struct guest_surface *surface, enum guest_touch touch, uint32_t contact,
		double x, double y);
	/*
	 * All that was said since the last one belongs together: it is for the guest to see now. May be
	 * NULL where contacts is.
	 */
	void (*touch_frame)(struct guest_surface *surface);
	/* Releases every key, button and finger that is pressed in the guest. */
	void (*release_all)(struct guest_surface *surface);
};

/* What a guest shows in one place, and the input devices that belong to it. */
struct guest_surface {
	const struct guest_surface_impl *impl;
	struct guest *guest;
	struct guest_pixels *pixels; /* the surface's own reference; NULL: nothing to show */

	struct {
		struct wl_signal change; /* pixels, or what whoever embeds this says, has changed */
		struct wl_signal damage; /* there is damage to take; not repeated until taken */
		struct wl_signal destroy; /* the surface goes; listeners must remove themselves */
	} events;
};

/* How many fingers at once its guest tells apart now: see guest_surface_impl.contacts. */
uint32_t guest_surface_contacts(struct guest_surface *surface);

/* For implementations. */
void guest_surface_init(
	struct guest_surface *surface, const struct guest_surface_impl *impl, struct guest *guest);
/* Emits destroy. */
void guest_surface_finish(struct guest_surface *surface);
/* Takes over the reference. Emits change, even where pixels are the same; old ones go after it. */
void guest_surface_set_pixels(struct guest_surface *surface, struct guest_pixels *pixels);

#endif
