/* Halves of the screen, steps by keys, and windows on top. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <wlr/util/edges.h>

#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "config.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "pointer.h"
#include "seat.h"
#include "view_place.h"
#include "view_stack.h"

/* Of client areas, on a screen of 1280 by 720. */
#define TOP (FRAME_BORDER + FRAME_TITLE_HEIGHT)
#define HEIGHT (720 - 2 * FRAME_BORDER - FRAME_TITLE_HEIGHT)
#define HALF (640 - 2 * FRAME_BORDER)

struct fixture {
	struct env *env;
	struct fake_guest *guest;
	struct view *view; /* at 200,150, 400x300, with the focus */
};

static int setup(void **state) {
	static struct fixture fixture;
	fixture.env = env_create("");
	fixture.guest = fake_guest_create(fixture.env, 1, 400, 300);
	fixture.view = env_view(fixture.env, fixture.guest);
	view_move(fixture.view, 200, 150);
	*state = &fixture;
	return 0;
}

static int teardown(void **state) {
	env_destroy(((struct fixture *)*state)->env);
	return 0;
}

static void press(struct env *env, uint32_t modifier, uint32_t key) {
	env_key(env, KEY_LEFTMETA, true);
	if (modifier != 0) {
		env_key(env, modifier, true);
	}
	env_press(env, key);
	if (modifier != 0) {
		env_key(env, modifier, false);
	}
	env_key(env, KEY_LEFTMETA, false);
}

/* From the title bar. */
static void drag(struct env *env, const struct view *view, double x, double y) {
	env->time += 1000;
	env_move_to(env, view->box.x + 50, view->box.y - FRAME_TITLE_HEIGHT / 2);
	env_button(env, BTN_LEFT, true);
	env_move_to(env, 640, 360);
	env_move_to(env, x, y);
}

static void drop(struct env *env) {
	env_button(env, BTN_LEFT, false);
}

static void test_keys(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct view *view = fixture->view;
	press(env, 0, KEY_LEFT);
	env_assert_box(view, FRAME_BORDER, TOP, HALF, HEIGHT);
	press(env, 0, KEY_RIGHT);
	env_assert_box(view, 640 + FRAME_BORDER, TOP, HALF, HEIGHT);
	press(env, 0, KEY_UP);
	env_assert_box(view, FRAME_BORDER, TOP, 1280 - 2 * FRAME_BORDER, HEIGHT);
	/* Step by step. */
	press(env, 0, KEY_DOWN);
	env_assert_box(view, 640 + FRAME_BORDER, TOP, HALF, HEIGHT);
	press(env, 0, KEY_DOWN);
	env_assert_box(view, 200, 150, 400, 300);
	press(env, 0, KEY_DOWN);
	env_assert_box(view, 200, 150, 400, 300);
	/* The guest has had no part in it. */
	assert_false(fake_guest_got(fixture->guest, FAKE_KEY, KEY_LEFT, true));

	press(env, 0, KEY_F);
	assert_true(view->fullscreen);
	press(env, 0, KEY_LEFT);
	assert_true(view->fullscreen);
	press(env, 0, KEY_DOWN);
	env_assert_box(view, 200, 150, 400, 300);
}

static void test_dropped_at_an_edge(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct view *view = fixture->view;
	drag(env, view, 0, 300);
	drop(env);
	env_assert_box(view, FRAME_BORDER, TOP, HALF, HEIGHT);
	press(env, 0, KEY_DOWN);
	/* Where it was before it was dragged. */
	env_assert_box(view, 200, 150, 400, 300);

	drag(env, view, 1279, 300);
	drop(env);
	env_assert_box(view, 640 + FRAME_BORDER, TOP, HALF, HEIGHT);
	drag(env, view, 600, 0);
	/* Of its own size while it is under way. */
	assert_int_equal(view->box.width, 400);
	drop(env);
	assert_true(view->maximized);
	drag(env, view, 600, 300);
	drop(env);
	assert_int_equal(view->box.width, 400);
	assert_int_equal(view->box.height, 300);
	assert_true(view_is_at_home(view));
}

