/* Devices: those that we make, the toolstack's, and those of other programs. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "domains_fixture.h"

/* What they get */

static void test_the_policy_is_offered_to_the_driver(void **state) {
	desktop.policy.width = 640;
	desktop.policy.height = 480;
	desktop.policy.memory_limit = 8 * 1024 * 1024;
	vm_create(1);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/width"), 640);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/height"), 480);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/videoram"), 8);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/request-update"), 1);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/feature-resize"), 1);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vkbd/1/0/feature-abs-pointer"), 1);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vkbd/1/0/width"), 32767);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vkbd/1/0/height"), 32767);
}

static void test_the_guest_chooses_its_size_where_the_policy_does_not(void **state) {
	vm_create(1);
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0/width"));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0/height"));
}

/* Linux's driver dies of keys where one of the two is missing. */
static void test_neither_keyboard_nor_pointer_is_disabled(void **state) {
	vm_create(1);
	assert_null(xen_read("/local/domain/0/backend/vkbd/1/0/feature-disable-keyboard"));
	assert_null(xen_read("/local/domain/0/backend/vkbd/1/0/feature-disable-pointer"));
}

static void test_a_guest_that_is_to_be_left_alone_until_it_is_not(void **state) {
	desktop.policy.attach = false;
	struct vm *vm = vm_prepare(1);
	settle();
	assert_non_null(find_guest(1));
	assert_null(find_view(1));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0"));

	desktop.policy.attach = true;
	domains_reload_policy(desktop.domains, true);
	settle();
	expect_connected(vm);
}

static void test_a_device_stays_served_when_the_policy_changes(void **state) {
	struct vm *vm = vm_boot(1);
	desktop.policy.attach = false;
	domains_reload_policy(desktop.domains, true);
	settle();
	expect_connected(vm);
}

static void let_go(bool attach) {
	desktop.policy.attach = attach;
	desktop.policy.release = !attach;
	domains_reload_policy(desktop.domains, true);
	settle();
}

/* As over a restart: it doesn't notice, and what it has drawn meanwhile is there. */
static void test_a_guest_is_let_go_and_taken_up_again(void **state) {
	struct vm *vm = vm_boot(1);
	unsigned int writes = xen_count_product_writes();
	let_go(false);
	assert_non_null(find_guest(1));
	assert_null(find_view(1));
	assert_int_equal(vm->domain->mappings, 0);
	assert_false(xen_port_is_bound(vm->domain, vm->vfb.base.port));
	assert_int_equal(backend_state(&vm->vfb.base), 4);
	assert_int_equal(backend_state(&vm->vkbd.base), 4);
	vfb_frontend_draw(&vm->vfb, 7, 8, 0x778899);
	vfb_frontend_update(&vm->vfb, 7, 8, 1, 1);
	expect_asleep(20);

	let_go(true);
	assert_int_equal(xen_count_product_writes(), writes);
	expect_connected(vm);
	expect_damage(find_view(1), 0, 0, 800, 600);
	assert_int_equal(view_pixel(find_view(1), 7, 8), 0x778899);
	settle();
	expect_draws(vm, 9, 9, 0x123456);
}

/* What was made for it goes as ever. */
static void test_a_guest_that_was_let_go_dies(void **state) {
	struct vm *vm = vm_boot(1);
	let_go(false);
	vm_destroy(vm);
	settle();
	assert_null(find_guest(1));
	assert_null(xen_read("/local/domain/0/backend/vfb/1"));
}

static struct {
	int transactions;
	bool half; /* one device was there without the other */
} seen;

static void look(void *data) {
	seen.transactions++;
	bool screen = xen_read("/local/domain/1/device/vfb/0/state") != NULL;
	bool keyboard = xen_read("/local/domain/1/device/vkbd/0/state") != NULL;
	seen.half = seen.half || screen != keyboard;
	xen_before_commit(look, NULL);
}

/* A guest's driver that looks meanwhile, or a toolstack, sees both or none. */
static void test_both_devices_are_made_at_once(void **state) {
	seen.transactions = 0;
	seen.half = false;
	xen_before_commit(look, NULL);
	expect_connected(vm_boot(1));
	xen_before_commit(NULL, NULL);
	assert_true(seen.transactions > 1);
	assert_false(seen.half);
}

