#include "hostile.h"

/*
 * The framebuffer's shared page, and the frames that it leads to: facts about memory that make no sense,
 * or would make the desktop map or read what isn't the guest's to show.
 */

#define FIELD(member) \
	.at = offsetof(struct xenfb_page, member), .size = sizeof(((struct xenfb_page *)0)->member)

#define IN_HEADER(text, member, number, reason) \
	{ \
		.name = text, \
		.outcome = HOSTILE_FAULT, \
		.says = reason, \
		.header = {FIELD(member), .value = (uint64_t)(number)}, \
	}

#define ROW (HOSTILE_WIDTH * 4)

#define TOO_MUCH "more memory than the configuration allows"
#define NO_SIZE "width or height is not between"
#define NO_DEPTH "depth is not 8, 16, 24 or 32"
#define PAST_END "reaches past the end"
#define NO_DIRECTORY "page directory can't be mapped"
#define NO_FRAMES "framebuffer of .* pages can't be mapped"

/* How much the desktop is configured to allow: see tests/desktop/hostile.py. */
#define LIMIT (UINT32_C(128) << 20)

/* A part of a page more than it shows: there is nothing wrong with that. */
static void memory_odd(struct hostile *hostile) {
	hostile_vfb_page(hostile)->mem_length = ROW * HOSTILE_HEIGHT + 1;
	hostile_directory(hostile)[hostile->vfb.memory_pages] = hostile_directory(hostile)[0];
}

static void set_frames(struct hostile *hostile, uint64_t frame) {
	for (uint32_t i = 0; i < hostile->vfb.memory_pages; i++) {
		hostile_directory(hostile)[i] = frame;
	}
}

static void frames_zero(struct hostile *hostile) {
	set_frames(hostile, 0);
}

static void frames_ones(struct hostile *hostile) {
	set_frames(hostile, UINT64_MAX);
}

/* All of it is the guest's, so it may be. */
static void frames_same(struct hostile *hostile) {
	set_frames(hostile, hostile_directory(hostile)[0]);
}

/* The frames of the domains before and after this one, whose memory is as large. */
static void frames_of_others(struct hostile *hostile) {
	for (uint32_t i = 0; i < hostile->vfb.memory_pages; i++) {
		hostile_directory(hostile)[i] += i % 2 == 0
		                                         ? hostile->guest.memory.pages
		                                         : -(uint64_t)hostile->guest.memory.pages;
	}
}

/* Where a PC has its local APIC. */
static void frames_of_devices(struct hostile *hostile) {
	set_frames(hostile, 0xfee00);
}

/* As after ballooning: a single page isn't there. */
static void frame_missing(struct hostile *hostile) {
	hostile_directory(hostile)[hostile->vfb.memory_pages / 2] =
		hostile->guest.memory.first_gfn + hostile->guest.memory.pages;
}

/* Product and sum fit, but not into 32 bits. */
static void size_overflows(struct hostile *hostile) {
	struct xenfb_page *page = hostile_vfb_page(hostile);
	page->width = 16384;
	page->height = 16384;
	page->line_length = UINT32_C(1) << 18;
}

const struct hostile_case hostile_page_cases[] = {
	IN_HEADER("memory-none", mem_length, 0, "framebuffer has no bytes"),
	IN_HEADER("memory-all", mem_length, UINT32_MAX, TOO_MUCH),
	IN_HEADER("memory-over-limit", mem_length, LIMIT + 1, TOO_MUCH),
	IN_HEADER("memory-too-little", mem_length, ROW *HOSTILE_HEIGHT - 1, PAST_END),
	{.name = "memory-odd", .outcome = HOSTILE_SHOWN, .prepare = memory_odd},

	IN_HEADER("directory-zero", pd[0], 0, NO_DIRECTORY),
	IN_HEADER("directory-ones", pd[0], UINT64_MAX, NO_DIRECTORY),
	{.name = "frames-zero",
		.outcome = HOSTILE_FAULT,
		.says = NO_FRAMES,
		.prepare = frames_zero},
	{.name = "frames-ones",
		.outcome = HOSTILE_FAULT,
		.says = NO_FRAMES,
		.prepare = frames_ones},
	{.name = "frames-same", .outcome = HOSTILE_SHOWN, .prepare = frames_same},
	{.name = "frames-of-others",
		.outcome = HOSTILE_FAULT,
		.says = NO_FRAMES,
		.prepare = frames_of_others},
	{.name = "frames-of-devices",
		.outcome = HOSTILE_FAULT,
		.says = NO_FRAMES,
		.prepare = frames_of_devices},
	{.name = "frame-missing",
		.outcome = HOSTILE_FAULT,
		.says = NO_FRAMES,
		.prepare = frame_missing},

	IN_HEADER("rows-empty", line_length, 0, "rows are shorter"),
	IN_HEADER("rows-short", line_length, ROW - 1, "rows are shorter"),
	IN_HEADER("rows-over-memory", line_length, ROW *HOSTILE_HEIGHT, PAST_END),
	IN_HEADER("rows-negative", line_length, UINT32_MAX, "rows are shorter"),
	IN_HEADER("width-zero", width, 0, NO_SIZE),
	IN_HEADER("width-negative", width, -1, NO_SIZE),
	IN_HEADER("width-most", width, INT32_MAX, NO_SIZE),
	IN_HEADER("height-zero", height, 0, NO_SIZE),
	IN_HEADER("height-negative", height, INT32_MIN, NO_SIZE),
	IN_HEADER("height-most", height, INT32_MAX, NO_SIZE),
	{.name = "size-overflows",
		.outcome = HOSTILE_FAULT,
		.says = PAST_END,
		.prepare = size_overflows},
	IN_HEADER("depth-0", depth, 0, NO_DEPTH),
	IN_HEADER("depth-7", depth, 7, NO_DEPTH),
	IN_HEADER("depth-15", depth, 15, NO_DEPTH),
	IN_HEADER("depth-255", depth, 255, NO_DEPTH),
	{0},
};
