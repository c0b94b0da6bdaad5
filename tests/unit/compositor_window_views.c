/* Single windows of guests as views: framed, placed, sized and focused as the desktop decides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <wlr/backend/headless.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/util/edges.h>

#include "compositor_agent.h"
#include "compositor_env.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "guest_views.h"
#include "output.h"
#include "seat.h"
#include "view_place.h"
#include "window_place.h"
#include "window_popup.h"

#define TOPLEVEL GUEST_WINDOW_TOPLEVEL
#define BLANK 0x3a3f48

/* Two guests without a display, each with an agent. */
static struct env *env;
static struct fake_guest *guest, *other_guest;
static struct fake_agent *agent, *other_agent;

static int setup(void **state) {
	env = env_create("[defaults]\ncolor = #aa2211\n"
			 "[domain guest2]\ncolor = #1122aa\nfullscreen = yes\nscale = 2\n"
			 "utf8-titles = yes\n");
	guest = fake_guest_create(env, 1, 0, 0);
	other_guest = fake_guest_create(env, 2, 0, 0);
	agent = fake_agent_create(guest);
	other_agent = fake_agent_create(other_guest);
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static struct view *focused(void) {
	return seat_focus_of(env->server->seat)->view;
}

static void assert_box(const struct view *view, int x, int y, int width, int height) {
	assert_int_equal(view->box.x, x);
	assert_int_equal(view->box.y, y);
	assert_int_equal(view->box.width, width);
	assert_int_equal(view->box.height, height);
}

static void assert_told(
	const struct fake_window *window, int times, int x, int y, int width, int height) {
	assert_int_equal(window->configures, times);
	assert_int_equal(window->configured.x, x);
	assert_int_equal(window->configured.y, y);
	assert_int_equal(window->configured.width, width);
	assert_int_equal(window->configured.height, height);
}

static void test_window_is_framed_where_the_guest_has_it(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	const struct view *view = env_window_view(env, window);
	assert_box(view, 200, 150, 300, 200);
	assert_int_equal(window->configures, 0);
	guest_window_set_title(&window->window, "[dom0] Password?");
	guest_window_changed(&window->window);
	assert_string_equal(view->title, "[guest1] [dom0] Password?");
	env_settle(env);
	assert_int_equal(env_pixel(env, 200, 150), fake_window_pixel(window, 0, 0));
	assert_int_equal(env_pixel(env, 499, 349), fake_window_pixel(window, 299, 199));
	assert_int_equal(env_pixel(env, 199, 150), 0xaa2211);
}

static void test_titles_are_ascii_unless_the_user_says_otherwise(void **state) {
	struct fake_window *plain = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	guest_window_set_app_id(&plain->window, "Zeit\xe2\x82\xac");
	guest_window_changed(&plain->window);
	assert_string_equal(env_window_view(env, plain)->title, "[guest1] Zeit?");
	/* Two bytes, three and four: a letter, a sign that looks like one, and a picture. */
	guest_window_set_title(&plain->window, "\xc3\x9c \xe1\x8e\xaa\xf0\x9f\x94\x92 z\x7f~");
	guest_window_changed(&plain->window);
	assert_string_equal(env_window_view(env, plain)->title, "[guest1] ? ?? z?~");

	struct fake_window *free = fake_window_show(other_agent, 1, TOPLEVEL, 0, 0, 100, 100);
	guest_window_set_title(&free->window, "\xc3\x9c \xf0\x9f\x94\x92");
	guest_window_changed(&free->window);
	assert_string_equal(
		env_window_view(env, free)->title, "[guest2] \xc3\x9c \xf0\x9f\x94\x92");
}

static void test_window_that_nobody_has_placed_gets_a_free_place(void **state) {
	struct fake_window *a = fake_window_show(agent, 1, TOPLEVEL, 0, 0, 300, 200);
	struct fake_window *b = fake_window_show(other_agent, 1, TOPLEVEL, 0, 0, 150, 100);
	const struct view *view_a = env_window_view(env, a), *view_b = env_window_view(env, b);
	assert_true(view_a->box.y >= FRAME_TITLE_HEIGHT + FRAME_BORDER);
	assert_told(a, 1, view_a->box.x, view_a->box.y, 300, 200);
	struct wlr_box common;
	assert_false(wlr_box_intersection(&common, &view_a->box, &view_b->box));
}

static void test_window_that_the_guest_has_placed_stays_there(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 300, 300, 300, 200);
	struct fake_window *window = fake_window_create(agent, 2, TOPLEVEL, 40, 60, 100, 50);
	window->window.hints.placed = true;
	window->window.transient_for = &main->window;
	fake_window_map(window);
	assert_box(env_window_view(env, window), 40, 60, 100, 50);
}

static void assert_border_around(const struct view *view, uint32_t color) {
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

/* Pixels may be larger than the window, for as long as the guest likes. */
static void test_pixels_never_cover_the_frame(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 600, 400);
	struct view *view = env_window_view(env, window);
	view_resize(view, &(struct wlr_box){200, 150, 300, 200}, 0);
	fake_window_damage(window, 0, 0, 600, 400);
	env_settle(env);
	assert_border_around(view, 0xaa2211);
	assert_int_equal(env_pixel(env, 499, 349), fake_window_pixel(window, 299, 199));
	assert_int_equal(env_pixel(env, 510, 360), 0x2b3340);

	env_move_to(env, 640, 360);
	fake_window_set_flags(window, GUEST_WINDOW_FULLSCREEN);
	fake_window_set_box(window, -50, -50, 1500, 900);
	env_settle(env);
	assert_border_around(view, 0xaa2211);
	assert_false(view->fullscreen);
}

