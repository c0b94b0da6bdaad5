/* Keys and the pointer, as an agent gets them. */

#include <linux/input-event-codes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "seamless_fixture.h"

static void use(
	uint32_t id, const struct guest_surface_impl **impl, struct guest_surface **surface) {
	struct guest_window *window = expect_guest_window(id);
	*surface = &window->surface;
	*impl = window->surface.impl;
}

static void focus(uint32_t id, bool focused) {
	const struct guest_surface_impl *impl;
	struct guest_surface *surface;
	use(id, &impl, &surface);
	impl->set_focused(surface, focused);
}

static void key(uint32_t id, uint32_t code, bool pressed) {
	const struct guest_surface_impl *impl;
	struct guest_surface *surface;
	use(id, &impl, &surface);
	impl->key(surface, code, pressed);
}

static void button(uint32_t id, uint32_t code, bool pressed) {
	const struct guest_surface_impl *impl;
	struct guest_surface *surface;
	use(id, &impl, &surface);
	impl->button(surface, code, pressed);
}

/* To a place on a window of 100 by 100. */
static void point(uint32_t id, int x, int y) {
	const struct guest_surface_impl *impl;
	struct guest_surface *surface;
	use(id, &impl, &surface);
	impl->motion(surface, (x + 0.5) / 100, (y + 0.5) / 100, 0, 0);
}

static void wheel(uint32_t id, int32_t v120) {
	const struct guest_surface_impl *impl;
	struct guest_surface *surface;
	use(id, &impl, &surface);
	impl->wheel(surface, v120);
}

static void modifiers(uint32_t id, uint32_t bits) {
	const struct guest_surface_impl *impl;
	struct guest_surface *surface;
	use(id, &impl, &surface);
	impl->modifiers(surface, bits);
}

static int count_keys(const struct qubes_gui_keymap *keymap) {
	int count = 0;
	for (int i = 0; i < 256; i++) {
		count += keymap->keys[i / 8] >> i % 8 & 1;
	}
	return count;
}

/*
 * All that was sent, in short: "1+38" for key 38 pressed in window 1, "1b+1" for a button, "1m3,4",
 * "1enter", "1leave", "1in", "1out", "map2" for two keys pressed. A state follows as "/4".
 */
static void expect_input_events(const char *expected) {
	static char events[4096];
	size_t used = 0;
	events[0] = '\0';
	peer_sync();
	while (peer.vchan->out_size > 0) {
		struct qubes_gui_header header;
		union {
			struct qubes_gui_key key;
			struct qubes_gui_button button;
			struct qubes_gui_motion motion;
			struct qubes_gui_crossing crossing;
			struct qubes_gui_focus focus;
			struct qubes_gui_keymap keymap;
		} body;
		expect_bytes(&header, sizeof(header));
		assert_true(header.length <= sizeof(body));
		expect_bytes(&body, header.length);
		char event[64];
		uint32_t state = 0;
		switch (header.type) {
		case QUBES_GUI_KEY:
			snprintf(event, sizeof(event), "%u%c%u", header.window,
				body.key.type == 2 ? '+' : '-', body.key.code);
			state = body.key.state;
			break;
		case QUBES_GUI_BUTTON:
			snprintf(event, sizeof(event), "%ub%c%u", header.window,
				body.button.type == 4 ? '+' : '-', body.button.button);
			state = body.button.state;
			break;
		case QUBES_GUI_MOTION:
			snprintf(event, sizeof(event), "%um%d,%d", header.window, body.motion.x,
				body.motion.y);
			state = body.motion.state;
			break;
		case QUBES_GUI_CROSSING:
			snprintf(event, sizeof(event), "%u%s", header.window,
				body.crossing.type == 7 ? "enter" : "leave");
			assert_int_equal(body.crossing.mode, 0);
			break;
		case QUBES_GUI_FOCUS:
			snprintf(event, sizeof(event), "%u%s", header.window,
				body.focus.type == 9 ? "in" : "out");
			assert_int_equal(body.focus.mode, 0);
			break;
		case QUBES_GUI_KEYMAP:
			snprintf(event, sizeof(event), "map%d", count_keys(&body.keymap));
			assert_int_equal(header.window, 0);
			break;
		default:
			fail_msg("message %u", header.type);
		}
		used += (size_t)snprintf(
			events + used, sizeof(events) - used, "%s%s", used > 0 ? " " : "", event);
		if (state != 0) {
			used += (size_t)snprintf(
				events + used, sizeof(events) - used, "/%u", state);
		}
		assert_true(used < sizeof(events));
	}
	assert_string_equal(events, expected);
}

