/* Tools of a drawing tablet: what they are depends on what they are over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_tablet_v2.h>

#include "compositor_locker.h"
#include "compositor_tablet_fixture.h"
#include "cursor-shape-v1-client-protocol.h"
#include "frame.h"
#include "pointer.h"
#include "seat.h"
#include "switcher.h"
#include "tablet-v2-client-protocol.h"
#include "tablet_tool.h"
#include "xdg-decoration-unstable-v1-client-protocol.h"
#include "xdg-shell-client-protocol.h"

static void test_program(void **state) {
	struct tablet_fixture *fixture = *state;
	double left = fixture->view->box.x, top = fixture->view->box.y;
	pen_bring(fixture, left + 10, top + 20);
	assert_int_equal(fixture->tools, 1);
	assert_true(fixture->in_proximity);
	assert_false(fixture->client->has_pointer);
	assert_float_equal(fixture->x, 10, 0.1);
	assert_float_equal(fixture->y, 20, 0.1);
	wl_signal_emit_mutable(&fixture->tablet.events.axis,
		&(struct wlr_tablet_tool_axis_event){
			.tablet = &fixture->tablet,
			.tool = &fixture->tool,
			.updated_axes = WLR_TABLET_TOOL_AXIS_PRESSURE | WLR_TABLET_TOOL_AXIS_TILT_X,
			.pressure = 0.5,
			.tilt_x = 30,
		});
	pen_press(fixture, BTN_STYLUS, true);
	assert_float_equal(fixture->pressure, 0.5, 0.01);
	assert_float_equal(fixture->tilt_x, 30, 0.01);
	assert_int_equal(fixture->button, BTN_STYLUS);
	assert_int_equal(fixture->button_state, ZWP_TABLET_TOOL_V2_BUTTON_STATE_PRESSED);
	pen_press(fixture, BTN_STYLUS, false);
	assert_int_equal(fixture->button_state, ZWP_TABLET_TOOL_V2_BUTTON_STATE_RELEASED);
	assert_int_equal(fixture->client->button_events, 0);
	pen_take_away(fixture);
	assert_false(fixture->in_proximity);
	assert_true(fixture->client->has_pointer); /* which is there */
}

/* A line goes on beyond the edge, and the tip is what gives the focus. */
static void test_line(void **state) {
	struct tablet_fixture *fixture = *state;
	struct fake_guest *guest = fake_guest_create(fixture->env, 1, 300, 200);
	env_settle(fixture->env);
	const struct view *other = env_view(fixture->env, guest);
	env_click(fixture->env, other->box.x + 20, other->box.y + 20);
	client_settle(fixture->client);
	assert_false(fixture->client->has_keyboard);

	double left = fixture->view->box.x, top = fixture->view->box.y;
	pen_bring(fixture, left + 10, top + 20);
	pen_tip(fixture, left + 10, top + 20, true);
	assert_true(fixture->down);
	assert_true(fixture->client->has_keyboard);
	fake_guest_forget(guest);
	pen_move(fixture, left - 5, top - 6);
	assert_float_equal(fixture->x, -5, 0.1);
	assert_float_equal(fixture->y, -6, 0.1);
	assert_true(fixture->in_proximity);
	pen_tip(fixture, left - 5, top - 6, false);
	assert_int_equal(fixture->ups, 1);
	pen_move(fixture, left - 50, top - 60);
	assert_false(fixture->in_proximity);
	assert_int_equal(fake_guest_count(guest, FAKE_BUTTON), 0);
	fake_guest_destroy(guest);
}

/* A guest knows of no tablets. */
static void test_guest(void **state) {
	struct tablet_fixture *fixture = *state;
	struct fake_guest *guest = fake_guest_create(fixture->env, 1, 300, 200);
	env_settle(fixture->env);
	const struct view *view = env_view(fixture->env, guest);
	double left = view->box.x, top = view->box.y;
	pen_bring(fixture, left + 30, top + 50);
	assert_int_equal(fake_guest_count(guest, FAKE_MOTION), 0); /* it hasn't the focus */
	pen_tip(fixture, left + 30, top + 50, true);
	assert_true(view->activated);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, true));
	pen_move(fixture, left + 150, top + 100);
	assert_float_equal(fake_guest_last(guest, FAKE_MOTION)->x, 0.5, 0.01);
	pen_tip(fixture, left + 150, top + 100, false);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, false));
	pen_press(fixture, BTN_STYLUS, true);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_RIGHT, true));
	pen_press(fixture, BTN_STYLUS, false);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_RIGHT, false));

	/* What is held comes up with the tablet. */
	pen_tip(fixture, left + 150, top + 100, true);
	fake_guest_forget(guest);
	tablet_unplug(fixture);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, false));
	assert_false(fixture->in_proximity);
	fake_guest_destroy(guest);
}