static void test_rest_is_blank_until_the_guest_has_drawn(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	view_resize(view, &(struct wlr_box){200, 150, 400, 260}, 0);
	assert_box(view, 200, 150, 400, 260);
	env_settle(env);
	assert_int_equal(env_pixel(env, 499, 349), fake_window_pixel(window, 299, 199));
	assert_int_equal(env_pixel(env, 500, 349), BLANK);
	assert_int_equal(env_pixel(env, 499, 350), BLANK);
	fake_window_answer(window);
	env_settle(env);
	assert_int_equal(env_pixel(env, 599, 409), fake_window_pixel(window, 399, 259));
}

/* Of a window that is cut from a screen beyond whose upper left corner it goes. */
static void test_pixels_begin_within_the_window(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	window->pixels->x = 30;
	window->pixels->y = 20;
	guest_window_changed(&window->window);
	env_settle(env);
	assert_int_equal(env_pixel(env, 229, 170), BLANK);
	assert_int_equal(env_pixel(env, 230, 169), BLANK);
	assert_int_equal(env_pixel(env, 230, 170), fake_window_pixel(window, 0, 0));
	assert_int_equal(env_pixel(env, 499, 349), fake_window_pixel(window, 269, 179));
	fake_agent_log(agent);
	env_move_to(env, 210, 160);
	env_move_to(env, 240, 180);
	assert_non_null(strstr(fake_agent_log(agent), "1 at 10,10;1 at 40,30;"));
}

static void test_guest_is_told_of_moves_and_sizes_once(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	view_move(view, 240, 160);
	assert_told(window, 1, 240, 160, 300, 200);
	fake_window_answer(window);
	assert_int_equal(window->configures, 1);
	view_resize(view, &(struct wlr_box){240, 160, 350, 200}, 0);
	assert_told(window, 2, 240, 160, 350, 200);
	fake_window_answer(window);
	guest_window_changed(&window->window);
	assert_int_equal(window->configures, 2);
	assert_box(view, 240, 160, 350, 200);
}

static void test_answers_that_come_late_change_nothing(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	view_resize(view, &(struct wlr_box){200, 150, 310, 210}, 0);
	view_resize(view, &(struct wlr_box){200, 150, 320, 220}, 0);
	window->window.box = (struct guest_box){200, 150, 310, 210};
	guest_window_changed(&window->window);
	assert_box(view, 200, 150, 320, 220);
	assert_told(window, 2, 200, 150, 320, 220);

	/* In the end it stays with what it had at first. */
	fake_window_set_box(window, 200, 150, 300, 200);
	assert_box(view, 200, 150, 300, 200);
	assert_int_equal(window->configures, 2);
}

static void test_guest_resizes_and_places_its_window_until_the_user_has(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	fake_window_set_box(window, 300, 250, 320, 220);
	assert_box(view, 300, 250, 320, 220);
	assert_int_equal(window->configures, 0);

	view_move(view, 100, 100);
	fake_window_set_box(window, 500, 300, 400, 230);
	assert_box(view, 100, 100, 400, 230);
	assert_told(window, 2, 100, 100, 400, 230);
}

static void test_title_bar_stays_in_reach(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, -400, -300, 300, 200);
	const struct view *view = env_window_view(env, window);
	assert_true(view->box.y >= FRAME_TITLE_HEIGHT);
	assert_true(view->box.x > -300);
	fake_window_set_box(window, 3000, 3000, 300, 200);
	assert_true(view->box.x < 1280 && view->box.y <= 720);
	assert_told(window, 2, view->box.x, view->box.y, 300, 200);
}

/* Where the name of the domain is: a guest can't keep that off the screen. */
static void test_left_end_of_the_title_bar_stays_in_sight(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, -700, 100, 800, 200);
	const struct view *view = env_window_view(env, window);
	assert_int_equal(view->box.x, 0);
	fake_window_set_box(window, 1270, 100, 800, 200);
	assert_int_equal(view->box.x, 1280 - 200);
	fake_window_set_box(window, -3000, -3000, 16384, 16384);
	assert_box(view, 0, view->box.y, 1280, 720);
	assert_true(view->box.y >= FRAME_TITLE_HEIGHT);
	assert_told(window, 3, 0, view->box.y, 1280, 720);

	/* It may reach from one screen to the next. */
	env_add_output(env, 800, 600);
	fake_window_set_box(window, 1060, 100, 800, 200);
	assert_int_equal(view->box.x, 1060);
	fake_window_set_box(window, 1250, 100, 800, 200);
	assert_int_equal(view->box.x, 1280);
}

static void test_maximized_window_keeps_its_size(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	view_set_maximized(view, true);
	struct wlr_box box = view->box;
	fake_window_answer(window);
	int configures = window->configures;
	fake_window_set_box(window, 5, 5, 100, 100);
	assert_box(view, box.x, box.y, box.width, box.height);
	assert_told(window, configures + 1, box.x, box.y, box.width, box.height);
}

/* As real ones do: first the answer, then what they want themselves. */
static void insist(struct fake_window *window, int x, int y, int width, int height) {
	fake_window_answer(window);
	fake_window_set_box(window, x, y, width, height);
}