/* Whoever has left it there. */
static void test_a_frontend_in_the_way_of_one_device(void **state) {
	struct xen_domain *domain = xen_domain_create(1, 16);
	xen_mkdir("/local/domain/1/device/vfb/0", 1, 0);
	xen_domain_introduce(domain);
	settle();
	assert_null(find_view(1));
	assert_int_equal(xen_read_int("/local/domain/0/backend/vkbd/1/0/state"), 2);
}

/* Devices of the toolstack, and of others */

static void test_devices_that_the_toolstack_made_are_served(void **state) {
	desktop_quit();
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vfb", 0);
	toolstack_add(1, "vinput", 0);
	desktop_run();
	vm_load_drivers(vm);
	settle();
	expect_connected(vm);
	assert_null(xen_read(backend_node(&vm->vfb.base, "made-by")));
	assert_null(xen_read("/local/domain/0/backend/vkbd/1/0"));
	vm_key(vm, 30, true);
	expect_input(vm, "+30");
}

static void test_a_size_of_the_users_choice_is_kept(void **state) {
	desktop_quit();
	vm_create(1);
	toolstack_add(1, "vinput", 0);
	xen_write(0, "/local/domain/0/backend/vinput/1/0/width", "1024");
	xen_write(0, "/local/domain/0/backend/vinput/1/0/height", "768");
	desktop_run();
	assert_int_equal(xen_read_int("/local/domain/0/backend/vinput/1/0/width"), 1024);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vinput/1/0/height"), 768);
}

/* xenstore tells of them in no order that one could count on. */
static void test_the_lowest_numbers_are_served(void **state) {
	static const int ids[] = {12, 9, 7, 5, 4, 0};
	desktop_quit();
	struct vm *vm = vm_create(1);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		toolstack_add(1, "vfb", ids[i]);
	}
	desktop_run();
	vm_load_drivers(vm);
	settle();
	expect_connected(vm);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/4/state"), 1);
}

/* As QEMU takes a device: it has left the first state, and doesn't say who serves it. */
static void serve_by_other(uint16_t domid, const char *kind) {
	toolstack_add(domid, kind, 0);
	char path[128];
	snprintf(path, sizeof(path), "/local/domain/0/backend/%s/%d/0/state", kind, domid);
	xen_write(0, path, "2");
}

static void test_a_keyboard_of_another_program_gets_a_second_one_beside_it(void **state) {
	desktop_quit();
	struct vm *vm = vm_create(1);
	serve_by_other(1, "vkbd");
	desktop_run();
	vfb_frontend_init(&vm->vfb, vm->domain, 0);
	vkbd_frontend_init(&vm->vkbd, vm->domain, 1);
	settle();
	expect_connected(vm);
	vm_key(vm, 30, true);
	expect_input(vm, "+30");
	assert_int_equal(xen_count_writes("/local/domain/0/backend/vkbd/1/0/state"), 2);
	assert_null(xen_read("/local/domain/0/backend/vkbd/1/0/served-by"));
}

static void test_a_screen_of_another_program_gets_none_beside_it(void **state) {
	desktop_quit();
	vm_create(1);
	serve_by_other(1, "vfb");
	desktop_run();
	assert_null(find_view(1));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/1"));
}

/* The toolstack's has the same frontend, and comes after ours where we are quicker. */
static void test_a_vinput_takes_the_place_of_our_vkbd(void **state) {
	struct vm *vm = vm_create(1);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vkbd/1/0/state"), 2);
	toolstack_add(1, "vinput", 0);
	settle();
	assert_null(xen_read("/local/domain/0/backend/vkbd/1"));

	vm_load_drivers(vm);
	settle();
	expect_connected(vm);
	vm_key(vm, 30, true);
	expect_input(vm, "+30");
}

static void add_vfb(void *data) {
	toolstack_add(1, "vfb", 0);
}

