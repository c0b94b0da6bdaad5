/* What fingers do on a touchpad is for the program below the pointer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <wayland-client.h>

#include "compositor_client.h"
#include "compositor_env.h"
#include "pointer-gestures-unstable-v1-client-protocol.h"

struct fixture {
	struct env *env;
	struct client *client;

	/* of the program */
	struct zwp_pointer_gestures_v1 *gestures;
	int swipes, pinches, holds; /* that began */
	int updates;
	int ends;
	uint32_t fingers;
	double dx, dy, scale, rotation;
	bool cancelled;
};

static void handle_swipe_begin(void *data, struct zwp_pointer_gesture_swipe_v1 *swipe,
	uint32_t serial, uint32_t time, struct wl_surface *surface, uint32_t fingers) {
	struct fixture *fixture = data;
	fixture->swipes++;
	fixture->fingers = fingers;
}

static void handle_swipe_update(void *data, struct zwp_pointer_gesture_swipe_v1 *swipe,
	uint32_t time, wl_fixed_t dx, wl_fixed_t dy) {
	struct fixture *fixture = data;
	fixture->updates++;
	fixture->dx = wl_fixed_to_double(dx);
	fixture->dy = wl_fixed_to_double(dy);
}

static void handle_swipe_end(void *data, struct zwp_pointer_gesture_swipe_v1 *swipe,
	uint32_t serial, uint32_t time, int32_t cancelled) {
	struct fixture *fixture = data;
	fixture->ends++;
	fixture->cancelled = cancelled;
}

static const struct zwp_pointer_gesture_swipe_v1_listener swipe_listener = {
	.begin = handle_swipe_begin,
	.update = handle_swipe_update,
	.end = handle_swipe_end,
};

static void handle_pinch_begin(void *data, struct zwp_pointer_gesture_pinch_v1 *pinch,
	uint32_t serial, uint32_t time, struct wl_surface *surface, uint32_t fingers) {
	struct fixture *fixture = data;
	fixture->pinches++;
	fixture->fingers = fingers;
}

static void handle_pinch_update(void *data, struct zwp_pointer_gesture_pinch_v1 *pinch,
	uint32_t time, wl_fixed_t dx, wl_fixed_t dy, wl_fixed_t scale, wl_fixed_t rotation) {
	struct fixture *fixture = data;
	fixture->updates++;
	fixture->dx = wl_fixed_to_double(dx);
	fixture->dy = wl_fixed_to_double(dy);
	fixture->scale = wl_fixed_to_double(scale);
	fixture->rotation = wl_fixed_to_double(rotation);
}

static void handle_pinch_end(void *data, struct zwp_pointer_gesture_pinch_v1 *pinch,
	uint32_t serial, uint32_t time, int32_t cancelled) {
	struct fixture *fixture = data;
	fixture->ends++;
	fixture->cancelled = cancelled;
}

static const struct zwp_pointer_gesture_pinch_v1_listener pinch_listener = {
	.begin = handle_pinch_begin,
	.update = handle_pinch_update,
	.end = handle_pinch_end,
};

static void handle_hold_begin(void *data, struct zwp_pointer_gesture_hold_v1 *hold, uint32_t serial,
	uint32_t time, struct wl_surface *surface, uint32_t fingers) {
	struct fixture *fixture = data;
	fixture->holds++;
	fixture->fingers = fingers;
}

static void handle_hold_end(void *data, struct zwp_pointer_gesture_hold_v1 *hold, uint32_t serial,
	uint32_t time, int32_t cancelled) {
	struct fixture *fixture = data;
	fixture->ends++;
	fixture->cancelled = cancelled;
}

static const struct zwp_pointer_gesture_hold_v1_listener hold_listener = {
	.begin = handle_hold_begin,
	.end = handle_hold_end,
};

