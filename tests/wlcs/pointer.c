#include <stdlib.h>
#include <wlcs/pointer.h>

#include "alloc.h"
#include "desk.h"

/* What wlcs moves the mouse by. */
struct hand {
	WlcsPointer wlcs;
	struct desk *desk;
};

struct motion {
	double x, y; /* pixels */
};

struct button {
	uint32_t code;
	enum wl_pointer_button_state state;
};

static struct desk *desk_of(WlcsPointer *wlcs) {
	struct hand *hand = wl_container_of(wlcs, hand, wlcs);
	return hand->desk;
}

static void end_frame(struct desk *desk) {
	wl_signal_emit_mutable(&desk->pointer.events.frame, &desk->pointer);
}

static void do_move_absolute(struct desk *desk, void *data) {
	const struct motion *motion = data;
	struct wlr_pointer_motion_absolute_event event = {
		.pointer = &desk->pointer,
		.time_msec = desk_now(),
		.x = motion->x / DESK_WIDTH,
		.y = motion->y / DESK_HEIGHT,
	};
	wl_signal_emit_mutable(&desk->pointer.events.motion_absolute, &event);
	end_frame(desk);
}

static void move_absolute(WlcsPointer *wlcs, wl_fixed_t x, wl_fixed_t y) {
	struct motion motion = {wl_fixed_to_double(x), wl_fixed_to_double(y)};
	desk_call(desk_of(wlcs), do_move_absolute, &motion);
}

static void do_move_relative(struct desk *desk, void *data) {
	const struct motion *motion = data;
	struct wlr_pointer_motion_event event = {
		.pointer = &desk->pointer,
		.time_msec = desk_now(),
		.delta_x = motion->x,
		.delta_y = motion->y,
		.unaccel_dx = motion->x,
		.unaccel_dy = motion->y,
	};
	wl_signal_emit_mutable(&desk->pointer.events.motion, &event);
	end_frame(desk);
}

static void move_relative(WlcsPointer *wlcs, wl_fixed_t dx, wl_fixed_t dy) {
	struct motion motion = {wl_fixed_to_double(dx), wl_fixed_to_double(dy)};
	desk_call(desk_of(wlcs), do_move_relative, &motion);
}

static void do_button(struct desk *desk, void *data) {
	const struct button *button = data;
	struct wlr_pointer_button_event event = {
		.pointer = &desk->pointer,
		.time_msec = desk_now(),
		.button = button->code,
		.state = button->state,
	};
	wl_signal_emit_mutable(&desk->pointer.events.button, &event);
	end_frame(desk);
}

static void button_up(WlcsPointer *wlcs, int code) {
	struct button button = {(uint32_t)code, WL_POINTER_BUTTON_STATE_RELEASED};
	desk_call(desk_of(wlcs), do_button, &button);
}

static void button_down(WlcsPointer *wlcs, int code) {
	struct button button = {(uint32_t)code, WL_POINTER_BUTTON_STATE_PRESSED};
	desk_call(desk_of(wlcs), do_button, &button);
}

static void destroy(WlcsPointer *wlcs) {
	struct hand *hand = wl_container_of(wlcs, hand, wlcs);
	free(hand);
}

WlcsPointer *desk_create_pointer(WlcsDisplayServer *wlcs) {
	struct hand *hand = znew(struct hand);
	hand->desk = wl_container_of(wlcs, hand->desk, wlcs);
	hand->wlcs = (WlcsPointer){
		.version = WLCS_POINTER_VERSION,
		.move_absolute = move_absolute,
		.move_relative = move_relative,
		.button_up = button_up,
		.button_down = button_down,
		.destroy = destroy,
	};
	return &hand->wlcs;
}
