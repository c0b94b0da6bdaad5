/* What an agent says of its windows, and what the desktop does to them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "seamless/configure.h"
#include "seamless_fixture.h"

static void configure(uint32_t id, int x, int y, int width, int height) {
	struct guest_window *window = expect_guest_window(id);
	window->impl->configure(window, &(struct guest_box){x, y, width, height});
}

static void test_what_is_told(void **state) {
	say_create(1, -3, 4, 0, 0);
	const struct guest_window *window = expect_guest_window(1);
	assert_false(window->mapped);
	assert_string_equal(window->cursor, "default");
	expect_window_box(1, -3, 4, 1, 1);

	struct qubes_gui_title title = {.text = "A \xe2\x80\xaetitle\n"};
	struct qubes_gui_class class = {.class = "XTerm", .name = "xterm"};
	struct qubes_gui_hints hints = {
		.flags = QUBES_GUI_HINT_STEP, .step_width = 6, .step_height = 13};
	struct qubes_gui_cursor cursor = {QUBES_GUI_CURSOR_GLYPH + 152};
	say(QUBES_GUI_TITLE, 1, &title, sizeof(title));
	say(QUBES_GUI_CLASS, 1, &class, sizeof(class));
	say(QUBES_GUI_HINTS, 1, &hints, sizeof(hints));
	say(QUBES_GUI_CURSOR, 1, &cursor, sizeof(cursor));
	say_configure(1, 100, 60, 304, 160);
	say_map(1, 0, false);
	peer_sync();
	assert_string_equal(window->title, "A ???title?");
	assert_string_equal(window->app_id, "XTerm");
	assert_int_equal(window->hints.step_height, 13);
	assert_string_equal(window->cursor, "text");
	assert_true(window->mapped);
	assert_int_equal(window->role, GUEST_WINDOW_TOPLEVEL);
	expect_window_box(1, 100, 60, 304, 160);

	say(QUBES_GUI_UNMAP, 1, NULL, 0);
	peer_sync();
	assert_false(window->mapped);
	expect_silence();
}

/* Whether it is a popup is settled by mapping it, until it is unmapped. */
static void test_popup(void **state) {
	say_create(1, 0, 0, 10, 10);
	say_map(1, 0, true);
	const struct guest_window *window = expect_guest_window(1);
	assert_int_equal(window->role, GUEST_WINDOW_POPUP);
	say_map(1, 0, false);
	peer_sync();
	assert_int_equal(window->role, GUEST_WINDOW_POPUP);
	say(QUBES_GUI_UNMAP, 1, NULL, 0);
	say_map(1, 0, false);
	peer_sync();
	assert_int_equal(window->role, GUEST_WINDOW_TOPLEVEL);
}

static void test_transients(void **state) {
	say_window(1, 0, 0, 10, 10);
	say_create(2, 0, 0, 10, 10);
	say_map(2, 1, false);
	say_create(3, 0, 0, 10, 10);
	say_map(3, 2, false);
	say_create(4, 0, 0, 10, 10);
	say_map(4, 99, false);
	assert_ptr_equal(expect_guest_window(3)->transient_for, expect_guest_window(2));
	assert_ptr_equal(expect_guest_window(2)->transient_for, expect_guest_window(1));
	assert_null(expect_guest_window(4)->transient_for);

	/* In a circle, each would have to be above the next. */
	say(QUBES_GUI_UNMAP, 1, NULL, 0);
	say_map(1, 3, false);
	say(QUBES_GUI_UNMAP, 4, NULL, 0);
	say_map(4, 4, false);
	assert_null(expect_guest_window(1)->transient_for);
	assert_null(expect_guest_window(4)->transient_for);

	say(QUBES_GUI_DESTROY, 2, NULL, 0);
	assert_null(expect_guest_window(3)->transient_for);
}

static void test_desktop_configures(void **state) {
	say_window(1, 100, 60, 304, 160);
	configure(1, 100, 60, 304, 160);
	expect_silence();
	configure(1, 40, 30, 500, 330);
	expect_configure(1, 40, 30, 500, 330);
	/* Until the guest has answered, nothing is decided, and nothing more is sent. */
	configure(1, 41, 30, 500, 330);
	configure(1, 42, 30, 500, 330);
	expect_silence();
	expect_window_box(1, 100, 60, 304, 160);
	assert_true(expect_guest_window(1)->configuring);
	say_configure(1, 40, 30, 500, 330);
	expect_configure(1, 42, 30, 500, 330);
	assert_true(expect_guest_window(1)->configuring);
	say_configure(1, 42, 30, 500, 330);
	expect_silence();
	assert_false(expect_guest_window(1)->configuring);
	expect_window_box(1, 42, 30, 500, 330);
}

