/* The renderer is lost, as after a reset of the GPU: what is shown comes back, and nothing spins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <time.h>
#include <wlr/backend/interface.h>
#include <wlr/render/interface.h>
#include <wlr/render/wlr_renderer.h>

#include "compositor_client.h"
#include "compositor_env.h"
#include "compositor_locker.h"
#include "config.h"
#include "session_lock.h"
#include "view_place.h"

#define COLOR 0x30a060

static int setup(void **state) {
	*state = env_create("");
	return 0;
}

static int teardown(void **state) {
	env_destroy(*state);
	return 0;
}

static void lose_renderer(struct env *env) {
	wl_signal_emit_mutable(&env->server->renderer->events.lost, NULL);
}

/* With what is lost nothing is drawn. */
static void wait_for_other_than(struct env *env, const struct wlr_renderer *old) {
	int commits = env->commits;
	int64_t start = env_now_ms();
	while (env->server->renderer == old) {
		assert_int_equal(env->commits, commits);
		assert_true(env_now_ms() - start < 20000);
		env_run_for(env, 10);
	}
}

static void wait_for_another_renderer(struct env *env) {
	wait_for_other_than(env, env->server->renderer);
}

static void expect_no_commits(struct env *env) {
	int commits = env->commits;
	env_run_for(env, 100); /* six frames */
	assert_int_equal(env->commits, commits);
}

static void expect_draws(struct env *env, struct fake_guest *guest, uint32_t color) {
	const struct view *view = env_view(env, guest);
	fake_guest_fill(guest, 0, 0, 640, 400, color);
	fake_guest_damage(guest, 0, 0, 640, 400);
	env_settle(env);
	assert_int_equal(env_pixel(env, view->box.x, view->box.y), color);
	assert_int_equal(env_pixel(env, view->box.x + 639, view->box.y + 399), color);
}

static void test_it_is_replaced(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	const struct wlr_renderer *old = env->server->renderer;
	lose_renderer(env);
	assert_ptr_equal(env->server->renderer, old); /* it is still in use there */
	wait_for_another_renderer(env);
	expect_draws(env, guest, 0x336699);
	const struct view *view = env_view(env, guest);
	assert_int_equal(env_pixel(env, view->box.x + 300, view->box.y - 2), view->color);
	expect_no_commits(env);
}

static bool cursor_is_shown(struct env *env, int x, int y) {
	uint32_t background = env->server->config->background;
	for (int i = 0; i < 20; i++) {
		if (env_pixel(env, x + i / 2, y + i) != background) {
			return true;
		}
	}
	return false;
}

static void test_the_cursor_comes_back(void **state) {
	struct env *env = *state;
	env_move_to(env, 600, 300);
	env_settle(env);
	assert_true(cursor_is_shown(env, 600, 300));
	lose_renderer(env);
	wait_for_another_renderer(env);
	env_settle(env);
	assert_true(cursor_is_shown(env, 600, 300));
}

/* Its picture is gone with the renderer. */
static void test_a_program_draws_again_when_it_likes(void **state) {
	struct env *env = *state;
	struct client *client = client_create(env, 400, 300, COLOR);
	struct view *view = env_top_view(env);
	assert_int_equal(env_pixel(env, view->box.x + 10, view->box.y + 10), COLOR);
	lose_renderer(env);
	wait_for_another_renderer(env);
	env_settle(env);
	assert_int_equal(env_pixel(env, view->box.x + 10, view->box.y + 10),
		env->server->config->background);
	expect_no_commits(env);

	view_resize(view, &(struct wlr_box){.x = 100, .y = 100, .width = 420, .height = 300}, 0);
	client_settle(client);
	assert_int_equal(env_pixel(env, 519, 399), COLOR);
	client_destroy(client);
}

static void assert_only_shown(struct env *env, uint32_t color) {
	for (int y = 0; y < 700; y += 7) {
		for (int x = 0; x < 1260; x += 7) {
			assert_int_equal(env_pixel(env, x, y), color);
		}
	}
}