static void test_a_click_at_the_edge_is_none(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	view_move(fixture->view, 200, FRAME_TITLE_HEIGHT);
	env_move_to(env, 250, 2);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 2, 0);
	env_button(env, BTN_LEFT, false);
	assert_int_equal(fixture->view->box.width, 400);
	assert_false(fixture->view->maximized);
}

static void test_pulled_by_an_edge(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct view *view = fixture->view;
	press(env, 0, KEY_LEFT);
	env_move_to(env, 641, 300); /* behind its right edge */
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 2, 0);
	env_button(env, BTN_LEFT, false);
	/* A click is none, and it can still go back. */
	env_assert_box(view, FRAME_BORDER, TOP, HALF, HEIGHT);
	press(env, 0, KEY_DOWN);
	env_assert_box(view, 200, 150, 400, 300);

	press(env, 0, KEY_LEFT);
	env_move_to(env, 641, 300);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, -200, 0);
	env_button(env, BTN_LEFT, false);
	assert_int_equal(view->box.x, FRAME_BORDER);
	assert_int_equal(view->box.width, HALF - 200);
	assert_true(view_is_at_home(view));
}

static void test_preview(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	drag(env, fixture->view, 0, 300);
	env_settle(env);
	assert_int_not_equal(env_pixel(env, 620, 600), env->config->background);
	assert_int_equal(env_pixel(env, 660, 600), env->config->background);
	env_move_to(env, 640, 200);
	env_settle(env);
	assert_int_equal(env_pixel(env, 100, 600), env->config->background);
	env_move_to(env, 0, 300);
	env_settle(env);
	/* What it would go to may go while it is on. */
	fake_guest_destroy(fixture->guest);
	env_settle(env);
	assert_int_equal(env_pixel(env, 620, 600), env->config->background);
	drop(env);
}

static void test_no_edge_between_screens(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	env_add_output(env, 800, 600);
	drag(env, fixture->view, 1279, 300);
	drop(env);
	assert_true(view_is_at_home(fixture->view));
	drag(env, fixture->view, 1280, 300);
	drop(env);
	assert_true(view_is_at_home(fixture->view));
	/* On the second one, though most of it is on the first. */
	drag(env, fixture->view, 2079, 300);
	drop(env);
	env_assert_box(fixture->view, 1280 + 400 + FRAME_BORDER, TOP, 400 - 2 * FRAME_BORDER,
		600 - 2 * FRAME_BORDER - FRAME_TITLE_HEIGHT);
}

static void test_half_of_a_screen_that_changes(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	press(env, 0, KEY_RIGHT);
	struct wlr_output_state mode;
	wlr_output_state_init(&mode);
	wlr_output_state_set_custom_mode(&mode, 1600, 900, 0);
	assert_true(wlr_output_commit_state(env->output, &mode));
	wlr_output_state_finish(&mode);
	env_settle(env);
	env_assert_box(
		fixture->view, 800 + FRAME_BORDER, TOP, 800 - 2 * FRAME_BORDER, HEIGHT + 180);
	press(env, 0, KEY_DOWN);
	env_assert_box(fixture->view, 200, 150, 400, 300);
}

static void test_half_of_a_screen_that_goes_and_comes(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct wlr_output *second = env_add_output(env, 800, 600);
	view_move(fixture->view, 1400, 150);
	press(env, 0, KEY_LEFT);
	const int second_height = 600 - 2 * FRAME_BORDER - FRAME_TITLE_HEIGHT;
	env_assert_box(
		fixture->view, 1280 + FRAME_BORDER, TOP, 400 - 2 * FRAME_BORDER, second_height);

	env_set_enabled(env, second, false);
	env_assert_box(fixture->view, FRAME_BORDER, TOP, HALF, HEIGHT);
	env_set_enabled(env, second, true);
	env_assert_box(
		fixture->view, 1280 + FRAME_BORDER, TOP, 400 - 2 * FRAME_BORDER, second_height);
	press(env, 0, KEY_DOWN);
	env_assert_box(fixture->view, 1400, 150, 400, 300);
}

