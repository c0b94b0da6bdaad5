/* Single windows of guests among others: what has the focus, what lies above what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <wlr/types/wlr_scene.h>

#include "compositor_window_fixture.h"
#include "desktop.h"

static void test_new_window_does_not_take_the_focus(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	assert_ptr_equal(env_focused(env), env_window_view(env, main));
	fake_window_show(other_agent, 1, TOPLEVEL, 100, 100, 150, 100);
	fake_window_show(agent, 2, TOPLEVEL, 100, 100, 150, 100);
	assert_ptr_equal(env_focused(env), env_window_view(env, main));
	assert_ptr_equal(env_top_view(env), env_window_view(env, main));

	struct fake_window *dialog = fake_window_create(agent, 3, TOPLEVEL, 0, 0, 100, 80);
	dialog->window.transient_for = &main->window;
	fake_window_map(dialog);
	struct view *view = env_window_view(env, dialog);
	assert_ptr_equal(env_focused(env), view);
	env_assert_box(view, 300, 210, 100, 80);
	fake_window_unmap(dialog);
	assert_ptr_equal(env_focused(env), env_window_view(env, main));
}

static void test_first_window_puts_the_guests_screen_away(void **state) {
	struct fake_guest *both = fake_guest_create(env, 3, 320, 200);
	struct fake_agent *both_agent = fake_agent_create(both);
	struct view *screen = env_view(env, both);
	env_focus(env, NULL);
	fake_window_show(both_agent, 1, TOPLEVEL, 200, 150, 300, 200);
	assert_true(screen->minimized);
	env_focus(env, screen);
	assert_false(screen->minimized);
	fake_window_show(both_agent, 2, TOPLEVEL, 400, 150, 300, 200);
	assert_false(screen->minimized);
}

static void test_screen_in_use_is_not_put_away(void **state) {
	struct fake_guest *both = fake_guest_create(env, 3, 320, 200);
	struct fake_agent *both_agent = fake_agent_create(both);
	struct view *screen = env_view(env, both);
	env_focus(env, screen);
	fake_window_show(both_agent, 1, TOPLEVEL, 200, 150, 300, 200);
	assert_false(screen->minimized);
	assert_ptr_equal(env_focused(env), screen);
}

static void test_transients_stay_above(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *dialog = fake_window_create(agent, 2, TOPLEVEL, 0, 0, 100, 80);
	dialog->window.transient_for = &main->window;
	fake_window_map(dialog);
	struct fake_window *nested = fake_window_create(agent, 3, TOPLEVEL, 0, 0, 40, 40);
	nested->window.transient_for = &dialog->window;
	fake_window_map(nested);
	/* A ring of them is none. */
	main->window.transient_for = &nested->window;
	guest_window_changed(&main->window);

	fake_window_show(other_agent, 1, TOPLEVEL, 100, 100, 150, 100);
	env_click(env, 210, 160);
	assert_ptr_equal(env_focused(env), env_window_view(env, main));
	struct view *view = env_top_view(env);
	assert_ptr_equal(view, env_window_view(env, nested));
	view = wl_container_of(view->link.next, view, link);
	assert_ptr_equal(view, env_window_view(env, dialog));
	view = wl_container_of(view->link.next, view, link);
	assert_ptr_equal(view, env_window_view(env, main));
	env_settle(env);
	assert_int_equal(env_pixel(env, 350, 250), fake_window_pixel(nested, 20, 20));
	fake_window_destroy(main);
	fake_window_destroy(dialog);
}

/* What is seen on top is what a click goes to. */
static void assert_stacked_as_listed(void) {
	const struct view *view;
	const struct wlr_scene_node *node = NULL;
	wl_list_for_each_reverse (view, &env->server->desktop->views, link) {
		const struct wl_list *above = node != NULL ? &node->link : NULL;
		node = &view->tree->node;
		for (; above != NULL && above != &node->link; above = above->next) {
			assert_ptr_not_equal(above, &node->parent->children);
		}
	}
}

static void test_transient_of_a_window_that_is_put_away(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *other = fake_window_show(other_agent, 1, TOPLEVEL, 100, 75, 150, 100);
	struct fake_window *third = fake_window_show(other_agent, 2, TOPLEVEL, 100, 75, 150, 100);
	view_minimize(env_window_view(env, main));
	assert_stacked_as_listed();
	struct view *top = env_top_view(env);
	struct fake_window *dialog = fake_window_create(agent, 2, TOPLEVEL, 0, 0, 100, 80);
	dialog->window.transient_for = &main->window;
	fake_window_map(dialog);
	assert_stacked_as_listed();
	assert_ptr_equal(env_focused(env), top);
	assert_ptr_equal(env_top_view(env), top);
	view_minimize(env_window_view(env, other));
	view_minimize(env_window_view(env, third));
	assert_stacked_as_listed();
	env_focus(env, env_window_view(env, main));
	assert_stacked_as_listed();
	assert_ptr_equal(env_top_view(env), env_window_view(env, dialog));
}

