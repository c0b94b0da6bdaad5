/* A pointer that rests is told of what comes to lie below it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <wayland-client.h>

#include "compositor_client.h"
#include "compositor_env.h"
#include "view_place.h"
#include "xdg-shell-client-protocol.h"

#define COLOR 0x3070b0
#define PART 0xb07030

/* A program's window, and the pointer at 100, 80 in it. */
struct fixture {
	struct env *env;
	struct client *client;
	struct wl_subcompositor *subcompositor;
};

static int setup(void **state) {
	static struct fixture fixture;
	fixture = (struct fixture){0};
	fixture.env = env_create("");
	fixture.client = client_create(fixture.env, 400, 300, COLOR);
	fixture.subcompositor = client_bind(fixture.client, &wl_subcompositor_interface, 1);
	view_move(env_top_view(fixture.env), 200, 150);
	env_move_to(fixture.env, 300, 230);
	client_settle(fixture.client);
	*state = &fixture;
	return 0;
}

static int teardown(void **state) {
	struct fixture *fixture = *state;
	client_destroy(fixture->client);
	env_destroy(fixture->env);
	return 0;
}

/* Where the program has been told that the pointer is. */
static void assert_pointer(const struct client *client, double x, double y) {
	assert_true(client->has_pointer);
	assert_true(fabs(client->pointer_x - x) < 0.01);
	assert_true(fabs(client->pointer_y - y) < 0.01);
}

struct part {
	struct wl_surface *surface;
	struct wl_subsurface *subsurface;
};

/* A surface on the window, of 100x100. */
static struct part add_part(struct fixture *fixture, int x, int y) {
	struct client *client = fixture->client;
	struct part part;
	part.surface = wl_compositor_create_surface(client->compositor);
	part.subsurface = wl_subcompositor_get_subsurface(
		fixture->subcompositor, part.surface, client->surface);
	wl_subsurface_set_position(part.subsurface, x, y);
	wl_subsurface_set_desync(part.subsurface);
	client_attach(client, part.surface, 100, 100, PART);
	wl_surface_commit(client->surface);
	client_settle(client);
	return part;
}

static void set_input(struct client *client, int x, int y, int width, int height) {
	struct wl_region *region = wl_compositor_create_region(client->compositor);
	wl_region_add(region, x, y, width, height);
	wl_surface_set_input_region(client->surface, region);
	wl_region_destroy(region);
	wl_surface_commit(client->surface);
	client_settle(client);
}

static void test_window_shrinks_and_grows(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	assert_pointer(client, 100, 80);
	client_attach(client, client->surface, 90, 60, COLOR);
	client_settle(client);
	assert_false(client->has_pointer);
	client_attach(client, client->surface, 400, 300, COLOR);
	client_settle(client);
	assert_pointer(client, 100, 80);
}

static void test_window_moves(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	view_move(env_top_view(fixture->env), 290, 200);
	client_settle(client);
	assert_pointer(client, 10, 30);
	view_move(env_top_view(fixture->env), 700, 200);
	client_settle(client);
	assert_false(client->has_pointer);
}

static void test_window_shows_another_part(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	xdg_surface_set_window_geometry(client->xdg_surface, 20, 10, 380, 290);
	wl_surface_commit(client->surface);
	client_settle(client);
	assert_pointer(client, 120, 90);
	/* As large, but elsewhere. */
	xdg_surface_set_window_geometry(client->xdg_surface, 0, 0, 380, 290);
	wl_surface_commit(client->surface);
	client_settle(client);
	assert_pointer(client, 100, 80);
}

static void test_input_region(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	set_input(client, 0, 0, 50, 50);
	assert_false(client->has_pointer);
	set_input(client, 90, 70, 50, 50);
	assert_pointer(client, 100, 80);
}

static void test_subsurface_comes_moves_and_goes(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	struct part part = add_part(fixture, 60, 50);
	assert_pointer(client, 40, 30);

	/* It moves with the next commit of the window. */
	wl_subsurface_set_position(part.subsurface, 90, 75);
	client_settle(client);
	assert_pointer(client, 40, 30);
	wl_surface_commit(client->surface);
	client_settle(client);
	assert_pointer(client, 10, 5);

	wl_surface_attach(part.surface, NULL, 0, 0);
	wl_surface_commit(part.surface);
	client_settle(client);
	assert_pointer(client, 100, 80);
}

/* The window is larger then, since its program hasn't said what it is. */
static void test_subsurface_to_the_left_moves_nothing(void **state) {
	struct fixture *fixture = *state;
	struct view *view = env_top_view(fixture->env);
	struct part part = add_part(fixture, -30, 10);
	assert_pointer(fixture->client, 100, 80);
	assert_int_equal(view->box.x, 170);
	assert_int_equal(view->box.width, 430);
	assert_int_equal(env_pixel(fixture->env, 171, 161), PART);

	wl_surface_attach(part.surface, NULL, 0, 0);
	wl_surface_commit(part.surface);
	client_settle(fixture->client);
	assert_int_equal(view->box.x, 200);
	assert_int_equal(view->box.width, 400);
	assert_pointer(fixture->client, 100, 80);
}

static void test_subsurfaces_change_places(void **state) {
	struct fixture *fixture = *state;
	struct client *client = fixture->client;
	struct part low = add_part(fixture, 60, 50);
	struct part high = add_part(fixture, 90, 75);
	assert_pointer(client, 10, 5);

	wl_subsurface_place_below(high.subsurface, low.surface);
	wl_surface_commit(client->surface);
	client_settle(client);
	assert_pointer(client, 40, 30);

	wl_subsurface_place_above(high.subsurface, low.surface);
	wl_surface_commit(client->surface);
	client_settle(client);
	assert_pointer(client, 10, 5);
}

/* A guest with the focus is told where the pointer is each time that this is found out. */
static void test_frames_are_no_change(void **state) {
	struct fixture *fixture = *state;
	struct env *env = fixture->env;
	struct client *client = fixture->client;
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	view_move(env_view(env, guest), 800, 300);
	env_click(env, 850, 350);
	add_part(fixture, 0, 0);
	client_settle(client);
	fake_guest_forget(guest);

	for (int frame = 0; frame < 5; frame++) {
		client_attach(client, client->surface, 400, 300, COLOR + (uint32_t)frame);
		client_settle(client);
	}
	assert_int_equal(fake_guest_count(guest, FAKE_MOTION), 0);

	client_attach(client, client->surface, 390, 300, COLOR);
	client_settle(client);
	assert_int_not_equal(fake_guest_count(guest, FAKE_MOTION), 0);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_window_shrinks_and_grows),
		TEST(test_window_moves),
		TEST(test_window_shows_another_part),
		TEST(test_input_region),
		TEST(test_subsurface_comes_moves_and_goes),
		TEST(test_subsurface_to_the_left_moves_nothing),
		TEST(test_subsurfaces_change_places),
		TEST(test_frames_are_no_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