static void test_program_that_insists_is_left_alone(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	view_set_maximized(view, true);
	struct wlr_box box = view->box;
	for (int i = 0; i < 20; i++) {
		insist(window, 5, 5, 100, 100);
	}
	assert_told(window, 1 + WINDOW_PLACE_REFUSALS, box.x, box.y, box.width, box.height);
	assert_box(view, box.x, box.y, box.width, box.height);
	/* The pointer is measured by what it believes. */
	env_move_to(env, box.x + 90, box.y + 80);
	assert_non_null(strstr(fake_agent_log(agent), "1 at 90,80;"));

	/* What is news to it, it is told. */
	view_set_maximized(view, false);
	assert_told(window, 2 + WINDOW_PLACE_REFUSALS, view->box.x, view->box.y, view->box.width,
		view->box.height);
	view_move(view, 100, 100);
	int configures = window->configures;
	insist(window, 5, 5, view->box.width, view->box.height);
	assert_int_equal(window->configures, configures + 1);
	env_run_for(env, WINDOW_PLACE_PAUSE_MS + 100);
	for (int i = 0; i < 20; i++) {
		insist(window, 5, 5, view->box.width, view->box.height);
	}
	assert_int_equal(window->configures, configures + 1 + WINDOW_PLACE_REFUSALS);
	assert_int_equal(view->box.x, 100);
}

static void test_window_of_one_size_is_not_maximized(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	window->window.hints = (struct guest_window_hints){
		.min_width = 300,
		.max_width = 300,
		.min_height = 200,
		.max_height = 200,
	};
	view_set_maximized(view, true);
	assert_box(view, 200, 150, 300, 200);
	/* Nor if it asks for the whole screen, which it believes to have. */
	fake_window_set_flags(window, GUEST_WINDOW_FULLSCREEN);
	assert_box(view, 200, 150, 300, 200);
	assert_int_equal(window->told_flags, GUEST_WINDOW_FULLSCREEN);
	fake_window_set_flags(window, 0);
	assert_int_equal(window->told_flags, 0);
	window->window.hints.max_width = 0;
	view_set_maximized(view, true);
	assert_true(view->maximized);
}

static void test_size_hints_hold_in_a_drag(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 304, 204);
	struct view *view = env_window_view(env, window);
	window->window.hints = (struct guest_window_hints){
		.base_width = 4,
		.base_height = 4,
		.step_width = 10,
		.step_height = 20,
		.min_width = 200,
		.max_width = 400,
	};
	env_move_to(env, 200 + 304 + 1, 150 + 204 + 1);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 37, 33);
	assert_box(view, 200, 150, 334, 224);
	env_move_by(env, 300, 0);
	assert_box(view, 200, 150, 394, 224);
	env_move_by(env, -600, 0);
	assert_box(view, 200, 150, 204, 224);
	env_button(env, BTN_LEFT, false);

	fake_window_set_box(window, 200, 150, 314, 264);
	view_resize(view, &(struct wlr_box){200, 150, 394, 384}, 0);
	view_set_natural_size(view);
	assert_box(view, 200, 150, 314, 264);
}

static void test_fullscreen_is_the_users_to_allow(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	fake_window_set_flags(window, GUEST_WINDOW_FULLSCREEN);
	assert_false(view->fullscreen);
	assert_true(view->maximized);
	assert_int_equal(window->told_flags, GUEST_WINDOW_FULLSCREEN);
	fake_window_set_flags(window, 0);
	assert_false(view->maximized);
	assert_int_equal(window->told_flags, 0);
	assert_box(view, 200, 150, 300, 200);

	/* The user lets it loose. */
	fake_window_set_flags(window, GUEST_WINDOW_FULLSCREEN);
	view_set_maximized(view, false);
	assert_int_equal(window->told_flags, 0);

	struct fake_window *allowed =
		fake_window_show(other_agent, 1, TOPLEVEL, 100, 100, 150, 100);
	fake_window_set_flags(allowed, GUEST_WINDOW_FULLSCREEN);
	assert_box(env_window_view(env, allowed), 0, 0, 1280, 720);
	assert_int_equal(allowed->told_flags, GUEST_WINDOW_FULLSCREEN);
	fake_window_set_flags(allowed, 0);
	assert_false(env_window_view(env, allowed)->fullscreen);
}

/* Whatever has become of what it asked for before, and whether or not it gets it. */
static void test_flags_are_asked_for_again(void **state) {
	struct fake_window *other = fake_window_show(other_agent, 1, TOPLEVEL, 400, 50, 150, 100);
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct view *view = env_window_view(env, window);
	for (int i = 0; i < 2; i++) {
		env_click(env, 900, 200);
		assert_ptr_equal(focused(), env_window_view(env, other));
		fake_window_set_flags(window, window->window.flags | GUEST_WINDOW_ATTENTION);
		assert_true(view->attention);
		env_click(env, 210, 160);
		assert_false(view->attention);

		fake_window_set_flags(window, window->window.flags | GUEST_WINDOW_FULLSCREEN);
		assert_true(view->maximized);
		view_set_maximized(view, false);

		int told = window->flags_told;
		fake_window_set_flags(window, window->window.flags | GUEST_WINDOW_ATTENTION);
		assert_true(window->flags_told > told); /* that it isn't: it has the focus */
		assert_int_equal(window->told_flags, 0);

		fake_window_set_flags(window, window->window.flags | GUEST_WINDOW_MINIMIZED);
		assert_true(view->minimized);
		view_raise(view);
		assert_int_equal(window->told_flags, 0);
	}
}