static void test_a_vinput_of_another_program_takes_the_place_of_our_vkbd(void **state) {
	struct vm *vm = vm_create(1);
	serve_by_other(1, "vinput");
	settle();
	vfb_frontend_init(&vm->vfb, vm->domain, 0);
	vkbd_frontend_init(&vm->vkbd, vm->domain, 1);
	settle();
	expect_connected(vm);
	assert_null(xen_read("/local/domain/0/backend/vkbd/1/0"));
}

/* One frontend, and so one keyboard: each of them would take it from the other for ever. */
static void test_a_vinput_keeps_its_frontend_from_a_vkbd_of_the_toolstack(void **state) {
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vinput", 0);
	toolstack_add(1, "vkbd", 0);
	vm_load_drivers(vm);
	frontends_run();
	vm->vkbd.base.deaf = true; /* so that its state calls for an answer of each backend */
	settle();
	assert_int_equal(xen_read_int("/local/domain/0/backend/vinput/1/0/state"), 4);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vkbd/1/0/state"), 1);
}

static void test_a_toolstack_that_is_quicker_while_we_make_a_device(void **state) {
	xen_before_commit(add_vfb, NULL);
	struct vm *vm = vm_prepare(1);
	settle();
	expect_connected(vm);
	assert_null(xen_read(backend_node(&vm->vfb.base, "made-by")));
}

static void remove_vfb(struct vm *vm) {
	toolstack_ask_removal(1, "vfb", 0);
	settle();
	toolstack_remove(1, "vfb", 0);
	settle();
	frontends_run(); /* the driver sees it go */
	assert_null(find_view(1));
}

static void test_a_device_that_was_removed_stays_away(void **state) {
	struct vm *vm = vm_boot(1);
	remove_vfb(vm);
	domains_reload_policy(desktop.domains, true);
	xen_write(0, "/local/domain/1/name", "web");
	settle();
	assert_null(find_view(1));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0"));
	assert_int_equal(backend_state(&vm->vkbd.base), 4);
}

/* The user has said so, by two changes of the configuration. */
static void test_a_device_that_was_removed_can_be_had_again(void **state) {
	struct vm *vm = vm_boot(1);
	remove_vfb(vm);
	for (int attach = 0; attach <= 1; attach++) {
		desktop.policy.attach = attach;
		domains_reload_policy(desktop.domains, true);
		settle();
	}
	expect_connected(vm);
}

/* Restored guests */

#define QUESTION "/local/domain/1/device/vfb/7777" /* of a device that has no other half */

/*
 * A guest that wakes up without its devices gives up on them, tells so, and doesn't look at new ones
 * until it has seen the old ones go.
 */
static struct vm *wake_up_without_devices(void) {
	struct vm *vm = vm_create(1);
	xen_write(1, "/local/domain/1/error/device/vfb/0/error", "2 xenbus_dev_probe");
	settle();
	assert_null(xen_read("/local/domain/1/device/vfb/0"));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0"));
	assert_null(xen_read("/local/domain/1/error/device/vfb/0"));
	assert_string_equal(xen_read(QUESTION "/state"), "1");
	return vm;
}

static void test_a_guest_that_gave_up_gets_its_devices_again(void **state) {
	struct vm *vm = wake_up_without_devices();
	xen_write(1, "/local/domain/1/error/device/vfb/7777/error", "2 reading other end");
	settle();
	assert_null(xen_read(QUESTION));
	assert_null(xen_read("/local/domain/1/error/device/vfb/7777"));
	vm_load_drivers(vm);
	settle();
	expect_connected(vm);
}

static void test_a_guest_that_does_not_answer_is_asked_no_more_at_the_end(void **state) {
	wake_up_without_devices();
	desktop_quit();
	assert_null(xen_read(QUESTION));
	desktop_run();
}

static void test_a_guest_that_dies_in_place_of_an_answer(void **state) {
	struct vm *vm = wake_up_without_devices();
	vm_destroy(vm);
	settle();
	assert_null(xen_read("/local/domain/1"));
}