static void test_transients_go_and_come_with_their_window(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *dialogs[3];
	for (uint32_t i = 0; i < 3; i++) {
		dialogs[i] =
			fake_window_create(agent, 2 + i, TOPLEVEL, 0, 0, 100 - 20 * (int)i, 80);
		dialogs[i]->window.transient_for = i == 0 ? &main->window : &dialogs[i - 1]->window;
		fake_window_map(dialogs[i]);
	}
	struct fake_window *other = fake_window_show(other_agent, 1, TOPLEVEL, 50, 50, 150, 100);
	struct view *view = env_window_view(env, main), *nested = env_window_view(env, dialogs[1]);
	view_minimize(env_window_view(env, dialogs[2]));
	env_focus(env, nested);

	view_minimize(view);
	assert_false(view_is_shown(env_window_view(env, dialogs[0])));
	assert_false(view_is_shown(nested));
	assert_int_equal(dialogs[1]->told_flags, GUEST_WINDOW_MINIMIZED);
	assert_ptr_equal(env_focused(env), env_window_view(env, other));
	env_settle(env);
	assert_false(dialogs[1]->visible);

	env_focus(env, view);
	assert_ptr_equal(env_top_view(env), nested);
	assert_true(view_is_shown(env_window_view(env, dialogs[0])));
	assert_int_equal(dialogs[1]->told_flags, 0);
	assert_stacked_as_listed();
	/* But for what has been put away by itself. */
	assert_true(env_window_view(env, dialogs[2])->minimized);

	/* Nor does the focus go to another guest when this one does so itself. */
	env_focus(env, nested);
	fake_window_set_flags(main, GUEST_WINDOW_MINIMIZED);
	assert_false(view_is_shown(nested));
	assert_null(env_focused(env));
	env_focus(env, nested);
	assert_false(view_is_shown(view));
	assert_true(view_is_shown(nested));
}

static void test_dialog_that_comes_before_its_window(void **state) {
	struct fake_window *first = fake_window_show(agent, 1, TOPLEVEL, 600, 150, 300, 200);
	struct fake_window *main = fake_window_create(agent, 2, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *dialog = fake_window_create(agent, 3, TOPLEVEL, 0, 0, 100, 80);
	struct fake_window *nested = fake_window_create(agent, 4, TOPLEVEL, 0, 0, 50, 40);
	dialog->window.transient_for = &main->window;
	nested->window.transient_for = &dialog->window;
	fake_window_map(dialog);
	fake_window_map(nested);
	fake_window_map(main);
	assert_stacked_as_listed();
	struct view *view = env_top_view(env);
	assert_ptr_equal(view, env_window_view(env, first));
	view = wl_container_of(view->link.next, view, link);
	assert_ptr_equal(view, env_window_view(env, nested));
	view = wl_container_of(view->link.next, view, link);
	assert_ptr_equal(view, env_window_view(env, dialog));
}

static void test_guest_that_puts_its_window_away_gives_nothing_to_others(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *second = fake_window_show(agent, 2, TOPLEVEL, 600, 150, 300, 200);
	fake_window_show(other_agent, 1, TOPLEVEL, 100, 100, 150, 100);
	fake_window_set_flags(main, GUEST_WINDOW_MINIMIZED);
	assert_true(env_window_view(env, main)->minimized);
	assert_int_equal(main->told_flags, GUEST_WINDOW_MINIMIZED);
	assert_ptr_equal(env_focused(env), env_window_view(env, second));
	fake_window_set_flags(second, GUEST_WINDOW_MINIMIZED);
	assert_null(env_focused(env));

	/* What it brings back itself only asks to be looked at. */
	fake_window_set_flags(main, 0);
	assert_true(env_window_view(env, main)->minimized);
	assert_true(env_window_view(env, main)->attention);
}

static void test_attention_takes_nothing(void **state) {
	fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *window = fake_window_show(other_agent, 1, TOPLEVEL, 400, 50, 150, 100);
	struct view *view = env_window_view(env, window), *before = env_focused(env);
	env_focus(env, view); /* the user has seen it */
	env_focus(env, before);
	env_settle(env);
	uint32_t dim = env_pixel(env, 799, 120);
	fake_window_set_flags(window, GUEST_WINDOW_ATTENTION);
	assert_ptr_equal(env_focused(env), before);
	assert_int_equal(window->told_flags, GUEST_WINDOW_ATTENTION);
	env_settle(env);
	assert_int_equal(env_pixel(env, 799, 120), 0x1122aa);
	assert_int_not_equal(dim, 0x1122aa);
	env_click(env, 1000, 200);
	assert_ptr_equal(env_focused(env), view);
	assert_false(view->attention);
	assert_int_equal(window->told_flags, 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, window_start, window_stop)
	const struct CMUnitTest tests[] = {
		TEST(test_new_window_does_not_take_the_focus),
		TEST(test_first_window_puts_the_guests_screen_away),
		TEST(test_screen_in_use_is_not_put_away),
		TEST(test_transients_stay_above),
		TEST(test_transient_of_a_window_that_is_put_away),
		TEST(test_transients_go_and_come_with_their_window),
		TEST(test_dialog_that_comes_before_its_window),
		TEST(test_guest_that_puts_its_window_away_gives_nothing_to_others),
		TEST(test_attention_takes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
