#include "compositor_env.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wlr/backend.h>
#include <wlr/backend/headless.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_output_layout.h>

#include "alloc.h"
#include "compositor_agent.h"
#include "config.h"
#include "desktop.h"
#include "focus.h"
#include "guest_view.h"
#include "log.h"
#include "seat.h"

#include <drm_fourcc.h>

/* Fontconfig keeps what it has read, a client that crashes its proxies, until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
	return "leak:libfontconfig\nleak:libwayland-client\n";
}

static struct fake_guest *from_surface(struct guest_surface *surface) {
	struct fake_guest *guest = wl_container_of(surface, guest, display.surface);
	return guest;
}

static void record(struct guest_surface *surface, struct fake_event event) {
	struct fake_guest *guest = from_surface(surface);
	if (guest->event_count < FAKE_EVENTS) {
		guest->events[guest->event_count++] = event;
	}
}

static void announce(struct fake_guest *guest) {
	if (guest->visible && !guest->announced && pixman_region32_not_empty(&guest->damage)) {
		guest->announced = true;
		wl_signal_emit_mutable(&guest->display.surface.events.damage, NULL);
	}
}

static void impl_set_visible(struct guest_surface *surface, bool visible) {
	struct fake_guest *guest = from_surface(surface);
	guest->visible = visible;
	guest->visible_changes++;
	guest->announced = false;
	if (visible && guest->pixels != NULL) {
		pixman_region32_union_rect(&guest->damage, &guest->damage, 0, 0,
			guest->pixels->width, guest->pixels->height);
		announce(guest);
	}
}

static bool impl_take_damage(struct guest_surface *surface, pixman_region32_t *damage) {
	struct fake_guest *guest = from_surface(surface);
	guest->takes++;
	bool more = guest->draws_on && pixman_region32_not_empty(&guest->damage);
	guest->announced = more;
	if (guest->fault_on_take) {
		guest->pixels = NULL;
		guest_display_set_fault(&guest->display, "it was told to");
		return false;
	}
	pixman_region32_union(damage, damage, &guest->damage);
	pixman_region32_clear(&guest->damage);
	return more;
}

static void impl_key(struct guest_surface *surface, uint32_t code, bool pressed) {
	record(surface,
		(struct fake_event){.type = FAKE_KEY, .code = (int32_t)code, .pressed = pressed});
}

static void impl_button(struct guest_surface *surface, uint32_t button, bool pressed) {
	record(surface, (struct fake_event){
				.type = FAKE_BUTTON, .code = (int32_t)button, .pressed = pressed});
}

static void impl_motion(struct guest_surface *surface, double x, double y, double dx, double dy) {
	record(surface,
		(struct fake_event){.type = FAKE_MOTION, .x = x, .y = y, .dx = dx, .dy = dy});
}

static void impl_wheel(struct guest_surface *surface, enum guest_axis axis, int32_t v120) {
	enum fake_event_type type = axis == GUEST_AXIS_VERTICAL ? FAKE_WHEEL : FAKE_TILT;
	record(surface, (struct fake_event){.type = type, .code = v120});
}

static uint32_t impl_contacts(struct guest_surface *surface) {
	return from_surface(surface)->contacts;
}

static void impl_touch(struct guest_surface *surface, enum guest_touch touch, uint32_t contact,
	double x, double y) {
	record(surface, (struct fake_event){.type = FAKE_TOUCH,
				.code = (int32_t)contact,
				.touch = touch,
				.x = x,
				.y = y});
}

static void impl_touch_frame(struct guest_surface *surface) {
	record(surface, (struct fake_event){.type = FAKE_TOUCH_FRAME});
}

static void impl_release_all(struct guest_surface *surface) {
	record(surface, (struct fake_event){.type = FAKE_RELEASE_ALL});
}

static const struct guest_surface_impl surface_impl = {
	.set_visible = impl_set_visible,
	.take_damage = impl_take_damage,
	.key = impl_key,
	.button = impl_button,
	.motion = impl_motion,
	.wheel = impl_wheel,
	.contacts = impl_contacts,
	.touch = impl_touch,
	.touch_frame = impl_touch_frame,
	.release_all = impl_release_all,
};

struct fake_pixels {
	struct guest_pixels base;
	int *alive;
	uint32_t *memory;
};

static void pixels_destroy(struct guest_pixels *base) {
	struct fake_pixels *pixels = wl_container_of(base, pixels, base);
	--*pixels->alive;
	free(pixels->memory);
	free(pixels);
}

struct guest_pixels *fake_pixels_create(
	int width, int height, uint32_t salt, int *alive, uint32_t **memory) {
	struct fake_pixels *pixels = znew(struct fake_pixels);
	pixels->alive = alive;
	pixels->memory = must(calloc((size_t)width * height, sizeof(uint32_t)));
	for (int i = 0; i < width * height; i++) {
		/* The top byte is what a guest leaves there: it must not shine through. */
		pixels->memory[i] = (uint32_t)(i * 2654435761u >> 8) ^ salt << 20;
	}
	pixels->base = (struct guest_pixels){
		.data = pixels->memory,
		.width = width,
		.height = height,
		.stride = (uint32_t)width * 4,
		.drm_format = DRM_FORMAT_XRGB8888,
		.refs = 1,
		.destroy = pixels_destroy,
	};
	++*alive;
	*memory = pixels->memory;
	return &pixels->base;
}