/* By an earlier run that was killed, and late. */
static void test_an_answer_to_an_earlier_question(void **state) {
	struct vm *vm = vm_create(1);
	xen_write(1, "/local/domain/1/error/device/vfb/7777/error", "2 reading other end");
	xen_write(1, "/local/domain/1/error/device/vfb/0/error", "2 xenbus_dev_probe");
	settle();
	assert_null(xen_read("/local/domain/1/device/vfb/0"));
	assert_string_equal(xen_read(QUESTION "/state"), "1");
	xen_write(1, "/local/domain/1/error/device/vfb/7777/error", "2 reading other end");
	settle();
	vm_load_drivers(vm);
	settle();
	expect_connected(vm);
}

static void test_errors_of_a_device_that_works_change_nothing(void **state) {
	struct vm *vm = vm_boot(1);
	xen_write(1, "/local/domain/1/error/device/vfb/0/error", "2 xenbus_dev_probe");
	settle();
	expect_connected(vm);
	assert_int_equal(vm->view->changes, 1);
}

/* It is the guest that writes there. */
static void test_errors_do_not_take_away_what_is_not_ours(void **state) {
	desktop_quit();
	struct vm *vm = vm_create(1);
	serve_by_other(1, "vkbd");
	toolstack_add(1, "vinput", 1);
	toolstack_add(1, "vfb", 0);
	desktop_run();
	static const char *const devices[] = {"vfb/0", "vkbd/0", "vkbd/1", "vkbd/2"};
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		char path[128];
		snprintf(path, sizeof(path), "/local/domain/1/error/device/%s", devices[i]);
		xen_write(1, path, "2 xenbus_dev_probe");
		settle();
	}
	assert_non_null(xen_read("/local/domain/0/backend/vkbd/1/0/state"));
	assert_non_null(xen_read("/local/domain/1/device/vkbd/0/state"));
	assert_non_null(xen_read("/local/domain/0/backend/vinput/1/1/state"));
	assert_non_null(xen_read("/local/domain/1/device/vkbd/1/state"));
	assert_non_null(xen_read("/local/domain/0/backend/vfb/1/0/state"));
	assert_non_null(xen_read("/local/domain/1/device/vfb/0/state"));

	vfb_frontend_init(&vm->vfb, vm->domain, 0);
	vkbd_frontend_init(&vm->vkbd, vm->domain, 1);
	settle();
	expect_connected(vm);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_the_policy_is_offered_to_the_driver),
		desktop_test(test_the_guest_chooses_its_size_where_the_policy_does_not),
		desktop_test(test_neither_keyboard_nor_pointer_is_disabled),
		desktop_test(test_a_guest_that_is_to_be_left_alone_until_it_is_not),
		desktop_test(test_a_device_stays_served_when_the_policy_changes),
		desktop_test(test_a_guest_is_let_go_and_taken_up_again),
		desktop_test(test_a_guest_that_was_let_go_dies),
		desktop_test(test_both_devices_are_made_at_once),
		desktop_test(test_a_frontend_in_the_way_of_one_device),
		desktop_test(test_devices_that_the_toolstack_made_are_served),
		desktop_test(test_a_size_of_the_users_choice_is_kept),
		desktop_test(test_the_lowest_numbers_are_served),
		desktop_test(test_a_keyboard_of_another_program_gets_a_second_one_beside_it),
		desktop_test(test_a_screen_of_another_program_gets_none_beside_it),
		desktop_test(test_a_vinput_takes_the_place_of_our_vkbd),
		desktop_test(test_a_vinput_of_another_program_takes_the_place_of_our_vkbd),
		desktop_test(test_a_vinput_keeps_its_frontend_from_a_vkbd_of_the_toolstack),
		desktop_test(test_a_toolstack_that_is_quicker_while_we_make_a_device),
		desktop_test(test_a_device_that_was_removed_stays_away),
		desktop_test(test_a_device_that_was_removed_can_be_had_again),
		desktop_test(test_a_guest_that_gave_up_gets_its_devices_again),
		desktop_test(test_a_guest_that_does_not_answer_is_asked_no_more_at_the_end),
		desktop_test(test_a_guest_that_dies_in_place_of_an_answer),
		desktop_test(test_an_answer_to_an_earlier_question),
		desktop_test(test_errors_of_a_device_that_works_change_nothing),
		desktop_test(test_errors_do_not_take_away_what_is_not_ours),
	};
	return cmocka_run_group_tests_name("domains_owners", tests, NULL, NULL);
}
