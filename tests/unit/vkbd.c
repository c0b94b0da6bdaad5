/* Keyboards and pointers: what the user does reaches the guest, whatever the guest does about it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/input-event-codes.h>

#include "domains_fixture.h"

static void button(struct vm *vm, uint32_t code, bool pressed) {
	vm_surface(vm)->impl->button(vm_surface(vm), code, pressed);
}

static void motion(struct vm *vm, double x, double y, double dx, double dy) {
	vm_surface(vm)->impl->motion(vm_surface(vm), x, y, dx, dy);
}

static void wheel(struct vm *vm, int32_t v120) {
	vm_surface(vm)->impl->wheel(vm_surface(vm), GUEST_AXIS_VERTICAL, v120);
}

static void release_all(struct vm *vm) {
	vm_surface(vm)->impl->release_all(vm_surface(vm));
}

/* The keyboard has been closed for good, as the user is told; the rest of the guest goes on. */
static void expect_no_keyboard(struct vm *vm) {
	settle();
	assert_int_equal(backend_state(&vm->vkbd.base), 6);
	assert_non_null(strstr(desktop.told, "It gets no keys and no pointer: its keyboard's "));
	desktop.told[0] = '\0';
	vm_key(vm, KEY_A, true); /* harmless */
	expect_draws(vm, 1, 1, 0x717273);
}

/* Keys and buttons */

static void test_keys_and_buttons_arrive(void **state) {
	struct vm *vm = vm_boot(1);
	vm_key(vm, KEY_A, true);
	button(vm, BTN_LEFT, true);
	button(vm, BTN_LEFT, false);
	vm_key(vm, KEY_A, false);
	assert_true(xen_port_take(vm->domain, vm->vkbd.base.port) > 0);
	expect_input(vm, "+30 +272 -272 -30");
}

static void test_keys_that_kill_linux_do_not_arrive(void **state) {
	struct vm *vm = vm_boot(1);
	static const uint32_t codes[] = {
		0, KEY_UNKNOWN, BTN_0, BTN_TOUCH, KEY_MAX, KEY_MAX + 1, 0xffff, UINT32_MAX};
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		vm_key(vm, codes[i], true);
		button(vm, codes[i], true);
	}
	expect_input(vm, "");
}

static void test_what_is_pressed_is_released_when_the_focus_goes(void **state) {
	struct vm *vm = vm_boot(1);
	vm_key(vm, KEY_LEFTCTRL, true);
	vm_key(vm, KEY_C, true);
	vm_key(vm, KEY_C, false);
	button(vm, BTN_RIGHT, true);
	release_all(vm);
	expect_input(vm, "+29 +46 -46 +273 -29 -273");
	release_all(vm);
	vm_key(vm, KEY_LEFTCTRL, false); /* by the user, who has let go by now */
	expect_input(vm, "");
}

static void test_input_before_the_driver_is_dropped(void **state) {
	struct vm *vm = vm_create(1);
	vm_key(vm, KEY_A, true);
	motion(vm, 0.5, 0.5, 1, 1);
	wheel(vm, 120);
	release_all(vm);
	vm_load_drivers(vm);
	settle();
	vm_key(vm, KEY_A, false);
	expect_input(vm, "");
}

static void test_a_driver_that_comes_back_has_no_key_pressed(void **state) {
	struct vm *vm = vm_boot(1);
	vm_key(vm, KEY_A, true);
	frontend_set_state(&vm->vkbd.base, 5);
	settle();
	vm_key(vm, KEY_B, true);
	vm->vkbd.base.probed = false;
	frontend_set_state(&vm->vkbd.base, 1);
	settle();
	vm_key(vm, KEY_A, false);
	vm_key(vm, KEY_C, true);
	expect_input(vm, "+46");
}

/* Pointers */

static void test_positions_are_of_the_devices_range(void **state) {
	struct vm *vm = vm_boot(1);
	motion(vm, 0, 0, 0, 0);
	expect_input(vm, "@0,0,0");
	motion(vm, 1, 1, 0, 0);
	expect_input(vm, "@32767,32767,0");
	motion(vm, 0.5, 0.25, 0, 0);
	expect_input(vm, "@16384,8192,0");
	motion(vm, -1, 7, 0, 0);
	expect_input(vm, "@0,32767,0");
}

