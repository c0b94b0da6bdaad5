/* The desktop's own keys, where nobody has the focus, and the keyboard over a reload. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "compositor_env.h"
#include "config.h"
#include "desktop.h"
#include "focus.h"
#include "seat.h"
#include "switcher.h"
#include "view_place.h"

static struct env *env;
static struct fake_guest *a, *b;
static struct view *view_a, *view_b;

static int setup(void **state) {
	env = env_create("");
	a = fake_guest_create(env, 1, 500, 300);
	b = fake_guest_create(env, 2, 500, 300);
	view_a = env_view(env, a);
	view_b = env_view(env, b);
	env_settle(env);
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static struct view *focused(void) {
	return seat_focus_of(env->server->seat)->view;
}

static void focus_view(struct view *view) {
	focus_set(seat_focus_of(env->server->seat), view);
}

/* It always leaves: also what fills the screen after another has taken the focus with it. */
static void test_fullscreen_key_needs_no_focus(void **state) {
	view_set_fullscreen(view_b, true, NULL);
	view_set_fullscreen(view_a, true, NULL);
	focus_view(view_b);
	fake_guest_destroy(b);
	assert_null(focused());
	assert_true(view_a->fullscreen);

	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_F);
	assert_false(view_a->fullscreen);
	/* Then there is nothing to leave, and none to fill it with. */
	env_press(env, KEY_F);
	env_key(env, KEY_LEFTMETA, false);
	assert_false(view_a->fullscreen);
	assert_int_equal(view_a->box.width, 500);
}

/* On the topmost: others may be below, or put away. */
static void test_fullscreen_key_leaves_what_is_seen(void **state) {
	struct fake_guest *c = fake_guest_create(env, 3, 500, 300);
	struct view *view_c = env_view(env, c);
	view_set_fullscreen(view_c, true, NULL);
	focus_view(view_a);
	view_set_fullscreen(view_a, true, NULL);
	focus_view(view_b);
	view_set_fullscreen(view_b, true, NULL);
	view_minimize(view_b);
	focus_view(NULL);

	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_F);
	env_key(env, KEY_LEFTMETA, false);
	assert_false(view_a->fullscreen);
	assert_true(view_b->fullscreen);
	assert_true(view_c->fullscreen);
}

/* A press and release. */
static void lock(uint32_t code, uint32_t modifier) {
	env_press(env, code);
	assert_int_equal(env->keyboard.modifiers.locked & modifier, modifier);
}

static void test_locks_and_layout_stay_over_a_reload(void **state) {
	env->config->xkb_layout = strdup("us,de");
	server_set_config(env->server, env->config);
	lock(KEY_CAPSLOCK, WLR_MODIFIER_CAPS);
	lock(KEY_NUMLOCK, WLR_MODIFIER_MOD2);
	wlr_keyboard_notify_modifiers(&env->keyboard, 0, 0, env->keyboard.modifiers.locked, 1);

	env->config->repeat_rate = 50;
	server_set_config(env->server, env->config);
	assert_int_equal(env->keyboard.repeat_info.rate, 50);
	assert_int_equal(env->keyboard.modifiers.locked, WLR_MODIFIER_CAPS | WLR_MODIFIER_MOD2);
	assert_int_equal(env->keyboard.modifiers.group, 1);

	/* They are of the layout: with another, they begin anew. */
	free(env->config->xkb_layout);
	env->config->xkb_layout = strdup("de");
	server_set_config(env->server, env->config);
	assert_int_equal(env->keyboard.modifiers.group, 0);
	env_press(env, KEY_Z);
	assert_int_equal(xkb_state_key_get_one_sym(env->keyboard.xkb_state, KEY_Z + 8), XKB_KEY_y);
}

static int workspace_after(uint32_t code) {
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, code);
	env_key(env, KEY_LEFTMETA, false);
	return env->server->desktop->workspaces.shown;
}

static void test_digits_of_a_layout_that_shifts_them(void **state) {
	env->config->xkb_layout = strdup("fr");
	server_set_config(env->server, env->config);
	assert_int_equal(workspace_after(KEY_3), 3);
	assert_int_equal(workspace_after(KEY_1), 1);
	/* Letters are where the layout has them: it has an a there. */
	fake_guest_forget(a);
	focus_view(view_a);
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_Q);
	env_key(env, KEY_LEFTMETA, false);
	assert_false(view_a->hidden);
	assert_true(fake_guest_got(a, FAKE_KEY, KEY_Q, true));
}

/* The key above Tab has another meaning almost everywhere. */
static void test_key_above_tab(void **state) {
	const char *layouts[] = {"us", "de", "fr", "se", "ru"};
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		free(env->config->xkb_layout);
		env->config->xkb_layout = strdup(layouts[i]);
		server_set_config(env->server, env->config);
		env_key(env, KEY_LEFTALT, true);
		env_press(env, KEY_GRAVE);
		assert_true(switcher_is_open(env->server->seat->switcher));
		env_key(env, KEY_LEFTALT, false);
		assert_false(switcher_is_open(env->server->seat->switcher));
	}
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_fullscreen_key_needs_no_focus),
		TEST(test_fullscreen_key_leaves_what_is_seen),
		TEST(test_locks_and_layout_stay_over_a_reload),
		TEST(test_digits_of_a_layout_that_shifts_them),
		TEST(test_key_above_tab),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
