#include <stdatomic.h>

#include "hostile.h"

/* The keyboard's ring, in which the desktop writes and the guest should read. */

static void put(uint32_t *word, uint32_t value) {
	*(volatile uint32_t *)word = value;
	atomic_thread_fence(memory_order_seq_cst);
}

static void ignore(struct hostile *hostile) {
}

/* Says that it has read what it can't have, or has given back what it has read. */
static void consume_anything(struct hostile *hostile) {
	put(&hostile_vkbd_page(hostile)->in_cons, hostile_random());
	guest_port_notify(&hostile->vkbd.base.port);
}

static void rewrite_producer(struct hostile *hostile) {
	struct xenkbd_page *page = hostile_vkbd_page(hostile);
	put(&page->in_cons, page->in_prod);
	put(&page->in_prod, hostile_random());
	guest_port_notify(&hostile->vkbd.base.port);
}

/* Looks like a resume, each time. */
static void reconnect(struct hostile *hostile) {
	hostile_write(hostile, HOSTILE_VKBD, "state", "3");
	hostile_write(hostile, HOSTILE_VKBD, "state", "4");
}

/* There are no events from a keyboard. */
static void output_once(struct hostile *hostile, uint32_t count) {
	put(&hostile_vkbd_page(hostile)->out_prod, hostile_random());
	guest_port_notify(&hostile->vkbd.base.port);
}

static void output_flood(struct hostile *hostile) {
	hostile_flood(hostile, output_once);
}

const struct hostile_case hostile_input_cases[] = {
	{.name = "input-unread", .outcome = HOSTILE_INPUT, .input = ignore},
	{.name = "input-consumer-anything", .outcome = HOSTILE_INPUT, .input = consume_anything},
	{.name = "input-producer-rewritten", .outcome = HOSTILE_INPUT, .input = rewrite_producer},
	{.name = "input-reconnects", .outcome = HOSTILE_INPUT, .input = reconnect},
	HOSTILE_CASE_FLOOD("keyboard-output-flood", output_flood),
	{0},
};