static void test_keys(void **state) {
	say_window(1, 0, 0, 100, 100);
	focus(1, true);
	expect_input_events("map0 1in");
	unsigned int writes = peer.vchan->writes;
	key(1, KEY_A, true);
	key(1, KEY_A, false);
	assert_int_equal(peer.vchan->writes, writes + 2); /* each wakes the guest up */
	modifiers(1, 4 | 1);
	key(1, KEY_C, true);
	expect_input_events("1+38 1-38 1+54/5");
	key(1, KEY_C, true);  /* which it is */
	key(1, KEY_A, false); /* which it is not */
	key(1, 247, true);
	key(1, 248, true); /* X11 has no number for it */
	key(1, KEY_MAX, true);
	expect_input_events("1+255/5"); /* 247 and 8 */
}

static void test_focus_goes(void **state) {
	say_window(1, 0, 0, 100, 100);
	focus(1, true);
	key(1, KEY_A, true);
	key(1, KEY_LEFTSHIFT, true);
	button(1, BTN_LEFT, true);
	expect_input_events("map0 1in 1+38 1+50 1b+1");
	focus(1, false);
	expect_input_events("1-38/256 1-50/256 1b-1/256 1out");
	key(1, KEY_A, false);
	button(1, BTN_LEFT, false);
	expect_input_events("");
}

static void test_release_all(void **state) {
	say_window(1, 0, 0, 100, 100);
	focus(1, true);
	point(1, 5, 5);
	key(1, KEY_A, true);
	button(1, BTN_RIGHT, true);
	button(1, BTN_SIDE, true);
	expect_anything();
	struct guest_window *window = expect_guest_window(1);
	window->surface.impl->release_all(&window->surface);
	expect_input_events("1-38/1024 1b-3/1024 1b-8");
	expect_asleep(50); /* nothing repeats */
}

static bool has_repeated(void *data) {
	return peer.vchan->out_size >=
	       6 * (sizeof(struct qubes_gui_header) + sizeof(struct qubes_gui_key));
}

static void test_repeats(void **state) {
	desktop.policy.repeat_delay = 10;
	desktop.policy.repeat_rate = 200;
	domains_reload_policy(desktop.domains, true);
	say_window(1, 0, 0, 100, 100);
	focus(1, true);
	expect_anything();
	key(1, KEY_LEFTSHIFT, true);
	expect_asleep(50); /* that would let go of it */
	expect_input_events("1+50");
	key(1, KEY_A, true);
	settle_until(has_repeated, NULL);
	key(1, KEY_LEFTSHIFT, false); /* the other key goes on */
	settle_until(has_repeated, NULL);
	focus(1, false);
	expect_anything();
	expect_asleep_soon(50);
	expect_silence();
}

static bool has_sent(void *data) {
	return peer.vchan->out_size > 0;
}

/* To scroll in one window while a key is held in another makes the guest's focus go to and fro. */
static void test_repeats_stay_with_the_focus(void **state) {
	desktop.policy.repeat_delay = 200;
	desktop.policy.repeat_rate = 1;
	domains_reload_policy(desktop.domains, false);
	say_window(1, 0, 0, 100, 100);
	say_window(2, 0, 0, 100, 100);
	focus(1, true);
	key(1, KEY_A, true);
	point(2, 60, 60);
	wheel(2, 120);
	expect_input_events("map0 1in 1+38 map1 2enter 2m60,60 map1 2in 2b+5 2b-5/4096");
	settle_until(has_sent, NULL);
	expect_input_events("map1 1in 1-38 1+38");
}

static void test_pointer(void **state) {
	say_window(1, 300, 300, 100, 100);
	point(1, 3, 4);
	expect_input_events("map0 1enter 1m3,4");
	point(1, 3, 4);
	expect_input_events("");
	button(1, BTN_LEFT, true);
	point(1, 99, 0);
	button(1, BTN_LEFT, false);
	button(1, BTN_TASK, true);
	expect_input_events("1b+1 1m99,0/256 1b-1/256");

	struct guest_window *window = expect_guest_window(1);
	const struct guest_surface_impl *impl = window->surface.impl;
	impl->motion(&window->surface, -5, 1, 0, 0);
	impl->motion(&window->surface, 2, 1e9, 0, 0);
	expect_input_events("1m0,99 1m99,99");
	impl->leave(&window->surface);
	impl->leave(&window->surface);
	expect_input_events("1leave");
}

static void test_pointer_changes_windows(void **state) {
	say_window(1, 0, 0, 100, 100);
	say_window(2, 200, 0, 100, 100);
	point(1, 1, 1);
	point(2, 2, 2);
	expect_input_events("map0 1enter 1m1,1 1leave map0 2enter 2m2,2");
	say(QUBES_GUI_UNMAP, 2, NULL, 0);
	peer_sync();
	point(1, 3, 3);
	expect_input_events("map0 1enter 1m3,3");
}

