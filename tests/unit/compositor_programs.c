/* dom0's own programs beside the guests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <wlr/types/wlr_seat.h>

#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "focus.h"
#include "frame.h"
#include "seat.h"
#include "view_place.h"
#include "xdg-decoration-unstable-v1-client-protocol.h"
#include "xdg-shell-client-protocol.h"

#define COLOR 0x30a060

struct fixture {
	struct env *env;
	struct client *client;
	struct view *view;
};

static int setup(void **state) {
	static struct fixture fixture;
	fixture.env = env_create("");
	fixture.client = client_create(fixture.env, 400, 300, COLOR);
	fixture.view = env_top_view(fixture.env);
	view_move(fixture.view, 200, 150);
	client_settle(fixture.client);
	*state = &fixture;
	return 0;
}

static int teardown(void **state) {
	struct fixture *fixture = *state;
	if (fixture->client != NULL) {
		client_destroy(fixture->client);
	}
	env_destroy(fixture->env);
	return 0;
}

static void test_window_has_our_frame_and_the_focus(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	assert_string_equal(fixture->view->title, "a program");
	assert_int_equal(fixture->view->box.width, 400);
	assert_int_equal(env_pixel(env, 200, 150), COLOR);
	assert_int_equal(env_pixel(env, 599, 449), COLOR);
	assert_int_equal(env_pixel(env, 198, 300), fixture->view->color);
	assert_true(fixture->client->activated);
	assert_true(fixture->client->has_keyboard);
	assert_int_equal(
		fixture->client->decoration_mode, ZXDG_TOPLEVEL_DECORATION_V1_MODE_SERVER_SIDE);
}

static void test_title_is_made_printable(void **state) {
	struct fixture *fixture = *state;
	xdg_toplevel_set_title(fixture->client->toplevel, "a\nb\x1b[31m \xc3\xa9\u202e");
	client_settle(fixture->client);
	assert_string_equal(fixture->view->title, "a?b?[31m \xc3\xa9???");
}

static void test_keys_and_pointer_arrive(void **state) {
	struct fixture *fixture = *state;
	env_press(fixture->env, KEY_A);
	client_settle(fixture->client);
	assert_int_equal(fixture->client->key_events, 2);
	assert_int_equal(fixture->client->last_key, KEY_A);

	env_move_to(fixture->env, 210, 170);
	client_settle(fixture->client);
	assert_true(fixture->client->has_pointer);
	assert_true(fabs(fixture->client->pointer_x - 10) < 0.01);
	assert_true(fabs(fixture->client->pointer_y - 20) < 0.01);

	/* A button that is held keeps the pointer in. */
	env_button(fixture->env, BTN_LEFT, true);
	env_move_to(fixture->env, 190, 100);
	client_settle(fixture->client);
	assert_true(fabs(fixture->client->pointer_x + 10) < 0.01);
	env_button(fixture->env, BTN_LEFT, false);
	client_settle(fixture->client);
	assert_int_equal(fixture->client->button_events, 2);
	assert_false(fixture->client->has_pointer);
}

static void test_keys_go_either_to_program_or_guest(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	env_press(env, KEY_A);
	client_settle(fixture->client);
	assert_int_equal(fixture->client->key_events, 2);
	assert_int_equal(guest->event_count, 0);

	env_click(env, view->box.x + 20, view->box.y + 20);
	env_press(env, KEY_B);
	client_settle(fixture->client);
	assert_false(fixture->client->has_keyboard);
	assert_false(fixture->client->activated);
	assert_int_equal(fixture->client->key_events, 2);
	assert_true(fake_guest_got(guest, FAKE_KEY, KEY_B, true));
}

static void test_bindings_are_kept_from_programs(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_F);
	client_settle(fixture->client);
	assert_true(fixture->client->fullscreen);
	assert_int_equal(fixture->client->configured_width, 1280);
	assert_int_equal(fixture->client->configured_height, 720);
	assert_int_equal(fixture->client->key_events, 1); /* Super itself */
	assert_int_equal(env_pixel(env, 0, 0), COLOR);
	env_press(env, KEY_F);
	env_key(env, KEY_LEFTMETA, false);
	client_settle(fixture->client);
	assert_false(fixture->client->fullscreen);
	assert_int_equal(fixture->view->box.x, 200);
	assert_int_equal(fixture->view->box.width, 400);
}

