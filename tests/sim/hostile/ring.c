#include <limits.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "hostile.h"

/*
 * The framebuffer's ring: indices and events that make no sense, that change while they are read, or that
 * never end.
 */

/* A word of a shared page, as another processor may write it at any moment. */
static void put(uint32_t *word, uint32_t value) {
	*(volatile uint32_t *)word = value;
	atomic_thread_fence(memory_order_seq_cst);
}

static void too_many_events(struct hostile *hostile) {
	struct xenfb_page *page = hostile_vfb_page(hostile);
	put(&page->out_prod, page->out_prod + XENFB_OUT_RING_LEN + 1 + XENFB_OUT_RING_LEN);
	guest_port_notify(&hostile->vfb.base.port);
}

static void producer_backwards(struct hostile *hostile) {
	struct xenfb_page *page = hostile_vfb_page(hostile);
	put(&page->out_prod, page->out_prod - XENFB_OUT_RING_LEN - 1);
	guest_port_notify(&hostile->vfb.base.port);
}

/* What we are told of how far the desktop has read is its own word: it has another one to go by. */
static void consumer_rewritten(struct hostile *hostile) {
	struct xenfb_page *page = hostile_vfb_page(hostile);
	uint32_t sent = page->out_prod;
	put(&page->out_cons, sent + 12345);
	for (int i = 0; i < 10; i++) {
		union xenfb_out_event event = {
			.update = {.type = XENFB_TYPE_UPDATE, .width = 1, .height = 1}};
		XENFB_OUT_RING_REF(page, sent + i) = event;
		put(&page->out_prod, sent + i + 1);
		put(&page->out_cons, hostile_random() | 1);
		guest_port_notify(&hostile->vfb.base.port);
	}
	put(&page->out_cons, page->out_prod);
}

/* Everything that was checked when the display was connected. */
static void header_once(struct hostile *hostile, uint32_t count) {
	struct xenfb_page *page = hostile_vfb_page(hostile);
	uint32_t *words = (uint32_t *)&page->width;
	put(&words[count % 4], hostile_random());
	page->depth = (uint8_t)hostile_random();
	page->pd[0] = hostile_random();
	hostile_directory(hostile)[count % hostile->vfb.memory_pages] = hostile_random();
	hostile_send_update(hostile, 0, 0, HOSTILE_WIDTH, HOSTILE_HEIGHT);
}

static void header_changes(struct hostile *hostile) {
	for (uint32_t i = 0; i < 1000; i++) {
		header_once(hostile, i);
	}
}

/* What is right, and what isn't, by turns, for as long as the program runs. */
static void scribble(struct hostile *hostile) {
	struct xenfb_page *page = hostile_vfb_page(hostile);
	uint32_t *words = (uint32_t *)&page->width;
	const uint32_t right[] = {words[0], words[1], words[2], words[3]};
	for (uint32_t i = 0;; i++) {
		put(&words[i % 4], UINT32_MAX);
		put(&words[i % 4], right[i % 4]);
	}
}

/* Another processor writes what is checked while it is checked, with each connection. */
static void header_races(struct hostile *hostile) {
	if (fork() == 0) {
		scribble(hostile);
	}
	for (int i = 0; i < 100; i++) {
		hostile_write(hostile, HOSTILE_VFB, "state", i % 2 == 0 ? "3" : "4");
	}
}

/* Each slot becomes another event as soon as it has been sent, also while it is being read. */
static void event_once(struct hostile *hostile, uint32_t count) {
	struct xenfb_page *page = hostile_vfb_page(hostile);
	uint32_t at = page->out_prod;
	hostile_send_update(hostile, 0, 0, HOSTILE_WIDTH, HOSTILE_HEIGHT);
	uint32_t *words = (uint32_t *)&XENFB_OUT_RING_REF(page, at);
	for (int i = 0; i < 100; i++) {
		/* Not a RESIZE: one that makes no sense is a fault, which is another case. */
		put(&words[0], hostile_random() & 1 ? XENFB_TYPE_UPDATE : 77);
		put(&words[1 + i % 4], hostile_random());
	}
}

static void events_change(struct hostile *hostile) {
	hostile_flood(hostile, event_once);
}

static void update_extremes(struct hostile *hostile) {
	static const int32_t extremes[] = {INT_MIN, -1, 0, 1, INT_MAX};
	for (int i = 0; i < 5 * 5 * 5 * 5; i++) {
		while (!hostile_send_update(hostile, extremes[i % 5], extremes[i / 5 % 5],
			extremes[i / 25 % 5], extremes[i / 125])) {
			sched_yield();
		}
	}
}

static void unknown_events(struct hostile *hostile) {
	for (int type = 0; type < 256; type++) {
		if (type != XENFB_TYPE_UPDATE && type != XENFB_TYPE_RESIZE) {
			union xenfb_out_event event;
			memset(&event, 0xff, sizeof(event));
			event.type = (uint8_t)type;
			while (!hostile_send(hostile, &event)) {
				sched_yield();
			}
		}
	}
}

static void update_once(struct hostile *hostile, uint32_t count) {
	hostile_send_update(hostile, (int32_t)count % HOSTILE_WIDTH, 0, 1, HOSTILE_HEIGHT);
}

static void update_flood(struct hostile *hostile) {
	hostile_flood(hostile, update_once);
}

