/* The user goes to another virtual terminal in the middle of something, and comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <wlr/backend.h>
#include <wlr/backend/session.h>

#include "compositor_env.h"
#include "compositor_locker.h"
#include "focus.h"
#include "frame.h"
#include "seat.h"
#include "session_lock.h"
#include "switcher.h"

static const struct wlr_keyboard_impl keyboard_impl = {.name = "test"};
static const struct wlr_pointer_impl pointer_impl = {.name = "test"};

static struct env *env;
static struct wlr_session session;
static struct fake_guest *guest;
static struct view *view;

/* A guest that has the focus. */
static int setup(void **state) {
	env = env_create("");
	session = (struct wlr_session){.active = true};
	env->server->session = &session;
	guest = fake_guest_create(env, 1, 300, 200);
	view = env_view(env, guest);
	env_settle(env);
	fake_guest_forget(guest);
	return 0;
}

static int teardown(void **state) {
	env->server->session = NULL;
	env_destroy(env);
	return 0;
}

static void set_active(bool active) {
	session.active = active;
	env->server->session_active.notify(&env->server->session_active, NULL);
	env_run_for(env, 100);
}

/* As on Linux: the devices are taken first. */
static void go_away(void) {
	wlr_keyboard_finish(&env->keyboard);
	wlr_pointer_finish(&env->pointer);
	set_active(false);
}

static void come_back(void) {
	set_active(true);
	wlr_keyboard_init(&env->keyboard, &keyboard_impl, "test keyboard");
	wl_signal_emit_mutable(&env->backend->events.new_input, &env->keyboard.base);
	wlr_pointer_init(&env->pointer, &pointer_impl, "test pointer");
	wl_signal_emit_mutable(&env->backend->events.new_input, &env->pointer.base);
}

/* It is shown whole, and hears no more than what the user does now. */
static void assert_usable(void) {
	env_move_to(env, 1279, 719);
	env_settle(env);
	for (int y = 0; y < 200; y++) {
		assert_int_equal(env_pixel(env, view->box.x + y, view->box.y + y),
			fake_guest_pixel(guest, y, y));
	}
	fake_guest_forget(guest);
	env_press(env, KEY_B);
	assert_int_equal(fake_guest_count(guest, FAKE_KEY), 2);
	env_click(env, view->box.x + 20, view->box.y + 20);
	assert_int_equal(fake_guest_count(guest, FAKE_BUTTON), 2);
}

static void test_what_is_held_comes_up(void **state) {
	env_move_to(env, view->box.x + 20, view->box.y + 20);
	env_key(env, KEY_A, true);
	env_button(env, BTN_LEFT, true);
	go_away();
	assert_true(fake_guest_got(guest, FAKE_KEY, KEY_A, false));
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, false));
	come_back();
	assert_usable();
}

static void test_what_is_drawn_meanwhile(void **state) {
	go_away();
	int commits = env->commits;
	for (int i = 0; i < 5; i++) {
		fake_guest_fill(guest, 0, 0, 300, 200, 0x336699u + (uint32_t)i);
		fake_guest_damage(guest, 0, 0, 300, 200);
		env_run_for(env, 20);
	}
	assert_int_equal(env->commits, commits);
	come_back();
	assert_usable();
}

static void test_dragged_window_is_let_go(void **state) {
	env_move_to(env, view->box.x + 50, view->box.y - FRAME_TITLE_HEIGHT / 2);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 30, 40);
	struct wlr_box box = view->box;
	go_away();
	come_back();
	env_move_by(env, 30, 40);
	assert_int_equal(view->box.x, box.x);
	assert_int_equal(view->box.y, box.y);
	assert_usable();
}

/* As when Alt is let go. */
static void test_switcher_closes(void **state) {
	struct fake_guest *other = fake_guest_create(env, 2, 300, 200);
	env_settle(env);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	assert_true(switcher_is_open(env->server->seat->switcher));
	go_away();
	assert_false(switcher_is_open(env->server->seat->switcher));
	come_back();
	fake_guest_forget(guest);
	env_press(env, KEY_B);
	assert_int_equal(fake_guest_count(other, FAKE_KEY), 2);
	assert_int_equal(guest->event_count, 0);
	focus_set(seat_focus_of(env->server->seat), view);
	assert_usable();
}

static void test_locked_and_unlocked_meanwhile(void **state) {
	go_away();
	struct locker *locker = locker_create(env);
	assert_true(locker->locked);
	locker_unlock(locker);
	locker_destroy(locker);
	come_back();
	assert_usable();
}

static void test_locker_dies_meanwhile(void **state) {
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, 0x406080);
	go_away();
	locker_destroy(locker);
	come_back();
	env_move_to(env, 1279, 719);
	env_settle(env);
	assert_int_equal(env_pixel(env, view->box.x, view->box.y), LOCK_COLOR_ABANDONED);
	env_press(env, KEY_B);
	assert_int_equal(fake_guest_count(guest, FAKE_KEY), 0);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_held_comes_up),
		TEST(test_what_is_drawn_meanwhile),
		TEST(test_dragged_window_is_let_go),
		TEST(test_switcher_closes),
		TEST(test_locked_and_unlocked_meanwhile),
		TEST(test_locker_dies_meanwhile),
	};
	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
