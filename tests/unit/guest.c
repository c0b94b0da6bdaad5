/* What every guest has: a name fit to be shown, displays with a state, and counted pixels. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guest.h"

/* Counts how often a signal was emitted. */
struct counter {
	struct wl_listener listener;
	int count;
};

static void handle_signal(struct wl_listener *listener, void *data) {
	struct counter *counter = wl_container_of(listener, counter, listener);
	counter->count++;
}

static void count(struct counter *counter, struct wl_signal *signal) {
	*counter = (struct counter){.listener.notify = handle_signal};
	wl_signal_add(signal, &counter->listener);
}

struct fixture {
	struct guests guests;
	struct guest guest;
	struct guest_display display;
};

static int make_fixture(void **state) {
	static const uint8_t uuid[GUEST_UUID_SIZE] = {1};
	struct fixture *f = calloc(1, sizeof(*f));
	guests_init(&f->guests, NULL, NULL);
	guest_init(&f->guest, &f->guests, 42, uuid);
	guest_display_init(&f->display, NULL, &f->guest, 0);
	*state = f;
	return 0;
}

static int destroy_fixture(void **state) {
	struct fixture *f = *state;
	guest_display_finish(&f->display);
	guest_finish(&f->guest);
	guests_finish(&f->guests);
	free(f);
	return 0;
}

static void expect_name(void **state, const char *name, const char *shown) {
	struct fixture *f = *state;
	guest_set_name(&f->guest, name);
	assert_string_equal(f->guest.name, shown);
}

static void test_good_names(void **state) {
	expect_name(state, "web", "web");
	expect_name(state, "a b~!", "a b~!");
	expect_name(state, "caf\xc3\xa9", "caf\xc3\xa9");                           /* two bytes */
	expect_name(state, "\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac"); /* three */
	expect_name(state, "\xf0\x9f\x8f\xa0", "\xf0\x9f\x8f\xa0");                 /* four */
	expect_name(state, "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"); /* U+10FFFF, the last */
	expect_name(
		state, "\xed\x9f\xbf\xee\x80\x80", "\xed\x9f\xbf\xee\x80\x80"); /* U+D7FF E000 */
}

static void test_names_that_are_no_names(void **state) {
	struct fixture *f = *state;
	assert_string_equal(f->guest.name, "domain 42");
	expect_name(state, "", "domain 42");
	expect_name(state, "web", "web");
	expect_name(state, "", "web");
}

static void test_control_characters(void **state) {
	expect_name(state, "a\nb\x1b[31mc", "a?b?[31mc");
	expect_name(state, "\x01\x1f\x7f", "???");
	expect_name(state, "\xc2\x80\xc2\x9f\xc2\xa0", "????\xc2\xa0"); /* C1; not U+00A0 */
	expect_name(state, "\xe2\x80\xa8\xe2\x80\xa9", "??????"); /* line, paragraph separator */
}

static void test_direction_marks(void **state) {
	static const char *const marks[] = {
		"\xd8\x9c",     /* U+061C arabic letter mark */
		"\xe2\x80\x8b", /* U+200B zero width space */
		"\xe2\x80\x8f", /* U+200F right-to-left mark */
		"\xe2\x80\xaa", /* U+202A left-to-right embedding */
		"\xe2\x80\xae", /* U+202E right-to-left override */
		"\xe2\x81\xa0", /* U+2060 word joiner */
		"\xe2\x81\xa7", /* U+2067 right-to-left isolate */
		"\xef\xbb\xbf", /* U+FEFF byte order mark */
	};
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		char name[8];
		snprintf(name, sizeof(name), "a%sb", marks[i]);
		expect_name(state, name, strlen(marks[i]) == 2 ? "a??b" : "a???b");
	}
	expect_name(
		state, "\xe2\x80\x90\xe2\x81\x9e", "\xe2\x80\x90\xe2\x81\x9e"); /* U+2010 205E */
	expect_name(state, "\xd7\x90", "\xd7\x90"); /* letters that run to the left are letters */
}

