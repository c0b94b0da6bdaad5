/* Framebuffers: from a guest's memory to pixels, in every format and after a resize. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <drm_fourcc.h>

#include "domains_fixture.h"

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
	struct vm *vm = vm_prepare(1);
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
	assert_true(vm->view->display->surface.pixels->copied);
	uint64_t read = desktop.stats.guest_bytes;
	expect_pixel_of(vm, 800 * 3 + 5, "\xe3", 1, 5, 3, 0xff00ff);
	assert_int_equal(desktop.stats.guest_bytes, read + 1);
}

static void test_depth_16_in_place(void **state) {
	struct vm *vm = boot_with_depth(16, 1600);
	const struct guest_pixels *pixels = vm->view->display->surface.pixels;
	assert_int_equal(pixels->drm_format, DRM_FORMAT_RGB565);
	assert_false(pixels->copied);
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
	assert_int_equal(vm->view->display->surface.pixels->drm_format, DRM_FORMAT_XRGB8888);
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
	struct vm *vm = vm_prepare(1);
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
	const struct guest_pixels *pixels =
		expect_view(1, GUEST_DISPLAY_ON)->display->surface.pixels;
	assert_int_equal(pixels->width, 320);
	assert_int_equal(pixels->height, 200);
	assert_int_equal(pixels->stride, 4096);
	settle();
	expect_pixel_of(vm, 8192 + 199 * 4096 + 319 * 4, "\x33\x22\x11", 3, 319, 199, 0x112233);
}

/* Linux sends one with every connection. */
static void test_a_resize_to_what_is_already_changes_nothing(void **state) {
	struct vm *vm = vm_boot(1);
	const struct guest_pixels *pixels = vm->view->display->surface.pixels;
	int changes = vm->view->changes;
	vfb_frontend_resize(&vm->vfb, 800, 600, 3200, 32, 0);
	vfb_frontend_update(&vm->vfb, 1, 1, 1, 1);
	expect_damage(vm->view, 1, 1, 1, 1);
	assert_ptr_equal(vm->view->display->surface.pixels, pixels);
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
	struct guest_pixels *old = guest_pixels_ref(vm->view->display->surface.pixels);
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

int main(void) {
	const struct CMUnitTest tests[] = {
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
	};
	return cmocka_run_group_tests_name("vfb_formats", tests, NULL, NULL);
}
