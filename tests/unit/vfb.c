/* Framebuffers: from a guest's pages and events to pixels and damage, whatever the guest writes. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <drm_fourcc.h>

#include "domains_fixture.h"

#define MIB (1024u * 1024)

/* A guest whose driver is loaded but has not found its device yet, to be changed before. */
static struct vm *vm_prepare(void) {
	struct vm *vm = vm_create(1);
	vm_load_drivers(vm);
	return vm;
}

/* What the driver makes of its header is changed after it has filled it, and then read again. */
static void reconnect(struct vm *vm) {
	frontend_set_state(&vm->vfb.base, 3);
}

/* Damage */

static void test_a_guest_draws(void **state) {
	struct vm *vm = vm_boot(1);
	expect_draws(vm, 3, 4, 0x123456);
	expect_draws(vm, 799, 599, 0x654321);
}

static void test_updates_are_clipped(void **state) {
	struct vm *vm = vm_boot(1);
	vfb_frontend_update(&vm->vfb, -10, 590, 20, 1000);
	expect_damage(vm->view, 0, 590, 10, 10);
	settle();
	vfb_frontend_update(&vm->vfb, INT32_MIN, INT32_MIN, INT32_MAX, INT32_MAX);
	vfb_frontend_update(&vm->vfb, 800, 600, INT32_MAX, INT32_MAX);
	vfb_frontend_update(&vm->vfb, 5, 5, -1, -1);
	vfb_frontend_update(&vm->vfb, 799, 599, INT32_MAX, INT32_MAX);
	expect_damage(vm->view, 799, 599, 1, 1);
}

static void test_updates_between_two_frames_are_one_damage(void **state) {
	struct vm *vm = vm_boot(1);
	int damages = vm->view->damages;
	for (int i = 0; i < 10; i++) {
		vfb_frontend_update(&vm->vfb, 0, i, 10, 1);
		settle();
	}
	assert_int_equal(vm->view->damages, damages + 1);
	expect_damage(vm->view, 0, 0, 10, 10);
}

/* The driver keeps what found the ring full, until it is notified. */
static void test_the_guest_hears_that_its_events_are_read(void **state) {
	struct vm *vm = vm_boot(1);
	for (int i = 0; i < 100; i++) {
		vfb_frontend_update(&vm->vfb, 0, i, 1, 1);
	}
	settle();
	xen_port_take(vm->domain, vm->vfb.base.port);
	expect_damage(vm->view, 0, 0, 1, XENFB_OUT_RING_LEN);
	assert_int_equal(xen_port_take(vm->domain, vm->vfb.base.port), 1);
}

static void test_unknown_events_are_passed_over(void **state) {
	struct vm *vm = vm_boot(1);
	for (int type = 0; type < 256; type++) {
		if (type != XENFB_TYPE_UPDATE && type != XENFB_TYPE_RESIZE) {
			union xenfb_out_event event;
			memset(&event, 0xff, sizeof(event));
			event.type = (uint8_t)type;
			vfb_frontend_send(&vm->vfb, &event);
			if (type % 40 == 0) {
				settle();
				take_damage(vm->view, NULL);
			}
		}
	}
	settle();
	take_damage(vm->view, NULL);
	settle();
	expect_draws(vm, 1, 1, 0xaaaaaa);
}

/* What it costs */

static void test_a_guest_that_does_nothing_wakes_nobody(void **state) {
	struct vm *vm = vm_boot(1);
	expect_asleep(200);
	assert_false(xen_port_is_masked(vm->domain, vm->vfb.base.port));
}

static void test_a_visible_guest_wakes_us_once_a_frame(void **state) {
	struct vm *vm = vm_boot(1);
	for (int frame = 0; frame < 3; frame++) {
		uint64_t wakeups = desktop.stats.guest_wakeups;
		for (int i = 0; i < 1000; i++) {
			vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
			settle();
		}
		assert_int_equal(desktop.stats.guest_wakeups, wakeups + 1);
		assert_true(xen_port_is_masked(vm->domain, vm->vfb.base.port));
		take_damage(vm->view, NULL);
		/* What was sent before is in the damage; the port was told of it meanwhile. */
		settle();
		if (vm->view->damaged) {
			take_damage(vm->view, NULL);
			settle();
		}
	}
}

