/* What every agent's windows have: texts fit to be shown, and no way to a window that has gone. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "guest.h"
#include "guest_agent.h"

static struct guests guests;
static struct guest guest;
static struct guest_agent agent;
static struct guest_window parent, child;
static struct wl_listener new_agent, new_window, changed, noticed;
static int agents, windows, changes;
static char notice[256];

static void handle_new_agent(struct wl_listener *listener, void *data) {
	assert_ptr_equal(data, &agent);
	agents++;
}

static void handle_new_window(struct wl_listener *listener, void *data) {
	windows++;
}

static void handle_change(struct wl_listener *listener, void *data) {
	assert_ptr_equal(data, &child.surface);
	changes++;
}

static void handle_notice(struct wl_listener *listener, void *data) {
	strncpy(notice, data, sizeof(notice) - 1);
}

static void listen(
	struct wl_signal *signal, struct wl_listener *listener, wl_notify_func_t notify) {
	listener->notify = notify;
	wl_signal_add(signal, listener);
}

static int begin(void **state) {
	static const uint8_t uuid[GUEST_UUID_SIZE] = {1};
	agents = windows = changes = 0;
	guests_init(&guests, NULL, NULL);
	guest_init(&guest, &guests, 7, uuid);
	listen(&guest.events.new_agent, &new_agent, handle_new_agent);
	listen(&guest.events.notice, &noticed, handle_notice);
	guest_agent_init(&agent, NULL, &guest);
	guest_agent_announce(&agent);
	listen(&agent.events.new_window, &new_window, handle_new_window);
	guest_window_init(&parent, NULL, NULL, &agent, 1);
	guest_window_announce(&parent);
	guest_window_init(&child, NULL, NULL, &agent, 2);
	listen(&child.surface.events.change, &changed, handle_change);
	guest_window_announce(&child);
	return 0;
}

static int end(void **state) {
	wl_list_remove(&changed.link);
	guest_window_finish(&child);
	wl_list_remove(&new_window.link);
	guest_agent_finish(&agent);
	assert_null(guest.agent);
	wl_list_remove(&new_agent.link);
	wl_list_remove(&noticed.link);
	guest_finish(&guest);
	guests_finish(&guests);
	return 0;
}

static void test_announcements_and_a_parent_that_goes(void **state) {
	assert_int_equal(agents, 1);
	assert_ptr_equal(guest.agent, &agent);
	assert_int_equal(windows, 2);
	child.transient_for = &parent;
	guest_window_finish(&parent);
	assert_null(child.transient_for);
	assert_int_equal(changes, 1);
	assert_int_equal(wl_list_length(&agent.windows), 1);
}

static void test_texts(void **state) {
	guest_window_set_title(&child, "mail\n\x1b[31m \xe2\x80\xae evil \xff");
	assert_string_equal(child.title, "mail??[31m ??? evil ?");
	guest_window_set_app_id(&child, "org.example.Mail");
	assert_string_equal(child.app_id, "org.example.Mail");

	char text[300];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	guest_window_set_title(&child, text);
	assert_int_equal(strlen(child.title), GUEST_TITLE_SIZE - 1);
	guest_window_finish(&parent);
}

static void test_notice(void **state) {
	guest_notice(&guest, "its agent sent a message of type %d", 99);
	assert_string_equal(notice, "its agent sent a message of type 99");
	guest_window_finish(&parent);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_announcements_and_a_parent_that_goes, begin, end),
		cmocka_unit_test_setup_teardown(test_texts, begin, end),
		cmocka_unit_test_setup_teardown(test_notice, begin, end),
	};
	return cmocka_run_group_tests_name("guest_agent", tests, NULL, NULL);
}
