/* What clients of our own protocol learn and may ask for, and what lies above a guest that isn't well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <wayland-client.h>

#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "domain_list.h"
#include "domicile-control-v1-client-protocol.h"
#include "picture.h"
#include "seat.h"
#include "view_place.h"

#define RED 0xaa2211

static struct env *env;
static struct client *client;

/* What a client knows. */
struct known {
	struct domicile_control_v1 *control;
	struct domain_list domains;
	int dones;
};

static void handle_done(void *data) {
	struct known *known = data;
	known->dones++;
}

/* Until everything that changes has been told. */
static void settle(void) {
	env_run_for(env, 30);
	client_settle(client);
}

static void know(struct known *known) {
	*known = (struct known){0};
	known->control = client_bind(client, &domicile_control_v1_interface, 1);
	assert_non_null(known->control);
	domain_list_init(&known->domains, known->control);
	known->domains.done = handle_done;
	known->domains.data = known;
	settle();
}

static void forget(struct known *known) {
	domain_list_finish(&known->domains);
	domicile_control_v1_destroy(known->control);
}

static struct domain *find(const struct known *known, const char *name) {
	bool ambiguous;
	return domain_list_find(&known->domains, name, &ambiguous);
}

static struct window *first_window(const struct domain *domain) {
	assert_false(wl_list_empty(&domain->windows));
	struct window *window = wl_container_of(domain->windows.next, window, link);
	return window;
}

static int setup(void **state) {
	env = env_create("[defaults]\ncolor = #aa2211\n");
	client = client_create(env, 200, 100, 0x112233);
	return 0;
}

static int teardown(void **state) {
	client_destroy(client);
	env_destroy(env);
	return 0;
}

/* Telling */

static void test_all_is_told_at_once(void **state) {
	fake_guest_create(env, 1, 300, 200);
	struct known known;
	know(&known);
	assert_int_equal(known.dones, 1);
	assert_int_equal(wl_list_length(&known.domains.list), 2);
	const struct domain *guest = find(&known, "guest1");
	assert_int_equal(guest->number, 1);
	assert_string_equal(guest->uuid, "01420000-0000-0000-0000-000000000000");
	assert_string_equal(guest->label, "guest1");
	assert_int_equal(guest->color, RED);
	assert_true(guest->attached);
	const struct window *window = first_window(guest);
	assert_int_equal(window->kind, DOMICILE_WINDOW_V1_KIND_DISPLAY);
	assert_int_equal(window->pixel_width, 300);
	assert_int_equal(window->height, 200);
	const struct domain *dom0 = find(&known, "dom0");
	assert_string_equal(first_window(dom0)->title, "a program");
	assert_ptr_equal(known.domains.focused, dom0);
	forget(&known);
}

static void test_changes_are_told(void **state) {
	struct known known, second;
	know(&known);
	know(&second);
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	settle();
	struct window *window = first_window(find(&known, "guest1"));
	struct view *view = env_view(env, guest);
	view_move(view, 77, 88);
	view_set_title(view, "another");
	focus_set(seat_focus_of(env->server->seat), view);
	settle();
	assert_int_equal(window->x, 77);
	assert_int_equal(window->y, 88);
	assert_string_equal(window->title, "another");
	assert_true(window->state & DOMICILE_WINDOW_V1_STATE_FOCUSED);
	assert_ptr_equal(known.domains.focused, window->domain);
	view_minimize(view);
	settle();
	assert_true(window->state & DOMICILE_WINDOW_V1_STATE_MINIMIZED);
	assert_false(window->state & DOMICILE_WINDOW_V1_STATE_FOCUSED);
	guest_set_name(&guest->guest, "renamed");
	guest_set_state(&guest->guest, GUEST_CRASHED);
	settle();
	assert_int_equal(find(&known, "renamed")->state, DOMICILE_DOMAIN_V1_STATE_CRASHED);
	/* Whoever else listens knows the same. */
	assert_string_equal(first_window(find(&second, "renamed"))->title, "renamed");
	fake_guest_destroy(guest);
	settle();
	assert_null(find(&known, "renamed"));
	assert_null(find(&second, "renamed"));
	forget(&known);
	forget(&second);
}

