/* The switcher: live pictures of all windows, the mouse, domains, and that a crowd of windows costs little. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_scene.h>

#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "desktop.h"
#include "focus.h"
#include "painter.h"
#include "seat.h"
#include "switcher.h"
#include "switcher_grid.h"
#include "view_place.h"

#define RED 0xc01818
#define GREEN 0x18c018
#define BLUE 0x1818c0
#define YELLOW 0xd0d010
#define PANEL 0x1d2025
#define COUNT 500 /* windows of a guest that has all that it may */
#define MOST_CELLS (SWITCHER_GRID_COLUMNS * SWITCHER_GRID_ROWS)

static struct env *env;
static struct fake_guest *a, *b;
static struct view *view_a, *view_b;

static void fill(struct fake_guest *guest, uint32_t color) {
	fake_guest_fill(guest, 0, 0, guest->pixels->width, guest->pixels->height, color);
	fake_guest_damage(guest, 0, 0, guest->pixels->width, guest->pixels->height);
}

/* Two guests, the first with the focus, and colours that neither shows. */
static int setup(void **state) {
	env = env_create("[defaults]\ncolor = #aa2211\npattern = solid\n"
			 "[domain guest2]\ncolor = #1122aa\n");
	a = fake_guest_create(env, 1, 500, 300);
	b = fake_guest_create(env, 2, 600, 450);
	view_a = env_view(env, a);
	view_b = env_view(env, b);
	fill(a, RED);
	fill(b, GREEN);
	env_move_to(env, 2, 2);
	env_settle(env);
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static bool is_open(void) {
	return switcher_is_open(env->server->seat->switcher);
}

static struct view *focused(void) {
	return seat_focus_of(env->server->seat)->view;
}

/* Holds Alt. */
static void open_with(uint32_t code) {
	env_key(env, KEY_LEFTALT, true);
	env_press(env, code);
	env_settle(env);
	assert_true(is_open());
}

static void let_go(void) {
	env_key(env, KEY_LEFTALT, false);
	env_settle(env);
	assert_false(is_open());
}

/* All the pictures that the switcher is made of. */
struct pictures {
	int count;
	struct wlr_box panel; /* of the first */
	const struct wlr_buffer *all[4096];
	double most_pixels; /* in a layout pixel */
};

static void look(struct wlr_scene_buffer *node, int x, int y, void *data) {
	struct pictures *pictures = data;
	const struct wlr_buffer *buffer = node->buffer;
	if (buffer == NULL) {
		return;
	}
	if (pictures->count == 0) {
		pictures->panel = (struct wlr_box){x, y, node->dst_width, node->dst_height};
		pictures->most_pixels = (double)buffer->width / node->dst_width;
	}
	assert_true(pictures->count < 4096);
	pictures->all[pictures->count++] = buffer;
}

static struct pictures pictures(void) {
	struct pictures result = {0};
	wlr_scene_node_for_each_buffer(
		&env->server->desktop->layers[DESKTOP_OVERLAY]->node, look, &result);
	return result;
}

static int count_new(const struct pictures *before, const struct pictures *after) {
	int count = 0;
	for (int i = 0; i < after->count; i++) {
		bool known = false;
		for (int j = 0; j < before->count; j++) {
			known = known || before->all[j] == after->all[i];
		}
		count += !known;
	}
	return count;
}

/* Where a colour is in the panel, of which the corners are round; empty: nowhere. */
static struct wlr_box find(uint32_t color) {
	const int corner = 12;
	struct wlr_box panel = pictures().panel, box = {0};
	for (int y = panel.y + corner; y < panel.y + panel.height - corner; y++) {
		for (int x = panel.x + corner; x < panel.x + panel.width - corner; x++) {
			if (env_pixel(env, x, y) != color) {
				continue;
			}
			if (wlr_box_empty(&box)) {
				box = (struct wlr_box){x, y, 1, 1};
			}
			int right = box.x + box.width > x + 1 ? box.x + box.width : x + 1;
			box.x = box.x < x ? box.x : x;
			box.width = right - box.x;
			box.height = y + 1 - box.y;
		}
	}
	return box;
}

static void move_to(const struct wlr_box *box) {
	env_move_to(env, box->x + box->width / 2, box->y + box->height / 2);
	env_settle(env);
}

static void test_pictures_are_alive(void **state) {
	view_hide(view_b);
	env_settle(env);
	assert_false(b->visible);
	open_with(KEY_TAB);
	assert_true(b->visible);
	struct wlr_box box = find(GREEN);
	/* In its own shape, and as large as the room for it; smooth scaling takes a pixel at the edges. */
	assert_in_range(box.height, 185, 190);
	assert_in_range(box.width, box.height * 4 / 3 - 3, box.height * 4 / 3 + 3);
	assert_true(find(RED).width > 100);

	fill(b, BLUE);
	fill(a, YELLOW);
	env_settle(env);
	assert_true(find(GREEN).width == 0);
	assert_int_equal(find(BLUE).width, box.width);
	assert_true(find(YELLOW).width > 100);
	/* No copies: the memory is the guest's, and is read where it changed. */
	int takes = b->takes;
	fake_guest_fill(b, 0, 0, 600, 225, RED);
	fake_guest_damage(b, 0, 0, 600, 225);
	env_settle(env);
	assert_int_equal(b->takes, takes + 1);
	assert_in_range(find(BLUE).height, box.height / 2 - 2, box.height / 2 + 2);

	env_press(env, KEY_ESC);
	env_settle(env);
	assert_false(b->visible);
	env_key(env, KEY_LEFTALT, false);
}

static void test_guest_without_a_switcher_costs_nothing(void **state) {
	view_minimize(view_b);
	open_with(KEY_TAB);
	env_press(env, KEY_ESC);
	env_settle(env);
	int takes = b->takes;
	fill(b, BLUE);
	env_settle(env);
	assert_int_equal(b->takes, takes);
	env_key(env, KEY_LEFTALT, false);
}

/* Its pixels are given back at once, though the picture shows them. */
static void test_guest_changes_its_mode_meanwhile(void **state) {
	open_with(KEY_TAB);
	fake_guest_set_mode(b, 400, 100);
	assert_int_equal(b->pixels_alive, 1);
	fill(b, BLUE);
	env_settle(env);
	struct wlr_box box = find(BLUE);
	assert_in_range(box.width, 295, 304);
	assert_in_range(box.height, 70, 76);
	fake_guest_set_mode(b, 0, 0);
	assert_int_equal(b->pixels_alive, 0);
	env_settle(env);
	assert_true(is_open());
	fake_guest_destroy(b);
	env_settle(env);
	assert_true(find(RED).width > 100);
	let_go();
	assert_ptr_equal(focused(), view_a);
}

static void test_window_of_an_agent(void **state) {
	struct fake_agent *agent = fake_agent_create(a);
	struct fake_window *window =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 700, 100, 300, 300);
	struct view *view = env_window_view(env, window);
	view_minimize(view);
	env_settle(env);
	assert_false(window->visible);
	open_with(KEY_TAB);
	assert_true(window->visible);
	for (int i = 0; i < 300 * 300; i++) {
		window->memory[i] = YELLOW;
	}
	fake_window_damage(window, 0, 0, 300, 300);
	env_settle(env);
	assert_in_range(find(YELLOW).width, 185, 190);
	fake_window_unmap(window);
	env_settle(env);
	assert_true(find(YELLOW).width == 0);
	let_go();
}