/* What the locker drew is gone: the cover is there until it draws again. */
static void test_a_locked_session_stays_covered(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_move_to(env, 1279, 719);
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, COLOR);
	assert_only_shown(env, COLOR);
	lose_renderer(env);
	fake_guest_damage(guest, 0, 0, 640, 400);
	wait_for_another_renderer(env);
	client_settle(locker->client);
	assert_only_shown(env, LOCK_COLOR);
	assert_false(guest->visible);
	env_press(env, KEY_A);
	client_settle(locker->client);
	assert_int_equal(locker->client->last_key, KEY_A);
	assert_int_equal(fake_guest_count(guest, FAKE_KEY), 0);

	client_attach(locker->client, locker->surfaces[0].surface, 1280, 720, COLOR);
	client_settle(locker->client);
	assert_only_shown(env, COLOR);
	locker_unlock(locker);
	expect_draws(env, guest, 0x336699);
	locker_destroy(locker);
}

/* Whose locker has died, or dies with the GPU. */
static void test_a_session_without_its_locker_stays_covered(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_move_to(env, 1279, 719);
	struct locker *locker = locker_create(env);
	locker_show(locker, 0, COLOR);
	const struct wlr_renderer *old = env->server->renderer;
	lose_renderer(env);
	locker_destroy(locker);
	wait_for_other_than(env, old);
	env_settle(env);
	assert_only_shown(env, LOCK_COLOR_ABANDONED);
	lose_renderer(env);
	wait_for_another_renderer(env);
	env_settle(env);
	assert_only_shown(env, LOCK_COLOR_ABANDONED);
	assert_false(guest->visible);
}

/* Nothing can be drawn that says so; it is locked all the same, and told so in time. */
static void test_locked_while_the_renderer_is_lost(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_move_to(env, 1279, 719);
	env_settle(env);
	const struct wlr_renderer *old = env->server->renderer;
	lose_renderer(env);
	struct locker *locker = locker_create(env);
	wait_for_other_than(env, old);
	client_settle(locker->client);
	assert_true(locker->locked);
	assert_only_shown(env, LOCK_COLOR);
	assert_false(guest->visible);
	locker_destroy(locker);
}

static int count(struct env *env, uint32_t color) {
	int count = 0;
	for (int y = 0; y < 720; y += 2) {
		for (int x = 0; x < 1280; x += 2) {
			count += env_pixel(env, x, y) == color;
		}
	}
	return count;
}

/* So does all that the desktop draws itself, and what it shows in small of others. */
static void test_switcher_and_bar_come_back(void **state) {
	struct env *env = *state;
	env->config->bar = CONFIG_BAR_TOP;
	server_set_config(env->server, env->config);
	struct client *client = client_create(env, 400, 300, COLOR);
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	struct view *view = env_view(env, guest);
	fake_guest_fill(guest, 0, 0, 640, 400, 0x336699);
	fake_guest_damage(guest, 0, 0, 640, 400);
	view_minimize(view);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	env_settle(env);
	int seen = count(env, 0x336699), of_bar = count(env, 0x1d2025);
	assert_true(seen > 5000);
	lose_renderer(env);
	wait_for_another_renderer(env);
	env_settle(env);
	env_run_for(env, 100);
	assert_int_equal(count(env, 0x336699), seen);
	/* Of the program, only what is behind its pictures. */
	assert_true(count(env, 0x1d2025) >= of_bar);
	assert_int_equal(count(env, COLOR), 0);
	expect_no_commits(env);
	env_key(env, KEY_LEFTALT, false);
	client_destroy(client);
}

/* A GPU that is lost again with the first frame. */
static void test_it_is_replaced_no_more_than_once_a_second(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	int64_t start = env_now_ms();
	for (int i = 0; i < 3; i++) {
		lose_renderer(env);
		lose_renderer(env);
		wait_for_another_renderer(env);
	}
	assert_true(env_now_ms() - start >= 2000);
	expect_draws(env, guest, 0x336699);
}

static void test_what_cannot_be_made_again_is_left_for_pixman(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	setenv("WLR_RENDERER", "gles2", true);
	setenv("WLR_RENDER_DRM_DEVICE", "/dev/null", true);
	lose_renderer(env);
	fake_guest_damage(guest, 0, 0, 640, 400);
	wait_for_another_renderer(env);
	unsetenv("WLR_RENDERER");
	unsetenv("WLR_RENDER_DRM_DEVICE");
	expect_draws(env, guest, 0x336699);
}

static int buffer_caps_asked;

static uint32_t no_buffer_caps(struct wlr_backend *backend) {
	buffer_caps_asked++;
	return 0;
}