static void test_new_window_does_not_take_the_focus(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	assert_ptr_equal(focused(), env_window_view(env, main));
	fake_window_show(other_agent, 1, TOPLEVEL, 100, 100, 150, 100);
	fake_window_show(agent, 2, TOPLEVEL, 100, 100, 150, 100);
	assert_ptr_equal(focused(), env_window_view(env, main));
	assert_ptr_equal(env_top_view(env), env_window_view(env, main));

	struct fake_window *dialog = fake_window_create(agent, 3, TOPLEVEL, 0, 0, 100, 80);
	dialog->window.transient_for = &main->window;
	fake_window_map(dialog);
	struct view *view = env_window_view(env, dialog);
	assert_ptr_equal(focused(), view);
	assert_box(view, 300, 210, 100, 80);
	fake_window_unmap(dialog);
	assert_ptr_equal(focused(), env_window_view(env, main));
}

static void test_first_window_puts_the_guests_screen_away(void **state) {
	struct fake_guest *both = fake_guest_create(env, 3, 320, 200);
	struct fake_agent *both_agent = fake_agent_create(both);
	struct view *screen = env_view(env, both);
	focus_set(seat_focus_of(env->server->seat), NULL);
	fake_window_show(both_agent, 1, TOPLEVEL, 200, 150, 300, 200);
	assert_true(screen->minimized);
	focus_set(seat_focus_of(env->server->seat), screen);
	assert_false(screen->minimized);
	fake_window_show(both_agent, 2, TOPLEVEL, 400, 150, 300, 200);
	assert_false(screen->minimized);
}

static void test_screen_in_use_is_not_put_away(void **state) {
	struct fake_guest *both = fake_guest_create(env, 3, 320, 200);
	struct fake_agent *both_agent = fake_agent_create(both);
	struct view *screen = env_view(env, both);
	focus_set(seat_focus_of(env->server->seat), screen);
	fake_window_show(both_agent, 1, TOPLEVEL, 200, 150, 300, 200);
	assert_false(screen->minimized);
	assert_ptr_equal(focused(), screen);
}

static void test_transients_stay_above(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *dialog = fake_window_create(agent, 2, TOPLEVEL, 0, 0, 100, 80);
	dialog->window.transient_for = &main->window;
	fake_window_map(dialog);
	struct fake_window *nested = fake_window_create(agent, 3, TOPLEVEL, 0, 0, 40, 40);
	nested->window.transient_for = &dialog->window;
	fake_window_map(nested);
	/* A ring of them is none. */
	main->window.transient_for = &nested->window;
	guest_window_changed(&main->window);

	fake_window_show(other_agent, 1, TOPLEVEL, 100, 100, 150, 100);
	env_click(env, 210, 160);
	assert_ptr_equal(focused(), env_window_view(env, main));
	struct view *view = env_top_view(env);
	assert_ptr_equal(view, env_window_view(env, nested));
	view = wl_container_of(view->link.next, view, link);
	assert_ptr_equal(view, env_window_view(env, dialog));
	view = wl_container_of(view->link.next, view, link);
	assert_ptr_equal(view, env_window_view(env, main));
	env_settle(env);
	assert_int_equal(env_pixel(env, 350, 250), fake_window_pixel(nested, 20, 20));
	fake_window_destroy(main);
	fake_window_destroy(dialog);
}

/* What is seen on top is what a click goes to. */
static void assert_stacked_as_listed(void) {
	const struct view *view;
	const struct wlr_scene_node *node = NULL;
	wl_list_for_each_reverse (view, &env->server->desktop->views, link) {
		const struct wl_list *above = node != NULL ? &node->link : NULL;
		node = &view->tree->node;
		for (; above != NULL && above != &node->link; above = above->next) {
			assert_ptr_not_equal(above, &node->parent->children);
		}
	}
}

static void test_transient_of_a_window_that_is_put_away(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *other = fake_window_show(other_agent, 1, TOPLEVEL, 100, 75, 150, 100);
	struct fake_window *third = fake_window_show(other_agent, 2, TOPLEVEL, 100, 75, 150, 100);
	view_minimize(env_window_view(env, main));
	assert_stacked_as_listed();
	struct view *top = env_top_view(env);
	struct fake_window *dialog = fake_window_create(agent, 2, TOPLEVEL, 0, 0, 100, 80);
	dialog->window.transient_for = &main->window;
	fake_window_map(dialog);
	assert_stacked_as_listed();
	assert_ptr_equal(focused(), top);
	assert_ptr_equal(env_top_view(env), top);
	view_minimize(env_window_view(env, other));
	view_minimize(env_window_view(env, third));
	assert_stacked_as_listed();
	focus_set(seat_focus_of(env->server->seat), env_window_view(env, main));
	assert_stacked_as_listed();
	assert_ptr_equal(env_top_view(env), env_window_view(env, dialog));
}

