/* Where single windows of guests are, and how large: as the desktop decides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <wlr/types/wlr_output_layout.h>

#include "compositor_window_fixture.h"
#include "desktop.h"
#include "frame.h"
#include "output.h"
#include "view_place.h"
#include "window_place.h"
#include "window_popup.h"

static void test_window_that_nobody_has_placed_gets_a_free_place(void **state) {
	struct fake_window *a = fake_window_show(agent, 1, TOPLEVEL, 0, 0, 300, 200);
	struct fake_window *b = fake_window_show(other_agent, 1, TOPLEVEL, 0, 0, 150, 100);
	const struct view *view_a = env_window_view(env, a), *view_b = env_window_view(env, b);
	assert_true(view_a->box.y >= FRAME_TITLE_HEIGHT + FRAME_BORDER);
	assert_told(a, 1, view_a->box.x, view_a->box.y, 300, 200);
	struct wlr_box common;
	assert_false(wlr_box_intersection(&common, &view_a->box, &view_b->box));
}

static void test_window_that_the_guest_has_placed_stays_there(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 300, 300, 300, 200);
	struct fake_window *window = fake_window_create(agent, 2, TOPLEVEL, 40, 60, 100, 50);
	window->window.hints.placed = true;
	window->window.transient_for = &main->window;
	fake_window_map(window);
	env_assert_box(env_window_view(env, window), 40, 60, 100, 50);
}

static void test_guest_is_told_of_moves_and_sizes_once(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	view_move(view, 240, 160);
	assert_told(window, 1, 240, 160, 300, 200);
	fake_window_answer(window);
	assert_int_equal(window->configures, 1);
	view_resize(view, &(struct wlr_box){240, 160, 350, 200}, 0);
	assert_told(window, 2, 240, 160, 350, 200);
	fake_window_answer(window);
	guest_window_changed(&window->window);
	assert_int_equal(window->configures, 2);
	env_assert_box(view, 240, 160, 350, 200);
}

static void test_answers_that_come_late_change_nothing(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	view_resize(view, &(struct wlr_box){200, 150, 310, 210}, 0);
	view_resize(view, &(struct wlr_box){200, 150, 320, 220}, 0);
	window->window.box = (struct guest_box){200, 150, 310, 210};
	guest_window_changed(&window->window);
	env_assert_box(view, 200, 150, 320, 220);
	assert_told(window, 2, 200, 150, 320, 220);

	/* In the end it stays with what it had at first. */
	fake_window_set_box(window, 200, 150, 300, 200);
	env_assert_box(view, 200, 150, 300, 200);
	assert_int_equal(window->configures, 2);
}

static void test_guest_resizes_and_places_its_window_until_the_user_has(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	fake_window_set_box(window, 300, 250, 320, 220);
	env_assert_box(view, 300, 250, 320, 220);
	assert_int_equal(window->configures, 0);

	view_move(view, 100, 100);
	fake_window_set_box(window, 500, 300, 400, 230);
	env_assert_box(view, 100, 100, 400, 230);
	assert_told(window, 2, 100, 100, 400, 230);
}

static void test_title_bar_stays_in_reach(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, -400, -300, 300, 200);
	const struct view *view = env_window_view(env, window);
	assert_true(view->box.y >= FRAME_TITLE_HEIGHT);
	assert_true(view->box.x > -300);
	fake_window_set_box(window, 3000, 3000, 300, 200);
	assert_true(view->box.x < 1280 && view->box.y <= 720);
	assert_told(window, 2, view->box.x, view->box.y, 300, 200);
}

/* Where the name of the domain is: a guest can't keep that off the screen. */
static void test_left_end_of_the_title_bar_stays_in_sight(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, -700, 100, 800, 200);
	const struct view *view = env_window_view(env, window);
	assert_int_equal(view->box.x, 0);
	fake_window_set_box(window, 1270, 100, 800, 200);
	assert_int_equal(view->box.x, 1280 - 200);
	fake_window_set_box(window, -3000, -3000, 16384, 16384);
	env_assert_box(view, 0, view->box.y, 1280, 720);
	assert_true(view->box.y >= FRAME_TITLE_HEIGHT);
	assert_told(window, 3, 0, view->box.y, 1280, 720);

	/* It may reach from one screen to the next. */
	env_add_output(env, 800, 600);
	fake_window_set_box(window, 1060, 100, 800, 200);
	assert_int_equal(view->box.x, 1060);
	fake_window_set_box(window, 1250, 100, 800, 200);
	assert_int_equal(view->box.x, 1280);
}

