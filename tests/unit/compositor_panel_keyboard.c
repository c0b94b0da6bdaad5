/* Panels and launchers of dom0's: who of them has the keyboard, and who doesn't hear it then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "compositor_panel.h"
#include "view_place.h"

static struct env *env;

static int setup(void **state) {
	env = env_create("");
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static bool types_into(struct fake_guest *guest) {
	fake_guest_forget(guest);
	env_press(env, KEY_A);
	return fake_guest_got(guest, FAKE_KEY, KEY_A, true);
}

static void test_keyboard_none(void **state) {
	struct fake_guest *guest = fake_guest_create_focused(env, 1, 300, 200);
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	env_click(env, 10, 10);
	client_settle(bar->client);
	assert_int_equal(bar->client->button_events, 2);
	assert_false(bar->client->has_keyboard);
	assert_true(types_into(guest));
	panel_destroy(bar);
}

static void test_keyboard_exclusive(void **state) {
	struct fake_guest *guest = fake_guest_create_focused(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	env_key(env, KEY_B, true);
	struct panel *launcher =
		panel_create_launcher(env, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE);
	assert_int_equal(fake_guest_count(guest, FAKE_RELEASE_ALL), 1);
	assert_true(launcher->client->has_keyboard);
	assert_false(view->activated);
	env_key(env, KEY_B, false);
	assert_false(types_into(guest));
	client_settle(launcher->client);
	assert_int_equal(launcher->client->last_key, KEY_A);
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_H);
	env_key(env, KEY_LEFTMETA, false);
	assert_false(view->minimized);

	/* Clicks go nowhere else either, though they choose what is next. */
	struct fake_guest *other = fake_guest_create(env, 2, 200, 100);
	struct view *other_view = env_view(env, other);
	env_click(env, other_view->box.x + 5, other_view->box.y + 5);
	client_settle(launcher->client);
	assert_true(launcher->client->has_keyboard);
	assert_int_equal(fake_guest_count(other, FAKE_BUTTON), 0);
	assert_false(types_into(other));

	panel_destroy(launcher);
	assert_true(types_into(other));
	assert_true(other_view->activated);
}

static void test_keyboard_goes_to_the_topmost(void **state) {
	struct panel *first =
		panel_create_launcher(env, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE);
	struct panel *second =
		panel_create_launcher(env, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE);
	client_settle(first->client);
	assert_true(second->client->has_keyboard);
	assert_false(first->client->has_keyboard);
	zwlr_layer_surface_v1_set_layer(first->layer_surface, ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY);
	panel_commit(first);
	assert_true(first->client->has_keyboard);
	panel_destroy(first);
	client_settle(second->client);
	assert_true(second->client->has_keyboard);
	/* One that wants it no more lets it go. */
	zwlr_layer_surface_v1_set_keyboard_interactivity(
		second->layer_surface, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_NONE);
	panel_commit(second);
	assert_false(second->client->has_keyboard);
	panel_destroy(second);
}

static void test_keyboard_on_demand(void **state) {
	struct fake_guest *guest = fake_guest_create_focused(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	view_move(view, 50, 100);
	struct panel *panel =
		panel_create_launcher(env, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_ON_DEMAND);
	assert_true(types_into(guest));
	env_click(env, 640, 360);
	client_settle(panel->client);
	assert_true(panel->client->has_keyboard);
	assert_false(types_into(guest));
	env_click(env, 60, 110);
	client_settle(panel->client);
	assert_false(panel->client->has_keyboard);
	assert_true(types_into(guest));
	panel_destroy(panel);
}

/* A guest can't take the keyboard from a panel by what it does to its windows. */
static void test_no_guest_takes_the_keyboard(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *window =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 50, 50, 300, 200);
	fake_window_show(agent, 2, GUEST_WINDOW_TOPLEVEL, 50, 400, 300, 200);
	env_focus(env, env_window_view(env, window));
	struct panel *panel =
		panel_create_launcher(env, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_ON_DEMAND);
	env_click(env, 640, 360);
	fake_agent_log(agent);
	fake_window_unmap(window);
	fake_window_map(window);
	fake_window_show(agent, 3, GUEST_WINDOW_TOPLEVEL, 500, 400, 300, 200);
	env_press(env, KEY_A);
	client_settle(panel->client);
	assert_true(panel->client->has_keyboard);
	assert_int_equal(panel->client->last_key, KEY_A);
	assert_null(strstr(fake_agent_log(agent), "key"));
	panel_destroy(panel);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_keyboard_none, setup, teardown),
		cmocka_unit_test_setup_teardown(test_keyboard_exclusive, setup, teardown),
		cmocka_unit_test_setup_teardown(test_keyboard_goes_to_the_topmost, setup, teardown),
		cmocka_unit_test_setup_teardown(test_keyboard_on_demand, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_guest_takes_the_keyboard, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
