/* Which guests have a touchscreen: those that ask for it, and of restored ones those that have. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "devices/driver_memory.h"
#include "devices/vkbd_queue.h"
#include "fingers.h"

static void test_what_is_offered(void **state) {
	struct vm *vm = vm_boot(1);
	const struct frontend *vkbd = &vm->vkbd.base;
	assert_int_equal(xen_read_int(backend_node(vkbd, "feature-multi-touch")), 1);
	assert_int_equal(xen_read_int(backend_node(vkbd, "multi-touch-width")), 32767);
	assert_int_equal(xen_read_int(backend_node(vkbd, "multi-touch-height")), 32767);
	assert_int_equal(
		xen_read_int(backend_node(vkbd, "multi-touch-num-contacts")), VKBD_CONTACTS);
}

static struct vm *boot_with(const char *const nodes[][2]) {
	desktop_quit();
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vinput", 0);
	for (size_t i = 0; nodes[i][0] != NULL; i++) {
		char path[96];
		snprintf(path, sizeof(path), "/local/domain/0/backend/vinput/1/0/%s", nodes[i][0]);
		xen_write(0, path, "%s", nodes[i][1]);
	}
	desktop_run();
	vm_load_drivers(vm);
	settle();
	return vm;
}

static void test_what_the_user_has_chosen_is_kept(void **state) {
	static const char *const nodes[][2] = {{"feature-multi-touch", "1"},
		{"multi-touch-width", "1000"}, {"multi-touch-height", "500"},
		{"multi-touch-num-contacts", "2"}, {NULL, NULL}};
	struct vm *vm = boot_with(nodes);
	assert_int_equal(finger_count(vm), 2);
	finger_down(vm, 1, 1, 0.5);
	finger_down(vm, 2, 1, 0.5);
	expect_input(vm, "v1:1000,250 |");
}

static void test_what_the_user_has_left_out_is_ours(void **state) {
	static const char *const nodes[][2] = {{"multi-touch-num-contacts", "3"}, {NULL, NULL}};
	struct vm *vm = boot_with(nodes);
	assert_int_equal(finger_count(vm), 3);
	finger_down(vm, 2, 1, 1);
	expect_input(vm, "v2:32767,32767 |");
}

static void test_a_user_who_wants_no_touchscreen(void **state) {
	static const char *const nodes[][2] = {{"feature-multi-touch", "0"}, {NULL, NULL}};
	expect_no_fingers(boot_with(nodes));
}

static void test_numbers_of_fingers(void **state) {
	static const struct {
		const char *node;
		uint32_t contacts;
	} cases[] = {{"0", 0}, {"1", 1}, {"10", 10}, {"11", 10}, {"255", 10}, {"4294967296", 1},
		{"-1", 1}, {"many", 1}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const nodes[][2] = {
			{"multi-touch-num-contacts", cases[i].node}, {NULL, NULL}};
		struct vm *vm = boot_with(nodes);
		assert_int_equal(finger_count(vm), cases[i].contacts);
		finger_down(vm, 0, 0, 0);
		expect_input(vm, cases[i].contacts > 0 ? "v0:0,0 |" : "");
		vm_destroy(vm);
		settle();
	}
}

/* When it began, nobody was there to offer it. */
static void test_a_driver_that_was_offered_none(void **state) {
	desktop_quit();
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vfb", 0);
	toolstack_add(1, "vkbd", 0);
	vm_load_drivers(vm);
	settle();
	desktop_run();
	frontend_write(&vm->vkbd.base, "request-multi-touch", "1"); /* it can't know of it */
	expect_no_fingers(vm);
}

static struct vm *boot_without_touch(uint16_t domid) {
	struct vm *vm = vm_prepare(domid);
	vm->vkbd.touch = false;
	settle();
	return vm;
}

static void test_a_driver_that_knows_no_touch(void **state) {
	struct vm *vm = boot_without_touch(1);
	expect_no_fingers(vm);
	vm_surface(vm)->impl->motion(vm_surface(vm), 1, 1, 0, 0);
	expect_input(vm, "@32767,32767,0");
	/* Nor does it, once another desktop has it. */
	restart_desktop(vm);
	expect_no_fingers(vm);
}

static void test_old_drivers(void **state) {
	struct vm *vm = vm_prepare(1);
	vm->vkbd.grants = vm->vkbd.absolute = vm->vkbd.touch = false;
	settle();
	expect_no_fingers(vm);
	/* A boot loader: the kernel that it starts may ask. */
	assert_int_equal(xen_read_int(backend_node(&vm->vkbd.base, "feature-multi-touch")), 1);
}