static void test_maximized_window_keeps_its_size(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	view_set_maximized(view, true);
	struct wlr_box box = view->box;
	fake_window_answer(window);
	int configures = window->configures;
	fake_window_set_box(window, 5, 5, 100, 100);
	env_assert_box(view, box.x, box.y, box.width, box.height);
	assert_told(window, configures + 1, box.x, box.y, box.width, box.height);
}

/* As real ones do: first the answer, then what they want themselves. */
static void insist(struct fake_window *window, int x, int y, int width, int height) {
	fake_window_answer(window);
	fake_window_set_box(window, x, y, width, height);
}

static void test_program_that_insists_is_left_alone(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	view_set_maximized(view, true);
	struct wlr_box box = view->box;
	for (int i = 0; i < 20; i++) {
		insist(window, 5, 5, 100, 100);
	}
	assert_told(window, 1 + WINDOW_PLACE_REFUSALS, box.x, box.y, box.width, box.height);
	env_assert_box(view, box.x, box.y, box.width, box.height);
	/* The pointer is measured by what it believes. */
	env_move_to(env, box.x + 90, box.y + 80);
	assert_non_null(strstr(fake_agent_log(agent), "1 at 90,80;"));

	/* What is news to it, it is told. */
	view_set_maximized(view, false);
	assert_told(window, 2 + WINDOW_PLACE_REFUSALS, view->box.x, view->box.y, view->box.width,
		view->box.height);
	view_move(view, 100, 100);
	int configures = window->configures;
	insist(window, 5, 5, view->box.width, view->box.height);
	assert_int_equal(window->configures, configures + 1);
	env_run_for(env, WINDOW_PLACE_PAUSE_MS + 100);
	for (int i = 0; i < 20; i++) {
		insist(window, 5, 5, view->box.width, view->box.height);
	}
	assert_int_equal(window->configures, configures + 1 + WINDOW_PLACE_REFUSALS);
	assert_int_equal(view->box.x, 100);
}

static void test_window_of_one_size_is_not_maximized(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	window->window.hints = (struct guest_window_hints){
		.min_width = 300,
		.max_width = 300,
		.min_height = 200,
		.max_height = 200,
	};
	view_set_maximized(view, true);
	env_assert_box(view, 200, 150, 300, 200);
	/* Nor if it asks for the whole screen, which it believes to have. */
	fake_window_set_flags(window, GUEST_WINDOW_FULLSCREEN);
	env_assert_box(view, 200, 150, 300, 200);
	assert_int_equal(window->told_flags, GUEST_WINDOW_FULLSCREEN);
	fake_window_set_flags(window, 0);
	assert_int_equal(window->told_flags, 0);
	window->window.hints.max_width = 0;
	view_set_maximized(view, true);
	assert_true(view->maximized);
}

static void test_size_hints_hold_in_a_drag(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 304, 204);
	struct view *view = env_window_view(env, window);
	window->window.hints = (struct guest_window_hints){
		.base_width = 4,
		.base_height = 4,
		.step_width = 10,
		.step_height = 20,
		.min_width = 200,
		.max_width = 400,
	};
	env_move_to(env, 200 + 304 + 1, 150 + 204 + 1);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 37, 33);
	env_assert_box(view, 200, 150, 334, 224);
	env_move_by(env, 300, 0);
	env_assert_box(view, 200, 150, 394, 224);
	env_move_by(env, -600, 0);
	env_assert_box(view, 200, 150, 204, 224);
	env_button(env, BTN_LEFT, false);

	fake_window_set_box(window, 200, 150, 314, 264);
	view_resize(view, &(struct wlr_box){200, 150, 394, 384}, 0);
	view_set_natural_size(view);
	env_assert_box(view, 200, 150, 314, 264);
}