static void test_desktop_wins(void **state) {
	say_window(1, 0, 0, 10, 10);
	configure(1, 50, 50, 10, 10);
	expect_configure(1, 50, 50, 10, 10);
	say_configure(1, 7, 7, 10, 10); /* which crossed ours */
	expect_configure(1, 50, 50, 10, 10);
	say_configure(1, 50, 50, 10, 10);
	expect_silence();
	expect_window_box(1, 50, 50, 10, 10);

	/* With nothing on its way, the guest may do what it likes. */
	say_configure(1, 8, 8, 20, 20);
	expect_window_box(1, 8, 8, 20, 20);
	expect_silence();
}

/* A program that has its own mind about its size keeps it, and nobody is busy for ever. */
static void test_stubborn_window(void **state) {
	say_window(1, 0, 0, 10, 10);
	configure(1, 0, 0, 33, 33);
	for (int i = 0; i <= CONFIGURE_MAX_REPEATS; i++) {
		expect_configure(1, 0, 0, 33, 33);
		say_configure(1, 0, 0, 30, 30);
	}
	expect_silence();
	expect_window_box(1, 0, 0, 30, 30);
	configure(1, 0, 0, 33, 33);
	expect_configure(1, 0, 0, 33, 33);
}

static bool is_settled(void *data) {
	return !expect_guest_window(1)->configuring;
}

/*
 * The agent of a stub domain takes places without a word, and no size. What it says by itself, as when
 * the guest's screen has another mode, it means.
 */
static void test_silent_agent(void **state) {
	say_window(1, 0, 0, 720, 400);
	configure(1, 50, 60, 720, 400);
	expect_configure(1, 50, 60, 720, 400);
	expect_window_box(1, 0, 0, 720, 400);
	settle_until(is_settled, NULL);
	expect_window_box(1, 50, 60, 720, 400);
	expect_silence();
	say_configure(1, 50, 60, 800, 600);
	expect_window_box(1, 50, 60, 800, 600);
	expect_silence();

	/* What has changed meanwhile is told; a size that it doesn't take isn't told for ever. */
	configure(1, 0, 0, 1920, 1000);
	configure(1, 7, 8, 1920, 1000);
	expect_configure(1, 0, 0, 1920, 1000);
	expect_silence();
	settle_until(is_settled, NULL);
	expect_configure(1, 7, 8, 1920, 1000);
	expect_window_box(1, 7, 8, 800, 600);
	configure(1, 7, 8, 1920, 1000);
	expect_silence();
	configure(1, 7, 8, 1900, 1000);
	expect_configure(1, 7, 8, 1900, 1000);
	say_configure(1, 7, 8, 1900, 1000);
	expect_window_box(1, 7, 8, 1900, 1000);
	assert_true(is_settled(NULL));
	expect_asleep(20);
}

static void test_configure_within_bounds(void **state) {
	say_window(1, 0, 0, 10, 10);
	configure(1, -100000, 100000, 0, 100000);
	expect_configure(1, -16384, 6144, 1, 6144);
}

/* The screen's window is asked for another size as often as there is a reason. */
static void test_screen_window(void **state) {
	say_window(0, 0, 0, 800, 600);
	configure(0, 0, 0, 1024, 768);
	configure(0, 0, 0, 1280, 800);
	expect_configure(0, 0, 0, 1024, 768);
	expect_configure(0, 0, 0, 1280, 800);
	configure(0, 50, 60, 1280, 800); /* it is moved, which is nothing to the guest */
	expect_silence();
}

static void set_root(int width, int height) {
	peer_sync();
	the_agent()->impl->set_root(the_agent(), width, height);
}

/* The agent of Windows has its windows in this one, which is to be as large as the desktop. */
static void test_screen_window_behind_others(void **state) {
	say_window(1, 0, 0, 10, 10);
	set_root(1920, 1080);
	say_create(0, 0, 0, 800, 600);
	expect_configure(0, 0, 0, 1920, 1080);
	set_root(1920, 1080);
	expect_silence();
	say_configure(0, 0, 0, 1920, 1080);
	set_root(3840, 1080);
	expect_configure(0, 0, 0, 3840, 1080);
	say_configure(0, 0, 0, 1600, 1200); /* it can't */
	set_root(1600, 1200);
	expect_silence();
	say_map(0, 0, false);
	peer_sync();
	set_root(1920, 1080);
	expect_silence();
}