static void test_bad_utf8(void **state) {
	expect_name(state, "\x80", "?");      /* continuation alone */
	expect_name(state, "\xff\xfe", "??"); /* never a byte of UTF-8 */
	expect_name(state, "\xc3", "?");      /* cut off */
	expect_name(state, "\xe6\x97", "??");
	expect_name(state, "\xf0\x9f\x8f", "???");
	expect_name(state, "\xc3z", "?z");    /* the next character isn't swallowed */
	expect_name(state, "\xc0\xaf", "??"); /* overlong forms of / */
	expect_name(state, "\xe0\x80\xaf", "???");
	expect_name(state, "\xf0\x80\x80\xaf", "????");
	expect_name(state, "\xed\xa0\x80", "???"); /* surrogates */
	expect_name(state, "\xed\xbf\xbf", "???");
	expect_name(state, "\xf4\x90\x80\x80", "????"); /* U+110000 */
	expect_name(state, "\xf8\x88\x80\x80\x80", "?????");
}

static bool is_clean(const char *text) {
	return guest_is_clean_text(text, strlen(text));
}

/* Unlike a name, a text may have lines, and whatever writing needs. */
static void test_texts(void **state) {
	assert_true(is_clean(""));
	assert_true(is_clean("a\tb\r\nc\n"));
	assert_true(is_clean("\xe2\x80\x8f\xd7\xa9 \xf0\x9f\x98\x80"));
	assert_false(is_clean("a\x1b[0m"));
	assert_false(is_clean("\xc2\x9b"
			      "0m"));
	assert_false(is_clean("\xf4\x90\x80\x80"));
	assert_false(guest_is_clean_text("a\0b", 3));
	/* A sequence that goes on behind the text's end is none. */
	assert_true(guest_is_clean_text("\xc3\xa9", 2));
	assert_false(guest_is_clean_text("\xc3\xa9", 1));
}

static void test_long_names(void **state) {
	struct fixture *f = *state;
	char name[200];
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	guest_set_name(&f->guest, name);
	assert_int_equal(strlen(f->guest.name), GUEST_NAME_SIZE - 1);

	/* A character of three bytes that would end one beyond the limit is left out. */
	memcpy(name + GUEST_NAME_SIZE - 3, "\xe2\x82\xac", 3);
	guest_set_name(&f->guest, name);
	assert_int_equal(strlen(f->guest.name), GUEST_NAME_SIZE - 3);

	/* One that fits exactly is not. */
	memcpy(name + GUEST_NAME_SIZE - 4, "\xe2\x82\xac", 3);
	guest_set_name(&f->guest, name);
	assert_int_equal(strlen(f->guest.name), GUEST_NAME_SIZE - 1);
	assert_string_equal(f->guest.name + GUEST_NAME_SIZE - 4, "\xe2\x82\xac");
}

static void test_change_of_name(void **state) {
	struct fixture *f = *state;
	struct counter changes;
	count(&changes, &f->guest.events.change);
	guest_set_name(&f->guest, "web");
	assert_int_equal(changes.count, 1);
	guest_set_name(&f->guest, "web");
	guest_set_name(&f->guest, "");
	assert_int_equal(changes.count, 1);
	guest_set_name(&f->guest, "mail");
	assert_int_equal(changes.count, 2);
	wl_list_remove(&changes.listener.link);
}

static void test_announcements(void **state) {
	static const uint8_t uuid[GUEST_UUID_SIZE] = {2};
	struct guests guests;
	struct guest guest;
	struct guest_display display;
	struct counter guests_seen, displays_seen, changes;
	guests_init(&guests, NULL, NULL);
	count(&guests_seen, &guests.events.new_guest);
	guest_init(&guest, &guests, 1, uuid);
	count(&displays_seen, &guest.events.new_display);
	guest_display_init(&display, NULL, &guest, 0);

	assert_int_equal(guests_seen.count, 0);
	guest_announce(&guest);
	assert_int_equal(guests_seen.count, 1);
	assert_int_equal(wl_list_length(&guests.list), 1);
	guest_display_announce(&display);
	assert_int_equal(displays_seen.count, 1);
	assert_int_equal(wl_list_length(&guest.displays), 1);

	count(&changes, &guest.events.change);
	guest_display_finish(&display);
	assert_true(wl_list_empty(&guest.displays));
	assert_int_equal(changes.count, 1);
	wl_list_remove(&changes.listener.link);
	wl_list_remove(&displays_seen.listener.link);
	guest_finish(&guest);
	assert_true(wl_list_empty(&guests.list));
	wl_list_remove(&guests_seen.listener.link);
	guests_finish(&guests);
}

