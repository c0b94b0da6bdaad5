/* Who may hand the focus on: never away from another domain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "activation.h"
#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "desktop.h"
#include "focus.h"
#include "pointer.h"
#include "seat.h"
#include "view_place.h"
#include "xdg-activation-v1-client-protocol.h"

static struct env *env;
static struct focus *focus;

static int setup(void **state) {
	env = env_create("");
	focus = seat_focus_of(env->server->seat);
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static void handle_done(void *data, struct xdg_activation_token_v1 *token, const char *name) {
	snprintf(data, 128, "%s", name);
}

static const struct xdg_activation_token_v1_listener token_listener = {.done = handle_done};

/* by_user: for the button that was pressed in it last */
static void get_token(struct client *client, bool by_user, char name[128]) {
	struct xdg_activation_v1 *activation = client_bind(client, &xdg_activation_v1_interface, 1);
	struct xdg_activation_token_v1 *token = xdg_activation_v1_get_activation_token(activation);
	xdg_activation_token_v1_add_listener(token, &token_listener, name);
	if (by_user) {
		xdg_activation_token_v1_set_serial(token, client->button_serial, client->seat);
		xdg_activation_token_v1_set_surface(token, client->surface);
	}
	name[0] = '\0';
	xdg_activation_token_v1_commit(token);
	client_settle(client);
	xdg_activation_token_v1_destroy(token);
	xdg_activation_v1_destroy(activation);
}

static void activate(struct client *client, const char *name) {
	struct xdg_activation_v1 *activation = client_bind(client, &xdg_activation_v1_interface, 1);
	xdg_activation_v1_activate(activation, name, client->surface);
	xdg_activation_v1_destroy(activation);
	client_settle(client);
}

static void click(const struct view *view) {
	env_click(env, view->box.x + 10, view->box.y + 10);
}

/* Two programs, of which the first has just been clicked, and what they are shown as. */
struct pair {
	struct client *first, *second;
	struct view *first_view, *second_view;
};

static struct pair create_pair(void) {
	struct pair pair = {.first = client_create(env, 300, 200, 0x30a060)};
	pair.first_view = env_program_view(env);
	view_move(pair.first_view, 100, 100);
	pair.second = client_create(env, 300, 200, 0xa03060);
	pair.second_view = env_program_view(env);
	view_move(pair.second_view, 700, 100);
	click(pair.first_view);
	client_settle(pair.first);
	assert_ptr_equal(focus->view, pair.first_view);
	return pair;
}

static void destroy_pair(struct pair *pair) {
	client_destroy(pair->first);
	client_destroy(pair->second);
}

static void test_program_hands_the_focus_on(void **state) {
	struct pair pair = create_pair();
	char token[128];
	get_token(pair.first, true, token);
	activate(pair.second, token);
	assert_ptr_equal(focus->view, pair.second_view);
	assert_false(pair.second_view->attention);
	destroy_pair(&pair);
}

static void test_token_without_the_user_only_calls(void **state) {
	struct pair pair = create_pair();
	char token[128];
	get_token(pair.first, false, token);
	activate(pair.second, token);
	assert_ptr_equal(focus->view, pair.first_view);
	assert_true(pair.second_view->attention);
	click(pair.second_view);
	assert_false(pair.second_view->attention);

	/* One that it made up does nothing at all. */
	activate(pair.first, "nonsense");
	assert_false(pair.first_view->attention);
	destroy_pair(&pair);
}

static void test_serial_of_another_program_is_none(void **state) {
	struct pair pair = create_pair();
	char token[128];
	pair.second->button_serial = pair.first->button_serial;
	get_token(pair.second, true, token);
	activate(pair.second, token);
	assert_ptr_equal(focus->view, pair.first_view);
	destroy_pair(&pair);
}

static void test_focus_is_not_taken_from_a_guest(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	struct pair pair = create_pair();
	view_move(view, 400, 450);
	char token[128];
	get_token(pair.first, true, token);
	click(view);
	env_press(env, KEY_A);
	activate(pair.second, token);
	assert_ptr_equal(focus->view, view);
	assert_true(pair.second_view->attention);
	fake_guest_forget(guest);
	env_press(env, KEY_B);
	assert_true(fake_guest_got(guest, FAKE_KEY, KEY_B, true));
	destroy_pair(&pair);
}