static int setup(void **state) {
	static struct fixture fixture;
	fixture = (struct fixture){.env = env_create("")};
	struct client *client = client_create(fixture.env, 400, 300, 0x30a060);
	fixture.client = client;
	fixture.gestures = client_bind(client, &zwp_pointer_gestures_v1_interface, 3);
	zwp_pointer_gesture_swipe_v1_add_listener(
		zwp_pointer_gestures_v1_get_swipe_gesture(fixture.gestures, client->pointer),
		&swipe_listener, &fixture);
	zwp_pointer_gesture_pinch_v1_add_listener(
		zwp_pointer_gestures_v1_get_pinch_gesture(fixture.gestures, client->pointer),
		&pinch_listener, &fixture);
	zwp_pointer_gesture_hold_v1_add_listener(
		zwp_pointer_gestures_v1_get_hold_gesture(fixture.gestures, client->pointer),
		&hold_listener, &fixture);
	const struct view *view = env_top_view(fixture.env);
	env_move_to(fixture.env, view->box.x + 10, view->box.y + 10);
	client_settle(client);
	assert_true(client->has_pointer);
	*state = &fixture;
	return 0;
}

static int teardown(void **state) {
	struct fixture *fixture = *state;
	client_destroy(fixture->client);
	env_destroy(fixture->env);
	return 0;
}

static void swipe(struct fixture *fixture) {
	struct wlr_pointer *pointer = &fixture->env->pointer;
	wl_signal_emit_mutable(&pointer->events.swipe_begin,
		&(struct wlr_pointer_swipe_begin_event){.pointer = pointer, .fingers = 3});
	wl_signal_emit_mutable(&pointer->events.swipe_update,
		&(struct wlr_pointer_swipe_update_event){
			.pointer = pointer, .fingers = 3, .dx = 7, .dy = -2});
	wl_signal_emit_mutable(&pointer->events.swipe_end,
		&(struct wlr_pointer_swipe_end_event){.pointer = pointer, .cancelled = true});
	client_settle(fixture->client);
}

static void test_swipe(void **state) {
	struct fixture *fixture = *state;
	swipe(fixture);
	assert_int_equal(fixture->swipes, 1);
	assert_int_equal(fixture->fingers, 3);
	assert_int_equal(fixture->updates, 1);
	assert_true(fixture->dx == 7 && fixture->dy == -2);
	assert_int_equal(fixture->ends, 1);
	assert_true(fixture->cancelled);
}

static void test_pinch(void **state) {
	struct fixture *fixture = *state;
	struct wlr_pointer *pointer = &fixture->env->pointer;
	wl_signal_emit_mutable(&pointer->events.pinch_begin,
		&(struct wlr_pointer_pinch_begin_event){.pointer = pointer, .fingers = 2});
	wl_signal_emit_mutable(&pointer->events.pinch_update,
		&(struct wlr_pointer_pinch_update_event){.pointer = pointer,
			.fingers = 2,
			.dx = 1,
			.dy = 2,
			.scale = 1.5,
			.rotation = 0.25});
	wl_signal_emit_mutable(&pointer->events.pinch_end,
		&(struct wlr_pointer_pinch_end_event){.pointer = pointer});
	client_settle(fixture->client);
	assert_int_equal(fixture->pinches, 1);
	assert_int_equal(fixture->fingers, 2);
	assert_true(fixture->dx == 1 && fixture->dy == 2);
	assert_true(fixture->scale == 1.5 && fixture->rotation == 0.25);
	assert_int_equal(fixture->ends, 1);
	assert_false(fixture->cancelled);
}

static void test_hold(void **state) {
	struct fixture *fixture = *state;
	struct wlr_pointer *pointer = &fixture->env->pointer;
	wl_signal_emit_mutable(&pointer->events.hold_begin,
		&(struct wlr_pointer_hold_begin_event){.pointer = pointer, .fingers = 4});
	wl_signal_emit_mutable(&pointer->events.hold_end,
		&(struct wlr_pointer_hold_end_event){.pointer = pointer});
	client_settle(fixture->client);
	assert_int_equal(fixture->holds, 1);
	assert_int_equal(fixture->fingers, 4);
	assert_int_equal(fixture->ends, 1);
}

/* The program doesn't learn of what is done over a guest, nor does the guest. */
static void test_not_over_a_guest(void **state) {
	struct fixture *fixture = *state;
	struct fake_guest *guest = fake_guest_create(fixture->env, 1, 300, 200);
	const struct view *view = env_view(fixture->env, guest);
	env_click(fixture->env, view->box.x + 10, view->box.y + 10);
	client_settle(fixture->client);
	fake_guest_forget(guest);
	swipe(fixture);
	assert_int_equal(fixture->swipes + fixture->updates + fixture->ends, 0);
	assert_int_equal(guest->event_count, 0);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_swipe),
		TEST(test_pinch),
		TEST(test_hold),
		TEST(test_not_over_a_guest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
