/* Input goes to the focus and to nobody else, and windows do what the user asks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <wlr/types/wlr_cursor.h>

#include "compositor_env.h"
#include "focus.h"
#include "frame.h"
#include "pointer.h"
#include "seat.h"
#include "switcher.h"
#include "view_place.h"

/* Two guests side by side, the first with the focus. */
struct fixture {
	struct env *env;
	struct fake_guest *a, *b;
	struct view *view_a, *view_b;
};

static int setup(void **state) {
	static struct fixture fixture;
	struct env *env = env_create("");
	fixture.env = env;
	fixture.a = fake_guest_create(env, 1, 500, 300);
	fixture.b = fake_guest_create(env, 2, 500, 300);
	fixture.view_a = env_view(env, fixture.a);
	fixture.view_b = env_view(env, fixture.b);
	view_move(fixture.view_a, 50, 100);
	view_move(fixture.view_b, 650, 100);
	env_settle(env);
	*state = &fixture;
	return 0;
}

static int teardown(void **state) {
	struct fixture *fixture = *state;
	env_destroy(fixture->env);
	return 0;
}

static struct view *focused(const struct fixture *fixture) {
	return seat_focus_of(fixture->env->server->seat)->view;
}

static void focus_view(struct fixture *fixture, struct view *view) {
	focus_set(seat_focus_of(fixture->env->server->seat), view);
}

static void test_first_guest_gets_the_focus_and_later_ones_do_not(void **state) {
	struct fixture *fixture = *state;
	assert_ptr_equal(focused(fixture), fixture->view_a);
	assert_ptr_equal(env_top_view(fixture->env), fixture->view_a);
}

static void test_keys_go_to_the_focus_alone(void **state) {
	struct fixture *fixture = *state;
	env_press(fixture->env, KEY_A);
	assert_true(fake_guest_got(fixture->a, FAKE_KEY, KEY_A, true));
	assert_true(fake_guest_got(fixture->a, FAKE_KEY, KEY_A, false));
	assert_int_equal(fixture->b->event_count, 0);
}

static void test_every_key_arrives_as_it_is(void **state) {
	struct fixture *fixture = *state;
	for (uint32_t code = 1; code < 0x100; code++) {
		fake_guest_forget(fixture->a);
		env_press(fixture->env, code);
		assert_true(fake_guest_got(fixture->a, FAKE_KEY, (int32_t)code, true));
		assert_true(fake_guest_got(fixture->a, FAKE_KEY, (int32_t)code, false));
	}
}

static void test_click_moves_the_focus_and_goes_through(void **state) {
	struct fixture *fixture = *state;
	env_click(fixture->env, 650 + 100, 100 + 60);
	assert_ptr_equal(focused(fixture), fixture->view_b);
	assert_true(fake_guest_got(fixture->b, FAKE_BUTTON, BTN_LEFT, true));
	assert_true(fake_guest_got(fixture->b, FAKE_BUTTON, BTN_LEFT, false));
	const struct fake_event *motion = fake_guest_last(fixture->b, FAKE_MOTION);
	assert_non_null(motion);
	assert_true(fabs(motion->x - 0.2) < 1e-3 && fabs(motion->y - 0.2) < 1e-3);
	assert_int_equal(fake_guest_count(fixture->a, FAKE_BUTTON), 0);
}

static void test_focus_change_releases_what_is_held(void **state) {
	struct fixture *fixture = *state;
	env_key(fixture->env, KEY_A, true);
	assert_int_equal(fake_guest_count(fixture->a, FAKE_RELEASE_ALL), 0);
	env_click(fixture->env, 700, 200);
	assert_int_equal(fake_guest_count(fixture->a, FAKE_RELEASE_ALL), 1);
	/* It went down in a: b doesn't hear of it coming up. */
	env_key(fixture->env, KEY_A, false);
	assert_int_equal(fake_guest_count(fixture->b, FAKE_KEY), 0);
	assert_false(fake_guest_got(fixture->a, FAKE_KEY, KEY_A, false));
}