uint32_t fake_guest_pixel(const struct fake_guest *guest, int x, int y) {
	return guest->memory[y * guest->pixels->width + x] & 0xffffff;
}

void fake_guest_set_mode(struct fake_guest *guest, int width, int height) {
	if (width == 0) {
		guest->pixels = NULL;
		guest_display_set_off(&guest->display);
		return;
	}
	guest->pixels = fake_pixels_create(
		width, height, guest->guest.domid, &guest->pixels_alive, &guest->memory);
	pixman_region32_union_rect(&guest->damage, &guest->damage, 0, 0, width, height);
	guest_display_set_on(&guest->display, guest->pixels);
	announce(guest);
}

void fake_guest_fill(
	struct fake_guest *guest, int x, int y, int width, int height, uint32_t color) {
	for (int row = y; row < y + height; row++) {
		for (int column = x; column < x + width; column++) {
			guest->memory[row * guest->pixels->width + column] = color;
		}
	}
}

void fake_guest_damage(struct fake_guest *guest, int x, int y, int width, int height) {
	pixman_region32_union_rect(&guest->damage, &guest->damage, x, y, width, height);
	announce(guest);
}

struct fake_guest *fake_guest_create(struct env *env, int id, int width, int height) {
	struct fake_guest *guest = znew(struct fake_guest);
	uint8_t uuid[GUEST_UUID_SIZE] = {(uint8_t)id, 0x42};
	char name[32];
	snprintf(name, sizeof(name), "guest%d", id);
	pixman_region32_init(&guest->damage);
	guest_init(&guest->guest, &env->guests, (uint16_t)id, uuid);
	guest_set_name(&guest->guest, name);
	guest_announce(&guest->guest);
	guest_display_init(&guest->display, &surface_impl, &guest->guest, 0);
	guest_display_announce(&guest->display);
	if (width != 0) {
		fake_guest_set_mode(guest, width, height);
	}
	return guest;
}

struct fake_guest *fake_guest_create_focused(struct env *env, int id, int width, int height) {
	struct fake_guest *guest = fake_guest_create(env, id, width, height);
	env_focus(env, env_view(env, guest));
	env_settle(env);
	fake_guest_forget(guest);
	return guest;
}

void fake_guest_destroy(struct fake_guest *guest) {
	if (guest->guest.agent != NULL) {
		fake_agent_destroy(guest->guest.agent);
	}
	guest_display_finish(&guest->display);
	guest_finish(&guest->guest);
	pixman_region32_fini(&guest->damage);
	free(guest);
}

int fake_guest_count(const struct fake_guest *guest, enum fake_event_type type) {
	int count = 0;
	for (int i = 0; i < guest->event_count; i++) {
		count += guest->events[i].type == type;
	}
	return count;
}

const struct fake_event *fake_guest_last(
	const struct fake_guest *guest, enum fake_event_type type) {
	for (int i = guest->event_count - 1; i >= 0; i--) {
		if (guest->events[i].type == type) {
			return &guest->events[i];
		}
	}
	return NULL;
}

bool fake_guest_got(
	const struct fake_guest *guest, enum fake_event_type type, int32_t code, bool pressed) {
	for (int i = 0; i < guest->event_count; i++) {
		const struct fake_event *event = &guest->events[i];
		if (event->type == type && event->code == code && event->pressed == pressed) {
			return true;
		}
	}
	return false;
}

void fake_guest_forget(struct fake_guest *guest) {
	guest->event_count = 0;
}

static void get_policy(void *data, const struct guest *guest, struct guest_policy *policy) {
	*policy = (struct guest_policy){.attach = true};
}

static struct config *load_config(const char *text) {
	char path[] = "/tmp/domicile-test-XXXXXX";
	int fd = mkstemp(path);
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
		abort();
	}
	close(fd);
	char *error = NULL;
	struct config *config = config_load(path, &error);
	if (config == NULL) {
		fprintf(stderr, "%s\n", error);
		abort();
	}
	unlink(path);
	return config;
}