static void test_scale_of_a_domain(void **state) {
	struct fake_window *window = fake_window_show(other_agent, 1, TOPLEVEL, 100, 60, 200, 100);
	struct view *view = env_window_view(env, window);
	env_assert_box(view, 200, 120, 400, 200);
	env_settle(env);
	assert_int_equal(env_pixel(env, 200, 120), fake_window_pixel(window, 0, 0));
	assert_int_equal(env_pixel(env, 201, 121), fake_window_pixel(window, 0, 0));
	assert_int_equal(env_pixel(env, 599, 319), fake_window_pixel(window, 199, 99));
	view_resize(view, &(struct wlr_box){-3, 121, 301, 150}, 0);
	assert_told(window, 1, -2, 60, 150, 75);
	fake_window_answer(window);
	env_move_to(env, 27, 141);
	assert_non_null(strstr(fake_agent_log(other_agent), "1 at 15,10;"));
}

static void test_settings_follow_the_name_of_the_guest(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *menu =
		fake_window_show(agent, 2, GUEST_WINDOW_POPUP, 600, 150, 100, 100);
	const struct view *view = env_window_view(env, window);
	guest_set_name(&guest->guest, "guest2");
	assert_memory_equal(view->title, "[guest2]", 8);
	assert_int_equal(view->color, 0x1122aa);
	assert_told(window, 1, 100, 75, 150, 100);
	fake_window_set_flags(window, GUEST_WINDOW_FULLSCREEN);
	assert_true(view->fullscreen);
	fake_window_set_flags(window, 0);
	env_settle(env);
	const struct wlr_box *box = &env_popup(env, menu)->box;
	assert_int_equal(env_pixel(env, box->x, box->y), 0x1122aa);
}

/* Outputs may lie to the left of 0, or above; the guest's root has no such places. */
static void test_root_begins_where_the_layout_does(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *scaled = fake_window_show(other_agent, 1, TOPLEVEL, 300, 200, 100, 100);
	struct view *view = env_window_view(env, window);
	view_move(env_window_view(env, scaled), 600, 400);
	struct wlr_output *left = env_add_output(env, 800, 600);
	struct wlr_output_layout *layout = env->server->desktop->output_layout;
	wlr_output_layout_add(layout, env->output, 0, 0);
	wlr_output_layout_add(layout, left, -800, -100);
	assert_int_equal(agent->root_width, 2080);
	assert_int_equal(agent->root_height, 820);
	assert_int_equal(other_agent->root_width, 1040);
	env_assert_box(view, 200, 150, 300, 200);
	assert_told(window, 1, 1000, 250, 300, 200);
	assert_int_equal(scaled->configured.x, (600 + 800) / 2);
	assert_int_equal(scaled->configured.y, (400 + 100) / 2);
	fake_window_answer(window);

	view_move(view, -700, 0);
	assert_told(window, 2, 100, 100, 300, 200);
	fake_window_answer(window);
	env_move_to(env, -690, 20);
	assert_non_null(strstr(fake_agent_log(agent), "1 at 10,20;"));
	struct fake_window *menu = fake_window_show(agent, 2, GUEST_WINDOW_POPUP, 120, 130, 50, 60);
	assert_int_equal(env_popup(env, menu)->box.x, -680);
	assert_int_equal(env_popup(env, menu)->box.y, 30);
	assert_int_equal(menu->configures, 0);
	struct fake_window *far = fake_window_show(agent, 3, GUEST_WINDOW_POPUP, 0, 2000, 50, 60);
	assert_int_equal(env_popup(env, far)->box.x, -800);
	assert_int_equal(far->configured.y, env_popup(env, far)->box.y + 100);
	struct fake_window *placed = fake_window_show(agent, 4, TOPLEVEL, 900, 300, 100, 100);
	env_assert_box(env_window_view(env, placed), 100, 200, 100, 100);

	wlr_output_destroy(left);
	assert_true(view->box.x >= 0);
	assert_int_equal(window->configured.x, view->box.x);
	assert_int_equal(window->configured.y, view->box.y);
}

