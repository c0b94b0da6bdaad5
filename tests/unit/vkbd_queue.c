/* Input on its way to a guest: bounded, merged, and no key stays pressed for ever. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "devices/vkbd_queue.h"

static int make_queue(void **state) {
	struct vkbd_queue *queue = malloc(sizeof(*queue));
	vkbd_queue_init(queue);
	*state = queue;
	return 0;
}

static int destroy_queue(void **state) {
	free(*state);
	return 0;
}

/* Hands the oldest event over to the guest. */
static struct vkbd_event take(struct vkbd_queue *queue) {
	assert_non_null(vkbd_queue_peek(queue));
	struct vkbd_event event = *vkbd_queue_peek(queue);
	vkbd_queue_pop(queue);
	return event;
}

static void expect_key(struct vkbd_queue *queue, uint32_t key, bool pressed) {
	struct vkbd_event event = take(queue);
	assert_int_equal(event.type, VKBD_KEY);
	assert_int_equal(event.key, key);
	assert_int_equal(event.pressed, pressed);
}

static void expect_pointer(
	struct vkbd_queue *queue, enum vkbd_event_type type, int32_t x, int32_t y, int32_t wheel) {
	struct vkbd_event event = take(queue);
	assert_int_equal(event.type, type);
	assert_int_equal(event.x, x);
	assert_int_equal(event.y, y);
	assert_int_equal(event.wheel, wheel);
}

static void expect_empty(struct vkbd_queue *queue) {
	assert_null(vkbd_queue_peek(queue));
}

