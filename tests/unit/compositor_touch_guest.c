/* Fingers on what a guest shows are the guest's, where it tells them apart, until they are lifted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "compositor_env.h"
#include "compositor_locker.h"
#include "compositor_touchscreen.h"
#include "focus.h"
#include "guest_views.h"
#include "pointer.h"
#include "seat.h"
#include "switcher.h"
#include "view_place.h"

/* A guest's window at 200, 150, whose picture is 400 by 200 pixels, and another one's next to it. */
struct fixture {
	struct env *env;
	struct touchscreen *screen;
	struct fake_guest *guest, *other;
};

static int setup(void **state) {
	static struct fixture fixture;
	fixture = (struct fixture){.env = env_create("")};
	fixture.screen = touchscreen_create(fixture.env, NULL);
	fixture.other = fake_guest_create(fixture.env, 2, 300, 200);
	fixture.other->contacts = 10;
	view_move(env_view(fixture.env, fixture.other), 800, 150);
	fixture.guest = fake_guest_create(fixture.env, 1, 400, 200);
	fixture.guest->contacts = 10;
	view_move(env_view(fixture.env, fixture.guest), 200, 150);
	env_focus(fixture.env, env_view(fixture.env, fixture.guest));
	env_settle(fixture.env);
	fake_guest_forget(fixture.guest);
	fake_guest_forget(fixture.other);
	*state = &fixture;
	return 0;
}

static int teardown(void **state) {
	struct fixture *fixture = *state;
	touchscreen_destroy(fixture->screen);
	env_destroy(fixture->env);
	return 0;
}

/*
 * What the guest has heard since the last time, in words: "v1:x,y" where a finger comes down, in percent
 * of its screen, ">1:x,y" where it moves, "^1" where it comes up, "|" at the end of what is done at once,
 * "all" where all that is pressed is released, "pointer" for anything that one does.
 */
static void expect(struct fake_guest *guest, const char *expected) {
	char heard[512] = "";
	for (int i = 0; i < guest->event_count; i++) {
		const struct fake_event *event = &guest->events[i];
		size_t used = strlen(heard), room = sizeof(heard) - used;
		const char *gap = used > 0 ? " " : "";
		if (event->type == FAKE_TOUCH && event->touch == GUEST_TOUCH_UP) {
			snprintf(heard + used, room, "%s^%d", gap, event->code);
		} else if (event->type == FAKE_TOUCH) {
			snprintf(heard + used, room, "%s%c%d:%.0f,%.0f", gap,
				event->touch == GUEST_TOUCH_DOWN ? 'v' : '>', event->code,
				event->x * 100, event->y * 100);
		} else {
			snprintf(heard + used, room, "%s%s", gap,
				event->type == FAKE_TOUCH_FRAME   ? "|"
				: event->type == FAKE_RELEASE_ALL ? "all"
								  : "pointer");
		}
	}
	fake_guest_forget(guest);
	assert_string_equal(heard, expected);
}

static void test_fingers_on_a_guest(void **state) {
	struct fixture *fixture = *state;
	touchscreen_down(fixture->screen, 7, 200, 150);
	touchscreen_down(fixture->screen, 3, 400, 200);
	expect(fixture->guest, "v0:0,0 | v1:50,25 |");
	touchscreen_move(fixture->screen, 3, 500, 300);
	touchscreen_up(fixture->screen, 7);
	expect(fixture->guest, ">1:75,75 | ^0 |");
	/* Its number is free. */
	touchscreen_down(fixture->screen, 9, 240, 170);
	touchscreen_up(fixture->screen, 3);
	touchscreen_up(fixture->screen, 9);
	expect(fixture->guest, "v0:10,10 | ^1 | ^0 |");
	assert_int_equal(fixture->env->server->seat->pointer->buttons, 0);
	expect(fixture->other, "");
}

static void test_what_is_done_at_once(void **state) {
	struct fixture *fixture = *state;
	touchscreen_begin_frame(fixture->screen);
	touchscreen_down(fixture->screen, 0, 200, 150);
	touchscreen_down(fixture->screen, 1, 400, 250);
	touchscreen_end_frame(fixture->screen);
	touchscreen_begin_frame(fixture->screen);
	touchscreen_move(fixture->screen, 1, 600, 350);
	touchscreen_up(fixture->screen, 0);
	touchscreen_end_frame(fixture->screen);
	expect(fixture->guest, "v0:0,0 v1:50,50 | >1:100,100 ^0 |");
}

