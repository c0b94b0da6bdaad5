/* Single windows of guests as views: their frames, titles, pixels and input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "compositor_window_fixture.h"
#include "desktop.h"
#include "frame.h"
#include "guest_views.h"
#include "output.h"
#include "view_place.h"

#define BLANK 0x3a3f48

static void test_window_is_framed_where_the_guest_has_it(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	const struct view *view = env_window_view(env, window);
	env_assert_box(view, 200, 150, 300, 200);
	assert_int_equal(window->configures, 0);
	guest_window_set_title(&window->window, "[dom0] Password?");
	guest_window_changed(&window->window);
	assert_string_equal(view->title, "[guest1] [dom0] Password?");
	env_settle(env);
	assert_int_equal(env_pixel(env, 200, 150), fake_window_pixel(window, 0, 0));
	assert_int_equal(env_pixel(env, 499, 349), fake_window_pixel(window, 299, 199));
	assert_int_equal(env_pixel(env, 199, 150), 0xaa2211);
}

static void test_titles_are_ascii_unless_the_user_says_otherwise(void **state) {
	struct fake_window *plain = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	guest_window_set_app_id(&plain->window, "Zeit\xe2\x82\xac");
	guest_window_changed(&plain->window);
	assert_string_equal(env_window_view(env, plain)->title, "[guest1] Zeit?");
	/* Two bytes, three and four: a letter, a sign that looks like one, and a picture. */
	guest_window_set_title(&plain->window, "\xc3\x9c \xe1\x8e\xaa\xf0\x9f\x94\x92 z\x7f~");
	guest_window_changed(&plain->window);
	assert_string_equal(env_window_view(env, plain)->title, "[guest1] ? ?? z?~");

	struct fake_window *free = fake_window_show(other_agent, 1, TOPLEVEL, 0, 0, 100, 100);
	guest_window_set_title(&free->window, "\xc3\x9c \xf0\x9f\x94\x92");
	guest_window_changed(&free->window);
	assert_string_equal(
		env_window_view(env, free)->title, "[guest2] \xc3\x9c \xf0\x9f\x94\x92");
}

/* Pixels may be larger than the window, for as long as the guest likes. */
static void test_pixels_never_cover_the_frame(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 600, 400);
	struct view *view = env_window_view(env, window);
	view_resize(view, &(struct wlr_box){200, 150, 300, 200}, 0);
	fake_window_damage(window, 0, 0, 600, 400);
	env_settle(env);
	assert_border_around(view, 0xaa2211);
	assert_int_equal(env_pixel(env, 499, 349), fake_window_pixel(window, 299, 199));
	assert_int_equal(env_pixel(env, 510, 360), 0x2b3340);

	env_move_to(env, 640, 360);
	fake_window_set_flags(window, GUEST_WINDOW_FULLSCREEN);
	fake_window_set_box(window, -50, -50, 1500, 900);
	env_settle(env);
	assert_border_around(view, 0xaa2211);
	assert_false(view->fullscreen);
}

static void test_rest_is_blank_until_the_guest_has_drawn(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	view_resize(view, &(struct wlr_box){200, 150, 400, 260}, 0);
	env_assert_box(view, 200, 150, 400, 260);
	env_settle(env);
	assert_int_equal(env_pixel(env, 499, 349), fake_window_pixel(window, 299, 199));
	assert_int_equal(env_pixel(env, 500, 349), BLANK);
	assert_int_equal(env_pixel(env, 499, 350), BLANK);
	fake_window_answer(window);
	env_settle(env);
	assert_int_equal(env_pixel(env, 599, 409), fake_window_pixel(window, 399, 259));
}

