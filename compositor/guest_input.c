#include "guest_input.h"

#include <math.h>
#include <string.h>

#include "guest.h"
#include "listener.h"

static void set_pointer(struct guest_input *input, struct guest_surface *surface) {
	input->pointer = surface;
	listener_set(&input->pointer_destroy, surface != NULL ? &surface->events.destroy : NULL);
}

static void handle_surface_destroy(struct wl_listener *listener, void *data) {
	struct guest_input *input = wl_container_of(listener, input, surface_destroy);
	guest_input_set_surface(input, NULL);
}

static void handle_pointer_destroy(struct wl_listener *listener, void *data) {
	struct guest_input *input = wl_container_of(listener, input, pointer_destroy);
	set_pointer(input, NULL);
}

void guest_input_init(struct guest_input *input) {
	*input = (struct guest_input){0};
	listener_init(&input->surface_destroy, handle_surface_destroy);
	listener_init(&input->pointer_destroy, handle_pointer_destroy);
}

void guest_input_finish(struct guest_input *input) {
	guest_input_set_surface(input, NULL);
}

void guest_input_release_all(struct guest_input *input) {
	if (input->surface != NULL) {
		input->surface->impl->release_all(input->surface);
	}
	memset(input->pressed, 0, sizeof(input->pressed));
	input->contacts = 0;
	input->touched = false;
	memset(input->wheel_rest, 0, sizeof(input->wheel_rest));
}

static void tell_modifiers(struct guest_input *input) {
	struct guest_surface *surface = input->surface;
	if (surface != NULL && surface->impl->modifiers != NULL) {
		surface->impl->modifiers(surface, input->modifiers);
	}
}

static void tell_focused(struct guest_surface *surface, bool focused) {
	if (surface != NULL && surface->impl->set_focused != NULL) {
		surface->impl->set_focused(surface, focused);
	}
}

void guest_input_set_surface(struct guest_input *input, struct guest_surface *surface) {
	if (input->surface == surface) {
		return;
	}
	guest_input_release_all(input);
	struct guest_surface *old = input->surface;
	input->surface = surface;
	listener_set(&input->surface_destroy, surface != NULL ? &surface->events.destroy : NULL);
	if (input->pointer != NULL && !guest_input_reaches(input, input->pointer)) {
		guest_input_leave(input);
	}
	tell_focused(old, false);
	tell_focused(surface, true);
	tell_modifiers(input);
}

bool guest_input_reaches(const struct guest_input *input, const struct guest_surface *surface) {
	return input->surface != NULL && input->surface->guest == surface->guest;
}

void guest_input_set_modifiers(struct guest_input *input, uint32_t modifiers) {
	if (input->modifiers != modifiers) {
		input->modifiers = modifiers;
		tell_modifiers(input);
	}
}

/* Whether a press or release is news to the guest. */
static bool note(struct guest_input *input, uint32_t code, bool pressed) {
	if (input->surface == NULL || code >= KEY_CNT || input->pressed[code] == pressed) {
		return false;
	}
	input->pressed[code] = pressed;
	input->presses += pressed;
	return true;
}

/* A menu may have gone under the button that was pressed on it. */
static struct guest_surface *pointed_at(const struct guest_input *input) {
	return input->pointer != NULL ? input->pointer : input->surface;
}

void guest_input_key(struct guest_input *input, uint32_t code, bool pressed) {
	if (note(input, code, pressed)) {
		input->surface->impl->key(input->surface, code, pressed);
	}
}

void guest_input_button(struct guest_input *input, uint32_t button, bool pressed) {
	if (note(input, button, pressed)) {
		struct guest_surface *surface = pointed_at(input);
		surface->impl->button(surface, button, pressed);
	}
}

static double clamp(double value) {
	return value < 0 ? 0 : value > 1 ? 1 : value;
}

void guest_input_motion(struct guest_input *input, struct guest_surface *surface, double x,
	double y, double dx, double dy) {
	if (!guest_input_reaches(input, surface)) {
		return;
	}
	if (input->pointer != surface) {
		guest_input_leave(input);
		set_pointer(input, surface);
	}
	surface->impl->motion(surface, clamp(x), clamp(y), dx, dy);
}

void guest_input_leave(struct guest_input *input) {
	struct guest_surface *surface = input->pointer;
	set_pointer(input, NULL);
	if (surface != NULL && surface->impl->leave != NULL) {
		surface->impl->leave(surface);
	}
}

/* GUEST_INPUT_CONTACTS: the guest doesn't know of it. */
static uint32_t find_contact(const struct guest_input *input, int32_t finger) {
	uint32_t contact = 0;
	while (contact < GUEST_INPUT_CONTACTS &&
		((input->contacts >> contact & 1) == 0 || input->fingers[contact] != finger)) {
		contact++;
	}
	return contact;
}

static void touch(
	struct guest_input *input, enum guest_touch touch, uint32_t contact, double x, double y) {
	input->surface->impl->touch(input->surface, touch, contact, clamp(x), clamp(y));
	input->touched = true;
}

void guest_input_touch_down(struct guest_input *input, struct guest_surface *surface,
	int32_t finger, double x, double y) {
	if (input->surface != surface) {
		return;
	}
	uint32_t count = guest_surface_contacts(surface), contact = 0;
	while (contact < count && (input->contacts >> contact & 1) != 0) {
		contact++;
	}
	if (contact < count && contact < GUEST_INPUT_CONTACTS) {
		input->contacts |= UINT32_C(1) << contact;
		input->fingers[contact] = finger;
		input->presses++;
		touch(input, GUEST_TOUCH_DOWN, contact, x, y);
	}
}

void guest_input_touch_motion(struct guest_input *input, int32_t finger, double x, double y) {
	uint32_t contact = find_contact(input, finger);
	if (contact < GUEST_INPUT_CONTACTS) {
		touch(input, GUEST_TOUCH_MOVED, contact, x, y);
	}
}

void guest_input_touch_up(struct guest_input *input, int32_t finger) {
	uint32_t contact = find_contact(input, finger);
	if (contact < GUEST_INPUT_CONTACTS) {
		input->contacts &= ~(UINT32_C(1) << contact);
		touch(input, GUEST_TOUCH_UP, contact, 0, 0);
	}
}

void guest_input_touch_frame(struct guest_input *input) {
	if (input->touched) {
		input->touched = false;
		input->surface->impl->touch_frame(input->surface);
	}
}

void guest_input_wheel(struct guest_input *input, enum guest_axis axis, double v120) {
	if (input->surface == NULL) {
		return;
	}
	double sum = input->wheel_rest[axis] + v120;
	double whole = trunc(sum);
	input->wheel_rest[axis] = sum - whole;
	if (whole != 0) {
		struct guest_surface *surface = pointed_at(input);
		surface->impl->wheel(surface, axis, (int32_t)whole);
	}
}