static void test_tray(void **state) {
	say_create(1, 5, 5, 24, 24);
	say(QUBES_GUI_DOCK, 1, NULL, 0);
	const struct guest_window *window = expect_guest_window(1);
	assert_int_equal(window->role, GUEST_WINDOW_TRAY);
	assert_true(window->mapped);
	say_map(1, 0, true);
	say(QUBES_GUI_UNMAP, 1, NULL, 0);
	peer_sync();
	assert_int_equal(window->role, GUEST_WINDOW_TRAY);
	assert_true(window->mapped);

	/* Where it is, is for the tray to say. */
	say_configure(1, 0, 0, 2000, 2000);
	expect_configure(1, 5, 5, 24, 24);
	expect_window_box(1, 5, 5, 24, 24);
	say_configure(1, 5, 5, 24, 24);
	expect_silence();
	configure(1, 70, 1, 22, 22);
	expect_configure(1, 70, 1, 22, 22);
	say_configure(1, 70, 1, 22, 22);
	expect_silence();
	expect_window_box(1, 70, 1, 22, 22);

	say_window(2, 0, 0, 10, 10);
	say(QUBES_GUI_DOCK, 2, NULL, 0);
	assert_int_equal(expect_guest_window(2)->role, GUEST_WINDOW_TOPLEVEL);
}

static void set_flags(uint32_t id, uint32_t flags) {
	struct guest_window *window = expect_guest_window(id);
	window->impl->set_flags(window, flags);
}

static void expect_flags(uint32_t id, uint32_t set, uint32_t unset) {
	struct qubes_gui_flags body;
	expect_message(QUBES_GUI_FLAGS, id, &body, sizeof(body));
	assert_int_equal(body.set, set);
	assert_int_equal(body.unset, unset);
}

static void test_flags(void **state) {
	say_window(1, 0, 0, 10, 10);
	say_flags(1, 0, 0);
	set_flags(1, 0);
	expect_silence();

	/* What it asked for is answered, granted or not: a program may be waiting. */
	say_flags(1, GUEST_WINDOW_FULLSCREEN, 0);
	assert_int_equal(expect_guest_window(1)->flags, GUEST_WINDOW_FULLSCREEN);
	set_flags(1, GUEST_WINDOW_FULLSCREEN);
	expect_flags(1, GUEST_WINDOW_FULLSCREEN, 0);
	say_flags(1, GUEST_WINDOW_ATTENTION, GUEST_WINDOW_FULLSCREEN);
	assert_int_equal(expect_guest_window(1)->flags, GUEST_WINDOW_ATTENTION);
	set_flags(1, GUEST_WINDOW_FULLSCREEN);
	expect_flags(1, GUEST_WINDOW_FULLSCREEN, GUEST_WINDOW_ATTENTION);
	set_flags(1, GUEST_WINDOW_FULLSCREEN);
	expect_silence();

	/* Refused, or undone by the user, it may ask for the same again: stock agents aren't told twice. */
	say_flags(1, 0, GUEST_WINDOW_FULLSCREEN);
	assert_int_equal(expect_guest_window(1)->flags, 0);
	set_flags(1, GUEST_WINDOW_FULLSCREEN);
	expect_flags(1, GUEST_WINDOW_FULLSCREEN, 0);
	assert_int_equal(expect_guest_window(1)->flags, GUEST_WINDOW_FULLSCREEN);
	set_flags(1, 0);
	expect_flags(1, 0, GUEST_WINDOW_FULLSCREEN);
	assert_int_equal(expect_guest_window(1)->flags, 0);
	set_flags(1, GUEST_WINDOW_FULLSCREEN);
	expect_flags(1, GUEST_WINDOW_FULLSCREEN, 0);

	set_flags(1, GUEST_WINDOW_MINIMIZED);
	expect_flags(1, GUEST_WINDOW_MINIMIZED, GUEST_WINDOW_FULLSCREEN);
	set_flags(1, 0);
	expect_flags(1, 0, GUEST_WINDOW_MINIMIZED);
	struct qubes_gui_map map;
	expect_message(QUBES_GUI_MAP, 1, &map, sizeof(map));
	assert_int_equal(map.override_redirect, 0);
	expect_silence();
}

