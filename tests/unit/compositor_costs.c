/* What a guest can do many times, or large, costs the desktop little: it isn't the user who waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_scene.h>

#include "compositor_agent.h"
#include "compositor_env.h"
#include "desktop.h"
#include "frame.h"
#include "painter.h"
#include "view_place.h"

#define TOPLEVEL GUEST_WINDOW_TOPLEVEL
#define WINDOWS 30
#define MAX_PICTURES 256

static struct env *env;
static struct fake_guest *guest;
static struct fake_agent *agent;
static struct fake_window *windows[WINDOWS];

static int setup(void **state) {
	env = env_create("[defaults]\ncolor = #aa2211\n");
	guest = fake_guest_create(env, 1, 0, 0);
	agent = fake_agent_create(guest);
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static void wait_for_painter(void) {
	const struct painter *painter = &env->server->desktop->painter;
	do {
		env_settle(env);
	} while (painter->resting || !wl_list_empty(&painter->waiting));
}

static void show_windows(void) {
	for (uint32_t i = 0; i < WINDOWS; i++) {
		windows[i] = fake_window_show(
			agent, i + 1, TOPLEVEL, 20 + 10 * (int)i, 40 + 10 * (int)i, 200, 100);
	}
	wait_for_painter();
}

struct pictures {
	int count, widest;
	const struct wlr_buffer *first, *all[MAX_PICTURES];
};

static void look(struct wlr_scene_buffer *node, int x, int y, void *data) {
	struct pictures *pictures = data;
	const struct wlr_buffer *buffer = node->buffer;
	if (buffer != NULL) {
		pictures->first = pictures->count == 0 ? buffer : pictures->first;
		pictures->widest =
			buffer->width > pictures->widest ? buffer->width : pictures->widest;
		assert_true(pictures->count < MAX_PICTURES);
		pictures->all[pictures->count++] = buffer;
	}
}

/* What is drawn around a view: the title comes first. */
static struct pictures frame_pictures(struct view *view) {
	struct pictures pictures = {0};
	bool enabled = view->content->node.enabled;
	wlr_scene_node_set_enabled(&view->content->node, false);
	wlr_scene_node_for_each_buffer(&view->tree->node, look, &pictures);
	wlr_scene_node_set_enabled(&view->content->node, enabled);
	return pictures;
}

static const struct wlr_buffer *title_of(const struct fake_window *window) {
	return frame_pictures(env_window_view(env, window)).first;
}

static void set_title(struct fake_window *window, const char *title) {
	guest_window_set_title(&window->window, title);
	guest_window_changed(&window->window);
}

static void test_titles_are_drawn_a_few_at_a_time(void **state) {
	const struct wlr_buffer *before[WINDOWS];
	show_windows();
	for (int i = 0; i < WINDOWS; i++) {
		before[i] = title_of(windows[i]);
		assert_non_null(before[i]);
	}
	for (int times = 0; times < 20; times++) {
		for (int i = 0; i < WINDOWS; i++) {
			char title[32];
			snprintf(title, sizeof(title), "%d of %d", times, i);
			set_title(windows[i], title);
			fake_window_set_box(windows[i], 20 + 10 * i, 40 + 10 * i, 200 + times, 100);
		}
	}
	wl_event_loop_dispatch_idle(env->loop);
	int drawn = 0;
	for (int i = 0; i < WINDOWS; i++) {
		drawn += title_of(windows[i]) != before[i];
	}
	assert_int_equal(drawn, PAINTER_PIECES);
	/* What the user works with doesn't wait behind the rest. */
	assert_ptr_not_equal(title_of(windows[0]), before[0]);

	wait_for_painter();
	for (int i = 0; i < WINDOWS; i++) {
		assert_ptr_not_equal(title_of(windows[i]), before[i]);
	}
}

static void test_title_does_not_grow_with_the_window(void **state) {
	struct fake_window *window = fake_window_create(agent, 1, TOPLEVEL, 20, 50, 16384, 16384);
	window->window.mapped = true;
	guest_window_changed(&window->window);
	struct view *view = env_window_view(env, window);
	assert_true(view->box.width <= 1280 && view->box.height <= 720);
	view_resize(view, &(struct wlr_box){20, 50, 16384, 600}, 0);
	env_settle(env);
	struct pictures pictures = frame_pictures(view);
	assert_int_equal(pictures.count, 4); /* with three buttons */
	assert_int_equal(pictures.widest, FRAME_NAME_WIDTH);
	/* The bar is there in all its length. */
	assert_int_equal(env_pixel(env, 1270, 30), 0xaa2211);

	/* A window that shrinks takes its title with it before that is drawn again. */
	wait_for_painter();
	env->server->desktop->painter.resting = true;
	view_resize(view, &(struct wlr_box){20, 50, 300, 600}, 0);
	env_settle(env);
	assert_int_equal(env_pixel(env, 20 + 300 + FRAME_BORDER, 30), 0x2b3340);
	assert_int_equal(env_pixel(env, 20 + 300 + 100, 30), 0x2b3340);
	env->server->desktop->painter.resting = false;
	for (int width = 150; width > 0; width -= 35) {
		view_resize(view, &(struct wlr_box){20, 50, width, 600}, 0);
		env_settle(env);
		assert_int_equal(env_pixel(env, 20 - FRAME_BORDER - 1, 30), 0x2b3340);
		assert_int_equal(env_pixel(env, 20 + width + FRAME_BORDER, 30), 0x2b3340);
	}
}

static struct pictures switcher_pictures(void) {
	struct pictures pictures = {0};
	wlr_scene_node_for_each_buffer(
		&env->server->desktop->layers[DESKTOP_OVERLAY]->node, look, &pictures);
	return pictures;
}

static int new_pictures(const struct pictures *before) {
	struct pictures after = switcher_pictures();
	int count = 0;
	assert_int_equal(after.count, before->count);
	for (int i = 0; i < after.count; i++) {
		count += after.all[i] != before->all[i];
	}
	return count;
}

static void test_switcher_is_drawn_once_for_many_changes(void **state) {
	show_windows();
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB);
	wait_for_painter();
	struct pictures before = switcher_pictures();
	assert_true(before.count > 0);
	for (int i = 0; i < 20; i++) {
		set_title(windows[WINDOWS - 1], i % 2 ? "one" : "another");
	}
	assert_int_equal(new_pictures(&before), 0);
	env_settle(env);
	assert_int_equal(new_pictures(&before), 1);

	/* It isn't drawn after it has been closed. */
	set_title(windows[WINDOWS - 1], "late");
	env_key(env, KEY_LEFTALT, false);
	env_settle(env);
	assert_int_equal(switcher_pictures().count, 0);
}

static void test_pointer_is_told_once_of_many_changes(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	env_move_to(env, 210, 160);
	env_settle(env);
	fake_agent_log(agent);
	for (int i = 0; i <= 100; i++) {
		fake_window_set_box(window, 200 - i % 50, 150, 300, 200);
	}
	assert_string_equal(fake_agent_log(agent), "");
	env_settle(env);
	assert_string_equal(fake_agent_log(agent), "1 at 10,10;");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_titles_are_drawn_a_few_at_a_time),
		TEST(test_title_does_not_grow_with_the_window),
		TEST(test_switcher_is_drawn_once_for_many_changes),
		TEST(test_pointer_is_told_once_of_many_changes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