static void test_positions_in_a_range_of_the_users_choice(void **state) {
	desktop_quit();
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vinput", 0);
	xen_write(0, "/local/domain/0/backend/vinput/1/0/width", "1024");
	xen_write(0, "/local/domain/0/backend/vinput/1/0/height", "768");
	desktop_run();
	vm_load_drivers(vm);
	settle();
	motion(vm, 1, 0.5, 0, 0);
	expect_input(vm, "@1024,384,0");
}

static void test_a_driver_that_wants_no_positions_gets_movement(void **state) {
	struct vm *vm = vm_prepare(1);
	vm->vkbd.absolute = false;
	settle();
	frontend_write(&vm->vkbd.base, "request-abs-pointer", "0");
	frontend_set_state(&vm->vkbd.base, 3);
	settle();
	motion(vm, 0.5, 0.5, 3, -4);
	expect_input(vm, "~3,-4,0");
	/* What is less than a pixel is kept. */
	motion(vm, 0.5, 0.5, 0.4, -0.4);
	expect_input(vm, "");
	motion(vm, 0.5, 0.5, 0.4, -0.4);
	motion(vm, 0.5, 0.5, 0.4, -0.4);
	expect_input(vm, "~1,-1,0");
	wheel(vm, -120);
	expect_input(vm, "~0,0,-1");
}

/* Its request is gone with the nodes of the domain that it was, its absolute pointer is not. */
static void test_a_restored_driver_keeps_its_absolute_pointer(void **state) {
	struct vm *vm = vm_boot(1);
	xen_remove(1, "/local/domain/1/device/vkbd/0/request-abs-pointer");
	vm->vkbd.absolute = false;
	frontend_resume(&vm->vkbd.base);
	settle();
	motion(vm, 1, 1, 1, 1);
	expect_input(vm, "@32767,32767,0");
}

/* When the driver began, nobody was there to offer it an absolute one: it doesn't know positions. */
static void test_a_restored_driver_keeps_its_relative_pointer(void **state) {
	desktop_quit();
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vfb", 0);
	toolstack_add(1, "vkbd", 0);
	vm_load_drivers(vm);
	settle();
	desktop_run();
	motion(vm, 1, 1, 2, 3);
	expect_input(vm, "~2,3,0");

	for (uint16_t domid = 2; domid <= 4; domid++) {
		vm = vm_save_and_restore(vm, domid);
		motion(vm, 1, 1, 2, 3);
		expect_input(vm, "~2,3,0");
	}
	/* The next run of the desktop has nothing but what is in the store. */
	assert_int_equal(xen_read_int(backend_node(&vm->vkbd.base, "feature-abs-pointer")), 0);

	/* A reboot: another driver, that asks. After that, the old one's pointer is of no interest. */
	char node[64];
	snprintf(node, sizeof(node), "%s", xen_read("/local/domain/4/vm"));
	vm_destroy(vm);
	settle();
	vm = vm_create_from(5, node);
	vm_load_drivers(vm);
	vm->vkbd.touch = false;
	settle();
	for (uint16_t domid = 6; domid <= 7; domid++) {
		motion(vm, 1, 1, 2, 3);
		expect_input(vm, "@32767,32767,0");
		vm = vm_save_and_restore(vm, domid);
	}
}

/* They have no grant, and ask for positions if they want them. */
static void test_old_drivers(void **state) {
	struct vm *vm = vm_prepare(1);
	vm->vkbd.grants = false;
	vm->vkbd.absolute = false;
	settle();
	assert_int_equal(backend_state(&vm->vkbd.base), 4);
	vm_key(vm, KEY_A, true);
	motion(vm, 1, 1, 2, 3);
	expect_input(vm, "+30 ~2,3,0");
}

