/* Workspaces: what is on one that isn't shown, and who has the focus on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "config.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "notice.h"
#include "seat.h"
#include "view_place.h"
#include "window_popup.h"

static int setup(void **state) {
	*state = env_create("[domain guest9]\nworkspace = 3\n");
	return 0;
}

static int teardown(void **state) {
	env_destroy(*state);
	return 0;
}

static void press(struct env *env, uint32_t key, bool shift) {
	env_key(env, KEY_LEFTMETA, true);
	if (shift) {
		env_key(env, KEY_LEFTSHIFT, true);
	}
	env_press(env, key);
	if (shift) {
		env_key(env, KEY_LEFTSHIFT, false);
	}
	env_key(env, KEY_LEFTMETA, false);
}

static void go(struct env *env, int number) {
	press(env, KEY_1 + number - 1, false);
}

static void take(struct env *env, int number) {
	press(env, KEY_1 + number - 1, true);
}

static int shown(struct env *env) {
	return env->server->desktop->workspaces.shown;
}

static void test_other_workspace_costs_nothing_and_gets_nothing(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 400, 300);
	struct view *view = env_view(env, guest);
	env_settle(env);
	env_move_to(env, view->box.x + 200, view->box.y + 150);
	assert_true(guest->visible);
	assert_int_equal(env_pixel(env, view->box.x + 10, view->box.y + 10),
		fake_guest_pixel(guest, 10, 10));

	go(env, 2);
	env_settle(env);
	assert_int_equal(shown(env), 2);
	assert_false(guest->visible);
	assert_null(env_focused(env));
	assert_int_equal(
		env_pixel(env, view->box.x + 10, view->box.y + 10), env->config->background);
	fake_guest_forget(guest);
	int takes = guest->takes;
	fake_guest_damage(guest, 0, 0, 400, 300);
	env_press(env, KEY_A);
	env_move_by(env, 5, 5);
	env_button(env, BTN_LEFT, true);
	env_button(env, BTN_LEFT, false);
	env_settle(env);
	assert_int_equal(guest->event_count, 0);
	assert_int_equal(guest->takes, takes);

	go(env, 1);
	env_settle(env);
	assert_true(guest->visible);
	assert_ptr_equal(env_focused(env), view);
	env_press(env, KEY_A);
	assert_true(fake_guest_got(guest, FAKE_KEY, KEY_A, true));
}

static void test_word_on_the_screen(void **state) {
	struct env *env = *state;
	go(env, 2);
	const struct wl_list *notices = &env->server->desktop->notices;
	assert_int_equal(wl_list_length(notices), 1);
	const struct notice *notice = wl_container_of(notices->next, notice, link);
	assert_string_equal(notice->text, "Workspace 2");
	go(env, 3);
	assert_int_equal(wl_list_length(notices), 1);
	while (!wl_list_empty(notices)) {
		env_settle(env); /* it goes by itself */
	}
}

static void test_there_are_no_more_than_configured(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 400, 300);
	go(env, 5);
	take(env, 9);
	assert_int_equal(shown(env), 1);
	assert_int_equal(env_view(env, guest)->workspace, 1);
	/* Nor do these keys go to the guest. */
	assert_false(fake_guest_got(guest, FAKE_KEY, KEY_5, true));
	assert_false(fake_guest_got(guest, FAKE_KEY, KEY_9, true));
}

static void test_window_is_taken_along(void **state) {
	struct env *env = *state;
	struct fake_guest *first = fake_guest_create(env, 1, 400, 300);
	struct fake_guest *second = fake_guest_create(env, 2, 400, 300);
	env_focus(env, env_view(env, first));
	fake_guest_forget(first);
	take(env, 2);
	env_settle(env);
	assert_int_equal(shown(env), 2);
	assert_ptr_equal(env_focused(env), env_view(env, first));
	assert_true(first->visible);
	assert_false(second->visible);
	env_press(env, KEY_A);
	assert_true(fake_guest_got(first, FAKE_KEY, KEY_A, true));

	go(env, 1);
	env_settle(env);
	assert_false(first->visible);
	assert_true(second->visible);
	assert_ptr_equal(env_focused(env), env_view(env, second));
}