/* Of a window that is cut from a screen beyond whose upper left corner it goes. */
static void test_pixels_begin_within_the_window(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	window->pixels->x = 30;
	window->pixels->y = 20;
	guest_window_changed(&window->window);
	env_settle(env);
	assert_int_equal(env_pixel(env, 229, 170), BLANK);
	assert_int_equal(env_pixel(env, 230, 169), BLANK);
	assert_int_equal(env_pixel(env, 230, 170), fake_window_pixel(window, 0, 0));
	assert_int_equal(env_pixel(env, 499, 349), fake_window_pixel(window, 269, 179));
	fake_agent_log(agent);
	env_move_to(env, 210, 160);
	env_move_to(env, 240, 180);
	assert_non_null(strstr(fake_agent_log(agent), "1 at 10,10;1 at 40,30;"));
}

static void test_fullscreen_is_the_users_to_allow(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	fake_window_set_flags(window, GUEST_WINDOW_FULLSCREEN);
	assert_false(view->fullscreen);
	assert_true(view->maximized);
	assert_int_equal(window->told_flags, GUEST_WINDOW_FULLSCREEN);
	fake_window_set_flags(window, 0);
	assert_false(view->maximized);
	assert_int_equal(window->told_flags, 0);
	env_assert_box(view, 200, 150, 300, 200);

	/* The user lets it loose. */
	fake_window_set_flags(window, GUEST_WINDOW_FULLSCREEN);
	view_set_maximized(view, false);
	assert_int_equal(window->told_flags, 0);

	struct fake_window *allowed =
		fake_window_show(other_agent, 1, TOPLEVEL, 100, 100, 150, 100);
	fake_window_set_flags(allowed, GUEST_WINDOW_FULLSCREEN);
	env_assert_box(env_window_view(env, allowed), 0, 0, 1280, 720);
	assert_int_equal(allowed->told_flags, GUEST_WINDOW_FULLSCREEN);
	fake_window_set_flags(allowed, 0);
	assert_false(env_window_view(env, allowed)->fullscreen);
}

/* Whatever has become of what it asked for before, and whether or not it gets it. */
static void test_flags_are_asked_for_again(void **state) {
	struct fake_window *other = fake_window_show(other_agent, 1, TOPLEVEL, 400, 50, 150, 100);
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	for (int i = 0; i < 2; i++) {
		env_click(env, 900, 200);
		assert_ptr_equal(env_focused(env), env_window_view(env, other));
		fake_window_set_flags(window, window->window.flags | GUEST_WINDOW_ATTENTION);
		assert_true(view->attention);
		env_click(env, 210, 160);
		assert_false(view->attention);

		fake_window_set_flags(window, window->window.flags | GUEST_WINDOW_FULLSCREEN);
		assert_true(view->maximized);
		view_set_maximized(view, false);

		int told = window->flags_told;
		fake_window_set_flags(window, window->window.flags | GUEST_WINDOW_ATTENTION);
		assert_true(window->flags_told > told); /* that it isn't: it has the focus */
		assert_int_equal(window->told_flags, 0);

		fake_window_set_flags(window, window->window.flags | GUEST_WINDOW_MINIMIZED);
		assert_true(view->minimized);
		view_raise(view);
		assert_int_equal(window->told_flags, 0);
	}
}

static void test_close_asks_the_guest(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_Q);
	env_key(env, KEY_LEFTMETA, false);
	assert_int_equal(window->closes, 1);
	assert_non_null(env_window_view(env, window));
}

static void test_pixels_are_given_back_at_once(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	env_settle(env);
	fake_window_set_box(window, 200, 150, 310, 210);
	assert_int_equal(window->pixels_alive, 1);
	env_settle(env);
	fake_window_unmap(window);
	assert_int_equal(window->pixels_alive, 0);
	assert_null(env_window_view(env, window));
	fake_window_map(window);
	env_settle(env);
	fake_agent_destroy(&agent->agent);
	assert_int_equal(wl_list_length(&env->server->desktop->views), 0);
}

