#define _GNU_SOURCE
#include <stdint.h>
#include <unistd.h>
#include <xen/sched.h>

#include "hostile.h"

/* Ends, at each step of a device's life. */

static void end(struct hostile *hostile) {
	_exit(0);
}

static void crash(struct hostile *hostile) {
	guest_shutdown(&hostile->guest.memory, SHUTDOWN_crash);
	for (;;) {
		pause();
	}
}

static void end_in_transaction(
	struct hostile *hostile, const struct frontend *frontend, xs_transaction_t transaction) {
	end(hostile);
}

/* Its page and its port are there for nobody any more. */
static void end_after(struct hostile *hostile, const char *state) {
	hostile_write(hostile, HOSTILE_VFB, "state", state);
	end(hostile);
}

static void end_reconnecting(struct hostile *hostile) {
	end_after(hostile, "3");
}

static void end_closing(struct hostile *hostile) {
	end_after(hostile, "5");
}

static void end_closed(struct hostile *hostile) {
	end_after(hostile, "6");
}

static void end_drawing(struct hostile *hostile) {
	hostile_fill_ring(hostile);
	end(hostile);
}

#define GONE(text, step, how) \
	{ \
		.name = text, \
		.outcome = HOSTILE_GONE, \
		.step = how, \
	}

const struct hostile_case hostile_death_cases[] = {
	GONE("end-at-once", prepare, end),
	GONE("end-in-transaction", publish, end_in_transaction),
	GONE("end-half-connected", prepare_keyboard, end),
	GONE("end-connected", act, end),
	GONE("end-drawing", act, end_drawing),
	GONE("end-reconnecting", act, end_reconnecting),
	GONE("end-closing", act, end_closing),
	GONE("end-closed", act, end_closed),
	GONE("crash-at-once", prepare, crash),
	GONE("crash-half-connected", prepare_keyboard, crash),
	GONE("crash-connected", act, crash),
	{0},
};
