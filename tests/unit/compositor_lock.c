/* A locked session: nothing of it is seen, nothing of it hears anything, until its locker says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <wlr/backend.h>
#include <wlr/backend/session.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_seat.h>

#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "compositor_locker.h"
#include "compositor_panel.h"
#include "config.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "notice.h"
#include "pointer.h"
#include "seat.h"
#include "session_lock.h"
#include "switcher.h"
#include "view_place.h"
#include "xdg-shell-client-protocol.h"

#define LOCK 0x406080
#define PROGRAM 0x30a060

static const struct wlr_keyboard_impl keyboard_impl = {.name = "test"};

static struct env *env;
static struct fake_guest *guest;
static struct view *view;

/* A guest that has the focus. */
static int setup(void **state) {
	env = env_create("");
	guest = fake_guest_create_focused(env, 1, 300, 200);
	view = env_view(env, guest);
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static struct focus *focus(void) {
	return seat_focus_of(env->server->seat);
}

/* Only one colour on the whole screen, but where the pointer is. */
static bool shows_only(uint32_t color) {
	for (int y = 0; y < 700; y += 7) {
		for (int x = 0; x < 1260; x += 7) {
			if (env_pixel(env, x, y) != color) {
				return false;
			}
		}
	}
	return true;
}

static void use_all_input(void) {
	int x = view->box.x + 20, y = view->box.y + 20;
	env_press(env, KEY_A);
	env_click(env, x, y);
	env_move_to(env, x + 5, y + 5);
	env_wheel(env, 120);
	env_move_to(env, 1279, 719);
}

static void test_nothing_is_shown_before_the_locker_does(void **state) {
	assert_true(guest->visible);
	struct locker *locker = locker_create(env);
	assert_true(locker->locked);
	assert_int_equal(locker->shown, LOCK_COLOR); /* not before that is seen */
	assert_true(shows_only(LOCK_COLOR));
	assert_false(guest->visible);
	locker_destroy(locker);
}

static void test_only_the_lock_is_shown_and_hears(void **state) {
	struct client *program = client_create(env, 400, 300, PROGRAM);
	focus_set(focus(), view);
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	assert_int_equal(locker->surfaces[0].width, 1280);
	assert_int_equal(locker->surfaces[0].height, 720);
	assert_true(shows_only(LOCK));
	fake_guest_forget(guest);
	use_all_input();
	client_settle(program);
	client_settle(locker->client);
	assert_int_equal(guest->event_count, 0);
	assert_int_equal(program->key_events, 0);
	assert_int_equal(program->button_events, 0);
	assert_false(program->has_pointer);
	assert_true(locker->client->has_keyboard);
	assert_true(locker->client->has_pointer);
	assert_int_equal(locker->client->key_events, 2);
	assert_int_equal(locker->client->last_key, KEY_A);
	assert_int_equal(locker->client->button_events, 2);
	assert_false(view->activated); /* nor is anybody told that it would */
	client_destroy(program);
	locker_destroy(locker);
}

/* A program that is still there when the locker isn't yet: keys go nowhere. */
static void test_nobody_hears_before_the_locker_does(void **state) {
	env_focus(env, NULL); /* a guest would keep it */
	struct client *program = client_create(env, 400, 300, PROGRAM);
	assert_true(program->has_keyboard);
	fake_guest_forget(guest);
	struct locker *locker = locker_create(env);
	use_all_input();
	client_settle(program);
	assert_false(program->has_keyboard);
	assert_int_equal(program->key_events, 0);
	assert_int_equal(guest->event_count, 0);
	client_destroy(program);
	locker_destroy(locker);
}

static void test_what_is_held_is_released(void **state) {
	env_move_to(env, view->box.x + 20, view->box.y + 20);
	env_key(env, KEY_B, true);
	env_button(env, BTN_LEFT, true);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, true));
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	assert_int_equal(fake_guest_count(guest, FAKE_RELEASE_ALL), 1);
	fake_guest_forget(guest);
	env_move_by(env, 5, 5);
	env_button(env, BTN_LEFT, false);
	env_key(env, KEY_B, false);
	client_settle(locker->client);
	assert_int_equal(guest->event_count, 0);
	assert_int_equal(locker->client->button_events, 0); /* whose press it never got */
	assert_true(locker->client->has_pointer);
	locker_unlock(locker);
	assert_int_equal(guest->event_count, fake_guest_count(guest, FAKE_MOTION));
	locker_destroy(locker);
}

static void test_no_shortcut_works(void **state) {
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_F);
	env_press(env, KEY_M);
	env_press(env, KEY_Q);
	env_press(env, KEY_H);
	env_key(env, KEY_LEFTMETA, false);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	assert_false(switcher_is_open(env->server->seat->switcher));
	env_key(env, KEY_LEFTALT, false);
	client_settle(locker->client);
	assert_false(view->fullscreen || view->maximized || view->minimized || view->hidden);
	assert_int_equal(locker->client->key_events, 2 * 7);
	assert_true(shows_only(LOCK));
	locker_destroy(locker);
}

