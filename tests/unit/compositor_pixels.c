/* What guests draw is what is shown, and what is read for it is what they say has changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <wlr/backend/session.h>
#include <wlr/types/wlr_output.h>

#include "compositor_env.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
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

/* Until no buffer of the output lacks what was shown before: the next frame draws damage alone. */
static void warm_up(struct env *env, struct fake_guest *guest) {
	for (int i = 0; i < 5; i++) {
		fake_guest_damage(guest, 0, 0, 1, 1);
		env_settle(env);
	}
}

/* All of a guest's pixels at one pixel a pixel. */
static void assert_shown(struct env *env, struct fake_guest *guest) {
	const struct view *view = env_view(env, guest);
	assert_int_equal(view->box.width, guest->pixels->width);
	assert_int_equal(view->box.height, guest->pixels->height);
	for (int y = 0; y < guest->pixels->height; y++) {
		for (int x = 0; x < guest->pixels->width; x++) {
			uint32_t shown = env_pixel(env, view->box.x + x, view->box.y + y);
			if (shown != fake_guest_pixel(guest, x, y)) {
				fail_msg("pixel %d,%d is %06x, not %06x", x, y, shown,
					fake_guest_pixel(guest, x, y));
			}
		}
	}
}

static void test_pixels_are_shown_one_to_one(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	assert_true(guest->visible);
	assert_shown(env, guest);
}

static void test_frame_has_the_domain_color(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	const struct view *view = env_view(env, guest);
	assert_int_equal(env_pixel(env, view->box.x - 2, view->box.y + 100), view->color);
	assert_int_equal(env_pixel(env, view->box.x + 641, view->box.y + 100), view->color);
	assert_int_equal(env_pixel(env, view->box.x + 100, view->box.y + 401), view->color);
	assert_int_equal(env_pixel(env, view->box.x + 300,
				 view->box.y - FRAME_TITLE_HEIGHT - FRAME_BORDER + 1),
		view->color);
	/* In use: the title bar too. */
	assert_int_equal(env_pixel(env, view->box.x + 300, view->box.y - 2), view->color);
}

static void test_only_damage_is_read(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	assert_int_equal(env->stats.guest_bytes, 640 * 400 * 4);
	assert_int_equal(env->stats.guest_frames, 1);
	warm_up(env, guest);
	uint64_t bytes = env->stats.guest_bytes, frames = env->stats.guest_frames;

	uint32_t before = fake_guest_pixel(guest, 300, 200);
	const struct view *view = env_view(env, guest);
	fake_guest_fill(guest, 10, 20, 30, 40, 0x123456);
	fake_guest_fill(guest, 300, 200, 1, 1, 0x654321); /* not announced */
	fake_guest_damage(guest, 10, 20, 30, 40);
	env_settle(env);
	assert_int_equal(env->stats.guest_bytes - bytes, 30 * 40 * 4);
	assert_int_equal(env->stats.guest_frames - frames, 1);
	assert_int_equal(env_pixel(env, view->box.x + 10, view->box.y + 20), 0x123456);
	assert_int_equal(env_pixel(env, view->box.x + 39, view->box.y + 59), 0x123456);
	assert_int_equal(env_pixel(env, view->box.x + 300, view->box.y + 200), before);
}

/* It is counted where the copy is made. */
static void test_a_copy_is_not_read_from_the_guest(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	guest->pixels->copied = true;
	struct stats before = env->stats;
	fake_guest_damage(guest, 10, 20, 30, 40);
	env_settle(env);
	assert_int_equal(env->stats.guest_bytes, before.guest_bytes);
	assert_int_equal(env->stats.guest_frames, before.guest_frames + 1);
}