static void test_the_wheel_turns_by_whole_clicks(void **state) {
	struct vm *vm = vm_boot(1);
	motion(vm, 1, 1, 0, 0);
	wheel(vm, 120);
	expect_input(vm, "@32767,32767,0 @32767,32767,1");
	wheel(vm, 60);
	expect_input(vm, "");
	wheel(vm, 60);
	expect_input(vm, "@32767,32767,1");
	wheel(vm, -300);
	expect_input(vm, "@32767,32767,-2");
	wheel(vm, 60); /* half a click down, after half a click up */
	wheel(vm, -60);
	expect_input(vm, "");
	/* The device has one wheel. */
	vm_surface(vm)->impl->wheel(vm_surface(vm), GUEST_AXIS_HORIZONTAL, 240);
	expect_input(vm, "");
}

/* Repeats, for guests' text consoles */

struct repeats {
	struct vm *vm;
	int count;
};

static bool has_repeated_twice(void *data) {
	struct repeats *repeats = data;
	const char *events = vkbd_frontend_read(&repeats->vm->vkbd);
	while ((events = strstr(events, "+31")) != NULL) {
		repeats->count++;
		events++;
	}
	return repeats->count >= 3; /* the press, and two more */
}

static void test_the_key_pressed_last_repeats(void **state) {
	desktop.policy.repeat_delay = 5;
	desktop.policy.repeat_rate = 1000;
	struct vm *vm = vm_boot(1);
	vm_key(vm, 30, true);
	vm_key(vm, 31, true);
	settle_until(has_repeated_twice, &(struct repeats){.vm = vm});

	vm_key(vm, 30, false); /* another one */
	settle_until(has_repeated_twice, &(struct repeats){.vm = vm});
	vm_key(vm, 31, false);
	expect_asleep_soon(20);
}

static void test_buttons_do_not_repeat(void **state) {
	desktop.policy.repeat_delay = 5;
	desktop.policy.repeat_rate = 1000;
	struct vm *vm = vm_boot(1);
	button(vm, BTN_LEFT, true);
	expect_asleep(20);
}

static void test_nothing_repeats_once_the_focus_is_gone(void **state) {
	desktop.policy.repeat_delay = 5;
	desktop.policy.repeat_rate = 1000;
	struct vm *vm = vm_boot(1);
	vm_key(vm, KEY_A, true);
	release_all(vm);
	expect_asleep_soon(20);
}

static void test_nothing_repeats_for_a_driver_that_comes_back(void **state) {
	desktop.policy.repeat_delay = 5;
	desktop.policy.repeat_rate = 1000;
	struct vm *vm = vm_boot(1);
	vm_key(vm, 31, true);
	settle_until(has_repeated_twice, &(struct repeats){.vm = vm});
	frontend_resume(&vm->vkbd.base);
	settle();
	vkbd_frontend_read(&vm->vkbd); /* what was repeated before we saw it */
	expect_asleep(20);
	expect_input(vm, "");
}

static void test_nothing_repeats_where_the_policy_says_so(void **state) {
	desktop.policy.repeat_delay = 5;
	struct vm *vm = vm_boot(1);
	vm_key(vm, KEY_A, true);
	expect_asleep(20);
}

/* Guests that are slow, and guests that are hostile */

static void test_a_guest_that_reads_does_not_wake_us(void **state) {
	struct vm *vm = vm_boot(1);
	uint64_t wakeups = desktop.stats.guest_wakeups;
	for (int i = 0; i < 100; i++) {
		vm_key(vm, KEY_A, true);
		expect_input(vm, "+30");
	}
	assert_true(desktop.stats.guest_wakeups <= wakeups + 1);
}

struct reader {
	struct vm *vm;
	int keys;
};

static bool has_read_all(void *data) {
	struct reader *reader = data;
	const char *events = vkbd_frontend_read(&reader->vm->vkbd);
	for (; (events = strchr(events, '+')) != NULL; events++) {
		unsigned int code;
		assert_int_equal(sscanf(events, "+%u", &code), 1);
		assert_int_equal(code, KEY_ESC + reader->keys); /* in order */
		reader->keys++;
	}
	return reader->keys == 60;
}