static void test_wheel(void **state) {
	say_window(1, 0, 0, 100, 100);
	point(1, 1, 1);
	expect_anything();
	wheel(1, 120);
	expect_input_events("1b+5 1b-5/4096");
	wheel(1, -240);
	expect_input_events("1b+4 1b-4/2048 1b+4 1b-4/2048");
	/* Fractions are gathered, and forgotten when it turns back. */
	wheel(1, 60);
	wheel(1, 59);
	expect_input_events("");
	wheel(1, 1);
	expect_input_events("1b+5 1b-5/4096");
	wheel(1, 100);
	wheel(1, -100);
	wheel(1, 30);
	expect_input_events("");
	wheel(1, INT32_MAX);
	struct qubes_gui_button body;
	for (int i = 0; i < 40; i++) {
		expect_message(QUBES_GUI_BUTTON, 1, &body, sizeof(body));
	}
	expect_silence();
}

/*
 * In the guest the second window lies on the first, whatever the desktop shows: it has to raise the
 * first for the click to arrive there, and gives it its focus too. Keys go to the second again.
 */
static void test_covered_window(void **state) {
	say_window(1, 0, 0, 100, 100);
	say_window(2, 50, 50, 100, 100);
	focus(2, true);
	point(1, 60, 60);
	expect_anything();
	wheel(1, 120);
	expect_input_events("map0 1in 1b+5 1b-5/4096");
	button(1, BTN_LEFT, true);
	button(1, BTN_LEFT, false);
	expect_input_events("1b+1 1b-1/256");
	key(2, KEY_A, true);
	expect_input_events("map0 2in 2+38");
	point(1, 10, 10);
	button(1, BTN_LEFT, true);
	expect_input_events("1m10,10 1b+1"); /* nothing lies there */
}

/* When its window has been moved under it, the guest's pointer has stayed where it was. */
static void test_window_moves_under_the_pointer(void **state) {
	say_window(1, 0, 0, 100, 100);
	point(1, 3, 4);
	expect_anything();
	struct guest_window *window = expect_guest_window(1);
	window->impl->configure(window, &(struct guest_box){500, 0, 100, 100});
	expect_configure(1, 500, 0, 100, 100);
	button(1, BTN_LEFT, true); /* before it has answered */
	button(1, BTN_LEFT, false);
	expect_input_events("1m3,4 1b+1 1b-1/256");
	say_configure(1, 500, 0, 100, 100);
	peer_sync();
	point(1, 3, 4);
	button(1, BTN_LEFT, true);
	button(1, BTN_LEFT, false);
	expect_input_events("1b+1 1b-1/256");
	say_configure(1, 0, 300, 100, 100);
	peer_sync();
	point(1, 3, 4);
	expect_input_events("1m3,4");
	say_configure(1, 0, 0, 100, 100);
	peer_sync();
	wheel(1, 120);
	expect_input_events("1m3,4 1b+5 1b-5/4096");
}

/* A click into an open menu must not take the focus from the program that the menu is of. */
static void test_menu(void **state) {
	say_window(1, 0, 0, 100, 100);
	focus(1, true);
	say_create(2, 10, 10, 100, 100);
	say_map(2, 1, true);
	peer_sync();
	focus(1, true);
	expect_anything();
	point(2, 5, 5);
	button(2, BTN_LEFT, true);
	expect_input_events("map0 2enter 2m5,5 2b+1");
}

/* Keys of a window that goes while they are pressed don't stay pressed in the guest. */
static void test_window_goes(void **state) {
	say_window(1, 0, 0, 100, 100);
	say_window(2, 0, 0, 100, 100);
	focus(1, true);
	key(1, KEY_A, true);
	expect_anything();
	say(QUBES_GUI_UNMAP, 1, NULL, 0);
	expect_input_events("1-38");
	focus(2, true);
	expect_input_events("map0 2in");
	key(2, KEY_A, true);
	expect_input_events("2+38");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		seamless_test(test_keys),
		seamless_test(test_focus_goes),
		seamless_test(test_release_all),
		seamless_test(test_repeats),
		seamless_test(test_repeats_stay_with_the_focus),
		seamless_test(test_pointer),
		seamless_test(test_pointer_changes_windows),
		seamless_test(test_wheel),
		seamless_test(test_covered_window),
		seamless_test(test_window_moves_under_the_pointer),
		seamless_test(test_menu),
		seamless_test(test_window_goes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
