/* The life of an agent's connection: handshake, faults, limits, and coming back. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "seamless_fixture.h"
#include "xen/vchan.h"

#define WINDOW 0x200001

/* Each version gets what it knows, from the answer to the window's end. */
static void test_versions(void **state) {
	for (uint32_t minor = 0; minor <= 9; minor++) {
		seamless_start(state);
		peer_start(0x10000 | minor);
		if (minor >= 4) {
			uint32_t version;
			expect_bytes(&version, sizeof(version));
			assert_int_equal(version, 0x10000 | (minor < 8 ? minor : 8));
		}
		struct qubes_gui_desktop greeting;
		expect_bytes(&greeting, sizeof(greeting));
		assert_int_equal(greeting.width % 8, 0);
		assert_int_equal(greeting.depth, 24);
		assert_int_equal(greeting.memory, greeting.width * greeting.height * 4 / 1024 + 1);
		assert_non_null(the_agent());

		struct grant_list grants = grant_pages(1, 1);
		say_window(WINDOW, 0, 0, 32, 32);
		say_dump(WINDOW, 32, 32, &grants);
		assert_non_null(expect_guest_window(WINDOW)->surface.pixels);
		if (minor >= 7) {
			expect_message(QUBES_GUI_DUMP_ACK, WINDOW, NULL, 0);
		}
		say(QUBES_GUI_DESTROY, WINDOW, NULL, 0);
		if (minor >= 5) {
			expect_message(QUBES_GUI_DESTROY, WINDOW, NULL, 0);
		}
		expect_silence();
		assert_null(find_guest_window(WINDOW));
		seamless_stop(state);
	}
}

static void test_greeting_has_a_size(void **state) {
	seamless_start(state);
	desktop.policy.width = 1366;
	desktop.policy.height = 768;
	domains_reload_policy(desktop.domains, true);
	peer_start(0x10000);
	struct qubes_gui_desktop greeting;
	expect_bytes(&greeting, sizeof(greeting));
	assert_int_equal(greeting.width, 1368);
	assert_int_equal(greeting.height, 768);

	/* The desktop's own, as it is at this moment, matters more: beyond it are no clicks. */
	desktop.policy.root_width = 5000;
	desktop.policy.root_height = 1600;
	peer_start(0x10000);
	expect_bytes(&greeting, sizeof(greeting));
	assert_int_equal(greeting.width, 5000);
	assert_int_equal(greeting.height, 1600);
	seamless_stop(state);
}

static void test_unknown_protocol(void **state) {
	static const uint32_t versions[] = {0, 8, 0x20000, 0xffffffff};
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		seamless_start(state);
		peer_start(versions[i]);
		expect_agent_fault("speaks a protocol");
		seamless_stop(state);
	}
}

/* Byte by byte it comes to the same. */
static void test_pieces(void **state) {
	struct qubes_gui_header header = {.type = QUBES_GUI_CREATE,
		.window = WINDOW,
		.length = sizeof(struct qubes_gui_create)};
	struct qubes_gui_create body = {.x = 1, .y = 2, .width = 3, .height = 4};
	uint8_t bytes[sizeof(header) + sizeof(body)];
	memcpy(bytes, &header, sizeof(header));
	memcpy(bytes + sizeof(header), &body, sizeof(body));
	for (size_t i = 0; i < sizeof(bytes); i++) {
		peer_sync();
		assert_null(find_guest_window(WINDOW));
		xen_vchan_write(peer.vchan, &bytes[i], 1);
	}
	expect_window_box(WINDOW, 1, 2, 3, 4);
}

static void test_many_messages(void **state) {
	say_window(WINDOW, 0, 0, 5, 5);
	for (int i = 1; i <= 2000; i++) {
		say_configure(WINDOW, i, 0, 5, 5);
	}
	expect_window_box(WINDOW, 2000, 0, 5, 5);
}

static void say_create_twice(void) {
	say_create(WINDOW, 0, 0, 1, 1);
	say_create(WINDOW, 0, 0, 1, 1);
}

static void say_to_nobody(void) {
	say_map(WINDOW, 0, false);
}

static void say_after_destroy(void) {
	say_window(WINDOW, 0, 0, 1, 1);
	say(QUBES_GUI_DESTROY, WINDOW, NULL, 0);
	struct grant_list grants = grant_pages(1, 0);
	say_dump(WINDOW, 1, 1, &grants);
}

static void say_nonsense(void) {
	say(77, WINDOW, NULL, 0);
}

static void say_short(void) {
	say_create(WINDOW, 0, 0, 1, 1);
	say(QUBES_GUI_MAP, WINDOW, "1234", 4);
}

static void say_too_many(void) {
	for (uint32_t i = 0; i <= (uint32_t)desktop.policy.windows_limit; i++) {
		say_create(WINDOW + i, 0, 0, 1, 1);
	}
}

