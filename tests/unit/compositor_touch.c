/* Fingers belong to the programs that take them; to everything else the first one is a pointer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <wlr/types/wlr_seat.h>

#include "compositor_locker.h"
#include "compositor_panel.h"
#include "compositor_touch_fixture.h"
#include "focus.h"
#include "frame.h"
#include "pointer.h"
#include "seat.h"
#include "switcher.h"
#include "view_place.h"
#include "xdg-shell-client-protocol.h"

static bool has_touch(const struct env *env) {
	return env->server->seat->wlr_seat->capabilities & WL_SEAT_CAPABILITY_TOUCH;
}

static void test_seat_has_touch_while_there_is_a_touchscreen(void **state) {
	struct touch_fixture *fixture = *state;
	struct touchscreen *another = touchscreen_create(fixture->env, NULL);
	assert_true(has_touch(fixture->env));
	touchscreen_destroy(another);
	assert_true(has_touch(fixture->env));
	touchscreen_destroy(fixture->screen);
	fixture->screen = NULL;
	assert_false(has_touch(fixture->env));
}

static void test_fingers_on_a_program(void **state) {
	struct touch_fixture *fixture = *state;
	touch_take(fixture);
	touchscreen_down(fixture->screen, 4, 210, 170);
	client_roundtrip(fixture->client);
	assert_int_equal(fixture->downs, 1);
	assert_int_equal(fixture->frames, 1);
	assert_touch_at(fixture, 10, 20);
	int32_t first = fixture->finger;

	touchscreen_down(fixture->screen, 9, 300, 250);
	client_roundtrip(fixture->client);
	assert_int_equal(fixture->downs, 2);
	assert_int_not_equal(fixture->finger, first);

	/* The program has it wherever it goes. */
	touchscreen_move(fixture->screen, 4, 100, 100);
	client_roundtrip(fixture->client);
	assert_int_equal(fixture->finger, first);
	assert_touch_at(fixture, -100, -50);

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
	struct touch_fixture *fixture = *state;
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
	struct touch_fixture *fixture = *state;
	struct env *env = fixture->env;
	struct focus *focus = seat_focus_of(env->server->seat);
	touch_take(fixture);
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
	struct touch_fixture *fixture = *state;
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
	struct touch_fixture *fixture = *state;
	touch_take(fixture);
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
	struct touch_fixture *fixture = *state;
	touch_take(fixture);
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
	struct touch_fixture *fixture = *state;
	struct client *client = fixture->client;
	touch_take(fixture);
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

static void test_panel_that_is_touched_has_the_keyboard(void **state) {
	struct touch_fixture *fixture = *state;
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
	struct touch_fixture *fixture = *state;
	struct env *env = fixture->env;
	touch_take(fixture);
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
	assert_touch_at(fixture, 10, 20);
}

static void test_nothing_is_touched_while_locked(void **state) {
	struct touch_fixture *fixture = *state;
	struct env *env = fixture->env;
	touch_take(fixture);
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
	assert_touch_at(fixture, 10, 20);
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
	struct touch_fixture *fixture = *state;
	touch_take(fixture);
	struct wlr_output *output = env_add_output(fixture->env, 800, 600);
	view_move(fixture->view, 1280 + 100, 100);
	client_settle(fixture->client);
	struct touchscreen *screen = touchscreen_create(fixture->env, output->name);
	touchscreen_down(screen, 0, 110, 120);
	touchscreen_up(screen, 0);
	client_settle(fixture->client);
	assert_int_equal(fixture->downs, 1);
	assert_touch_at(fixture, 10, 20);
	touchscreen_destroy(screen);
}

static void test_touchscreen_that_goes_lifts_its_fingers(void **state) {
	struct touch_fixture *fixture = *state;
	struct env *env = fixture->env;
	touch_take(fixture);
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
	struct touch_fixture *fixture = *state;
	touch_take(fixture);
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
#define TEST(function) cmocka_unit_test_setup_teardown(function, touch_start, touch_stop)
	const struct CMUnitTest tests[] = {
		TEST(test_seat_has_touch_while_there_is_a_touchscreen),
		TEST(test_fingers_on_a_program),
		TEST(test_finger_on_an_older_program_is_the_pointer),
		TEST(test_focus_comes_to_what_is_touched),
		TEST(test_guest_that_loses_the_focus_loses_the_finger),
		TEST(test_frame_is_dragged),
		TEST(test_buttons_of_a_frame),
		TEST(test_program_asks_to_be_moved),
		TEST(test_panel_that_is_touched_has_the_keyboard),
		TEST(test_switcher_has_the_finger_while_it_is_open),
		TEST(test_nothing_is_touched_while_locked),
		TEST(test_touchscreen_is_on_its_output),
		TEST(test_touchscreen_that_goes_lifts_its_fingers),
		TEST(test_what_was_no_finger),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
