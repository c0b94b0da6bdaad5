#include "compositor_tablet_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <wlr/backend.h>

#include "cursor-shape-v1-client-protocol.h"
#include "tablet-v2-client-protocol.h"

#define WIDTH 1280.0 /* of the output */
#define HEIGHT 720.0

static const struct wlr_tablet_impl tablet_impl = {.name = "test tablet"};
static const struct wlr_tablet_pad_impl pad_impl = {.name = "test pad"};

static void ignore_tool(void *data, struct zwp_tablet_tool_v2 *tool) {
}

static void ignore_number(void *data, struct zwp_tablet_tool_v2 *tool, uint32_t number) {
}

static void ignore_two(void *data, struct zwp_tablet_tool_v2 *tool, uint32_t high, uint32_t low) {
}

static void handle_proximity_in(void *data, struct zwp_tablet_tool_v2 *tool, uint32_t serial,
	struct zwp_tablet_v2 *tablet, struct wl_surface *surface) {
	struct tablet_fixture *fixture = data;
	fixture->in_proximity = true;
	fixture->proximity_serial = serial;
}

static void handle_proximity_out(void *data, struct zwp_tablet_tool_v2 *tool) {
	struct tablet_fixture *fixture = data;
	fixture->in_proximity = false;
}

static void handle_down(void *data, struct zwp_tablet_tool_v2 *tool, uint32_t serial) {
	struct tablet_fixture *fixture = data;
	fixture->down = true;
	fixture->down_serial = serial;
}

static void handle_up(void *data, struct zwp_tablet_tool_v2 *tool) {
	struct tablet_fixture *fixture = data;
	fixture->down = false;
	fixture->ups++;
}

static void handle_motion(void *data, struct zwp_tablet_tool_v2 *tool, wl_fixed_t x, wl_fixed_t y) {
	struct tablet_fixture *fixture = data;
	fixture->x = wl_fixed_to_double(x);
	fixture->y = wl_fixed_to_double(y);
}

static void handle_pressure(void *data, struct zwp_tablet_tool_v2 *tool, uint32_t pressure) {
	struct tablet_fixture *fixture = data;
	fixture->pressure = pressure / 65535.0;
}

static void handle_tilt(void *data, struct zwp_tablet_tool_v2 *tool, wl_fixed_t x, wl_fixed_t y) {
	struct tablet_fixture *fixture = data;
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
	struct tablet_fixture *fixture = data;
	fixture->button = button;
	fixture->button_state = state;
	fixture->button_serial = serial;
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
	struct tablet_fixture *fixture = data;
	fixture->pad_button = button;
}

static void handle_pad_enter(void *data, struct zwp_tablet_pad_v2 *pad, uint32_t serial,
	struct zwp_tablet_v2 *tablet, struct wl_surface *surface) {
	struct tablet_fixture *fixture = data;
	fixture->has_pad = true;
}

static void handle_pad_leave(
	void *data, struct zwp_tablet_pad_v2 *pad, uint32_t serial, struct wl_surface *surface) {
	struct tablet_fixture *fixture = data;
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
	struct tablet_fixture *fixture = data;
	fixture->tablets++;
}

static void handle_tool_added(
	void *data, struct zwp_tablet_seat_v2 *seat, struct zwp_tablet_tool_v2 *tool) {
	struct tablet_fixture *fixture = data;
	fixture->tools++;
	fixture->pen = tool;
	zwp_tablet_tool_v2_add_listener(tool, &tool_listener, fixture);
}

static void handle_pad_added(
	void *data, struct zwp_tablet_seat_v2 *seat, struct zwp_tablet_pad_v2 *pad) {
	struct tablet_fixture *fixture = data;
	fixture->pads++;
	zwp_tablet_pad_v2_add_listener(pad, &pad_listener, fixture);
}

static const struct zwp_tablet_seat_v2_listener seat_listener = {
	.tablet_added = handle_tablet_added,
	.tool_added = handle_tool_added,
	.pad_added = handle_pad_added,
};

int tablet_start(void **state) {
	return tablet_start_with("", state);
}

int tablet_start_with(const char *config, void **state) {
	static struct tablet_fixture fixture;
	fixture = (struct tablet_fixture){.env = env_create(config)};
	struct client *client = client_create(fixture.env, 400, 300, 0x30a060);
	fixture.client = client;
	fixture.view = env_top_view(fixture.env);
	fixture.manager = client_bind(client, &zwp_tablet_manager_v2_interface, 1);
	fixture.shapes = client_bind(client, &wp_cursor_shape_manager_v1_interface, 1);
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

void tablet_unplug(struct tablet_fixture *fixture) {
	wl_signal_emit_mutable(&fixture->tool.events.destroy, &fixture->tool);
	wlr_tablet_finish(&fixture->tablet);
	wlr_tablet_pad_finish(&fixture->pad);
	fixture->unplugged = true;
	client_settle(fixture->client);
}

int tablet_stop(void **state) {
	struct tablet_fixture *fixture = *state;
	if (!fixture->unplugged) {
		tablet_unplug(fixture);
	}
	client_destroy(fixture->client);
	env_destroy(fixture->env);
	return 0;
}

void pen_bring(struct tablet_fixture *fixture, double x, double y) {
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

void pen_take_away(struct tablet_fixture *fixture) {
	wl_signal_emit_mutable(
		&fixture->tablet.events.proximity, &(struct wlr_tablet_tool_proximity_event){
							   .tablet = &fixture->tablet,
							   .tool = &fixture->tool,
							   .state = WLR_TABLET_TOOL_PROXIMITY_OUT,
						   });
	client_settle(fixture->client);
}

void pen_move(struct tablet_fixture *fixture, double x, double y) {
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

void pen_tip(struct tablet_fixture *fixture, double x, double y, bool down) {
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

void pen_press(struct tablet_fixture *fixture, uint32_t button, bool pressed) {
	wl_signal_emit_mutable(&fixture->tablet.events.button,
		&(struct wlr_tablet_tool_button_event){
			.tablet = &fixture->tablet,
			.tool = &fixture->tool,
			.button = button,
			.state = pressed ? WLR_BUTTON_PRESSED : WLR_BUTTON_RELEASED,
		});
	client_settle(fixture->client);
}