static void test_finger_that_leaves_stays_the_guests(void **state) {
	struct fixture *fixture = *state;
	touchscreen_down(fixture->screen, 0, 400, 250);
	touchscreen_move(fixture->screen, 0, 900, 50);
	touchscreen_move(fixture->screen, 0, 10, 700);
	touchscreen_up(fixture->screen, 0);
	expect(fixture->guest, "v0:50,50 | >0:100,0 | >0:0,100 | ^0 |");
	expect(fixture->other, "");
	assert_ptr_equal(env_focused(fixture->env), env_view(fixture->env, fixture->guest));
}

/* It is measured by what is shown, not by the guest's own pixels. */
static void test_finger_on_a_window_of_another_size(void **state) {
	struct fixture *fixture = *state;
	struct view *view = env_view(fixture->env, fixture->guest);
	view_resize(view, &(struct wlr_box){200, 150, 800, 400}, 0);
	env_settle(fixture->env);
	fake_guest_forget(fixture->guest);
	touchscreen_down(fixture->screen, 0, 400, 450);
	expect(fixture->guest, "v0:25,75 |");
	touchscreen_up(fixture->screen, 0);
}

static void test_more_fingers_than_the_guest_tells_apart(void **state) {
	struct fixture *fixture = *state;
	fixture->guest->contacts = 2;
	for (int finger = 0; finger < 4; finger++) {
		touchscreen_down(fixture->screen, finger, 200, 150);
	}
	expect(fixture->guest, "v0:0,0 | v1:0,0 |");
	touchscreen_move(fixture->screen, 2, 400, 150);
	touchscreen_up(fixture->screen, 0);
	touchscreen_move(fixture->screen, 3, 400, 150);
	touchscreen_up(fixture->screen, 2);
	touchscreen_up(fixture->screen, 3);
	expect(fixture->guest, "^0 |");
	touchscreen_up(fixture->screen, 1);
	expect(fixture->guest, "^1 |");
}

static void test_guest_with_more_numbers_than_there_are_fingers(void **state) {
	struct fixture *fixture = *state;
	fixture->guest->contacts = UINT32_MAX;
	for (int finger = 0; finger < 40; finger++) {
		touchscreen_down(fixture->screen, finger, 200, 150);
	}
	assert_int_equal(fake_guest_count(fixture->guest, FAKE_TOUCH), GUEST_INPUT_CONTACTS);
	for (int finger = 0; finger < 40; finger++) {
		touchscreen_up(fixture->screen, finger);
	}
	assert_int_equal(fake_guest_count(fixture->guest, FAKE_TOUCH), 2 * GUEST_INPUT_CONTACTS);
}

static void test_focus_comes_with_the_first_finger(void **state) {
	struct fixture *fixture = *state;
	touchscreen_down(fixture->screen, 0, 800, 150);
	assert_ptr_equal(env_focused(fixture->env), env_view(fixture->env, fixture->other));
	expect(fixture->guest, "all");
	expect(fixture->other, "v0:0,0 |");
	touchscreen_up(fixture->screen, 0);
	expect(fixture->other, "^0 |");
}

/* A finger elsewhere takes the focus, and with it what was touched before. */
static void test_fingers_on_two_guests(void **state) {
	struct fixture *fixture = *state;
	touchscreen_down(fixture->screen, 0, 200, 150);
	touchscreen_down(fixture->screen, 1, 800, 150);
	expect(fixture->guest, "v0:0,0 | all");
	expect(fixture->other, "v0:0,0 |");
	touchscreen_move(fixture->screen, 0, 300, 150);
	touchscreen_move(fixture->screen, 1, 950, 150);
	touchscreen_up(fixture->screen, 0);
	touchscreen_up(fixture->screen, 1);
	expect(fixture->guest, "");
	expect(fixture->other, ">0:50,0 | ^0 |");
}

