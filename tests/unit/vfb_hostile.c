/* Framebuffers of guests with malice: each beside one that must not notice. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domains_fixture.h"

/* What the driver makes of its header is changed after it has filled it, and then read again. */
static void reconnect(struct vm *vm) {
	frontend_set_state(&vm->vfb.base, 3);
}

static void test_more_memory_than_allowed(void **state) {
	desktop.policy.memory_limit = 1 * MIB;
	struct vm *vm = vm_prepare(1);
	expect_fault(vm, "more memory than the configuration allows (memory=)");
	assert_int_equal(vm->domain->maps, 2); /* the two rings, and no page more */
}

/* What a copy takes is the guest's, too, beside what it is a copy of. */
static void test_more_memory_than_allowed_with_a_copy(void **state) {
	desktop.policy.memory_limit = 3 * MIB; /* of 2 that are mapped, and 1.8 */
	struct vm *vm = vm_prepare(1);
	vm->vfb.updates = false;
	expect_fault(vm, "needs a copy of 1 MiB, and of all its displays 3 MiB are allowed");
}

/* And so is what its other displays have. */
static void test_more_memory_than_allowed_in_all(void **state) {
	desktop.policy.memory_limit = 5 * MIB;
	struct vm *vm = vm_create(1);
	struct vfb_frontend more[2];
	for (int i = 0; i < 2; i++) {
		toolstack_add(1, "vfb", i + 1);
		vfb_frontend_init(&more[i], vm->domain, i + 1);
	}
	vm_load_drivers(vm);
	settle();
	int on = 0, faults = 0;
	const struct view *view;
	wl_list_for_each (view, &desktop.views, link) {
		if (view->domid == 1) {
			on += view->display->state == GUEST_DISPLAY_ON;
			faults += view->display->state == GUEST_DISPLAY_FAULT;
		}
	}
	assert_int_equal(on, 2);
	assert_int_equal(faults, 1);

	/* What is given back can be had again, by the same or another. */
	for (int turn = 0; turn < 5; turn++) {
		struct vfb_frontend *good = &more[0];
		good = backend_state(&good->base) == 4 ? good : &more[1];
		frontend_resume(&good->base);
		settle();
		assert_int_equal(backend_state(&good->base), 4);
	}
	for (int i = 0; i < 2; i++) {
		frontend_finish(&more[i].base);
	}
}

/* A copy alone. */
static void test_more_memory_than_allowed_for_a_copy(void **state) {
	desktop.policy.memory_limit = 1 * MIB;
	struct vm *vm = vm_prepare(1);
	vm->vfb.mem_length = 1 * MIB;
	vm->vfb.depth = 8;
	vm->vfb.line_length = 800;
	expect_fault(vm, "(memory=)");
}

/* Changes the header of a guest that is connected, and has it read again. */
static void expect_header_fault(void (*corrupt)(struct xenfb_page *page, uint32_t value),
	uint32_t value, const char *reason) {
	struct vm *vm = vm_boot(1);
	corrupt(vfb_frontend_page(&vm->vfb), value);
	reconnect(vm);
	expect_fault(vm, reason);
	assert_int_equal(frontend_state(&vm->vfb.base), 6);
	vm_destroy(vm);
	settle();
}

static void set_mem_length(struct xenfb_page *page, uint32_t value) {
	page->mem_length = value;
}

static void set_line_length(struct xenfb_page *page, uint32_t value) {
	page->line_length = value;
}

static void set_width(struct xenfb_page *page, uint32_t value) {
	page->width = (int32_t)value;
}

static void set_height(struct xenfb_page *page, uint32_t value) {
	page->height = (int32_t)value;
}

static void set_depth(struct xenfb_page *page, uint32_t value) {
	page->depth = (uint8_t)value;
}

