/* A program has its window moved or resized by the pen that is down in it, as by its own title bar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "compositor_tablet_fixture.h"
#include "pointer.h"
#include "seat.h"
#include "view_place.h"
#include "xdg-shell-client-protocol.h"

#define LEFT 200
#define TOP 150

static int start(void **state) {
	tablet_start(state);
	struct tablet_fixture *fixture = *state;
	view_move(fixture->view, LEFT, TOP);
	pen_bring(fixture, LEFT + 50, TOP + 40);
	return 0;
}

static void ask_to_move(struct tablet_fixture *fixture, uint32_t serial) {
	xdg_toplevel_move(fixture->client->toplevel, fixture->client->seat, serial);
	client_settle(fixture->client);
}

static void assert_place(const struct tablet_fixture *fixture, int x, int y) {
	assert_int_equal(fixture->view->box.x, x);
	assert_int_equal(fixture->view->box.y, y);
}

/* Pulls it by 30, 20 and leaves the tip down. */
static void drag(struct tablet_fixture *fixture) {
	pen_tip(fixture, LEFT + 50, TOP + 40, true);
	ask_to_move(fixture, fixture->down_serial);
	pen_move(fixture, LEFT + 80, TOP + 60);
	assert_place(fixture, LEFT + 30, TOP + 20);
}

static void assert_let_go(struct tablet_fixture *fixture) {
	struct env *env = fixture->env;
	assert_null(env->server->seat->pointer->interactive.view);
	assert_int_equal(env->server->seat->pointer->buttons, 0);
	env_move_by(env, 50, 50);
	assert_place(fixture, LEFT + 30, TOP + 20);
	assert_int_equal(fixture->client->button_events, 0);
}

static void test_moved_by_the_tip(void **state) {
	struct tablet_fixture *fixture = *state;
	drag(fixture);
	assert_int_equal(fixture->ups, 1);
	assert_false(fixture->in_proximity);
	pen_tip(fixture, LEFT + 80, TOP + 60, false);
	assert_let_go(fixture);
	/* It is the program's again. */
	pen_move(fixture, LEFT + 90, TOP + 60);
	assert_true(fixture->in_proximity);
	assert_false(fixture->client->has_pointer);
	pen_tip(fixture, LEFT + 90, TOP + 60, true);
	assert_true(fixture->down);
}

static void test_resized_by_the_tip(void **state) {
	struct tablet_fixture *fixture = *state;
	struct client *client = fixture->client;
	pen_tip(fixture, LEFT + 350, TOP + 250, true);
	xdg_toplevel_resize(client->toplevel, client->seat, fixture->down_serial,
		XDG_TOPLEVEL_RESIZE_EDGE_BOTTOM_RIGHT);
	client_settle(client);
	pen_move(fixture, LEFT + 390, TOP + 280);
	pen_tip(fixture, LEFT + 390, TOP + 280, false);
	client_settle(client);
	env_assert_box(fixture->view, LEFT, TOP, 440, 330);
}

static void test_moved_by_a_button(void **state) {
	struct tablet_fixture *fixture = *state;
	pen_press(fixture, BTN_STYLUS, true);
	ask_to_move(fixture, fixture->button_serial);
	pen_move(fixture, LEFT + 80, TOP + 60);
	assert_place(fixture, LEFT + 30, TOP + 20);
	pen_press(fixture, BTN_STYLUS, false);
	assert_let_go(fixture);
}

/* Another event's serial, and that of a tip that is up again, are none. */
static void test_needs_the_serial_of_what_is_down(void **state) {
	struct tablet_fixture *fixture = *state;
	pen_tip(fixture, LEFT + 50, TOP + 40, true);
	uint32_t serial = fixture->down_serial;
	pen_tip(fixture, LEFT + 50, TOP + 40, false);
	ask_to_move(fixture, serial);
	pen_tip(fixture, LEFT + 50, TOP + 40, true);
	ask_to_move(fixture, serial);
	ask_to_move(fixture, fixture->proximity_serial);
	assert_true(fixture->down);
	assert_int_equal(fixture->ups, 1);
	pen_move(fixture, LEFT + 80, TOP + 60);
	assert_place(fixture, LEFT, TOP);
	ask_to_move(fixture, fixture->down_serial);
	assert_int_equal(fixture->ups, 2);
}

static void test_another_program_may_not(void **state) {
	struct tablet_fixture *fixture = *state;
	struct client *other = client_create(fixture->env, 200, 100, 0x803020);
	struct view *view = env_top_view(fixture->env);
	view_move(view, 800, 400);
	pen_tip(fixture, LEFT + 50, TOP + 40, true);
	env_settle(fixture->env);
	xdg_toplevel_move(other->toplevel, other->seat, fixture->down_serial);
	client_settle(other);
	assert_true(fixture->down);
	assert_null(fixture->env->server->seat->pointer->interactive.view);
	client_destroy(other);
}

static void test_ends_where_the_pen_leaves(void **state) {
	struct tablet_fixture *fixture = *state;
	drag(fixture);
	pen_take_away(fixture);
	assert_let_go(fixture);
	pen_bring(fixture, LEFT + 80, TOP + 60);
	assert_true(fixture->in_proximity);
}

static void test_ends_with_the_tablet(void **state) {
	struct tablet_fixture *fixture = *state;
	drag(fixture);
	tablet_unplug(fixture);
	assert_let_go(fixture);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, start, tablet_stop)
	const struct CMUnitTest tests[] = {
		TEST(test_moved_by_the_tip),
		TEST(test_resized_by_the_tip),
		TEST(test_moved_by_a_button),
		TEST(test_needs_the_serial_of_what_is_down),
		TEST(test_another_program_may_not),
		TEST(test_ends_where_the_pen_leaves),
		TEST(test_ends_with_the_tablet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
