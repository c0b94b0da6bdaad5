/* The secure-attention key: what has the focus and whose it is, above all, whatever others do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "attention.h"
#include "color.h"
#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "compositor_locker.h"
#include "compositor_panel.h"
#include "desktop.h"
#include "focus.h"
#include "notice.h"
#include "seat.h"
#include "session_lock.h"
#include "switcher.h"
#include "view_place.h"

#define GUEST 0xaa2211
#define BACKGROUND 0x1d2025
#define PROGRAM 0x30a060

/* Points of what it shows: the domain's colour, and nothing beside a text. */
#define BAR 365, 300
#define INSIDE 400, 255
#define OUTSIDE 100, 600

static struct env *env;
static struct fake_guest *guest;
static struct view *view;

/* A guest that has the focus, and fills the screen. */
static int setup(void **state) {
	env = env_create("[defaults]\ncolor = #aa2211\npattern = solid\n");
	guest = fake_guest_create_focused(env, 1, 1280, 720);
	view = env_view(env, guest);
	view_set_fullscreen(view, true, NULL);
	env_settle(env);
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static bool is_open(void) {
	return attention_is_open(env->server->seat->attention);
}

static void press_key(void) {
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_ESC);
	env_key(env, KEY_LEFTMETA, false);
	env_settle(env);
}

static void assert_shown(uint32_t color) {
	assert_true(is_open());
	assert_int_equal(env_pixel(env, BAR), color);
	assert_int_equal(env_pixel(env, INSIDE), BACKGROUND);
}

static void assert_guest_shown(void) {
	assert_false(is_open());
	assert_int_equal(env_pixel(env, BAR), fake_guest_pixel(guest, BAR));
	assert_int_equal(env_pixel(env, OUTSIDE), fake_guest_pixel(guest, OUTSIDE));
}

static void test_shows_whose_the_focus_is(void **state) {
	assert_guest_shown();
	press_key();
	assert_shown(GUEST);
	assert_int_not_equal(env_pixel(env, OUTSIDE), fake_guest_pixel(guest, OUTSIDE));
	press_key();
	assert_guest_shown();
	press_key();
	env_press(env, KEY_ESC);
	env_settle(env);
	assert_guest_shown();
	press_key();
	env_click(env, 100, 100);
	env_move_to(env, 1279, 719);
	env_settle(env);
	assert_guest_shown();
}

static void test_nobody_hears_meanwhile(void **state) {
	env_move_to(env, 600, 300);
	env_key(env, KEY_B, true);
	env_button(env, BTN_LEFT, true);
	press_key();
	assert_true(is_open());
	assert_int_equal(fake_guest_count(guest, FAKE_RELEASE_ALL), 1);
	assert_false(fake_guest_got(guest, FAKE_KEY, KEY_ESC, true));
	fake_guest_forget(guest);
	env_button(env, BTN_LEFT, false);
	env_key(env, KEY_B, false);
	env_press(env, KEY_A);
	env_move_to(env, 700, 400);
	env_wheel(env, 120);
	assert_int_equal(guest->event_count, 0);
	assert_true(is_open());

	env_click(env, 700, 400);
	assert_false(is_open());
	assert_int_equal(fake_guest_count(guest, FAKE_BUTTON), 0);
	assert_ptr_equal(seat_focus_of(env->server->seat)->view, view);
	env_press(env, KEY_A);
	env_click(env, 700, 400);
	assert_true(fake_guest_got(guest, FAKE_KEY, KEY_A, true));
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, true));
}

static void test_no_shortcut_works_meanwhile(void **state) {
	press_key();
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_F);
	env_key(env, KEY_LEFTMETA, false);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	env_key(env, KEY_LEFTALT, false);
	assert_true(view->fullscreen);
	assert_false(switcher_is_open(env->server->seat->switcher));
	assert_true(is_open());
}

static void test_pattern_of_the_domain(void **state) {
	env_destroy(env);
	env = env_create("[defaults]\ncolor = #aa2211\npattern = lines\n");
	guest = fake_guest_create(env, 1, 1280, 720);
	press_key();
	for (int y = 0; y < 32; y++) {
		uint32_t figure = 0xe8eaed; /* the lower half of each 16 */
		assert_int_equal(env_pixel(env, 365, 250 + y), y / 8 % 2 ? figure : GUEST);
	}
}

