/* Fingers belong to the programs that take them; to everything else the first one is a pointer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>
#include <wayland-client.h>
#include <wlr/types/wlr_seat.h>

#include "compositor_client.h"
#include "compositor_env.h"
#include "compositor_locker.h"
#include "compositor_panel.h"
#include "compositor_touchscreen.h"
#include "focus.h"
#include "frame.h"
#include "pointer.h"
#include "seat.h"
#include "switcher.h"
#include "view_place.h"
#include "xdg-shell-client-protocol.h"

#define COLOR 0x3070b0

/* A program's window at 200, 150, which takes touches once it has been told to. */
struct fixture {
	struct env *env;
	struct client *client;
	struct view *view;
	struct touchscreen *screen;

	/* of the program */
	int downs, ups, cancels, frames;
	int32_t finger; /* that moved last */
	double x, y;
	uint32_t serial;
};

static void handle_down(void *data, struct wl_touch *touch, uint32_t serial, uint32_t time,
	struct wl_surface *surface, int32_t id, wl_fixed_t x, wl_fixed_t y) {
	struct fixture *fixture = data;
	fixture->downs++;
	fixture->serial = serial;
	fixture->finger = id;
	fixture->x = wl_fixed_to_double(x);
	fixture->y = wl_fixed_to_double(y);
}

static void handle_up(
	void *data, struct wl_touch *touch, uint32_t serial, uint32_t time, int32_t id) {
	struct fixture *fixture = data;
	fixture->ups++;
	fixture->finger = id;
}

static void handle_motion(
	void *data, struct wl_touch *touch, uint32_t time, int32_t id, wl_fixed_t x, wl_fixed_t y) {
	struct fixture *fixture = data;
	fixture->finger = id;
	fixture->x = wl_fixed_to_double(x);
	fixture->y = wl_fixed_to_double(y);
}

static void handle_frame(void *data, struct wl_touch *touch) {
	struct fixture *fixture = data;
	fixture->frames++;
}

static void handle_cancel(void *data, struct wl_touch *touch) {
	struct fixture *fixture = data;
	fixture->cancels++;
}

/* Bound at version 1: no further events. */
static const struct wl_touch_listener touch_listener = {
	.down = handle_down,
	.up = handle_up,
	.motion = handle_motion,
	.frame = handle_frame,
	.cancel = handle_cancel,
};

static void take_touches(struct fixture *fixture) {
	struct wl_touch *touch = wl_seat_get_touch(fixture->client->seat);
	wl_touch_add_listener(touch, &touch_listener, fixture);
	client_roundtrip(fixture->client);
}

static int setup(void **state) {
	static struct fixture fixture;
	fixture = (struct fixture){0};
	fixture.env = env_create("");
	fixture.screen = touchscreen_create(fixture.env, NULL);
	fixture.client = client_create(fixture.env, 400, 300, COLOR);
	fixture.view = env_top_view(fixture.env);
	view_move(fixture.view, 200, 150);
	client_settle(fixture.client);
	*state = &fixture;
	return 0;
}

static int teardown(void **state) {
	struct fixture *fixture = *state;
	if (fixture->screen != NULL) {
		touchscreen_destroy(fixture->screen);
	}
	client_destroy(fixture->client);
	env_destroy(fixture->env);
	return 0;
}

/* Where the program was last told that a finger is. */
static void assert_at(const struct fixture *fixture, double x, double y) {
	assert_true(fabs(fixture->x - x) < 0.01);
	assert_true(fabs(fixture->y - y) < 0.01);
}

static bool has_touch(const struct env *env) {
	return env->server->seat->wlr_seat->capabilities & WL_SEAT_CAPABILITY_TOUCH;
}

static void test_seat_has_touch_while_there_is_a_touchscreen(void **state) {
	struct fixture *fixture = *state;
	struct touchscreen *another = touchscreen_create(fixture->env, NULL);
	assert_true(has_touch(fixture->env));
	touchscreen_destroy(another);
	assert_true(has_touch(fixture->env));
	touchscreen_destroy(fixture->screen);
	fixture->screen = NULL;
	assert_false(has_touch(fixture->env));
}