static void test_requests_that_make_no_sense(void **state) {
	static const char *const requests[] = {"0", "7", "-1", "x", "", "1 ", "01x", "4294967297"};
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		struct vm *vm = boot_without_touch(1);
		frontend_write(&vm->vkbd.base, "request-multi-touch", requests[i]);
		frontend_set_state(&vm->vkbd.base, 3);
		settle();
		expect_no_fingers(vm);
		vm_destroy(vm);
		settle();
	}
}

/* Whatever was down when it was saved has come up. */
static void test_a_restored_driver_keeps_its_touchscreen(void **state) {
	struct vm *vm = vm_boot(1);
	finger_down(vm, 4, 0, 0);
	for (uint16_t domid = 2; domid <= 3; domid++) {
		vm = vm_save_and_restore(vm, domid);
		expect_input(vm, ALL_FINGERS_UP);
		expect_fingers(vm);
	}
	/* The next run of the desktop has nothing but what is in the store. */
	restart_desktop(vm);
	expect_fingers(vm);
	vm = vm_save_and_restore(vm, 4);
	expect_input(vm, ALL_FINGERS_UP);
	expect_fingers(vm);
}

static void test_a_restored_driver_without_a_touchscreen_gets_none(void **state) {
	struct vm *vm = boot_without_touch(1);
	for (uint16_t domid = 2; domid <= 3; domid++) {
		vm = vm_save_and_restore(vm, domid);
		expect_no_fingers(vm);
	}
	restart_desktop(vm);
	expect_no_fingers(vm);
}

/* It comes from another machine: whether it has one isn't known, and a pointer it has in any case. */
static void test_a_driver_of_which_nothing_is_known(void **state) {
	struct vm *vm = vm_prepare(1);
	vm->vkbd.absolute = vm->vkbd.touch = false;
	settle();
	expect_no_fingers(vm);
	vm_surface(vm)->impl->motion(vm_surface(vm), 1, 1, 0, 0);
	expect_input(vm, "@32767,32767,0");
	restart_desktop(vm);
	expect_no_fingers(vm);
}

static void test_a_reboot_into_a_kernel_without_touch(void **state) {
	struct vm *vm = vm_boot(1);
	char node[64];
	snprintf(node, sizeof(node), "%s", xen_read("/local/domain/1/vm"));
	vm_destroy(vm);
	settle();
	vm = vm_create_from(2, node);
	vm_load_drivers(vm);
	vm->vkbd.touch = false;
	settle();
	expect_no_fingers(vm);
	expect_no_fingers(vm_save_and_restore(vm, 3));
}

static void test_no_guest_makes_others_be_forgotten(void **state) {
	struct driver_memory memory = {0};
	const struct guest quiet = {.uuid = {1}}, other = {.uuid = {2}};
	driver_memory_set(&memory, &quiet, 0, true);
	for (int i = 0; i < 4 * DRIVER_MEMORY_SIZE; i++) {
		driver_memory_set(&memory, &other, 0, i % 2 == 0);
		assert_int_equal(driver_memory_get(&memory, &other, 0), i % 2 == 0);
	}
	assert_true(driver_memory_get(&memory, &quiet, 0));
	assert_false(driver_memory_get(&memory, &quiet, 1));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_what_is_offered),
		desktop_test(test_what_the_user_has_chosen_is_kept),
		desktop_test(test_what_the_user_has_left_out_is_ours),
		desktop_test(test_a_user_who_wants_no_touchscreen),
		desktop_test(test_numbers_of_fingers),
		desktop_test(test_a_driver_that_was_offered_none),
		desktop_test(test_a_driver_that_knows_no_touch),
		desktop_test(test_old_drivers),
		desktop_test(test_requests_that_make_no_sense),
		desktop_test(test_a_restored_driver_keeps_its_touchscreen),
		desktop_test(test_a_restored_driver_without_a_touchscreen_gets_none),
		desktop_test(test_a_driver_of_which_nothing_is_known),
		desktop_test(test_a_reboot_into_a_kernel_without_touch),
		cmocka_unit_test(test_no_guest_makes_others_be_forgotten),
	};
	return cmocka_run_group_tests_name("vkbd_features", tests, NULL, NULL);
}
