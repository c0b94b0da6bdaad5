/* A window that draws frame after frame: its agent is heard once in each, and wakes nobody. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "seamless_fixture.h"

#define SIZE 32
#define FRAME_MS 5

static struct guest_window *show(uint32_t id) {
	say_window(id, 0, 0, SIZE, SIZE);
	struct grant_list grants = grant_pages(1, (uint8_t)id);
	say_dump(id, SIZE, SIZE, &grants);
	struct guest_window *window = expect_guest_window(id);
	window->surface.impl->set_visible(&window->surface, true);
	peer_sync();
	return window;
}

/* A frame of the desktop's, a little after the last one. Whether the next is to look again. *found: whether there was damage. */
static bool frame(struct guest_window *window, bool *found) {
	nanosleep(&(struct timespec){.tv_nsec = FRAME_MS * 1000000}, NULL);
	window->surface.impl->listen(&window->surface);
	pixman_region32_t damage;
	pixman_region32_init(&damage);
	bool more = window->surface.impl->take_damage(&window->surface, &damage);
	*found = pixman_region32_not_empty(&damage);
	pixman_region32_fini(&damage);
	return more;
}

/* Until the desktop hears it by frames alone. This program may be kept from running meanwhile. */
static void make_it_draw(struct guest_window *window) {
	bool found;
	for (int frames = 0, tries = 0; frames < 2; tries++) {
		assert_in_range(tries, 0, 50);
		say_damage(window->id, 0, 0, 1, 1);
		settle();
		frames = frame(window, &found) ? frames + 1 : 0;
	}
}

static void test_it_wakes_nobody(void **state) {
	struct guest_window *window = show(1);
	make_it_draw(window);
	uint64_t wakeups = desktop.stats.guest_wakeups;
	int listened = 0;
	bool found;
	for (int i = 0; i < 100; i++) {
		say_damage(1, 1, 1, 2, 2);
		listened += !frame(window, &found);
		settle();
		assert_true(found || listened > 0);
	}
	assert_in_range(listened, 0, 50);
	assert_in_range(desktop.stats.guest_wakeups - wakeups, 0, 2 * listened);
}

/* One that has stopped is listened to at once: what comes next need not wait for anything. */
static void test_it_rests(void **state) {
	struct guest_window *window = show(1);
	make_it_draw(window);
	bool found;
	while (frame(window, &found)) { /* it may be late */
		assert_false(found);
	}
	assert_false(found);
	uint64_t wakeups = desktop.stats.guest_wakeups;
	say_window(2, 0, 0, SIZE, SIZE);
	assert_true(is_awake());
	settle();
	assert_true(desktop.stats.guest_wakeups > wakeups);
	assert_non_null(find_guest_window(2));
}

static void test_it_is_hidden(void **state) {
	struct guest_window *window = show(1);
	make_it_draw(window);
	window->surface.impl->set_visible(&window->surface, false);
	say_window(2, 0, 0, SIZE, SIZE);
	settle();
	assert_non_null(find_guest_window(2));
}

/* Screens may be dark: that is no reason not to hear the guest at all. */
static void test_no_frame_comes(void **state) {
	struct guest_window *window = show(1);
	make_it_draw(window);
	say_window(2, 0, 0, SIZE, SIZE);
	expect_guest_window(2);
}

/* What waits for room in the ring isn't to wait for frames. */
static void test_it_has_not_read(void **state) {
	struct guest_window *window = show(1);
	expect_anything();
	xen_vchan_set_room(peer.vchan, 0);
	window->surface.impl->key(&window->surface, 30, true);
	bool found;
	for (int i = 0; i < 10; i++) {
		say_damage(1, 0, 0, 1, 1);
		settle(); /* which comes to an end without any frame */
		frame(window, &found);
	}
	xen_vchan_set_room(peer.vchan, XEN_DOUBLE_RING);
	settle();
	assert_true(peer.vchan->out_size > 0);
	expect_anything();
}

static void test_it_goes(void **state) {
	struct guest_window *window = show(1);
	make_it_draw(window);
	uint32_t id = 1;
	say(QUBES_GUI_DESTROY, id, NULL, 0);
	window->surface.impl->listen(&window->surface);
	assert_null(find_guest_window(1));
	say_window(2, 0, 0, SIZE, SIZE); /* nobody draws any more */
	settle();
	assert_non_null(find_guest_window(2));
}

/* The frame in which an agent is heard may be its last. */
static void test_a_fault(void **state) {
	struct guest_window *window = show(1);
	make_it_draw(window);
	say(QUBES_GUI_DESTROY, 99, NULL, 0);
	window->surface.impl->listen(&window->surface);
	expect_agent_fault("there isn't");
}

/* Which nobody tells it: it can't be seen any more all the same. */
static void test_it_is_unmapped(void **state) {
	struct guest_window *window = show(1);
	make_it_draw(window);
	say(QUBES_GUI_UNMAP, 1, NULL, 0);
	window->surface.impl->listen(&window->surface);
	say_window(2, 0, 0, SIZE, SIZE);
	settle();
	assert_non_null(find_guest_window(2));
}

/* No frame comes for long, and the guest has stopped: nothing is waited for by a clock. */
static void test_it_rests_unseen(void **state) {
	struct guest_window *window = show(1);
	make_it_draw(window);
	say_window(2, 0, 0, SIZE, SIZE);
	expect_guest_window(2); /* after a while */
	settle();
	expect_asleep(300);
}

/* Two that draw are heard by the frames of either. */
static void test_two_windows(void **state) {
	struct guest_window *first = show(1), *second = show(2);
	make_it_draw(first);
	make_it_draw(second);
	first->surface.impl->set_visible(&first->surface, false);
	bool found;
	say_damage(2, 0, 0, 1, 1);
	frame(second, &found);
	assert_true(found);
	while (frame(second, &found)) {
	}
	say_window(3, 0, 0, SIZE, SIZE);
	settle();
	assert_non_null(find_guest_window(3));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		seamless_test(test_it_wakes_nobody),
		seamless_test(test_it_rests),
		seamless_test(test_it_is_hidden),
		seamless_test(test_no_frame_comes),
		seamless_test(test_it_has_not_read),
		seamless_test(test_it_goes),
		seamless_test(test_a_fault),
		seamless_test(test_it_is_unmapped),
		seamless_test(test_it_rests_unseen),
		seamless_test(test_two_windows),
	};
	return cmocka_run_group_tests_name("seamless_frames", tests, NULL, NULL);
}
