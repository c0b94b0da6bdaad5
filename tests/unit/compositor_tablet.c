/* Tools of a drawing tablet: what they are depends on what they are over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <wayland-client.h>
#include <wlr/backend.h>
#include <wlr/interfaces/wlr_tablet_pad.h>
#include <wlr/interfaces/wlr_tablet_tool.h>

#include "compositor_client.h"
#include "compositor_env.h"
#include "frame.h"
#include "tablet-v2-client-protocol.h"

#define WIDTH 1280.0 /* of the output */
#define HEIGHT 720.0

static const struct wlr_tablet_impl tablet_impl = {.name = "test tablet"};
static const struct wlr_tablet_pad_impl pad_impl = {.name = "test pad"};

struct fixture {
	struct env *env;
	struct client *client;
	const struct view *view; /* the client's */
	struct wlr_tablet tablet;
	struct wlr_tablet_tool tool;
	struct wlr_tablet_pad pad;
	bool unplugged;

	/* of the program */
	struct zwp_tablet_manager_v2 *manager;
	bool in_proximity, down;
	int tablets, pads, tools, ups;
	double x, y, pressure, tilt_x;
	uint32_t button, button_state;
	bool has_pad;
	uint32_t pad_button;
};

static void ignore_tool(void *data, struct zwp_tablet_tool_v2 *tool) {
}

static void ignore_number(void *data, struct zwp_tablet_tool_v2 *tool, uint32_t number) {
}

static void ignore_two(void *data, struct zwp_tablet_tool_v2 *tool, uint32_t high, uint32_t low) {
}

static void handle_proximity_in(void *data, struct zwp_tablet_tool_v2 *tool, uint32_t serial,
	struct zwp_tablet_v2 *tablet, struct wl_surface *surface) {
	struct fixture *fixture = data;
	fixture->in_proximity = true;
}

static void handle_proximity_out(void *data, struct zwp_tablet_tool_v2 *tool) {
	struct fixture *fixture = data;
	fixture->in_proximity = false;
}

static void handle_down(void *data, struct zwp_tablet_tool_v2 *tool, uint32_t serial) {
	struct fixture *fixture = data;
	fixture->down = true;
}

static void handle_up(void *data, struct zwp_tablet_tool_v2 *tool) {
	struct fixture *fixture = data;
	fixture->down = false;
	fixture->ups++;
}

static void handle_motion(void *data, struct zwp_tablet_tool_v2 *tool, wl_fixed_t x, wl_fixed_t y) {
	struct fixture *fixture = data;
	fixture->x = wl_fixed_to_double(x);
	fixture->y = wl_fixed_to_double(y);
}

static void handle_pressure(void *data, struct zwp_tablet_tool_v2 *tool, uint32_t pressure) {
	struct fixture *fixture = data;
	fixture->pressure = pressure / 65535.0;
}

static void handle_tilt(void *data, struct zwp_tablet_tool_v2 *tool, wl_fixed_t x, wl_fixed_t y) {
	struct fixture *fixture = data;
	fixture->tilt_x = wl_fixed_to_double(x);
}

static void ignore_fixed(void *data, struct zwp_tablet_tool_v2 *tool, wl_fixed_t number) {
}

static void ignore_slider(void *data, struct zwp_tablet_tool_v2 *tool, int32_t position) {
}

static void ignore_wheel(
	void *data, struct zwp_tablet_tool_v2 *tool, wl_fixed_t degrees, int32_t clicks) {
}

static void handle_button(void *data, struct zwp_tablet_tool_v2 *tool, uint32_t serial,
	uint32_t button, uint32_t state) {
	struct fixture *fixture = data;
	fixture->button = button;
	fixture->button_state = state;
}

static const struct zwp_tablet_tool_v2_listener tool_listener = {
	.type = ignore_number,
	.hardware_serial = ignore_two,
	.hardware_id_wacom = ignore_two,
	.capability = ignore_number,
	.done = ignore_tool,
	.removed = ignore_tool,
	.proximity_in = handle_proximity_in,
	.proximity_out = handle_proximity_out,
	.down = handle_down,
	.up = handle_up,
	.motion = handle_motion,
	.pressure = handle_pressure,
	.distance = ignore_number,
	.tilt = handle_tilt,
	.rotation = ignore_fixed,
	.slider = ignore_slider,
	.wheel = ignore_wheel,
	.button = handle_button,
	.frame = ignore_number,
};