static void test_windows_of_an_agent(void **state) {
	struct fake_agent *agent = fake_agent_create(fake_guest_create(env, 1, 300, 200));
	struct known known;
	know(&known);
	struct fake_window *window =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 50, 60, 120, 90);
	fake_window_show(agent, 2, GUEST_WINDOW_POPUP, 50, 60, 40, 40);
	settle();
	const struct domain *domain = find(&known, "guest1");
	assert_int_equal(wl_list_length(&domain->windows), 2); /* a menu is none */
	const struct window *told = wl_container_of(domain->windows.prev, told, link);
	assert_int_equal(told->kind, DOMICILE_WINDOW_V1_KIND_WINDOW);
	assert_int_equal(told->width, 120);
	fake_window_unmap(window);
	settle();
	assert_int_equal(wl_list_length(&domain->windows), 1);
	forget(&known);
}

/* However much a guest does, its listeners hear of it now and then. */
static void test_many_changes_are_told_as_one(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct known known;
	know(&known);
	int before = known.dones;
	for (int i = 0; i < 1000; i++) {
		char name[32];
		snprintf(name, sizeof(name), "name%d", i);
		guest_set_name(&guest->guest, name);
	}
	settle();
	assert_int_equal(known.dones, before + 1);
	assert_string_equal(first_window(find(&known, "name999"))->title, "name999");
	settle();
	assert_int_equal(known.dones, before + 1);
	forget(&known);
}

/* Asking */

static void test_focus(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	fake_guest_create(env, 2, 300, 200);
	struct known known;
	know(&known);
	domicile_domain_v1_focus(find(&known, "guest1")->object);
	settle();
	assert_ptr_equal(known.domains.focused, find(&known, "guest1"));
	env_press(env, KEY_A);
	assert_true(fake_guest_got(guest, FAKE_KEY, KEY_A, true));
	domicile_window_v1_focus(first_window(find(&known, "guest2"))->object);
	settle();
	assert_ptr_equal(known.domains.focused, find(&known, "guest2"));
	forget(&known);
}

static void test_what_has_gone_can_be_asked(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct known known;
	know(&known);
	struct domain *domain = find(&known, "guest1");
	/* In the same turn: the client can't know yet. */
	fake_guest_destroy(guest);
	domicile_domain_v1_focus(domain->object);
	domicile_domain_v1_detach(domain->object);
	domicile_domain_v1_set_color(domain->object, 1);
	domicile_window_v1_focus(first_window(domain)->object);
	domicile_capture_v1_destroy(domicile_domain_v1_capture(domain->object));
	settle();
	assert_int_equal(wl_display_get_error(client->display), 0);
	assert_null(find(&known, "guest1"));
	forget(&known);
}

/* Of a client that has bound it twice, one goes on. */
static void test_who_stops_listening_hears_no_more(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct known known, second;
	know(&known);
	know(&second);
	const struct domain *domain = find(&known, "guest1");
	const struct window *window = first_window(domain);
	domicile_control_v1_destroy(known.control);
	client_settle(client);
	guest_set_name(&guest->guest, "other");
	settle();
	assert_non_null(find(&second, "other"));
	assert_string_equal(first_window(find(&second, "other"))->title, "other");
	assert_string_equal(domain->name, "guest1");
	assert_string_equal(window->title, "guest1");

	struct view *before = env_top_view(env);
	domicile_domain_v1_focus(domain->object);
	domicile_window_v1_focus(window->object);
	settle();
	assert_ptr_equal(env_focused(env), before);
	fake_guest_create(env, 2, 100, 100);
	fake_guest_destroy(guest);
	settle();
	assert_int_equal(domain->change, CHANGE_NONE);
	assert_int_equal(window->change, CHANGE_NONE);
	assert_int_equal(known.dones, 1);
	domain_list_finish(&known.domains);
	forget(&second);
}

