/* Text crosses from one domain to another on two keys of the user's, and in no other way. */
#define _DEFAULT_SOURCE /* explicit_bzero */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_seat.h>

#include "alloc.h"
#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "desktop.h"
#include "focus.h"
#include "notice.h"
#include "seat.h"

static struct env *env;
static struct fake_guest *guests[3];
static struct fake_agent *agents[3];
static struct fake_window *windows[3];

static int setup(void **state) {
	env = env_create("[clipboard]\n* -> guest3 = deny\nguest2 -> guest3 = allow\n"
			 "dom0 -> guest3 = deny\n");
	for (int i = 0; i < 3; i++) {
		guests[i] = fake_guest_create(env, i + 1, 0, 0);
		agents[i] = fake_agent_create(guests[i]);
		windows[i] = fake_window_show(
			agents[i], 1, GUEST_WINDOW_TOPLEVEL, 50 + 400 * i, 50, 300, 200);
	}
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static void focus(int guest) {
	focus_set(seat_focus_of(env->server->seat), env_window_view(env, windows[guest]));
}

static void press(uint32_t code) {
	env_key(env, KEY_LEFTMETA, true);
	env_key(env, KEY_LEFTSHIFT, true);
	env_press(env, code);
	env_key(env, KEY_LEFTSHIFT, false);
	env_key(env, KEY_LEFTMETA, false);
}

static void take_from(int guest) {
	focus(guest);
	press(KEY_C);
}

static void give_to(int guest) {
	focus(guest);
	press(KEY_V);
}

static const char *told(void) {
	const struct notice *notice =
		wl_container_of(env->server->desktop->notices.next, notice, link);
	return notice->text;
}

static void test_from_one_guest_to_another_once(void **state) {
	take_from(0);
	assert_int_equal(agents[0]->requests, 1);
	fake_agent_answer(agents[0], "a text", NULL);
	assert_memory_equal(told(), "[guest1] Its text has been taken out", 36);
	give_to(1);
	assert_string_equal(agents[1]->clipboard, "a text");
	assert_string_equal(told(), "[guest2] It has been given the text from [guest1].");
	/* Neither key gets there. */
	assert_null(strstr(fake_agent_log(agents[0]), "key 46"));
	assert_null(strstr(fake_agent_log(agents[1]), "key 47"));

	agents[1]->clipboard[0] = '\0';
	give_to(1);
	assert_string_equal(agents[1]->clipboard, "");
	assert_non_null(strstr(told(), "nothing has been taken out"));
}

static void test_nobody_gives_without_being_asked(void **state) {
	fake_agent_answer(agents[0], "unasked", NULL);
	take_from(0);
	take_from(1);
	fake_agent_answer(agents[0], "late", NULL); /* the user has asked another since */
	fake_agent_answer(agents[1], "right", NULL);
	fake_agent_answer(agents[1], "again", NULL);
	give_to(0);
	assert_string_equal(agents[0]->clipboard, "right");
}

static void test_an_old_text_is_not_given_for_a_new_one(void **state) {
	take_from(0);
	fake_agent_answer(agents[0], "old", NULL);
	take_from(0);
	fake_agent_answer(agents[0], NULL, "It says no.");
	assert_string_equal(told(), "[guest1] It says no.");
	give_to(1);
	assert_string_equal(agents[1]->clipboard, "");
	take_from(0);
	fake_agent_answer(agents[0], "", NULL);
	give_to(1);
	assert_string_equal(agents[1]->clipboard, "");
}

static void test_configuration_decides(void **state) {
	take_from(0);
	fake_agent_answer(agents[0], "secret", NULL);
	give_to(2);
	assert_string_equal(agents[2]->clipboard, "");
	assert_non_null(strstr(told(), "[guest3]"));
	assert_non_null(strstr(told(), "[guest1]"));

	take_from(1);
	fake_agent_answer(agents[1], "known", NULL);
	assert_non_null(strstr(told(), "[guest2]"));
	give_to(2);
	assert_string_equal(agents[2]->clipboard, "known");
	assert_string_equal(told(), "[guest3] It has been given the text from [guest2].");
}

static void test_too_long_for_the_target_is_kept(void **state) {
	agents[1]->clipboard_limit = 3;
	take_from(0);
	fake_agent_answer(agents[0], "long", NULL);
	give_to(1);
	assert_string_equal(told(), "[guest2] The text from [guest1] is too long for it.");
	give_to(0);
	assert_string_equal(agents[0]->clipboard, "long");
}

static void test_guests_may_go_at_any_time(void **state) {
	take_from(0);
	fake_agent_destroy(&agents[0]->agent);
	press(KEY_C);
	agents[0] = fake_agent_create(guests[0]);
	windows[0] = fake_window_show(agents[0], 1, GUEST_WINDOW_TOPLEVEL, 50, 50, 300, 200);
	take_from(0);
	fake_agent_answer(agents[0], "gone with it", NULL);
	fake_guest_destroy(guests[0]);
	give_to(1);
	assert_string_equal(agents[1]->clipboard, "");
}

/* What a program of dom0 has copied. */
struct program_source {
	struct wlr_data_source base;
	char *text;
	size_t size;
	bool never;
	int fd;
};

static struct program_source *program; /* the latest */

static void program_send(struct wlr_data_source *source, const char *type, int32_t fd) {
	if (program->never) {
		program->fd = fd;
		return;
	}
	assert_string_equal(type, "text/plain;charset=utf-8");
	assert_int_equal(write(fd, program->text, program->size), program->size);
	close(fd);
}

static void program_destroy(struct wlr_data_source *source) {
	struct program_source *destroyed = wl_container_of(source, destroyed, base);
	free(destroyed);
}

static void program_copies(char *text, size_t size) {
	static const struct wlr_data_source_impl impl = {
		.send = program_send,
		.destroy = program_destroy,
	};
	program = znew(struct program_source);
	program->text = text;
	program->size = size;
	wlr_data_source_init(&program->base, &impl);
	char **type = wl_array_add(&program->base.mime_types, sizeof(*type));
	*type = strdup("text/plain;charset=utf-8");
	wlr_seat_set_selection(
		env->server->seat->wlr_seat, &program->base, wl_display_next_serial(env->display));
}

static void test_dom0_is_a_domain_like_others(void **state) {
	struct client *client = client_create(env, 200, 100, 0x30a060);
	struct view *view = env_program_view(env);
	struct focus *seat_focus = seat_focus_of(env->server->seat);
	program_copies("from dom0", 9);
	focus_set(seat_focus, view);
	press(KEY_C);
	env_settle(env);
	give_to(2);
	assert_string_equal(agents[2]->clipboard, "");
	give_to(1);
	assert_string_equal(agents[1]->clipboard, "from dom0");
	assert_string_equal(told(), "[guest2] It has been given the text from [dom0].");

	/* Back into dom0, where programs paste it as they like. */
	take_from(1);
	fake_agent_answer(agents[1], "from a guest", NULL);
	focus_set(seat_focus, view);
	press(KEY_V);
	assert_string_equal(told(), "[dom0] It has been given the text from [guest2].");
	struct wlr_data_source *offered = env->server->seat->wlr_seat->selection_source;
	for (int i = 0; i < 2; i++) {
		int fds[2];
		char text[64] = "";
		assert_int_equal(pipe(fds), 0);
		wlr_data_source_send(offered, "text/plain", fds[1]);
		assert_int_equal(read(fds[0], text, sizeof(text)), 12);
		assert_string_equal(text, "from a guest");
		close(fds[0]);
	}
	client_destroy(client);
}

/* In place of the C library's. */
static size_t wiped;

void explicit_bzero(void *memory, size_t size) {
	memset(memory, 0, size);
	wiped += size;
}

static void test_no_copy_of_a_text_is_left(void **state) {
	struct client *client = client_create(env, 200, 100, 0x30a060);
	struct view *view = env_program_view(env);
	struct focus *seat_focus = seat_focus_of(env->server->seat);
	wiped = 0;
	program_copies("nine char", 9);
	focus_set(seat_focus, view);
	press(KEY_C);
	env_settle(env);
	assert_int_equal(wiped, 9); /* what was read */
	focus_set(seat_focus, view);
	press(KEY_V);
	assert_int_equal(wiped, 18); /* and what was kept between the keys */
	wlr_seat_set_selection(
		env->server->seat->wlr_seat, NULL, wl_display_next_serial(env->display));
	assert_int_equal(wiped, 27); /* and what was offered */

	/* Nor of one that was too long, or that came too late. */
	program_copies("", 0);
	program->never = true;
	press(KEY_C);
	int fd = program->fd;
	assert_int_equal(write(fd, "part", 4), 4);
	env_settle(env);
	press(KEY_C);
	assert_int_equal(wiped, 31);
	close(fd);
	close(program->fd);
	client_destroy(client);
}

static void test_dom0_text_is_checked(void **state) {
	struct client *client = client_create(env, 200, 100, 0x30a060);
	struct view *view = env_program_view(env);
	struct focus *seat_focus = seat_focus_of(env->server->seat);
	focus_set(seat_focus, view);
	press(KEY_C);
	assert_string_equal(told(), "[dom0] There is no text to take out of it.");

	program_copies("escape \x1b[2J", 11);
	press(KEY_C);
	env_settle(env);
	give_to(1);
	assert_string_equal(agents[1]->clipboard, "");

	/* One that never answers holds nothing up, and is forgotten with the next. */
	program_copies("", 0);
	program->never = true;
	focus_set(seat_focus, view);
	press(KEY_C);
	env_settle(env);
	int fd = program->fd;
	take_from(0);
	fake_agent_answer(agents[0], "other", NULL);
	close(fd);
	env_settle(env);
	give_to(1);
	assert_string_equal(agents[1]->clipboard, "other");
	client_destroy(client);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_from_one_guest_to_another_once),
		TEST(test_nobody_gives_without_being_asked),
		TEST(test_an_old_text_is_not_given_for_a_new_one),
		TEST(test_configuration_decides),
		TEST(test_too_long_for_the_target_is_kept),
		TEST(test_guests_may_go_at_any_time),
		TEST(test_dom0_is_a_domain_like_others),
		TEST(test_no_copy_of_a_text_is_left),
		TEST(test_dom0_text_is_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