static void test_frame(void **state) {
	struct tablet_fixture *fixture = *state;
	int left = fixture->view->box.x, top = fixture->view->box.y;
	double x = left + 100, y = top - FRAME_TITLE_HEIGHT / 2.0;
	pen_bring(fixture, x, y);
	pen_tip(fixture, x, y, true);
	pen_move(fixture, x + 40, y + 30);
	pen_tip(fixture, x + 40, y + 30, false);
	assert_int_equal(fixture->view->box.x, left + 40);
	assert_int_equal(fixture->view->box.y, top + 30);
	assert_false(fixture->down);
}

static void press_pad(struct tablet_fixture *fixture, uint32_t button) {
	wl_signal_emit_mutable(&fixture->pad.events.button, &(struct wlr_tablet_pad_button_event){
								    .button = button,
								    .state = WLR_BUTTON_PRESSED,
							    });
	client_settle(fixture->client);
}

/* The pad is where the keyboard is. */
static void test_pad(void **state) {
	struct tablet_fixture *fixture = *state;
	assert_true(fixture->has_pad);
	press_pad(fixture, 3);
	assert_int_equal(fixture->pad_button, 3);
	struct fake_guest *guest = fake_guest_create(fixture->env, 1, 300, 200);
	env_settle(fixture->env);
	const struct view *other = env_view(fixture->env, guest);
	env_click(fixture->env, other->box.x + 20, other->box.y + 20);
	client_settle(fixture->client);
	assert_false(fixture->has_pad);
	press_pad(fixture, 2);
	assert_int_equal(fixture->pad_button, 3);
	env_click(fixture->env, fixture->view->box.x + 20, fixture->view->box.y + 20);
	client_settle(fixture->client);
	assert_true(fixture->has_pad);
	fake_guest_destroy(guest);
}

static const char *shown(const struct tablet_fixture *fixture) {
	const char *shape = fixture->env->server->seat->pointer->image.shape;
	return shape != NULL ? shape : "the program's own";
}

static void test_shape(void **state) {
	struct tablet_fixture *fixture = *state;
	double left = fixture->view->box.x, top = fixture->view->box.y;
	pen_bring(fixture, left + 10, top + 20);
	struct wp_cursor_shape_device_v1 *device =
		wp_cursor_shape_manager_v1_get_tablet_tool_v2(fixture->shapes, fixture->pen);
	wp_cursor_shape_device_v1_set_shape(
		device, fixture->proximity_serial, WP_CURSOR_SHAPE_DEVICE_V1_SHAPE_CROSSHAIR);
	client_settle(fixture->client);
	assert_string_equal(shown(fixture), "crosshair");

	/* It was there before, and has come anew. */
	uint32_t before = fixture->proximity_serial;
	pen_take_away(fixture);
	assert_string_equal(shown(fixture), "default");
	wp_cursor_shape_device_v1_set_shape(
		device, before, WP_CURSOR_SHAPE_DEVICE_V1_SHAPE_CROSSHAIR);
	client_settle(fixture->client);
	assert_string_equal(shown(fixture), "default");
	pen_bring(fixture, left + 10, top + 20);
	wp_cursor_shape_device_v1_set_shape(
		device, before, WP_CURSOR_SHAPE_DEVICE_V1_SHAPE_CROSSHAIR);
	zwp_tablet_tool_v2_set_cursor(fixture->pen, before, NULL, 0, 0);
	client_settle(fixture->client);
	assert_string_equal(shown(fixture), "default");
	zwp_tablet_tool_v2_set_cursor(fixture->pen, fixture->proximity_serial, NULL, 0, 0);
	client_settle(fixture->client);
	assert_string_equal(shown(fixture), "the program's own");
	wp_cursor_shape_device_v1_destroy(device);
}