static void test_transients_go_and_come_with_their_window(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *dialogs[3];
	for (uint32_t i = 0; i < 3; i++) {
		dialogs[i] =
			fake_window_create(agent, 2 + i, TOPLEVEL, 0, 0, 100 - 20 * (int)i, 80);
		dialogs[i]->window.transient_for = i == 0 ? &main->window : &dialogs[i - 1]->window;
		fake_window_map(dialogs[i]);
	}
	struct fake_window *other = fake_window_show(other_agent, 1, TOPLEVEL, 50, 50, 150, 100);
	struct view *view = env_window_view(env, main), *nested = env_window_view(env, dialogs[1]);
	view_minimize(env_window_view(env, dialogs[2]));
	focus_set(seat_focus_of(env->server->seat), nested);

	view_minimize(view);
	assert_false(view_is_shown(env_window_view(env, dialogs[0])));
	assert_false(view_is_shown(nested));
	assert_int_equal(dialogs[1]->told_flags, GUEST_WINDOW_MINIMIZED);
	assert_ptr_equal(focused(), env_window_view(env, other));
	env_settle(env);
	assert_false(dialogs[1]->visible);

	focus_set(seat_focus_of(env->server->seat), view);
	assert_ptr_equal(env_top_view(env), nested);
	assert_true(view_is_shown(env_window_view(env, dialogs[0])));
	assert_int_equal(dialogs[1]->told_flags, 0);
	assert_stacked_as_listed();
	/* But for what has been put away by itself. */
	assert_true(env_window_view(env, dialogs[2])->minimized);

	/* Nor does the focus go to another guest when this one does so itself. */
	focus_set(seat_focus_of(env->server->seat), nested);
	fake_window_set_flags(main, GUEST_WINDOW_MINIMIZED);
	assert_false(view_is_shown(nested));
	assert_null(focused());
	focus_set(seat_focus_of(env->server->seat), nested);
	assert_false(view_is_shown(view));
	assert_true(view_is_shown(nested));
}

static void test_dialog_that_comes_before_its_window(void **state) {
	struct fake_window *first = fake_window_show(agent, 1, TOPLEVEL, 600, 150, 300, 200);
	struct fake_window *main = fake_window_create(agent, 2, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *dialog = fake_window_create(agent, 3, TOPLEVEL, 0, 0, 100, 80);
	struct fake_window *nested = fake_window_create(agent, 4, TOPLEVEL, 0, 0, 50, 40);
	dialog->window.transient_for = &main->window;
	nested->window.transient_for = &dialog->window;
	fake_window_map(dialog);
	fake_window_map(nested);
	fake_window_map(main);
	assert_stacked_as_listed();
	struct view *view = env_top_view(env);
	assert_ptr_equal(view, env_window_view(env, first));
	view = wl_container_of(view->link.next, view, link);
	assert_ptr_equal(view, env_window_view(env, nested));
	view = wl_container_of(view->link.next, view, link);
	assert_ptr_equal(view, env_window_view(env, dialog));
}

static void test_guest_that_puts_its_window_away_gives_nothing_to_others(void **state) {
	struct fake_window *main = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *second = fake_window_show(agent, 2, TOPLEVEL, 600, 150, 300, 200);
	fake_window_show(other_agent, 1, TOPLEVEL, 100, 100, 150, 100);
	fake_window_set_flags(main, GUEST_WINDOW_MINIMIZED);
	assert_true(env_window_view(env, main)->minimized);
	assert_int_equal(main->told_flags, GUEST_WINDOW_MINIMIZED);
	assert_ptr_equal(focused(), env_window_view(env, second));
	fake_window_set_flags(second, GUEST_WINDOW_MINIMIZED);
	assert_null(focused());

	/* What it brings back itself only asks to be looked at. */
	fake_window_set_flags(main, 0);
	assert_true(env_window_view(env, main)->minimized);
	assert_true(env_window_view(env, main)->attention);
}

static void test_attention_takes_nothing(void **state) {
	fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *window = fake_window_show(other_agent, 1, TOPLEVEL, 400, 50, 150, 100);
	struct view *view = env_window_view(env, window), *before = focused();
	focus_set(seat_focus_of(env->server->seat), view); /* the user has seen it */
	focus_set(seat_focus_of(env->server->seat), before);
	env_settle(env);
	uint32_t dim = env_pixel(env, 799, 120);
	fake_window_set_flags(window, GUEST_WINDOW_ATTENTION);
	assert_ptr_equal(focused(), before);
	assert_int_equal(window->told_flags, GUEST_WINDOW_ATTENTION);
	env_settle(env);
	assert_int_equal(env_pixel(env, 799, 120), 0x1122aa);
	assert_int_not_equal(dim, 0x1122aa);
	env_click(env, 1000, 200);
	assert_ptr_equal(focused(), view);
	assert_false(view->attention);
	assert_int_equal(window->told_flags, 0);
}

static void test_close_asks_the_guest(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	env_key(env, KEY_LEFTMETA, true);
	env_press(env, KEY_Q);
	env_key(env, KEY_LEFTMETA, false);
	assert_int_equal(window->closes, 1);
	assert_non_null(env_window_view(env, window));
}

static void test_pixels_are_given_back_at_once(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	env_settle(env);
	fake_window_set_box(window, 200, 150, 310, 210);
	assert_int_equal(window->pixels_alive, 1);
	env_settle(env);
	fake_window_unmap(window);
	assert_int_equal(window->pixels_alive, 0);
	assert_null(env_window_view(env, window));
	fake_window_map(window);
	env_settle(env);
	fake_agent_destroy(&agent->agent);
	assert_int_equal(wl_list_length(&env->server->desktop->views), 0);
}

static void test_damage_costs_what_it_does_for_a_display(void **state) {
	struct fake_guest *display = fake_guest_create(env, 3, 300, 200);
	view_move(env_view(env, display), 600, 300);
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 100, 100, 300, 200);
	env_settle(env);

	uint64_t before = env->stats.guest_bytes;
	fake_guest_damage(display, 10, 20, 30, 40);
	env_settle(env);
	uint64_t cost = env->stats.guest_bytes - before;
	assert_int_equal(cost, 30 * 40 * 4);
	before = env->stats.guest_bytes;
	int takes = window->takes;
	fake_window_damage(window, 10, 20, 30, 40);
	env_settle(env);
	assert_int_equal(env->stats.guest_bytes - before, cost);
	assert_int_equal(window->takes, takes + 1);
}