struct overrides {
	struct wl_listener listener;
	int count;
	struct server_override last;
};

static void handle_override(struct wl_listener *listener, void *data) {
	struct overrides *overrides = wl_container_of(listener, overrides, listener);
	overrides->count++;
	overrides->last = *(const struct server_override *)data;
}

static void test_settings_for_this_run(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct overrides overrides = {.listener.notify = handle_override};
	wl_signal_add(&env->server->events.override, &overrides.listener);
	struct known known;
	know(&known);
	const struct domain *domain = find(&known, "guest1");
	domicile_domain_v1_detach(domain->object);
	settle();
	assert_int_equal(overrides.count, 1);
	assert_ptr_equal(overrides.last.guest, &guest->guest);
	assert_int_equal(overrides.last.setting, SERVER_OVERRIDE_ATTACH);
	assert_false(overrides.last.attach);
	domicile_domain_v1_attach(domain->object);
	settle();
	assert_true(overrides.last.attach);
	domicile_domain_v1_set_color(domain->object, 0xffffff);
	settle();
	assert_int_equal(overrides.last.setting, SERVER_OVERRIDE_COLOR);
	assert_int_equal(overrides.last.color, 0xffffff);
	assert_int_equal(overrides.count, 3);
	forget(&known);
	wl_list_remove(&overrides.listener.link);
}

static void expect_error(const struct wl_interface *interface, uint32_t code) {
	client_settle(client);
	const struct wl_interface *told;
	uint32_t id;
	assert_int_equal(wl_display_get_error(client->display), EPROTO);
	assert_int_equal(wl_display_get_protocol_error(client->display, &told, &id), code);
	assert_string_equal(told->name, interface->name);
}

static void test_dom0_is_no_guest(void **state) {
	static void (*const requests[])(struct domicile_domain_v1 *object) = {
		domicile_domain_v1_attach, domicile_domain_v1_detach};
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		struct known known;
		know(&known);
		requests[i](find(&known, "dom0")->object);
		expect_error(&domicile_domain_v1_interface, DOMICILE_DOMAIN_V1_ERROR_NOT_A_GUEST);
		forget(&known);
		client_destroy(client);
		client = client_create(env, 200, 100, 0x112233);
	}
}

static void test_a_colour_has_24_bits(void **state) {
	fake_guest_create(env, 1, 300, 200);
	struct known known;
	know(&known);
	domicile_domain_v1_set_color(find(&known, "guest1")->object, 0x1000000);
	expect_error(&domicile_domain_v1_interface, DOMICILE_DOMAIN_V1_ERROR_INVALID_COLOR);
	forget(&known);
}

/* Pictures */

static void capture(struct picture *picture, const struct known *known, const char *name) {
	picture_begin(picture, find(known, name)->object);
	client_settle(client);
}

static void copy(struct picture *picture, uint32_t width, uint32_t height, uint32_t format) {
	assert_true(picture_copy(picture, client->shm, width, height, format));
	client_settle(client);
}

static void copy_all(struct picture *picture) {
	assert_false(picture->failed);
	copy(picture, picture->width, picture->height, WL_SHM_FORMAT_ARGB8888);
	assert_true(picture->ready);
}

static uint32_t pixel(const struct picture *picture, int x, int y) {
	return picture->pixels[(size_t)y * picture->width + (size_t)x];
}

static void test_a_picture_of_one_window(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	view_resize(view, &(struct wlr_box){.x = 100, .y = 100, .width = 600, .height = 400}, 0);
	struct known known;
	know(&known);
	struct picture picture;
	capture(&picture, &known, "guest1");
	assert_int_equal(picture.width, 300);
	assert_int_equal(picture.height, 200);
	copy_all(&picture);
	for (int y = 0; y < 200; y += 7) {
		for (int x = 0; x < 300; x += 3) {
			assert_int_equal(
				pixel(&picture, x, y), 0xff000000 | fake_guest_pixel(guest, x, y));
		}
	}
	picture_finish(&picture);
	forget(&known);
}