static void use_everywhere(struct tablet_fixture *fixture) {
	double x = fixture->view->box.x + 30, y = fixture->view->box.y + 40;
	pen_move(fixture, x, y);
	pen_press(fixture, BTN_STYLUS, true);
	pen_press(fixture, BTN_STYLUS, false);
	pen_tip(fixture, x, y, true);
	pen_move(fixture, x + 5, y);
	pen_tip(fixture, x + 5, y, false);
}

/* What the pen was at ends, and nothing of what it does is for the program. */
static void assert_hears_nothing(struct tablet_fixture *fixture) {
	double x = fixture->x;
	client_settle(fixture->client);
	assert_int_equal(fixture->ups, 1);
	assert_false(fixture->in_proximity);
	use_everywhere(fixture);
	assert_false(fixture->in_proximity);
	assert_false(fixture->down);
	assert_int_equal(fixture->button, 0);
	assert_true(fixture->x == x);
	assert_int_equal(fixture->client->button_events, 0);
}

static void draw(struct tablet_fixture *fixture) {
	double left = fixture->view->box.x, top = fixture->view->box.y;
	pen_bring(fixture, left + 10, top + 20);
	pen_tip(fixture, left + 10, top + 20, true);
	assert_true(fixture->down);
}

static void test_locked(void **state) {
	struct tablet_fixture *fixture = *state;
	draw(fixture);
	struct locker *locker = locker_create(fixture->env);
	assert_hears_nothing(fixture);
	locker_show(locker, 0, 0x101010);
	use_everywhere(fixture);
	client_settle(locker->client);
	assert_int_equal(locker->client->button_events, 4); /* to which it is the pointer */
	locker_unlock(locker);
	client_settle(fixture->client);
	pen_move(fixture, fixture->view->box.x + 50, fixture->view->box.y + 40);
	assert_true(fixture->in_proximity);
	locker_destroy(locker);
}

static void test_switcher(void **state) {
	struct tablet_fixture *fixture = *state;
	struct env *env = fixture->env;
	draw(fixture);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	assert_true(switcher_is_open(env->server->seat->switcher));
	client_settle(fixture->client);
	assert_int_equal(fixture->ups, 1);
	assert_false(fixture->in_proximity);
	pen_move(fixture, fixture->view->box.x + 50, fixture->view->box.y + 40);
	pen_press(fixture, BTN_STYLUS, true);
	pen_press(fixture, BTN_STYLUS, false);
	assert_false(fixture->in_proximity);
	assert_int_equal(fixture->button, 0);
	/* It chooses, or puts it away. */
	env_key(env, KEY_LEFTALT, false);
	assert_false(switcher_is_open(env->server->seat->switcher));
	assert_int_equal(fixture->client->button_events, 0);
}

/* A puck that is laid on the screen is none of the protocol's tools: it does nothing at all. */
static void test_totem(void **state) {
	struct tablet_fixture *fixture = *state;
	fixture->tool.type = WLR_TABLET_TOOL_TYPE_TOTEM;
	pen_bring(fixture, fixture->view->box.x + 10, fixture->view->box.y + 20);
	use_everywhere(fixture);
	pen_take_away(fixture);
	assert_int_equal(fixture->tools, 0);
	assert_false(fixture->client->has_pointer);
	assert_int_equal(fixture->client->button_events, 0);
	assert_true(seat_cursor(fixture->env->server->seat)->x == 1279); /* where it was */
}

static void test_unplugged_while_down(void **state) {
	struct tablet_fixture *fixture = *state;
	draw(fixture);
	pen_press(fixture, BTN_STYLUS, true);
	tablet_unplug(fixture);
	assert_int_equal(fixture->ups, 1);
	assert_int_equal(fixture->button_state, ZWP_TABLET_TOOL_V2_BUTTON_STATE_RELEASED);
	assert_false(fixture->in_proximity);
	/* The pointer is where the pen was. */
	assert_true(fixture->client->has_pointer);
	assert_float_equal(fixture->client->pointer_x, 10, 0.1);
}