static void test_a_hidden_guest_costs_nothing(void **state) {
	desktop.hidden = true;
	struct vm *vm = vm_boot(1);
	uint64_t wakeups = desktop.stats.guest_wakeups;
	for (int i = 0; i < 1000; i++) {
		vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
		assert_false(is_awake());
	}
	assert_true(xen_port_is_masked(vm->domain, vm->vfb.base.port));
	assert_int_equal(desktop.stats.guest_wakeups, wakeups);
	assert_int_equal(vfb_frontend_page(&vm->vfb)->out_cons, 0);
	assert_int_equal(vm->view->damages, 0);
}

static void test_a_guest_that_comes_into_view_is_drawn_whole(void **state) {
	desktop.hidden = true;
	struct vm *vm = vm_boot(1);
	vfb_frontend_update(&vm->vfb, 5, 5, 1, 1);
	struct guest_display *display = vm->view->display;
	display->impl->set_visible(display, true);
	expect_damage(vm->view, 0, 0, 800, 600);
	settle();
	expect_draws(vm, 1, 1, 0x111111);
}

static void test_a_guest_that_goes_out_of_view_falls_silent(void **state) {
	struct vm *vm = vm_boot(1);
	struct guest_display *display = vm->view->display;
	display->impl->set_visible(display, false);
	int damages = vm->view->damages;
	for (int i = 0; i < 10; i++) {
		vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
		settle();
	}
	assert_int_equal(vm->view->damages, damages);
	assert_true(xen_port_is_masked(vm->domain, vm->vfb.base.port));

	display->impl->set_visible(display, true);
	expect_damage(vm->view, 0, 0, 800, 600);
}

static void test_a_guest_that_reconnects_before_it_is_drawn(void **state) {
	struct vm *vm = vm_boot(1);
	vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
	settle();
	assert_true(vm->view->damaged);
	frontend_resume(&vm->vfb.base);
	expect_damage(vm->view, 0, 0, 800, 600);
}

/* What it looks like */

static void expect_pixel_of(struct vm *vm, size_t offset, const void *bytes, size_t size, int x,
	int y, uint32_t pixel) {
	for (size_t i = 0; i < size; i++) {
		*vfb_frontend_byte(&vm->vfb, offset + i) = ((const uint8_t *)bytes)[i];
	}
	vfb_frontend_update(&vm->vfb, x, y, 1, 1);
	expect_damage(vm->view, x, y, 1, 1);
	settle();
	assert_int_equal(view_pixel(vm->view, x, y), pixel);
}

/* Boots a guest whose pixels have that depth. */
static struct vm *boot_with_depth(uint8_t depth, uint32_t line_length) {
	struct vm *vm = vm_prepare();
	vm->vfb.depth = depth;
	vm->vfb.line_length = line_length;
	settle();
	vm->view = expect_view(1, GUEST_DISPLAY_ON);
	expect_damage(vm->view, 0, 0, 800, 600);
	settle();
	return vm;
}

static void test_depth_8(void **state) {
	struct vm *vm = boot_with_depth(8, 800);
	expect_pixel_of(vm, 800 * 3 + 5, "\xe3", 1, 5, 3, 0xff00ff);
}

static void test_depth_16_in_place(void **state) {
	struct vm *vm = boot_with_depth(16, 1600);
	const struct guest_pixels *pixels = vm->view->display->pixels;
	assert_int_equal(pixels->drm_format, DRM_FORMAT_RGB565);
	assert_int_equal(pixels->stride, 1600);
	*vfb_frontend_byte(&vm->vfb, 1600 * 2 + 7) = 0xf8;
	assert_int_equal(((const uint8_t *)pixels->data)[1600 * 2 + 7], 0xf8);
}

static void test_depth_16_in_rows_that_begin_within_a_word(void **state) {
	struct vm *vm = boot_with_depth(16, 1602);
	expect_pixel_of(vm, 1602 * 3 + 10, "\x1f\xf8", 2, 5, 3, 0xff00ff);
}

static void test_depth_24_in_three_bytes(void **state) {
	struct vm *vm = boot_with_depth(24, 2400);
	expect_pixel_of(vm, 2400 * 3 + 15, "\x33\x22\x11", 3, 5, 3, 0x112233);
}

static void test_depth_24_in_four_bytes(void **state) {
	struct vm *vm = boot_with_depth(24, 3200);
	expect_pixel_of(vm, 3200 * 3 + 20, "\x33\x22\x11\x80", 4, 5, 3, 0x112233);
}

/* Nothing behind a guest may shine through, whatever it writes where alpha would be. */
static void test_pixels_are_opaque_always(void **state) {
	struct vm *vm = vm_boot(1);
	vfb_frontend_draw(&vm->vfb, 0, 0, 0x00123456);
	assert_int_equal(vm->view->display->pixels->drm_format, DRM_FORMAT_XRGB8888);
}

