#include "compositor_touchscreen.h"

#include <stdlib.h>
#include <string.h>
#include <wlr/backend.h>
#include <wlr/interfaces/wlr_touch.h>
#include <wlr/types/wlr_output_layout.h>

#include "alloc.h"
#include "compositor_env.h"
#include "desktop.h"
#include "output.h"

struct touchscreen {
	struct env *env;
	struct wlr_touch touch;
	bool in_frame;
};

static const struct wlr_touch_impl touch_impl = {.name = "test"};

struct touchscreen *touchscreen_create(struct env *env, const char *output) {
	struct touchscreen *touchscreen = znew(struct touchscreen);
	touchscreen->env = env;
	wlr_touch_init(&touchscreen->touch, &touch_impl, "test touchscreen");
	touchscreen->touch.output_name = output != NULL ? strdup(output) : NULL;
	wl_signal_emit_mutable(&env->backend->events.new_input, &touchscreen->touch.base);
	return touchscreen;
}

void touchscreen_destroy(struct touchscreen *touchscreen) {
	wlr_touch_finish(&touchscreen->touch);
	free(touchscreen);
}

/* What is 1 to the device. */
static struct wlr_box area(const struct touchscreen *touchscreen) {
	const struct desktop *desktop = touchscreen->env->server->desktop;
	const char *name = touchscreen->touch.output_name;
	const struct output *output = name != NULL ? desktop_output_named(desktop, name) : NULL;
	struct wlr_box box;
	wlr_output_layout_get_box(
		desktop->output_layout, output != NULL ? output->wlr_output : NULL, &box);
	return box;
}

void touchscreen_begin_frame(struct touchscreen *touchscreen) {
	touchscreen->in_frame = true;
}

void touchscreen_end_frame(struct touchscreen *touchscreen) {
	touchscreen->in_frame = false;
	wl_signal_emit_mutable(&touchscreen->touch.events.frame, &touchscreen->touch);
}

static void end_frame(struct touchscreen *touchscreen) {
	if (!touchscreen->in_frame) {
		touchscreen_end_frame(touchscreen);
	}
}

void touchscreen_down(struct touchscreen *touchscreen, int32_t finger, double x, double y) {
	struct wlr_box box = area(touchscreen);
	struct wlr_touch_down_event event = {
		.touch = &touchscreen->touch,
		.time_msec = touchscreen->env->time++,
		.touch_id = finger,
		.x = x / box.width,
		.y = y / box.height,
	};
	wl_signal_emit_mutable(&touchscreen->touch.events.down, &event);
	end_frame(touchscreen);
}

void touchscreen_move(struct touchscreen *touchscreen, int32_t finger, double x, double y) {
	struct wlr_box box = area(touchscreen);
	struct wlr_touch_motion_event event = {
		.touch = &touchscreen->touch,
		.time_msec = touchscreen->env->time++,
		.touch_id = finger,
		.x = x / box.width,
		.y = y / box.height,
	};
	wl_signal_emit_mutable(&touchscreen->touch.events.motion, &event);
	end_frame(touchscreen);
}

void touchscreen_up(struct touchscreen *touchscreen, int32_t finger) {
	struct wlr_touch_up_event event = {
		.touch = &touchscreen->touch,
		.time_msec = touchscreen->env->time++,
		.touch_id = finger,
	};
	wl_signal_emit_mutable(&touchscreen->touch.events.up, &event);
	end_frame(touchscreen);
}

void touchscreen_cancel(struct touchscreen *touchscreen, int32_t finger) {
	struct wlr_touch_cancel_event event = {
		.touch = &touchscreen->touch,
		.time_msec = touchscreen->env->time++,
		.touch_id = finger,
	};
	wl_signal_emit_mutable(&touchscreen->touch.events.cancel, &event);
	end_frame(touchscreen);
}