static void test_program_of_dom0(void **state) {
	focus_set(seat_focus_of(env->server->seat), NULL); /* a guest would keep it */
	struct client *program = client_create(env, 400, 300, PROGRAM);
	press_key();
	client_settle(program);
	assert_shown(COLOR_DOM0);
	assert_false(program->has_keyboard);
	env_press(env, KEY_ESC);
	client_settle(program);
	assert_true(program->has_keyboard);
	assert_int_not_equal(program->last_key, KEY_ESC);
	client_destroy(program);
}

/* Not even one that has all keys, and lies above everything. */
static void test_no_panel_takes_it(void **state) {
	struct panel *panel = panel_create_over_all(env, PROGRAM);
	assert_int_equal(env_pixel(env, INSIDE), PROGRAM);
	press_key();
	client_settle(panel->client);
	assert_shown(COLOR_DOM0);
	assert_int_not_equal(panel->client->last_key, KEY_ESC);
	assert_false(panel->client->has_keyboard);
	panel_destroy(panel);
	assert_shown(GUEST);
}

static void test_nothing_lies_above_it(void **state) {
	struct fake_agent *agent = fake_agent_create(guest);
	fake_window_show(agent, 1, GUEST_WINDOW_POPUP, 350, 240, 500, 300);
	struct client *program = client_create(env, 400, 300, PROGRAM);
	client_add_popup(program, 0, 0, 300, 200, 0xc02020);
	focus_set(seat_focus_of(env->server->seat), view);
	press_key();
	assert_shown(GUEST);
	fake_window_show(agent, 2, GUEST_WINDOW_POPUP, 350, 240, 500, 300);
	for (int i = 0; i < 3; i++) {
		guest_notice(&guest->guest, "It did something.");
	}
	env_settle(env);
	assert_shown(GUEST);
	client_destroy(program);
}

static void test_follows_the_focus(void **state) {
	struct client *program = client_create(env, 400, 300, PROGRAM);
	focus_set(seat_focus_of(env->server->seat), view);
	press_key();
	assert_shown(GUEST);
	fake_guest_destroy(guest);
	env_settle(env);
	assert_shown(BACKGROUND); /* nobody's */
	client_destroy(program);
}

static void test_closes_the_switcher(void **state) {
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	assert_true(switcher_is_open(env->server->seat->switcher));
	env_key(env, KEY_LEFTALT, false);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_ESC); /* with Alt held too, it isn't the key */
	assert_false(is_open());
	assert_false(switcher_is_open(env->server->seat->switcher));
	env_key(env, KEY_LEFTALT, false);
	env_press(env, KEY_ESC);
	assert_true(is_open());
	env_key(env, KEY_LEFTMETA, false);
}

static void test_locked_session_has_none(void **state) {
	press_key();
	struct locker *locker = locker_create(env);
	assert_false(is_open());
	assert_int_equal(env_pixel(env, BAR), LOCK_COLOR);
	press_key();
	assert_false(is_open());
	assert_int_equal(env_pixel(env, BAR), LOCK_COLOR);
	locker_unlock(locker);
	locker_destroy(locker);
	assert_guest_shown();
	fake_guest_forget(guest);
	env_press(env, KEY_A);
	assert_true(fake_guest_got(guest, FAKE_KEY, KEY_A, true));
}

static void test_without_any_output(void **state) {
	wlr_output_destroy(env->output);
	env_settle(env);
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_ESC);
	env_key(env, KEY_LEFTMETA, false);
	assert_true(is_open());
	env_add_output(env, 1280, 720);
	env_settle(env);
	assert_shown(GUEST);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_shows_whose_the_focus_is, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nobody_hears_meanwhile, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_shortcut_works_meanwhile, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pattern_of_the_domain, setup, teardown),
		cmocka_unit_test_setup_teardown(test_program_of_dom0, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_panel_takes_it, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing_lies_above_it, setup, teardown),
		cmocka_unit_test_setup_teardown(test_follows_the_focus, setup, teardown),
		cmocka_unit_test_setup_teardown(test_closes_the_switcher, setup, teardown),
		cmocka_unit_test_setup_teardown(test_locked_session_has_none, setup, teardown),
		cmocka_unit_test_setup_teardown(test_without_any_output, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