static void test_damage_outside_is_cut_and_many_rectangles_become_one(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	uint64_t before = env->stats.guest_bytes;
	fake_guest_damage(guest, 630, 390, 1000, 1000);
	env_settle(env);
	assert_int_equal(env->stats.guest_bytes - before, 10 * 10 * 4);

	before = env->stats.guest_bytes;
	for (int i = 0; i < 17; i++) {
		pixman_region32_union_rect(&guest->damage, &guest->damage, 20 * i, 20 * i, 1, 1);
	}
	fake_guest_damage(guest, 0, 0, 1, 1);
	env_settle(env);
	assert_int_equal(env->stats.guest_bytes - before, 321 * 321 * 4);
}

static void test_two_guests_are_drawn_in_one_frame(void **state) {
	struct env *env = *state;
	struct fake_guest *a = fake_guest_create(env, 1, 300, 200);
	struct fake_guest *b = fake_guest_create(env, 2, 300, 200);
	env_settle(env);
	struct stats before = env->stats;
	fake_guest_damage(a, 0, 0, 10, 10);
	fake_guest_damage(b, 0, 0, 10, 10);
	env_settle(env);
	assert_int_equal(env->stats.guest_bytes - before.guest_bytes, 2 * 10 * 10 * 4);
	assert_int_equal(env->stats.guest_frames - before.guest_frames, 1);
	assert_int_equal(env->stats.frames - before.frames, 1);
}

static void test_nothing_runs_while_nothing_changes(void **state) {
	struct env *env = *state;
	fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	env_run_for(env, 100);
	uint64_t frames = env->stats.frames;
	int commits = env->commits;
	env_run_for(env, 200);
	assert_int_equal(env->stats.frames, frames);
	assert_int_equal(env->commits, commits);
}

static void test_empty_damage_commits_nothing(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	int commits = env->commits;
	int takes = guest->takes;
	wl_signal_emit_mutable(&guest->display.surface.events.damage, NULL);
	env_settle(env);
	assert_int_equal(guest->takes, takes + 1);
	assert_int_equal(env->commits, commits);
}

/* 60 Hz, by a timer that counts in milliseconds, however slow the machine is. */
static void expect_refresh_rate(int takes, int64_t since_ms) {
	assert_in_range(takes, 5, (env_now_ms() - since_ms) / 15 + 1);
}

static void test_busy_guest_is_held_to_the_refresh_rate(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	int takes = guest->takes;
	int64_t start = env_now_ms();
	for (int i = 0; i < 300; i++) {
		fake_guest_damage(guest, 0, 0, 8, 8);
		env_run_for(env, 1);
	}
	expect_refresh_rate(guest->takes - takes, start);
}

static void expect_looks_until_rest(struct env *env, struct fake_guest *guest, int x, int y) {
	guest->draws_on = true;
	for (int i = 0; i < 5; i++) {
		fake_guest_damage(guest, x, y, 8, 8);
		assert_true(i == 0 || guest->announced); /* it is not asked to announce more */
		while (pixman_region32_not_empty(&guest->damage)) {
			env_run_for(env, 1);
		}
	}
	env_settle(env);
	assert_false(guest->announced);
	int takes = guest->takes;
	env_run_for(env, 100);
	assert_int_equal(guest->takes, takes);
}

static void test_guest_that_goes_on_drawing_is_looked_at_until_it_rests(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	expect_looks_until_rest(env, guest, 0, 0);
}

/* No commit brings the next frame then. */
static void test_guest_that_goes_on_drawing_off_the_screen(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	view_move(env_view(env, guest), env->output->width - 100, 100);
	env_settle(env);
	int commits = env->commits;
	expect_looks_until_rest(env, guest, 300, 0);
	assert_int_equal(env->commits, commits);
}

/* Rings its bell, and has nothing to show for it. */
static void test_guest_that_announces_nothing_is_held_to_the_refresh_rate(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	int takes = guest->takes;
	int64_t start = env_now_ms();
	for (int i = 0; i < 300; i++) {
		wl_signal_emit_mutable(&guest->display.surface.events.damage, NULL);
		env_run_for(env, 1);
	}
	expect_refresh_rate(guest->takes - takes, start);
}