static void handle_output_commit(struct wl_listener *listener, void *data) {
	struct env *env = wl_container_of(listener, env, output_commit);
	const struct wlr_output_event_commit *event = data;
	if (event->state->committed & WLR_OUTPUT_STATE_BUFFER) {
		wlr_buffer_unlock(env->shown);
		env->shown = wlr_buffer_lock(event->state->buffer);
		env->commits++;
	}
}

static void handle_output_destroy(struct wl_listener *listener, void *data) {
	struct env *env = wl_container_of(listener, env, output_destroy);
	wl_list_remove(&env->output_commit.link);
	wl_list_remove(&env->output_destroy.link);
	env->output = NULL;
	wlr_buffer_unlock(env->shown);
	env->shown = NULL;
}

struct wlr_output *env_add_output(struct env *env, int width, int height) {
	struct wlr_output *output = wlr_headless_add_output(env->backend, width, height);
	if (env->output == NULL) {
		env->output = output;
		env->output_commit.notify = handle_output_commit;
		wl_signal_add(&output->events.commit, &env->output_commit);
		env->output_destroy.notify = handle_output_destroy;
		wl_signal_add(&output->events.destroy, &env->output_destroy);
	}
	return output;
}

void env_set_enabled(struct env *env, struct wlr_output *output, bool enabled) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, enabled);
	assert_true(wlr_output_commit_state(output, &state));
	wlr_output_state_finish(&state);
	env_settle(env);
}

static const struct wlr_keyboard_impl keyboard_impl = {.name = "test"};
static const struct wlr_pointer_impl pointer_impl = {.name = "test"};

struct env *env_create(const char *config_text) {
	setenv("WLR_SCENE_DISABLE_DIRECT_SCANOUT", "1", true);
	log_set_level(getenv("DEBUG") != NULL ? LOG_DEBUG : LOG_ERROR);
	struct env *env = znew(struct env);
	env->time = 1000;
	env->display = wl_display_create();
	env->loop = wl_display_get_event_loop(env->display);
	env->config = load_config(config_text);
	guests_init(&env->guests, get_policy, NULL);
	env->backend = wlr_headless_backend_create(env->loop);
	env_add_output(env, 1280, 720);

	const char *error;
	env->server = server_create(
		&(struct server_options){
			.display = env->display,
			.config = env->config,
			.guests = &env->guests,
			.stats = &env->stats,
			.backend = env->backend,
		},
		&error);
	if (env->server == NULL) {
		fprintf(stderr, "%s\n", error);
		abort();
	}
	wlr_keyboard_init(&env->keyboard, &keyboard_impl, "test keyboard");
	wl_signal_emit_mutable(&env->backend->events.new_input, &env->keyboard.base);
	wlr_pointer_init(&env->pointer, &pointer_impl, "test pointer");
	wl_signal_emit_mutable(&env->backend->events.new_input, &env->pointer.base);
	env_move_to(env, 1279, 719); /* where the cursor covers nothing */
	env_settle(env);
	return env;
}

void env_destroy(struct env *env) {
	struct guest *guest, *tmp;
	wl_list_for_each_safe (guest, tmp, &env->guests.list, link) {
		struct fake_guest *fake = wl_container_of(guest, fake, guest);
		fake_guest_destroy(fake);
	}
	wlr_keyboard_finish(&env->keyboard);
	wlr_pointer_finish(&env->pointer);
	server_destroy(env->server);
	guests_finish(&env->guests);
	wl_display_destroy(env->display);
	config_destroy(env->config);
	free(env);
}

int64_t env_now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

void env_run_for(struct env *env, int ms) {
	int64_t end = env_now_ms() + ms, left;
	while ((left = end - env_now_ms()) > 0) {
		wl_display_flush_clients(env->display);
		wl_event_loop_dispatch(env->loop, (int)left);
	}
}

static int handle_tick(void *data) {
	int *ticks = data;
	(*ticks)++;
	return 0;
}

void env_settle(struct env *env) {
	/*
	 * Counted by the loop's own timers: on a machine that is busy with other things the clock goes on
	 * where the loop does not.
	 */
	int ticks = 0;
	struct wl_event_source *timer = wl_event_loop_add_timer(env->loop, handle_tick, &ticks);
	for (int frame = 0; frame < 3; frame++) {
		wl_event_source_timer_update(timer, 17);
		while (ticks == frame) {
			wl_display_flush_clients(env->display);
			wl_event_loop_dispatch(env->loop, -1);
		}
	}
	wl_event_source_remove(timer);
}