static void test_a_picture_of_several_windows(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *left =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 80, 60);
	struct fake_window *right =
		fake_window_show(agent, 2, GUEST_WINDOW_TOPLEVEL, 300, 120, 80, 60);
	struct fake_window *menu = fake_window_show(agent, 3, GUEST_WINDOW_POPUP, 310, 130, 40, 20);
	view_minimize(env_view(env, guest));
	view_move(env_window_view(env, left), 100, 100);
	view_move(env_window_view(env, right), 300, 120);
	env_settle(env);
	struct known known;
	know(&known);
	struct picture picture;
	capture(&picture, &known, "guest1");
	assert_int_equal(picture.width, 280);
	assert_int_equal(picture.height, 80);
	copy_all(&picture);
	assert_int_equal(pixel(&picture, 0, 0), 0xff000000 | fake_window_pixel(left, 0, 0));
	assert_int_equal(pixel(&picture, 79, 59), 0xff000000 | fake_window_pixel(left, 79, 59));
	assert_int_equal(pixel(&picture, 200, 20), 0xff000000 | fake_window_pixel(right, 0, 0));
	assert_int_equal(pixel(&picture, 230, 40), 0xff000000 | fake_window_pixel(menu, 20, 10));
	assert_int_equal(pixel(&picture, 100, 10), 0); /* between them */
	picture_finish(&picture);
	forget(&known);
}

static void test_a_picture_of_nothing(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	view_minimize(env_view(env, guest));
	fake_guest_create(env, 2, 0, 0);
	struct known known;
	know(&known);
	static const char *const names[] = {"guest1", "guest2"};
	for (size_t i = 0; i < 2; i++) {
		struct picture picture;
		capture(&picture, &known, names[i]);
		assert_true(picture.failed);
		assert_int_equal(picture.reason, DOMICILE_CAPTURE_V1_FAILURE_NOTHING_SHOWN);
		picture_finish(&picture);
	}
	forget(&known);
}

/* As domicilectl keeps the one that it was called for, which may go while it asks. */
static void test_a_picture_of_a_guest_that_goes(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct known known;
	know(&known);
	const struct domain *domain = known.domains.kept = find(&known, "guest1");
	fake_guest_destroy(guest);
	settle();
	assert_string_equal(domain->name, "guest1");
	assert_true(wl_list_empty(&domain->windows));
	struct picture picture;
	picture_begin(&picture, domain->object);
	client_settle(client);
	assert_true(picture.failed);
	assert_int_equal(picture.reason, DOMICILE_CAPTURE_V1_FAILURE_NOTHING_SHOWN);
	picture_finish(&picture);
	forget(&known);
}

static void test_pictures_that_fail(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct known known;
	know(&known);
	struct picture picture;
	capture(&picture, &known, "guest1");
	copy(&picture, 300, 199, WL_SHM_FORMAT_ARGB8888);
	assert_true(picture.failed);
	assert_int_equal(picture.reason, DOMICILE_CAPTURE_V1_FAILURE_INVALID_BUFFER);
	picture_finish(&picture);

	capture(&picture, &known, "guest1");
	copy(&picture, 300, 200, WL_SHM_FORMAT_XRGB8888);
	assert_int_equal(picture.reason, DOMICILE_CAPTURE_V1_FAILURE_INVALID_BUFFER);
	assert_int_equal(picture.pixels[0], 0);
	picture_finish(&picture);

	capture(&picture, &known, "guest1");
	fake_guest_set_mode(guest, 320, 200);
	copy(&picture, 300, 200, WL_SHM_FORMAT_ARGB8888);
	assert_int_equal(picture.reason, DOMICILE_CAPTURE_V1_FAILURE_CHANGED);
	picture_finish(&picture);

	capture(&picture, &known, "guest1");
	fake_guest_destroy(guest);
	copy(&picture, 320, 200, WL_SHM_FORMAT_ARGB8888);
	assert_int_equal(picture.reason, DOMICILE_CAPTURE_V1_FAILURE_NOTHING_SHOWN);
	picture_finish(&picture);
	forget(&known);
}

