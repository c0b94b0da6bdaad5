/*
 * With a GPU, a texture stands between guest and scene: only what is damaged is uploaded to it.
 * OpenGL in software does here, where it is installed; no screen is needed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <drm_fourcc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <wlr/render/egl.h>
#include <wlr/render/gles2.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/render/wlr_texture.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_scene.h>

#include "guest.h"
#include "guest_buffer.h"
#include "renderer.h"

#define WIDTH 64
#define HEIGHT 48

struct fixture {
	struct wlr_renderer *renderer;
	struct wlr_scene *scene;
	struct wlr_scene_buffer *node;
	uint32_t memory[WIDTH * HEIGHT];
	struct guest_pixels pixels;
	bool pixels_destroyed;
};

static void pixels_destroy(struct guest_pixels *pixels) {
	struct fixture *fixture = wl_container_of(pixels, fixture, pixels);
	fixture->pixels_destroyed = true;
}

/* Mesa keeps some of itself until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
	return "leak:libgallium\nleak:libEGL\n";
}

static struct wlr_renderer *create_renderer(void) {
	static const EGLint context_attributes[] = {EGL_CONTEXT_CLIENT_VERSION, 2, EGL_NONE};
	setenv("WLR_RENDERER_ALLOW_SOFTWARE", "1", true);
	setenv("LIBGL_ALWAYS_SOFTWARE", "1", true);
	EGLDisplay display =
		eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
	if (display == EGL_NO_DISPLAY || !eglInitialize(display, NULL, NULL) ||
		!eglBindAPI(EGL_OPENGL_ES_API)) {
		return NULL;
	}
	EGLContext context =
		eglCreateContext(display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, context_attributes);
	if (context == EGL_NO_CONTEXT) {
		return NULL;
	}
	struct wlr_egl *egl = wlr_egl_create_with_context(display, context);
	return egl != NULL ? wlr_gles2_renderer_create(egl) : NULL;
}

static int setup(void **state) {
	static struct fixture fixture;
	fixture = (struct fixture){.renderer = create_renderer()};
	*state = &fixture;
	if (fixture.renderer == NULL) {
		return 0;
	}
	fixture.scene = wlr_scene_create();
	fixture.node = wlr_scene_buffer_create(&fixture.scene->tree, NULL);
	fixture.pixels = (struct guest_pixels){
		.data = fixture.memory,
		.width = WIDTH,
		.height = HEIGHT,
		.stride = WIDTH * 4,
		.drm_format = DRM_FORMAT_XRGB8888,
		.refs = 1,
		.destroy = pixels_destroy,
	};
	for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
		fixture.memory[i] = i * 2654435761u >> 8;
	}
	return 0;
}

static int teardown(void **state) {
	struct fixture *fixture = *state;
	if (fixture->renderer != NULL) {
		wlr_scene_node_destroy(&fixture->scene->tree.node);
		wlr_renderer_destroy(fixture->renderer);
	}
	return 0;
}

static uint32_t texture_pixel(const struct fixture *fixture, int x, int y) {
	struct wlr_client_buffer *buffer = wlr_client_buffer_get(fixture->node->buffer);
	assert_non_null(buffer);
	uint32_t pixel = 0;
	assert_true(wlr_texture_read_pixels(
		buffer->texture, &(struct wlr_texture_read_pixels_options){
					 .data = &pixel,
					 .format = DRM_FORMAT_XRGB8888,
					 .stride = 4,
					 .src_box = {.x = x, .y = y, .width = 1, .height = 1},
				 }));
	return pixel & 0xffffff;
}

static void need_renderer(const struct fixture *fixture) {
	if (fixture->renderer == NULL) {
		print_message("skipped: there is no EGL on this machine, so no GLES2 renderer\n");
		skip();
	}
}

static void test_only_damage_is_uploaded(void **state) {
	struct fixture *fixture = *state;
	need_renderer(fixture);
	struct guest_buffer *buffer =
		guest_buffer_create(&fixture->pixels, fixture->renderer, fixture->node);
	assert_non_null(buffer);
	/* Nothing is uploaded until it is drawn. */
	assert_non_null(fixture->node->buffer);
	assert_null(wlr_client_buffer_get(fixture->node->buffer));
	uint64_t bytes;
	pixman_region32_t damage;
	pixman_region32_init_rect(&damage, 0, 0, WIDTH, HEIGHT);
	assert_true(guest_buffer_damage(buffer, &damage, &bytes));
	pixman_region32_fini(&damage);
	assert_int_equal(texture_pixel(fixture, 63, 47), fixture->memory[WIDTH * 48 - 1]);

	uint32_t before = fixture->memory[WIDTH * 30 + 40];
	fixture->memory[WIDTH * 30 + 40] = 0x111111; /* not announced */
	fixture->memory[WIDTH * 10 + 20] = 0x222222;
	pixman_region32_init_rect(&damage, 20, 10, 8, 4);
	assert_true(guest_buffer_damage(buffer, &damage, &bytes));
	assert_int_equal(bytes, 8 * 4 * 4);
	pixman_region32_fini(&damage);
	assert_int_equal(texture_pixel(fixture, 20, 10), 0x222222);
	assert_int_equal(texture_pixel(fixture, 40, 30), before);

	guest_buffer_destroy(buffer);
	assert_null(fixture->node->buffer);
	assert_false(fixture->pixels_destroyed);
	/* Nor can a format that isn't known be drawn: nothing is held for it. */
	fixture->pixels.drm_format = DRM_FORMAT_YUYV;
	assert_null(guest_buffer_create(&fixture->pixels, fixture->renderer, fixture->node));
	assert_int_equal(fixture->pixels.refs, 1);

	guest_pixels_unref(&fixture->pixels);
	assert_true(fixture->pixels_destroyed);
}

/* What a machine without a GPU, or with one that only shows, offers as its OpenGL. */
static void test_software_is_no_gpu(void **state) {
	struct fixture *fixture = *state;
	need_renderer(fixture);
	assert_true(renderer_is_software(fixture->renderer));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_software_is_no_gpu),
		cmocka_unit_test(test_only_damage_is_uploaded),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