/* Linux's driver reads outside of its tables, or through a null pointer, on any other. */
static void test_keys_that_a_guest_survives(void **state) {
	static const struct {
		uint32_t key;
		bool valid;
	} cases[] = {
		{0, false},
		{KEY_ESC, true},
		{KEY_A, true},
		{KEY_MICMUTE, false},
		{KEY_UNKNOWN - 1, true},
		{KEY_UNKNOWN, false},
		{BTN_0, false},
		{BTN_LEFT - 1, false},
		{BTN_LEFT, true},
		{BTN_TASK, true},
		{BTN_TASK + 1, false},
		{BTN_TOUCH, false},
		{KEY_OK - 1, false},
		{KEY_OK, true},
		{KEY_MAX - 1, true},
		{KEY_MAX, false},
		{KEY_CNT, false},
		{UINT32_MAX, false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(vkbd_key_is_valid(cases[i].key), cases[i].valid);
	}
}

static void test_events_keep_their_order(void **state) {
	struct vkbd_queue *queue = *state;
	vkbd_queue_key(queue, KEY_A, true);
	vkbd_queue_position(queue, 1, 2);
	vkbd_queue_key(queue, BTN_LEFT, true);
	vkbd_queue_key(queue, KEY_A, false);
	expect_key(queue, KEY_A, true);
	expect_pointer(queue, VKBD_POSITION, 1, 2, 0);
	expect_key(queue, BTN_LEFT, true);
	expect_key(queue, KEY_A, false);
	expect_empty(queue);
}

static void test_releases_without_a_press_are_dropped(void **state) {
	struct vkbd_queue *queue = *state;
	vkbd_queue_key(queue, KEY_A, false);
	vkbd_queue_key(queue, KEY_A, true);
	vkbd_queue_key(queue, KEY_A, false);
	vkbd_queue_key(queue, KEY_A, false);
	expect_key(queue, KEY_A, true);
	expect_key(queue, KEY_A, false);
	expect_empty(queue);
}

static void test_a_second_press_is_a_repeat(void **state) {
	struct vkbd_queue *queue = *state;
	vkbd_queue_key(queue, KEY_A, true);
	vkbd_queue_key(queue, KEY_A, true);
	expect_key(queue, KEY_A, true);
	expect_key(queue, KEY_A, true);
	expect_empty(queue);
}

static void test_pointer_events_are_merged(void **state) {
	struct vkbd_queue *queue = *state;
	vkbd_queue_position(queue, 1, 2);
	vkbd_queue_position(queue, 3, 4);
	vkbd_queue_wheel(queue, 1, true, 3, 4);
	vkbd_queue_wheel(queue, 1, true, 3, 4);
	vkbd_queue_key(queue, BTN_LEFT, true);
	vkbd_queue_position(queue, 5, 6); /* not before the click */
	vkbd_queue_movement(queue, 7, 8); /* another kind */
	vkbd_queue_movement(queue, -2, 1);
	vkbd_queue_wheel(queue, -3, false, 99, 99);
	expect_pointer(queue, VKBD_POSITION, 3, 4, 2);
	expect_key(queue, BTN_LEFT, true);
	expect_pointer(queue, VKBD_POSITION, 5, 6, 0);
	expect_pointer(queue, VKBD_MOVEMENT, 5, 9, -3);
	expect_empty(queue);
}

static void test_sums_of_movement_are_bounded(void **state) {
	struct vkbd_queue *queue = *state;
	for (int i = 0; i < 3; i++) {
		vkbd_queue_movement(queue, INT32_MAX, INT32_MIN);
		vkbd_queue_wheel(queue, INT32_MAX, false, 0, 0);
	}
	expect_pointer(queue, VKBD_MOVEMENT, INT16_MAX, INT16_MIN, INT16_MAX);
}

static void test_all_pressed_are_released_once(void **state) {
	struct vkbd_queue *queue = *state;
	vkbd_queue_key(queue, KEY_LEFTCTRL, true);
	vkbd_queue_key(queue, BTN_LEFT, true);
	expect_key(queue, KEY_LEFTCTRL, true); /* taken, the other not yet */
	vkbd_queue_release_all(queue);
	vkbd_queue_release_all(queue);
	expect_key(queue, BTN_LEFT, true);
	expect_key(queue, KEY_LEFTCTRL, false);
	expect_key(queue, BTN_LEFT, false);
	expect_empty(queue);
}

static void test_keys_of_an_earlier_run_are_released(void **state) {
	struct vkbd_queue *queue = *state;
	vkbd_queue_release_unknown(queue);
	bool released[KEY_CNT] = {0};
	while (vkbd_queue_peek(queue) != NULL) {
		struct vkbd_event event = take(queue);
		assert_int_equal(event.type, VKBD_KEY);
		assert_false(event.pressed);
		assert_true(vkbd_key_is_valid(event.key));
		released[event.key] = true;
	}
	for (uint32_t key = KEY_ESC; key <= KEY_COMPOSE; key++) {
		assert_true(released[key]);
	}
	for (uint32_t button = BTN_LEFT; button <= BTN_TASK; button++) {
		assert_true(released[button]);
	}
}

/* A guest that has read one press, and then nothing more. */
static void fill_up(struct vkbd_queue *queue) {
	vkbd_queue_key(queue, KEY_LEFTSHIFT, true);
	expect_key(queue, KEY_LEFTSHIFT, true);
	while (queue->count < VKBD_QUEUE_SIZE) {
		vkbd_queue_key(queue, KEY_B, true);
	}
}

static void test_what_overflows_ends_in_releases(void **state) {
	struct vkbd_queue *queue = *state;
	fill_up(queue);
	vkbd_queue_key(queue, KEY_C, true);
	assert_int_equal(queue->overflows, 1);
	expect_key(queue, KEY_LEFTSHIFT, false);
	expect_key(queue, KEY_C, true);
	expect_empty(queue);
}

static void test_a_release_that_overflows_is_not_lost(void **state) {
	struct vkbd_queue *queue = *state;
	fill_up(queue);
	vkbd_queue_key(queue, KEY_LEFTSHIFT, false);
	expect_key(queue, KEY_LEFTSHIFT, false);
	expect_empty(queue);
}

static void test_a_guest_that_never_reads_costs_no_more(void **state) {
	struct vkbd_queue *queue = *state;
	for (int i = 0; i < 100000; i++) {
		vkbd_queue_key(queue, KEY_A + (uint32_t)i % 100, i % 3 != 0);
		vkbd_queue_position(queue, i, i);
		vkbd_queue_movement(queue, i, i);
		vkbd_queue_wheel(queue, 1, false, 0, 0);
		if (i % 1000 == 0) {
			vkbd_queue_release_all(queue);
		}
		assert_true(queue->count <= VKBD_QUEUE_SIZE);
	}
}

static void test_more_keys_than_anyone_has_fingers(void **state) {
	struct vkbd_queue *queue = *state;
	for (uint32_t key = KEY_ESC; key <= KEY_ESC + VKBD_MAX_PRESSED; key++) {
		vkbd_queue_key(queue, key, true);
	}
	assert_int_equal(queue->count, VKBD_MAX_PRESSED);
	/* The refused one has no release either; the others do. */
	vkbd_queue_key(queue, KEY_ESC + VKBD_MAX_PRESSED, false);
	assert_int_equal(queue->count, VKBD_MAX_PRESSED);
	vkbd_queue_release_all(queue);
	assert_int_equal(queue->count, 2 * VKBD_MAX_PRESSED);
	assert_int_equal(queue->queued_count, 0);
}

/*
 * Whatever a user does and however slowly a guest reads, it ends with what the user holds, or with
 * nothing; replayed as the guest sees it.
 */
static void test_the_guest_ends_with_no_key_pressed(void **state) {
	struct vkbd_queue *queue = *state;
	bool pressed[KEY_CNT] = {0};
	unsigned int random = 1;
	for (int i = 0; i < 50000; i++) {
		random = random * 1103515245 + 12345;
		uint32_t key = KEY_ESC + (random >> 16) % (KEY_COMPOSE - KEY_ESC);
		vkbd_queue_key(queue, key, (random >> 8 & 1) != 0);
		if (i % 5 == 0 && vkbd_queue_peek(queue) != NULL) {
			struct vkbd_event event = take(queue);
			pressed[event.key] = event.pressed;
		}
	}
	assert_true(queue->overflows > 0);
	vkbd_queue_release_all(queue);
	while (vkbd_queue_peek(queue) != NULL) {
		struct vkbd_event event = take(queue);
		pressed[event.key] = event.pressed;
	}
	for (uint32_t key = 0; key < KEY_CNT; key++) {
		assert_false(pressed[key]);
	}
}

/* Fingers */

static void touch(
	struct vkbd_queue *queue, uint16_t down, uint16_t moved, uint16_t up, uint16_t x) {
	struct vkbd_touches touches = {.down = down, .moved = moved, .up = up};
	for (int contact = 0; contact < VKBD_CONTACTS; contact++) {
		touches.x[contact] = (uint16_t)(x + contact);
	}
	vkbd_queue_touch(queue, &touches);
}

static struct vkbd_touches expect_touch(
	struct vkbd_queue *queue, uint16_t down, uint16_t moved, uint16_t up) {
	struct vkbd_event event = take(queue);
	assert_int_equal(event.type, VKBD_TOUCH);
	assert_int_equal(event.touches.down, down);
	assert_int_equal(event.touches.moved, moved);
	assert_int_equal(event.touches.up, up);
	return event.touches;
}

static void test_only_movement_of_fingers_is_merged(void **state) {
	struct vkbd_queue *queue = *state;
	touch(queue, 3, 0, 0, 10);
	touch(queue, 0, 1, 0, 20);
	touch(queue, 0, 2, 0, 30);
	touch(queue, 0, 1, 0, 40);
	touch(queue, 0, 2, 1, 50);
	touch(queue, 0, 2, 0, 60);
	vkbd_queue_key(queue, KEY_A, true);
	touch(queue, 0, 2, 0, 70); /* not before the key */
	assert_int_equal(expect_touch(queue, 3, 0, 0).x[1], 11);
	struct vkbd_touches merged = expect_touch(queue, 0, 3, 0);
	assert_int_equal(merged.x[0], 40);
	assert_int_equal(merged.x[1], 31);
	assert_int_equal(expect_touch(queue, 0, 2, 1).x[1], 51);
	assert_int_equal(expect_touch(queue, 0, 2, 0).x[1], 61);
	expect_key(queue, KEY_A, true);
	assert_int_equal(expect_touch(queue, 0, 2, 0).x[1], 71);
	expect_empty(queue);
}

static void test_fingers_that_are_not_down(void **state) {
	struct vkbd_queue *queue = *state;
	touch(queue, 0, 1, 2, 0);
	expect_empty(queue);
	touch(queue, 4, 3, 3, 0);
	touch(queue, 4, 0, 0, 9);
	touch(queue, 0, 0, 6, 0);
	touch(queue, 0, 4, 0, 0);
	assert_int_equal(expect_touch(queue, 4, 0, 0).x[2], 2);
	expect_touch(queue, 0, 0, 4);
	expect_empty(queue);
}

static void test_fingers_that_overflow_come_up(void **state) {
	struct vkbd_queue *queue = *state;
	touch(queue, 5, 0, 0, 0);
	expect_touch(queue, 5, 0, 0);
	touch(queue, 2, 0, 1, 0); /* which the guest doesn't hear of any more */
	while (queue->count < VKBD_QUEUE_SIZE) {
		vkbd_queue_key(queue, KEY_B, true);
	}
	touch(queue, 0, 4, 0, 0);
	assert_int_equal(queue->overflows, 1);
	expect_touch(queue, 0, 0, 5);
	expect_empty(queue);
	touch(queue, 0, 6, 6, 0);
	expect_empty(queue);
	touch(queue, 1, 0, 0, 0);
	expect_touch(queue, 1, 0, 0);
}

/* There is room for where fingers are that were moving already. */
static void test_fingers_that_move_need_no_room(void **state) {
	struct vkbd_queue *queue = *state;
	touch(queue, 1, 0, 0, 0);
	while (queue->count < VKBD_QUEUE_SIZE - 1) {
		vkbd_queue_key(queue, KEY_B, true);
	}
	touch(queue, 0, 1, 0, 1);
	touch(queue, 0, 1, 0, 2);
	assert_int_equal(queue->count, VKBD_QUEUE_SIZE);
	assert_int_equal(queue->overflows, 0);
}

static void test_the_guest_ends_with_no_finger_down(void **state) {
	struct vkbd_queue *queue = *state;
	uint16_t down = 0;
	unsigned int random = 1;
	for (int i = 0; i < 50000; i++) {
		random = random * 1103515245 + 12345;
		uint16_t contact = (uint16_t)(1u << (random >> 16) % VKBD_CONTACTS);
		bool comes = (random >> 8 & 1) != 0;
		touch(queue, comes ? contact : 0, 0, comes ? 0 : contact, 0);
		if (i % 5 == 0 && vkbd_queue_peek(queue) != NULL) {
			struct vkbd_event event = take(queue);
			down = (uint16_t)((down | event.touches.down) & ~event.touches.up);
		}
	}
	assert_true(queue->overflows > 0);
	vkbd_queue_release_all(queue);
	while (vkbd_queue_peek(queue) != NULL) {
		struct vkbd_event event = take(queue);
		down = (uint16_t)((down | event.touches.down) & ~event.touches.up);
	}
	assert_int_equal(down, 0);
}

#define queue_test(function) cmocka_unit_test_setup_teardown(function, make_queue, destroy_queue)

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys_that_a_guest_survives),
		queue_test(test_events_keep_their_order),
		queue_test(test_releases_without_a_press_are_dropped),
		queue_test(test_a_second_press_is_a_repeat),
		queue_test(test_pointer_events_are_merged),
		queue_test(test_sums_of_movement_are_bounded),
		queue_test(test_all_pressed_are_released_once),
		queue_test(test_keys_of_an_earlier_run_are_released),
		queue_test(test_what_overflows_ends_in_releases),
		queue_test(test_a_release_that_overflows_is_not_lost),
		queue_test(test_a_guest_that_never_reads_costs_no_more),
		queue_test(test_more_keys_than_anyone_has_fingers),
		queue_test(test_the_guest_ends_with_no_key_pressed),
		queue_test(test_only_movement_of_fingers_is_merged),
		queue_test(test_fingers_that_are_not_down),
		queue_test(test_fingers_that_overflow_come_up),
		queue_test(test_fingers_that_move_need_no_room),
		queue_test(test_the_guest_ends_with_no_finger_down),
	};
	return cmocka_run_group_tests_name("vkbd_queue", tests, NULL, NULL);
}