static void test_pixels_are_the_guests_own_memory(void **state) {
	struct vm *vm = vm_boot(1);
	uint64_t read = desktop.stats.guest_bytes;
	for (int i = 0; i < 600; i += 7) {
		vfb_frontend_draw(&vm->vfb, i, i, 0x010101 * (uint32_t)(i % 256));
		assert_int_equal(view_pixel(vm->view, i, i), 0x010101 * (uint32_t)(i % 256));
	}
	assert_int_equal(desktop.stats.guest_bytes, read);
}

static void boot_with_words(bool words32, const char *protocol) {
	struct vm *vm = vm_prepare();
	vm->vfb.words32 = words32;
	vm->vfb.protocol = protocol;
	settle();
	expect_view(1, GUEST_DISPLAY_ON);
	expect_draws(vm, 799, 599, 0x454647);
	vm_destroy(vm);
	settle();
}

static void test_guests_of_either_word_size(void **state) {
	boot_with_words(false, "x86_64-abi");
	boot_with_words(true, "x86_32-abi");
}

static void test_guests_that_do_not_say_their_word_size(void **state) {
	boot_with_words(false, NULL);
	boot_with_words(true, NULL);
}

/* Resize */

static void test_a_resize_within_the_framebuffer(void **state) {
	struct vm *vm = vm_boot(1);
	vfb_frontend_resize(&vm->vfb, 320, 200, 4096, 32, 8192);
	vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
	expect_damage(vm->view, 0, 0, 320, 200);
	const struct guest_pixels *pixels = expect_view(1, GUEST_DISPLAY_ON)->display->pixels;
	assert_int_equal(pixels->width, 320);
	assert_int_equal(pixels->height, 200);
	assert_int_equal(pixels->stride, 4096);
	settle();
	expect_pixel_of(vm, 8192 + 199 * 4096 + 319 * 4, "\x33\x22\x11", 3, 319, 199, 0x112233);
}

/* Linux sends one with every connection. */
static void test_a_resize_to_what_is_already_changes_nothing(void **state) {
	struct vm *vm = vm_boot(1);
	const struct guest_pixels *pixels = vm->view->display->pixels;
	int changes = vm->view->changes;
	vfb_frontend_resize(&vm->vfb, 800, 600, 3200, 32, 0);
	vfb_frontend_update(&vm->vfb, 1, 1, 1, 1);
	expect_damage(vm->view, 1, 1, 1, 1);
	assert_ptr_equal(vm->view->display->pixels, pixels);
	assert_int_equal(vm->view->changes, changes);
}

static void test_of_many_resizes_the_last_one_counts(void **state) {
	struct vm *vm = vm_boot(1);
	int changes = vm->view->changes;
	for (int i = 1; i <= 50; i++) {
		vfb_frontend_resize(&vm->vfb, 10 * i, 10, 3200, 32, 0);
	}
	expect_damage(vm->view, 0, 0, 500, 10);
	assert_int_equal(vm->view->changes, changes + 1);
}

static void test_pixels_stay_while_they_are_used_after_a_resize(void **state) {
	struct vm *vm = vm_boot(1);
	expect_draws(vm, 0, 0, 0x313233);
	struct guest_pixels *old = guest_pixels_ref(vm->view->display->pixels);
	vfb_frontend_resize(&vm->vfb, 320, 200, 3200, 32, 4096);
	settle();
	take_damage(vm->view, NULL);
	assert_int_equal(*(const uint32_t *)old->data & 0xffffff, 0x313233);
	guest_pixels_unref(old);
}

static void test_resizes_out_of_the_framebuffer(void **state) {
	static const struct {
		int32_t width, height, stride, depth, offset;
	} cases[] = {
		{800, 656, 3200, 32, 0},
		{800, 600, 3200, 32, 2 * MIB},
		{800, 600, 3200, 32, -4},
		{800, 600, 3196, 32, 0},
		{800, 600, 0, 32, 0},
		{800, 600, -3200, 32, 0},
		{800, 600, INT32_MAX, 32, 0},
		{INT32_MAX, INT32_MAX, INT32_MAX, 8, 0},
		{INT32_MIN, INT32_MIN, INT32_MIN, 32, INT32_MIN},
		{0, 0, 0, 0, 0},
		{800, 600, 3200, 7, 0},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vm *vm = vm_boot(1);
		vfb_frontend_resize(&vm->vfb, cases[i].width, cases[i].height, cases[i].stride,
			cases[i].depth, cases[i].offset);
		settle();
		take_damage(vm->view, NULL);
		expect_fault(vm, "after a resize");
		vm_destroy(vm);
		settle();
	}
}

