/* The handshake of states with a guest's driver, in every order that drivers and toolstacks know. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domains_fixture.h"

#define CONNECTION_MAPS 3 /* that a framebuffer's connection takes: ring, directory, pixels */

static void expect_states(const struct frontend *frontend, int backend, int guest) {
	assert_int_equal(backend_state(frontend), backend);
	assert_int_equal(frontend_state(frontend), guest);
}

/* Of a guest whose keyboard has a page, too. */
static void expect_held(struct vm *vm) {
	expect_states(&vm->vfb.base, 4, 4);
	expect_view(vm->domain->domid, GUEST_DISPLAY_ON);
	assert_true(xen_port_is_bound(vm->domain, vm->vfb.base.port));
	assert_int_equal(vm->domain->mappings, 3);
}

static void expect_released(struct vm *vm) {
	expect_view(vm->domain->domid, GUEST_DISPLAY_OFF);
	assert_false(xen_port_is_bound(vm->domain, vm->vfb.base.port));
	assert_int_equal(vm->domain->mappings, 1);
}

static void test_a_device_waits_for_its_driver(void **state) {
	struct vm *vm = vm_create(1);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/state"), 2);
	assert_int_equal(xen_read_int("/local/domain/1/device/vfb/0/state"), 1);
	expect_view(1, GUEST_DISPLAY_WAITING);
	assert_int_equal(vm->domain->mappings, 0);

	vm_load_drivers(vm);
	settle();
	expect_held(vm);
}

/* Drivers don't wait for the second state. */
static void test_a_driver_that_was_first(void **state) {
	desktop_quit();
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vfb", 0);
	toolstack_add(1, "vkbd", 0);
	vm_load_drivers(vm);
	settle();
	expect_states(&vm->vfb.base, 1, 3);

	desktop_run();
	expect_held(vm);
	assert_true(vm->vfb.update_wanted);
	/* It has read sizes already, if there were any. */
	assert_null(xen_read(backend_node(&vm->vfb.base, "videoram")));
	assert_null(xen_read(backend_node(&vm->vkbd.base, "feature-abs-pointer")));
}

static void test_a_driver_that_is_connected_before_us(void **state) {
	struct vm *vm = vm_prepare(1);
	frontends_run();
	frontend_set_state(&vm->vfb.base, 4);
	settle();
	expect_held(vm);
}

static void test_a_driver_that_misses_connected_hears_it_again(void **state) {
	struct vm *vm = vm_prepare(1);
	vm->vfb.base.misses_connected = true;
	settle();
	expect_held(vm);
	assert_true(vm->vfb.update_wanted);
	assert_true(vm->vfb.can_resize);
}

static void test_states_are_written_no_more_than_needed(void **state) {
	struct vm *vm = vm_boot(1);
	/* 2 as it is made, 4, and for the framebuffer 4 once more. */
	assert_int_equal(xen_count_writes(backend_node(&vm->vfb.base, "state")), 3);
	assert_int_equal(xen_count_writes(backend_node(&vm->vkbd.base, "state")), 2);
}

static void test_closing_is_mirrored(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	frontend_set_state(&vm->vfb.base, 5);
	settle();
	expect_states(&vm->vfb.base, 5, 5);
	expect_released(vm);

	frontend_set_state(&vm->vfb.base, 6);
	settle();
	expect_states(&vm->vfb.base, 6, 6);
}

static void test_a_driver_that_is_loaded_again(void **state) {
	struct vm *vm = vm_boot(1);
	frontend_set_state(&vm->vfb.base, 5);
	settle();
	expect_states(&vm->vfb.base, 6, 6);

	vm->vfb.base.probed = false;
	frontend_set_state(&vm->vfb.base, 1);
	settle();
	expect_held(vm);
	expect_damage(find_view(1), 0, 0, 800, 600);
}

/* A kernel that starts another one resets its devices, and waits for an answer to each step. */
static void test_kexec(void **state) {
	static const struct {
		int guest, backend;
	} steps[] = {{5, 5}, {6, 6}, {1, 2}};
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		frontend_set_state(&vm->vfb.base, steps[i].guest);
		settle();
		expect_states(&vm->vfb.base, steps[i].backend, steps[i].guest);
	}
	vm->vfb.base.deaf = vm->vfb.base.probed = false;
	settle();
	expect_held(vm);
}