static void test_guest_that_has_the_focus_back_has_no_finger(void **state) {
	struct fixture *fixture = *state;
	touchscreen_down(fixture->screen, 0, 200, 150);
	env_focus(fixture->env, env_view(fixture->env, fixture->other));
	env_focus(fixture->env, env_view(fixture->env, fixture->guest));
	expect(fixture->guest, "v0:0,0 | all");
	touchscreen_move(fixture->screen, 0, 300, 150);
	expect(fixture->guest, "");
	touchscreen_down(fixture->screen, 1, 500, 250);
	touchscreen_up(fixture->screen, 0);
	touchscreen_up(fixture->screen, 1);
	expect(fixture->guest, "v0:75,50 | ^0 |");
}

static void test_guest_that_knows_no_fingers_any_more(void **state) {
	struct fixture *fixture = *state;
	touchscreen_down(fixture->screen, 0, 200, 150);
	fixture->guest->contacts = 0; /* another driver */
	touchscreen_down(fixture->screen, 1, 400, 150);
	touchscreen_up(fixture->screen, 1);
	touchscreen_up(fixture->screen, 0);
	assert_int_equal(fake_guest_count(fixture->guest, FAKE_TOUCH), 2);
	assert_true(fake_guest_got(fixture->guest, FAKE_BUTTON, BTN_LEFT, true));
	assert_true(fake_guest_got(fixture->guest, FAKE_BUTTON, BTN_LEFT, false));
}

static void test_what_was_no_finger(void **state) {
	struct fixture *fixture = *state;
	touchscreen_down(fixture->screen, 0, 200, 150);
	touchscreen_down(fixture->screen, 1, 400, 150);
	touchscreen_cancel(fixture->screen, 0);
	touchscreen_move(fixture->screen, 0, 300, 150);
	expect(fixture->guest, "v0:0,0 | v1:50,0 | ^0 |");
	touchscreen_up(fixture->screen, 1);
	expect(fixture->guest, "^1 |");
}

static void test_touchscreen_that_goes_lifts_its_fingers(void **state) {
	struct fixture *fixture = *state;
	struct touchscreen *another = touchscreen_create(fixture->env, NULL);
	touchscreen_down(fixture->screen, 0, 200, 150);
	touchscreen_down(another, 0, 400, 150);
	touchscreen_destroy(another);
	expect(fixture->guest, "v0:0,0 | v1:50,0 | ^1 |");
	touchscreen_up(fixture->screen, 0);
	expect(fixture->guest, "^0 |");
}

static void test_nothing_is_touched_while_locked(void **state) {
	struct fixture *fixture = *state;
	touchscreen_down(fixture->screen, 0, 200, 150);
	touchscreen_down(fixture->screen, 1, 400, 150);
	expect(fixture->guest, "v0:0,0 | v1:50,0 |");
	struct locker *locker = locker_create(fixture->env);
	assert_true(fixture->guest->event_count > 0);
	assert_int_equal(fixture->env->server->seat->guest_input.contacts, 0);
	assert_int_equal(fake_guest_count(fixture->guest, FAKE_RELEASE_ALL), 1);
	fake_guest_forget(fixture->guest);
	touchscreen_move(fixture->screen, 0, 300, 150);
	touchscreen_up(fixture->screen, 0);
	touchscreen_down(fixture->screen, 2, 50, 600); /* as the pointer, of the lock's */
	expect(fixture->guest, "");
	locker_unlock(locker);
	touchscreen_move(fixture->screen, 1, 300, 150);
	touchscreen_up(fixture->screen, 1);
	touchscreen_up(fixture->screen, 2);
	expect(fixture->guest, "");
	locker_destroy(locker);
}

static void test_the_user_goes_to_another_terminal(void **state) {
	struct fixture *fixture = *state;
	touchscreen_down(fixture->screen, 0, 200, 150);
	seat_release(fixture->env->server->seat);
	expect(fixture->guest, "v0:0,0 | ^0 | all");
	touchscreen_move(fixture->screen, 0, 300, 150);
	touchscreen_up(fixture->screen, 0);
	expect(fixture->guest, "");
}