static void say_small_dump(void) {
	struct grant_list grants = grant_pages(1, 0);
	say_window(WINDOW, 0, 0, 1, 1);
	say_dump(WINDOW, 33, 32, &grants);
}

static void say_both_flags(void) {
	say_window(WINDOW, 0, 0, 1, 1);
	say_flags(WINDOW, 1, 1);
}

static void test_faults(void **state) {
	static const struct {
		void (*say)(void);
		const char *reason;
	} faults[] = {
		{say_create_twice, "that there is already"},
		{say_to_nobody, "for a window that there isn't"},
		{say_after_destroy, "for a window that there isn't"},
		{say_nonsense, "isn't in the protocol"},
		{say_short, "wrong length"},
		{say_too_many, "windows-limit="},
		{say_small_dump, "larger than its pages"},
		{say_both_flags, "to be and not to be"},
	};
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		seamless_start_agent(state);
		say_window(1, 0, 0, 10, 10);
		faults[i].say();
		expect_agent_fault(faults[i].reason);
		seamless_stop(state);
	}
}

/* What is still there of the connection is not taken up again, and there is an end to chances. */
static void test_no_retry(void **state) {
	for (int i = 0; i < 3; i++) {
		say_nonsense();
		expect_agent_fault("isn't in the protocol");
		expect_asleep(20);
		peer_start(0x10008);
		settle();
	}
	assert_null(peer.vchan->ctrl);
	expect_asleep(20);
}

static bool has_agent(void *data) {
	return the_agent() != NULL;
}

static void test_agent_comes_back(void **state) {
	say_window(WINDOW, 0, 0, 10, 10);
	expect_guest_window(WINDOW);
	xen_vchan_end(peer.vchan);
	settle();
	assert_null(the_agent());

	peer_start(0x10004);
	settle_until(has_agent, NULL);
	assert_true(wl_list_empty(&the_agent()->windows));
	say_window(WINDOW, 1, 2, 10, 10);
	expect_window_box(WINDOW, 1, 2, 10, 10);
}

static bool is_connected(void *data) {
	return peer.vchan->ctrl != NULL;
}

/* An agent that comes and goes is taken up at once a few times, then at leisure. */
static void test_restless_agent(void **state) {
	for (int i = 0; i < 20; i++) {
		xen_vchan_end(peer.vchan);
		settle();
		peer_start(0x10008);
		settle();
		if (peer.vchan->ctrl == NULL) {
			assert_in_range(i, 5, 10);
			expect_asleep(20);
			settle_until(is_connected, NULL);
			return;
		}
		settle_until(has_agent, NULL);
	}
	fail_msg("it is connected to without a limit");
}

static void test_desktop_comes_back(void **state) {
	say_window(WINDOW, 0, 0, 10, 10);
	expect_guest_window(WINDOW);
	seamless_forget();
	desktop_quit();
	assert_null(peer.vchan->ctrl);
	xen_vchan_end(peer.vchan);

	peer_start(0x10008);
	desktop_run();
	settle_until(has_agent, NULL);
}

static void test_policy(void **state) {
	desktop.policy.windows = false;
	domains_reload_policy(desktop.domains, true);
	assert_null(the_agent());
	assert_null(peer.vchan->ctrl);
	desktop.policy.windows = true;
	desktop.policy.attach = false;
	peer_start(0x10008);
	domains_reload_policy(desktop.domains, true);
	expect_asleep(20);
	assert_null(peer.vchan->ctrl);
	desktop.policy.attach = true;
	domains_reload_policy(desktop.domains, true);
	settle_until(has_agent, NULL);
}

static void test_death(void **state) {
	struct grant_list grants = grant_pages(1, 1);
	say_window(WINDOW, 0, 0, 32, 32);
	say_dump(WINDOW, 32, 32, &grants);
	struct guest_pixels *pixels = guest_pixels_ref(expect_guest_window(WINDOW)->surface.pixels);
	seamless_forget();
	xen_domain_destroy(peer.domain);
	settle();
	assert_null(find_guest(GUEST_DOMID));
	/* As long as it is on the screen. */
	assert_int_equal(*(const uint8_t *)pixels->data, 1);
	guest_pixels_unref(pixels);
}

/* A guest that was started anew without a word, as by kexec: nobody ends the old channel. */
static void test_another_agent(void **state) {
	say_window(WINDOW, 0, 0, 10, 10);
	expect_guest_window(WINDOW);
	struct xen_vchan *old = peer.vchan;
	peer_start(0x10008);
	settle_until(is_connected, NULL);
	assert_null(old->ctrl);
	settle_until(has_agent, NULL);
	assert_null(find_guest_window(WINDOW));

	/* The same that is connected to, which some servers leave there, isn't another. */
	say_window(WINDOW, 0, 0, 10, 10);
	expect_guest_window(WINDOW);
	xen_write(0, "/local/domain/5/data/vchan/0/6000/event-channel", "9");
	settle();
	expect_guest_window(WINDOW);

	/* Where it had gone, it is. */
	int ring = xen_read_int("/local/domain/5/data/vchan/0/6000/ring-ref");
	xen_remove(0, "/local/domain/5/data/vchan/0/6000");
	settle();
	expect_guest_window(WINDOW);
	xen_write(0, "/local/domain/5/data/vchan/0/6000/ring-ref", "%d", ring);
	xen_write(0, "/local/domain/5/data/vchan/0/6000/event-channel", "9");
	settle();
	assert_null(the_agent());
}