/* The ring is new and so is the port, in the same page; nobody has closed anything. */
static void test_resume_reconnects(void **state) {
	struct vm *vm = vm_boot(1);
	struct view *view = vm->view;
	vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
	expect_damage(view, 0, 0, 1, 1);

	frontend_resume(&vm->vfb.base);
	frontend_resume(&vm->vkbd.base);
	vm->vfb.base.deaf = vm->vkbd.base.deaf = true; /* until we have seen the third state */
	settle();
	vm->vfb.base.deaf = vm->vkbd.base.deaf = false;
	settle();
	expect_held(vm);
	expect_damage(view, 0, 0, 800, 600);
	settle();
	expect_draws(vm, 5, 6, 0x111111);
}

/* The driver finds us connected and says so at once: only what it published tells. */
static void test_resume_that_is_over_before_we_look(void **state) {
	struct vm *vm = vm_boot(1);
	struct view *view = vm->view;
	frontend_resume(&vm->vfb.base);
	frontends_run();
	assert_int_equal(frontend_state(&vm->vfb.base), 4);
	settle();
	expect_held(vm);
	expect_damage(view, 0, 0, 800, 600);
}

/* A frame falls between the guest's emptying of its page and its word in the store. */
static void test_resume_that_a_frame_falls_into(void **state) {
	struct vm *vm = vm_boot(1);
	vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
	expect_damage(vm->view, 0, 0, 1, 1);
	vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
	settle();
	memset(vfb_frontend_page(&vm->vfb), 0, 16);
	take_damage(vm->view, NULL);
	expect_view(1, GUEST_DISPLAY_ON);

	frontend_resume(&vm->vfb.base);
	settle();
	expect_held(vm);
	settle();
	expect_draws(vm, 5, 6, 0x111111);
}

static void test_removal_by_the_toolstack(void **state) {
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vfb", 0);
	vm_load_drivers(vm);
	settle();
	expect_held(vm);

	toolstack_ask_removal(1, "vfb", 0);
	settle();
	expect_states(&vm->vfb.base, 6, 6);
	expect_released(vm);

	toolstack_remove(1, "vfb", 0);
	settle();
	assert_null(find_view(1));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0"));
}

static void test_removal_that_the_guest_ignores(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	toolstack_ask_removal(1, "vfb", 0);
	settle();
	expect_states(&vm->vfb.base, 6, 4);
	expect_released(vm);

	/* Nor does it come back by itself. */
	frontend_set_state(&vm->vfb.base, 3);
	settle();
	expect_states(&vm->vfb.base, 6, 3);
	expect_released(vm);
}

/* Its state is the toolstack's already: only the other node tells. */
static void test_removal_while_the_guest_is_closing(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	frontend_set_state(&vm->vfb.base, 5);
	settle();
	expect_states(&vm->vfb.base, 5, 5);
	toolstack_ask_removal(1, "vfb", 0);
	settle();
	expect_states(&vm->vfb.base, 6, 5);

	/* It has been let go of: nothing that the guest does brings it back. */
	frontend_set_state(&vm->vfb.base, 1);
	settle();
	expect_states(&vm->vfb.base, 6, 1);
	expect_released(vm);
}

static void test_removal_while_the_guest_closes(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	frontend_set_state(&vm->vfb.base, 6);
	settle();
	toolstack_ask_removal(1, "vfb", 0);
	settle();
	expect_states(&vm->vfb.base, 6, 6);
	expect_released(vm);
}

static void test_a_device_of_ours_that_the_toolstack_makes_anew(void **state) {
	struct vm *vm = vm_create(1);
	const struct view *old = expect_view(1, GUEST_DISPLAY_WAITING);
	toolstack_add(1, "vfb", 0);
	settle();
	assert_null(old->display);

	vm_load_drivers(vm);
	settle();
	expect_held(vm);
	assert_null(xen_read(backend_node(&vm->vfb.base, "made-by")));
	assert_string_equal(xen_read(backend_node(&vm->vfb.base, "served-by")), "domicile");
}

