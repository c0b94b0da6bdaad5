#include "guest_surface.h"

#include <assert.h>

struct guest_pixels *guest_pixels_ref(struct guest_pixels *pixels) {
	assert(pixels->refs > 0);
	pixels->refs++;
	return pixels;
}

void guest_pixels_unref(struct guest_pixels *pixels) {
	if (pixels == NULL) {
		return;
	}
	assert(pixels->refs > 0);
	if (--pixels->refs == 0) {
		pixels->destroy(pixels);
	}
}

uint32_t guest_surface_contacts(struct guest_surface *surface) {
	return surface->impl->contacts != NULL ? surface->impl->contacts(surface) : 0;
}

void guest_surface_init(
	struct guest_surface *surface, const struct guest_surface_impl *impl, struct guest *guest) {
	*surface = (struct guest_surface){.impl = impl, .guest = guest};
	wl_signal_init(&surface->events.change);
	wl_signal_init(&surface->events.damage);
	wl_signal_init(&surface->events.destroy);
}

void guest_surface_finish(struct guest_surface *surface) {
	wl_signal_emit_mutable(&surface->events.destroy, surface);
	assert(wl_list_empty(&surface->events.change.listener_list));
	assert(wl_list_empty(&surface->events.damage.listener_list));
	assert(wl_list_empty(&surface->events.destroy.listener_list));
	guest_pixels_unref(surface->pixels);
	surface->pixels = NULL;
}

void guest_surface_set_pixels(struct guest_surface *surface, struct guest_pixels *pixels) {
	struct guest_pixels *old = surface->pixels;
	surface->pixels = pixels;
	wl_signal_emit_mutable(&surface->events.change, surface);
	guest_pixels_unref(old);
}