static void test_a_slow_guest_gets_all_keys_in_order(void **state) {
	struct vm *vm = vm_boot(1);
	for (uint32_t i = 0; i < 60; i++) {
		vm_key(vm, KEY_ESC + i, true);
	}
	settle();
	assert_int_equal(vkbd_frontend_page(&vm->vkbd)->in_prod, XENKBD_IN_RING_LEN);
	settle_until(has_read_all, &(struct reader){.vm = vm});
}

/* A guest that begins to read at last, and what it holds for pressed meanwhile. */
struct late_reader {
	struct vm *vm;
	bool pressed[KEY_CNT];
	bool done; /* F12 has been released */
};

static bool has_read_the_rest(void *data) {
	struct late_reader *reader = data;
	const char *events = vkbd_frontend_read(&reader->vm->vkbd);
	for (; (events = strpbrk(events, "+-")) != NULL; events++) {
		int code = (int)strtol(events + 1, NULL, 10);
		reader->pressed[code] = *events == '+';
		reader->done = code == KEY_F12 && *events == '-';
	}
	return reader->done;
}

static void test_a_guest_that_does_not_read_costs_nothing(void **state) {
	struct vm *vm = vm_boot(1);
	for (uint32_t i = 0; i < 10000; i++) {
		vm_key(vm, KEY_ESC + i % 50, i / 50 % 2 == 0);
		motion(vm, i / 10000.0, 0, 0, 0);
		settle();
	}
	/* One look after the last delivery, and then none. */
	wl_event_loop_dispatch(desktop.loop, 20);
	expect_asleep(50);

	release_all(vm);
	vm_key(vm, KEY_F12, true);
	vm_key(vm, KEY_F12, false);
	struct late_reader reader = {.vm = vm};
	settle_until(has_read_the_rest, &reader);
	for (size_t code = 0; code < KEY_CNT; code++) {
		assert_false(reader.pressed[code]);
	}
}

static void test_a_guest_that_writes_its_index_backwards(void **state) {
	static const uint32_t indices[] = {1, UINT32_MAX, 0x80000000, 52};
	for (size_t i = 0; i < sizeof(indices) / sizeof(indices[0]); i++) {
		struct vm *vm = vm_boot(1);
		vkbd_frontend_page(&vm->vkbd)->in_cons = indices[i];
		for (uint32_t code = KEY_ESC; code < KEY_ESC + 100; code++) {
			vm_key(vm, code, true);
			vm_key(vm, code, false);
		}
		settle();
		vm_destroy(vm);
		settle();
	}
}

static void test_a_guest_that_writes_our_index(void **state) {
	struct vm *vm = vm_boot(1);
	vm_key(vm, KEY_A, true);
	vkbd_frontend_page(&vm->vkbd)->in_prod = 0xdeadbeef;
	vm_key(vm, KEY_A, false);
	assert_int_equal(vkbd_frontend_page(&vm->vkbd)->in_prod, 2);
	expect_input(vm, "+30 -30");
}

/* There are none in the protocol. */
static void test_events_from_a_keyboard_are_not_read(void **state) {
	struct vm *vm = vm_boot(1);
	uint64_t wakeups = desktop.stats.guest_wakeups;
	for (int i = 0; i < 1000; i++) {
		vkbd_frontend_page(&vm->vkbd)->out_prod++;
		xen_port_send(vm->domain, vm->vkbd.base.port);
		settle();
	}
	assert_true(desktop.stats.guest_wakeups <= wakeups + 1);
	vm_key(vm, KEY_A, true);
	expect_input(vm, "+30");
}

static void test_a_port_that_is_closed_under_us(void **state) {
	struct vm *vm = vm_boot(1);
	xen_port_close(vm->domain, vm->vkbd.base.port);
	vm_key(vm, KEY_A, true);
	settle();
	assert_false(is_awake());
}

static void test_grants_that_make_no_sense(void **state) {
	static const char *const references[] = {"0", "63", "64", "4294967295", "4294967297"};
	for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++) {
		struct vm *vm = vm_boot(1);
		frontend_write(&vm->vkbd.base, "page-gref", references[i]);
		frontend_set_state(&vm->vkbd.base, 3);
		expect_no_keyboard(vm);
		vm_destroy(vm);
		settle();
	}
}