static void test_nothing_is_drawn_on_another_virtual_terminal(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	struct output *output = env->output->data;
	struct wlr_session session = {.active = false};
	env->server->session = &session;
	int takes = guest->takes;
	int commits = env->commits;
	fake_guest_damage(guest, 0, 0, 8, 8);
	env_settle(env);
	assert_int_equal(guest->takes, takes);
	assert_int_equal(env->commits, commits);

	session.active = true;
	output_resume(output);
	env_run_for(env, 100);
	assert_int_equal(guest->takes, takes + 1);
	assert_int_equal(env->commits, commits + 1);
	env->server->session = NULL;
}

static void test_minimized_guest_is_unseen_and_comes_back(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	view_minimize(env_view(env, guest));
	env_settle(env);
	assert_false(guest->visible);

	uint64_t bytes = env->stats.guest_bytes;
	int takes = guest->takes;
	fake_guest_fill(guest, 0, 0, 640, 400, 0x00ff00);
	fake_guest_damage(guest, 0, 0, 640, 400);
	env_settle(env);
	assert_int_equal(guest->takes, takes);
	assert_int_equal(env->stats.guest_bytes, bytes);

	focus_set(seat_focus_of(env->server->seat), env_view(env, guest));
	env_settle(env);
	assert_true(guest->visible);
	assert_int_equal(env->stats.guest_bytes, bytes + 640 * 400 * 4);
	assert_shown(env, guest);
}

static void test_covered_guest_is_unseen(void **state) {
	struct env *env = *state;
	struct fake_guest *below = fake_guest_create(env, 1, 300, 200);
	struct fake_guest *above = fake_guest_create(env, 2, 640, 400);
	struct view *view = env_view(env, above);
	focus_set(seat_focus_of(env->server->seat), view);
	const struct view *view_below = env_view(env, below);
	view_move(view, view_below->box.x - 50, view_below->box.y - 50);
	env_settle(env);
	assert_true(above->visible);
	assert_false(below->visible);

	view_move(view, view_below->box.x + FRAME_BORDER + 1, view_below->box.y);
	env_settle(env);
	assert_true(below->visible);
}

static void test_guest_off_screen_is_unseen(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	view_move(env_view(env, guest), 5000, 5000);
	env_settle(env);
	assert_false(guest->visible);
	view_move(env_view(env, guest), 1279, 100);
	env_settle(env);
	assert_true(guest->visible);
}

static void test_without_outputs_guests_are_unseen_until_one_comes(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	struct wlr_box box = env_view(env, guest)->box;
	wlr_output_destroy(env->output);
	env_settle(env);
	assert_false(guest->visible);
	fake_guest_damage(guest, 0, 0, 100, 100);
	struct fake_guest *late = fake_guest_create(env, 2, 320, 200);
	env_settle(env);

	env_add_output(env, 1280, 720);
	env_settle(env);
	assert_true(guest->visible);
	assert_int_equal(env_view(env, guest)->box.x, box.x);
	assert_int_equal(env_view(env, guest)->box.y, box.y);
	assert_shown(env, guest);
	assert_true(late->visible);
}

static void test_disabled_output_shows_nothing(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	env_set_enabled(env, env->output, false);
	assert_false(guest->visible);
	env_set_enabled(env, env->output, true);
	assert_true(guest->visible);
	assert_shown(env, guest);
}

static void test_new_mode_resizes_and_unmaps_the_old_pixels_at_once(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	assert_int_equal(guest->pixels_alive, 1);
	fake_guest_set_mode(guest, 800, 500);
	assert_int_equal(guest->pixels_alive, 1);
	env_settle(env);
	assert_shown(env, guest);
}

