/* What a program has dragged by a finger is dropped where that is lifted, if it is at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <unistd.h>
#include <wayland-client.h>
#include <wlr/types/wlr_seat.h>

#include "compositor_touch_fixture.h"
#include "seat.h"

/* What a program is told that something is dragged over it. */
struct drop {
	struct wl_data_device_manager *manager;
	struct wl_data_device *device;
	int enters, leaves, drops;
	double x, y;
};

static void handle_data_offer(
	void *data, struct wl_data_device *device, struct wl_data_offer *offer) {
	/* of no use here */
}

static void handle_drag_enter(void *data, struct wl_data_device *device, uint32_t serial,
	struct wl_surface *surface, wl_fixed_t x, wl_fixed_t y, struct wl_data_offer *offer) {
	struct drop *drop = data;
	drop->enters++;
	wl_data_offer_accept(offer, serial, "text/plain");
	wl_data_offer_set_actions(offer, WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY,
		WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY);
}

static void handle_drag_leave(void *data, struct wl_data_device *device) {
	struct drop *drop = data;
	drop->leaves++;
}

static void handle_drag_motion(
	void *data, struct wl_data_device *device, uint32_t time, wl_fixed_t x, wl_fixed_t y) {
	struct drop *drop = data;
	drop->x = wl_fixed_to_double(x);
	drop->y = wl_fixed_to_double(y);
}

static void handle_drop(void *data, struct wl_data_device *device) {
	struct drop *drop = data;
	drop->drops++;
}

static void handle_selection(
	void *data, struct wl_data_device *device, struct wl_data_offer *offer) {
	/* of no use here */
}

static const struct wl_data_device_listener device_listener = {
	.data_offer = handle_data_offer,
	.enter = handle_drag_enter,
	.leave = handle_drag_leave,
	.motion = handle_drag_motion,
	.drop = handle_drop,
	.selection = handle_selection,
};

static void handle_target(void *data, struct wl_data_source *source, const char *type) {
	/* of no use here */
}

static void handle_send(void *data, struct wl_data_source *source, const char *type, int32_t fd) {
	close(fd);
}

static void handle_cancelled(void *data, struct wl_data_source *source) {
	bool *cancelled = data;
	*cancelled = true;
}

static void handle_dropped(void *data, struct wl_data_source *source) {
	/* of no use here */
}

static void handle_action(void *data, struct wl_data_source *source, uint32_t action) {
	/* of no use here */
}

static const struct wl_data_source_listener source_listener = {
	.target = handle_target,
	.send = handle_send,
	.cancelled = handle_cancelled,
	.dnd_drop_performed = handle_dropped,
	.dnd_finished = handle_dropped,
	.action = handle_action,
};

static void listen(struct touch_fixture *fixture, struct drop *drop) {
	struct client *client = fixture->client;
	*drop = (struct drop){0};
	touch_take(fixture);
	drop->manager = client_bind(client, &wl_data_device_manager_interface, 3);
	drop->device = wl_data_device_manager_get_data_device(drop->manager, client->seat);
	wl_data_device_add_listener(drop->device, &device_listener, drop);
}

/* Has the program drag something, because of the press with that serial. */
static void begin(
	struct touch_fixture *fixture, struct drop *drop, uint32_t serial, bool *cancelled) {
	struct wl_data_source *source = wl_data_device_manager_create_data_source(drop->manager);
	*cancelled = false;
	wl_data_source_add_listener(source, &source_listener, cancelled);
	wl_data_source_offer(source, "text/plain");
	wl_data_source_set_actions(source, WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY);
	wl_data_device_start_drag(drop->device, source, fixture->client->surface, NULL, serial);
	client_settle(fixture->client);
}

static void test_dropped(void **state) {
	struct touch_fixture *fixture = *state;
	struct client *client = fixture->client;
	struct drop drop;
	bool cancelled;
	listen(fixture, &drop);
	touchscreen_down(fixture->screen, 0, 210, 170);
	client_settle(client);
	begin(fixture, &drop, fixture->serial, &cancelled);
	touchscreen_move(fixture->screen, 0, 100, 600);
	client_settle(client);
	assert_int_equal(drop.leaves, drop.enters);
	touchscreen_move(fixture->screen, 0, 240, 180);
	client_settle(client);
	assert_int_equal(drop.leaves + 1, drop.enters);
	touchscreen_move(fixture->screen, 0, 250, 190);
	client_settle(client);
	assert_true(fabs(drop.x - 50) < 0.01 && fabs(drop.y - 40) < 0.01);
	touchscreen_up(fixture->screen, 0);
	client_settle(client);
	assert_int_equal(drop.drops, 1);
	assert_false(cancelled);
}

/* It was no finger: nothing is dropped, and its program hears so. */
static void test_cancelled(void **state) {
	struct touch_fixture *fixture = *state;
	struct client *client = fixture->client;
	struct drop drop;
	bool cancelled;
	listen(fixture, &drop);
	touchscreen_down(fixture->screen, 0, 210, 170);
	client_settle(client);
	begin(fixture, &drop, fixture->serial, &cancelled);
	touchscreen_move(fixture->screen, 0, 250, 190);
	touchscreen_cancel(fixture->screen, 0);
	client_settle(client);
	assert_true(cancelled);
	assert_int_equal(drop.drops, 0);
	assert_int_equal(drop.leaves, drop.enters);
	assert_null(fixture->env->server->seat->wlr_seat->drag);
	/* The next one is a finger like others. */
	touchscreen_down(fixture->screen, 0, 220, 170);
	client_settle(client);
	assert_int_equal(fixture->downs, 2);
	assert_touch_at(fixture, 20, 20);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, touch_start, touch_stop)
	const struct CMUnitTest tests[] = {
		TEST(test_dropped),
		TEST(test_cancelled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
