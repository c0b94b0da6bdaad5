#ifndef DOMICILE_POINTER_DEVICE_H
#define DOMICILE_POINTER_DEVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

struct pointer;
struct wlr_pointer;

/*
 * A pointing device, and the buttons that are down on it. What is held when it goes is released:
 * wlroots does that for keyboards, but not for pointers, and a program that moves the pointer from
 * afar may end at any time.
 */
struct pointer_device {
	struct wl_list link; /* pointer.devices */
	struct pointer *pointer;
	struct wlr_pointer *wlr_pointer;
	uint32_t down[16];
	int count; /* of down */

	struct wl_listener destroy;
};

/* It goes by itself when its device does. */
struct pointer_device *pointer_device_create(
	struct pointer *pointer, struct wlr_pointer *wlr_pointer);
void pointer_device_destroy(struct pointer_device *device);

/* Whether a press or a release is news: it is neither repeated nor of what never went down. */
bool pointer_device_note(struct wlr_pointer *wlr_pointer, uint32_t button, bool pressed);

/* Lets go whatever is held. */
void pointer_device_release(struct wlr_pointer *wlr_pointer);

#endif
