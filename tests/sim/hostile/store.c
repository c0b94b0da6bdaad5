#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "burst.h"
#include "hostile.h"

/* What a guest may write to xenstore: nodes that make no sense, states that don't follow, and floods. */

#define VFB_NODE(text, node_name, text_value, reason) \
	{ \
		.name = text, \
		.outcome = HOSTILE_FAULT, \
		.says = reason, \
		.node = {HOSTILE_VFB, node_name, text_value}, \
	}
#define VKBD_GRANT(text, number) \
	{ \
		.name = "grant-" text, \
		.outcome = HOSTILE_NO_KEYBOARD, \
		.says = NO_KEYBOARD, \
		.node = {HOSTILE_VKBD, "page-gref", number}, \
	}
#define REQUEST(text, node_name, text_value) \
	{ \
		.name = text, \
		.outcome = HOSTILE_SHOWN, \
		.node = {HOSTILE_VKBD, node_name, text_value}, \
	}
#define CLOSED(text, function) \
	{ \
		.name = text, \
		.outcome = HOSTILE_CLOSED, \
		.act = function, \
	}

#define NO_NUMBER "page-ref or event-channel is not a number"
#define NO_PAGE "shared page .* can't be mapped"
#define NO_KEYBOARD "keyboard's shared page can't be mapped"

/* The most that xenstored's quota lets a guest keep in a node, more or less. */
#define LARGE_VALUE 2000
#define JUNK_NODES 500

static void grant_again(struct hostile *hostile, bool writable) {
	struct guest_memory *memory = &hostile->guest.memory;
	guest_end_grant(memory, hostile->vkbd.reference);
	guest_grant(memory, hostile->vkbd.base.page, 0, writable, &hostile->vkbd.reference);
}

static void grant_read_only(struct hostile *hostile) {
	grant_again(hostile, false);
}

static void revoke_grant(struct hostile *hostile) {
	guest_end_grant(&hostile->guest.memory, hostile->vkbd.reference);
}

static void page_for_two(struct hostile *hostile) {
	guest_grant(
		&hostile->guest.memory, hostile->vfb.base.page, 0, true, &hostile->vkbd.reference);
}

static void change_page(struct hostile *hostile) {
	hostile_write(hostile, HOSTILE_VFB, "page-ref", "123456789012");
	hostile_write(hostile, HOSTILE_VFB, "state", "4");
}

static const char *large_value(void) {
	static char value[LARGE_VALUE + 1];
	memset(value, '1', LARGE_VALUE);
	return value;
}

static void protocol_large(
	struct hostile *hostile, const struct frontend *frontend, xs_transaction_t transaction) {
	if (frontend == &hostile->vfb.base) {
		guest_write(&hostile->guest, transaction, frontend->dir, "protocol", large_value());
	}
}

static void page_large(
	struct hostile *hostile, const struct frontend *frontend, xs_transaction_t transaction) {
	if (frontend == &hostile->vfb.base) {
		guest_write(&hostile->guest, transaction, frontend->dir, "page-ref", large_value());
	}
}

/* Deaf to the backend, and so to the toolstack: it answers with no state of its own. */
static void ignore_backend(struct hostile *hostile) {
	guest_watch_finish(&hostile->vfb.base.backend_watch);
	guest_watch_finish(&hostile->vkbd.base.backend_watch);
}

static void state_99(struct hostile *hostile) {
	ignore_backend(hostile);
	hostile_write(hostile, HOSTILE_VFB, "state", "99");
}

static void state_empty(struct hostile *hostile) {
	ignore_backend(hostile);
	hostile_write(hostile, HOSTILE_VFB, "state", "");
}

static void state_large(struct hostile *hostile) {
	ignore_backend(hostile);
	hostile_write(hostile, HOSTILE_VFB, "state", large_value());
}

static void state_back(struct hostile *hostile) {
	ignore_backend(hostile);
	hostile_write(hostile, HOSTILE_VFB, "state", "1");
}

static void state_closing(struct hostile *hostile) {
	ignore_backend(hostile);
	hostile_write(hostile, HOSTILE_VFB, "state", "5");
}

static void remove_state(struct hostile *hostile) {
	ignore_backend(hostile);
	xs_rm(hostile->guest.store, XBT_NULL, "device/vfb/0/state");
}

static void remove_device(struct hostile *hostile) {
	ignore_backend(hostile);
	xs_rm(hostile->guest.store, XBT_NULL, "device/vfb/0");
}

/* Anything may be behind these states: they are never waited for. */
static void write_states(const char *path, const char *const states[], uint32_t count) {
	static struct burst burst;
	uint32_t length = 0;
	while (states[length] != NULL) {
		length++;
	}
	burst_write(&burst, path, states[count % length]);
}

