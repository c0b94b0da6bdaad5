#include <string.h>

#include "hostile.h"

/*
 * The largest displays that the desktop takes: of few pages of its own, a guest makes so many pixels that
 * to look at all of them costs more than anything else that it can ask for.
 */

#define SIDE 4096
#define DIRECTORIES(bytes) ((bytes) / 4096 / 512)

/* All of the memory is one page, and all of the directories are one. */
static void publish_side(struct hostile *hostile, uint8_t depth) {
	struct xenfb_page *page = hostile_vfb_page(hostile);
	page->width = page->height = SIDE;
	page->depth = depth;
	page->line_length = SIDE * depth / 8;
	page->mem_length = SIDE * page->line_length;
	for (uint32_t i = 0; i < DIRECTORIES(page->mem_length); i++) {
		page->pd[i] = page->pd[0];
	}
	for (uint32_t i = 0; i < 512; i++) {
		hostile_directory(hostile)[i] = hostile_directory(hostile)[0];
	}
	/* So that the driver says the same. */
	hostile->vfb.width = hostile->vfb.height = SIDE;
	hostile->vfb.row_bytes = page->line_length;
	hostile->vfb.depth = depth;
}

static void large(struct hostile *hostile) {
	publish_side(hostile, 32);
}

static void large_bytes(struct hostile *hostile) {
	publish_side(hostile, 8);
}

static void change_once(struct hostile *hostile, uint32_t count) {
	memset(hostile->vfb.pixels, (int)count, 4096);
	hostile_send_update(hostile, 0, 0, SIDE, SIDE);
}

static void change(struct hostile *hostile) {
	hostile_flood(hostile, change_once);
}

const struct hostile_case hostile_size_cases[] = {
	{.name = "large-update-flood", .outcome = HOSTILE_FLOOD, .prepare = large, .act = change},
	{.name = "large-unsaid-flood",
		.outcome = HOSTILE_FLOOD,
		.prepare = large,
		.node = {HOSTILE_VFB, "feature-update", "0"},
		.act = change},
	{.name = "large-copy-flood",
		.outcome = HOSTILE_FLOOD,
		.prepare = large_bytes,
		.act = change},
	{0},
};