static void test_switcher_goes_there(void **state) {
	struct env *env = *state;
	struct fake_guest *first = fake_guest_create(env, 1, 400, 300);
	struct fake_guest *second = fake_guest_create(env, 2, 400, 300);
	env_focus(env, env_view(env, first));
	take(env, 2);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	env_key(env, KEY_LEFTALT, false);
	env_settle(env);
	assert_int_equal(shown(env), 1);
	assert_ptr_equal(env_focused(env), env_view(env, second));
	assert_false(first->visible);
}

/* A guest's window, and one that stays above it. */
static struct fake_agent *show_family(
	struct env *env, struct fake_window **parent, struct fake_window **child) {
	struct fake_agent *agent = fake_agent_create(fake_guest_create(env, 1, 0, 0));
	*parent = fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 400, 300);
	*child = fake_window_create(agent, 2, GUEST_WINDOW_TOPLEVEL, 150, 150, 200, 100);
	(*child)->window.transient_for = &(*parent)->window;
	fake_window_map(*child);
	return agent;
}

static void test_family_stays_together(void **state) {
	struct env *env = *state;
	struct fake_window *parent, *child;
	struct fake_agent *agent = show_family(env, &parent, &child);
	struct view *child_view = env_window_view(env, child);
	assert_ptr_equal(env_focused(env), child_view);

	/* Whichever of them is taken. */
	take(env, 2);
	assert_int_equal(env_window_view(env, parent)->workspace, 2);
	assert_int_equal(child_view->workspace, 2);
	env_focus(env, env_window_view(env, parent));
	take(env, 3);
	assert_int_equal(child_view->workspace, 3);

	/* A new one is where its parent is, and takes nobody there. */
	go(env, 1);
	struct fake_window *late =
		fake_window_create(agent, 3, GUEST_WINDOW_TOPLEVEL, 160, 160, 100, 100);
	late->window.transient_for = &child->window;
	fake_window_map(late);
	env_settle(env);
	assert_int_equal(env_window_view(env, late)->workspace, 3);
	assert_int_equal(shown(env), 1);
	assert_false(late->visible);
	assert_null(env_focused(env));
}

static void test_guest_that_finds_a_parent_elsewhere_leaves_the_focus_to_nobody(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	struct fake_guest *other = fake_guest_create(env, 2, 300, 200);
	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *parent =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 400, 300);
	env_focus(env, env_window_view(env, parent));
	take(env, 2);
	go(env, 1);
	struct fake_window *child =
		fake_window_show(agent, 2, GUEST_WINDOW_TOPLEVEL, 150, 150, 200, 100);
	env_focus(env, env_window_view(env, child));
	child->window.transient_for = &parent->window;
	fake_window_set_box(child, 150, 150, 200, 100);
	assert_int_equal(env_window_view(env, child)->workspace, 2);
	assert_int_equal(shown(env), 1);
	assert_null(env_focused(env));
	fake_guest_forget(other);
	env_press(env, KEY_A);
	assert_int_equal(other->event_count, 0);
}

static void test_menus_of_a_guest_are_where_its_windows_are(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	struct fake_agent *agent = fake_agent_create(guest);
	fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 400, 300);
	struct fake_window *menu =
		fake_window_show(agent, 2, GUEST_WINDOW_POPUP, 600, 400, 100, 100);
	struct fake_window *tray = fake_window_show(agent, 3, GUEST_WINDOW_TRAY, 0, 0, 20, 20);
	env_settle(env);
	assert_true(menu->visible);
	go(env, 2);
	env_settle(env);
	assert_false(menu->visible);
	assert_true(tray->visible);
	assert_null(desktop_hit(env->server->desktop, 650, 450).popup);

	/* One that comes up meanwhile doesn't come where the user is. */
	struct fake_window *late =
		fake_window_show(agent, 4, GUEST_WINDOW_POPUP, 700, 400, 100, 100);
	env_settle(env);
	assert_false(late->visible);
	go(env, 1);
	env_settle(env);
	assert_true(menu->visible);
	assert_true(late->visible);
	/* It is new to the user. */
	assert_false(window_popup_has_settled(env_popup(env, late)));

	take(env, 3);
	env_settle(env);
	assert_true(menu->visible);
	go(env, 1);
	env_settle(env);
	assert_false(menu->visible);
}

