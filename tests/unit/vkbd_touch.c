/* Fingers: what they do reaches a guest that has asked for them, and none stays down in it for ever. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <linux/input-event-codes.h>

#include "devices/vkbd_queue.h"
#include "fingers.h"

static void release_all(struct vm *vm) {
	vm_surface(vm)->impl->release_all(vm_surface(vm));
}

static void test_fingers_arrive(void **state) {
	struct vm *vm = vm_boot(1);
	assert_int_equal(finger_count(vm), VKBD_CONTACTS);
	finger_down(vm, 0, 0, 1);
	assert_true(xen_port_take(vm->domain, vm->vkbd.base.port) > 0);
	finger_down(vm, 7, 0.5, 0.25);
	finger_move(vm, 0, -1, 7);
	finger_up(vm, 7);
	finger_move(vm, 0, 0.25, 0);
	finger_up(vm, 0);
	expect_input(vm, "v0:0,32767 | v7:16384,8192 | >0:0,32767 | ^7 | >0:8192,0 | ^0 |");
}

static void test_what_fingers_do_at_once_arrives_at_once(void **state) {
	struct vm *vm = vm_boot(1);
	finger_do(vm, GUEST_TOUCH_DOWN, 0, 0, 0);
	finger_do(vm, GUEST_TOUCH_DOWN, 1, 1, 1);
	expect_input(vm, "");
	finger_frame(vm);
	expect_input(vm, "v0:0,0 v1:32767,32767 |");
	finger_do(vm, GUEST_TOUCH_MOVED, 1, 0, 0);
	finger_do(vm, GUEST_TOUCH_MOVED, 1, 0, 1); /* and goes on */
	finger_do(vm, GUEST_TOUCH_UP, 0, 0, 0);
	finger_do(vm, GUEST_TOUCH_DOWN, 2, 1, 0);
	finger_frame(vm);
	expect_input(vm, "^0 >1:0,32767 v2:32767,0 |");
	finger_frame(vm);
	expect_input(vm, "");
}

/* One that has come down and moved comes down there; one that has tapped has come and gone. */
static void test_what_a_finger_does_twice_at_once(void **state) {
	struct vm *vm = vm_boot(1);
	finger_do(vm, GUEST_TOUCH_DOWN, 0, 0, 0);
	finger_do(vm, GUEST_TOUCH_MOVED, 0, 1, 1);
	finger_do(vm, GUEST_TOUCH_UP, 0, 0, 0);
	finger_do(vm, GUEST_TOUCH_DOWN, 0, 0, 1);
	finger_frame(vm);
	expect_input(vm, "v0:32767,32767 | ^0 | v0:0,32767 |");
}

static void test_fingers_and_keys_keep_their_order(void **state) {
	struct vm *vm = vm_boot(1);
	vm_key(vm, KEY_LEFTSHIFT, true);
	finger_down(vm, 0, 0, 0);
	vm_key(vm, KEY_LEFTSHIFT, false);
	finger_up(vm, 0);
	expect_input(vm, "+42 v0:0,0 | -42 ^0 |");
}

static void test_fingers_that_are_none_of_the_guests(void **state) {
	struct vm *vm = vm_boot(1);
	finger_down(vm, VKBD_CONTACTS, 0, 0);
	finger_down(vm, 16, 0, 0);
	finger_down(vm, UINT32_MAX, 0, 0);
	finger_up(vm, 1);
	finger_move(vm, 1, 0, 0);
	finger_down(vm, 2, 0, 0);
	finger_down(vm, 2, 1, 1);
	expect_input(vm, "v2:0,0 |");
}

static void test_fingers_come_up_when_the_focus_goes(void **state) {
	struct vm *vm = vm_boot(1);
	finger_down(vm, 1, 0, 0);
	finger_down(vm, 4, 0, 0);
	vm_key(vm, KEY_A, true);
	finger_do(vm, GUEST_TOUCH_DOWN, 5, 0, 0); /* of which the guest hasn't heard yet */
	release_all(vm);
	expect_input(vm, "v1:0,0 | v4:0,0 | +30 -30 ^1 ^4 |");
	finger_frame(vm);
	finger_move(vm, 1, 1, 1);
	finger_up(vm, 4);
	release_all(vm);
	expect_input(vm, "");
}