static void test_switcher_closes(void **state) {
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	assert_true(switcher_is_open(env->server->seat->switcher));
	struct locker *locker = locker_create(env);
	assert_false(switcher_is_open(env->server->seat->switcher));
	assert_true(shows_only(LOCK_COLOR));
	env_key(env, KEY_LEFTALT, false);
	assert_ptr_equal(focus()->view, view);
	locker_destroy(locker);
}

static void test_move_ends(void **state) {
	int x = view->box.x;
	env_move_to(env, x + 50, view->box.y - FRAME_TITLE_HEIGHT / 2);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 10, 0);
	assert_int_equal(view->box.x, x + 10);
	struct locker *locker = locker_create(env);
	env_move_by(env, 10, 0);
	env_button(env, BTN_LEFT, false);
	assert_int_equal(view->box.x, x + 10);
	locker_destroy(locker);
}

/* With the button that is pressed in the lock, a program asks to be moved. */
static void test_no_window_is_moved(void **state) {
	struct client *program = client_create(env, 400, 300, PROGRAM);
	struct view *program_view = env_top_view(env);
	int x = program_view->box.x;
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	env_move_to(env, 600, 300);
	env_button(env, BTN_LEFT, true);
	client_settle(locker->client);
	xdg_toplevel_move(program->toplevel, program->seat, locker->client->button_serial);
	client_settle(program);
	env_move_by(env, 30, 0);
	env_button(env, BTN_LEFT, false);
	client_settle(locker->client);
	assert_int_equal(program_view->box.x, x);
	assert_true(locker->client->has_pointer);
	client_destroy(program);
	locker_destroy(locker);
}

static void test_nothing_new_is_shown(void **state) {
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	struct fake_guest *other = fake_guest_create(env, 2, 640, 480);
	view_set_fullscreen(env_view(env, other), true, NULL);
	struct fake_agent *agent = fake_agent_create(guest);
	fake_window_show(agent, 1, GUEST_WINDOW_POPUP, 100, 100, 300, 200);
	struct client *program = client_create(env, 400, 300, PROGRAM);
	struct panel *panel = panel_create_over_all(env, PROGRAM);
	guest_notice(&guest->guest, "It did something.");
	env_settle(env);
	assert_true(shows_only(LOCK));
	assert_false(other->visible);
	use_all_input();
	client_settle(program);
	client_settle(panel->client);
	assert_int_equal(other->event_count, 0);
	assert_false(program->has_keyboard);
	assert_false(panel->client->has_keyboard);
	client_settle(locker->client);
	assert_true(locker->client->has_keyboard);

	/* Who had the focus has it again, and not whoever came up meanwhile. */
	panel_destroy(panel);
	locker_unlock(locker);
	assert_ptr_equal(focus()->view, view);
	client_destroy(program);
	locker_destroy(locker);
}

static void test_unlocking_gives_all_back(void **state) {
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	locker_unlock(locker);
	assert_false(locker->client->has_keyboard);
	assert_true(guest->visible);
	assert_int_equal(env_pixel(env, view->box.x, view->box.y), fake_guest_pixel(guest, 0, 0));
	assert_ptr_equal(focus()->view, view);
	fake_guest_forget(guest);
	env_press(env, KEY_A);
	assert_true(fake_guest_got(guest, FAKE_KEY, KEY_A, true));
	env_click(env, view->box.x + 20, view->box.y + 20);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, true));
	locker_destroy(locker);
	assert_int_equal(env_pixel(env, view->box.x, view->box.y), fake_guest_pixel(guest, 0, 0));
}

static void test_death_of_the_locker_unlocks_nothing(void **state) {
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	locker_destroy(locker);
	assert_true(shows_only(LOCK_COLOR_ABANDONED));
	use_all_input();
	assert_int_equal(fake_guest_count(guest, FAKE_KEY), 0);
	assert_int_equal(fake_guest_count(guest, FAKE_BUTTON), 0);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	env_key(env, KEY_LEFTALT, false);
	assert_false(guest->visible);

	struct locker *next = locker_create(env);
	assert_true(next->locked);
	assert_true(shows_only(LOCK_COLOR));
	locker_show(next, 0, LOCK);
	assert_true(next->client->has_keyboard);
	locker_unlock(next);
	assert_true(guest->visible);
	assert_ptr_equal(focus()->view, view);
	locker_destroy(next);
}

/* Also before it has shown anything. */
static void test_death_before_it_has_shown_anything(void **state) {
	struct locker *locker = locker_create(env);
	locker_destroy(locker);
	assert_true(shows_only(LOCK_COLOR_ABANDONED));
	assert_false(guest->visible);
}

static void test_second_locker_is_refused(void **state) {
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	struct locker *second = locker_create(env);
	assert_true(second->finished);
	assert_false(second->locked);
	locker_destroy(second);
	assert_true(shows_only(LOCK));
	env_press(env, KEY_A);
	client_settle(locker->client);
	assert_int_equal(locker->client->last_key, KEY_A);
	locker_destroy(locker);
}