static void test_a_frontend_directory_that_vanishes(void **state) {
	struct vm *vm = vm_boot(1);
	xen_remove(1, "/local/domain/1/device/vfb/0");
	settle();
	assert_int_equal(backend_state(&vm->vfb.base), 6);
	expect_released(vm);
}

static void test_a_state_node_that_comes_back(void **state) {
	struct vm *vm = vm_boot(1);
	xen_remove(1, "/local/domain/1/device/vfb/0/state");
	settle();
	assert_int_equal(backend_state(&vm->vfb.base), 6);
	expect_released(vm);

	frontend_set_state(&vm->vfb.base, 1);
	settle();
	expect_held(vm);
}

static void test_others_writes_come_between(void **state) {
	struct vm *vm = vm_prepare(1);
	xen_conflict(5);
	settle();
	expect_held(vm);
}

static void test_conflicts_without_end_are_not_a_loop(void **state) {
	vm_prepare(1);
	xen_conflict(100000);
	settle();
	xen_conflict(0);
}

static void ask_removal(void *data) {
	toolstack_ask_removal(1, "vfb", 0);
}

static void test_the_toolstacks_state_is_never_overwritten(void **state) {
	struct vm *vm = vm_create(1);
	vfb_frontend_init(&vm->vfb, vm->domain, 0);
	frontends_run();
	xen_before_commit(ask_removal, NULL); /* while we write Connected */
	settle();
	expect_states(&vm->vfb.base, 6, 6);
	assert_int_equal(vm->domain->mappings, 0);
}

static void claim_vfb(void *data) {
	xen_write(0, "/local/domain/0/backend/vfb/1/0/state", "2");
}

static void test_another_backend_was_quicker(void **state) {
	desktop_quit();
	vm_create(1);
	toolstack_add(1, "vfb", 0);
	xen_before_commit(claim_vfb, NULL); /* of our own claim */
	desktop_run();
	assert_null(find_view(1));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0/served-by"));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0/request-update"));
}

static void test_who_may_read_and_write_a_device(void **state) {
	vm_create(1);
	static const char backend[] = "/local/domain/0/backend/vfb/1/0/state";
	static const char frontend[] = "/local/domain/1/device/vfb/0/state";
	assert_true(xen_may_read(1, backend));
	assert_false(xen_may_write(1, backend));
	assert_true(xen_may_write(1, frontend));
	assert_false(xen_may_read(2, backend));
	assert_false(xen_may_read(2, frontend));
	assert_false(xen_may_write(2, frontend));
}

/* What guests do with malice */

static void test_states_that_make_no_sense(void **state) {
	static const char *const states[] = {
		"99", "", "4x", " 4", "-4", "0", "7", "8", "18446744073709551620", "0x4"};
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		struct vm *vm = vm_boot((uint16_t)(1 + i % 6));
		vm->vfb.base.deaf = true;
		frontend_write(&vm->vfb.base, "state", states[i]);
		settle();
		assert_int_equal(backend_state(&vm->vfb.base), 6);
		expect_released(vm);
		vm_destroy(vm);
		settle();
	}
}

static void test_a_state_that_is_no_text(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	static char huge[4096];
	xen_write_bytes(1, "/local/domain/1/device/vfb/0/state", huge, sizeof(huge));
	settle();
	expect_released(vm);
	xen_write_bytes(1, "/local/domain/1/device/vfb/0/state", "4\0", 2);
	settle();
	expect_released(vm);
}

static bool is_connected(void *data) {
	return backend_state(data) == 4;
}

/* Each connection maps memory: a burst, then one a second. */
static void expect_few_connections(struct vm *vm, int from, int to) {
	vm->vfb.base.deaf = true;
	unsigned int maps = vm->domain->maps;
	for (int i = 0; i < 100; i++) {
		frontend_set_state(&vm->vfb.base, from);
		settle();
		frontend_set_state(&vm->vfb.base, to);
		settle();
	}
	assert_true(vm->domain->maps - maps <= 20 * CONNECTION_MAPS);
}

static void test_a_flapping_driver_waits(void **state) {
	struct vm *vm = vm_boot(1);
	expect_few_connections(vm, 1, 4);
	/* It isn't given up for that. */
	settle_until(is_connected, &vm->vfb.base);
	expect_held(vm);
}