static void test_damage_costs_what_it_does_for_a_display(void **state) {
	struct fake_guest *display = fake_guest_create(env, 3, 300, 200);
	view_move(env_view(env, display), 600, 300);
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 100, 100, 300, 200);
	env_settle(env);

	uint64_t before = env->stats.guest_bytes;
	fake_guest_damage(display, 10, 20, 30, 40);
	env_settle(env);
	uint64_t cost = env->stats.guest_bytes - before;
	assert_int_equal(cost, 30 * 40 * 4);
	before = env->stats.guest_bytes;
	int takes = window->takes;
	fake_window_damage(window, 10, 20, 30, 40);
	env_settle(env);
	assert_int_equal(env->stats.guest_bytes - before, cost);
	assert_int_equal(window->takes, takes + 1);
}

static void test_unseen_window_is_left_alone(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	env_settle(env);
	assert_true(window->visible);
	view_minimize(env_window_view(env, window));
	env_settle(env);
	assert_false(window->visible);
}

static void test_pointer_and_keys(void **state) {
	struct fake_window *a = fake_window_show(agent, 1, TOPLEVEL, 100, 100, 300, 200);
	struct fake_window *b = fake_window_show(agent, 2, TOPLEVEL, 500, 100, 300, 200);
	struct fake_window *c = fake_window_show(other_agent, 3, TOPLEVEL, 50, 200, 150, 100);
	assert_ptr_equal(env_focused(env), env_window_view(env, a));
	assert_string_equal(fake_agent_log(agent), "1 focus;1 modifiers 0;");

	/* Every window of the guest with the focus learns of the pointer, others don't. */
	env_move_to(env, 110, 120);
	env_move_to(env, 510, 120);
	env_move_to(env, 150, 450);
	env_move_to(env, 1200, 700);
	assert_string_equal(fake_agent_log(agent), "1 at 10,20;1 leave;2 at 10,20;2 leave;");
	assert_string_equal(fake_agent_log(other_agent), "");

	/* The focus moves before the click is delivered. */
	env_move_to(env, 520, 130);
	fake_agent_log(agent);
	env_button(env, BTN_LEFT, true);
	env_button(env, BTN_LEFT, false);
	assert_ptr_equal(env_focused(env), env_window_view(env, b));
	const char *log = fake_agent_log(agent);
	assert_memory_equal(log, "1 release;1 blur;2 focus;2 modifiers 0;", 39);
	assert_non_null(strstr(log, "2 at 20,30;2 button 272 down;2 button 272 up;"));

	env_key(env, KEY_LEFTSHIFT, true);
	env_press(env, KEY_A);
	env_key(env, KEY_LEFTSHIFT, false);
	env_press(env, KEY_CAPSLOCK);
	env_press(env, KEY_B);
	assert_string_equal(fake_agent_log(agent),
		"2 key 42 down;2 modifiers 1;2 key 30 down;2 key 30 up;2 key 42 up;2 modifiers 0;"
		"2 key 58 down;2 modifiers 2;2 key 58 up;2 key 48 down;2 key 48 up;");
	env_wheel(env, 120);
	assert_string_equal(fake_agent_log(agent), "2 wheel 120;");

	env_click(env, 100, 550);
	assert_ptr_equal(env_focused(env), env_window_view(env, c));
	assert_non_null(strstr(fake_agent_log(other_agent), "3 focus;3 modifiers 2;"));
	assert_non_null(strstr(fake_agent_log(agent), "2 release;"));
}

/* Pixels are cut or left out, never scaled: so are places. */
static void test_pointer_in_a_view_of_another_size(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 100, 100, 400, 200);
	struct view *view = env_window_view(env, window);
	view_resize(view, &(struct wlr_box){100, 100, 800, 400}, 0);
	env_move_to(env, 300, 150);
	env_settle(env);
	fake_agent_log(agent);
	env_move_to(env, 301, 151);
	env_button(env, BTN_LEFT, true);
	env_move_to(env, 700, 151); /* beside it, with the button held: at its edge */
	env_button(env, BTN_LEFT, false);
	assert_string_equal(fake_agent_log(agent),
		"1 at 201,51;1 at 201,51;1 button 272 down;1 at 400,51;1 button 272 up;1 leave;");
	env_click(env, 600, 150);
	assert_null(strstr(fake_agent_log(agent), "button"));

	view_resize(view, &(struct wlr_box){100, 100, 200, 100}, 0);
	env_move_to(env, 250, 150);
	assert_string_equal(fake_agent_log(agent), "1 at 150,50;");
}