static void test_outputs_that_come_and_go(void **state) {
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	wlr_output_destroy(env->output);
	client_settle(locker->client);
	assert_false(locker->client->has_keyboard);
	env_press(env, KEY_A);

	env_add_output(env, 1280, 720);
	client_settle(locker->client);
	assert_true(shows_only(LOCK_COLOR));
	assert_false(guest->visible);
	locker_show(locker, 1, 0x806040);
	assert_true(shows_only(0x806040));
	assert_true(locker->client->has_keyboard);
	locker_unlock(locker);
	assert_true(guest->visible);
	locker_destroy(locker);
}

static void test_without_any_output(void **state) {
	wlr_output_destroy(env->output);
	env_settle(env);
	struct locker *locker = locker_create(env);
	assert_true(locker->locked);
	use_all_input();
	assert_int_equal(fake_guest_count(guest, FAKE_KEY), 0);
	env_add_output(env, 1280, 720);
	client_settle(locker->client);
	assert_true(shows_only(LOCK_COLOR));
	assert_false(guest->visible);
	locker_destroy(locker);
}

static void test_each_screen_has_its_own(void **state) {
	env_add_output(env, 800, 600);
	env_settle(env);
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	locker_show(locker, 1, 0x806040);
	assert_int_equal(locker->surfaces[1].width, 800);
	assert_true(shows_only(LOCK));
	env_move_to(env, 1280 + 100, 50);
	client_settle(locker->client);
	assert_true(locker->client->pointer_x > 99 && locker->client->pointer_x < 101);
	/* The one that had the keyboard goes, and the other one gets it. */
	wlr_output_destroy(env->output);
	client_settle(locker->client);
	assert_true(locker->client->has_keyboard);
	locker_destroy(locker);
}

/* What its screen is lit up with when the user is back, before any frame. */
static void test_locked_on_another_virtual_terminal(void **state) {
	struct wlr_session session = {.active = false};
	env->server->session = &session;
	int commits = env->commits;
	assert_false(shows_only(LOCK_COLOR));
	struct locker *locker = locker_create(env);
	assert_true(locker->locked);
	assert_int_equal(env->commits, commits);
	assert_true(shows_only(LOCK_COLOR));

	session.active = true;
	locker_show(locker, 0, LOCK);
	assert_true(shows_only(LOCK));
	locker_unlock(locker);
	env_settle(env);
	assert_int_equal(env_pixel(env, view->box.x, view->box.y), fake_guest_pixel(guest, 0, 0));
	assert_int_equal(env_pixel(env, 5, 5), env->server->config->background);
	locker_destroy(locker);
	env->server->session = NULL;
}

/* As when the user comes back from another virtual terminal, and types at once. */
static void test_the_first_key_of_another_keyboard(void **state) {
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, LOCK);
	wlr_keyboard_finish(&env->keyboard);
	client_settle(locker->client);
	wlr_keyboard_init(&env->keyboard, &keyboard_impl, "another keyboard");
	wl_signal_emit_mutable(&env->backend->events.new_input, &env->keyboard.base);
	env_press(env, KEY_A);
	client_settle(locker->client);
	assert_int_equal(locker->client->key_events, 2);
	assert_int_equal(locker->client->last_key, KEY_A);
	locker_destroy(locker);
}

/* It keeps its look until it is told another one. */
static void test_cursor_of_a_program_goes(void **state) {
	env_focus(env, NULL); /* a guest would keep it */
	struct client *program = client_create(env, 400, 300, PROGRAM);
	const struct view *program_view = env_top_view(env);
	env_move_to(env, program_view->box.x + 50, program_view->box.y + 50);
	client_settle(program);
	struct wl_surface *cursor = wl_compositor_create_surface(program->compositor);
	client_attach(program, cursor, 64, 64, 0xff0000);
	wl_pointer_set_cursor(program->pointer, program->pointer_serial, cursor, 0, 0);
	client_settle(program);
	const struct cursor_image *image = &env->server->seat->pointer->image;
	assert_null(image->shape);
	struct locker *locker = locker_create(env);
	assert_string_equal(image->shape, "default");
	wl_pointer_set_cursor(program->pointer, program->pointer_serial, cursor, 0, 0);
	client_settle(program);
	assert_string_equal(image->shape, "default");
	client_destroy(program);
	locker_destroy(locker);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_nothing_is_shown_before_the_locker_does, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_only_the_lock_is_shown_and_hears, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_nobody_hears_before_the_locker_does, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_held_is_released, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_shortcut_works, setup, teardown),
		cmocka_unit_test_setup_teardown(test_switcher_closes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_move_ends, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_window_is_moved, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing_new_is_shown, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unlocking_gives_all_back, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_death_of_the_locker_unlocks_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_death_before_it_has_shown_anything, setup, teardown),
		cmocka_unit_test_setup_teardown(test_second_locker_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_outputs_that_come_and_go, setup, teardown),
		cmocka_unit_test_setup_teardown(test_without_any_output, setup, teardown),
		cmocka_unit_test_setup_teardown(test_each_screen_has_its_own, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_locked_on_another_virtual_terminal, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_the_first_key_of_another_keyboard, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cursor_of_a_program_goes, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
