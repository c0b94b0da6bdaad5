/* Rings shared with a guest: order, wrapping, and a peer that writes nonsense into its page. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "xen/event_ring.h"

#define LENGTH 5

/* A page with one ring, and both ends of it. */
struct fixture {
	uint8_t slots[LENGTH * EVENT_RING_EVENT_SIZE];
	uint32_t produced, consumed;
	struct event_ring producer, consumer;
};

static void init_at(struct fixture *f, uint32_t index) {
	f->produced = f->consumed = index;
	event_ring_init(&f->producer, f->slots, LENGTH, &f->produced, &f->consumed);
	event_ring_init(&f->consumer, f->slots, LENGTH, &f->consumed, &f->produced);
}

static int make_fixture(void **state) {
	struct fixture *f = calloc(1, sizeof(*f));
	init_at(f, 0);
	*state = f;
	return 0;
}

static int destroy_fixture(void **state) {
	free(*state);
	return 0;
}

static bool put(struct fixture *f, uint8_t value) {
	uint8_t event[EVENT_RING_EVENT_SIZE];
	memset(event, value, sizeof(event));
	return event_ring_write(&f->producer, event);
}

static void expect_next(struct fixture *f, uint8_t value) {
	uint8_t event[EVENT_RING_EVENT_SIZE], expected[EVENT_RING_EVENT_SIZE];
	memset(expected, value, sizeof(expected));
	event_ring_read(&f->consumer, event);
	assert_memory_equal(event, expected, sizeof(event));
}

static void test_events_come_out_in_order(void **state) {
	struct fixture *f = *state;
	assert_true(put(f, 1));
	assert_true(put(f, 2));
	event_ring_publish(&f->producer);

	assert_int_equal(event_ring_count(&f->consumer), 2);
	expect_next(f, 1);
	expect_next(f, 2);
	assert_int_equal(event_ring_count(&f->consumer), 0);
}

static void test_nothing_shows_before_it_is_published(void **state) {
	struct fixture *f = *state;
	assert_true(put(f, 1));
	assert_int_equal(event_ring_count(&f->consumer), 0);
	event_ring_publish(&f->producer);
	assert_int_equal(event_ring_count(&f->consumer), 1);

	expect_next(f, 1);
	assert_int_equal(f->consumed, 0);
	event_ring_publish(&f->consumer);
	assert_int_equal(f->consumed, 1);
}

static void test_a_full_ring_takes_no_more(void **state) {
	struct fixture *f = *state;
	for (uint8_t i = 0; i < LENGTH; i++) {
		assert_true(put(f, i));
	}
	assert_false(put(f, 99));
	event_ring_publish(&f->producer);
	assert_int_equal(event_ring_count(&f->consumer), LENGTH);
	expect_next(f, 0);

	assert_false(put(f, 99)); /* read, but not given back */
	event_ring_publish(&f->consumer);
	assert_true(put(f, 5));
	assert_false(put(f, 99));
}

static void test_a_producer_that_found_no_room_is_to_be_notified(void **state) {
	struct fixture *f = *state;
	for (int turn = 0; turn < 3; turn++) {
		for (uint8_t i = 0; i < LENGTH - 1; i++) {
			assert_true(put(f, i));
		}
		event_ring_publish(&f->producer);
		expect_next(f, 0);
		assert_false(event_ring_publish_room(&f->consumer));

		assert_true(put(f, 98));
		assert_true(put(f, 99));
		event_ring_publish(&f->producer);
		expect_next(f, 1);
		assert_true(event_ring_publish_room(&f->consumer));
		assert_false(event_ring_publish_room(&f->consumer));
		init_at(f, UINT32_MAX - LENGTH);
	}
}

/* What fills the ring while it is being read counts as well. */
static void test_a_ring_that_fills_while_it_is_read(void **state) {
	struct fixture *f = *state;
	assert_true(put(f, 0));
	event_ring_publish(&f->producer);
	expect_next(f, 0);
	for (uint8_t i = 1; i < LENGTH; i++) {
		assert_true(put(f, i));
	}
	event_ring_publish(&f->producer);
	assert_false(put(f, 99));
	assert_true(event_ring_publish_room(&f->consumer));
}