static void test_fingers_on_a_program(void **state) {
	struct fixture *fixture = *state;
	take_touches(fixture);
	touchscreen_down(fixture->screen, 4, 210, 170);
	client_roundtrip(fixture->client);
	assert_int_equal(fixture->downs, 1);
	assert_int_equal(fixture->frames, 1);
	assert_at(fixture, 10, 20);
	int32_t first = fixture->finger;

	touchscreen_down(fixture->screen, 9, 300, 250);
	client_roundtrip(fixture->client);
	assert_int_equal(fixture->downs, 2);
	assert_int_not_equal(fixture->finger, first);

	/* The program has it wherever it goes. */
	touchscreen_move(fixture->screen, 4, 100, 100);
	client_roundtrip(fixture->client);
	assert_int_equal(fixture->finger, first);
	assert_at(fixture, -100, -50);

	touchscreen_up(fixture->screen, 4);
	client_roundtrip(fixture->client);
	assert_int_equal(fixture->finger, first);
	touchscreen_up(fixture->screen, 9);
	client_settle(fixture->client);
	assert_int_equal(fixture->ups, 2);
	assert_int_equal(fixture->client->button_events, 0);
	assert_false(fixture->client->has_pointer);
}

static void test_finger_on_an_older_program_is_the_pointer(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	touchscreen_down(fixture->screen, 0, 210, 170);
	client_roundtrip(client);
	assert_true(client->has_pointer);
	assert_int_equal(client->button_events, 1);
	assert_int_equal(client->last_button, BTN_LEFT);
	touchscreen_move(fixture->screen, 0, 250, 180);
	touchscreen_up(fixture->screen, 0);
	client_roundtrip(client);
	assert_true(fabs(client->pointer_x - 50) < 0.01);
	assert_int_equal(client->button_events, 2);
}

static void test_focus_comes_to_what_is_touched(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct focus *focus = seat_focus_of(env->server->seat);
	take_touches(fixture);
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	view_move(view, 800, 300);

	touchscreen_down(fixture->screen, 0, 860, 350);
	assert_ptr_equal(focus->view, view);
	const struct fake_event *motion = fake_guest_last(guest, FAKE_MOTION);
	assert_non_null(motion);
	assert_true(fabs(motion->x - 0.2) < 1e-3 && fabs(motion->y - 0.25) < 1e-3);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, true));

	/* Guests know of one finger. */
	touchscreen_down(fixture->screen, 1, 900, 400);
	touchscreen_up(fixture->screen, 1);
	assert_int_equal(fake_guest_count(guest, FAKE_BUTTON), 1);
	touchscreen_move(fixture->screen, 0, 890, 350);
	assert_true(fabs(fake_guest_last(guest, FAKE_MOTION)->x - 0.3) < 1e-3);
	assert_false(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, false));
	touchscreen_up(fixture->screen, 0);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, false));

	fake_guest_forget(guest);
	touchscreen_down(fixture->screen, 0, 210, 170);
	touchscreen_move(fixture->screen, 0, 860, 350);
	touchscreen_up(fixture->screen, 0);
	client_settle(fixture->client);
	assert_ptr_equal(focus->view, fixture->view);
	assert_true(fixture->client->has_keyboard);
	assert_int_equal(fixture->downs, 1);
	assert_int_equal(fake_guest_count(guest, FAKE_MOTION), 0);
	assert_int_equal(fake_guest_count(guest, FAKE_BUTTON), 0);
}

static void test_guest_that_loses_the_focus_loses_the_finger(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	view_move(env_view(env, guest), 800, 300);
	touchscreen_down(fixture->screen, 0, 860, 350);
	fake_guest_forget(guest);
	focus_set(seat_focus_of(env->server->seat), fixture->view);
	assert_int_equal(fake_guest_count(guest, FAKE_RELEASE_ALL), 1);
	touchscreen_move(fixture->screen, 0, 900, 380);
	touchscreen_up(fixture->screen, 0);
	assert_int_equal(fake_guest_count(guest, FAKE_MOTION), 0);
	assert_int_equal(fake_guest_count(guest, FAKE_BUTTON), 0);
	assert_int_equal(env->server->seat->pointer->buttons, 0);
}

static void test_frame_is_dragged(void **state) {
	struct fixture *fixture = *state;
	take_touches(fixture);
	touchscreen_down(fixture->screen, 0, 300, 150 - 14);
	touchscreen_move(fixture->screen, 0, 340, 186);
	touchscreen_up(fixture->screen, 0);
	client_settle(fixture->client);
	assert_int_equal(fixture->view->box.x, 240);
	assert_int_equal(fixture->view->box.y, 200);
	assert_int_equal(fixture->downs, 0);
	/* It has been let go. */
	env_move_by(fixture->env, 50, 50);
	assert_int_equal(fixture->view->box.x, 240);
}

static void test_buttons_of_a_frame(void **state) {
	struct fixture *fixture = *state;
	take_touches(fixture);
	touchscreen_down(fixture->screen, 0, 200 + 400 - 17, 150 - 14);
	touchscreen_move(fixture->screen, 0, 300, 500);
	touchscreen_up(fixture->screen, 0);
	client_settle(fixture->client);
	assert_false(fixture->client->close_requested);
	touchscreen_down(fixture->screen, 0, 200 + 400 - 17, 150 - 14);
	touchscreen_up(fixture->screen, 0);
	client_settle(fixture->client);
	assert_true(fixture->client->close_requested);
}