static void test_resized_half_is_none(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct client *client = client_create(env, 300, 200, 0x30a060);
	struct view *view = env_program_view(env);
	env_focus(env, view);
	press(env, 0, KEY_LEFT);
	client_settle(client);
	env_assert_box(view, FRAME_BORDER, TOP, HALF, HEIGHT);
	assert_int_equal(client->configured_width, HALF);

	/* Not by a mere click on its edge. */
	env_click(env, FRAME_BORDER + HALF + 1, 300);
	assert_false(view_is_at_home(view));

	env_move_to(env, FRAME_BORDER + HALF + 1, 300);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 50, 0);
	env_button(env, BTN_LEFT, false);
	client_settle(client);
	env_assert_box(view, FRAME_BORDER, TOP, HALF + 50, HEIGHT);
	assert_true(view_is_at_home(view));
	client_destroy(client);
}

static void test_moved_by_steps(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct view *view = fixture->view;
	press(env, KEY_LEFTALT, KEY_RIGHT);
	press(env, KEY_LEFTALT, KEY_DOWN);
	press(env, KEY_LEFTALT, KEY_DOWN);
	env_assert_box(view, 232, 214, 400, 300);
	press(env, KEY_LEFTALT, KEY_LEFT);
	press(env, KEY_LEFTALT, KEY_UP);
	env_assert_box(view, 200, 182, 400, 300);

	/* Never out of reach. */
	for (int i = 0; i < 100; i++) {
		press(env, KEY_LEFTALT, KEY_RIGHT);
		press(env, KEY_LEFTALT, KEY_UP);
	}
	assert_true(view->box.x <= 1280 - 80);
	assert_int_equal(view->box.y, TOP);
	int x = view->box.x;
	press(env, KEY_LEFTALT, KEY_LEFT);
	assert_int_equal(view->box.x, x - 32);

	/* What fills the screen stays. */
	press(env, 0, KEY_UP);
	press(env, KEY_LEFTALT, KEY_LEFT);
	press(env, KEY_LEFTSHIFT, KEY_LEFT);
	assert_true(view->maximized);
	assert_int_equal(view->box.x, FRAME_BORDER);
}

static void test_resized_by_steps(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	/* A guest's screen keeps its shape. */
	press(env, KEY_LEFTSHIFT, KEY_RIGHT);
	env_assert_box(fixture->view, 200, 150, 432, 324);
	press(env, KEY_LEFTSHIFT, KEY_UP);
	env_assert_box(fixture->view, 200, 150, 389, 292);

	struct client *client = client_create(env, 300, 200, 0x30a060);
	struct view *view = env_program_view(env);
	env_focus(env, view);
	view_move(view, 100, 100);
	press(env, KEY_LEFTSHIFT, KEY_RIGHT);
	client_settle(client);
	press(env, KEY_LEFTSHIFT, KEY_DOWN);
	client_settle(client);
	env_assert_box(view, 100, 100, 332, 232);
	for (int i = 0; i < 20; i++) {
		press(env, KEY_LEFTSHIFT, KEY_LEFT);
		client_settle(client);
	}
	assert_int_equal(view->box.width, 160);
	client_destroy(client);
}

static void test_window_with_one_size_does_not_snap(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct fake_agent *agent = fake_agent_create(fixture->guest);
	struct fake_window *window =
		fake_window_create(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 300, 200);
	window->window.hints.min_width = window->window.hints.max_width = 300;
	window->window.hints.min_height = window->window.hints.max_height = 200;
	fake_window_map(window);
	struct view *view = env_window_view(env, window);
	env_focus(env, view);
	press(env, 0, KEY_LEFT);
	assert_int_equal(view->box.width, 300);
	drag(env, view, 0, 300);
	drop(env);
	assert_int_equal(view->box.width, 300);
}