static void ignore_group(
	void *data, struct zwp_tablet_pad_v2 *pad, struct zwp_tablet_pad_group_v2 *group) {
}

static void ignore_path(void *data, struct zwp_tablet_pad_v2 *pad, const char *path) {
}

static void ignore_buttons(void *data, struct zwp_tablet_pad_v2 *pad, uint32_t buttons) {
}

static void ignore_pad(void *data, struct zwp_tablet_pad_v2 *pad) {
}

static void handle_pad_button(
	void *data, struct zwp_tablet_pad_v2 *pad, uint32_t time, uint32_t button, uint32_t state) {
	struct fixture *fixture = data;
	fixture->pad_button = button;
}

static void handle_pad_enter(void *data, struct zwp_tablet_pad_v2 *pad, uint32_t serial,
	struct zwp_tablet_v2 *tablet, struct wl_surface *surface) {
	struct fixture *fixture = data;
	fixture->has_pad = true;
}

static void handle_pad_leave(
	void *data, struct zwp_tablet_pad_v2 *pad, uint32_t serial, struct wl_surface *surface) {
	struct fixture *fixture = data;
	fixture->has_pad = false;
}

static const struct zwp_tablet_pad_v2_listener pad_listener = {
	.group = ignore_group,
	.path = ignore_path,
	.buttons = ignore_buttons,
	.done = ignore_pad,
	.button = handle_pad_button,
	.enter = handle_pad_enter,
	.leave = handle_pad_leave,
	.removed = ignore_pad,
};

static void handle_tablet_added(
	void *data, struct zwp_tablet_seat_v2 *seat, struct zwp_tablet_v2 *tablet) {
	struct fixture *fixture = data;
	fixture->tablets++;
}

static void handle_tool_added(
	void *data, struct zwp_tablet_seat_v2 *seat, struct zwp_tablet_tool_v2 *tool) {
	struct fixture *fixture = data;
	fixture->tools++;
	zwp_tablet_tool_v2_add_listener(tool, &tool_listener, fixture);
}

static void handle_pad_added(
	void *data, struct zwp_tablet_seat_v2 *seat, struct zwp_tablet_pad_v2 *pad) {
	struct fixture *fixture = data;
	fixture->pads++;
	zwp_tablet_pad_v2_add_listener(pad, &pad_listener, fixture);
}

