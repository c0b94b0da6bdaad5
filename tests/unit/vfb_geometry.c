/* What a virtual framebuffer looks like: every number in it was written by a guest. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "devices/vfb_geometry.h"
#include "xen/memory.h"

#define MIB (1024u * 1024)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_protocols(void **state) {
	enum vfb_abi abi;
	assert_true(vfb_abi_parse("x86_32-abi", &abi));
	assert_int_equal(abi, VFB_ABI_32);
	assert_true(vfb_abi_parse("x86_64-abi", &abi));
	assert_int_equal(abi, VFB_ABI_64);
	assert_true(vfb_abi_parse(NULL, &abi));
	assert_int_equal(abi, VFB_ABI_GUESS);
	assert_false(vfb_abi_parse("", &abi));
	assert_false(vfb_abi_parse("x86_64-abi ", &abi));
	assert_false(vfb_abi_parse("vax-abi", &abi));
}

/* Offsets in the shared page are xen/io/fbif.h's. */
static void put32(uint8_t *page, size_t offset, uint32_t value) {
	memcpy(page + offset, &value, sizeof(value));
}

static void put64(uint8_t *page, size_t offset, uint64_t value) {
	memcpy(page + offset, &value, sizeof(value));
}

static void fill_header(uint8_t page[XEN_PAGE_SIZE]) {
	memset(page, 0, XEN_PAGE_SIZE);
	put32(page, 16, 640);
	put32(page, 20, 480);
	put32(page, 24, 2560);
	put32(page, 28, 2 * MIB);
	page[32] = 32;
}

static void test_header(void **state) {
	uint8_t page[XEN_PAGE_SIZE];
	fill_header(page);
	struct vfb_header header;
	vfb_header_copy(&header, page, VFB_ABI_64);
	assert_int_equal(header.width, 640);
	assert_int_equal(header.height, 480);
	assert_int_equal(header.line_length, 2560);
	assert_int_equal(header.mem_length, 2 * MIB);
	assert_int_equal(header.depth, 32);
}

static void test_directories_of_either_word_size(void **state) {
	uint8_t page[XEN_PAGE_SIZE];
	struct vfb_header header;

	fill_header(page);
	put32(page, 36, 0x11111111);
	put32(page, 40, 0x22222222);
	vfb_header_copy(&header, page, VFB_ABI_32);
	assert_int_equal(header.abi, VFB_ABI_32);
	assert_int_equal(header.directories[0], 0x11111111);
	assert_int_equal(header.directories[1], 0x22222222);

	fill_header(page);
	put64(page, 40, 0x1111111122222222);
	put64(page, 48, 0x33);
	vfb_header_copy(&header, page, VFB_ABI_64);
	assert_int_equal(header.abi, VFB_ABI_64);
	assert_int_equal(header.directories[0], 0x1111111122222222);
	assert_int_equal(header.directories[1], 0x33);
}

static void test_word_size_that_is_not_said(void **state) {
	uint8_t page[XEN_PAGE_SIZE];
	struct vfb_header header;

	fill_header(page);
	put32(page, 36, 0x1234);
	vfb_header_copy(&header, page, VFB_ABI_GUESS);
	assert_int_equal(header.abi, VFB_ABI_32);
	assert_int_equal(header.directories[0], 0x1234);

	fill_header(page);
	put64(page, 40, 0x1234);
	vfb_header_copy(&header, page, VFB_ABI_GUESS);
	assert_int_equal(header.abi, VFB_ABI_64);
	assert_int_equal(header.directories[0], 0x1234);
}

/* The rings begin within what fbif.h declares as directory. */
static void test_rings_are_not_taken_for_directories(void **state) {
	uint8_t page[XEN_PAGE_SIZE];
	memset(page, 0xff, sizeof(page));
	struct vfb_header header;

	vfb_header_copy(&header, page, VFB_ABI_64);
	assert_true(header.directories[122] == UINT64_MAX);
	assert_int_equal(header.directories[123], 0);
	vfb_header_copy(&header, page, VFB_ABI_32);
	assert_int_equal(header.directories[246], UINT32_MAX);
	assert_int_equal(header.directories[247], 0);
}

