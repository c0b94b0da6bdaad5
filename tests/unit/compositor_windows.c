/* Where windows appear, and where they go when screens do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/backend/headless.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_output.h>

#include "compositor_env.h"
#include "config.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "geometry.h"
#include "output.h"
#include "seat.h"
#include "view_place.h"

static int setup(void **state) {
	*state = env_create("");
	return 0;
}

static int teardown(void **state) {
	env_destroy(*state);
	return 0;
}

static void test_windows_do_not_cover_each_other_without_need(void **state) {
	struct env *env = *state;
	struct view *views[6];
	for (int i = 0; i < 6; i++) {
		struct fake_guest *guest = fake_guest_create(env, i + 1, 380, 280);
		views[i] = env_view(env, guest);
		assert_true(views[i]->box.x >= FRAME_BORDER);
		assert_true(views[i]->box.y >= FRAME_TITLE_HEIGHT + FRAME_BORDER);
		assert_true(views[i]->box.x + 380 <= 1280 - FRAME_BORDER);
		assert_true(views[i]->box.y + 280 <= 720 - FRAME_BORDER);
	}
	/* The first is in the middle; two fit on either side of it without touching anyone. */
	assert_int_equal(geometry_overlap(&views[0]->box, &views[1]->box), 0);
	assert_int_equal(geometry_overlap(&views[0]->box, &views[2]->box), 0);
	assert_int_equal(geometry_overlap(&views[1]->box, &views[2]->box), 0);
	for (int i = 0; i < 6; i++) {
		for (int j = 0; j < i; j++) {
			assert_true(views[i]->box.x != views[j]->box.x ||
				    views[i]->box.y != views[j]->box.y);
		}
	}
}

static void test_many_windows_lie_beside_each_other(void **state) {
	struct env *env = *state;
	struct view *views[48];
	for (int i = 0; i < 48; i++) {
		views[i] = env_view(env, fake_guest_create(env, i + 1, 120, 40));
		for (int j = 0; j < i; j++) {
			assert_int_equal(geometry_overlap(&views[i]->box, &views[j]->box), 0);
		}
	}
}

static void test_rebooted_guest_comes_back_to_its_place(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 7, 500, 300);
	struct wlr_box box = {.x = 111, .y = 222, .width = 250, .height = 150};
	view_resize(env_view(env, guest), &box, 0);
	fake_guest_destroy(guest);
	env_settle(env);
	fake_guest_create(env, 8, 500, 300);

	guest = fake_guest_create(env, 7, 500, 300);
	const struct view *view = env_view(env, guest);
	assert_int_equal(view->box.x, 111);
	assert_int_equal(view->box.y, 222);
}

static void test_window_follows_its_screen(void **state) {
	struct env *env = *state;
	struct wlr_output *second = env_add_output(env, 800, 600);
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	view_move(view, 1280 + 100, 150);
	wlr_output_destroy(second);
	env_settle(env);
	/* On the screen that is left, where it can be caught. */
	assert_true(view->box.x >= 0 && view->box.x < 1280);
	assert_true(guest->visible);
}

static void test_window_returns_with_its_screen(void **state) {
	struct env *env = *state;
	struct wlr_output *second = env_add_output(env, 800, 600);
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	view_move(view, 1280 + 100, 150);

	env_set_enabled(env, second, false);
	assert_true(view->box.x < 1280);
	env_set_enabled(env, second, true);
	env_assert_box(view, 1280 + 100, 150, 300, 200);
}

static void test_fullscreen_goes_to_another_screen(void **state) {
	struct env *env = *state;
	struct output *second = env_add_output(env, 800, 600)->data;
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	view_set_fullscreen(view, true, NULL);
	env_assert_box(view, 0, 0, 1280, 720);
	view_set_fullscreen(view, true, second);
	env_assert_box(view, 1280, 0, 800, 600);
	view_set_fullscreen(view, true, NULL);
	env_assert_box(view, 1280, 0, 800, 600);
	view_set_fullscreen(view, false, NULL);
	assert_true(view->box.x >= 1280);
	assert_int_equal(view->box.width, 300);
}

static void test_screen_goes_while_a_window_is_dragged(void **state) {
	struct env *env = *state;
	struct wlr_output *second = env_add_output(env, 800, 600);
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	view_move(view, 1280 + 100, 150);
	env_move_to(env, 1280 + 200, 140);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 20, 20);
	wlr_output_destroy(second);
	env_move_by(env, 20, 20);
	wlr_output_destroy(env->output);
	env_move_by(env, 20, 20);
	env_settle(env);
	env_add_output(env, 1280, 720);
	env_move_by(env, -20, -20);
	env_button(env, BTN_LEFT, false);
	env_settle(env);
	/* Still to be had. */
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	env_key(env, KEY_LEFTALT, false);
	assert_true(guest->visible);
}