uint32_t env_pixel(struct env *env, int x, int y) {
	void *data;
	uint32_t format;
	size_t stride;
	if (env->shown == NULL ||
		!wlr_buffer_begin_data_ptr_access(
			env->shown, WLR_BUFFER_DATA_PTR_ACCESS_READ, &data, &format, &stride)) {
		abort();
	}
	uint32_t pixel;
	memcpy(&pixel, (const char *)data + y * stride + x * 4, sizeof(pixel));
	wlr_buffer_end_data_ptr_access(env->shown);
	return pixel & 0xffffff;
}

void env_key(struct env *env, uint32_t code, bool pressed) {
	struct wlr_keyboard_key_event event = {
		.time_msec = env->time++,
		.keycode = code,
		.update_state = true,
		.state = pressed ? WL_KEYBOARD_KEY_STATE_PRESSED : WL_KEYBOARD_KEY_STATE_RELEASED,
	};
	wlr_keyboard_notify_key(&env->keyboard, &event);
}

void env_press(struct env *env, uint32_t code) {
	env_key(env, code, true);
	env_key(env, code, false);
}

void env_move_to(struct env *env, double x, double y) {
	struct wlr_box box;
	wlr_output_layout_get_box(env->server->desktop->output_layout, NULL, &box);
	struct wlr_pointer_motion_absolute_event event = {
		.pointer = &env->pointer,
		.time_msec = env->time++,
		.x = (x - box.x) / box.width,
		.y = (y - box.y) / box.height,
	};
	wl_signal_emit_mutable(&env->pointer.events.motion_absolute, &event);
}

void env_move_by(struct env *env, double dx, double dy) {
	struct wlr_pointer_motion_event event = {
		.pointer = &env->pointer,
		.time_msec = env->time++,
		.delta_x = dx,
		.delta_y = dy,
		.unaccel_dx = dx,
		.unaccel_dy = dy,
	};
	wl_signal_emit_mutable(&env->pointer.events.motion, &event);
}

void env_button(struct env *env, uint32_t button, bool pressed) {
	struct wlr_pointer_button_event event = {
		.pointer = &env->pointer,
		.time_msec = env->time++,
		.button = button,
		.state = pressed ? WL_POINTER_BUTTON_STATE_PRESSED
	                         : WL_POINTER_BUTTON_STATE_RELEASED,
	};
	wl_signal_emit_mutable(&env->pointer.events.button, &event);
}

void env_click(struct env *env, double x, double y) {
	env->time += 1000; /* never the second half of a double click */
	env_move_to(env, x, y);
	env_button(env, BTN_LEFT, true);
	env_button(env, BTN_LEFT, false);
}

static void turn(struct env *env, enum wl_pointer_axis axis, int32_t v120) {
	struct wlr_pointer_axis_event event = {
		.pointer = &env->pointer,
		.time_msec = env->time++,
		.source = WL_POINTER_AXIS_SOURCE_WHEEL,
		.orientation = axis,
		.delta = v120 / 8.0,
		.delta_discrete = v120,
	};
	wl_signal_emit_mutable(&env->pointer.events.axis, &event);
}

void env_wheel(struct env *env, int32_t v120) {
	turn(env, WL_POINTER_AXIS_VERTICAL_SCROLL, v120);
}

void env_tilt(struct env *env, int32_t v120) {
	turn(env, WL_POINTER_AXIS_HORIZONTAL_SCROLL, v120);
}

struct view *env_focused(struct env *env) {
	return seat_focus_of(env->server->seat)->view;
}

void env_focus(struct env *env, struct view *view) {
	focus_set(seat_focus_of(env->server->seat), view);
}

void env_assert_box(const struct view *view, int x, int y, int width, int height) {
	assert_int_equal(view->box.x, x);
	assert_int_equal(view->box.y, y);
	assert_int_equal(view->box.width, width);
	assert_int_equal(view->box.height, height);
}

struct view *env_view(struct env *env, struct fake_guest *guest) {
	struct view *view;
	wl_list_for_each (view, &env->server->desktop->views, link) {
		if (view_guest_surface(view) == &guest->display.surface) {
			return view;
		}
	}
	return NULL;
}

struct view *env_top_view(struct env *env) {
	struct view *view = NULL;
	if (!wl_list_empty(&env->server->desktop->views)) {
		view = wl_container_of(env->server->desktop->views.next, view, link);
	}
	return view;
}

struct view *env_program_view(struct env *env) {
	struct view *view;
	wl_list_for_each (view, &env->server->desktop->views, link) {
		if (view->picture == NULL) {
			return view;
		}
	}
	return NULL;
}