/* Held while the program loses the pen, it is up for good: nobody has it pressed by the pen's coming. */
static void test_button_held_elsewhere(void **state) {
	struct tablet_fixture *fixture = *state;
	double left = fixture->view->box.x, top = fixture->view->box.y;
	pen_bring(fixture, left + 10, top + 20);
	pen_press(fixture, BTN_STYLUS, true);
	pen_move(fixture, left - 50, top - 60);
	assert_false(fixture->in_proximity);
	assert_int_equal(fixture->button_state, ZWP_TABLET_TOOL_V2_BUTTON_STATE_RELEASED);
	fixture->button = 0;
	pen_move(fixture, left + 10, top + 20);
	assert_true(fixture->in_proximity);
	pen_press(fixture, BTN_STYLUS, false);
	assert_int_equal(fixture->button, 0);
}

static void destroy_window(struct client *client) {
	zxdg_toplevel_decoration_v1_destroy(client->decoration);
	xdg_toplevel_destroy(client->toplevel);
	xdg_surface_destroy(client->xdg_surface);
	wl_surface_destroy(client->surface);
	client_roundtrip(client);
}

static void assert_nowhere(const struct tablet_fixture *fixture) {
	const struct tablet_tool *tool = fixture->tool.data;
	assert_null(tool->v2->focused_surface);
	assert_false(tool->v2->is_down);
	assert_int_equal(tool->v2->num_buttons, 0);
}

static void test_window_goes_under_the_pen(void **state) {
	struct tablet_fixture *fixture = *state;
	pen_bring(fixture, fixture->view->box.x + 10, fixture->view->box.y + 20);
	pen_press(fixture, BTN_STYLUS, true);
	pen_tip(fixture, fixture->view->box.x + 10, fixture->view->box.y + 20, true);
	assert_true(fixture->down);
	destroy_window(fixture->client);
	assert_nowhere(fixture);
}

/* And then its window: wlroots has forgotten whom to tell, but not where it was. */
static void test_program_destroys_its_pen(void **state) {
	struct tablet_fixture *fixture = *state;
	double x = fixture->view->box.x + 10, y = fixture->view->box.y + 20;
	pen_bring(fixture, x, y);
	zwp_tablet_tool_v2_destroy(fixture->pen);
	client_roundtrip(fixture->client);
	pen_move(fixture, 5, 5);
	assert_nowhere(fixture);
	pen_move(fixture, x, y);
	destroy_window(fixture->client);
	assert_nowhere(fixture);
	pen_move(fixture, x + 1, y);
}

/* It stays in the program, which may not say any more what the user points with. */
static void test_mouse_takes_over(void **state) {
	struct tablet_fixture *fixture = *state;
	double left = fixture->view->box.x, top = fixture->view->box.y;
	pen_bring(fixture, left + 10, top + 20);
	env_move_to(fixture->env, left - 100, top - 100);
	assert_string_equal(shown(fixture), "default");
	struct wp_cursor_shape_device_v1 *device =
		wp_cursor_shape_manager_v1_get_tablet_tool_v2(fixture->shapes, fixture->pen);
	wp_cursor_shape_device_v1_set_shape(
		device, fixture->proximity_serial, WP_CURSOR_SHAPE_DEVICE_V1_SHAPE_CROSSHAIR);
	zwp_tablet_tool_v2_set_cursor(fixture->pen, fixture->proximity_serial, NULL, 0, 0);
	client_settle(fixture->client);
	assert_string_equal(shown(fixture), "default");

	pen_move(fixture, left + 11, top + 20);
	wp_cursor_shape_device_v1_set_shape(
		device, fixture->proximity_serial, WP_CURSOR_SHAPE_DEVICE_V1_SHAPE_CROSSHAIR);
	client_settle(fixture->client);
	assert_string_equal(shown(fixture), "crosshair");
	wp_cursor_shape_device_v1_destroy(device);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_program, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(test_line, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(test_guest, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(test_frame, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(test_pad, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(test_shape, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(test_locked, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(test_switcher, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(test_totem, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(
			test_unplugged_while_down, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(
			test_button_held_elsewhere, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(
			test_window_goes_under_the_pen, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(
			test_program_destroys_its_pen, tablet_start, tablet_stop),
		cmocka_unit_test_setup_teardown(test_mouse_takes_over, tablet_start, tablet_stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