static void test_switcher_has_the_finger_while_it_is_open(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	touchscreen_down(fixture->screen, 0, 200, 150);
	fake_guest_forget(fixture->guest);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	assert_true(switcher_is_open(env->server->seat->switcher));
	assert_int_equal(env->server->seat->guest_input.contacts, 0);
	touchscreen_move(fixture->screen, 0, 300, 150);
	touchscreen_down(fixture->screen, 1, 5, 5);
	touchscreen_up(fixture->screen, 1);
	touchscreen_up(fixture->screen, 0);
	env_key(env, KEY_LEFTALT, false);
	for (int i = 0; i < fixture->guest->event_count; i++) {
		assert_true(fixture->guest->events[i].touch != GUEST_TOUCH_MOVED);
	}
}

static void test_window_that_is_dragged_by_a_key(void **state) {
	struct fixture *fixture = *state;
	struct view *view = env_view(fixture->env, fixture->guest);
	env_key(fixture->env, KEY_LEFTMETA, true);
	touchscreen_down(fixture->screen, 0, 300, 200);
	touchscreen_move(fixture->screen, 0, 340, 260);
	touchscreen_up(fixture->screen, 0);
	env_key(fixture->env, KEY_LEFTMETA, false);
	assert_int_equal(fake_guest_count(fixture->guest, FAKE_TOUCH), 0);
	assert_int_equal(view->box.x, 240);
	assert_int_equal(view->box.y, 210);
}

static void test_frame_of_a_guest_is_dragged(void **state) {
	struct fixture *fixture = *state;
	struct view *view = env_view(fixture->env, fixture->guest);
	touchscreen_down(fixture->screen, 0, 300, 150 - 14);
	touchscreen_move(fixture->screen, 0, 340, 186);
	touchscreen_up(fixture->screen, 0);
	assert_int_equal(view->box.x, 240);
	assert_int_equal(view->box.y, 200);
	assert_int_equal(fake_guest_count(fixture->guest, FAKE_TOUCH), 0);
}

static void test_guest_that_goes_under_the_finger(void **state) {
	struct fixture *fixture = *state;
	touchscreen_down(fixture->screen, 0, 200, 150);
	touchscreen_down(fixture->screen, 1, 400, 150);
	fake_guest_destroy(fixture->guest);
	assert_int_equal(fixture->env->server->seat->guest_input.contacts, 0);
	touchscreen_move(fixture->screen, 0, 300, 150);
	touchscreen_up(fixture->screen, 0);
	touchscreen_up(fixture->screen, 1);
	touchscreen_down(fixture->screen, 0, 800, 150);
	touchscreen_up(fixture->screen, 0);
	expect(fixture->other, "v0:0,0 | ^0 |");
}

static void test_window_that_is_put_away_under_the_finger(void **state) {
	struct fixture *fixture = *state;
	touchscreen_down(fixture->screen, 0, 200, 150);
	view_minimize(env_view(fixture->env, fixture->guest));
	assert_int_equal(fake_guest_count(fixture->guest, FAKE_RELEASE_ALL), 1);
	fake_guest_forget(fixture->guest);
	touchscreen_move(fixture->screen, 0, 300, 150);
	touchscreen_up(fixture->screen, 0);
	expect(fixture->guest, "");
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_fingers_on_a_guest),
		TEST(test_what_is_done_at_once),
		TEST(test_finger_that_leaves_stays_the_guests),
		TEST(test_finger_on_a_window_of_another_size),
		TEST(test_more_fingers_than_the_guest_tells_apart),
		TEST(test_guest_with_more_numbers_than_there_are_fingers),
		TEST(test_focus_comes_with_the_first_finger),
		TEST(test_fingers_on_two_guests),
		TEST(test_guest_that_has_the_focus_back_has_no_finger),
		TEST(test_guest_that_knows_no_fingers_any_more),
		TEST(test_what_was_no_finger),
		TEST(test_touchscreen_that_goes_lifts_its_fingers),
		TEST(test_nothing_is_touched_while_locked),
		TEST(test_the_user_goes_to_another_terminal),
		TEST(test_switcher_has_the_finger_while_it_is_open),
		TEST(test_window_that_is_dragged_by_a_key),
		TEST(test_frame_of_a_guest_is_dragged),
		TEST(test_guest_that_goes_under_the_finger),
		TEST(test_window_that_is_put_away_under_the_finger),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