static void test_pointer_in_a_window_without_pixels(void **state) {
	struct fake_window *window = fake_window_create(agent, 1, TOPLEVEL, 100, 100, 400, 200);
	window->window.mapped = true;
	guest_window_changed(&window->window);
	env_move_to(env, 300, 150);
	env_button(env, BTN_LEFT, true);
	env_button(env, BTN_LEFT, false);
	const char *log = fake_agent_log(agent);
	assert_non_null(strstr(log, "1 at 200,50;1 button 272 down;1 button 272 up;"));
	fake_window_map(window);
	env_move_to(env, 310, 160);
	assert_non_null(strstr(fake_agent_log(agent), "1 at 210,60;"));
}

static void test_drag_leads_from_one_window_to_another(void **state) {
	fake_window_show(agent, 1, TOPLEVEL, 100, 100, 300, 200);
	fake_window_show(agent, 2, TOPLEVEL, 500, 100, 300, 200);
	fake_window_show(other_agent, 3, TOPLEVEL, 50, 200, 150, 100);
	env_move_to(env, 110, 120);
	env_button(env, BTN_LEFT, true);
	fake_agent_log(agent);
	env_move_to(env, 510, 120);
	env_move_to(env, 150, 450);
	env_button(env, BTN_LEFT, false);
	/* Over another guest's it is where it left ours. */
	assert_string_equal(fake_agent_log(agent),
		"1 leave;2 at 10,20;2 leave;1 at 50,200;1 button 272 up;1 leave;");
	assert_null(strstr(fake_agent_log(other_agent), "at"));
}

static void test_windows_survive_renderer_and_screens(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	env_settle(env);
	guest_views_drop_buffers(env->server->guest_views);
	assert_int_equal(window->window.surface.pixels->refs, 1);
	guest_views_restore_buffers(env->server->guest_views);
	env_settle(env);
	assert_int_equal(env_pixel(env, 200, 150), fake_window_pixel(window, 0, 0));

	wlr_output_destroy(env->output);
	fake_window_set_box(window, 220, 170, 320, 220);
	struct fake_window *late = fake_window_show(agent, 2, TOPLEVEL, 0, 0, 300, 200);
	env_add_output(env, 1280, 720);
	env_settle(env);
	assert_true(window->visible);
	const struct view *view = env_window_view(env, late);
	assert_true(view->box.y >= FRAME_TITLE_HEIGHT);
	assert_told(late, late->configures, view->box.x, view->box.y, 300, 200);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, window_start, window_stop)
	const struct CMUnitTest tests[] = {
		TEST(test_window_is_framed_where_the_guest_has_it),
		TEST(test_titles_are_ascii_unless_the_user_says_otherwise),
		TEST(test_pixels_never_cover_the_frame),
		TEST(test_rest_is_blank_until_the_guest_has_drawn),
		TEST(test_pixels_begin_within_the_window),
		TEST(test_fullscreen_is_the_users_to_allow),
		TEST(test_flags_are_asked_for_again),
		TEST(test_close_asks_the_guest),
		TEST(test_pixels_are_given_back_at_once),
		TEST(test_damage_costs_what_it_does_for_a_display),
		TEST(test_unseen_window_is_left_alone),
		TEST(test_pointer_and_keys),
		TEST(test_pointer_in_a_view_of_another_size),
		TEST(test_pointer_in_a_window_without_pixels),
		TEST(test_drag_leads_from_one_window_to_another),
		TEST(test_windows_survive_renderer_and_screens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