static void test_programs_draw_on(void **state) {
	focus_set(seat_focus_of(env->server->seat), NULL);
	struct client *program = client_create(env, 320, 200, BLUE);
	struct view *view = env_program_view(env);
	view_minimize(view);
	client_settle(program);
	open_with(KEY_TAB);
	client_settle(program);
	struct wlr_box box = find(BLUE);
	assert_in_range(box.width, 300, 304);
	/* It waits for a frame, as it should, and gets one. */
	struct wl_callback *frame = wl_surface_frame(program->surface);
	client_attach(program, program->surface, 320, 200, YELLOW);
	client_settle(program);
	assert_int_equal(find(YELLOW).width, box.width);
	wl_callback_destroy(frame);
	client_destroy(program);
	env_settle(env);
	assert_true(is_open());
	let_go();
}

static void test_hovering_chooses_and_a_click_takes(void **state) {
	open_with(KEY_TAB);
	struct wlr_box of_a = find(RED), of_b = find(GREEN);
	move_to(&of_a);
	let_go();
	assert_ptr_equal(focused(), view_a);

	open_with(KEY_TAB);
	of_b = find(GREEN);
	fake_guest_forget(a);
	fake_guest_forget(b);
	move_to(&of_b);
	env_button(env, BTN_LEFT, true);
	assert_false(is_open());
	assert_ptr_equal(focused(), view_b);
	env_button(env, BTN_LEFT, false);
	env_settle(env);
	let_go();
	assert_int_equal(fake_guest_count(a, FAKE_BUTTON) + fake_guest_count(b, FAKE_BUTTON), 0);
	assert_int_equal(fake_guest_count(a, FAKE_MOTION), 0);
}