static void test_headers_that_make_no_sense(void **state) {
	static const char past_end[] = "past the end";
	static const struct {
		void (*corrupt)(struct xenfb_page *page, uint32_t value);
		uint32_t value;
		const char *reason;
	} cases[] = {
		{set_mem_length, 0, "no bytes"},
		{set_mem_length, 1, past_end},
		{set_mem_length, 1919999, past_end},
		{set_mem_length, 16 * MIB + 1, "more memory"},
		{set_mem_length, UINT32_MAX, "more memory"},
		{set_line_length, 0, "shorter than its width"},
		{set_line_length, 3199, "shorter than its width"},
		{set_line_length, 2 * MIB, past_end},
		{set_line_length, UINT32_MAX, "shorter than its width"},
		{set_line_length, INT32_MAX, past_end},
		{set_width, 0, "width or height"},
		{set_width, 801, "shorter than its width"},
		{set_width, UINT32_MAX, "width or height"},
		{set_width, INT32_MAX, "width or height"},
		{set_width, 0x80000000, "width or height"},
		{set_height, 0, "width or height"},
		{set_height, 656, past_end},
		{set_height, UINT32_MAX, "width or height"},
		{set_height, INT32_MAX, "width or height"},
		{set_depth, 0, "depth"},
		{set_depth, 7, "depth"},
		{set_depth, 15, "depth"},
		{set_depth, 255, "depth"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		expect_header_fault(cases[i].corrupt, cases[i].value, cases[i].reason);
	}
}

static void set_directories(struct xenfb_page *page, uint32_t value) {
	memset(page->pd, (int)value, 64);
}

static void test_page_directories_that_are_nowhere(void **state) {
	expect_header_fault(set_directories, 0xff, "page directory can't be mapped");
}

/* All that the limit lets it have, of one page. What it draws next waits, and isn't lost. */
static void test_a_copy_that_takes_long_is_not_made_each_frame(void **state) {
	desktop.policy.memory_limit = (16 + 64) * MIB;
	struct vm *vm = vm_boot(1);
	struct xenfb_page *page = vfb_frontend_page(&vm->vfb);
	page->width = page->height = 4096;
	page->line_length = 4096;
	page->depth = 8;
	page->mem_length = 16 * MIB;
	memset(page->pd, 0, 64);
	reconnect(vm);
	settle();
	struct view *view = expect_view(1, GUEST_DISPLAY_ON);
	expect_damage(view, 0, 0, 4096, 4096);
	vfb_frontend_update(&vm->vfb, 1, 2, 3, 4);
	expect_no_damage(view);
	expect_damage(view, 1, 2, 3, 4);
}

/* Page 0 of this guest is empty: a framebuffer of nothing but page 0, many times over. */
static void test_pages_that_are_all_the_same_are_the_guests_own_problem(void **state) {
	struct vm *vm = vm_boot(1);
	memset(vfb_frontend_page(&vm->vfb)->pd, 0, 64);
	reconnect(vm);
	settle();
	expect_view(1, GUEST_DISPLAY_ON);
}

static void test_a_page_that_the_guest_does_not_have(void **state) {
	static const uint64_t frames[] = {4096, UINT64_MAX, UINT64_MAX - 1, (uint64_t)1 << 52};
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		struct vm *vm = vm_boot(1);
		uint64_t *directory = xen_domain_page(vm->domain, vm->vfb.directory);
		directory[511] = frames[i];
		reconnect(vm);
		expect_fault(vm, "framebuffer of 512 pages can't be mapped");
		vm_destroy(vm);
		settle();
	}
}

static void test_a_page_that_was_ballooned_out(void **state) {
	struct vm *vm = vm_boot(1);
	vm->domain->ballooned_out = vm->vfb.first_frame + 100;
	reconnect(vm);
	expect_fault(vm, "framebuffer of 512 pages can't be mapped");
}

static void test_a_fault_is_not_tried_again(void **state) {
	struct vm *vm = vm_boot(1);
	set_depth(vfb_frontend_page(&vm->vfb), 7);
	reconnect(vm);
	expect_fault(vm, "depth");
	unsigned int maps = vm->domain->maps;
	set_depth(vfb_frontend_page(&vm->vfb), 32);
	vm->vfb.base.deaf = true;
	for (int i = 1; i <= 6; i++) {
		frontend_set_state(&vm->vfb.base, i);
		expect_fault(vm, "depth");
	}
	assert_int_equal(vm->domain->maps, maps);
	assert_false(is_awake());
}

static void test_a_ring_with_more_events_than_it_has_room_for(void **state) {
	static const uint32_t claims[] = {XENFB_OUT_RING_LEN + 1, 0x80000000, UINT32_MAX};
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		struct vm *vm = vm_boot(1);
		vfb_frontend_page(&vm->vfb)->out_prod = claims[i];
		xen_port_send(vm->domain, vm->vfb.base.port);
		settle();
		take_damage(vm->view, NULL);
		expect_fault(vm, "its ring");
		vm_destroy(vm);
		settle();
	}
}