/* Slots and the 32 bits of the indices both wrap; both sides must see the same slots meanwhile. */
static void expect_passes_through(struct fixture *f, int events) {
	for (int i = 0; i < events; i++) {
		assert_true(put(f, (uint8_t)i));
		event_ring_publish(&f->producer);
		assert_int_equal(event_ring_count(&f->consumer), 1);
		expect_next(f, (uint8_t)i);
		event_ring_publish(&f->consumer);
	}
}

static void test_slots_wrap(void **state) {
	expect_passes_through(*state, 3 * LENGTH + 1);
}

static void test_indices_wrap(void **state) {
	struct fixture *f = *state;
	init_at(f, UINT32_MAX - 2);
	expect_passes_through(f, 6);
	assert_int_equal(f->consumed, 3);
}

static void test_peer_that_claims_too_many_events(void **state) {
	struct fixture *f = *state;
	f->produced = LENGTH + 1;
	assert_int_equal(event_ring_count(&f->consumer), -1);
	f->produced = UINT32_MAX; /* backwards */
	assert_int_equal(event_ring_count(&f->consumer), -1);
	f->produced = LENGTH;
	assert_int_equal(event_ring_count(&f->consumer), LENGTH);
}

static void test_peer_that_claims_to_have_read_the_future(void **state) {
	struct fixture *f = *state;
	f->consumed = 1;
	assert_false(put(f, 1));
	f->consumed = UINT32_MAX - LENGTH;
	assert_false(put(f, 1));
	f->consumed = 0;
	assert_true(put(f, 1));
}

static void test_our_own_index_in_the_page_does_not_matter(void **state) {
	struct fixture *f = *state;
	assert_true(put(f, 1));
	event_ring_publish(&f->producer);
	f->produced = 0;
	assert_true(put(f, 2));
	event_ring_publish(&f->producer);
	assert_int_equal(f->produced, 2);

	f->consumed = 7;
	assert_int_equal(event_ring_count(&f->consumer), 2);
	expect_next(f, 1);
	expect_next(f, 2);
	event_ring_publish(&f->consumer);
	assert_int_equal(f->consumed, 2);
}

static void test_a_producer_that_begins_anew_is_followed(void **state) {
	struct fixture *f = *state;
	expect_passes_through(f, 3);
	assert_false(event_ring_follow_reset(&f->consumer));

	init_at(f, 0);
	f->consumer.index = 3;
	assert_true(put(f, 42));
	event_ring_publish(&f->producer);
	assert_true(event_ring_follow_reset(&f->consumer));
	assert_int_equal(event_ring_count(&f->consumer), 1);
	expect_next(f, 42);
	event_ring_publish(&f->consumer);
	assert_false(event_ring_follow_reset(&f->consumer));
}

static void test_a_new_process_goes_on(void **state) {
	struct fixture *f = *state;
	expect_passes_through(f, 3);
	assert_true(put(f, 42));
	event_ring_publish(&f->producer);

	struct event_ring next;
	event_ring_init(&next, f->slots, LENGTH, &f->consumed, &f->produced);
	f->consumer = next;
	assert_int_equal(event_ring_count(&f->consumer), 1);
	expect_next(f, 42);
}

#define ring_test(function) cmocka_unit_test_setup_teardown(function, make_fixture, destroy_fixture)

int main(void) {
	const struct CMUnitTest tests[] = {
		ring_test(test_events_come_out_in_order),
		ring_test(test_nothing_shows_before_it_is_published),
		ring_test(test_a_producer_that_found_no_room_is_to_be_notified),
		ring_test(test_a_ring_that_fills_while_it_is_read),
		ring_test(test_a_full_ring_takes_no_more),
		ring_test(test_slots_wrap),
		ring_test(test_indices_wrap),
		ring_test(test_peer_that_claims_too_many_events),
		ring_test(test_peer_that_claims_to_have_read_the_future),
		ring_test(test_our_own_index_in_the_page_does_not_matter),
		ring_test(test_a_producer_that_begins_anew_is_followed),
		ring_test(test_a_new_process_goes_on),
	};
	return cmocka_run_group_tests_name("event_ring", tests, NULL, NULL);
}