static void test_a_grant_that_may_only_be_read(void **state) {
	struct vm *vm = vm_boot(1);
	vm->domain->grants[vm->vkbd.reference].read_only = true;
	frontend_set_state(&vm->vkbd.base, 3);
	expect_no_keyboard(vm);
}

static void test_a_grant_that_is_revoked(void **state) {
	struct vm *vm = vm_boot(1);
	vm->domain->grants[vm->vkbd.reference].valid = false;
	vm_key(vm, KEY_A, true); /* the page is still ours to write */
	expect_input(vm, "+30");
	frontend_set_state(&vm->vkbd.base, 3);
	expect_no_keyboard(vm);
}

static void test_a_keyboard_without_a_page(void **state) {
	struct vm *vm = vm_boot(1);
	xen_remove(1, "/local/domain/1/device/vkbd/0/page-gref");
	xen_remove(1, "/local/domain/1/device/vkbd/0/page-ref");
	frontend_set_state(&vm->vkbd.base, 3);
	expect_no_keyboard(vm);
}

static void test_ports_that_make_no_sense(void **state) {
	static const char *const ports[] = {"", "x", "-1", "0", "63", "4294967295", "4294967297"};
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		struct vm *vm = vm_boot(1);
		frontend_write(&vm->vkbd.base, "event-channel", ports[i]);
		frontend_set_state(&vm->vkbd.base, 3);
		expect_no_keyboard(vm);
		assert_int_equal(vm->domain->mappings, 2);
		vm_destroy(vm);
		settle();
	}
}

static void test_nodes_of_the_pointer_that_make_no_sense(void **state) {
	struct vm *vm = vm_boot(1);
	frontend_write(&vm->vkbd.base, "request-abs-pointer", "99");
	frontend_set_state(&vm->vkbd.base, 3);
	settle();
	motion(vm, 1, 1, 1, 1);
	expect_input(vm, "@32767,32767,0");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_keys_and_buttons_arrive),
		desktop_test(test_keys_that_kill_linux_do_not_arrive),
		desktop_test(test_what_is_pressed_is_released_when_the_focus_goes),
		desktop_test(test_input_before_the_driver_is_dropped),
		desktop_test(test_a_driver_that_comes_back_has_no_key_pressed),
		desktop_test(test_positions_are_of_the_devices_range),
		desktop_test(test_positions_in_a_range_of_the_users_choice),
		desktop_test(test_a_driver_that_wants_no_positions_gets_movement),
		desktop_test(test_a_restored_driver_keeps_its_absolute_pointer),
		desktop_test(test_a_restored_driver_keeps_its_relative_pointer),
		desktop_test(test_old_drivers),
		desktop_test(test_the_wheel_turns_by_whole_clicks),
		desktop_test(test_the_key_pressed_last_repeats),
		desktop_test(test_buttons_do_not_repeat),
		desktop_test(test_nothing_repeats_once_the_focus_is_gone),
		desktop_test(test_nothing_repeats_for_a_driver_that_comes_back),
		desktop_test(test_nothing_repeats_where_the_policy_says_so),
		desktop_test(test_a_guest_that_reads_does_not_wake_us),
		desktop_test(test_a_slow_guest_gets_all_keys_in_order),
		beside_test(test_a_guest_that_does_not_read_costs_nothing),
		beside_test(test_a_guest_that_writes_its_index_backwards),
		beside_test(test_a_guest_that_writes_our_index),
		beside_test(test_events_from_a_keyboard_are_not_read),
		beside_test(test_a_port_that_is_closed_under_us),
		beside_test(test_grants_that_make_no_sense),
		beside_test(test_a_grant_that_may_only_be_read),
		beside_test(test_a_grant_that_is_revoked),
		beside_test(test_a_keyboard_without_a_page),
		beside_test(test_ports_that_make_no_sense),
		beside_test(test_nodes_of_the_pointer_that_make_no_sense),
	};
	return cmocka_run_group_tests_name("vkbd", tests, NULL, NULL);
}