/* Fingers that nobody lifts */

static void test_a_driver_that_wakes_up_has_no_finger_down(void **state) {
	struct vm *vm = vm_boot(1);
	finger_down(vm, 0, 0, 0);
	finger_down(vm, 6, 0, 0);
	frontend_resume(&vm->vkbd.base);
	settle();
	finger_up(vm, 0);
	finger_move(vm, 6, 1, 1);
	finger_down(vm, 1, 0, 0);
	expect_input(vm, "^0 ^6 | v1:0,0 |");
}

static void test_a_driver_that_goes_with_fingers_down(void **state) {
	struct vm *vm = vm_boot(1);
	finger_down(vm, 0, 0, 0);
	finger_do(vm, GUEST_TOUCH_DOWN, 1, 0, 0);
	frontend_set_state(&vm->vkbd.base, 5);
	settle();
	assert_int_equal(finger_count(vm), 0);
	finger_up(vm, 0);
	finger_frame(vm);
	vm->vkbd.base.probed = false;
	vm->vkbd.touch = false; /* another kernel */
	xen_remove(1, "/local/domain/1/device/vkbd/0/request-multi-touch");
	frontend_set_state(&vm->vkbd.base, 1);
	settle();
	expect_no_fingers(vm);
}

static void test_the_next_desktop_lifts_what_this_one_could_not(void **state) {
	struct vm *vm = vm_boot(1);
	finger_down(vm, 2, 0, 0);
	expect_input(vm, "v2:0,0 |");
	assert_non_null(strstr(restart_desktop(vm), ALL_FINGERS_UP));
	expect_fingers(vm);
}

/* Guests that are slow, and guests that are hostile */

/* It never sees half of what happens at once. */
static void expect_whole(const char *events) {
	const char *last = strrchr(events, ' ');
	last = last != NULL ? last + 1 : events;
	assert_false(*last == 'v' || *last == '>' || *last == '^');
}

struct reader {
	struct vm *vm;
	bool down[VKBD_CONTACTS];
	int frames;
	bool done; /* the last key has come up */
};

static bool has_read_the_rest(void *data) {
	struct reader *reader = data;
	const char *events = vkbd_frontend_read(&reader->vm->vkbd);
	expect_whole(events);
	for (; *events != '\0'; events++) {
		if (*events == 'v' || *events == '^') {
			reader->down[events[1] - '0'] = *events == 'v';
		}
		reader->frames += *events == '|';
		reader->done = reader->done || strncmp(events, "-88", 3) == 0;
	}
	return reader->done;
}

static void end_with_f12(struct vm *vm) {
	vm_key(vm, KEY_F12, true);
	vm_key(vm, KEY_F12, false);
}

/* A frame that doesn't fit in full waits in full. */
static void test_frames_are_never_torn(void **state) {
	struct vm *vm = vm_boot(1);
	for (int i = 0; i < 8; i++) {
		for (uint32_t contact = 0; contact < 7; contact++) {
			finger_do(
				vm, i % 2 == 0 ? GUEST_TOUCH_DOWN : GUEST_TOUCH_UP, contact, 0, 0);
		}
		finger_frame(vm);
	}
	settle();
	/* Six of eight events each, of 51: the three that are left are too few for another. */
	assert_int_equal(vkbd_frontend_page(&vm->vkbd)->in_prod, 48);
	end_with_f12(vm);
	assert_int_equal(vkbd_frontend_page(&vm->vkbd)->in_prod, 48);
	struct reader reader = {.vm = vm};
	settle_until(has_read_the_rest, &reader);
	assert_int_equal(reader.frames, 8);
}