static void test_pages_of_a_framebuffer(void **state) {
	static const struct {
		enum vfb_abi abi;
		uint32_t mem_length;
		size_t limit;
		size_t pages, directories; /* 0: refused */
	} cases[] = {
		{VFB_ABI_64, 2 * MIB, 64 * MIB, 512, 1},
		{VFB_ABI_64, 2 * MIB + 1, 64 * MIB, 513, 2},
		{VFB_ABI_32, 2 * MIB + 1, 64 * MIB, 513, 1},
		{VFB_ABI_32, 4 * MIB, 64 * MIB, 1024, 1},
		{VFB_ABI_64, 1, 64 * MIB, 1, 1},
		{VFB_ABI_64, 64 * MIB, 64 * MIB, 64 * 256, 32},
		{VFB_ABI_64, 0, 64 * MIB, 0, 0},
		{VFB_ABI_64, 64 * MIB + 1, 64 * MIB, 0, 0},
		{VFB_ABI_64, UINT32_MAX, 64 * MIB, 0, 0},
		/* More than the page has room for directories, whatever is allowed. */
		{VFB_ABI_64, 246 * MIB, SIZE_MAX, 246 * 256, 123},
		{VFB_ABI_64, 246 * MIB + 1, SIZE_MAX, 0, 0},
		{VFB_ABI_32, 988 * MIB, SIZE_MAX, 988 * 256, 247},
		{VFB_ABI_32, UINT32_MAX, SIZE_MAX, 0, 0},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct vfb_header header = {.mem_length = cases[i].mem_length, .abi = cases[i].abi};
		size_t pages, directories;
		const char *reason = NULL;
		bool valid =
			vfb_header_pages(&header, cases[i].limit, &pages, &directories, &reason);
		assert_int_equal(valid, cases[i].pages != 0);
		if (valid) {
			assert_int_equal(pages, cases[i].pages);
			assert_int_equal(directories, cases[i].directories);
		} else {
			assert_non_null(reason);
		}
	}
}

static void test_frames_of_a_directory(void **state) {
	uint8_t directory[XEN_PAGE_SIZE] = {0};
	uint64_t frames[1024];
	put32(directory, 0, 7);
	put32(directory, 4092, UINT32_MAX);
	assert_int_equal(vfb_frames_a_directory(VFB_ABI_32), 1024);
	vfb_directory_copy(frames, directory, 1024, VFB_ABI_32);
	assert_int_equal(frames[0], 7);
	assert_int_equal(frames[1], 0);
	assert_int_equal(frames[1023], UINT32_MAX);

	put64(directory, 8, UINT64_MAX);
	assert_int_equal(vfb_frames_a_directory(VFB_ABI_64), 512);
	vfb_directory_copy(frames, directory, 2, VFB_ABI_64);
	assert_int_equal(frames[0], 7);
	assert_true(frames[1] == UINT64_MAX);
	assert_int_equal(frames[2], 0); /* not asked for */
}

static void test_geometry(void **state) {
	static const struct {
		int32_t width, height, stride, depth, offset;
		size_t length;
		bool valid;
		enum vfb_format format;
	} cases[] = {
		{800, 600, 3200, 32, 0, 1920000, true, VFB_FORMAT_XRGB8888},
		{800, 600, 3200, 24, 0, 1920000, true, VFB_FORMAT_XRGB8888},
		{800, 600, 2400, 24, 0, 1440000, true, VFB_FORMAT_RGB888},
		{800, 600, 1600, 16, 0, 960000, true, VFB_FORMAT_RGB565},
		{800, 600, 800, 8, 0, 480000, true, VFB_FORMAT_RGB332},
		{1, 1, 4, 32, 0, 4, true, VFB_FORMAT_XRGB8888},
		{VFB_MAX_SIZE, 1, 4 * VFB_MAX_SIZE, 32, 0, 4 * VFB_MAX_SIZE, true,
			VFB_FORMAT_XRGB8888},
		/* The last row needs no more than its pixels. */
		{10, 2, 100, 32, 60, 200, true, VFB_FORMAT_XRGB8888},
		{10, 2, 100, 32, 61, 200, false, 0},
		{10, 2, 100, 32, -4, 200, false, 0},
		{10, 2, 100, 32, INT32_MIN, 200, false, 0},
		{10, 2, 100, 32, INT32_MAX, 200, false, 0},
		{800, 600, 3200, 32, 0, 1919999, false, 0},
		{0, 600, 3200, 32, 0, 1920000, false, 0},
		{800, 0, 3200, 32, 0, 1920000, false, 0},
		{-800, 600, 3200, 32, 0, 1920000, false, 0},
		{800, -600, 3200, 32, 0, 1920000, false, 0},
		{INT32_MAX, 1, INT32_MAX, 8, 0, SIZE_MAX, false, 0},
		{1, INT32_MAX, 4, 32, 0, 64 * MIB, false, 0},
		{VFB_MAX_SIZE + 1, 1, 4 * (VFB_MAX_SIZE + 1), 32, 0, 64 * MIB, false, 0},
		{1, VFB_MAX_SIZE + 1, 4, 32, 0, 64 * MIB, false, 0},
		{800, 600, 0, 32, 0, 1920000, false, 0},
		{800, 600, 3199, 32, 0, 1920000, false, 0},
		{800, 600, -3200, 32, 0, 1920000, false, 0},
		{800, 600, INT32_MIN, 32, 0, 1920000, false, 0},
		/* The product is a small number in 32 bits. */
		{VFB_MAX_SIZE, VFB_MAX_SIZE, 1 << 30, 32, 0, 64 * MIB, false, 0},
		{1, 5, 1 << 30, 32, 0, 64 * MIB, false, 0},
		{800, 600, 3200, 0, 0, 1920000, false, 0},
		{800, 600, 3200, 7, 0, 1920000, false, 0},
		{800, 600, 3200, 15, 0, 1920000, false, 0},
		{800, 600, 3200, 255, 0, 1920000, false, 0},
		{800, 600, 3200, INT32_MIN, 0, 1920000, false, 0},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct vfb_geometry geometry;
		const char *reason = NULL;
		bool valid = vfb_geometry_check(&geometry, cases[i].width, cases[i].height,
			cases[i].stride, cases[i].depth, cases[i].offset, cases[i].length, &reason);
		if (valid != cases[i].valid) {
			fail_msg("case %zu: %s", i, valid ? "passes" : reason);
		}
		if (valid) {
			assert_int_equal(geometry.width, cases[i].width);
			assert_int_equal(geometry.height, cases[i].height);
			assert_int_equal(geometry.stride, cases[i].stride);
			assert_int_equal(geometry.offset, cases[i].offset);
			assert_int_equal(geometry.format, cases[i].format);
		} else {
			assert_non_null(reason);
		}
	}
}