static void test_a_driver_that_resumes_for_ever_waits(void **state) {
	struct vm *vm = vm_boot(1);
	expect_few_connections(vm, 4, 3);
}

static void test_a_guest_that_flaps_may_die(void **state) {
	struct vm *vm = vm_boot(1);
	expect_few_connections(vm, 1, 4);
	vm_destroy(vm);
	settle();
	assert_null(find_guest(1));
}

static bool is_closing(void *data) {
	return backend_state(data) == 5;
}

/* Its writes cost us nothing any more, but none that stands is missed. */
static void test_a_guest_that_writes_without_end_is_not_heard(void **state) {
	static const char path[] = "/local/domain/1/device/vfb/0/state";
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	int heard = 0;
	for (int i = 0; i < 1000; i++) {
		xen_write(1, path, "4");
		heard += is_awake();
		settle();
	}
	assert_in_range(heard, 1, 200);
	xen_write(1, path, "5");
	settle_until(is_closing, &vm->vfb.base);
}

static void test_nodes_that_make_no_sense(void **state) {
	static const char not_a_number[] = "its page-ref or event-channel is not a number";
	static const char no_page[] = "its shared page";
	static const char no_port[] = "its event channel";
	static const char no_protocol[] = "its protocol";
	static const struct {
		const char *node, *value, *reason;
	} cases[] = {
		{"page-ref", "", not_a_number},
		{"page-ref", "x", not_a_number},
		{"page-ref", "-1", not_a_number},
		{"page-ref", "0x10", not_a_number},
		{"page-ref", "1 ", not_a_number},
		{"page-ref", "18446744073709551615", not_a_number},
		{"page-ref", "36893488147419103233", not_a_number}, /* 1 in 64 bits */
		{"page-ref", "9223372036854775807", no_page},
		{"page-ref", "4096", no_page}, /* the first that the guest doesn't have */
		{"event-channel", "", not_a_number},
		{"event-channel", "x", not_a_number},
		{"event-channel", "-1", not_a_number},
		{"event-channel", "4294967297", not_a_number}, /* 1 in 32 bits */
		{"event-channel", "0", no_port},
		{"event-channel", "63", no_port}, /* nobody opened it */
		{"event-channel", "4294967295", no_port},
		{"protocol", "", no_protocol},
		{"protocol", "vax-abi", no_protocol},
		{"protocol", "x86_64-abi-x86_64-abi-x86_64-abi-x86_64-abi-x86_64-abi-x86_64-abi",
			no_protocol},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vm *vm = vm_boot(1);
		frontend_write(&vm->vfb.base, cases[i].node, cases[i].value);
		frontend_set_state(&vm->vfb.base, 3);
		expect_fault(vm, cases[i].reason);
		vm_destroy(vm);
		settle();
	}
}

static void test_nodes_that_are_missing(void **state) {
	static const char *const nodes[] = {"page-ref", "event-channel"};
	for (size_t i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++) {
		struct vm *vm = vm_boot(1);
		char path[128];
		snprintf(path, sizeof(path), "%s/%s", vm->vfb.base.dir, nodes[i]);
		xen_remove(1, path);
		frontend_set_state(&vm->vfb.base, 3);
		expect_fault(vm, nodes[i]);
		vm_destroy(vm);
		settle();
	}
}

static void test_a_port_that_changes_in_midlife(void **state) {
	struct vm *vm = vm_boot(1);
	frontend_write(&vm->vfb.base, "event-channel", "40");
	settle(); /* nobody looks at it */
	expect_held(vm);
	frontend_set_state(&vm->vfb.base, 4);
	expect_fault(vm, "event channel 40");
}

static void test_a_port_of_another_type(void **state) {
	struct vm *vm = vm_boot(1);
	vm->domain->ports[40].state = PORT_VIRQ;
	frontend_write(&vm->vfb.base, "event-channel", "40");
	frontend_set_state(&vm->vfb.base, 3);
	expect_fault(vm, "event channel 40");
}

static void test_one_port_for_two_devices(void **state) {
	struct vm *vm = vm_boot(1);
	char port[16];
	snprintf(port, sizeof(port), "%u", vm->vkbd.base.port);
	frontend_write(&vm->vfb.base, "event-channel", port);
	frontend_set_state(&vm->vfb.base, 3);
	expect_fault(vm, "its event channel");
	vm_surface(vm)->impl->key(vm_surface(vm), 30, true);
	expect_input(vm, "+30");
}