static void test_held_keys_are_told_on_entering(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	focus_set(seat_focus_of(env->server->seat), env_view(env, guest));
	env_key(env, KEY_X, true);
	env_key(env, KEY_LEFTALT, true);
	env_key(env, KEY_TAB, true);
	env_key(env, KEY_LEFTALT, false);
	client_settle(fixture->client);
	assert_true(fixture->client->has_keyboard);
	assert_int_equal(fixture->client->entered_key_count, 1); /* not Tab: that was ours */
	assert_int_equal(fixture->client->entered_keys[0], KEY_X);
	env_key(env, KEY_TAB, false);
	env_key(env, KEY_X, false);
	client_settle(fixture->client);
	assert_int_equal(fixture->client->key_events, 1);
	assert_int_equal(fixture->client->last_key, KEY_X);
}

static void test_close_asks_the_program(void **state) {
	struct fixture *fixture = *state;
	env_click(fixture->env, 200 + 400 - 17, 150 - 14);
	client_settle(fixture->client);
	assert_true(fixture->client->close_requested);
	assert_true(view_is_shown(fixture->view));
}

static void test_minimized_program_is_suspended(void **state) {
	struct fixture *fixture = *state;
	xdg_toplevel_set_minimized(fixture->client->toplevel);
	client_settle(fixture->client);
	assert_true(fixture->view->minimized);
	assert_true(fixture->client->suspended);
	assert_false(fixture->client->has_keyboard);
	focus_set(seat_focus_of(fixture->env->server->seat), fixture->view);
	client_settle(fixture->client);
	assert_false(fixture->client->suspended);
}

static void test_program_asks_to_be_maximized(void **state) {
	struct fixture *fixture = *state;
	xdg_toplevel_set_maximized(fixture->client->toplevel);
	client_settle(fixture->client);
	assert_true(fixture->client->maximized);
	assert_int_equal(fixture->view->box.width, 1280 - 2 * FRAME_BORDER);
	xdg_toplevel_unset_maximized(fixture->client->toplevel);
	client_settle(fixture->client);
	assert_false(fixture->client->maximized);
	assert_int_equal(fixture->view->box.x, 200);
	assert_int_equal(fixture->view->box.width, 400);
}

/* It draws itself once, and can be made smaller afterwards. */
static void test_program_begins_maximized(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	wl_surface_attach(client->surface, NULL, 0, 0);
	wl_surface_commit(client->surface);
	client_settle(client);
	xdg_toplevel_set_maximized(client->toplevel);
	wl_surface_commit(client->surface);
	client_settle(client);
	struct view *view = env_top_view(fixture->env);
	assert_ptr_equal(view, fixture->view);
	assert_true(view->maximized);
	assert_true(client->maximized);
	assert_int_equal(view->box.x, FRAME_BORDER);
	assert_int_equal(client->width, 1280 - 2 * FRAME_BORDER);
	assert_int_equal(client->height, 720 - 2 * FRAME_BORDER - FRAME_TITLE_HEIGHT);

	xdg_toplevel_unset_maximized(client->toplevel);
	client_settle(client);
	assert_false(client->maximized);
	assert_int_equal(client->width, 1280 * 2 / 3);
	assert_int_equal(view->box.width, 1280 * 2 / 3);
	assert_int_equal(view->box.x, 1280 / 6);
}

/* Before the program has drawn anything of the size in between. */
static void test_state_that_is_taken_back_at_once(void **state) {
	struct fixture *fixture = *state;
	view_set_maximized(fixture->view, true);
	view_set_maximized(fixture->view, false);
	client_settle(fixture->client);
	assert_false(fixture->client->maximized);
	assert_int_equal(fixture->client->width, 400);
	assert_int_equal(fixture->view->box.width, 400);
	assert_int_equal(fixture->view->box.x, 200);
}

static void test_resize_from_the_left_keeps_the_right(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 198, 300);
	env_button(fixture->env, BTN_LEFT, true);
	env_move_by(fixture->env, -50, 0);
	client_settle(fixture->client);
	assert_int_equal(fixture->view->box.x, 150);
	assert_int_equal(fixture->view->box.width, 450);

	/* A program that takes steps. */
	fixture->client->wanted_width = 460;
	fixture->client->wanted_height = 300;
	env_move_by(fixture->env, -15, 0);
	client_settle(fixture->client);
	assert_int_equal(fixture->view->box.x, 140);
	assert_int_equal(fixture->view->box.width, 460);
	env_button(fixture->env, BTN_LEFT, false);
}

