/* Screens that go and come in the middle of whatever the user does, down to the last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <wlr/types/wlr_output.h>

#include "attention.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "compositor_locker.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "geometry.h"
#include "seat.h"
#include "session_lock.h"
#include "switcher.h"
#include "view_place.h"

#define PROGRAM 0x30a060
#define LOCK 0x406080
#define WIDTH 300
#define HEIGHT 200

static struct env *env;
static struct fake_guest *guest;
static struct view *view;
static struct wlr_box home;

/* A guest that has the focus, where it was put. */
static int setup(void **state) {
	env = env_create("");
	guest = fake_guest_create(env, 1, WIDTH, HEIGHT);
	view = env_view(env, guest);
	view_move(view, 700, 300);
	home = view->box;
	env_settle(env);
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

/* As a screen does that is pulled out, or put in again: the same one. */
static void set_plugged(bool plugged) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, plugged);
	assert_true(wlr_output_commit_state(env->output, &state));
	wlr_output_state_finish(&state);
	env_settle(env);
}

static void assert_at(const struct wlr_box *box) {
	assert_int_equal(view->box.x, box->x);
	assert_int_equal(view->box.y, box->y);
	assert_int_equal(view->box.width, box->width);
	assert_int_equal(view->box.height, box->height);
}

/* All of it is on the screen, and hears the user. */
static void assert_usable(void) {
	env_move_to(env, 1279, 719);
	env_settle(env);
	assert_true(guest->visible);
	assert_int_equal(env_pixel(env, view->box.x, view->box.y), fake_guest_pixel(guest, 0, 0));
	fake_guest_forget(guest);
	env_click(env, view->box.x + 20, view->box.y + 20);
	env_press(env, KEY_A);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, true));
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, false));
	assert_true(fake_guest_got(guest, FAKE_KEY, KEY_A, true));
}

static void test_idle(void **state) {
	for (int i = 0; i < 3; i++) {
		set_plugged(false);
		assert_false(guest->visible);
		set_plugged(true);
		assert_at(&home);
	}
	assert_usable();
}

/* What is dragged stays in the hand, and where it was until then if that lets go meanwhile. */
static void test_dragged(void **state) {
	env_move_to(env, home.x + 50, home.y - FRAME_TITLE_HEIGHT / 2);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, -40, -30);
	struct wlr_box dragged = view->box;
	assert_int_equal(dragged.x, home.x - 40);
	set_plugged(false);
	env_move_by(env, 5, 5);
	set_plugged(true);
	assert_at(&dragged);
	env_move_by(env, 10, 0);
	assert_true(view->box.x > dragged.x && view->box.x < dragged.x + 20);
	set_plugged(false);
	env_button(env, BTN_LEFT, false);
	dragged = view->box;
	set_plugged(true);
	assert_at(&dragged);
	env_move_by(env, 10, 0);
	assert_at(&dragged);
	assert_usable();
}

static void test_resized(void **state) {
	struct client *program = client_create(env, 400, 300, PROGRAM);
	struct view *resized = env_program_view(env);
	int x = resized->box.x + resized->box.width + FRAME_BORDER - 1;
	int y = resized->box.y + resized->box.height / 2;
	focus_set(seat_focus_of(env->server->seat), resized);
	env_move_to(env, x, y);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 30, 0);
	client_settle(program);
	struct wlr_box box = resized->box;
	assert_int_equal(box.width, 430);
	set_plugged(false);
	env_move_by(env, 20, 0);
	client_settle(program);
	env_button(env, BTN_LEFT, false);
	set_plugged(true);
	client_settle(program);
	assert_int_equal(resized->box.x, box.x);
	assert_int_equal(resized->box.y, box.y);
	assert_in_range(resized->box.width, 430, 450);
	env_move_by(env, 20, 0);
	client_settle(program);
	assert_in_range(resized->box.width, 430, 450);
	client_destroy(program);
	assert_at(&home);
	assert_usable();
}