/* Guests that don't say what they change */

static bool is_damaged(void *data) {
	return find_view(1)->damaged;
}

static struct vm *boot_without_updates(void) {
	struct vm *vm = vm_prepare();
	vm->vfb.updates = false;
	settle();
	vm->view = expect_view(1, GUEST_DISPLAY_ON);
	expect_damage(vm->view, 0, 0, 800, 600);
	return vm;
}

static void test_a_guest_without_updates_is_compared(void **state) {
	struct vm *vm = boot_without_updates();
	vfb_frontend_draw(&vm->vfb, 5, 6, 0x515253);
	assert_int_equal(view_pixel(vm->view, 5, 6), 0); /* not looked at yet */
	settle_until(is_damaged, NULL);
	expect_damage(vm->view, 0, 6, 800, 1);
	assert_int_equal(view_pixel(vm->view, 5, 6), 0x515253);
}

static void test_a_guest_without_updates_that_changes_nothing(void **state) {
	struct vm *vm = boot_without_updates();
	settle_until(is_damaged, NULL);
	expect_damage(vm->view, 0, 0, 0, 0);
}

static void test_a_guest_without_updates_is_not_looked_at_again_before_it_is_drawn(void **state) {
	boot_without_updates();
	settle_until(is_damaged, NULL);
	expect_asleep(120); /* more than twice the interval */
}

static void test_a_hidden_guest_without_updates_is_not_looked_at(void **state) {
	struct vm *vm = boot_without_updates();
	struct guest_display *display = vm->view->display;
	display->impl->set_visible(display, false);
	expect_asleep(120);
}

/* What guests do with malice: each beside one that must not notice */

static void test_more_memory_than_allowed(void **state) {
	desktop.policy.memory_limit = 1 * MIB;
	struct vm *vm = vm_prepare();
	expect_fault(vm, "more memory than the configuration allows (memory=)");
	assert_int_equal(vm->domain->maps, 2); /* the two rings, and no page more */
}

/* What a copy takes is the guest's, too. */
static void test_more_memory_than_allowed_for_a_copy(void **state) {
	desktop.policy.memory_limit = 1 * MIB;
	struct vm *vm = vm_prepare();
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
		display->impl->key(display, key, true);
	}
	settle();
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_a_guest_draws),
		desktop_test(test_updates_are_clipped),
		desktop_test(test_updates_between_two_frames_are_one_damage),
		desktop_test(test_the_guest_hears_that_its_events_are_read),
		desktop_test(test_unknown_events_are_passed_over),
		desktop_test(test_a_guest_that_does_nothing_wakes_nobody),
		desktop_test(test_a_visible_guest_wakes_us_once_a_frame),
		desktop_test(test_a_hidden_guest_costs_nothing),
		desktop_test(test_a_guest_that_comes_into_view_is_drawn_whole),
		desktop_test(test_a_guest_that_goes_out_of_view_falls_silent),
		desktop_test(test_a_guest_that_reconnects_before_it_is_drawn),
		desktop_test(test_depth_8),
		desktop_test(test_depth_16_in_place),
		desktop_test(test_depth_16_in_rows_that_begin_within_a_word),
		desktop_test(test_depth_24_in_three_bytes),
		desktop_test(test_depth_24_in_four_bytes),
		desktop_test(test_pixels_are_opaque_always),
		desktop_test(test_pixels_are_the_guests_own_memory),
		desktop_test(test_guests_of_either_word_size),
		desktop_test(test_guests_that_do_not_say_their_word_size),
		desktop_test(test_a_resize_within_the_framebuffer),
		desktop_test(test_a_resize_to_what_is_already_changes_nothing),
		desktop_test(test_of_many_resizes_the_last_one_counts),
		desktop_test(test_pixels_stay_while_they_are_used_after_a_resize),
		beside_test(test_resizes_out_of_the_framebuffer),
		desktop_test(test_a_guest_without_updates_is_compared),
		desktop_test(test_a_guest_without_updates_that_changes_nothing),
		desktop_test(
			test_a_guest_without_updates_is_not_looked_at_again_before_it_is_drawn),
		desktop_test(test_a_hidden_guest_without_updates_is_not_looked_at),
		beside_test(test_more_memory_than_allowed),
		beside_test(test_more_memory_than_allowed_for_a_copy),
		beside_test(test_headers_that_make_no_sense),
		beside_test(test_page_directories_that_are_nowhere),
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
	return cmocka_run_group_tests_name("vfb", tests, NULL, NULL);
}
