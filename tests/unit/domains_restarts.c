/* The desktop ends and begins again: guests don't notice, or are found as they are by then. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domains_fixture.h"

static void test_quitting_leaves_guests_as_they_are(void **state) {
	struct vm *vm = vm_boot(1);
	unsigned int writes = xen_count_product_writes();
	desktop_quit();
	settle();
	assert_int_equal(xen_count_product_writes(), writes);
	assert_int_equal(vm->domain->mappings, 0);
	assert_int_equal(backend_state(&vm->vfb.base), 4);
	assert_int_equal(frontend_state(&vm->vfb.base), 4);
}

static void test_guests_do_not_notice_a_restart(void **state) {
	struct vm *vm = vm_boot(1);
	expect_draws(vm, 7, 8, 0x778899);
	uint32_t port = vm->vfb.base.port;
	unsigned int writes = xen_count_product_writes();

	desktop_quit();
	desktop_run();
	assert_int_equal(xen_count_product_writes(), writes);
	assert_true(xen_port_is_bound(vm->domain, port));
	expect_connected(vm);
	expect_damage(find_view(1), 0, 0, 800, 600);
	assert_int_equal(view_pixel(find_view(1), 7, 8), 0x778899);
	settle();
	expect_draws(vm, 9, 9, 0x123456);
}

static void test_damage_that_nobody_took_is_no_fault_after_a_restart(void **state) {
	struct vm *vm = vm_boot(1);
	desktop_quit();
	for (int i = 0; i < 100; i++) {
		vfb_frontend_update(&vm->vfb, i, 0, 1, 1);
	}
	desktop_run();
	expect_damage(find_view(1), 0, 0, 800, 600);
	settle();
	expect_draws(vm, 9, 9, 0x123456);
}

struct keyboard_log {
	struct vm *vm;
	char text[4096];
	size_t used;
};

static bool has_released_button(void *data) {
	struct keyboard_log *log = data;
	log->used += (size_t)snprintf(log->text + log->used, sizeof(log->text) - log->used, " %s",
		vkbd_frontend_read(&log->vm->vkbd));
	return strstr(log->text, " -272") != NULL;
}

static void test_keys_held_over_a_restart_are_released(void **state) {
	struct vm *vm = vm_boot(1);
	vm_key(vm, 42, true);
	vm_key(vm, 0x110, true);
	expect_input(vm, "+42 +272");
	desktop_quit();
	desktop_run();

	struct keyboard_log log = {.vm = vm};
	settle_until(has_released_button, &log);
	assert_non_null(strstr(log.text, " -42 "));
	assert_null(strchr(log.text, '+'));
}

static void test_a_guest_that_closed_while_nobody_looked(void **state) {
	struct vm *vm = vm_boot(1);
	desktop_quit();
	frontend_set_state(&vm->vfb.base, 5);
	desktop_run();
	assert_int_equal(frontend_state(&vm->vfb.base), 6);
	assert_int_equal(backend_state(&vm->vfb.base), 6);
	expect_view(1, GUEST_DISPLAY_WAITING);
}

static void test_a_device_that_was_removed_while_nobody_looked(void **state) {
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vfb", 0);
	vm_load_drivers(vm);
	settle();
	desktop_quit();
	toolstack_ask_removal(1, "vfb", 0);
	desktop_run();
	toolstack_remove(1, "vfb", 0);
	settle();
	assert_null(find_view(1));
}

/* libxl waits for the backend; a guest that doesn't care must not bring the device back. */
static void test_a_removal_that_was_asked_for_while_nobody_looked(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	desktop_quit();
	toolstack_ask_removal(1, "vfb", 0);
	desktop_run();
	assert_int_equal(frontend_state(&vm->vfb.base), 4);
	assert_int_equal(backend_state(&vm->vfb.base), 6);
	expect_view(1, GUEST_DISPLAY_WAITING);
}

static void test_a_driver_that_began_while_nobody_looked(void **state) {
	struct vm *vm = vm_create(1);
	desktop_quit();
	vm_load_drivers(vm);
	settle();
	desktop_run();
	expect_connected(vm);
	assert_true(vm->vfb.update_wanted);
}

