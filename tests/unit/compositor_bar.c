/* The bar: on each screen, what has the focus, above all that guests show; drawn when that has changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_scene.h>

#include "bar.h"
#include "color.h"
#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "compositor_locker.h"
#include "compositor_panel.h"
#include "config.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "output.h"
#include "painter.h"
#include "seat.h"
#include "session_lock.h"
#include "view_place.h"

#define GUEST 0xaa2211
#define OTHER 0x1122aa
#define BACKGROUND 0x1d2025
#define STATE_TEXT 0xf5b83d
#define PANEL 0xd0a020

/* Of the edge that the bar has towards what lies below it, and of the pattern. */
#define EDGE 900, BAR_THICKNESS - 1
#define SWATCH 3, 3
/* Nothing but its ground. */
#define GROUND 900, 2

static struct env *env;
static struct fake_guest *guest;
static struct view *view;

static void start(const char *position) {
	char text[256];
	snprintf(text, sizeof(text),
		"[bar]\nposition = %s\n[defaults]\ncolor = #aa2211\npattern = solid\n"
		"[domain guest2]\ncolor = #1122aa\npattern = lines\n",
		position);
	env = env_create(text);
	guest = fake_guest_create(env, 1, 500, 300);
	view = env_view(env, guest);
	env_settle(env);
}

static int setup(void **state) {
	start("top");
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static struct output *output(void) {
	return env->output->data;
}

static void assert_bar(uint32_t color) {
	assert_int_equal(env_pixel(env, EDGE), color);
	assert_int_equal(env_pixel(env, GROUND), BACKGROUND);
}

static void restart(const char *position) {
	env_destroy(env);
	start(position);
}

static const struct wlr_buffer *drawn;

static void look(struct wlr_scene_buffer *node, int x, int y, void *data) {
	drawn = node->buffer;
}

static const struct wlr_buffer *picture(void) {
	drawn = NULL;
	wlr_scene_node_for_each_buffer(
		&env->server->desktop->layers[DESKTOP_BAR]->node, look, NULL);
	return drawn;
}

static void wait_for_painter(void) {
	const struct painter *painter = &env->server->desktop->painter;
	do {
		env_settle(env);
	} while (painter->resting || !wl_list_empty(&painter->waiting));
}

static void test_says_whose_the_focus_is(void **state) {
	assert_bar(GUEST);
	assert_int_equal(env_pixel(env, SWATCH), GUEST);
	struct fake_guest *other = fake_guest_create(env, 2, 300, 200);
	wait_for_painter();
	assert_bar(GUEST);
	focus_set(seat_focus_of(env->server->seat), env_view(env, other));
	wait_for_painter();
	assert_bar(OTHER);
	assert_int_equal(env_pixel(env, SWATCH), OTHER);
	assert_int_equal(env_pixel(env, 3, 9), 0xffffff); /* its pattern */
	focus_set(seat_focus_of(env->server->seat), NULL);
	struct client *program = client_create(env, 300, 200, 0x30a060);
	wait_for_painter();
	assert_bar(COLOR_DOM0);
	client_destroy(program);
	focus_set(seat_focus_of(env->server->seat), NULL);
	wait_for_painter();
	assert_bar(BACKGROUND);
	view_set_color(view, OTHER, PATTERN_AUTO); /* of one without the focus */
	wait_for_painter();
	assert_bar(BACKGROUND);
}

static void assert_area(int y, int height) {
	struct wlr_box area = output_usable_area(output());
	assert_int_equal(area.y, y);
	assert_int_equal(area.height, height);
	view_set_maximized(view, true);
	assert_int_equal(view->box.y, y + FRAME_TITLE_HEIGHT + FRAME_BORDER);
	assert_int_equal(view->box.height, height - FRAME_TITLE_HEIGHT - 2 * FRAME_BORDER);
	view_set_maximized(view, false);
}

static void test_windows_leave_it_its_room(void **state) {
	assert_area(BAR_THICKNESS, 720 - BAR_THICKNESS);
	restart("bottom");
	assert_area(0, 720 - BAR_THICKNESS);
	assert_int_equal(env_pixel(env, 900, 720 - BAR_THICKNESS), GUEST);
	assert_int_equal(env_pixel(env, 900, 719), BACKGROUND);
	restart("none");
	assert_area(0, 720);
	assert_null(picture());
}

static void test_reload_takes_it_away_and_brings_it_back(void **state) {
	view_set_maximized(view, true);
	env->config->bar = CONFIG_BAR_NONE;
	server_set_config(env->server, env->config);
	wait_for_painter();
	assert_null(picture());
	assert_int_equal(view->box.y, FRAME_TITLE_HEIGHT + FRAME_BORDER);
	env->config->bar = CONFIG_BAR_TOP;
	server_set_config(env->server, env->config);
	wait_for_painter();
	assert_int_equal(view->box.y, BAR_THICKNESS + FRAME_TITLE_HEIGHT + FRAME_BORDER);
	assert_bar(GUEST);
}

static void test_panels_leave_it_its_room(void **state) {
	struct panel *panel = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	wait_for_painter();
	assert_bar(GUEST);
	assert_int_equal(env_pixel(env, 900, BAR_THICKNESS), BAR_COLOR);
	assert_area(BAR_THICKNESS + BAR_HEIGHT, 720 - BAR_THICKNESS - BAR_HEIGHT);
	panel_destroy(panel);

	/* One that wants all of the screen lies below it, too. */
	panel = panel_create(env, &(struct panel_options){
					  .color = PANEL,
					  .layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
					  .anchor = PANEL_ALL,
					  .zone = -1,
				  });
	wait_for_painter();
	assert_bar(GUEST);
	panel_destroy(panel);
}

/* Nothing of a guest's lies above it, but for what the user has made fullscreen. */
static void test_guests_do_not_cover_it(void **state) {
	struct fake_agent *agent = fake_agent_create(guest);
	fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 800, 0, 300, 200);
	fake_window_show(agent, 2, GUEST_WINDOW_POPUP, 800, 0, 300, 300);
	view_move(view, 700, 10);
	wait_for_painter();
	assert_bar(GUEST);

	view_set_fullscreen(view, true, NULL);
	env_settle(env);
	assert_int_equal(view->box.height, 720);
	assert_int_equal(env_pixel(env, 20, 2), 0); /* what is beside the picture */
	view_set_fullscreen(view, false, NULL);
	env_settle(env);
	assert_bar(GUEST);
}