static void test_unseen_window_is_left_alone(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	env_settle(env);
	assert_true(window->visible);
	view_minimize(env_window_view(env, window));
	env_settle(env);
	assert_false(window->visible);
}

static void test_scale_of_a_domain(void **state) {
	struct fake_window *window = fake_window_show(other_agent, 1, TOPLEVEL, 100, 60, 200, 100);
	struct view *view = env_window_view(env, window);
	assert_box(view, 200, 120, 400, 200);
	env_settle(env);
	assert_int_equal(env_pixel(env, 200, 120), fake_window_pixel(window, 0, 0));
	assert_int_equal(env_pixel(env, 201, 121), fake_window_pixel(window, 0, 0));
	assert_int_equal(env_pixel(env, 599, 319), fake_window_pixel(window, 199, 99));
	view_resize(view, &(struct wlr_box){-3, 121, 301, 150}, 0);
	assert_told(window, 1, -2, 60, 150, 75);
	fake_window_answer(window);
	env_move_to(env, 27, 141);
	assert_non_null(strstr(fake_agent_log(other_agent), "1 at 15,10;"));
}

static void test_settings_follow_the_name_of_the_guest(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *menu =
		fake_window_show(agent, 2, GUEST_WINDOW_POPUP, 600, 150, 100, 100);
	const struct view *view = env_window_view(env, window);
	guest_set_name(&guest->guest, "guest2");
	assert_memory_equal(view->title, "[guest2]", 8);
	assert_int_equal(view->color, 0x1122aa);
	assert_told(window, 1, 100, 75, 150, 100);
	fake_window_set_flags(window, GUEST_WINDOW_FULLSCREEN);
	assert_true(view->fullscreen);
	fake_window_set_flags(window, 0);
	env_settle(env);
	const struct wlr_box *box = &env_popup(env, menu)->box;
	assert_int_equal(env_pixel(env, box->x, box->y), 0x1122aa);
}

/* Outputs may lie to the left of 0, or above; the guest's root has no such places. */
static void test_root_begins_where_the_layout_does(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *scaled = fake_window_show(other_agent, 1, TOPLEVEL, 300, 200, 100, 100);
	struct view *view = env_window_view(env, window);
	view_move(env_window_view(env, scaled), 600, 400);
	struct wlr_output *left = env_add_output(env, 800, 600);
	struct wlr_output_layout *layout = env->server->desktop->output_layout;
	wlr_output_layout_add(layout, env->output, 0, 0);
	wlr_output_layout_add(layout, left, -800, -100);
	assert_int_equal(agent->root_width, 2080);
	assert_int_equal(agent->root_height, 820);
	assert_int_equal(other_agent->root_width, 1040);
	assert_box(view, 200, 150, 300, 200);
	assert_told(window, 1, 1000, 250, 300, 200);
	assert_int_equal(scaled->configured.x, (600 + 800) / 2);
	assert_int_equal(scaled->configured.y, (400 + 100) / 2);
	fake_window_answer(window);

	view_move(view, -700, 0);
	assert_told(window, 2, 100, 100, 300, 200);
	fake_window_answer(window);
	env_move_to(env, -690, 20);
	assert_non_null(strstr(fake_agent_log(agent), "1 at 10,20;"));
	struct fake_window *menu = fake_window_show(agent, 2, GUEST_WINDOW_POPUP, 120, 130, 50, 60);
	assert_int_equal(env_popup(env, menu)->box.x, -680);
	assert_int_equal(env_popup(env, menu)->box.y, 30);
	assert_int_equal(menu->configures, 0);
	struct fake_window *far = fake_window_show(agent, 3, GUEST_WINDOW_POPUP, 0, 2000, 50, 60);
	assert_int_equal(env_popup(env, far)->box.x, -800);
	assert_int_equal(far->configured.y, env_popup(env, far)->box.y + 100);
	struct fake_window *placed = fake_window_show(agent, 4, TOPLEVEL, 900, 300, 100, 100);
	assert_box(env_window_view(env, placed), 100, 200, 100, 100);

	wlr_output_destroy(left);
	assert_true(view->box.x >= 0);
	assert_int_equal(window->configured.x, view->box.x);
	assert_int_equal(window->configured.y, view->box.y);
}