static void test_guest_without_focus_does_not_see_the_pointer(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 700, 200);
	env_move_by(fixture->env, 5, 5);
	env_wheel(fixture->env, 120);
	assert_int_equal(fixture->b->event_count, 0);
}

static void test_pointer_position_and_movement(void **state) {
	struct fixture *fixture = *state;
	static const double corners[4][2] = {{0, 0}, {499, 0}, {0, 299}, {499, 299}};
	for (int i = 0; i < 4; i++) {
		env_move_to(fixture->env, 50 + corners[i][0] + 0.5, 100 + corners[i][1] + 0.5);
		const struct fake_event *motion = fake_guest_last(fixture->a, FAKE_MOTION);
		assert_true(fabs(motion->x - (corners[i][0] + 0.5) / 500) < 1e-6);
		assert_true(fabs(motion->y - (corners[i][1] + 0.5) / 300) < 1e-6);
	}

	/* Twice as large: a layout pixel is half a pixel of the guest. */
	struct wlr_box box = {.x = 50, .y = 100, .width = 1000, .height = 600};
	view_resize(fixture->view_a, &box, 0);
	env_move_to(fixture->env, 550, 400);
	const struct fake_event *motion = fake_guest_last(fixture->a, FAKE_MOTION);
	assert_true(fabs(motion->x - 0.5) < 1e-6 && fabs(motion->y - 0.5) < 1e-6);
	env_move_by(fixture->env, 10, -20);
	motion = fake_guest_last(fixture->a, FAKE_MOTION);
	assert_true(fabs(motion->dx - 5) < 1e-6 && fabs(motion->dy + 10) < 1e-6);
}

static void test_held_button_keeps_the_pointer(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 100, 200);
	env_button(fixture->env, BTN_LEFT, true);
	env_move_to(fixture->env, 700, 200);
	const struct fake_event *motion = fake_guest_last(fixture->a, FAKE_MOTION);
	assert_true(motion->x == 1);
	env_button(fixture->env, BTN_RIGHT, true);
	env_button(fixture->env, BTN_RIGHT, false);
	env_button(fixture->env, BTN_LEFT, false);
	assert_true(fake_guest_got(fixture->a, FAKE_BUTTON, BTN_RIGHT, true));
	assert_true(fake_guest_got(fixture->a, FAKE_BUTTON, BTN_LEFT, false));
	assert_int_equal(fixture->b->event_count, 0);
	assert_ptr_equal(focused(fixture), fixture->view_a);
}

static void test_focus_that_moves_while_a_button_is_held(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 100, 200);
	env_button(fixture->env, BTN_LEFT, true);
	focus_view(fixture, fixture->view_b);
	assert_int_equal(fake_guest_count(fixture->a, FAKE_RELEASE_ALL), 1);
	env_move_by(fixture->env, 10, 10);
	env_button(fixture->env, BTN_RIGHT, true);
	env_button(fixture->env, BTN_RIGHT, false);
	env_wheel(fixture->env, 120);
	env_button(fixture->env, BTN_LEFT, false);
	assert_int_equal(fixture->b->event_count, 0);
	assert_int_equal(fake_guest_count(fixture->a, FAKE_WHEEL), 0);
}

static void test_wheel_keeps_sign_and_fractions(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 100, 200);
	env_wheel(fixture->env, 120);
	assert_int_equal(fake_guest_last(fixture->a, FAKE_WHEEL)->code, 120);
	env_wheel(fixture->env, -15);
	assert_int_equal(fake_guest_last(fixture->a, FAKE_WHEEL)->code, -15);
	assert_int_equal(fake_guest_count(fixture->a, FAKE_TILT), 0);
	env_tilt(fixture->env, 30);
	assert_int_equal(fake_guest_last(fixture->a, FAKE_TILT)->code, 30);
	assert_int_equal(fake_guest_count(fixture->a, FAKE_WHEEL), 2);
}