/* A launcher may have gone, and a guest have its focus again, before what it has started comes up. */
static void test_what_the_user_did_last_counts(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	struct pair pair = create_pair();
	char token[128];
	get_token(pair.first, true, token);
	focus_set(focus, view);
	activate(pair.second, token);
	assert_ptr_equal(focus->view, pair.second_view);
	destroy_pair(&pair);
}

static void test_new_program_calls_while_a_guest_has_the_focus(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct client *client = client_create(env, 300, 200, 0x30a060);
	struct view *view = env_program_view(env);
	assert_ptr_equal(focus->view, env_view(env, guest));
	assert_true(view->attention);
	assert_false(client->has_keyboard);
	env_press(env, KEY_A);
	client_settle(client);
	assert_true(fake_guest_got(guest, FAKE_KEY, KEY_A, true));
	assert_int_equal(client->key_events, 0);
	client_destroy(client);
}

static void test_new_guest_window_calls(void **state) {
	struct fake_guest *first = fake_guest_create(env, 1, 300, 200);
	/* A machine that starts wants nothing of the user. */
	struct fake_guest *second = fake_guest_create(env, 2, 300, 200);
	assert_false(env_view(env, second)->attention);
	assert_ptr_equal(focus->view, env_view(env, first));
	focus_set(focus, env_view(env, second));

	/* Another of its own windows doesn't, and has no focus either. */
	struct fake_agent *agent = fake_agent_create(second);
	struct fake_window *window =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 200, 100);
	assert_false(env_window_view(env, window)->attention);
	assert_ptr_equal(focus->view, env_view(env, second));

	struct fake_agent *other = fake_agent_create(first);
	window = fake_window_show(other, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 200, 100);
	assert_true(env_window_view(env, window)->attention);
}

/* A wish that it had when it came up isn't lost to the call. */
static void test_new_guest_window_keeps_its_wishes(void **state) {
	fake_guest_create(env, 1, 300, 200);
	struct fake_guest *guest = fake_guest_create(env, 2, 0, 0);
	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *window =
		fake_window_create(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 200, 100);
	window->window.flags = GUEST_WINDOW_FULLSCREEN;
	fake_window_map(window);
	assert_true(env_window_view(env, window)->maximized);
	assert_true(env_window_view(env, window)->attention);
}

/* What was typed at a guest that has gone isn't for programs of dom0. */
static void test_orphaned_focus_is_not_for_programs(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	fake_guest_destroy(guest);
	struct client *client = client_create(env, 300, 200, 0x30a060);
	assert_null(focus->view);
	assert_true(env_program_view(env)->attention);
	client_destroy(client);
}

static void test_token_of_the_desktop(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	env_press(env, KEY_A);
	char token[128];
	snprintf(token, sizeof(token), "%s", activation_new_token(env->server->activation));
	struct client *client = client_create(env, 300, 200, 0x30a060);
	activate(client, token);
	assert_ptr_equal(focus->view, env_program_view(env));

	/* Not after the user has gone on typing elsewhere. */
	snprintf(token, sizeof(token), "%s", activation_new_token(env->server->activation));
	focus_set(focus, env_view(env, guest));
	env_press(env, KEY_A);
	activate(client, token);
	assert_ptr_equal(focus->view, env_view(env, guest));
	client_destroy(client);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_program_hands_the_focus_on),
		TEST(test_token_without_the_user_only_calls),
		TEST(test_serial_of_another_program_is_none),
		TEST(test_focus_is_not_taken_from_a_guest),
		TEST(test_what_the_user_did_last_counts),
		TEST(test_new_program_calls_while_a_guest_has_the_focus),
		TEST(test_new_guest_window_calls),
		TEST(test_new_guest_window_keeps_its_wishes),
		TEST(test_orphaned_focus_is_not_for_programs),
		TEST(test_token_of_the_desktop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