static void test_a_guest_that_is_slow_gets_the_last_place(void **state) {
	struct vm *vm = vm_boot(1);
	finger_down(vm, 0, 0, 0);
	finger_down(vm, 1, 0, 0);
	for (int i = 1; i <= 1000; i++) {
		finger_do(vm, GUEST_TOUCH_MOVED, 0, i / 1000.0, 0);
		finger_do(vm, GUEST_TOUCH_MOVED, 1, 0, i / 1000.0);
		finger_frame(vm);
	}
	settle();
	uint32_t waiting = vkbd_frontend_page(&vm->vkbd)->in_prod;
	assert_true(waiting > 45 && waiting <= 51);
	vkbd_frontend_read(&vm->vkbd);
	settle();
	wl_event_loop_dispatch(desktop.loop, 20);
	expect_input(vm, ">0:32767,0 >1:0,32767 |");
	finger_up(vm, 0);
	finger_up(vm, 1);
	expect_input(vm, "^0 | ^1 |");
}

static void test_a_guest_that_never_reads(void **state) {
	struct vm *vm = vm_boot(1);
	for (uint32_t i = 0; i < 20000; i++) {
		uint32_t contact = i % VKBD_CONTACTS;
		finger_do(vm, (enum guest_touch)(i / VKBD_CONTACTS % 3), contact, i / 20000.0, 0);
		if (i % 3 == 0) {
			finger_frame(vm);
		}
		settle();
	}
	/* One look after the last delivery, and then none. */
	wl_event_loop_dispatch(desktop.loop, 20);
	expect_asleep(50);
	finger_down(vm, 9, 0, 0);
	release_all(vm);
	end_with_f12(vm);
	struct reader reader = {.vm = vm};
	settle_until(has_read_the_rest, &reader);
	for (uint32_t contact = 0; contact < VKBD_CONTACTS; contact++) {
		assert_false(reader.down[contact]);
	}
}

static void test_a_guest_that_writes_its_index_backwards(void **state) {
	static const uint32_t indices[] = {1, UINT32_MAX, 0x80000000, 52, 0xfffffff5};
	for (size_t i = 0; i < sizeof(indices) / sizeof(indices[0]); i++) {
		struct vm *vm = vm_boot(1);
		vkbd_frontend_page(&vm->vkbd)->in_cons = indices[i];
		for (int n = 0; n < 1000; n++) {
			finger_down(vm, 0, 0, 0);
			finger_move(vm, 0, 1, 1);
			finger_up(vm, 0);
		}
		settle();
		vm_destroy(vm);
		settle();
	}
}

static void test_a_guest_that_changes_its_mind_all_the_time(void **state) {
	struct vm *vm = vm_boot(1);
	for (int i = 0; i < 100; i++) {
		finger_down(vm, 0, 0, 0);
		frontend_write(&vm->vkbd.base, "request-multi-touch", i % 2 == 0 ? "0" : "1");
		frontend_set_state(&vm->vkbd.base, 3);
		settle();
		finger_move(vm, 0, 1, 1);
		release_all(vm);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_fingers_arrive),
		desktop_test(test_what_fingers_do_at_once_arrives_at_once),
		desktop_test(test_what_a_finger_does_twice_at_once),
		desktop_test(test_fingers_and_keys_keep_their_order),
		desktop_test(test_fingers_that_are_none_of_the_guests),
		desktop_test(test_fingers_come_up_when_the_focus_goes),
		desktop_test(test_a_driver_that_wakes_up_has_no_finger_down),
		desktop_test(test_a_driver_that_goes_with_fingers_down),
		desktop_test(test_the_next_desktop_lifts_what_this_one_could_not),
		beside_test(test_frames_are_never_torn),
		beside_test(test_a_guest_that_is_slow_gets_the_last_place),
		beside_test(test_a_guest_that_never_reads),
		beside_test(test_a_guest_that_writes_its_index_backwards),
		beside_test(test_a_guest_that_changes_its_mind_all_the_time),
	};
	return cmocka_run_group_tests_name("vkbd_touch", tests, NULL, NULL);
}