static void test_where_nothing_can_be_made_it_rests_until_something_changes(void **state) {
	struct env *env = *state;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	const struct wlr_renderer *old = env->server->renderer;
	const struct wlr_backend_impl *impl = env->backend->impl;
	struct wlr_backend_impl no_memory = *impl;
	no_memory.get_buffer_caps = no_buffer_caps;
	env->backend->impl = &no_memory;
	lose_renderer(env);
	int asked;
	do {
		asked = buffer_caps_asked;
		env_run_for(env, 1500);
	} while (buffer_caps_asked != asked);
	assert_in_range(asked, 3, 9);
	assert_ptr_equal(env->server->renderer, old);
	fake_guest_damage(guest, 0, 0, 640, 400);
	expect_no_commits(env);

	env->backend->impl = impl;
	server_set_config(env->server, env->config);
	wait_for_another_renderer(env);
	expect_draws(env, guest, 0x336699);
}

/* A GPU whose memory may be full. pixman does its work. */
struct gpu {
	struct wlr_renderer renderer;
	struct wlr_renderer *pixman;
	bool full;
	int refused; /* textures */
};

static struct gpu *from_renderer(struct wlr_renderer *renderer) {
	struct gpu *gpu = wl_container_of(renderer, gpu, renderer);
	return gpu;
}

static const struct wlr_drm_format_set *gpu_get_texture_formats(
	struct wlr_renderer *renderer, uint32_t buffer_caps) {
	return wlr_renderer_get_texture_formats(from_renderer(renderer)->pixman, buffer_caps);
}

static const struct wlr_drm_format_set *gpu_get_render_formats(struct wlr_renderer *renderer) {
	return NULL;
}

static struct wlr_texture *gpu_texture_from_buffer(
	struct wlr_renderer *renderer, struct wlr_buffer *buffer) {
	struct gpu *gpu = from_renderer(renderer);
	gpu->refused += gpu->full;
	return gpu->full ? NULL : wlr_texture_from_buffer(gpu->pixman, buffer);
}

static struct wlr_render_pass *gpu_begin_buffer_pass(struct wlr_renderer *renderer,
	struct wlr_buffer *buffer, const struct wlr_buffer_pass_options *options) {
	return NULL;
}

static const struct wlr_renderer_impl gpu_impl = {
	.get_texture_formats = gpu_get_texture_formats,
	.get_render_formats = gpu_get_render_formats,
	.texture_from_buffer = gpu_texture_from_buffer,
	.begin_buffer_pass = gpu_begin_buffer_pass,
};

static void test_a_guest_that_the_gpu_has_no_room_for_is_not_tried_again(void **state) {
	struct env *env = *state;
	static struct gpu gpu;
	gpu.pixman = env->server->renderer;
	wlr_renderer_init(&gpu.renderer, &gpu_impl, WLR_BUFFER_CAP_DATA_PTR);
	env->server->renderer = &gpu.renderer;
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 400);
	env_settle(env);
	expect_draws(env, guest, 0x336699);

	gpu.full = true;
	fake_guest_damage(guest, 0, 0, 10, 10);
	env_settle(env);
	const struct view *view = env_view(env, guest);
	assert_int_equal(env_pixel(env, view->box.x, view->box.y), 0);
	assert_false(guest->visible);
	fake_guest_damage(guest, 0, 0, 10, 10);
	expect_no_commits(env);
	assert_int_equal(gpu.refused, 1);
	/* Whatever else changes about it. */
	wl_signal_emit_mutable(&guest->display.surface.events.change, NULL);
	env_settle(env);
	assert_int_equal(gpu.refused, 1);

	gpu.full = false;
	fake_guest_set_mode(guest, 320, 200);
	fake_guest_set_mode(guest, 640, 400);
	expect_draws(env, guest, 0x663399);
	fake_guest_destroy(guest);
	env->server->renderer = gpu.pixman;
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_it_is_replaced),
		TEST(test_the_cursor_comes_back),
		TEST(test_a_program_draws_again_when_it_likes),
		TEST(test_a_locked_session_stays_covered),
		TEST(test_a_session_without_its_locker_stays_covered),
		TEST(test_locked_while_the_renderer_is_lost),
		TEST(test_switcher_and_bar_come_back),
		TEST(test_it_is_replaced_no_more_than_once_a_second),
		TEST(test_what_cannot_be_made_again_is_left_for_pixman),
		TEST(test_where_nothing_can_be_made_it_rests_until_something_changes),
		TEST(test_a_guest_that_the_gpu_has_no_room_for_is_not_tried_again),
	};
	return cmocka_run_group_tests_name("recovery", tests, NULL, NULL);
}