static const struct zwp_tablet_seat_v2_listener seat_listener = {
	.tablet_added = handle_tablet_added,
	.tool_added = handle_tool_added,
	.pad_added = handle_pad_added,
};

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct fixture *fixture = data;
	if (strcmp(interface, zwp_tablet_manager_v2_interface.name) == 0) {
		fixture->manager =
			wl_registry_bind(registry, name, &zwp_tablet_manager_v2_interface, 1);
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	/* of no use here */
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

static int setup(void **state) {
	static struct fixture fixture;
	fixture = (struct fixture){.env = env_create("")};
	struct client *client = client_create(fixture.env, 400, 300, 0x30a060);
	fixture.client = client;
	fixture.view = env_top_view(fixture.env);
	wl_registry_add_listener(
		wl_display_get_registry(client->display), &registry_listener, &fixture);
	client_settle(client);
	zwp_tablet_seat_v2_add_listener(
		zwp_tablet_manager_v2_get_tablet_seat(fixture.manager, client->seat),
		&seat_listener, &fixture);
	client_settle(client);

	struct wl_signal *new_input = &fixture.env->backend->events.new_input;
	wlr_tablet_init(&fixture.tablet, &tablet_impl, "test tablet");
	wl_signal_emit_mutable(new_input, &fixture.tablet.base);
	wlr_tablet_pad_init(&fixture.pad, &pad_impl, "test pad");
	fixture.pad.button_count = 4;
	wl_signal_emit_mutable(new_input, &fixture.pad.base);
	fixture.tool = (struct wlr_tablet_tool){
		.type = WLR_TABLET_TOOL_TYPE_PEN,
		.pressure = true,
		.tilt = true,
	};
	wl_signal_init(&fixture.tool.events.destroy);
	client_settle(client);
	assert_int_equal(fixture.tablets, 1);
	assert_int_equal(fixture.pads, 1);
	*state = &fixture;
	return 0;
}

static void unplug(struct fixture *fixture) {
	wl_signal_emit_mutable(&fixture->tool.events.destroy, &fixture->tool);
	wlr_tablet_finish(&fixture->tablet);
	wlr_tablet_pad_finish(&fixture->pad);
	fixture->unplugged = true;
	client_settle(fixture->client);
}

static int teardown(void **state) {
	struct fixture *fixture = *state;
	if (!fixture->unplugged) {
		unplug(fixture);
	}
	client_destroy(fixture->client);
	env_destroy(fixture->env);
	return 0;
}

static void bring(struct fixture *fixture, double x, double y) {
	wl_signal_emit_mutable(
		&fixture->tablet.events.proximity, &(struct wlr_tablet_tool_proximity_event){
							   .tablet = &fixture->tablet,
							   .tool = &fixture->tool,
							   .x = x / WIDTH,
							   .y = y / HEIGHT,
							   .state = WLR_TABLET_TOOL_PROXIMITY_IN,
						   });
	client_settle(fixture->client);
}

static void take_away(struct fixture *fixture) {
	wl_signal_emit_mutable(
		&fixture->tablet.events.proximity, &(struct wlr_tablet_tool_proximity_event){
							   .tablet = &fixture->tablet,
							   .tool = &fixture->tool,
							   .state = WLR_TABLET_TOOL_PROXIMITY_OUT,
						   });
	client_settle(fixture->client);
}

static void move(struct fixture *fixture, double x, double y) {
	wl_signal_emit_mutable(&fixture->tablet.events.axis,
		&(struct wlr_tablet_tool_axis_event){
			.tablet = &fixture->tablet,
			.tool = &fixture->tool,
			.updated_axes = WLR_TABLET_TOOL_AXIS_X | WLR_TABLET_TOOL_AXIS_Y,
			.x = x / WIDTH,
			.y = y / HEIGHT,
		});
	client_settle(fixture->client);
}

static void tip(struct fixture *fixture, double x, double y, bool down) {
	wl_signal_emit_mutable(&fixture->tablet.events.tip,
		&(struct wlr_tablet_tool_tip_event){
			.tablet = &fixture->tablet,
			.tool = &fixture->tool,
			.x = x / WIDTH,
			.y = y / HEIGHT,
			.state = down ? WLR_TABLET_TOOL_TIP_DOWN : WLR_TABLET_TOOL_TIP_UP,
		});
	client_settle(fixture->client);
}

static void press(struct fixture *fixture, uint32_t button, bool pressed) {
	wl_signal_emit_mutable(&fixture->tablet.events.button,
		&(struct wlr_tablet_tool_button_event){
			.tablet = &fixture->tablet,
			.tool = &fixture->tool,
			.button = button,
			.state = pressed ? WLR_BUTTON_PRESSED : WLR_BUTTON_RELEASED,
		});
	client_settle(fixture->client);
}

static void test_program(void **state) {
	struct fixture *fixture = *state;
	double left = fixture->view->box.x, top = fixture->view->box.y;
	bring(fixture, left + 10, top + 20);
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
	press(fixture, BTN_STYLUS, true);
	assert_float_equal(fixture->pressure, 0.5, 0.01);
	assert_float_equal(fixture->tilt_x, 30, 0.01);
	assert_int_equal(fixture->button, BTN_STYLUS);
	assert_int_equal(fixture->button_state, ZWP_TABLET_TOOL_V2_BUTTON_STATE_PRESSED);
	press(fixture, BTN_STYLUS, false);
	assert_int_equal(fixture->button_state, ZWP_TABLET_TOOL_V2_BUTTON_STATE_RELEASED);
	assert_int_equal(fixture->client->button_events, 0);
	take_away(fixture);
	assert_false(fixture->in_proximity);
	assert_true(fixture->client->has_pointer); /* which is there */
}

/* A line goes on beyond the edge, and the tip is what gives the focus. */
static void test_line(void **state) {
	struct fixture *fixture = *state;
	struct fake_guest *guest = fake_guest_create(fixture->env, 1, 300, 200);
	env_settle(fixture->env);
	const struct view *other = env_view(fixture->env, guest);
	env_click(fixture->env, other->box.x + 20, other->box.y + 20);
	client_settle(fixture->client);
	assert_false(fixture->client->has_keyboard);

	double left = fixture->view->box.x, top = fixture->view->box.y;
	bring(fixture, left + 10, top + 20);
	tip(fixture, left + 10, top + 20, true);
	assert_true(fixture->down);
	assert_true(fixture->client->has_keyboard);
	fake_guest_forget(guest);
	move(fixture, left - 5, top - 6);
	assert_float_equal(fixture->x, -5, 0.1);
	assert_float_equal(fixture->y, -6, 0.1);
	assert_true(fixture->in_proximity);
	tip(fixture, left - 5, top - 6, false);
	assert_int_equal(fixture->ups, 1);
	move(fixture, left - 50, top - 60);
	assert_false(fixture->in_proximity);
	assert_int_equal(fake_guest_count(guest, FAKE_BUTTON), 0);
	fake_guest_destroy(guest);
}

/* A guest knows of no tablets. */
static void test_guest(void **state) {
	struct fixture *fixture = *state;
	struct fake_guest *guest = fake_guest_create(fixture->env, 1, 300, 200);
	env_settle(fixture->env);
	const struct view *view = env_view(fixture->env, guest);
	double left = view->box.x, top = view->box.y;
	bring(fixture, left + 30, top + 50);
	assert_int_equal(fake_guest_count(guest, FAKE_MOTION), 0); /* it hasn't the focus */
	tip(fixture, left + 30, top + 50, true);
	assert_true(view->activated);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, true));
	move(fixture, left + 150, top + 100);
	assert_float_equal(fake_guest_last(guest, FAKE_MOTION)->x, 0.5, 0.01);
	tip(fixture, left + 150, top + 100, false);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, false));
	press(fixture, BTN_STYLUS, true);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_RIGHT, true));
	press(fixture, BTN_STYLUS, false);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_RIGHT, false));

	/* What is held comes up with the tablet. */
	tip(fixture, left + 150, top + 100, true);
	fake_guest_forget(guest);
	unplug(fixture);
	assert_true(fake_guest_got(guest, FAKE_BUTTON, BTN_LEFT, false));
	assert_false(fixture->in_proximity);
	fake_guest_destroy(guest);
}

static void test_frame(void **state) {
	struct fixture *fixture = *state;
	int left = fixture->view->box.x, top = fixture->view->box.y;
	double x = left + 100, y = top - FRAME_TITLE_HEIGHT / 2.0;
	bring(fixture, x, y);
	tip(fixture, x, y, true);
	move(fixture, x + 40, y + 30);
	tip(fixture, x + 40, y + 30, false);
	assert_int_equal(fixture->view->box.x, left + 40);
	assert_int_equal(fixture->view->box.y, top + 30);
	assert_false(fixture->down);
}

static void press_pad(struct fixture *fixture, uint32_t button) {
	wl_signal_emit_mutable(&fixture->pad.events.button, &(struct wlr_tablet_pad_button_event){
								    .button = button,
								    .state = WLR_BUTTON_PRESSED,
							    });
	client_settle(fixture->client);
}

/* The pad is where the keyboard is. */
static void test_pad(void **state) {
	struct fixture *fixture = *state;
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

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_program, setup, teardown),
		cmocka_unit_test_setup_teardown(test_line, setup, teardown),
		cmocka_unit_test_setup_teardown(test_guest, setup, teardown),
		cmocka_unit_test_setup_teardown(test_frame, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pad, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