static void test_scale_of_popups_hints_and_sizes(void **state) {
	struct fake_window *window = fake_window_show(other_agent, 1, TOPLEVEL, 100, 60, 200, 100);
	struct view *view = env_window_view(env, window);
	window->window.hints = (struct guest_window_hints){.step_width = 7, .min_height = 90};
	env_move_to(env, 200 + 400 + 1, 120 + 200 + 1);
	env_button(env, BTN_LEFT, true);
	env_move_by(env, 31, -100);
	env_button(env, BTN_LEFT, false);
	assert_box(view, 200, 120, 2 * (1 + 30 * 7), 2 * 90);
	fake_window_answer(window);
	view_set_maximized(view, true);
	assert_int_equal(window->configured.width, view->box.width / 2);
	assert_int_equal(window->configured.height, view->box.height / 2);
	fake_window_answer(window);
	env_settle(env);
	int right = view->box.x + view->box.width - 1, bottom = view->box.y + view->box.height - 1;
	assert_int_equal(env_pixel(env, right, bottom),
		fake_window_pixel(
			window, window->window.box.width - 1, window->window.box.height - 1));
	env_move_to(env, right, bottom);
	assert_border_around(view, 0x1122aa);

	struct fake_window *menu =
		fake_window_show(other_agent, 2, GUEST_WINDOW_POPUP, 600, 340, 100, 50);
	const struct window_popup *popup = env_popup(env, menu);
	assert_int_equal(popup->box.x, 1280 - 200);
	assert_int_equal(popup->box.y, 720 - 100);
	assert_int_equal(popup->box.width, 200);
	assert_int_equal(menu->configured.x, 540);
	assert_int_equal(menu->configured.y, 310);
	fake_window_answer(menu);
	env_move_to(env, 10, 10);
	env_settle(env);
	assert_int_equal(env_pixel(env, 1100, 650), fake_window_pixel(menu, 10, 15));
	assert_int_equal(env_pixel(env, 1279, 719), 0x1122aa);
	/* Nine tenths of the screen are 640 x 324 of its pixels. */
	struct fake_window *large =
		fake_window_show(other_agent, 3, GUEST_WINDOW_POPUP, 0, 0, 640, 330);
	assert_null(env_popup(env, large));
}

static void test_windows_that_come_without_a_screen(void **state) {
	wlr_output_destroy(env->output);
	struct fake_window *a = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	struct fake_window *b = fake_window_show(agent, 2, TOPLEVEL, 0, 0, 16384, 300);
	struct fake_window *c = fake_window_show(other_agent, 1, TOPLEVEL, 10, 10, 100, 100);
	struct fake_window *menu = fake_window_show(agent, 3, GUEST_WINDOW_POPUP, 5, 5, 9000, 9000);
	fake_window_set_flags(c, GUEST_WINDOW_FULLSCREEN);
	fake_window_set_box(a, 220, 160, 320, 220);
	env_settle(env);
	env_add_output(env, 1280, 720);
	env_settle(env);
	const struct view *view = env_window_view(env, a);
	assert_int_equal(view->box.width, 320);
	assert_told(a, a->configures, view->box.x, view->box.y, 320, 220);
	view = env_window_view(env, b);
	assert_true(view->box.y >= FRAME_TITLE_HEIGHT);
	assert_true(c->visible);
	assert_box(env_window_view(env, c), 0, 0, 1280, 720);
	assert_null(env_popup(env, menu)); /* which would cover all of it */
}

static void test_pointer_and_keys(void **state) {
	struct fake_window *a = fake_window_show(agent, 1, TOPLEVEL, 100, 100, 300, 200);
	struct fake_window *b = fake_window_show(agent, 2, TOPLEVEL, 500, 100, 300, 200);
	struct fake_window *c = fake_window_show(other_agent, 3, TOPLEVEL, 50, 200, 150, 100);
	assert_ptr_equal(focused(), env_window_view(env, a));
	assert_string_equal(fake_agent_log(agent), "1 focus;1 modifiers 0;");

	/* Every window of the guest with the focus learns of the pointer, others don't. */
	env_move_to(env, 110, 120);
	env_move_to(env, 510, 120);
	env_move_to(env, 150, 450);
	env_move_to(env, 1200, 700);
	assert_string_equal(fake_agent_log(agent), "1 at 10,20;1 leave;2 at 10,20;2 leave;");
	assert_string_equal(fake_agent_log(other_agent), "");

	/* The focus moves before the click is delivered. */
	env_move_to(env, 520, 130);
	fake_agent_log(agent);
	env_button(env, BTN_LEFT, true);
	env_button(env, BTN_LEFT, false);
	assert_ptr_equal(focused(), env_window_view(env, b));
	const char *log = fake_agent_log(agent);
	assert_memory_equal(log, "1 release;1 blur;2 focus;2 modifiers 0;", 39);
	assert_non_null(strstr(log, "2 at 20,30;2 button 272 down;2 button 272 up;"));

	env_key(env, KEY_LEFTSHIFT, true);
	env_press(env, KEY_A);
	env_key(env, KEY_LEFTSHIFT, false);
	env_press(env, KEY_CAPSLOCK);
	env_press(env, KEY_B);
	assert_string_equal(fake_agent_log(agent),
		"2 key 42 down;2 modifiers 1;2 key 30 down;2 key 30 up;2 key 42 up;2 modifiers 0;"
		"2 key 58 down;2 modifiers 2;2 key 58 up;2 key 48 down;2 key 48 up;");
	env_wheel(env, 120);
	assert_string_equal(fake_agent_log(agent), "2 wheel 120;");

	env_click(env, 100, 550);
	assert_ptr_equal(focused(), env_window_view(env, c));
	assert_non_null(strstr(fake_agent_log(other_agent), "3 focus;3 modifiers 2;"));
	assert_non_null(strstr(fake_agent_log(agent), "2 release;"));
}