static void test_program_asks_to_be_moved(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	take_touches(fixture);
	touchscreen_down(fixture->screen, 0, 300, 200);
	client_settle(client);
	xdg_toplevel_move(client->toplevel, client->seat, fixture->serial);
	client_settle(client);
	assert_int_equal(fixture->cancels, 1);
	touchscreen_move(fixture->screen, 0, 330, 180);
	touchscreen_up(fixture->screen, 0);
	client_settle(client);
	assert_int_equal(fixture->view->box.x, 230);
	assert_int_equal(fixture->view->box.y, 130);
	assert_int_equal(fixture->ups, 0);
	assert_int_equal(client->button_events, 0);
	assert_int_equal(fixture->env->server->seat->pointer->buttons, 0);
}

/* What a program is told that something is dragged over it. */
struct drop {
	struct wl_data_device_manager *manager;
	int enters, leaves, drops;
	double x, y;
};

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct drop *drop = data;
	if (strcmp(interface, wl_data_device_manager_interface.name) == 0) {
		drop->manager =
			wl_registry_bind(registry, name, &wl_data_device_manager_interface, 3);
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	/* none of ours goes */
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

static void handle_data_offer(
	void *data, struct wl_data_device *device, struct wl_data_offer *offer) {
	/* of no use here */
}

static void handle_drag_enter(void *data, struct wl_data_device *device, uint32_t serial,
	struct wl_surface *surface, wl_fixed_t x, wl_fixed_t y, struct wl_data_offer *offer) {
	struct drop *drop = data;
	drop->enters++;
	wl_data_offer_accept(offer, serial, "text/plain");
	wl_data_offer_set_actions(offer, WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY,
		WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY);
}

static void handle_drag_leave(void *data, struct wl_data_device *device) {
	struct drop *drop = data;
	drop->leaves++;
}

static void handle_drag_motion(
	void *data, struct wl_data_device *device, uint32_t time, wl_fixed_t x, wl_fixed_t y) {
	struct drop *drop = data;
	drop->x = wl_fixed_to_double(x);
	drop->y = wl_fixed_to_double(y);
}

static void handle_drop(void *data, struct wl_data_device *device) {
	struct drop *drop = data;
	drop->drops++;
}

static void handle_selection(
	void *data, struct wl_data_device *device, struct wl_data_offer *offer) {
	/* of no use here */
}

static const struct wl_data_device_listener device_listener = {
	.data_offer = handle_data_offer,
	.enter = handle_drag_enter,
	.leave = handle_drag_leave,
	.motion = handle_drag_motion,
	.drop = handle_drop,
	.selection = handle_selection,
};

static void test_drag_and_drop(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	struct drop drop = {0};
	take_touches(fixture);
	wl_registry_add_listener(
		wl_display_get_registry(client->display), &registry_listener, &drop);
	client_roundtrip(client);
	struct wl_data_device *device =
		wl_data_device_manager_get_data_device(drop.manager, client->seat);
	wl_data_device_add_listener(device, &device_listener, &drop);
	struct wl_data_source *source = wl_data_device_manager_create_data_source(drop.manager);
	wl_data_source_offer(source, "text/plain");
	wl_data_source_set_actions(source, WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY);

	touchscreen_down(fixture->screen, 0, 210, 170);
	client_settle(client);
	wl_data_device_start_drag(device, source, client->surface, NULL, fixture->serial);
	client_settle(client);
	/* Another one by the same finger is none. */
	wl_data_device_start_drag(device, wl_data_device_manager_create_data_source(drop.manager),
		client->surface, NULL, fixture->serial);
	client_settle(client);
	touchscreen_move(fixture->screen, 0, 100, 600);
	client_settle(client);
	assert_int_equal(drop.leaves, drop.enters);
	touchscreen_move(fixture->screen, 0, 240, 180);
	client_settle(client);
	assert_int_equal(drop.leaves + 1, drop.enters);
	touchscreen_move(fixture->screen, 0, 250, 190);
	client_settle(client);
	assert_true(fabs(drop.x - 50) < 0.01 && fabs(drop.y - 40) < 0.01);
	touchscreen_up(fixture->screen, 0);
	client_settle(client);
	assert_int_equal(drop.drops, 1);
}

static void test_panel_that_is_touched_has_the_keyboard(void **state) {
	struct fixture *fixture = *state;
	struct panel *panel = panel_create_launcher(
		fixture->env, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_ON_DEMAND);
	touchscreen_down(fixture->screen, 0, 640, 360);
	touchscreen_up(fixture->screen, 0);
	client_settle(panel->client);
	assert_true(panel->client->has_keyboard);
	assert_int_equal(panel->client->button_events, 2);
	panel_destroy(panel);
}

static void test_switcher_has_the_finger_while_it_is_open(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	take_touches(fixture);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	assert_true(switcher_is_open(env->server->seat->switcher));
	touchscreen_down(fixture->screen, 0, 5, 5);
	touchscreen_up(fixture->screen, 0);
	env_key(env, KEY_LEFTALT, false);
	assert_false(switcher_is_open(env->server->seat->switcher));
	touchscreen_down(fixture->screen, 0, 210, 170);
	client_settle(fixture->client);
	assert_int_equal(fixture->downs, 1);
	assert_at(fixture, 10, 20);
}

static void test_nothing_is_touched_while_locked(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	take_touches(fixture);
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	view_move(env_view(env, guest), 800, 300);
	touchscreen_down(fixture->screen, 0, 210, 170);
	client_settle(fixture->client);

	struct locker *locker = locker_create(env);
	client_settle(fixture->client);
	assert_int_equal(fixture->cancels, 1);
	touchscreen_move(fixture->screen, 0, 220, 170);
	touchscreen_up(fixture->screen, 0);
	touchscreen_down(fixture->screen, 0, 210, 170);
	touchscreen_up(fixture->screen, 0);
	touchscreen_down(fixture->screen, 0, 860, 350);
	touchscreen_up(fixture->screen, 0);
	client_settle(fixture->client);
	assert_at(fixture, 10, 20);
	assert_int_equal(fixture->downs, 1);
	assert_int_equal(fixture->ups, 0);
	assert_int_equal(guest->event_count, 0);

	locker_show(locker, 0, 0x101010);
	touchscreen_down(fixture->screen, 0, 210, 170);
	touchscreen_up(fixture->screen, 0);
	client_settle(locker->client);
	assert_int_equal(locker->client->button_events, 2);
	locker_unlock(locker);
	locker_destroy(locker);
}

static void test_touchscreen_is_on_its_output(void **state) {
	struct fixture *fixture = *state;
	take_touches(fixture);
	struct wlr_output *output = env_add_output(fixture->env, 800, 600);
	view_move(fixture->view, 1280 + 100, 100);
	client_settle(fixture->client);
	struct touchscreen *screen = touchscreen_create(fixture->env, output->name);
	touchscreen_down(screen, 0, 110, 120);
	touchscreen_up(screen, 0);
	client_settle(fixture->client);
	assert_int_equal(fixture->downs, 1);
	assert_at(fixture, 10, 20);
	touchscreen_destroy(screen);
}

static void test_touchscreen_that_goes_lifts_its_fingers(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	take_touches(fixture);
	touchscreen_down(fixture->screen, 0, 210, 170);
	touchscreen_down(fixture->screen, 1, 300, 150 - 14);
	assert_int_equal(env->server->seat->pointer->buttons, 1);
	touchscreen_destroy(fixture->screen);
	fixture->screen = NULL;
	client_settle(fixture->client);
	assert_int_equal(fixture->ups, 1);
	assert_int_equal(env->server->seat->pointer->buttons, 0);
}

static void test_what_was_no_finger(void **state) {
	struct fixture *fixture = *state;
	take_touches(fixture);
	touchscreen_down(fixture->screen, 0, 210, 170);
	touchscreen_cancel(fixture->screen, 0);
	client_settle(fixture->client);
	assert_int_equal(fixture->cancels, 1);
	assert_int_equal(fixture->ups, 0);

	touchscreen_down(fixture->screen, 0, 200 + 400 - 17, 150 - 14);
	touchscreen_cancel(fixture->screen, 0);
	client_settle(fixture->client);
	assert_false(fixture->client->close_requested);
	assert_int_equal(fixture->env->server->seat->pointer->buttons, 0);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_seat_has_touch_while_there_is_a_touchscreen),
		TEST(test_fingers_on_a_program),
		TEST(test_finger_on_an_older_program_is_the_pointer),
		TEST(test_focus_comes_to_what_is_touched),
		TEST(test_guest_that_loses_the_focus_loses_the_finger),
		TEST(test_frame_is_dragged),
		TEST(test_buttons_of_a_frame),
		TEST(test_program_asks_to_be_moved),
		TEST(test_drag_and_drop),
		TEST(test_panel_that_is_touched_has_the_keyboard),
		TEST(test_switcher_has_the_finger_while_it_is_open),
		TEST(test_nothing_is_touched_while_locked),
		TEST(test_touchscreen_is_on_its_output),
		TEST(test_touchscreen_that_goes_lifts_its_fingers),
		TEST(test_what_was_no_finger),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