static void test_guest_resizes_what_is_snapped(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct fake_agent *agent = fake_agent_create(fixture->guest);
	struct fake_window *window =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 300, 200);
	struct view *view = env_window_view(env, window);
	env_focus(env, view);
	press(env, 0, KEY_LEFT);
	assert_int_equal(window->configured.width, HALF);
	fake_window_answer(window);
	fake_window_set_box(window, 500, 500, 50, 50);
	env_assert_box(view, FRAME_BORDER, TOP, HALF, HEIGHT);
}

static struct view *hit(struct env *env, int x, int y) {
	return desktop_hit(env->server->desktop, x, y).view;
}

static void test_on_top(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct focus *focus = seat_focus_of(env->server->seat);
	struct fake_guest *other = fake_guest_create(env, 2, 600, 400);
	struct view *other_view = env_view(env, other);
	view_move(other_view, 250, 160);
	press(env, 0, KEY_T);
	focus_set(focus, other_view);
	env_settle(env);
	/* Both to the eye and to the pointer. */
	assert_int_equal(env_pixel(env, 300, 200), fake_guest_pixel(fixture->guest, 100, 50));
	assert_ptr_equal(hit(env, 300, 200), fixture->view);
	view_set_maximized(other_view, true);
	env_settle(env);
	assert_ptr_equal(hit(env, 300, 200), fixture->view);
	view_set_maximized(other_view, false);

	/* A new one comes up below it. */
	struct fake_guest *third = fake_guest_create(env, 3, 800, 600);
	focus_set(focus, env_view(env, third));
	view_move(env_view(env, third), 100, 100);
	assert_ptr_equal(hit(env, 300, 200), fixture->view);

	focus_set(focus, fixture->view);
	press(env, 0, KEY_T);
	focus_set(focus, other_view);
	env_settle(env);
	assert_int_equal(env_pixel(env, 300, 200), fake_guest_pixel(other, 50, 40));
	assert_ptr_equal(hit(env, 300, 200), other_view);
}

/* A guest's window is on top because the user wants its parent there, and only as long as that is there. */
static void test_on_top_is_for_families(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct focus *focus = seat_focus_of(env->server->seat);
	struct fake_agent *agent = fake_agent_create(fixture->guest);
	struct fake_window *parent =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 400, 300);
	struct fake_window *child =
		fake_window_show(agent, 2, GUEST_WINDOW_TOPLEVEL, 200, 200, 200, 100);
	focus_set(focus, env_window_view(env, parent));
	press(env, 0, KEY_T);
	assert_false(view_is_on_top(env_window_view(env, child)));
	child->window.transient_for = &parent->window;
	fake_window_set_box(child, 200, 200, 200, 100);
	assert_true(view_is_on_top(env_window_view(env, child)));

	struct fake_guest *other = fake_guest_create(env, 2, 600, 400);
	view_move(env_view(env, other), 150, 150);
	focus_set(focus, env_view(env, other));
	assert_ptr_equal(hit(env, 250, 250), env_window_view(env, child));
	fake_window_unmap(parent);
	assert_false(view_is_on_top(env_window_view(env, child)));
	env_settle(env);
	assert_ptr_equal(hit(env, 250, 250), env_view(env, other));
	assert_int_equal(env_pixel(env, 250, 250), fake_guest_pixel(other, 100, 100));
	/* It is gone with the window: the same one comes up as any other. */
	fake_window_map(parent);
	assert_false(view_is_on_top(env_window_view(env, parent)));
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_keys),
		TEST(test_dropped_at_an_edge),
		TEST(test_a_click_at_the_edge_is_none),
		TEST(test_pulled_by_an_edge),
		TEST(test_preview),
		TEST(test_no_edge_between_screens),
		TEST(test_half_of_a_screen_that_changes),
		TEST(test_half_of_a_screen_that_goes_and_comes),
		TEST(test_resized_half_is_none),
		TEST(test_moved_by_steps),
		TEST(test_resized_by_steps),
		TEST(test_window_with_one_size_does_not_snap),
		TEST(test_guest_resizes_what_is_snapped),
		TEST(test_on_top),
		TEST(test_on_top_is_for_families),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