static void test_program_asks_to_be_moved(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	/* Without a button that is down in it, it has no business to. */
	xdg_toplevel_move(client->toplevel, client->seat, 0);
	client_settle(client);
	env_move_by(fixture->env, -100, -100);
	assert_int_equal(fixture->view->box.x, 200);

	env_move_to(fixture->env, 300, 300);
	env_button(fixture->env, BTN_LEFT, true);
	client_settle(client);
	xdg_toplevel_move(client->toplevel, client->seat, client->button_serial);
	client_settle(client);
	env_move_by(fixture->env, 30, -20);
	env_button(fixture->env, BTN_LEFT, false);
	client_settle(client);
	assert_int_equal(fixture->view->box.x, 230);
	assert_int_equal(fixture->view->box.y, 130);
	assert_int_equal(fixture->env->server->seat->wlr_seat->pointer_state.button_count, 0);
	assert_true(client->has_pointer);
}

static void test_popup_lies_above_the_frame(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	client_add_popup(fixture->client, 50, -20, 100, 40, 0xc02020);
	assert_int_equal(env_pixel(env, 250, 131), 0xc02020);
	assert_int_equal(env_pixel(env, 349, 169), 0xc02020);
	/* And takes input there. */
	env_move_to(env, 260, 135);
	client_settle(fixture->client);
	assert_true(fixture->client->has_pointer);
	assert_true(fabs(fixture->client->pointer_x - 10) < 0.01);
}

/* A guest's menu can't pass for one of dom0's. */
static void test_popup_lies_above_those_of_guests(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	client_add_popup(fixture->client, 50, -20, 100, 40, 0xc02020);
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	struct fake_agent *agent = fake_agent_create(guest);
	const struct wlr_box *box = &fixture->view->box;
	fake_window_show(agent, 1, GUEST_WINDOW_POPUP, box->x, box->y - 50, 300, 200);
	env_settle(env);
	assert_int_equal(env_pixel(env, box->x + 60, box->y + 10), 0xc02020);
	env_move_to(env, box->x + 60, box->y + 10);
	client_settle(fixture->client);
	assert_true(fixture->client->has_pointer);
	assert_true(fabs(fixture->client->pointer_x - 10) < 0.01);
}

/* Against the protocol, but nobody stops a program. */
static void test_popup_whose_window_goes_first(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	struct xdg_surface *popup = client_add_popup(client, 50, -20, 100, 40, 0xc02020);
	zxdg_toplevel_decoration_v1_destroy(client->decoration);
	xdg_toplevel_destroy(client->toplevel);
	client_settle(client);
	assert_null(env_top_view(fixture->env));
	assert_int_not_equal(env_pixel(fixture->env, 250, 131), 0xc02020);
	assert_true(client_is_refused_popup(client, popup));
}

static void test_program_that_crashes_while_it_is_dragged(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 300, 140);
	env_button(fixture->env, BTN_LEFT, true);
	env_move_by(fixture->env, 10, 10);
	client_destroy(fixture->client);
	fixture->client = NULL;
	env_move_by(fixture->env, 10, 10);
	env_button(fixture->env, BTN_LEFT, false);
	assert_null(env_top_view(fixture->env));
	assert_null(seat_focus_of(fixture->env->server->seat)->view);
}

static void test_program_that_crashes_with_a_button_held_in_it(void **state) {
	struct fixture *fixture = *state;
	struct fake_guest *guest = fake_guest_create(fixture->env, 1, 1000, 600);
	env_move_to(fixture->env, 300, 300);
	env_button(fixture->env, BTN_LEFT, true);
	client_destroy(fixture->client);
	fixture->client = NULL;
	env_move_by(fixture->env, 10, 10);
	env_button(fixture->env, BTN_LEFT, false);
	env_settle(fixture->env);
	assert_int_equal(fake_guest_count(guest, FAKE_BUTTON), 0);
	assert_ptr_equal(
		seat_focus_of(fixture->env->server->seat)->view, env_view(fixture->env, guest));
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_window_has_our_frame_and_the_focus),
		TEST(test_title_is_made_printable),
		TEST(test_keys_and_pointer_arrive),
		TEST(test_keys_go_either_to_program_or_guest),
		TEST(test_bindings_are_kept_from_programs),
		TEST(test_held_keys_are_told_on_entering),
		TEST(test_close_asks_the_program),
		TEST(test_minimized_program_is_suspended),
		TEST(test_program_asks_to_be_maximized),
		TEST(test_program_begins_maximized),
		TEST(test_state_that_is_taken_back_at_once),
		TEST(test_resize_from_the_left_keeps_the_right),
		TEST(test_program_asks_to_be_moved),
		TEST(test_popup_lies_above_the_frame),
		TEST(test_popup_lies_above_those_of_guests),
		TEST(test_popup_whose_window_goes_first),
		TEST(test_program_that_crashes_while_it_is_dragged),
		TEST(test_program_that_crashes_with_a_button_held_in_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