static void test_scale_of_popups_hints_and_sizes(void **state) {
	struct fake_window *window = fake_window_show(other_agent, 1, TOPLEVEL, 100, 60, 200, 100);
	struct view *view = env_window_view(env, window);
	window->window.hints = (struct guest_window_hints){.step_width = 7, .min_height = 90};
	env_move_to(env, 200 + 400 + 1, 120 + 200 + 1);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 31, -100);
	env_button(env, BTN_LEFT, false);
	env_assert_box(view, 200, 120, 2 * (1 + 30 * 7), 2 * 90);
	fake_window_answer(window);
	view_set_maximized(view, true);
	assert_int_equal(window->configured.width, view->box.width / 2);
	assert_int_equal(window->configured.height, view->box.height / 2);
	fake_window_answer(window);
	env_settle(env);
	int right = view->box.x + view->box.width - 1, bottom = view->box.y + view->box.height - 1;
	assert_int_equal(env_pixel(env, right, bottom),
		fake_window_pixel(
			window, window->window.box.width - 1, window->window.box.height - 1));
	env_move_to(env, right, bottom);
	assert_border_around(view, 0x1122aa);

	struct fake_window *menu =
		fake_window_show(other_agent, 2, GUEST_WINDOW_POPUP, 600, 340, 100, 50);
	const struct window_popup *popup = env_popup(env, menu);
	assert_int_equal(popup->box.x, 1280 - 200);
	assert_int_equal(popup->box.y, 720 - 100);
	assert_int_equal(popup->box.width, 200);
	assert_int_equal(menu->configured.x, 540);
	assert_int_equal(menu->configured.y, 310);
	fake_window_answer(menu);
	env_move_to(env, 10, 10);
	env_settle(env);
	assert_int_equal(env_pixel(env, 1100, 650), fake_window_pixel(menu, 10, 15));
	assert_int_equal(env_pixel(env, 1279, 719), 0x1122aa);
	/* Nine tenths of the screen are 640 x 324 of its pixels. */
	struct fake_window *large =
		fake_window_show(other_agent, 3, GUEST_WINDOW_POPUP, 0, 0, 640, 330);
	assert_null(env_popup(env, large));
}

static void test_windows_that_come_without_a_screen(void **state) {
	wlr_output_destroy(env->output);
	struct fake_window *a = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *b = fake_window_show(agent, 2, TOPLEVEL, 0, 0, 16384, 300);
	struct fake_window *c = fake_window_show(other_agent, 1, TOPLEVEL, 10, 10, 100, 100);
	struct fake_window *menu = fake_window_show(agent, 3, GUEST_WINDOW_POPUP, 5, 5, 9000, 9000);
	fake_window_set_flags(c, GUEST_WINDOW_FULLSCREEN);
	fake_window_set_box(a, 220, 160, 320, 220);
	env_settle(env);
	env_add_output(env, 1280, 720);
	env_settle(env);
	const struct view *view = env_window_view(env, a);
	assert_int_equal(view->box.width, 320);
	assert_told(a, a->configures, view->box.x, view->box.y, 320, 220);
	view = env_window_view(env, b);
	assert_true(view->box.y >= FRAME_TITLE_HEIGHT);
	assert_true(c->visible);
	env_assert_box(env_window_view(env, c), 0, 0, 1280, 720);
	assert_null(env_popup(env, menu)); /* which would cover all of it */
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, window_start, window_stop)
	const struct CMUnitTest tests[] = {
		TEST(test_window_that_the_guest_has_placed_stays_there),
		TEST(test_window_that_nobody_has_placed_gets_a_free_place),
		TEST(test_guest_is_told_of_moves_and_sizes_once),
		TEST(test_answers_that_come_late_change_nothing),
		TEST(test_guest_resizes_and_places_its_window_until_the_user_has),
		TEST(test_title_bar_stays_in_reach),
		TEST(test_left_end_of_the_title_bar_stays_in_sight),
		TEST(test_maximized_window_keeps_its_size),
		TEST(test_program_that_insists_is_left_alone),
		TEST(test_window_of_one_size_is_not_maximized),
		TEST(test_size_hints_hold_in_a_drag),
		TEST(test_scale_of_a_domain),
		TEST(test_settings_follow_the_name_of_the_guest),
		TEST(test_root_begins_where_the_layout_does),
		TEST(test_scale_of_popups_hints_and_sizes),
		TEST(test_windows_that_come_without_a_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
