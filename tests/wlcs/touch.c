#include <stdlib.h>
#include <wlcs/touch.h>

#include "alloc.h"
#include "desk.h"

/* What wlcs touches the screen with. */
struct finger {
	WlcsTouch wlcs;
	struct desk *desk;
};

struct spot {
	double x, y; /* pixels */
};

static struct desk *desk_of(WlcsTouch *wlcs) {
	struct finger *finger = wl_container_of(wlcs, finger, wlcs);
	return finger->desk;
}

static void end_frame(struct desk *desk) {
	wl_signal_emit_mutable(&desk->touch.events.frame, &desk->touch);
}

static void do_down(struct desk *desk, void *data) {
	const struct spot *spot = data;
	struct wlr_touch_down_event event = {
		.touch = &desk->touch,
		.time_msec = desk_now(),
		.x = spot->x / DESK_WIDTH,
		.y = spot->y / DESK_HEIGHT,
	};
	wl_signal_emit_mutable(&desk->touch.events.down, &event);
	end_frame(desk);
}

/* The header says that x and y are fixed point numbers, but wlcs 1.7 gives whole ones. */
static void down(WlcsTouch *wlcs, wl_fixed_t x, wl_fixed_t y) {
	struct spot spot = {x, y};
	desk_call(desk_of(wlcs), do_down, &spot);
}

static void do_move(struct desk *desk, void *data) {
	const struct spot *spot = data;
	struct wlr_touch_motion_event event = {
		.touch = &desk->touch,
		.time_msec = desk_now(),
		.x = spot->x / DESK_WIDTH,
		.y = spot->y / DESK_HEIGHT,
	};
	wl_signal_emit_mutable(&desk->touch.events.motion, &event);
	end_frame(desk);
}

static void move(WlcsTouch *wlcs, wl_fixed_t x, wl_fixed_t y) {
	struct spot spot = {x, y};
	desk_call(desk_of(wlcs), do_move, &spot);
}

static void do_up(struct desk *desk, void *data) {
	struct wlr_touch_up_event event = {.touch = &desk->touch, .time_msec = desk_now()};
	wl_signal_emit_mutable(&desk->touch.events.up, &event);
	end_frame(desk);
}

static void up(WlcsTouch *wlcs) {
	desk_call(desk_of(wlcs), do_up, NULL);
}

static void destroy(WlcsTouch *wlcs) {
	struct finger *finger = wl_container_of(wlcs, finger, wlcs);
	free(finger);
}

WlcsTouch *desk_create_touch(WlcsDisplayServer *wlcs) {
	struct finger *finger = znew(struct finger);
	finger->desk = wl_container_of(wlcs, finger->desk, wlcs);
	finger->wlcs = (WlcsTouch){
		.version = WLCS_TOUCH_VERSION,
		.touch_down = down,
		.touch_move = move,
		.touch_up = up,
		.destroy = destroy,
	};
	return &finger->wlcs;
}