static void test_click_elsewhere_leaves(void **state) {
	env_move_to(env, view_b->box.x + 590, view_b->box.y + 440);
	open_with(KEY_TAB);
	struct wlr_box panel = pictures().panel;
	env_move_to(env, panel.x + 4, panel.y + 4); /* in it, but on nothing */
	env_button(env, BTN_LEFT, true);
	env_button(env, BTN_LEFT, false);
	assert_true(is_open());
	fake_guest_forget(b);
	env_click(env, 4, 4);
	assert_false(is_open());
	assert_ptr_equal(focused(), view_a); /* what lies there wasn't clicked */
	let_go();
}

static void test_wheel_goes_on(void **state) {
	fake_guest_create(env, 3, 200, 100);
	open_with(KEY_TAB); /* the second of three */
	fake_guest_forget(a);
	env_wheel(env, 60);
	env_wheel(env, 60);
	env_wheel(env, 120); /* round to the first */
	let_go();
	assert_ptr_equal(focused(), view_a);
	assert_int_equal(fake_guest_count(a, FAKE_WHEEL), 0);
}

/* A button that is down when it opens, too. */
static void test_nobody_hears_of_the_pointer(void **state) {
	focus_set(seat_focus_of(env->server->seat), NULL);
	struct client *program = client_create(env, 700, 500, BLUE);
	struct view *view = env_program_view(env);
	env_move_to(env, view->box.x + 20, view->box.y + 20);
	env_button(env, BTN_LEFT, true);
	client_settle(program);
	assert_true(program->has_pointer);
	open_with(KEY_TAB);
	client_settle(program);
	assert_false(program->has_pointer);
	double x = program->pointer_x;
	env_move_to(env, view->box.x + 60, view->box.y + 60);
	env_wheel(env, 120);
	client_settle(program);
	assert_true(program->pointer_x == x);
	env_button(env, BTN_LEFT, false);
	env_press(env, KEY_ESC);
	client_settle(program);
	assert_true(program->has_pointer);
	env_key(env, KEY_LEFTALT, false);
	client_destroy(program);
}

static void test_arrows(void **state) {
	struct view *views[7] = {view_a, view_b};
	for (int i = 2; i < 7; i++) {
		views[i] = env_view(env, fake_guest_create(env, i + 1, 200, 100));
	}
	for (int i = 6; i >= 0; i--) {
		focus_set(seat_focus_of(env->server->seat), views[i]);
	}
	/* Rows of four. */
	open_with(KEY_TAB);
	env_press(env, KEY_DOWN);
	env_press(env, KEY_DOWN);
	env_press(env, KEY_LEFT);
	env_press(env, KEY_ENTER);
	assert_false(is_open());
	assert_ptr_equal(focused(), views[5]);
	env_key(env, KEY_LEFTALT, false);
	focus_set(seat_focus_of(env->server->seat), views[0]); /* 0 5 1 2 3 4 6 */
	open_with(KEY_TAB);
	env_press(env, KEY_UP);
	env_press(env, KEY_LEFT); /* round to the last */
	let_go();
	assert_ptr_equal(focused(), views[6]);
}

