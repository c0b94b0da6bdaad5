/* The copy of a display: every format becomes XRGB8888, and only what changed is told. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "devices/vfb_shadow.h"

static void expect_converted(
	enum vfb_format format, const uint8_t *pixels, int count, const uint32_t *expected) {
	struct vfb_geometry geometry = {
		.width = count,
		.height = 1,
		.stride = (uint32_t)count * vfb_format_bytes(format),
		.format = format,
	};
	struct vfb_shadow *shadow = vfb_shadow_create(&geometry);
	pixman_region32_t all;
	pixman_region32_init_rect(&all, 0, 0, (unsigned int)count, 1);
	uint64_t read = vfb_shadow_update(shadow, pixels, &all);
	assert_int_equal(read, geometry.stride);
	assert_memory_equal(shadow->pixels, expected, (size_t)count * sizeof(*expected));
	pixman_region32_fini(&all);
	vfb_shadow_destroy(shadow);
}

static void test_formats(void **state) {
	const uint8_t rgb332[] = {0x00, 0xff, 0xe0, 0x1c, 0x03, 0x49};
	expect_converted(VFB_FORMAT_RGB332, rgb332, 6,
		(uint32_t[]){0x000000, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0x484855});

	const uint8_t rgb565[] = {0, 0, 0xff, 0xff, 0x00, 0xf8, 0xe0, 0x07, 0x1f, 0x00};
	expect_converted(VFB_FORMAT_RGB565, rgb565, 5,
		(uint32_t[]){0x000000, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff});

	const uint8_t rgb888[] = {0x33, 0x22, 0x11, 0xff, 0x00, 0x80};
	expect_converted(VFB_FORMAT_RGB888, rgb888, 2, (uint32_t[]){0x112233, 0x8000ff});
}

/* What the guest writes where alpha would be is nobody's business. */
static void test_the_fourth_byte_is_dropped(void **state) {
	const uint8_t pixels[] = {0x33, 0x22, 0x11, 0x7f, 0x66, 0x55, 0x44, 0xff};
	expect_converted(VFB_FORMAT_XRGB8888, pixels, 2, (uint32_t[]){0x112233, 0x445566});
}

/* 3x3 grey pixels of one byte, in rows of five bytes that begin at the second. */
static const struct vfb_geometry geometry = {
	.width = 3,
	.height = 3,
	.stride = 5,
	.offset = 1,
	.format = VFB_FORMAT_RGB332,
};
#define FRAMEBUFFER_SIZE 16

static void test_only_the_region_is_copied(void **state) {
	uint8_t framebuffer[FRAMEBUFFER_SIZE];
	memset(framebuffer, 0xff, sizeof(framebuffer));
	struct vfb_shadow *shadow = vfb_shadow_create(&geometry);

	pixman_region32_t region;
	pixman_region32_init_rect(&region, 1, 1, 2, 1);
	pixman_region32_union_rect(&region, &region, 0, 2, 1, 1);
	assert_int_equal(vfb_shadow_update(shadow, framebuffer, &region), 3);
	const uint32_t w = 0xffffff;
	const uint32_t expected[] = {0, 0, 0, 0, w, w, w, 0, 0};
	assert_memory_equal(shadow->pixels, expected, sizeof(expected));
	pixman_region32_fini(&region);
	vfb_shadow_destroy(shadow);
}

static void test_changed_rows_are_found(void **state) {
	uint8_t framebuffer[FRAMEBUFFER_SIZE] = {0};
	struct vfb_shadow *shadow = vfb_shadow_create(&geometry);
	pixman_region32_t changed;
	pixman_region32_init(&changed);

	assert_int_equal(vfb_shadow_compare(shadow, framebuffer, &changed), 9);
	assert_false(pixman_region32_not_empty(&changed));

	framebuffer[1 + 5 + 2] = 0xe0;          /* the last pixel of the second row */
	framebuffer[0] = framebuffer[4] = 0xff; /* beside the pixels */
	vfb_shadow_compare(shadow, framebuffer, &changed);
	pixman_box32_t *box = pixman_region32_extents(&changed);
	assert_memory_equal(box, (&(pixman_box32_t){0, 1, 3, 2}), sizeof(*box));
	assert_int_equal(shadow->pixels[5], 0xff0000);

	pixman_region32_clear(&changed);
	vfb_shadow_compare(shadow, framebuffer, &changed);
	assert_false(pixman_region32_not_empty(&changed));
	pixman_region32_fini(&changed);
	vfb_shadow_destroy(shadow);
}

static void assert_rows(const pixman_box32_t *box, int32_t from, int32_t end) {
	assert_int_equal(box->y1, from);
	assert_int_equal(box->y2, end);
}

/* A guest that changes every other row makes no region of which the desktop is occupied for long. */
static void test_changed_rows_are_few_rectangles(void **state) {
	static uint8_t framebuffer[VFB_MAX_SIZE];
	const struct vfb_geometry high = {
		.width = 1,
		.height = VFB_MAX_SIZE,
		.stride = 1,
		.format = VFB_FORMAT_RGB332,
	};
	struct vfb_shadow *shadow = vfb_shadow_create(&high);
	pixman_region32_t changed;
	pixman_region32_init(&changed);
	framebuffer[0] = framebuffer[1] = framebuffer[700] = framebuffer[VFB_MAX_SIZE - 1] = 0xff;
	vfb_shadow_compare(shadow, framebuffer, &changed);
	int count;
	const pixman_box32_t *rows = pixman_region32_rectangles(&changed, &count);
	assert_int_equal(count, 3);
	assert_rows(&rows[0], 0, 2);
	assert_rows(&rows[1], 700, 701);
	assert_rows(&rows[2], VFB_MAX_SIZE - 1, VFB_MAX_SIZE);

	pixman_region32_clear(&changed);
	for (int y = 1; y < VFB_MAX_SIZE; y += 2) {
		framebuffer[y] ^= 1;
	}
	vfb_shadow_compare(shadow, framebuffer, &changed);
	rows = pixman_region32_rectangles(&changed, &count);
	assert_in_range(count, 2, 100);
	assert_rows(&rows[0], 1, 2);
	assert_rows(&rows[count - 1], rows[count - 1].y1, VFB_MAX_SIZE);
	for (int y = 1; y < VFB_MAX_SIZE; y += 2) {
		assert_true(pixman_region32_contains_point(&changed, 0, y, NULL));
	}
	pixman_region32_fini(&changed);
	vfb_shadow_destroy(shadow);
}

static void test_destroy_takes_nothing(void **state) {
	vfb_shadow_destroy(NULL);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_the_fourth_byte_is_dropped),
		cmocka_unit_test(test_only_the_region_is_copied),
		cmocka_unit_test(test_changed_rows_are_found),
		cmocka_unit_test(test_changed_rows_are_few_rectangles),
		cmocka_unit_test(test_destroy_takes_nothing),
	};
	return cmocka_run_group_tests_name("vfb_shadow", tests, NULL, NULL);
}