static int destroyed;

static void destroy_pixels(struct guest_pixels *pixels) {
	destroyed++;
}

static void test_pixels_are_counted(void **state) {
	struct guest_pixels pixels = {.refs = 1, .destroy = destroy_pixels};
	destroyed = 0;
	assert_ptr_equal(guest_pixels_ref(&pixels), &pixels);
	guest_pixels_unref(&pixels);
	assert_int_equal(destroyed, 0);
	guest_pixels_unref(&pixels);
	assert_int_equal(destroyed, 1);
	guest_pixels_unref(NULL);
}

static void test_display_holds_its_pixels(void **state) {
	struct fixture *f = *state;
	struct guest_pixels first = {.refs = 1, .destroy = destroy_pixels};
	struct guest_pixels second = {.refs = 1, .destroy = destroy_pixels};
	struct counter changes;
	destroyed = 0;
	count(&changes, &f->display.surface.events.change);
	assert_int_equal(f->display.state, GUEST_DISPLAY_WAITING);

	guest_display_set_on(&f->display, &first);
	assert_int_equal(f->display.state, GUEST_DISPLAY_ON);
	assert_ptr_equal(f->display.surface.pixels, &first);
	assert_int_equal(first.refs, 1); /* taken over */

	guest_pixels_ref(&first); /* as a buffer on its way to the screen does */
	guest_display_set_on(&f->display, &second);
	assert_ptr_equal(f->display.surface.pixels, &second);
	assert_int_equal(destroyed, 0);
	guest_pixels_unref(&first);
	assert_int_equal(destroyed, 1);

	guest_display_set_off(&f->display);
	assert_int_equal(f->display.state, GUEST_DISPLAY_OFF);
	assert_null(f->display.surface.pixels);
	assert_int_equal(destroyed, 2);
	assert_int_equal(changes.count, 3);
	wl_list_remove(&changes.listener.link);
}

static void test_fault(void **state) {
	struct fixture *f = *state;
	struct guest_pixels pixels = {.refs = 1, .destroy = destroy_pixels};
	destroyed = 0;
	guest_display_set_on(&f->display, &pixels);
	guest_display_set_fault(&f->display, "stride %d is too small", 7);
	assert_int_equal(f->display.state, GUEST_DISPLAY_FAULT);
	assert_string_equal(f->display.reason, "stride 7 is too small");
	assert_null(f->display.surface.pixels);
	assert_int_equal(destroyed, 1);

	char reason[500];
	memset(reason, 'x', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';
	guest_display_set_fault(&f->display, "%s", reason);
	assert_int_equal(strlen(f->display.reason), sizeof(f->display.reason) - 1);
}

static void test_finish_drops_pixels(void **state) {
	struct fixture *f = *state;
	struct guest_pixels pixels = {.refs = 1, .destroy = destroy_pixels};
	struct guest_display display;
	destroyed = 0;
	guest_display_init(&display, NULL, &f->guest, 1);
	guest_display_set_on(&display, &pixels);
	guest_display_finish(&display);
	assert_int_equal(destroyed, 1);
}

#define guest_test(function) \
	cmocka_unit_test_setup_teardown(function, make_fixture, destroy_fixture)

int main(void) {
	const struct CMUnitTest tests[] = {
		guest_test(test_good_names),
		guest_test(test_names_that_are_no_names),
		guest_test(test_control_characters),
		guest_test(test_direction_marks),
		guest_test(test_bad_utf8),
		guest_test(test_texts),
		guest_test(test_long_names),
		guest_test(test_change_of_name),
		cmocka_unit_test(test_announcements),
		cmocka_unit_test(test_pixels_are_counted),
		guest_test(test_display_holds_its_pixels),
		guest_test(test_fault),
		guest_test(test_finish_drops_pixels),
	};
	return cmocka_run_group_tests_name("guest", tests, NULL, NULL);
}