static void test_guest_that_dies_while_a_button_is_held(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 100, 200);
	env_button(fixture->env, BTN_LEFT, true);
	env_key(fixture->env, KEY_A, true);
	fake_guest_destroy(fixture->a);
	env_move_to(fixture->env, 200, 200);
	env_button(fixture->env, BTN_LEFT, false);
	env_key(fixture->env, KEY_A, false);
	/* Nor does what comes next, which was meant for it, go to another. */
	env_press(fixture->env, KEY_B);
	assert_null(focused(fixture));
	assert_int_equal(fixture->b->event_count, 0);

	/* Another that comes up by itself doesn't get it either. */
	struct fake_guest *other = fake_guest_create(fixture->env, 9, 300, 200);
	assert_null(focused(fixture));
	fake_guest_destroy(other);

	/* It reboots, and is typed to as before. */
	fixture->a = fake_guest_create(fixture->env, 1, 500, 300);
	env_press(fixture->env, KEY_C);
	assert_true(fake_guest_got(fixture->a, FAKE_KEY, KEY_C, true));
}

static void test_title_bar_drags(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 650 + 200, 100 - 10);
	env_button(fixture->env, BTN_LEFT, true);
	env_move_by(fixture->env, -33, 44);
	env_move_by(fixture->env, -7, 6);
	env_button(fixture->env, BTN_LEFT, false);
	assert_int_equal(fixture->view_b->box.x, 610);
	assert_int_equal(fixture->view_b->box.y, 150);
	assert_ptr_equal(focused(fixture), fixture->view_b);
	assert_int_equal(fake_guest_count(fixture->b, FAKE_BUTTON), 0);
	env_settle(fixture->env);
	assert_int_equal(
		env_pixel(fixture->env, 610 + 7, 150 + 9), fake_guest_pixel(fixture->b, 7, 9));
}

static void test_super_drags_anywhere(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 800, 300);
	env_key(fixture->env, KEY_LEFTMETA, true);
	env_button(fixture->env, BTN_LEFT, true);
	env_move_by(fixture->env, -50, 25);
	env_button(fixture->env, BTN_LEFT, false);
	env_key(fixture->env, KEY_LEFTMETA, false);
	assert_int_equal(fixture->view_b->box.x, 600);
	assert_int_equal(fixture->view_b->box.y, 125);
	assert_int_equal(fake_guest_count(fixture->b, FAKE_BUTTON), 0);
}

static void test_window_that_becomes_fullscreen_while_it_is_dragged(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 800, 300);
	env_key(fixture->env, KEY_LEFTMETA, true);
	env_button(fixture->env, BTN_LEFT, true);
	env_move_by(fixture->env, -50, 25);
	env_press(fixture->env, KEY_F);
	env_move_by(fixture->env, 50, 25);
	env_button(fixture->env, BTN_LEFT, false);
	env_key(fixture->env, KEY_LEFTMETA, false);
	assert_true(fixture->view_b->fullscreen);
	assert_int_equal(fixture->view_b->box.x, 0);
	assert_int_equal(fixture->view_b->box.y, 0);
}

static void test_super_right_resizes_and_keeps_the_shape(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 650 + 450, 100 + 250);
	env_key(fixture->env, KEY_LEFTMETA, true);
	env_button(fixture->env, BTN_RIGHT, true);
	env_move_by(fixture->env, 100, 0);
	env_button(fixture->env, BTN_RIGHT, false);
	env_key(fixture->env, KEY_LEFTMETA, false);
	assert_int_equal(fixture->view_b->box.x, 650);
	assert_int_equal(fixture->view_b->box.width, 600);
	assert_int_equal(fixture->view_b->box.height, 360);

	env_key(fixture->env, KEY_LEFTMETA, true);
	env_press(fixture->env, KEY_EQUAL);
	env_key(fixture->env, KEY_LEFTMETA, false);
	assert_int_equal(fixture->view_b->box.width, 500);
	assert_int_equal(fixture->view_b->box.height, 300);
}

static void test_border_resizes_from_the_left(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 650 - 2, 250);
	env_button(fixture->env, BTN_LEFT, true);
	env_move_by(fixture->env, 100, 0);
	env_button(fixture->env, BTN_LEFT, false);
	assert_int_equal(fixture->view_b->box.x, 750);
	assert_int_equal(fixture->view_b->box.width, 400);
	assert_int_equal(fixture->view_b->box.height, 240);
}