static void test_equal_geometries(void **state) {
	const struct vfb_geometry base = {8, 6, 32, 0, VFB_FORMAT_XRGB8888};
	const struct vfb_geometry others[] = {
		{9, 6, 32, 0, VFB_FORMAT_XRGB8888},
		{8, 5, 32, 0, VFB_FORMAT_XRGB8888},
		{8, 6, 64, 0, VFB_FORMAT_XRGB8888},
		{8, 6, 32, 4, VFB_FORMAT_XRGB8888},
		{8, 6, 32, 0, VFB_FORMAT_RGB565},
	};
	assert_true(vfb_geometry_equal(&base, &base));
	for (size_t i = 0; i < COUNT(others); i++) {
		assert_false(vfb_geometry_equal(&base, &others[i]));
	}
}

static void test_pixels_that_a_renderer_takes_as_they_lie(void **state) {
	static const struct {
		struct vfb_geometry geometry;
		bool in_place;
	} cases[] = {
		{{8, 6, 32, 0, VFB_FORMAT_XRGB8888}, true},
		{{8, 6, 16, 4, VFB_FORMAT_RGB565}, true},
		{{7, 6, 14, 0, VFB_FORMAT_RGB565}, false}, /* rows begin within a word */
		{{8, 6, 32, 2, VFB_FORMAT_XRGB8888}, false},
		{{8, 6, 24, 0, VFB_FORMAT_RGB888}, false},
		{{8, 6, 8, 0, VFB_FORMAT_RGB332}, false},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(vfb_geometry_in_place(&cases[i].geometry), cases[i].in_place);
	}
}

static void test_rectangles_are_clipped(void **state) {
	const struct vfb_geometry geometry = {.width = 100, .height = 50};
	static const struct {
		int32_t x, y, width, height;
		pixman_box32_t box; /* empty: nothing is left */
	} cases[] = {
		{0, 0, 100, 50, {0, 0, 100, 50}},
		{10, 20, 1, 2, {10, 20, 11, 22}},
		{-5, -5, 10, 10, {0, 0, 5, 5}},
		{90, 40, 20, 20, {90, 40, 100, 50}},
		{99, 49, INT32_MAX, INT32_MAX, {99, 49, 100, 50}},
		{INT32_MIN, INT32_MIN, INT32_MAX, INT32_MAX, {0}},
		{INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX, {0}},
		{-1, -1, INT32_MAX, INT32_MAX, {0, 0, 100, 50}},
		{100, 0, 1, 1, {0}},
		{0, 50, 1, 1, {0}},
		{-1, 0, 1, 1, {0}},
		{0, 0, 0, 1, {0}},
		{0, 0, 1, 0, {0}},
		{0, 0, -1, -1, {0}},
		{50, 25, INT32_MIN, INT32_MIN, {0}},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		pixman_box32_t box;
		bool visible = vfb_clip(
			&geometry, cases[i].x, cases[i].y, cases[i].width, cases[i].height, &box);
		assert_int_equal(visible, cases[i].box.x2 != 0);
		if (visible) {
			assert_memory_equal(&box, &cases[i].box, sizeof(box));
		}
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_directories_of_either_word_size),
		cmocka_unit_test(test_word_size_that_is_not_said),
		cmocka_unit_test(test_rings_are_not_taken_for_directories),
		cmocka_unit_test(test_pages_of_a_framebuffer),
		cmocka_unit_test(test_frames_of_a_directory),
		cmocka_unit_test(test_geometry),
		cmocka_unit_test(test_equal_geometries),
		cmocka_unit_test(test_pixels_that_a_renderer_takes_as_they_lie),
		cmocka_unit_test(test_rectangles_are_clipped),
	};
	return cmocka_run_group_tests_name("vfb_geometry", tests, NULL, NULL);
}