static void test_switcher(void **state) {
	struct fake_guest *other = fake_guest_create(env, 2, WIDTH, HEIGHT);
	struct view *other_view = env_view(env, other);
	env_settle(env);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	assert_true(switcher_is_open(env->server->seat->switcher));
	set_plugged(false);
	env_press(env, KEY_TAB);
	set_plugged(true);
	env_press(env, KEY_TAB);
	env_settle(env);
	assert_true(switcher_is_open(env->server->seat->switcher));
	uint32_t shown = env_pixel(env, 640, 360);
	env_key(env, KEY_LEFTALT, false);
	env_settle(env);
	assert_int_not_equal(env_pixel(env, 640, 360), shown);
	assert_ptr_equal(seat_focus_of(env->server->seat)->view, other_view);
	assert_usable();
}

static void test_switcher_without_any(void **state) {
	struct fake_guest *other = fake_guest_create(env, 2, WIDTH, HEIGHT);
	env_settle(env);
	set_plugged(false);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	env_key(env, KEY_LEFTALT, false);
	fake_guest_forget(other);
	env_press(env, KEY_B);
	assert_true(fake_guest_got(other, FAKE_KEY, KEY_B, true));
	set_plugged(true);
	assert_usable();
}

static void test_attention(void **state) {
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_ESC);
	env_key(env, KEY_LEFTMETA, false);
	set_plugged(false);
	set_plugged(true);
	assert_true(attention_is_open(env->server->seat->attention));
	assert_int_not_equal(env_pixel(env, home.x, home.y), fake_guest_pixel(guest, 0, 0));
	set_plugged(false);
	env_press(env, KEY_ESC);
	set_plugged(true);
	assert_at(&home);
	assert_usable();
}

static void test_menu(void **state) {
	struct client *program = client_create(env, 400, 300, PROGRAM);
	struct xdg_surface *menu = client_add_popup(program, 380, 280, 100, 100, 0x0000ff);
	set_plugged(false);
	client_settle(program);
	assert_false(client_is_refused_popup(program, menu));
	set_plugged(true);
	client_settle(program);
	const struct view *program_view = env_program_view(env);
	assert_int_equal(
		env_pixel(env, program_view->box.x + 430, program_view->box.y + 350), 0x0000ff);
	set_plugged(false);
	client_destroy(program);
	set_plugged(true);
	assert_usable();
}

static void test_locked(void **state) {
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	for (int i = 0; i < 2; i++) {
		set_plugged(false);
		env_press(env, KEY_A);
		set_plugged(true);
		client_settle(locker->client);
		assert_false(guest->visible);
		assert_int_equal(env_pixel(env, home.x, home.y), LOCK);
	}
	set_plugged(false);
	locker_unlock(locker);
	assert_false(guest->visible);
	set_plugged(true);
	assert_at(&home);
	assert_usable();
	locker_destroy(locker);
}

/* And its locker dies while nobody can see that. */
static void test_locked_and_abandoned(void **state) {
	set_plugged(false);
	struct locker *locker = locker_create(env);
	locker_destroy(locker);
	set_plugged(true);
	assert_int_equal(env_pixel(env, home.x, home.y), LOCK_COLOR_ABANDONED);
	assert_false(guest->visible);
	locker = locker_create(env);
	assert_true(locker->locked);
	locker_unlock(locker);
	locker_destroy(locker);
	assert_at(&home);
	assert_usable();
}

/* A screen that dies while it is waited for to show that the session is locked. */
static void test_goes_for_good_while_the_session_is_being_locked(void **state) {
	struct wlr_output *second = env_add_output(env, 800, 600);
	env_settle(env);
	struct locker *locker = locker_create(env);
	wlr_output_destroy(second);
	client_settle(locker->client);
	assert_true(locker->locked);
	assert_int_equal(env_pixel(env, home.x, home.y), LOCK_COLOR);
	locker_unlock(locker);
	locker_destroy(locker);
	assert_usable();
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_idle),
		TEST(test_dragged),
		TEST(test_resized),
		TEST(test_switcher),
		TEST(test_switcher_without_any),
		TEST(test_attention),
		TEST(test_menu),
		TEST(test_locked),
		TEST(test_locked_and_abandoned),
		TEST(test_goes_for_good_while_the_session_is_being_locked),
	};
	return cmocka_run_group_tests_name("outputs", tests, NULL, NULL);
}