static void click_button(struct fixture *fixture, const struct view *view, int from_right) {
	env_click(fixture->env, view->box.x + view->box.width - 34 * from_right - 17,
		view->box.y - FRAME_TITLE_HEIGHT / 2);
}

static void test_close_hides_and_the_switcher_brings_back(void **state) {
	struct fixture *fixture = *state;
	click_button(fixture, fixture->view_a, 0);
	env_settle(fixture->env);
	assert_true(fixture->view_a->hidden);
	assert_false(fixture->a->visible);
	assert_int_equal(fixture->a->pixels_alive, 1);
	assert_ptr_equal(focused(fixture), fixture->view_b);

	env_key(fixture->env, KEY_LEFTALT, true);
	env_press(fixture->env, KEY_TAB);
	env_key(fixture->env, KEY_LEFTALT, false);
	env_settle(fixture->env);
	assert_ptr_equal(focused(fixture), fixture->view_a);
	assert_true(fixture->a->visible);
}

static void test_button_let_go_elsewhere_does_nothing(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 650 + 500 - 17, 100 - 14);
	env_button(fixture->env, BTN_LEFT, true);
	env_move_to(fixture->env, 600, 600);
	env_button(fixture->env, BTN_LEFT, false);
	assert_false(fixture->view_b->hidden);
}

static void test_minimize_and_maximize_buttons(void **state) {
	struct fixture *fixture = *state;
	click_button(fixture, fixture->view_b, 1);
	assert_true(fixture->view_b->maximized);
	assert_int_equal(fixture->view_b->box.width, 1280 - 2 * FRAME_BORDER);
	assert_int_equal(fixture->view_b->box.height, 720 - 2 * FRAME_BORDER - FRAME_TITLE_HEIGHT);
	click_button(fixture, fixture->view_b, 1);
	assert_int_equal(fixture->view_b->box.x, 650);
	assert_int_equal(fixture->view_b->box.width, 500);
	click_button(fixture, fixture->view_b, 2);
	assert_true(fixture->view_b->minimized);
	assert_ptr_equal(focused(fixture), fixture->view_a);
}

static void test_double_click_maximizes(void **state) {
	struct fixture *fixture = *state;
	env_click(fixture->env, 700, 90);
	env_button(fixture->env, BTN_LEFT, true);
	env_button(fixture->env, BTN_LEFT, false);
	assert_true(fixture->view_b->maximized);
}

static void test_maximized_window_is_pulled_loose(void **state) {
	struct fixture *fixture = *state;
	view_set_maximized(fixture->view_a, true);
	env_move_to(fixture->env, 640, 10);
	env_button(fixture->env, BTN_LEFT, true);
	env_move_by(fixture->env, 0, 100);
	env_button(fixture->env, BTN_LEFT, false);
	assert_false(fixture->view_a->maximized);
	assert_int_equal(fixture->view_a->box.width, 500);
	assert_in_range(fixture->view_a->box.x, 640 - 500, 640);
	assert_in_range(fixture->view_a->box.y, 110, 110 + FRAME_TITLE_HEIGHT);
}

static void super(struct fixture *fixture, uint32_t code) {
	env_key(fixture->env, KEY_LEFTMETA, true);
	env_press(fixture->env, code);
	env_key(fixture->env, KEY_LEFTMETA, false);
}

static void test_fullscreen_key_leaves_too_and_the_guest_does_not_see_it(void **state) {
	struct fixture *fixture = *state;
	super(fixture, KEY_F);
	assert_true(fixture->view_a->fullscreen);
	assert_int_equal(fixture->view_a->box.width, 1280);
	env_press(fixture->env, KEY_X);
	super(fixture, KEY_F);
	assert_false(fixture->view_a->fullscreen);
	assert_int_equal(fixture->view_a->box.x, 50);
	assert_int_equal(fixture->view_a->box.width, 500);
	assert_false(fake_guest_got(fixture->a, FAKE_KEY, KEY_F, true));
	assert_false(fake_guest_got(fixture->a, FAKE_KEY, KEY_F, false));
	assert_true(fake_guest_got(fixture->a, FAKE_KEY, KEY_X, true));
}