static void test_a_guest_that_resumed_while_nobody_looked(void **state) {
	struct vm *vm = vm_boot(1);
	desktop_quit();
	frontend_resume(&vm->vfb.base);
	settle();
	desktop_run();
	expect_connected(vm);
	expect_damage(find_view(1), 0, 0, 800, 600);
	settle();
	expect_draws(vm, 1, 2, 0x010203);
}

static void test_a_guest_that_died_while_nobody_looked(void **state) {
	struct vm *vm = vm_boot(1);
	desktop_quit();
	vm_destroy(vm);
	assert_non_null(xen_read("/local/domain/0/backend/vfb/1/0"));
	desktop_run();
	assert_null(xen_read("/local/domain/0/backend/vfb/1"));
	assert_null(xen_read("/local/domain/0/backend/vkbd/1"));
}

static void test_a_fault_is_found_again_after_a_restart(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	vfb_frontend_page(&vm->vfb)->depth = 7;
	frontend_set_state(&vm->vfb.base, 3);
	expect_fault(vm, "depth");
	desktop_quit();
	desktop_run();
	expect_fault(vm, "depth");
}

static void set_port(struct vm *vm, uint32_t port, bool free) {
	vm->domain->ports[port].state = free ? PORT_UNBOUND : PORT_INTERDOMAIN;
}

/* The earlier run is still there, though nothing says so: it must not be robbed of the guest. */
static void test_what_another_has_is_left_alone(void **state) {
	struct vm *vm = vm_boot(1);
	desktop_quit();
	set_port(vm, vm->vfb.base.port, false);
	set_port(vm, vm->vkbd.base.port, false);
	unsigned int writes = xen_count_product_writes();
	desktop_run();
	const struct view *view = expect_view(1, GUEST_DISPLAY_FAULT);
	assert_non_null(strstr(view->display->reason, "event channel"));
	assert_non_null(strstr(desktop.told, "event channel"));
	assert_int_equal(xen_count_product_writes(), writes);
	assert_int_equal(vm->domain->mappings, 0);

	/* A state that says nothing new changes nothing. */
	vm->vfb.base.deaf = true;
	frontend_set_state(&vm->vfb.base, 4);
	settle();
	expect_view(1, GUEST_DISPLAY_FAULT);
	assert_int_equal(backend_state(&vm->vfb.base), 4);
	vm->vfb.base.deaf = false;

	set_port(vm, vm->vfb.base.port, true);
	set_port(vm, vm->vkbd.base.port, true);
	frontend_resume(&vm->vfb.base);
	frontend_resume(&vm->vkbd.base);
	settle();
	expect_connected(vm);
	vm_key(vm, 30, true);
	expect_input(vm, "+30");
}

/* The guest's own fault, as it turns out: the next time it is told. */
static void test_a_port_that_is_bad_after_a_restart_too(void **state) {
	struct vm *vm = vm_boot(1);
	desktop_quit();
	frontend_write(&vm->vfb.base, "event-channel", "63");
	desktop_run();
	expect_view(1, GUEST_DISPLAY_FAULT);
	assert_int_equal(backend_state(&vm->vfb.base), 4);
	frontend_set_state(&vm->vfb.base, 3);
	expect_fault(vm, "event channel 63");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_quitting_leaves_guests_as_they_are),
		desktop_test(test_guests_do_not_notice_a_restart),
		desktop_test(test_damage_that_nobody_took_is_no_fault_after_a_restart),
		desktop_test(test_keys_held_over_a_restart_are_released),
		desktop_test(test_a_guest_that_closed_while_nobody_looked),
		desktop_test(test_a_device_that_was_removed_while_nobody_looked),
		desktop_test(test_a_removal_that_was_asked_for_while_nobody_looked),
		desktop_test(test_a_driver_that_began_while_nobody_looked),
		desktop_test(test_a_guest_that_resumed_while_nobody_looked),
		desktop_test(test_a_guest_that_died_while_nobody_looked),
		desktop_test(test_a_fault_is_found_again_after_a_restart),
		desktop_test(test_what_another_has_is_left_alone),
		desktop_test(test_a_port_that_is_bad_after_a_restart_too),
	};
	return cmocka_run_group_tests_name("domains_restarts", tests, NULL, NULL);
}