static union xenfb_out_event make_resize(int32_t width, int32_t height) {
	return (union xenfb_out_event){
		.resize =
			{
				.type = XENFB_TYPE_RESIZE,
				.width = width,
				.height = height,
				.stride = HOSTILE_WIDTH * 4,
				.depth = 32,
			},
	};
}

static void resize_once(struct hostile *hostile, uint32_t count) {
	union xenfb_out_event event = make_resize(
		1 + (int32_t)count % HOSTILE_WIDTH, 1 + (int32_t)count % HOSTILE_HEIGHT);
	hostile_send(hostile, &event);
}

static void resize_flood(struct hostile *hostile) {
	hostile_flood(hostile, resize_once);
}

static void resize_most(struct hostile *hostile) {
	union xenfb_out_event event = make_resize(INT_MAX, INT_MAX);
	event.resize.stride = INT_MAX;
	hostile_send(hostile, &event);
}

static void resize_negative(struct hostile *hostile) {
	union xenfb_out_event event = make_resize(-HOSTILE_WIDTH, HOSTILE_HEIGHT);
	hostile_send(hostile, &event);
}

static void resize_larger(struct hostile *hostile) {
	union xenfb_out_event event = make_resize(HOSTILE_WIDTH, HOSTILE_HEIGHT + 1);
	hostile_send(hostile, &event);
}

static void resize_overflows(struct hostile *hostile) {
	union xenfb_out_event event = make_resize(16384, 16384);
	event.resize.stride = 1 << 18;
	hostile_send(hostile, &event);
}

static void resize_offset(struct hostile *hostile, int32_t offset) {
	union xenfb_out_event event = make_resize(HOSTILE_WIDTH, 1);
	event.resize.offset = offset;
	hostile_send(hostile, &event);
}

static void offset_negative(struct hostile *hostile) {
	resize_offset(hostile, -1);
}

static void offset_most(struct hostile *hostile) {
	resize_offset(hostile, INT_MAX);
}

static void offset_past_end(struct hostile *hostile) {
	resize_offset(hostile, (int32_t)(hostile->vfb.memory_pages * 4096) - 4);
}

static void resize_depth(struct hostile *hostile) {
	union xenfb_out_event event = make_resize(1, 1);
	event.resize.depth = 15;
	hostile_send(hostile, &event);
}

/* A format that has to be converted, and another, by turns. */
static void depth_once(struct hostile *hostile, uint32_t count) {
	static const int32_t depths[] = {8, 16, 24, 32};
	union xenfb_out_event event = make_resize(HOSTILE_WIDTH, HOSTILE_HEIGHT);
	event.resize.depth = depths[count % 4];
	hostile_send(hostile, &event);
}

static void depth_flood(struct hostile *hostile) {
	hostile_flood(hostile, depth_once);
}

/* Written without end, with and without a word about it; the upper byte is no one's business. */
static void pixel_once(struct hostile *hostile, uint32_t count) {
	struct vfb_frontend *vfb = &hostile->vfb;
	for (int i = 0; i < vfb->row_pixels * vfb->height; i++) {
		((volatile uint32_t *)vfb->pixels)[i] = hostile_random();
	}
	hostile_send_update(hostile, 0, 0, vfb->width, vfb->height);
}

static void pixels_change(struct hostile *hostile) {
	hostile_flood(hostile, pixel_once);
}

#define RING "ring holds more events than have room"

const struct hostile_case hostile_ring_cases[] = {
	HOSTILE_CASE_FAULT("events-too-many", RING, too_many_events),
	HOSTILE_CASE_FAULT("events-backwards", RING, producer_backwards),
	HOSTILE_CASE_SHOWN("consumer-rewritten", consumer_rewritten),
	HOSTILE_CASE_SHOWN("header-changes", header_changes),
	{.name = "header-races", .outcome = HOSTILE_SILENT, .act = header_races},
	HOSTILE_CASE_SHOWN("events-unknown", unknown_events),
	HOSTILE_CASE_SHOWN("update-extremes", update_extremes),

	HOSTILE_CASE_FAULT("resize-most", "after a resize .* is not between", resize_most),
	HOSTILE_CASE_FAULT("resize-negative", "after a resize .* is not between", resize_negative),
	HOSTILE_CASE_FAULT("resize-larger", "after a resize .* past the end", resize_larger),
	HOSTILE_CASE_FAULT("resize-overflows", "after a resize .* past the end", resize_overflows),
	HOSTILE_CASE_FAULT("resize-depth", "after a resize .* depth is not", resize_depth),
	HOSTILE_CASE_FAULT("offset-negative", "after a resize .* past the end", offset_negative),
	HOSTILE_CASE_FAULT("offset-most", "after a resize .* past the end", offset_most),
	HOSTILE_CASE_FAULT("offset-past-end", "after a resize .* past the end", offset_past_end),

	HOSTILE_CASE_FLOOD("update-flood", update_flood),
	HOSTILE_CASE_FLOOD("resize-flood", resize_flood),
	HOSTILE_CASE_FLOOD("depth-flood", depth_flood),
	HOSTILE_CASE_FLOOD("events-change", events_change),
	HOSTILE_CASE_FLOOD("pixels-change", pixels_change),
	/* The desktop has to find out by itself what changes. */
	{.name = "pixels-change-unsaid",
		.outcome = HOSTILE_FLOOD,
		.node = {HOSTILE_VFB, "feature-update", "0"},
		.act = pixels_change},
	{0},
};
