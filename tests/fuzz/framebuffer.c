/*
 * A framebuffer's description in the shared page, its page directory, resizes and rectangles: what
 * judges them, and what converts the pixels, over blocks of memory of their very sizes.
 */

#include <string.h>

#include "check.h"
#include "devices/vfb_geometry.h"
#include "devices/vfb_shadow.h"
#include "input.h"
#include "xen/memory.h"

/* Bytes, as a configuration may set it; small, so that runs are quick. */
#define LIMIT (256u << 10)

static enum vfb_abi choose_abi(struct input *input) {
	static const char *const known[] = {NULL, "x86_32-abi", "x86_64-abi"};
	enum vfb_abi abi;
	size_t choice = input_u8(input) % 4;
	if (choice < 3) {
		check(vfb_abi_parse(known[choice], &abi), "known protocols are accepted");
		return abi;
	}
	char protocol[12] = "";
	size_t size;
	const uint8_t *bytes = input_bytes(input, sizeof(protocol) - 1, &size);
	memcpy(protocol, bytes, size);
	return vfb_abi_parse(protocol, &abi) ? abi : VFB_ABI_GUESS;
}

/* The header's part of the page from the input, and directories that repeat the last word of it. */
static void fill_page(uint8_t page[static XEN_PAGE_SIZE], struct input *input) {
	size_t size;
	const uint8_t *bytes = input_bytes(input, 32, &size);
	memset(page, 0, XEN_PAGE_SIZE);
	memcpy(page + 16, bytes, size);
	for (size_t at = 48; at < XEN_PAGE_SIZE; at += 8) {
		memcpy(page + at, page + 40, 8);
	}
}

static void copy_directories(const struct vfb_header *header, size_t pages, size_t directories,
	const uint8_t page[static XEN_PAGE_SIZE]) {
	size_t each = vfb_frames_a_directory(header->abi);
	check(directories <= VFB_MAX_DIRECTORIES && directories * each >= pages &&
			(directories - 1) * each < pages,
		"the directories list all pages");
	uint64_t *frames = calloc(pages, sizeof(*frames));
	for (size_t i = 0; i < directories; i++) {
		size_t left = pages - i * each;
		vfb_directory_copy(frames + i * each, page, left < each ? left : each, header->abi);
	}
	free(frames);
}

/* Rectangles until the input ends. */
static void clip(
	const struct vfb_geometry *geometry, pixman_region32_t *region, struct input *input) {
	while (input->left > 0) {
		int32_t x = input_i32(input), y = input_i32(input);
		int32_t width = input_i32(input), height = input_i32(input);
		pixman_box32_t box;
		if (!vfb_clip(geometry, x, y, width, height, &box)) {
			continue;
		}
		check(box.x1 >= 0 && box.x1 < box.x2 && box.x2 <= geometry->width && box.y1 >= 0 &&
				box.y1 < box.y2 && box.y2 <= geometry->height,
			"what is left of a rectangle is on the display");
		check(box.x1 >= x && box.x2 <= (int64_t)x + width && box.y1 >= y &&
				box.y2 <= (int64_t)y + height,
			"what is left of a rectangle was in it");
		pixman_region32_union_rect(region, region, box.x1, box.y1,
			(unsigned int)(box.x2 - box.x1), (unsigned int)(box.y2 - box.y1));
	}
}

/* Reads what a renderer would of pixels that are used in place. */
static void look_at(const struct vfb_geometry *geometry, const uint8_t *framebuffer) {
	size_t row = (size_t)geometry->width * vfb_format_bytes(geometry->format);
	uint8_t *copy = malloc(row);
	for (int32_t y = 0; y < geometry->height; y++) {
		memcpy(copy, framebuffer + geometry->offset + (size_t)y * geometry->stride, row);
	}
	free(copy);
}

static void show(const struct vfb_geometry *geometry, uint8_t *framebuffer, struct input *input) {
	if (vfb_geometry_in_place(geometry)) {
		look_at(geometry, framebuffer);
	}
	pixman_region32_t region;
	pixman_region32_init(&region);
	clip(geometry, &region, input);

	/* As the device does, which keeps no copy above the limit. */
	if ((uint64_t)geometry->width * (uint64_t)geometry->height * 4 <= LIMIT) {
		struct vfb_shadow *shadow = vfb_shadow_create(geometry);
		vfb_shadow_update(shadow, framebuffer, &region);
		pixman_region32_clear(&region);
		vfb_shadow_compare(shadow, framebuffer, &region);
		pixman_region32_clear(&region);
		vfb_shadow_compare(shadow, framebuffer, &region);
		check(!pixman_region32_not_empty(&region), "what was copied has not changed");
		vfb_shadow_destroy(shadow);
	}
	pixman_region32_fini(&region);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct input input = {.data = data, .left = size};
	enum vfb_abi abi = choose_abi(&input);
	uint8_t *page = malloc(XEN_PAGE_SIZE);
	fill_page(page, &input);

	struct vfb_header header;
	vfb_header_copy(&header, page, abi);
	check(header.abi != VFB_ABI_GUESS, "a word's size has been found");
	size_t pages, directories;
	const char *reason = NULL;
	if (!vfb_header_pages(&header, LIMIT, &pages, &directories, &reason)) {
		check(reason != NULL, "a refusal says why");
		free(page);
		return 0;
	}
	check(pages * XEN_PAGE_SIZE >= header.mem_length, "the framebuffer has all of its pages");
	copy_directories(&header, pages, directories, page);
	free(page);

	/* Pixels that are not all the same. */
	size_t length = header.mem_length;
	uint8_t *framebuffer = malloc(length);
	for (size_t i = 0; i < length; i++) {
		framebuffer[i] = size > 0 ? data[i % size] : 0;
	}
	struct vfb_geometry geometry;
	if (vfb_geometry_check(&geometry, header.width, header.height, (int32_t)header.line_length,
		    header.depth, 0, length, &reason)) {
		int32_t width = input_i32(&input), height = input_i32(&input);
		int32_t stride = input_i32(&input), offset = input_i32(&input);
		int32_t depth = input_u8(&input);
		struct vfb_geometry after;
		if (vfb_geometry_check(
			    &after, width, height, stride, depth, offset, length, &reason)) {
			show(&after, framebuffer, &input);
		}
		show(&geometry, framebuffer, &input);
	}
	check(reason == NULL || reason[0] != '\0', "a refusal says why");
	free(framebuffer);
	return 0;
}