static void test_windows_of_a_domain(void **state) {
	struct fake_agent *agent = fake_agent_create(a);
	struct view *windows[2];
	for (int i = 0; i < 2; i++) {
		windows[i] = env_window_view(env, fake_window_show(agent, (uint32_t)i + 1,
							  GUEST_WINDOW_TOPLEVEL, 100, 200, 90, 90));
		focus_set(seat_focus_of(env->server->seat), windows[i]);
	}
	focus_set(seat_focus_of(env->server->seat), view_b);
	focus_set(seat_focus_of(env->server->seat), view_a);
	env_settle(env);
	/* 1 0 of the same guest follow, b is left out. */
	open_with(KEY_GRAVE);
	assert_true(find(GREEN).width == 0);
	let_go();
	assert_ptr_equal(focused(), windows[1]);

	/* Backwards, and from one scope into the other. */
	env_key(env, KEY_LEFTALT, true);
	env_key(env, KEY_LEFTSHIFT, true);
	env_press(env, KEY_GRAVE);
	env_key(env, KEY_LEFTSHIFT, false);
	let_go();
	assert_ptr_equal(focused(), windows[0]); /* 0 1 a b */
	open_with(KEY_TAB);
	env_press(env, KEY_TAB);
	env_press(env, KEY_TAB); /* b */
	env_press(env, KEY_GRAVE);
	let_go();
	assert_ptr_equal(focused(), view_b); /* which has no other */

	/* The domain goes while it is open: all that is left is offered. */
	open_with(KEY_GRAVE);
	fake_guest_destroy(b);
	env_settle(env);
	assert_true(find(RED).width > 0);
	let_go();
	assert_ptr_equal(focused(), windows[0]);
}

/* dom0 is a domain like others. */
static void test_programs_of_dom0(void **state) {
	focus_set(seat_focus_of(env->server->seat), NULL);
	struct client *first = client_create(env, 200, 100, BLUE);
	struct view *view = env_program_view(env);
	struct client *second = client_create(env, 200, 100, YELLOW);
	focus_set(seat_focus_of(env->server->seat), view_b);
	focus_set(seat_focus_of(env->server->seat), env_program_view(env));
	assert_ptr_not_equal(focused(), view);
	open_with(KEY_GRAVE);
	let_go();
	assert_ptr_equal(focused(), view);
	client_destroy(first);
	client_destroy(second);
}

static void test_without_modifiers_it_stays(void **state) {
	env_destroy(env);
	env = env_create("[keys]\nswitch = F1\n");
	a = fake_guest_create(env, 1, 200, 100);
	b = fake_guest_create(env, 2, 200, 100);
	view_a = env_view(env, a);
	view_b = env_view(env, b);
	env_press(env, KEY_F1);
	env_key(env, KEY_LEFTALT, true);
	env_key(env, KEY_LEFTALT, false);
	assert_true(is_open());
	env_press(env, KEY_SPACE);
	assert_false(is_open());
	assert_ptr_equal(focused(), view_b);
}

static void test_drawn_at_the_scale_of_its_output(void **state) {
	struct wlr_output_state output_state;
	wlr_output_state_init(&output_state);
	wlr_output_state_set_scale(&output_state, 2);
	assert_true(wlr_output_commit_state(env->output, &output_state));
	wlr_output_state_finish(&output_state);
	open_with(KEY_TAB);
	assert_true(pictures().most_pixels == 2);
	assert_true(pictures().panel.x >= 0 && pictures().panel.width <= 640);
	let_go();
}