/* Pixels are cut or left out, never scaled: so are places. */
static void test_pointer_in_a_view_of_another_size(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 100, 100, 400, 200);
	struct view *view = env_window_view(env, window);
	view_resize(view, &(struct wlr_box){100, 100, 800, 400}, 0);
	env_move_to(env, 300, 150);
	env_settle(env);
	fake_agent_log(agent);
	env_move_to(env, 301, 151);
	env_button(env, BTN_LEFT, true);
	env_move_to(env, 700, 151); /* beside it, with the button held: at its edge */
	env_button(env, BTN_LEFT, false);
	assert_string_equal(fake_agent_log(agent),
		"1 at 201,51;1 at 201,51;1 button 272 down;1 at 400,51;1 button 272 up;1 leave;");
	env_click(env, 600, 150);
	assert_null(strstr(fake_agent_log(agent), "button"));

	view_resize(view, &(struct wlr_box){100, 100, 200, 100}, 0);
	env_move_to(env, 250, 150);
	assert_string_equal(fake_agent_log(agent), "1 at 150,50;");
}

static void test_pointer_in_a_window_without_pixels(void **state) {
	struct fake_window *window = fake_window_create(agent, 1, TOPLEVEL, 100, 100, 400, 200);
	window->window.mapped = true;
	guest_window_changed(&window->window);
	env_move_to(env, 300, 150);
	env_button(env, BTN_LEFT, true);
	env_button(env, BTN_LEFT, false);
	const char *log = fake_agent_log(agent);
	assert_non_null(strstr(log, "1 at 200,50;1 button 272 down;1 button 272 up;"));
	fake_window_map(window);
	env_move_to(env, 310, 160);
	assert_non_null(strstr(fake_agent_log(agent), "1 at 210,60;"));
}

static void test_drag_leads_from_one_window_to_another(void **state) {
	fake_window_show(agent, 1, TOPLEVEL, 100, 100, 300, 200);
	fake_window_show(agent, 2, TOPLEVEL, 500, 100, 300, 200);
	fake_window_show(other_agent, 3, TOPLEVEL, 50, 200, 150, 100);
	env_move_to(env, 110, 120);
	env_button(env, BTN_LEFT, true);
	fake_agent_log(agent);
	env_move_to(env, 510, 120);
	env_move_to(env, 150, 450);
	env_button(env, BTN_LEFT, false);
	/* Over another guest's it is where it left ours. */
	assert_string_equal(fake_agent_log(agent),
		"1 leave;2 at 10,20;2 leave;1 at 50,200;1 button 272 up;1 leave;");
	assert_null(strstr(fake_agent_log(other_agent), "at"));
}

static void test_windows_survive_renderer_and_screens(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 200, 150, 300, 200);
	env_settle(env);
	guest_views_drop_buffers(env->server->guest_views);
	assert_int_equal(window->window.surface.pixels->refs, 1);
	guest_views_restore_buffers(env->server->guest_views);
	env_settle(env);
	assert_int_equal(env_pixel(env, 200, 150), fake_window_pixel(window, 0, 0));

	wlr_output_destroy(env->output);
	fake_window_set_box(window, 220, 170, 320, 220);
	struct fake_window *late = fake_window_show(agent, 2, TOPLEVEL, 0, 0, 300, 200);
	env_add_output(env, 1280, 720);
	env_settle(env);
	assert_true(window->visible);
	const struct view *view = env_window_view(env, late);
	assert_true(view->box.y >= FRAME_TITLE_HEIGHT);
	assert_told(late, late->configures, view->box.x, view->box.y, 300, 200);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_window_is_framed_where_the_guest_has_it),
		TEST(test_titles_are_ascii_unless_the_user_says_otherwise),
		TEST(test_window_that_the_guest_has_placed_stays_there),
		TEST(test_window_that_nobody_has_placed_gets_a_free_place),
		TEST(test_pixels_never_cover_the_frame),
		TEST(test_rest_is_blank_until_the_guest_has_drawn),
		TEST(test_pixels_begin_within_the_window),
		TEST(test_guest_is_told_of_moves_and_sizes_once),
		TEST(test_answers_that_come_late_change_nothing),
		TEST(test_guest_resizes_and_places_its_window_until_the_user_has),
		TEST(test_title_bar_stays_in_reach),
		TEST(test_left_end_of_the_title_bar_stays_in_sight),
		TEST(test_maximized_window_keeps_its_size),
		TEST(test_program_that_insists_is_left_alone),
		TEST(test_window_of_one_size_is_not_maximized),
		TEST(test_size_hints_hold_in_a_drag),
		TEST(test_fullscreen_is_the_users_to_allow),
		TEST(test_flags_are_asked_for_again),
		TEST(test_new_window_does_not_take_the_focus),
		TEST(test_first_window_puts_the_guests_screen_away),
		TEST(test_screen_in_use_is_not_put_away),
		TEST(test_transients_stay_above),
		TEST(test_transient_of_a_window_that_is_put_away),
		TEST(test_transients_go_and_come_with_their_window),
		TEST(test_dialog_that_comes_before_its_window),
		TEST(test_guest_that_puts_its_window_away_gives_nothing_to_others),
		TEST(test_attention_takes_nothing),
		TEST(test_close_asks_the_guest),
		TEST(test_pixels_are_given_back_at_once),
		TEST(test_damage_costs_what_it_does_for_a_display),
		TEST(test_unseen_window_is_left_alone),
		TEST(test_scale_of_a_domain),
		TEST(test_settings_follow_the_name_of_the_guest),
		TEST(test_root_begins_where_the_layout_does),
		TEST(test_scale_of_popups_hints_and_sizes),
		TEST(test_windows_that_come_without_a_screen),
		TEST(test_pointer_and_keys),
		TEST(test_pointer_in_a_view_of_another_size),
		TEST(test_pointer_in_a_window_without_pixels),
		TEST(test_drag_leads_from_one_window_to_another),
		TEST(test_windows_survive_renderer_and_screens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