static void test_pixels_go_at_once_when_the_display_is_off_or_the_guest_dies(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	fake_guest_set_mode(guest, 0, 0);
	assert_int_equal(guest->pixels_alive, 0);
	env_settle(env);
	assert_true(env_view(env, guest)->mapped);
	assert_false(guest->visible);

	/* And back, in the same window. */
	struct wlr_box box = env_view(env, guest)->box;
	fake_guest_set_mode(guest, 640, 400);
	env_settle(env);
	assert_int_equal(env_view(env, guest)->box.x, box.x);
	assert_shown(env, guest);

	int alive = -1;
	guest_display_finish(&guest->display);
	alive = guest->pixels_alive;
	assert_int_equal(alive, 0);
	assert_null(env_top_view(env));
	env_settle(env);
	guest_display_init(&guest->display, guest->display.surface.impl, &guest->guest, 0);
	guest_display_announce(&guest->display);
}

static void test_fault_shows_a_placeholder(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	fake_guest_fill(guest, 0, 0, 640, 400, 0xff00ff);
	env_settle(env);
	guest->pixels = NULL;
	guest_display_set_fault(&guest->display, "the stride is absurd");
	assert_int_equal(guest->pixels_alive, 0);
	env_settle(env);
	const struct view *view = env_view(env, guest);
	assert_int_equal(view->box.width, 640);

	/* Dark, with some light text in it. */
	int light = 0;
	for (int y = 0; y < 400; y++) {
		for (int x = 0; x < 640; x++) {
			uint32_t pixel = env_pixel(env, view->box.x + x, view->box.y + y);
			assert_int_not_equal(pixel, 0xff00ff);
			light += (pixel >> 8 & 0xff) > 0x80;
		}
	}
	assert_in_range(light, 100, 20000);
}

static void test_fault_while_damage_is_taken(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	guest->fault_on_take = true;
	fake_guest_damage(guest, 0, 0, 10, 10);
	env_settle(env);
	assert_int_equal(guest->display.state, GUEST_DISPLAY_FAULT);
	assert_int_equal(guest->pixels_alive, 0);
	assert_true(env_view(env, guest)->mapped);
}

static void test_fault_before_anything_was_shown(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	env_settle(env);
	assert_null(env_view(env, guest));
	guest_display_set_fault(&guest->display, "the page list is short");
	env_settle(env);
	assert_non_null(env_view(env, guest));
}

static void test_large_guest_is_scaled_to_fit(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 2560, 1440);
	env_settle(env);
	struct view *view = env_view(env, guest);
	assert_true(view->box.width <= 1280 - 2 * FRAME_BORDER);
	assert_true(view->box.height <= 720 - 2 * FRAME_BORDER - FRAME_TITLE_HEIGHT);
	assert_int_equal(view->box.width, (view->box.height * 16 + 4) / 9);

	view_set_natural_size(view);
	assert_int_equal(view->box.width, 2560);
	assert_int_equal(view->box.height, 1440);
}

static void test_double_size_is_sharp(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 320, 200);
	env_settle(env);
	struct view *view = env_view(env, guest);
	struct wlr_box box = {.x = 100, .y = 100, .width = 640, .height = 400};
	view_resize(view, &box, 0);
	env_settle(env);
	for (int y = 0; y < 400; y++) {
		for (int x = 0; x < 640; x++) {
			assert_int_equal(env_pixel(env, 100 + x, 100 + y),
				fake_guest_pixel(guest, x / 2, y / 2));
		}
	}
}

static void test_fullscreen_keeps_the_shape_between_black_bars(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 360, 360);
	fake_guest_fill(guest, 0, 0, 360, 360, 0x40a0f0);
	env_settle(env);
	view_set_fullscreen(env_view(env, guest), true, NULL);
	env_settle(env);
	assert_int_equal(env_pixel(env, 0, 0), 0);
	assert_int_equal(env_pixel(env, 279, 360), 0);
	assert_int_equal(env_pixel(env, 280, 0), 0x40a0f0);
	assert_int_equal(env_pixel(env, 999, 719), 0x40a0f0);
	assert_int_equal(env_pixel(env, 1000, 360), 0);
}

static void test_fullscreen_guest_of_the_same_size_is_exact(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 1280, 720);
	env_settle(env);
	view_set_fullscreen(env_view(env, guest), true, NULL);
	env_settle(env);
	assert_shown(env, guest);
}

