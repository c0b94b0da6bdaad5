#include "hostile.h"

/* Event channels: ports that can't be bound, that go, or that are never silent. */

#define PORT(text, device_name, outcome_, number, reason) \
	{ \
		.name = text, \
		.outcome = outcome_, \
		.says = reason, \
		.node = {device_name, "event-channel", number}, \
	}
#define VFB_PORT(text, number, reason) \
	PORT("port-" text, HOSTILE_VFB, HOSTILE_FAULT, number, reason)
#define VKBD_PORT(text, number) \
	PORT("keyboard-port-" text, HOSTILE_VKBD, HOSTILE_NO_KEYBOARD, number, \
		"keyboard's event channel can't be bound")

#define UNBOUND "event channel .* can't be bound"
#define NO_NUMBER "event-channel is not a number"

static void publish_port(struct hostile *hostile, const struct frontend *frontend,
	xs_transaction_t transaction, uint32_t port) {
	guest_write_number(&hostile->guest, transaction, frontend->dir, "event-channel", port);
}

static void port_for_another(
	struct hostile *hostile, const struct frontend *frontend, xs_transaction_t transaction) {
	const uint32_t not_dom0 = 1234;
	if (frontend == &hostile->vfb.base) {
		publish_port(hostile, frontend, transaction,
			(uint32_t)xenevtchn_bind_unbound_port(hostile->guest.channels, not_dom0));
	}
}

static void port_for_two(
	struct hostile *hostile, const struct frontend *frontend, xs_transaction_t transaction) {
	publish_port(hostile, frontend, transaction, hostile->vfb.base.port.number);
}

static void storm_once(struct hostile *hostile, uint32_t count) {
	guest_port_notify(&hostile->vfb.base.port);
}

static void storm(struct hostile *hostile) {
	hostile_flood(hostile, storm_once);
}

static void keyboard_storm_once(struct hostile *hostile, uint32_t count) {
	guest_port_notify(&hostile->vkbd.base.port);
}

static void keyboard_storm(struct hostile *hostile) {
	hostile_flood(hostile, keyboard_storm_once);
}

static void close_port(struct hostile *hostile) {
	xenevtchn_unbind(hostile->guest.channels, hostile->vfb.base.port.number);
}

/* To one that is another, with the state as it was. */
static void change_port(struct hostile *hostile) {
	uint32_t other = (uint32_t)xenevtchn_bind_unbound_port(hostile->guest.channels, 0);
	close_port(hostile);
	hostile->vfb.base.port.number = other;
	publish_port(hostile, &hostile->vfb.base, XBT_NULL, other);
	hostile_write(hostile, HOSTILE_VFB, "state", "4");
}

const struct hostile_case hostile_channel_cases[] = {
	VFB_PORT("missing", NULL, NO_NUMBER),
	VFB_PORT("empty", "", NO_NUMBER),
	VFB_PORT("text", "one", NO_NUMBER),
	VFB_PORT("negative", "-1", NO_NUMBER),
	VFB_PORT("huge", "4294967296", NO_NUMBER),
	VFB_PORT("zero", "0", UNBOUND),
	VFB_PORT("last", "4294967295", UNBOUND),
	VFB_PORT("unknown", "1000", UNBOUND),
	/* The one to xenstored. */
	VFB_PORT("taken", "1", UNBOUND),
	{.name = "port-for-another",
		.outcome = HOSTILE_FAULT,
		.says = UNBOUND,
		.publish = port_for_another},

	VKBD_PORT("missing", NULL),
	VKBD_PORT("text", "one"),
	VKBD_PORT("last", "4294967295"),
	VKBD_PORT("taken", "1"),
	{.name = "port-for-two",
		.outcome = HOSTILE_NO_KEYBOARD,
		.says = "keyboard's event channel can't be bound",
		.publish = port_for_two},

	{.name = "port-closed", .outcome = HOSTILE_SILENT, .act = close_port},
	HOSTILE_CASE_SHOWN("port-changed", change_port),
	HOSTILE_CASE_FLOOD("event-storm", storm),
	HOSTILE_CASE_FLOOD("keyboard-event-storm", keyboard_storm),
	{0},
};
