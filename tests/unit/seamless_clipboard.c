/* The clipboard, both ways: what is an answer, and what is a text. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "seamless_fixture.h"

/* The window that agents answer from, of which they have never told. */
#define STUB 0x200002

#define SECRET "correct horse battery staple"

static struct {
	int count;
	char text[1024];
	size_t size;
	bool error;
} answers;

static void handle_clipboard(struct wl_listener *listener, void *data) {
	const struct guest_clipboard *clipboard = data;
	answers.count++;
	answers.error = clipboard->error != NULL;
	answers.size = clipboard->size;
	if (!answers.error) {
		assert_true(clipboard->size <= sizeof(answers.text));
		memcpy(answers.text, clipboard->text, clipboard->size);
	}
}

static struct wl_listener clipboard_listener = {.notify = handle_clipboard};

static int start(void **state) {
	seamless_start_agent(state);
	say_window(1, 0, 0, 10, 10);
	expect_guest_window(1);
	memset(&answers, 0, sizeof(answers));
	wl_signal_add(&the_agent()->events.clipboard, &clipboard_listener);
	return 0;
}

static int stop(void **state) {
	wl_list_remove(&clipboard_listener.link);
	return seamless_stop(state);
}

static void request(void) {
	the_agent()->impl->request_clipboard(the_agent(), expect_guest_window(1));
	expect_message(QUBES_GUI_CLIPBOARD_REQUEST, 1, NULL, 0);
}

static void answer(const void *text, size_t size) {
	say(QUBES_GUI_CLIPBOARD, STUB, text, size);
	peer_sync();
}

static size_t wiped; /* times that the secret was among it */

/* libc's, for the product; what was there is known only here. */
void explicit_bzero(void *memory, size_t size);

void explicit_bzero(void *memory, size_t size) {
	for (size_t i = 0; i + sizeof(SECRET) - 1 <= size; i++) {
		if (memcmp((const uint8_t *)memory + i, SECRET, sizeof(SECRET) - 1) == 0) {
			wiped++;
			break;
		}
	}
	memset(memory, 0, size);
}

/* Of a text that went through, nothing stays in memory. */
static void test_texts_are_wiped(void **state) {
	request();
	wiped = 0;
	answer(SECRET, sizeof(SECRET) - 1);
	assert_int_equal(answers.count, 1);
	assert_int_equal(wiped, 2); /* as it was read, and as a message */

	xen_vchan_set_room(peer.vchan, 0);
	wiped = 0;
	assert_true(the_agent()->impl->send_clipboard(the_agent(), SECRET, sizeof(SECRET) - 1));
	assert_int_equal(wiped, 1); /* the message, which waits to be read now */
	xen_vchan_set_room(peer.vchan, XEN_DOUBLE_RING);
	settle();
	assert_int_equal(wiped, 2);
}

static void test_request(void **state) {
	request();
	answer("caf\xc3\xa9\r\n\tno", 10);
	assert_int_equal(answers.count, 1);
	assert_false(answers.error);
	assert_int_equal(answers.size, 10);
	assert_memory_equal(answers.text, "caf\xc3\xa9\r\n\tno", 10);
	request();
	answer(NULL, 0);
	assert_int_equal(answers.count, 2);
	assert_int_equal(answers.size, 0);
	assert_false(answers.error);
}

/* A guest can't put anything there that it wasn't asked for, nor answer twice. */
static void test_unasked(void **state) {
	answer("evil", 4);
	assert_int_equal(answers.count, 0);
	request();
	request();
	answer("good", 4);
	answer("evil", 4);
	assert_int_equal(answers.count, 1);
	assert_memory_equal(answers.text, "good", 4);
}

static bool is_answered(void *data) {
	return answers.count > 0;
}

static void test_late(void **state) {
	request();
	settle_until(is_answered, NULL);
	assert_true(answers.error);
	answer("late", 4);
	assert_int_equal(answers.count, 1);
}

static void test_bad_texts(void **state) {
	static const struct {
		const char *text;
		size_t size;
	} bad[] = {{"a\0b", 3}, {"\x1b[2J", 4}, {"\x7f", 1}, {"\xc2\x85", 2}, {"\xff", 1},
		{"\xc3", 1}, {"\xe2\x82", 2}, {"\xc0\xaf", 2}, {"\xed\xa0\x80", 3}, {"\b", 1}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		request();
		answer(bad[i].text, bad[i].size);
		assert_int_equal(answers.count, i + 1);
		assert_true(answers.error);
		assert_int_equal(answers.size, 0);
	}
}

/* More than a ring holds: it comes in pieces. */
static void say_long(size_t size) {
	struct qubes_gui_header header = {
		.type = QUBES_GUI_CLIPBOARD, .window = STUB, .length = (uint32_t)size};
	xen_vchan_write(peer.vchan, &header, sizeof(header));
	static char text[60000];
	memset(text, 'x', sizeof(text));
	while (size > 0) {
		peer_sync();
		size_t part = size < sizeof(text) ? size : sizeof(text);
		xen_vchan_write(peer.vchan, text, part);
		size -= part;
	}
	peer_sync();
}

static void test_too_long(void **state) {
	request();
	say_long(QUBES_GUI_MAX_CLIPBOARD + 1);
	assert_int_equal(answers.count, 1);
	assert_true(answers.error);
	expect_guest_window(1);
	wl_list_remove(&clipboard_listener.link);
	wl_list_init(&clipboard_listener.link);
	struct qubes_gui_header header = {
		.type = QUBES_GUI_CLIPBOARD, .window = STUB, .length = QUBES_GUI_MAX_CLIPBOARD + 2};
	xen_vchan_write(peer.vchan, &header, sizeof(header));
	expect_agent_fault("more for the clipboard");
}

static void test_send(void **state) {
	assert_true(the_agent()->impl->send_clipboard(the_agent(), "hello", 5));
	char text[5];
	expect_message(QUBES_GUI_CLIPBOARD, 0, text, 5);
	assert_memory_equal(text, "hello", 5);
	char *long_text = calloc(1, QUBES_GUI_MAX_CLIPBOARD + 1);
	assert_false(the_agent()->impl->send_clipboard(
		the_agent(), long_text, QUBES_GUI_MAX_CLIPBOARD + 1));
	free(long_text);
	expect_silence();
}

/* Of agents older than 1.2, the length stands in place of the window. */
static void test_old_agent(void **state) {
	seamless_start(state);
	peer_start(0x10001);
	peer_sync();
	expect_anything();
	memset(&answers, 0, sizeof(answers));
	wl_signal_add(&the_agent()->events.clipboard, &clipboard_listener);
	say_window(1, 0, 0, 10, 10);
	request();
	struct qubes_gui_header header = {.type = QUBES_GUI_CLIPBOARD, .window = 3};
	xen_vchan_write(peer.vchan, &header, sizeof(header));
	xen_vchan_write(peer.vchan, "old", 3);
	peer_sync();
	assert_int_equal(answers.size, 3);
	assert_true(the_agent()->impl->send_clipboard(the_agent(), "new", 3));
	char text[3];
	expect_message(QUBES_GUI_CLIPBOARD, 3, text, 3);
	stop(state);
}

#define clipboard_test(function) cmocka_unit_test_setup_teardown(function, start, stop)

int main(void) {
	const struct CMUnitTest tests[] = {
		clipboard_test(test_texts_are_wiped),
		clipboard_test(test_request),
		clipboard_test(test_unasked),
		clipboard_test(test_late),
		clipboard_test(test_bad_texts),
		clipboard_test(test_too_long),
		clipboard_test(test_send),
		cmocka_unit_test(test_old_agent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
