/* How a guest fares: what is known of it, and when it is well again. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/input-event-codes.h>
#include <string.h>
#include <xen/sched.h>

#include "domains_fixture.h"

static void expect_state(enum guest_state state) {
	settle();
	assert_int_equal(find_guest(1)->state, state);
}

static void shut_down(struct vm *vm, unsigned int reason) {
	vm->domain->shut_down = true;
	vm->domain->reason = reason;
	xen_fire("@releaseDomain", false);
}

static void test_a_guest_is_told_to_shut_down(void **state) {
	static const char *const requests[] = {"poweroff", "reboot", "halt"};
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		struct vm *vm = vm_boot(1);
		expect_state(GUEST_RUNNING);
		xen_write(0, "/local/domain/1/control/shutdown", "%s", requests[i]);
		expect_state(GUEST_SHUTTING_DOWN);
		/* It has seen that, and is busy. */
		xen_write(0, "/local/domain/1/control/shutdown", "%s", "");
		expect_state(GUEST_SHUTTING_DOWN);
		vm_destroy(vm);
	}
}

/* Saving takes a moment, and what came of it isn't told. */
static void test_other_requests(void **state) {
	static const char *const requests[] = {"", "suspend", "crash", "s3", "poweroff "};
	vm_boot(1);
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		xen_write(0, "/local/domain/1/control/shutdown", "%s", requests[i]);
		expect_state(GUEST_RUNNING);
	}
}

static void test_a_guest_that_was_told_before_us(void **state) {
	vm_boot(1);
	desktop_quit();
	xen_write(0, "/local/domain/1/control/shutdown", "reboot");
	desktop_run();
	expect_state(GUEST_SHUTTING_DOWN);
}

static void test_a_guest_that_has_ended_is_kept(void **state) {
	static const struct {
		unsigned int reason;
		enum guest_state state;
	} cases[] = {
		{SHUTDOWN_crash, GUEST_CRASHED},
		{SHUTDOWN_watchdog, GUEST_CRASHED},
		{SHUTDOWN_poweroff, GUEST_SHUTTING_DOWN},
		{SHUTDOWN_reboot, GUEST_SHUTTING_DOWN},
		{SHUTDOWN_suspend, GUEST_RUNNING},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vm *vm = vm_boot(1);
		shut_down(vm, cases[i].reason);
		expect_state(cases[i].state);
		vm_destroy(vm);
	}
}

static void test_another_guest_ends(void **state) {
	vm_boot(1);
	shut_down(vm_boot(2), SHUTDOWN_crash);
	expect_state(GUEST_RUNNING);
	assert_int_equal(find_guest(2)->state, GUEST_CRASHED);
}

static void test_a_guest_on_its_way(void **state) {
	vm_boot(1);
	xen_write(0, "/local/domain/1/name", "guest1--incoming");
	expect_state(GUEST_MIGRATING);
	xen_write(0, "/local/domain/1/name", "guest1");
	expect_state(GUEST_RUNNING);
	xen_write(0, "/local/domain/1/name", "guest1--migratedaway");
	expect_state(GUEST_MIGRATING);
	xen_write(0, "/local/domain/1/name", "--incoming--");
	expect_state(GUEST_RUNNING);
}

static bool is_unwell(void *data) {
	return find_guest(1)->state != GUEST_RUNNING;
}

static void test_a_guest_that_does_not_read(void **state) {
	struct vm *vm = vm_boot(1);
	vm_key(vm, KEY_A, true);
	expect_state(GUEST_RUNNING);
	settle_until(is_unwell, NULL);
	expect_state(GUEST_NOT_RESPONDING);
	expect_asleep(50);
	vm_key(vm, KEY_A, false);
	expect_state(GUEST_NOT_RESPONDING);
	/* It reads, which it says. */
	expect_input(vm, "+30 -30");
	xen_port_send(vm->domain, vm->vkbd.base.port);
	expect_state(GUEST_RUNNING);
}

static void test_a_paused_guest(void **state) {
	struct vm *vm = vm_boot(1);
	vm->domain->paused = true;
	expect_state(GUEST_RUNNING); /* nobody knows */
	vm_key(vm, KEY_A, true);
	settle_until(is_unwell, NULL);
	expect_state(GUEST_PAUSED);
	vm->domain->paused = false;
	expect_input(vm, "+30");
	xen_port_send(vm->domain, vm->vkbd.base.port);
	expect_state(GUEST_RUNNING);
}

/* Says that it reads, and doesn't: it is heard now and then. */
static void test_a_guest_that_claims_to_read(void **state) {
	struct vm *vm = vm_boot(1);
	vm_key(vm, KEY_A, true);
	settle_until(is_unwell, NULL);
	for (int i = 0; i < 1000; i++) {
		xen_port_send(vm->domain, vm->vkbd.base.port);
	}
	expect_state(GUEST_NOT_RESPONDING);
}

/* A driver that goes takes with it what it hasn't read. */
static void test_a_driver_that_comes_back(void **state) {
	struct vm *vm = vm_boot(1);
	vm_key(vm, KEY_A, true);
	settle_until(is_unwell, NULL);
	frontend_resume(&vm->vkbd.base);
	expect_state(GUEST_RUNNING);
}

static void test_a_hypervisor_that_does_not_answer(void **state) {
	desktop_quit();
	xen_deny(XEN_CALL);
	desktop_run();
	struct vm *vm = vm_boot(1);
	shut_down(vm, SHUTDOWN_crash);
	expect_state(GUEST_RUNNING);
	vm->domain->paused = true;
	vm_key(vm, KEY_A, true);
	settle_until(is_unwell, NULL);
	expect_state(GUEST_NOT_RESPONDING);
	xen_deny(0);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_a_guest_is_told_to_shut_down),
		desktop_test(test_other_requests),
		desktop_test(test_a_guest_that_was_told_before_us),
		desktop_test(test_a_guest_that_has_ended_is_kept),
		desktop_test(test_another_guest_ends),
		desktop_test(test_a_guest_on_its_way),
		desktop_test(test_a_guest_that_does_not_read),
		desktop_test(test_a_paused_guest),
		desktop_test(test_a_guest_that_claims_to_read),
		desktop_test(test_a_driver_that_comes_back),
		desktop_test(test_a_hypervisor_that_does_not_answer),
	};
	return cmocka_run_group_tests_name("health", tests, NULL, NULL);
}