/* What it was, and what it asked for, ends with it: it comes up as it asks to. */
static void test_flags_of_a_window_that_comes_again(void **state) {
	say_window(1, 0, 0, 10, 10);
	say_flags(1, GUEST_WINDOW_FULLSCREEN, 0);
	peer_sync();
	set_flags(1, GUEST_WINDOW_FULLSCREEN);
	say(QUBES_GUI_UNMAP, 1, NULL, 0);
	say_flags(1, GUEST_WINDOW_ATTENTION, 0);
	say_map(1, 0, false);
	assert_int_equal(expect_guest_window(1)->flags, GUEST_WINDOW_ATTENTION);
	expect_anything();
	set_flags(1, 0);
	expect_flags(1, 0, GUEST_WINDOW_ATTENTION);
}

static void test_close(void **state) {
	say_window(1, 0, 0, 10, 10);
	struct guest_window *window = expect_guest_window(1);
	window->impl->close(window);
	expect_message(QUBES_GUI_CLOSE, 1, NULL, 0);
}

static struct {
	struct wl_listener listener;
	int changes, unmapped, popups;
} watch;

static void handle_change(struct wl_listener *listener, void *data) {
	const struct guest_surface *surface = data;
	const struct guest_window *window = wl_container_of(surface, window, surface);
	watch.changes++;
	watch.unmapped += !window->mapped;
	watch.popups += window->mapped && window->role == GUEST_WINDOW_POPUP;
}

static void start_watch(uint32_t id) {
	watch.changes = watch.unmapped = watch.popups = 0;
	watch.listener.notify = handle_change;
	wl_signal_add(&expect_guest_window(id)->surface.events.change, &watch.listener);
}

/* What it costs the desktop to follow is not for the guest to decide. */
static void test_changes_are_told_together(void **state) {
	say_window(1, 0, 0, 10, 10);
	start_watch(1);
	struct qubes_gui_title title = {.text = "title"};
	struct qubes_gui_hints hints = {0};
	struct qubes_gui_cursor cursor = {0};
	for (int i = 1; i <= 40; i++) {
		say_configure(1, 0, 0, 10 + (uint32_t)i, 10);
		say(QUBES_GUI_TITLE, 1, &title, sizeof(title));
		say(QUBES_GUI_HINTS, 1, &hints, sizeof(hints));
		say(QUBES_GUI_CURSOR, 1, &cursor, sizeof(cursor));
		say_flags(1, GUEST_WINDOW_ATTENTION, 0);
	}
	expect_window_box(1, 0, 0, 50, 10);
	assert_in_range(watch.changes, 1, 4); /* as often as the agent was heard */
	wl_list_remove(&watch.listener.link);
}

/* That it was gone meanwhile is told, once: it may have come up as something else. */
static void test_mapped_again(void **state) {
	say_window(1, 0, 0, 10, 10);
	start_watch(1);
	for (int i = 0; i < 20; i++) {
		say(QUBES_GUI_UNMAP, 1, NULL, 0);
		say_map(1, 0, i % 2 != 0);
	}
	peer_sync();
	assert_int_equal(watch.changes, 2);
	assert_int_equal(watch.unmapped, 1);
	assert_int_equal(watch.popups, 1);
	for (int i = 0; i < 20; i++) {
		say(QUBES_GUI_UNMAP, 1, NULL, 0);
		say_map(1, 0, false);
	}
	say(QUBES_GUI_UNMAP, 1, NULL, 0);
	peer_sync();
	assert_int_equal(watch.changes, 4);
	assert_int_equal(watch.unmapped, 3);
	wl_list_remove(&watch.listener.link);
}

/* A number may be used again after the confirmation. */
static void test_numbers_again(void **state) {
	for (int i = 0; i < 50; i++) {
		say_window(1, i, 0, 10, 10);
		expect_window_box(1, i, 0, 10, 10);
		say(QUBES_GUI_DESTROY, 1, NULL, 0);
		expect_message(QUBES_GUI_DESTROY, 1, NULL, 0);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		seamless_test(test_what_is_told),
		seamless_test(test_popup),
		seamless_test(test_transients),
		seamless_test(test_desktop_configures),
		seamless_test(test_desktop_wins),
		seamless_test(test_stubborn_window),
		seamless_test(test_silent_agent),
		seamless_test(test_configure_within_bounds),
		seamless_test(test_screen_window),
		seamless_test(test_screen_window_behind_others),
		seamless_test(test_tray),
		seamless_test(test_flags),
		seamless_test(test_flags_of_a_window_that_comes_again),
		seamless_test(test_close),
		seamless_test(test_changes_are_told_together),
		seamless_test(test_mapped_again),
		seamless_test(test_numbers_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