static void test_switcher_order(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct fake_guest *c = fake_guest_create(env, 3, 200, 100);
	struct view *view_c = env_view(env, c);
	focus_view(fixture, view_c);
	focus_view(fixture, fixture->view_b);
	focus_view(fixture, fixture->view_a);
	/* a, b, c */
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	env_key(env, KEY_LEFTALT, false);
	assert_ptr_equal(focused(fixture), fixture->view_b);
	/* b, a, c */
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	env_press(env, KEY_TAB);
	env_key(env, KEY_LEFTALT, false);
	assert_ptr_equal(focused(fixture), view_c);
	/* c, b, a */
	env_key(env, KEY_LEFTALT, true);
	env_key(env, KEY_LEFTSHIFT, true);
	env_press(env, KEY_TAB);
	env_key(env, KEY_LEFTSHIFT, false);
	env_key(env, KEY_LEFTALT, false);
	assert_ptr_equal(focused(fixture), fixture->view_a);
}

static void test_switcher_has_what_is_put_away_last(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	fake_guest_create(env, 3, 200, 100);
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_H);
	env_key(env, KEY_LEFTMETA, false);
	assert_true(fixture->view_a->minimized);
	assert_ptr_not_equal(focused(fixture), fixture->view_a);
	env_key(env, KEY_LEFTALT, true);
	env_key(env, KEY_LEFTSHIFT, true);
	env_press(env, KEY_TAB);
	env_key(env, KEY_LEFTSHIFT, false);
	env_key(env, KEY_LEFTALT, false);
	assert_ptr_equal(focused(fixture), fixture->view_a);
	assert_true(view_is_shown(fixture->view_a));
}

static void test_switcher_keeps_keys_for_itself(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	env_key(env, KEY_A, true);
	env_key(env, KEY_LEFTALT, true);
	env_key(env, KEY_TAB, true);
	assert_int_equal(fake_guest_count(fixture->a, FAKE_RELEASE_ALL), 1);
	fake_guest_forget(fixture->a);
	env_press(env, KEY_B);
	env_key(env, KEY_TAB, false);
	env_key(env, KEY_A, false);
	assert_int_equal(fixture->a->event_count, 0);
	assert_int_equal(fixture->b->event_count, 0);

	env_press(env, KEY_ESC);
	assert_false(switcher_is_open(env->server->seat->switcher));
	assert_ptr_equal(focused(fixture), fixture->view_a);
	env_key(env, KEY_LEFTALT, false);
	assert_int_equal(fake_guest_count(fixture->a, FAKE_KEY), 0);
	env_press(env, KEY_C);
	assert_true(fake_guest_got(fixture->a, FAKE_KEY, KEY_C, true));
}

static void test_guest_that_dies_while_the_switcher_is_open(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	fake_guest_destroy(fixture->b); /* the chosen one */
	env_settle(env);
	env_key(env, KEY_LEFTALT, false);
	assert_ptr_equal(focused(fixture), fixture->view_a);

	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	fake_guest_destroy(fixture->a); /* the last one */
	assert_false(switcher_is_open(env->server->seat->switcher));
	env_key(env, KEY_LEFTALT, false);
	assert_null(focused(fixture));
}

static void test_window_that_comes_while_the_switcher_is_open_gets_no_keys(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	fake_guest_destroy(fixture->a); /* the one in use */
	struct fake_guest *c = fake_guest_create(env, 3, 200, 100);
	env_press(env, KEY_C);
	assert_int_equal(c->event_count, 0);
	env_key(env, KEY_LEFTALT, false);
	assert_ptr_equal(focused(fixture), fixture->view_b);
	env_press(env, KEY_D);
	assert_true(fake_guest_got(fixture->b, FAKE_KEY, KEY_D, true));
	assert_int_equal(fake_guest_count(c, FAKE_KEY), 0);
}

static void test_switcher_without_windows(void **state) {
	struct fixture *fixture = *state;
	fake_guest_destroy(fixture->a);
	fake_guest_destroy(fixture->b);
	env_key(fixture->env, KEY_LEFTALT, true);
	env_press(fixture->env, KEY_TAB);
	env_key(fixture->env, KEY_LEFTALT, false);
	assert_null(focused(fixture));
}