/* The confused deputy: states go to our own path, whatever the guest says where that is. */
static void test_a_frontend_that_points_elsewhere(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	frontend_write(&vm->vfb.base, "backend", "/local/domain/0/backend/vbd/7/768");
	frontend_set_state(&vm->vfb.base, 5);
	settle();
	assert_null(xen_read("/local/domain/0/backend/vbd/7/768/state"));
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/state"), 5);
}

static void test_junk_nodes_wake_nobody(void **state) {
	struct vm *vm = vm_boot(1);
	for (int i = 0; i < 200; i++) {
		char node[16];
		snprintf(node, sizeof(node), "junk-%d", i);
		frontend_write(&vm->vfb.base, node, "junk");
		assert_false(is_awake());
	}
}

static void test_a_fault_that_is_not_acknowledged(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	frontend_write(&vm->vfb.base, "page-ref", "none");
	frontend_set_state(&vm->vfb.base, 3);
	expect_fault(vm, "page-ref");
	for (int guest_state = 1; guest_state <= 6; guest_state++) {
		frontend_set_state(&vm->vfb.base, guest_state);
		expect_fault(vm, "page-ref");
	}
}

static void test_a_fault_ends_when_the_toolstack_makes_the_device_anew(void **state) {
	struct vm *vm = vm_boot(1);
	frontend_write(&vm->vfb.base, "page-ref", "none");
	frontend_set_state(&vm->vfb.base, 3);
	expect_fault(vm, "page-ref");

	xen_remove(0, vm->vfb.base.dir);
	frontends_run(); /* the driver sees it go */
	toolstack_add(1, "vfb", 0);
	settle();
	expect_held(vm);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_a_device_waits_for_its_driver),
		desktop_test(test_a_driver_that_was_first),
		desktop_test(test_a_driver_that_is_connected_before_us),
		desktop_test(test_a_driver_that_misses_connected_hears_it_again),
		desktop_test(test_states_are_written_no_more_than_needed),
		desktop_test(test_closing_is_mirrored),
		desktop_test(test_a_driver_that_is_loaded_again),
		desktop_test(test_kexec),
		desktop_test(test_resume_reconnects),
		desktop_test(test_resume_that_is_over_before_we_look),
		desktop_test(test_resume_that_a_frame_falls_into),
		desktop_test(test_removal_by_the_toolstack),
		desktop_test(test_removal_that_the_guest_ignores),
		desktop_test(test_removal_while_the_guest_is_closing),
		desktop_test(test_removal_while_the_guest_closes),
		desktop_test(test_a_device_of_ours_that_the_toolstack_makes_anew),
		desktop_test(test_a_frontend_directory_that_vanishes),
		desktop_test(test_a_state_node_that_comes_back),
		desktop_test(test_others_writes_come_between),
		desktop_test(test_conflicts_without_end_are_not_a_loop),
		desktop_test(test_the_toolstacks_state_is_never_overwritten),
		desktop_test(test_another_backend_was_quicker),
		desktop_test(test_who_may_read_and_write_a_device),
		beside_test(test_states_that_make_no_sense),
		beside_test(test_a_state_that_is_no_text),
		beside_test(test_a_flapping_driver_waits),
		beside_test(test_a_driver_that_resumes_for_ever_waits),
		beside_test(test_a_guest_that_flaps_may_die),
		beside_test(test_a_guest_that_writes_without_end_is_not_heard),
		beside_test(test_nodes_that_make_no_sense),
		beside_test(test_nodes_that_are_missing),
		beside_test(test_a_port_that_changes_in_midlife),
		beside_test(test_a_port_of_another_type),
		beside_test(test_one_port_for_two_devices),
		beside_test(test_a_frontend_that_points_elsewhere),
		beside_test(test_junk_nodes_wake_nobody),
		beside_test(test_a_fault_that_is_not_acknowledged),
		beside_test(test_a_fault_ends_when_the_toolstack_makes_the_device_anew),
	};
	return cmocka_run_group_tests_name("xenbus", tests, NULL, NULL);
}