static void test_stays_on_its_screen(void **state) {
	struct wlr_output *second = env_add_output(env, 800, 600);
	open_with(KEY_TAB);
	struct wlr_box panel = pictures().panel;
	assert_true(panel.x + panel.width <= 1280);
	env_move_to(env, 1280 + 400, 300);
	env_press(env, KEY_TAB);
	env_settle(env);
	assert_int_equal(pictures().panel.x, panel.x);
	/* But not without it. */
	wlr_output_destroy(env->output);
	env_run_for(env, 50);
	assert_true(is_open());
	panel = pictures().panel;
	assert_true(panel.width > 0 && panel.width <= 800);
	let_go();
	wlr_output_destroy(second);
	env_key(env, KEY_LEFTALT, true);
	env_press(env, KEY_TAB); /* without any */
	env_key(env, KEY_LEFTALT, false);
	assert_false(is_open());
}

static void wait_for_painter(void) {
	const struct painter *painter = &env->server->desktop->painter;
	do {
		env_run_for(env, PAINTER_REST_MS);
	} while (painter->resting || !wl_list_empty(&painter->waiting));
}

static void test_all_fit(void **state) {
	struct wlr_box screen = {0, 0, 1280, 720}, within;
	for (int count = 2; count <= 28; count++) {
		open_with(KEY_TAB);
		struct pictures shown = pictures();
		assert_int_equal(shown.count, 1 + 2 * count); /* the panel; labels and pictures */
		wlr_box_intersection(&within, &shown.panel, &screen);
		assert_true(wlr_box_equal(&within, &shown.panel));
		let_go();
		fake_guest_create(env, count + 1, 100, 60);
		wait_for_painter();
	}
}

/* However many windows a guest has, what is shown and drawn of them is little. */
static void test_a_crowd(void **state) {
	struct fake_agent *agent = fake_agent_create(a);
	struct fake_window *windows[COUNT];
	for (uint32_t i = 0; i < COUNT; i++) {
		windows[i] = fake_window_show(agent, i + 1, GUEST_WINDOW_TOPLEVEL, 20, 40, 50, 30);
	}
	open_with(KEY_TAB);
	struct pictures first = pictures();
	assert_in_range(first.count, MOST_CELLS / 2, 1 + 2 * MOST_CELLS);
	int visible = 0;
	for (int i = 0; i < COUNT; i++) {
		visible += windows[i]->visible;
	}
	assert_true(visible <= MOST_CELLS + 3);

	/* A step draws what was chosen and what is. */
	env_press(env, KEY_TAB);
	struct pictures second = pictures();
	assert_in_range(count_new(&first, &second), 1, 2); /* one may lie where another was */
	/* To the end: the rows before it aren't among what is shown any more. */
	env_press(env, KEY_END);
	env_settle(env);
	struct pictures last = pictures();
	assert_in_range(last.count, MOST_CELLS / 2, 1 + 2 * MOST_CELLS);

	/* Whatever the guest does to all of them, it is drawn a few at a time. */
	for (int times = 0; times < 5; times++) {
		for (int i = 0; i < COUNT; i++) {
			char title[32];
			snprintf(title, sizeof(title), "%d of %d", times, i);
			guest_window_set_title(&windows[i]->window, title);
			guest_window_changed(&windows[i]->window);
		}
	}
	wl_event_loop_dispatch_idle(env->loop);
	struct pictures changed = pictures();
	assert_true(count_new(&last, &changed) <= PAINTER_PIECES);
	wait_for_painter();
	changed = pictures();
	assert_true(count_new(&last, &changed) > MOST_CELLS / 4);
	let_go();
	assert_int_equal(pictures().count, 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_pictures_are_alive),
		TEST(test_guest_without_a_switcher_costs_nothing),
		TEST(test_guest_changes_its_mode_meanwhile),
		TEST(test_window_of_an_agent),
		TEST(test_programs_draw_on),
		TEST(test_hovering_chooses_and_a_click_takes),
		TEST(test_click_elsewhere_leaves),
		TEST(test_wheel_goes_on),
		TEST(test_nobody_hears_of_the_pointer),
		TEST(test_arrows),
		TEST(test_windows_of_a_domain),
		TEST(test_programs_of_dom0),
		TEST(test_without_modifiers_it_stays),
		TEST(test_drawn_at_the_scale_of_its_output),
		TEST(test_stays_on_its_screen),
		TEST(test_all_fit),
		TEST(test_a_crowd),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