static void test_click_on_it_is_nobodys(void **state) {
	view_move(view, 50, 10); /* below it */
	fake_guest_forget(guest);
	env_click(env, 300, 12);
	assert_ptr_equal(seat_focus_of(env->server->seat)->view, view);
	assert_int_equal(fake_guest_count(guest, FAKE_BUTTON), 0);
	assert_int_equal(fake_guest_count(guest, FAKE_MOTION), 0);
	env_click(env, 300, 100);
	assert_int_equal(fake_guest_count(guest, FAKE_BUTTON), 2);
}

static int count(uint32_t color) {
	int count = 0;
	for (int y = 0; y < BAR_THICKNESS; y++) {
		for (int x = 0; x < 1280; x++) {
			count += env_pixel(env, x, y) == color;
		}
	}
	return count;
}

static void test_says_what_ails_the_guest(void **state) {
	assert_int_equal(count(STATE_TEXT), 0);
	guest_set_state(&guest->guest, GUEST_PAUSED);
	wait_for_painter();
	assert_true(count(STATE_TEXT) > 5);
	guest_set_state(&guest->guest, GUEST_RUNNING);
	wait_for_painter();
	assert_int_equal(count(STATE_TEXT), 0);
	/* It is told no more of a guest that is gone, or without the focus. */
	fake_guest_destroy(guest);
	wait_for_painter();
	assert_bar(BACKGROUND);
}

static void test_drawn_when_it_says_something_else(void **state) {
	wait_for_painter();
	const struct wlr_buffer *before = picture();
	assert_non_null(before);
	view_move(view, 90, 200);
	struct fake_guest *other = fake_guest_create(env, 2, 300, 200);
	view_set_title(env_view(env, other), "something else");
	wait_for_painter();
	assert_ptr_equal(picture(), before);
	/* However often that is. */
	for (int i = 0; i < 50; i++) {
		view_set_title(view, i % 2 ? "one" : "another");
	}
	assert_ptr_equal(picture(), before);
	wait_for_painter();
	assert_ptr_not_equal(picture(), before);
	int commits = env->commits;
	env_run_for(env, 100);
	assert_int_equal(env->commits, commits);
}

static void test_on_all_screens_at_their_scale(void **state) {
	struct wlr_output *second = env_add_output(env, 800, 600);
	struct wlr_output_state output_state;
	wlr_output_state_init(&output_state);
	wlr_output_state_set_scale(&output_state, 2);
	assert_true(wlr_output_commit_state(second, &output_state));
	wlr_output_state_finish(&output_state);
	wait_for_painter();
	assert_bar(GUEST);
	struct output *other = second->data;
	assert_int_equal(output_usable_area(other).y, other->box.y + BAR_THICKNESS);
	assert_int_equal(output_usable_area(other).height, 300 - BAR_THICKNESS);
	assert_int_equal(picture()->width, 800); /* of 400 in the layout: the second one's */
	wlr_output_destroy(second);
	wait_for_painter();
	assert_bar(GUEST);
	/* Too low for it. */
	second = env_add_output(env, 300, 160);
	wait_for_painter();
	other = second->data;
	assert_int_equal(output_usable_area(other).height, 160);
}

static void test_not_while_locked(void **state) {
	struct locker *locker = locker_create(env);
	assert_int_equal(env_pixel(env, GROUND), LOCK_COLOR);
	locker_unlock(locker);
	locker_destroy(locker);
	env_settle(env);
	assert_bar(GUEST);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_says_whose_the_focus_is),
		TEST(test_windows_leave_it_its_room),
		TEST(test_reload_takes_it_away_and_brings_it_back),
		TEST(test_panels_leave_it_its_room),
		TEST(test_guests_do_not_cover_it),
		TEST(test_click_on_it_is_nobodys),
		TEST(test_says_what_ails_the_guest),
		TEST(test_drawn_when_it_says_something_else),
		TEST(test_on_all_screens_at_their_scale),
		TEST(test_not_while_locked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