static void test_a_picture_is_taken_once(void **state) {
	fake_guest_create(env, 1, 300, 200);
	struct known known;
	know(&known);
	struct picture picture;
	capture(&picture, &known, "guest1");
	copy_all(&picture);
	domicile_capture_v1_copy(picture.capture, picture.buffer);
	expect_error(&domicile_capture_v1_interface, DOMICILE_CAPTURE_V1_ERROR_ALREADY_USED);
	picture_finish(&picture);
	forget(&known);
}

/* The shade */

/* Two fifths of each colour are left, give or take what rounding does. */
static void expect_shaded(uint32_t shown, uint32_t color, bool shaded) {
	for (int shift = 0; shift <= 16; shift += 8) {
		int part = (int)(color >> shift & 0xff);
		int expected = shaded ? part * 2 / 5 : part;
		assert_in_range((int)(shown >> shift & 0xff) + 1, expected, expected + 2);
	}
}

static void test_a_guest_that_is_not_well_is_shaded(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	fake_guest_fill(guest, 0, 0, 300, 200, 0x4080c0);
	fake_guest_damage(guest, 0, 0, 300, 200);
	const struct view *view = env_view(env, guest);
	int x = view->box.x + 10, y = view->box.y + 10;
	env_settle(env);
	expect_shaded(env_pixel(env, x, y), 0x4080c0, false);
	for (enum guest_state s = GUEST_NOT_RESPONDING; s <= GUEST_CRASHED; s++) {
		guest_set_state(&guest->guest, s);
		env_settle(env);
		expect_shaded(env_pixel(env, x, y), 0x4080c0, true);
		assert_int_equal(env_pixel(env, view->box.x + 150, view->box.y + 85), 0x1d2025);
		/* The frame is as bright as ever. */
		assert_int_equal(env_pixel(env, view->box.x - 1, y),
			env_pixel(env, view->box.x - 1, view->box.y + 190));
	}
	/* It follows the window, and lets through what is meant for that. */
	env_click(env, x, y);
	assert_true(fake_guest_count(guest, FAKE_BUTTON) > 0);
	env_move_to(env, 640, 360);
	view_set_fullscreen(env_view(env, guest), true, NULL);
	env_settle(env);
	expect_shaded(env_pixel(env, 640, 10), 0x4080c0, true);
	expect_shaded(env_pixel(env, 640, 710), 0x4080c0, true);
	view_set_fullscreen(env_view(env, guest), false, NULL);
	guest_set_state(&guest->guest, GUEST_RUNNING);
	env_settle(env);
	expect_shaded(env_pixel(env, x, y), 0x4080c0, false);
}

static void test_a_small_window_of_an_agent_is_shaded(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	guest_set_state(&guest->guest, GUEST_PAUSED);
	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *window =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 60, 30);
	view_move(env_window_view(env, window), 100, 100);
	env_settle(env);
	expect_shaded(env_pixel(env, 105, 105), fake_window_pixel(window, 5, 5), true);
	expect_shaded(env_pixel(env, 159, 129), fake_window_pixel(window, 59, 29), true);
}

#define control_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void) {
	const struct CMUnitTest tests[] = {
		control_test(test_all_is_told_at_once),
		control_test(test_changes_are_told),
		control_test(test_windows_of_an_agent),
		control_test(test_many_changes_are_told_as_one),
		control_test(test_focus),
		control_test(test_what_has_gone_can_be_asked),
		control_test(test_who_stops_listening_hears_no_more),
		control_test(test_settings_for_this_run),
		control_test(test_dom0_is_no_guest),
		control_test(test_a_colour_has_24_bits),
		control_test(test_a_picture_of_one_window),
		control_test(test_a_picture_of_several_windows),
		control_test(test_a_picture_of_nothing),
		control_test(test_a_picture_of_a_guest_that_goes),
		control_test(test_pictures_that_fail),
		control_test(test_a_picture_is_taken_once),
		control_test(test_a_guest_that_is_not_well_is_shaded),
		control_test(test_a_small_window_of_an_agent_is_shaded),
	};
	return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}