/* The guest's own nodes, which it may write as often as it likes. */
static void test_storm_on_the_offer(void **state) {
	seamless_start(state);
	for (int i = 0; i < 40; i++) {
		xen_write(0, "/local/domain/5/data/vchan/0/6000/noise", "%d", i);
		settle();
	}
	xen_write(0, "/local/domain/5/data/vchan/0/6000/noise", "more");
	assert_false(is_awake());
	peer_start(0x10008);
	settle_until(has_agent, NULL);
	seamless_stop(state);
}

static bool is_left(void *data) {
	return the_agent() == NULL;
}

/* A guest that reads nothing: at first it is only spared, in the end it is left. */
static void test_deaf_agent(void **state) {
	say_window(WINDOW, 0, 0, 100, 100);
	struct guest_window *window = expect_guest_window(WINDOW);
	const struct guest_surface_impl *impl = window->surface.impl;
	xen_vchan_set_room(peer.vchan, 0);
	impl->set_focused(&window->surface, true);
	for (int i = 0; i < 100000; i++) {
		impl->motion(&window->surface, i % 100 / 100.0, 0.5, 1, 0);
		impl->key(&window->surface, 30, i % 2 == 0);
	}
	settle();
	assert_non_null(the_agent());

	/* What it has been sent so far comes whole, and the last release with it. */
	size_t releases = 0, presses = 0;
	xen_vchan_set_room(peer.vchan, XEN_DOUBLE_RING);
	settle();
	while (peer.vchan->out_size > 0) {
		struct qubes_gui_header header;
		uint8_t body[64];
		expect_bytes(&header, sizeof(header));
		assert_true(header.length <= sizeof(body));
		expect_bytes(body, header.length);
		if (header.type == QUBES_GUI_KEY) {
			uint32_t type = ((struct qubes_gui_key *)body)->type;
			presses += type == 2;
			releases += type == 3;
		}
	}
	assert_in_range(presses, 1, 10000);
	assert_int_equal(presses, releases);

	static char text[QUBES_GUI_MAX_CLIPBOARD];
	memset(text, 'x', sizeof(text));
	xen_vchan_set_room(peer.vchan, 0);
	for (size_t sent = 0; sent <= VCHAN_MAX_QUEUE; sent += sizeof(text)) {
		assert_non_null(the_agent());
		the_agent()->impl->send_clipboard(the_agent(), text, sizeof(text));
	}
	/* Not from within the call. */
	assert_non_null(the_agent());
	settle_until(is_left, NULL);
	expect_agent_fault("doesn't read");
}

static bool is_well(void *data) {
	return find_guest(GUEST_DOMID)->state == GUEST_RUNNING;
}

static bool is_unwell(void *data) {
	return !is_well(data);
}

static void test_agent_that_stops_for_a_while(void **state) {
	say_window(WINDOW, 0, 0, 100, 100);
	struct guest_window *window = expect_guest_window(WINDOW);
	expect_anything();
	for (int says = 0; says <= 1; says++) {
		window->surface.impl->key(&window->surface, 30, true);
		settle();
		assert_true(is_well(NULL));
		settle_until(is_unwell, NULL);
		assert_int_equal(find_guest(GUEST_DOMID)->state, GUEST_NOT_RESPONDING);
		window->surface.impl->key(&window->surface, 30, false);
		assert_true(is_unwell(NULL));
		if (says) {
			expect_anything();
			settle();
			assert_true(is_well(NULL));
		} else {
			/* A real one isn't made to say that it has read. */
			peer.vchan->out_size = 0;
			settle_until(is_well, NULL);
		}
	}
	/* One that goes takes with it what it hasn't read. */
	window->surface.impl->key(&window->surface, 30, true);
	settle_until(is_unwell, NULL);
	xen_vchan_end(peer.vchan);
	settle();
	assert_true(is_well(NULL));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_greeting_has_a_size),
		cmocka_unit_test(test_unknown_protocol),
		seamless_test(test_pieces),
		seamless_test(test_many_messages),
		cmocka_unit_test(test_faults),
		seamless_test(test_no_retry),
		seamless_test(test_agent_comes_back),
		seamless_test(test_restless_agent),
		seamless_test(test_desktop_comes_back),
		seamless_test(test_policy),
		seamless_test(test_death),
		seamless_test(test_another_agent),
		cmocka_unit_test(test_storm_on_the_offer),
		seamless_test(test_deaf_agent),
		seamless_test(test_agent_that_stops_for_a_while),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