static void test_maximized_and_fullscreen_follow_the_mode(void **state) {
	struct env *env = *state;
	struct fake_guest *a = fake_guest_create(env, 1, 300, 200);
	struct fake_guest *b = fake_guest_create(env, 2, 300, 200);
	view_set_maximized(env_view(env, a), true);
	view_set_fullscreen(env_view(env, b), true, NULL);
	struct wlr_output_state mode;
	wlr_output_state_init(&mode);
	wlr_output_state_set_custom_mode(&mode, 1600, 900, 0);
	assert_true(wlr_output_commit_state(env->output, &mode));
	wlr_output_state_finish(&mode);
	env_settle(env);
	env_assert_box(env_view(env, a), FRAME_BORDER, FRAME_BORDER + FRAME_TITLE_HEIGHT,
		1600 - 2 * FRAME_BORDER, 900 - 2 * FRAME_BORDER - FRAME_TITLE_HEIGHT);
	env_assert_box(env_view(env, b), 0, 0, 1600, 900);
}

static void test_mode_change_of_the_guest_keeps_what_the_user_chose(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	int x = view->box.x, y = view->box.y;
	fake_guest_set_mode(guest, 400, 300);
	env_assert_box(view, x, y, 400, 300);

	/* Resized by hand: no larger than that, whatever the mode. */
	env_move_to(env, view->box.x + 399, view->box.y + 299);
	env_key(env, KEY_LEFTMETA, true);
	env_button(env, BTN_RIGHT, true);
	env_move_by(env, -200, -150);
	env_button(env, BTN_RIGHT, false);
	env_key(env, KEY_LEFTMETA, false);
	env_assert_box(view, x, y, 200, 150);
	fake_guest_set_mode(guest, 800, 600);
	env_assert_box(view, x, y, 200, 150);
	fake_guest_set_mode(guest, 800, 300);
	env_assert_box(view, x, y, 200, 75);
}

static void test_guest_display_that_stays_off_has_no_window(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	guest_display_set_off(&guest->display);
	env_settle(env);
	assert_null(env_view(env, guest));
}

static void test_name_and_color_follow_guest_and_configuration(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	const struct view *view = env_view(env, guest);
	assert_string_equal(view->title, "guest1");
	guest_set_name(&guest->guest, "renamed");
	assert_string_equal(view->title, "renamed");

	struct config_guest settings;
	config_for_guest(env->config, &guest->guest, &settings);
	assert_int_equal(view->color, settings.color);
	env->config->defaults.settings.color = 0xabcdef;
	server_set_config(env->server, env->config);
	assert_int_equal(view->color, 0xabcdef);
	env_settle(env);
	assert_int_equal(env_pixel(env, view->box.x - 2, view->box.y + 10), 0xabcdef);
}

static void test_title_can_not_be_covered_by_the_guest(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	env_settle(env);
	const struct view *view = env_view(env, guest);
	int inside = 0;
	for (int y = -FRAME_TITLE_HEIGHT; y < 0; y++) {
		uint32_t pixel = env_pixel(env, view->box.x + 150, view->box.y + y);
		inside += pixel == view->color;
	}
	assert_int_equal(inside, FRAME_TITLE_HEIGHT);
}

/* As it does when the seat ends. */
static void test_backend_that_goes_by_itself(void **state) {
	struct env *env = *state;
	fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	wlr_backend_destroy(env->backend);
	assert_null(env->server->backend);
	assert_null(env->output);
	env_settle(env);
}

static void expect_no_server(struct env *env, struct wl_display *display,
	struct wlr_backend *backend, const char *reason) {
	struct stats stats = {0};
	const char *error = NULL;
	assert_null(server_create(
		&(struct server_options){
			.display = display,
			.config = env->config,
			.guests = &env->guests,
			.stats = &stats,
			.backend = backend,
		},
		&error));
	assert_non_null(strstr(error, reason));
	wl_display_destroy(display);
}

static void test_no_output_at_start_is_an_error(void **state) {
	struct wl_display *display = wl_display_create();
	expect_no_server(*state, display,
		wlr_headless_backend_create(wl_display_get_event_loop(display)),
		"there is no output");
}

static void test_no_backend_at_start_is_an_error(void **state) {
	setenv("WLR_BACKENDS", "nonsense", true);
	expect_no_server(*state, wl_display_create(), NULL, "WLR_BACKENDS");
	unsetenv("WLR_BACKENDS");
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_windows_do_not_cover_each_other_without_need),
		TEST(test_many_windows_lie_beside_each_other),
		TEST(test_rebooted_guest_comes_back_to_its_place),
		TEST(test_window_follows_its_screen),
		TEST(test_window_returns_with_its_screen),
		TEST(test_fullscreen_goes_to_another_screen),
		TEST(test_screen_goes_while_a_window_is_dragged),
		TEST(test_maximized_and_fullscreen_follow_the_mode),
		TEST(test_mode_change_of_the_guest_keeps_what_the_user_chose),
		TEST(test_guest_display_that_stays_off_has_no_window),
		TEST(test_backend_that_goes_by_itself),
		TEST(test_name_and_color_follow_guest_and_configuration),
		TEST(test_title_can_not_be_covered_by_the_guest),
		TEST(test_no_output_at_start_is_an_error),
		TEST(test_no_backend_at_start_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