/* Whether the host's cursor is drawn at a point of a guest of one colour. */
static bool cursor_is_shown(const char *config_text, bool focused) {
	struct env *env = env_create(config_text);
	struct fake_guest *first = fake_guest_create(env, 1, 300, 200);
	struct fake_guest *second = fake_guest_create(env, 2, 300, 200);
	struct fake_guest *guest = focused ? first : second;
	fake_guest_fill(guest, 0, 0, 300, 200, 0x808080);
	const struct wlr_box *box = &env_view(env, guest)->box;
	env_move_to(env, box->x + 100, box->y + 100);
	fake_guest_damage(guest, 0, 0, 300, 200);
	env_settle(env);
	bool shown = false;
	for (int i = 0; i < 20; i++) {
		shown = shown || env_pixel(env, box->x + 100 + i / 2, box->y + 100 + i) != 0x808080;
	}
	env_destroy(env);
	return shown;
}

static void test_cursor_is_hidden_over_the_guest_that_has_the_focus(void **state) {
	assert_false(cursor_is_shown("", true));
	assert_true(cursor_is_shown("", false));
	assert_true(cursor_is_shown("[defaults]\ncursor = show\n", true));
	assert_true(cursor_is_shown("[domain guest1]\ncursor = show\n", true));
}

static void test_guest_on_two_outputs_is_read_once(void **state) {
	struct env *env = *state;
	env_add_output(env, 1280, 720);
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	view_move(env_view(env, guest), 1000, 100);
	env_settle(env);
	uint64_t bytes = env->stats.guest_bytes, frames = env->stats.frames;
	fake_guest_fill(guest, 0, 0, 640, 10, 0x112233);
	fake_guest_damage(guest, 0, 0, 640, 10);
	env_settle(env);
	assert_int_equal(env->stats.guest_bytes - bytes, 640 * 10 * 4);
	assert_int_equal(env->stats.frames - frames, 2);
	assert_int_equal(env_pixel(env, 1010, 105), 0x112233);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_pixels_are_shown_one_to_one),
		TEST(test_frame_has_the_domain_color),
		TEST(test_only_damage_is_read),
		TEST(test_a_copy_is_not_read_from_the_guest),
		TEST(test_damage_outside_is_cut_and_many_rectangles_become_one),
		TEST(test_two_guests_are_drawn_in_one_frame),
		TEST(test_nothing_runs_while_nothing_changes),
		TEST(test_empty_damage_commits_nothing),
		TEST(test_busy_guest_is_held_to_the_refresh_rate),
		TEST(test_guest_that_goes_on_drawing_is_looked_at_until_it_rests),
		TEST(test_guest_that_goes_on_drawing_off_the_screen),
		TEST(test_guest_that_announces_nothing_is_held_to_the_refresh_rate),
		TEST(test_nothing_is_drawn_on_another_virtual_terminal),
		TEST(test_minimized_guest_is_unseen_and_comes_back),
		TEST(test_covered_guest_is_unseen),
		TEST(test_guest_off_screen_is_unseen),
		TEST(test_without_outputs_guests_are_unseen_until_one_comes),
		TEST(test_disabled_output_shows_nothing),
		TEST(test_new_mode_resizes_and_unmaps_the_old_pixels_at_once),
		TEST(test_pixels_go_at_once_when_the_display_is_off_or_the_guest_dies),
		TEST(test_fault_shows_a_placeholder),
		TEST(test_fault_while_damage_is_taken),
		TEST(test_fault_before_anything_was_shown),
		TEST(test_large_guest_is_scaled_to_fit),
		TEST(test_double_size_is_sharp),
		TEST(test_fullscreen_keeps_the_shape_between_black_bars),
		TEST(test_fullscreen_guest_of_the_same_size_is_exact),
		cmocka_unit_test(test_cursor_is_hidden_over_the_guest_that_has_the_focus),
		TEST(test_guest_on_two_outputs_is_read_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
