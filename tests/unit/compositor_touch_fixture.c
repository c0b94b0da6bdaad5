#include "compositor_touch_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <wayland-client.h>

#include "view_place.h"

#define COLOR 0x3070b0

static void handle_down(void *data, struct wl_touch *touch, uint32_t serial, uint32_t time,
	struct wl_surface *surface, int32_t id, wl_fixed_t x, wl_fixed_t y) {
	struct touch_fixture *fixture = data;
	fixture->downs++;
	fixture->serial = serial;
	fixture->finger = id;
	fixture->x = wl_fixed_to_double(x);
	fixture->y = wl_fixed_to_double(y);
}

static void handle_up(
	void *data, struct wl_touch *touch, uint32_t serial, uint32_t time, int32_t id) {
	struct touch_fixture *fixture = data;
	fixture->ups++;
	fixture->finger = id;
}

static void handle_motion(
	void *data, struct wl_touch *touch, uint32_t time, int32_t id, wl_fixed_t x, wl_fixed_t y) {
	struct touch_fixture *fixture = data;
	fixture->finger = id;
	fixture->x = wl_fixed_to_double(x);
	fixture->y = wl_fixed_to_double(y);
}

static void handle_frame(void *data, struct wl_touch *touch) {
	struct touch_fixture *fixture = data;
	fixture->frames++;
}

static void handle_cancel(void *data, struct wl_touch *touch) {
	struct touch_fixture *fixture = data;
	fixture->cancels++;
}

/* Bound at version 1: no further events. */
static const struct wl_touch_listener touch_listener = {
	.down = handle_down,
	.up = handle_up,
	.motion = handle_motion,
	.frame = handle_frame,
	.cancel = handle_cancel,
};

void touch_take(struct touch_fixture *fixture) {
	struct wl_touch *touch = wl_seat_get_touch(fixture->client->seat);
	wl_touch_add_listener(touch, &touch_listener, fixture);
	client_roundtrip(fixture->client);
}

int touch_start(void **state) {
	static struct touch_fixture fixture;
	fixture = (struct touch_fixture){0};
	fixture.env = env_create("");
	fixture.screen = touchscreen_create(fixture.env, NULL);
	fixture.client = client_create(fixture.env, 400, 300, COLOR);
	fixture.view = env_top_view(fixture.env);
	view_move(fixture.view, 200, 150);
	client_settle(fixture.client);
	*state = &fixture;
	return 0;
}

int touch_stop(void **state) {
	struct touch_fixture *fixture = *state;
	if (fixture->screen != NULL) {
		touchscreen_destroy(fixture->screen);
	}
	client_destroy(fixture->client);
	env_destroy(fixture->env);
	return 0;
}

void assert_touch_at(const struct touch_fixture *fixture, double x, double y) {
	assert_true(fabs(fixture->x - x) < 0.01);
	assert_true(fabs(fixture->y - y) < 0.01);
}