#define STATE_FLOOD(name, path, ...) \
	static void name##_once(struct hostile *hostile, uint32_t count) { \
		write_states(path, (const char *const[]){__VA_ARGS__, NULL}, count); \
	} \
	static void name(struct hostile *hostile) { \
		hostile_flood(hostile, name##_once); \
	}

#define VFB_STATE "device/vfb/0/state"

STATE_FLOOD(state_flood, VFB_STATE, "4")
STATE_FLOOD(flapping, VFB_STATE, "1", "4")
STATE_FLOOD(reconnect_flood, VFB_STATE, "3", "4")
STATE_FLOOD(keyboard_reconnect_flood, "device/vkbd/0/state", "3", "4")
STATE_FLOOD(reload_flood, VFB_STATE, "5", "6", "1", "3", "4")
STATE_FLOOD(error_flood, "error/device/vfb/0/error", "1", "2")

/* There are two that do, and with each it looks like a resume. */
static void change_page_once(struct hostile *hostile, uint32_t count) {
	static struct burst burst;
	static uint32_t pages[2];
	struct guest_memory *memory = &hostile->guest.memory;
	if (pages[1] == 0 && guest_allocate(memory, 1, &pages[1])) {
		pages[0] = hostile->vfb.base.page;
		memcpy(guest_page(memory, pages[1]), guest_page(memory, pages[0]), SIM_PAGE_SIZE);
	}
	char frame[24];
	snprintf(frame, sizeof(frame), "%" PRIu64, guest_gfn(memory, pages[count % 2]));
	burst_write(&burst, "device/vfb/0/page-ref", frame);
	burst_write(&burst, VFB_STATE, "4");
}

static void page_flood(struct hostile *hostile) {
	hostile_flood(hostile, change_page_once);
}

static void write_junk(struct hostile *hostile, const char *dir, uint32_t count) {
	char node[16];
	snprintf(node, sizeof(node), "%u", (unsigned int)count % JUNK_NODES);
	guest_write(&hostile->guest, XBT_NULL, dir, node, large_value());
}

static void junk_once(struct hostile *hostile, uint32_t count) {
	write_junk(hostile, "device/vfb/0", count);
}

static void junk_flood(struct hostile *hostile) {
	hostile_flood(hostile, junk_once);
}

/* Below a node that the desktop has to watch. */
static void state_junk_once(struct hostile *hostile, uint32_t count) {
	write_junk(hostile, "device/vfb/0/state", count);
}

static void state_junk_flood(struct hostile *hostile) {
	hostile_flood(hostile, state_junk_once);
}

const struct hostile_case hostile_store_cases[] = {
	VFB_NODE("page-missing", "page-ref", NULL, NO_NUMBER),
	VFB_NODE("page-empty", "page-ref", "", NO_NUMBER),
	VFB_NODE("page-text", "page-ref", "0x1000", NO_NUMBER),
	VFB_NODE("page-negative", "page-ref", "-1", NO_NUMBER),
	VFB_NODE("page-huge", "page-ref", "18446744073709551616", NO_NUMBER),
	VFB_NODE("page-zero", "page-ref", "0", NO_PAGE),
	VFB_NODE("page-last", "page-ref", "18446744073709551600", NO_PAGE),
	{.name = "page-large", .outcome = HOSTILE_FAULT, .says = NO_NUMBER, .publish = page_large},
	HOSTILE_CASE_FAULT("page-changed", NO_PAGE, change_page),
	VFB_NODE("protocol-unknown", "protocol", "x86_128-abi", "protocol is not one of"),
	VFB_NODE("protocol-empty", "protocol", "", "protocol is not one of"),
	{.name = "protocol-large",
		.outcome = HOSTILE_FAULT,
		.says = "protocol can't be read",
		.publish = protocol_large},

	VKBD_GRANT("zero", "0"),
	VKBD_GRANT("last", "4294967295"),
	VKBD_GRANT("huge", "4294967296"),
	{.name = "grant-read-only",
		.outcome = HOSTILE_NO_KEYBOARD,
		.says = NO_KEYBOARD,
		.prepare_keyboard = grant_read_only},
	{.name = "grant-revoked",
		.outcome = HOSTILE_NO_KEYBOARD,
		.says = NO_KEYBOARD,
		.prepare_keyboard = revoke_grant},
	HOSTILE_CASE_SHOWN("grant-revoked-later", revoke_grant),
	{.name = "page-for-two", .outcome = HOSTILE_SHOWN, .prepare_keyboard = page_for_two},

	REQUEST("touch-request-seven", "request-multi-touch", "7"),
	REQUEST("touch-request-negative", "request-multi-touch", "-1"),
	REQUEST("touch-request-text", "request-multi-touch", "x"),
	REQUEST("touch-request-empty", "request-multi-touch", ""),
	REQUEST("pointer-request-seven", "request-abs-pointer", "7"),

	/* Whose states we'd write if we believed it. */
	{.name = "backend-elsewhere",
		.outcome = HOSTILE_SHOWN,
		.node = {HOSTILE_VFB, "backend", "/local/domain/0/data"}},
	{.name = "keyboard-backend-elsewhere",
		.outcome = HOSTILE_SHOWN,
		.node = {HOSTILE_VKBD, "backend", "/local/domain/0/data"}},

	CLOSED("state-99", state_99),
	CLOSED("state-empty", state_empty),
	CLOSED("state-large", state_large),
	CLOSED("state-back", state_back),
	CLOSED("state-closing", state_closing),
	CLOSED("state-removed", remove_state),
	CLOSED("device-removed", remove_device),
	HOSTILE_CASE_SHOWN("backend-ignored", ignore_backend),

	HOSTILE_CASE_FLOOD("state-flood", state_flood),
	HOSTILE_CASE_FLOOD("flapping", flapping),
	HOSTILE_CASE_FLOOD("reconnect-flood", reconnect_flood),
	HOSTILE_CASE_FLOOD("keyboard-reconnect-flood", keyboard_reconnect_flood),
	HOSTILE_CASE_FLOOD("reload-flood", reload_flood),
	HOSTILE_CASE_FLOOD("page-change-flood", page_flood),
	HOSTILE_CASE_FLOOD("junk-flood", junk_flood),
	HOSTILE_CASE_FLOOD("state-junk-flood", state_junk_flood),
	HOSTILE_CASE_FLOOD("error-flood", error_flood),
	{0},
};