static void test_a_guest_that_writes_our_index(void **state) {
	struct vm *vm = vm_boot(1);
	vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
	expect_damage(vm->view, 0, 0, 1, 1);
	settle();
	vfb_frontend_page(&vm->vfb)->out_cons = 0xdeadbeef;
	vfb_frontend_page(&vm->vfb)->in_prod = 0xdeadbeef;
	xen_port_send(vm->domain, vm->vfb.base.port);
	settle();
	expect_damage(vm->view, 0, 0, 0, 0);
}

/* All that was checked is read from copies: what changes afterwards is the guest's own picture. */
static void test_a_header_that_changes_while_it_is_shown(void **state) {
	struct vm *vm = vm_boot(1);
	memset((uint8_t *)vfb_frontend_page(&vm->vfb) + 16, 0xff, 1000);
	memset(xen_domain_page(vm->domain, vm->vfb.directory), 0xff, 4096);
	expect_draws(vm, 799, 599, 0xfefefe);
}

static void test_a_flood_of_events(void **state) {
	struct vm *vm = vm_boot(1);
	uint64_t wakeups = desktop.stats.guest_wakeups;
	uint64_t rects = desktop.stats.guest_rects;
	for (int i = 0; i < 10000; i++) {
		vfb_frontend_update(&vm->vfb, INT32_MIN, 0, INT32_MAX, INT32_MAX);
		vfb_frontend_update(&vm->vfb, i % 800, i % 600, 1, 1);
	}
	settle();
	take_damage(vm->view, NULL);
	assert_int_equal(desktop.stats.guest_wakeups, wakeups + 1);
	assert_true(desktop.stats.guest_rects - rects <= XENFB_OUT_RING_LEN);
}

static void test_a_storm_on_the_port(void **state) {
	struct vm *vm = vm_boot(1);
	uint64_t wakeups = desktop.stats.guest_wakeups;
	for (int i = 0; i < 100000; i++) {
		xen_port_send(vm->domain, vm->vfb.base.port);
	}
	settle();
	assert_int_equal(desktop.stats.guest_wakeups, wakeups + 1);
}

static void test_a_port_that_is_closed_under_us(void **state) {
	struct vm *vm = vm_boot(1);
	vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
	xen_port_close(vm->domain, vm->vfb.base.port);
	expect_damage(vm->view, 0, 0, 1, 1);
	settle();
	assert_false(is_awake());
}

static void test_one_page_for_two_devices(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vkbd.base.page = vm->vfb.base.page;
	vm->domain->grants[vm->vkbd.reference].frame = vm->vfb.base.page;
	frontend_set_state(&vm->vkbd.base, 3);
	reconnect(vm);
	settle();
	struct guest_display *display = find_view(1)->display;
	for (uint32_t key = 1; key < 100; key++) {
		display->surface.impl->key(&display->surface, key, true);
	}
	settle();
}

int main(void) {
	const struct CMUnitTest tests[] = {
		beside_test(test_more_memory_than_allowed),
		beside_test(test_more_memory_than_allowed_for_a_copy),
		beside_test(test_more_memory_than_allowed_with_a_copy),
		beside_test(test_more_memory_than_allowed_in_all),
		beside_test(test_headers_that_make_no_sense),
		beside_test(test_page_directories_that_are_nowhere),
		beside_test(test_a_copy_that_takes_long_is_not_made_each_frame),
		beside_test(test_pages_that_are_all_the_same_are_the_guests_own_problem),
		beside_test(test_a_page_that_the_guest_does_not_have),
		beside_test(test_a_page_that_was_ballooned_out),
		beside_test(test_a_fault_is_not_tried_again),
		beside_test(test_a_ring_with_more_events_than_it_has_room_for),
		beside_test(test_a_guest_that_writes_our_index),
		beside_test(test_a_header_that_changes_while_it_is_shown),
		beside_test(test_a_flood_of_events),
		beside_test(test_a_storm_on_the_port),
		beside_test(test_a_port_that_is_closed_under_us),
		beside_test(test_one_page_for_two_devices),
	};
	return cmocka_run_group_tests_name("vfb_hostile", tests, NULL, NULL);
}
