#include "guest_input.h"

#include <math.h>
#include <string.h>

#include "guest.h"
#include "listener.h"

static void handle_surface_destroy(struct wl_listener *listener, void *data) {
	struct guest_input *input = wl_container_of(listener, input, surface_destroy);
	guest_input_set_surface(input, NULL);
}

void guest_input_init(struct guest_input *input) {
	*input = (struct guest_input){0};
	listener_init(&input->surface_destroy, handle_surface_destroy);
}

void guest_input_finish(struct guest_input *input) {
	guest_input_set_surface(input, NULL);
}

void guest_input_release_all(struct guest_input *input) {
	if (input->surface != NULL) {
		input->surface->impl->release_all(input->surface);
	}
	memset(input->pressed, 0, sizeof(input->pressed));
	input->wheel_rest = 0;
}

void guest_input_set_surface(struct guest_input *input, struct guest_surface *surface) {
	if (input->surface == surface) {
		return;
	}
	listener_set(&input->surface_destroy, surface != NULL ? &surface->events.destroy : NULL);
	guest_input_release_all(input);
	input->surface = surface;
}

/* Whether a press or release is news to the guest. */
static bool note(struct guest_input *input, uint32_t code, bool pressed) {
	if (input->surface == NULL || code >= KEY_CNT || input->pressed[code] == pressed) {
		return false;
	}
	input->pressed[code] = pressed;
	return true;
}

void guest_input_key(struct guest_input *input, uint32_t code, bool pressed) {
	if (note(input, code, pressed)) {
		input->surface->impl->key(input->surface, code, pressed);
	}
}

void guest_input_button(struct guest_input *input, uint32_t button, bool pressed) {
	if (note(input, button, pressed)) {
		input->surface->impl->button(input->surface, button, pressed);
	}
}

static double clamp(double value) {
	return value < 0 ? 0 : value > 1 ? 1 : value;
}

void guest_input_motion(struct guest_input *input, double x, double y, double dx, double dy) {
	if (input->surface != NULL) {
		input->surface->impl->motion(input->surface, clamp(x), clamp(y), dx, dy);
	}
}

void guest_input_wheel(struct guest_input *input, double v120) {
	if (input->surface == NULL) {
		return;
	}
	double sum = input->wheel_rest + v120;
	double whole = trunc(sum);
	input->wheel_rest = sum - whole;
	if (whole != 0) {
		input->surface->impl->wheel(input->surface, (int32_t)whole);
	}
}