static void test_domain_has_its_workspace(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 9, 400, 300);
	env_settle(env);
	assert_int_equal(shown(env), 1);
	assert_int_equal(env_view(env, guest)->workspace, 3);
	assert_false(guest->visible);
	assert_null(env_focused(env));

	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *window =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 400, 300);
	assert_int_equal(env_window_view(env, window)->workspace, 3);
	/* Its screen is put away behind that, there as here. */
	assert_true(env_view(env, guest)->minimized);
	go(env, 3);
	env_settle(env);
	assert_true(window->visible);
	assert_ptr_equal(env_focused(env), env_window_view(env, window));
}

static void test_rebooted_guest_comes_back_to_its_workspace(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 400, 300);
	take(env, 2);
	fake_guest_destroy(guest);
	go(env, 1);
	guest = fake_guest_create(env, 1, 400, 300);
	assert_int_equal(env_view(env, guest)->workspace, 2);
	assert_false(guest->visible);
}

static void test_place_on_another_workspace_outlives_its_screen(void **state) {
	struct env *env = *state;
	struct wlr_output *second = env_add_output(env, 800, 600);
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	view_move(view, 1280 + 100, 150);
	go(env, 2);
	env_set_enabled(env, second, false);
	go(env, 1);
	env_settle(env);
	assert_true(view->box.x < 1280);
	assert_true(guest->visible);
	go(env, 2);
	env_set_enabled(env, second, true);
	go(env, 1);
	assert_int_equal(view->box.x, 1280 + 100);
	assert_int_equal(view->box.y, 150);
	assert_int_equal(view->workspace, 1);
}

static void test_less_workspaces(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 400, 300);
	take(env, 4);
	env->config->workspaces = 2;
	server_set_config(env->server, env->config);
	env_settle(env);
	assert_int_equal(shown(env), 2);
	assert_int_equal(env_view(env, guest)->workspace, 2);
	assert_true(guest->visible);
	assert_ptr_equal(env_focused(env), env_view(env, guest));
}

static void test_dragged_window_comes_along(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 400, 300);
	struct view *view = env_view(env, guest);
	env_move_to(env, view->box.x + 50, view->box.y - FRAME_TITLE_HEIGHT / 2);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 20, 20);
	int x = view->box.x;
	go(env, 2);
	assert_true(view_is_shown(view));
	env_move_by(env, 20, 0);
	assert_int_equal(view->box.x, x + 20);
	env_button(env, BTN_LEFT, false);
}

static void test_program_that_is_not_shown_is_suspended(void **state) {
	struct env *env = *state;
	struct client *client = client_create(env, 400, 300, 0x30a060);
	go(env, 2);
	client_settle(client);
	assert_true(client->suspended);
	assert_false(client->has_keyboard);
	go(env, 1);
	client_settle(client);
	assert_false(client->suspended);
	assert_true(client->has_keyboard);
	client_destroy(client);
}

static void test_minimised_there_with_its_family(void **state) {
	struct env *env = *state;
	struct fake_window *parent, *child;
	show_family(env, &parent, &child);
	go(env, 2);
	fake_window_set_flags(parent, GUEST_WINDOW_MINIMIZED);
	assert_true(env_window_view(env, parent)->minimized);
	assert_true(env_window_view(env, child)->minimized);
	assert_true(child->told_flags & GUEST_WINDOW_MINIMIZED);
	go(env, 1);
	env_settle(env);
	assert_false(parent->visible);
	env_focus(env, env_window_view(env, parent));
	env_settle(env);
	assert_true(child->visible);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_other_workspace_costs_nothing_and_gets_nothing),
		TEST(test_word_on_the_screen),
		TEST(test_there_are_no_more_than_configured),
		TEST(test_window_is_taken_along),
		TEST(test_switcher_goes_there),
		TEST(test_family_stays_together),
		TEST(test_guest_that_finds_a_parent_elsewhere_leaves_the_focus_to_nobody),
		TEST(test_menus_of_a_guest_are_where_its_windows_are),
		TEST(test_domain_has_its_workspace),
		TEST(test_rebooted_guest_comes_back_to_its_workspace),
		TEST(test_place_on_another_workspace_outlives_its_screen),
		TEST(test_less_workspaces),
		TEST(test_dragged_window_comes_along),
		TEST(test_program_that_is_not_shown_is_suspended),
		TEST(test_minimised_there_with_its_family),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