static bool super_f_is_fullscreen(const char *config_text) {
	struct env *env = env_create(config_text);
	struct fake_guest *guest = fake_guest_create(env, 1, 500, 300);
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_F);
	env_key(env, KEY_LEFTMETA, false);
	bool fullscreen = env_view(env, guest)->fullscreen;
	env_destroy(env);
	return fullscreen;
}

static void test_bindings_work_on_every_layout(void **state) {
	assert_true(super_f_is_fullscreen("[keyboard]\nlayout = us\n"));
	assert_true(super_f_is_fullscreen("[keyboard]\nlayout = us,gr\n"));
	assert_true(super_f_is_fullscreen("[keyboard]\nlayout = gr\n"));
	/* There it is the U. */
	assert_false(super_f_is_fullscreen("[keyboard]\nlayout = us\nvariant = dvorak\n"));
}

static void test_keyboard_that_goes_releases_its_keys(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	env_key(env, KEY_A, true);
	wlr_keyboard_finish(&env->keyboard);
	assert_true(fake_guest_got(fixture->a, FAKE_KEY, KEY_A, false));
	static const struct wlr_keyboard_impl impl = {.name = "another"};
	wlr_keyboard_init(&env->keyboard, &impl, "another");
}

/* wayvnc's does, when it ends while somebody drags. */
static void test_pointer_that_goes_releases_its_buttons(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	const struct view *view = env_view(env, fixture->a);
	env_click(env, view->box.x + 50, view->box.y + 50);
	env_button(env, BTN_LEFT, true);
	env_button(env, BTN_LEFT, true);
	fake_guest_forget(fixture->a);
	wlr_pointer_finish(&env->pointer);
	assert_int_equal(fake_guest_count(fixture->a, FAKE_BUTTON), 1);
	assert_true(fake_guest_got(fixture->a, FAKE_BUTTON, BTN_LEFT, false));
	assert_int_equal(env->server->seat->pointer->grab, POINTER_GRAB_NONE);
	assert_int_equal(env->server->seat->pointer->buttons, 0);
	static const struct wlr_pointer_impl impl = {.name = "another"};
	wlr_pointer_init(&env->pointer, &impl, "another");
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_first_guest_gets_the_focus_and_later_ones_do_not),
		TEST(test_keys_go_to_the_focus_alone),
		TEST(test_every_key_arrives_as_it_is),
		TEST(test_click_moves_the_focus_and_goes_through),
		TEST(test_focus_change_releases_what_is_held),
		TEST(test_guest_without_focus_does_not_see_the_pointer),
		TEST(test_pointer_position_and_movement),
		TEST(test_held_button_keeps_the_pointer),
		TEST(test_focus_that_moves_while_a_button_is_held),
		TEST(test_wheel_keeps_sign_and_fractions),
		TEST(test_guest_that_dies_while_a_button_is_held),
		TEST(test_title_bar_drags),
		TEST(test_super_drags_anywhere),
		TEST(test_window_that_becomes_fullscreen_while_it_is_dragged),
		TEST(test_super_right_resizes_and_keeps_the_shape),
		TEST(test_border_resizes_from_the_left),
		TEST(test_close_hides_and_the_switcher_brings_back),
		TEST(test_button_let_go_elsewhere_does_nothing),
		TEST(test_minimize_and_maximize_buttons),
		TEST(test_double_click_maximizes),
		TEST(test_maximized_window_is_pulled_loose),
		TEST(test_fullscreen_key_leaves_too_and_the_guest_does_not_see_it),
		TEST(test_switcher_order),
		TEST(test_switcher_has_what_is_put_away_last),
		TEST(test_switcher_keeps_keys_for_itself),
		TEST(test_guest_that_dies_while_the_switcher_is_open),
		TEST(test_window_that_comes_while_the_switcher_is_open_gets_no_keys),
		TEST(test_switcher_without_windows),
		cmocka_unit_test(test_bindings_work_on_every_layout),
		TEST(test_keyboard_that_goes_releases_its_keys),
		TEST(test_pointer_that_goes_releases_its_buttons),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
