/* What rules do to windows that come up: guests' screens, their windows, and programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "config.h"
#include "focus.h"
#include "seat.h"
#include "view_place.h"
#include "view_stack.h"

static struct env *env;

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static void test_screen_of_a_guest(void **state) {
	env = env_create("[rule]\ndomain = guest1\nposition = 50,60\nsize = 800x600\non-top = yes\n"
			 "[rule]\ndomain = guest2\nworkspace = 2\nmaximized = yes\n");
	struct fake_guest *guest = fake_guest_create(env, 1, 400, 200);
	struct view *view = env_view(env, guest);
	assert_int_equal(view->box.x, 50);
	assert_int_equal(view->box.y, 60);
	/* In its shape, as if it had been resized. */
	assert_int_equal(view->box.width, 800);
	assert_int_equal(view->box.height, 400);
	assert_true(view_is_on_top(view));

	struct fake_guest *other = fake_guest_create(env, 2, 400, 200);
	view = env_view(env, other);
	assert_int_equal(view->workspace, 2);
	assert_true(view->maximized);
	assert_false(other->visible);
}

static void test_what_the_user_did_stays(void **state) {
	env = env_create("[rule]\ndomain = guest1\nposition = 50,60\nworkspace = 2\n");
	struct fake_guest *guest = fake_guest_create(env, 1, 400, 200);
	focus_set(seat_focus_of(env->server->seat), env_view(env, guest));
	view_move(env_view(env, guest), 300, 310);
	view_set_workspace(env_view(env, guest), 3);
	fake_guest_destroy(guest);
	guest = fake_guest_create(env, 1, 400, 200);
	assert_int_equal(env_view(env, guest)->box.x, 300);
	assert_int_equal(env_view(env, guest)->box.y, 310);
	assert_int_equal(env_view(env, guest)->workspace, 3);
}

static void test_window_of_a_guest(void **state) {
	env = env_create("[rule]\ndomain = guest1\napp-id = player\nposition = 500,100\n"
			 "size = 300x250\non-top = yes\n"
			 "[rule]\ndomain = guest1\ntitle = *film*\nfullscreen = yes\n");
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *window =
		fake_window_create(agent, 1, GUEST_WINDOW_TOPLEVEL, 10, 40, 100, 100);
	guest_window_set_app_id(&window->window, "player");
	fake_window_map(window);
	struct view *view = env_window_view(env, window);
	assert_int_equal(view->box.x, 500);
	assert_int_equal(view->box.y, 100);
	assert_int_equal(view->box.width, 300);
	assert_int_equal(view->box.height, 250);
	assert_true(view_is_on_top(view));
	/* The guest is told, as of all places. */
	assert_int_equal(window->configured.x, 500);
	assert_int_equal(window->configured.width, 300);
	assert_false(view->fullscreen);

	/* Later names choose no more rules. */
	guest_window_set_title(&window->window, "a film");
	fake_window_answer(window);
	assert_false(view->fullscreen);
	fake_window_unmap(window);
	fake_window_map(window);
	view = env_window_view(env, window);
	assert_true(view->fullscreen);
	assert_true(window->told_flags & GUEST_WINDOW_FULLSCREEN);

	/* Nor do the names of another domain's programs. */
	struct fake_guest *other = fake_guest_create(env, 2, 0, 0);
	struct fake_agent *other_agent = fake_agent_create(other);
	struct fake_window *liar =
		fake_window_create(other_agent, 1, GUEST_WINDOW_TOPLEVEL, 10, 40, 100, 100);
	guest_window_set_app_id(&liar->window, "player");
	fake_window_map(liar);
	assert_false(view_is_on_top(env_window_view(env, liar)));
	assert_int_equal(env_window_view(env, liar)->box.width, 100);
}

/* As one that is meant for dom0's programs is. */
static void test_a_rule_without_a_domain_fits_no_guest(void **state) {
	env = env_create("[rule]\ntitle = a program\non-top = yes\n");
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *liar =
		fake_window_create(agent, 1, GUEST_WINDOW_TOPLEVEL, 10, 40, 100, 100);
	guest_window_set_title(&liar->window, "a program");
	fake_window_map(liar);
	assert_false(view_is_on_top(env_window_view(env, liar)));
	fake_guest_destroy(guest);

	struct client *client = client_create(env, 300, 200, 0x30a060);
	client_settle(client);
	assert_true(view_is_on_top(env_program_view(env)));
	client_destroy(client);
}

static void test_program(void **state) {
	env = env_create("[rule]\ntitle = a pro?ram\nposition = 70,80\nsize = 500x400\n");
	struct client *client = client_create(env, 300, 200, 0x30a060);
	client_settle(client);
	const struct view *view = env_program_view(env);
	assert_int_equal(view->box.x, 70);
	assert_int_equal(view->box.y, 80);
	assert_int_equal(view->box.width, 500);
	assert_int_equal(view->box.height, 400);
	assert_int_equal(client->configured_width, 500);
	client_destroy(client);
}

static void test_program_on_another_workspace(void **state) {
	env = env_create("[rule]\ndomain = dom0\nworkspace = 4\n");
	struct client *client = client_create(env, 300, 200, 0x30a060);
	const struct view *view = env_program_view(env);
	assert_int_equal(view->workspace, 4);
	assert_false(client->has_keyboard);
	assert_true(view->attention);
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_4);
	env_key(env, KEY_LEFTMETA, false);
	client_settle(client);
	assert_true(client->has_keyboard);
	assert_false(view->attention);
	client_destroy(client);
}

/* A place that is nowhere is one where the window can be caught. */
static void test_place_beyond_the_screen(void **state) {
	env = env_create("[rule]\nposition = 30000,30000\nsize = 16384x16384\n");
	struct client *client = client_create(env, 300, 200, 0x30a060);
	client_settle(client);
	const struct view *view = env_program_view(env);
	assert_true(view->box.x < 1280);
	assert_true(view->box.y <= 720);
	client_destroy(client);
}

int main(void) {
#define TEST(function) cmocka_unit_test_teardown(function, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_screen_of_a_guest),
		TEST(test_what_the_user_did_stays),
		TEST(test_window_of_a_guest),
		TEST(test_a_rule_without_a_domain_fits_no_guest),
		TEST(test_program),
		TEST(test_program_on_another_workspace),
		TEST(test_place_beyond_the_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
