#include "pointer_device.h"

#include <wlr/types/wlr_pointer.h>

#include "alloc.h"
#include "monotonic.h"
#include "pointer.h"

void pointer_device_release(struct wlr_pointer *wlr_pointer) {
	struct pointer_device *device = wlr_pointer->data;
	while (device->count > 0) {
		pointer_button(device->pointer, &(struct wlr_pointer_button_event){
							.pointer = device->wlr_pointer,
							.time_msec = (uint32_t)monotonic_ms(),
							.button = device->down[device->count - 1],
							.state = WL_POINTER_BUTTON_STATE_RELEASED,
						});
	}
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct pointer_device *device = wl_container_of(listener, device, destroy);
	pointer_device_release(device->wlr_pointer);
	pointer_device_destroy(device);
}

struct pointer_device *pointer_device_create(
	struct pointer *pointer, struct wlr_pointer *wlr_pointer) {
	struct pointer_device *device = znew(struct pointer_device);
	device->pointer = pointer;
	device->wlr_pointer = wlr_pointer;
	wlr_pointer->data = device;
	wl_list_insert(&pointer->devices, &device->link);
	device->destroy.notify = handle_destroy;
	wl_signal_add(&wlr_pointer->base.events.destroy, &device->destroy);
	return device;
}

void pointer_device_destroy(struct pointer_device *device) {
	wl_list_remove(&device->link);
	wl_list_remove(&device->destroy.link);
	device->wlr_pointer->data = NULL;
	free(device);
}

bool pointer_device_note(struct wlr_pointer *wlr_pointer, uint32_t button, bool pressed) {
	struct pointer_device *device = wlr_pointer->data;
	const int max = sizeof(device->down) / sizeof(device->down[0]);
	int i = 0;
	while (i < device->count && device->down[i] != button) {
		i++;
	}
	bool was_pressed = i < device->count;
	if (pressed == was_pressed || i == max) {
		return false;
	}
	if (pressed) {
		device->down[device->count++] = button;
	} else {
		device->down[i] = device->down[--device->count];
	}
	return true;
}
