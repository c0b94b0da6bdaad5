#include "compositor_window_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "frame.h"

struct env *env;
struct fake_guest *guest, *other_guest;
struct fake_agent *agent, *other_agent;

int window_start(void **state) {
	env = env_create("[defaults]\ncolor = #aa2211\n"
			 "[domain guest2]\ncolor = #1122aa\nfullscreen = yes\nscale = 2\n"
			 "utf8-titles = yes\n");
	guest = fake_guest_create(env, 1, 0, 0);
	other_guest = fake_guest_create(env, 2, 0, 0);
	agent = fake_agent_create(guest);
	other_agent = fake_agent_create(other_guest);
	return 0;
}

int window_stop(void **state) {
	env_destroy(env);
	return 0;
}

void assert_told(const struct fake_window *window, int times, int x, int y, int width, int height) {
	assert_int_equal(window->configures, times);
	assert_int_equal(window->configured.x, x);
	assert_int_equal(window->configured.y, y);
	assert_int_equal(window->configured.width, width);
	assert_int_equal(window->configured.height, height);
}

void assert_border_around(const struct view *view, uint32_t color) {
	const struct wlr_box *box = &view->box;
	int right = box->x + box->width, bottom = box->y + box->height;
	for (int x = box->x - FRAME_BORDER; x < right + FRAME_BORDER; x += 7) {
		assert_int_equal(env_pixel(env, x, bottom), color);
		assert_int_equal(env_pixel(env, x, bottom + FRAME_BORDER - 1), color);
	}
	for (int y = box->y - FRAME_TITLE_HEIGHT; y < bottom; y += 7) {
		assert_int_equal(env_pixel(env, box->x - 1, y), color);
		assert_int_equal(env_pixel(env, right, y), color);
	}
}
