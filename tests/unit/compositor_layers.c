/* Panels, wallpapers and launchers of dom0's: where they are, and what they keep free. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <wlr/types/wlr_output.h>

#include "compositor_agent.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "compositor_panel.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "notice.h"
#include "output.h"
#include "seat.h"
#include "view_place.h"
#include "window_popup.h"

#define WALLPAPER 0x204060
#define PROGRAM 0x30a060
#define NOBODY 0x2b3340 /* our own background */

static struct env *env;

static int setup(void **state) {
	env = env_create("");
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static struct panel *show_wallpaper(void) {
	return panel_create(env, &(struct panel_options){
					 .color = WALLPAPER,
					 .layer = ZWLR_LAYER_SHELL_V1_LAYER_BACKGROUND,
					 .anchor = PANEL_ALL,
					 .zone = -1,
				 });
}

static struct output *first_output(void) {
	struct output *output = wl_container_of(env->server->desktop->outputs.next, output, link);
	return output;
}

static void assert_usable(int x, int y, int width, int height) {
	struct wlr_box area = output_usable_area(first_output());
	assert_int_equal(area.x, x);
	assert_int_equal(area.y, y);
	assert_int_equal(area.width, width);
	assert_int_equal(area.height, height);
}

static void test_wallpaper_lies_behind_windows(void **state) {
	struct client *program = client_create(env, 400, 300, PROGRAM);
	struct view *view = env_top_view(env);
	struct panel *wallpaper = show_wallpaper();
	assert_int_equal(wallpaper->width, 1280);
	assert_int_equal(wallpaper->height, 720);
	assert_int_equal(env_pixel(env, 0, 0), WALLPAPER);
	assert_int_equal(env_pixel(env, view->box.x, view->box.y), PROGRAM);
	assert_usable(0, 0, 1280, 720);
	panel_destroy(wallpaper);
	assert_int_equal(env_pixel(env, 0, 0), NOBODY);
	client_destroy(program);
}

/* One that is to get its size from two edges of the screen, but isn't anchored to both. */
static void test_size_without_edges_is_an_error(void **state) {
	static const struct panel_options wrong[] = {
		{.anchor = 0},
		{.anchor = ZWLR_LAYER_SURFACE_V1_ANCHOR_LEFT, .height = 30},
		{.anchor = PANEL_TOP},
		{.anchor = PANEL_ALL & ~ZWLR_LAYER_SURFACE_V1_ANCHOR_RIGHT},
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct panel *panel = panel_create(env, &wrong[i]);
		const struct wl_interface *interface = NULL;
		assert_int_equal(
			wl_display_get_protocol_error(panel->client->display, &interface, NULL),
			ZWLR_LAYER_SURFACE_V1_ERROR_INVALID_SIZE);
		assert_string_equal(interface->name, "zwlr_layer_surface_v1");
		panel_destroy(panel);
	}
	assert_usable(0, 0, 1280, 720);
}

/* A program that takes its panel away and shows it again begins anew. */
static void test_bar_comes_back(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	wl_surface_attach(bar->surface, NULL, 0, 0);
	panel_commit(bar);
	assert_int_equal(wl_display_get_error(bar->client->display), 0);
	assert_int_equal(env_pixel(env, 0, 0), NOBODY);
	zwlr_layer_surface_v1_set_anchor(bar->layer_surface, PANEL_TOP);
	zwlr_layer_surface_v1_set_size(bar->layer_surface, 0, BAR_HEIGHT);
	panel_commit(bar);
	assert_int_equal(env_pixel(env, 0, 0), BAR_COLOR);
	panel_destroy(bar);
}

static void test_bar_lies_above_windows(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	struct client *program = client_create(env, 400, 300, PROGRAM);
	view_move(env_top_view(env), 0, 0);
	client_settle(program);
	assert_int_equal(env_pixel(env, 10, BAR_HEIGHT - 1), BAR_COLOR);
	assert_int_equal(env_pixel(env, 10, BAR_HEIGHT), PROGRAM);
	env_move_to(env, 10, 10);
	client_settle(program);
	client_settle(bar->client);
	assert_false(program->has_pointer);
	assert_true(bar->client->has_pointer);
	client_destroy(program);
	panel_destroy(bar);
}

static void test_bottom_lies_below_windows(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_BOTTOM);
	struct client *program = client_create(env, 400, 300, PROGRAM);
	view_move(env_top_view(env), 0, 0);
	client_settle(program);
	assert_int_equal(env_pixel(env, 10, 10), PROGRAM);
	assert_int_equal(env_pixel(env, 800, 10), BAR_COLOR);
	env_move_to(env, 10, 10);
	client_settle(program);
	assert_true(program->has_pointer);
	env_move_to(env, 800, 10);
	client_settle(bar->client);
	assert_true(bar->client->has_pointer);
	client_destroy(program);
	panel_destroy(bar);
}

static void test_changes_its_layer(void **state) {
	struct client *program = client_create(env, 400, 300, PROGRAM);
	view_move(env_top_view(env), 0, 0);
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	view_move(env_top_view(env), 0, 0);
	client_settle(program);
	assert_int_equal(env_pixel(env, 10, 10), BAR_COLOR);
	zwlr_layer_surface_v1_set_layer(bar->layer_surface, ZWLR_LAYER_SHELL_V1_LAYER_BOTTOM);
	panel_commit(bar);
	view_move(env_top_view(env), 0, 0);
	client_settle(program);
	assert_int_equal(env_pixel(env, 10, 10), PROGRAM);
	client_destroy(program);
	panel_destroy(bar);
}

static void test_maximized_window_leaves_room(void **state) {
	struct client *program = client_create(env, 400, 300, PROGRAM);
	struct view *view = env_top_view(env);
	view_set_maximized(view, true);
	client_settle(program);
	assert_int_equal(view->box.y, FRAME_BORDER + FRAME_TITLE_HEIGHT);

	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	client_settle(program);
	assert_usable(0, BAR_HEIGHT, 1280, 720 - BAR_HEIGHT);
	assert_int_equal(view->box.y, BAR_HEIGHT + FRAME_BORDER + FRAME_TITLE_HEIGHT);
	assert_int_equal(view->box.y + view->box.height, 720 - FRAME_BORDER);
	assert_int_equal(program->height, view->box.height);

	panel_destroy(bar);
	client_settle(program);
	assert_usable(0, 0, 1280, 720);
	assert_int_equal(view->box.y, FRAME_BORDER + FRAME_TITLE_HEIGHT);
	client_destroy(program);
}

static void test_title_bar_comes_out_from_behind(void **state) {
	struct fake_guest *guest = fake_guest_create(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	view_move(view, 100, FRAME_BORDER + FRAME_TITLE_HEIGHT);
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	assert_int_equal(view->box.y, BAR_HEIGHT + FRAME_BORDER + FRAME_TITLE_HEIGHT);
	panel_destroy(bar);
	assert_int_equal(view->box.y, FRAME_BORDER + FRAME_TITLE_HEIGHT);
}

static void test_windows_are_placed_beside_it(void **state) {
	struct panel *bar =
		panel_create(env, &(struct panel_options){
					  .color = BAR_COLOR,
					  .layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
					  .anchor = PANEL_ALL & ~ZWLR_LAYER_SURFACE_V1_ANCHOR_RIGHT,
					  .width = 600,
					  .zone = 600,
				  });
	assert_usable(600, 0, 680, 720);
	struct fake_guest *guest = fake_guest_create(env, 1, 640, 480);
	assert_true(env_view(env, guest)->box.x >= 600 + FRAME_BORDER);
	/* One that is too large is shrunk to what there is. */
	guest = fake_guest_create(env, 2, 1200, 600);
	assert_true(env_view(env, guest)->box.width <= 680 - 2 * FRAME_BORDER);
	panel_destroy(bar);
}

static void test_panels_stack_at_an_edge(void **state) {
	struct panel *first = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	struct panel *second = panel_create(env, &(struct panel_options){
							 .color = 0xaa00aa,
							 .layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
							 .anchor = PANEL_TOP,
							 .height = 20,
							 .zone = 20,
						 });
	/* This one goes round both, that one doesn't care. */
	struct panel *polite = panel_create(env, &(struct panel_options){
							 .color = 0x00aaaa,
							 .layer = ZWLR_LAYER_SHELL_V1_LAYER_BOTTOM,
							 .anchor = PANEL_ALL,
						 });
	struct panel *wallpaper = show_wallpaper();
	assert_usable(0, BAR_HEIGHT + 20, 1280, 720 - BAR_HEIGHT - 20);
	assert_int_equal(env_pixel(env, 5, BAR_HEIGHT - 1), BAR_COLOR);
	assert_int_equal(env_pixel(env, 5, BAR_HEIGHT), 0xaa00aa);
	assert_int_equal(env_pixel(env, 5, BAR_HEIGHT + 20), 0x00aaaa);
	assert_int_equal(polite->height, 720 - BAR_HEIGHT - 20);
	assert_int_equal(wallpaper->height, 720);
	panel_destroy(first);
	client_settle(polite->client);
	assert_int_equal(env_pixel(env, 5, 0), 0xaa00aa);
	assert_int_equal(polite->height, 700);
	panel_destroy(second);
	panel_destroy(polite);
	panel_destroy(wallpaper);
}

static void test_margins(void **state) {
	struct panel *panel =
		panel_create(env, &(struct panel_options){
					  .color = BAR_COLOR,
					  .layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
					  .anchor = ZWLR_LAYER_SURFACE_V1_ANCHOR_BOTTOM |
	                                            ZWLR_LAYER_SURFACE_V1_ANCHOR_RIGHT,
					  .width = 100,
					  .height = 50,
					  .margin = 10,
				  });
	assert_int_equal(env_pixel(env, 1280 - 11, 720 - 11), BAR_COLOR);
	assert_int_equal(env_pixel(env, 1280 - 10, 720 - 11), NOBODY);
	assert_int_equal(env_pixel(env, 1280 - 110, 720 - 60), BAR_COLOR);
	assert_int_equal(env_pixel(env, 1280 - 111, 720 - 60), NOBODY);
	panel_destroy(panel);
}

/* It would leave windows nowhere to be. */
static void test_greedy_panel_takes_nothing(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	zwlr_layer_surface_v1_set_exclusive_zone(bar->layer_surface, INT32_MAX);
	panel_commit(bar);
	assert_usable(0, 0, 1280, 720);
	zwlr_layer_surface_v1_set_margin(bar->layer_surface, INT32_MAX, 0, 0, 0);
	panel_commit(bar);
	assert_usable(0, 0, 1280, 720);
	zwlr_layer_surface_v1_set_margin(bar->layer_surface, -1000, 0, 0, 0);
	zwlr_layer_surface_v1_set_exclusive_zone(bar->layer_surface, 1);
	panel_commit(bar);
	assert_usable(0, 0, 1280, 720);
	zwlr_layer_surface_v1_set_margin(bar->layer_surface, 0, 0, 0, 0);
	zwlr_layer_surface_v1_set_exclusive_zone(bar->layer_surface, 40);
	panel_commit(bar);
	assert_usable(0, 40, 1280, 680);
	panel_destroy(bar);
}

/* One that isn't shown keeps nothing free. */
static void test_hidden_panel_takes_nothing(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	wl_surface_attach(bar->surface, NULL, 0, 0);
	panel_commit(bar);
	assert_usable(0, 0, 1280, 720);
	panel_commit(bar); /* shows it again, once it has been told its size */
	client_settle(bar->client);
	assert_usable(0, BAR_HEIGHT, 1280, 720 - BAR_HEIGHT);
	panel_destroy(bar);
}

static void test_fullscreen_window_covers_the_top_alone(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	struct panel *osd = panel_create(env, &(struct panel_options){
						      .color = 0xaa00aa,
						      .layer = ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY,
						      .width = 40,
						      .height = 40,
					      });
	struct fake_guest *guest = fake_guest_create_focused(env, 1, 300, 200);
	struct view *view = env_view(env, guest);
	assert_int_equal(env_pixel(env, 300, 5), BAR_COLOR);
	view_set_fullscreen(view, true, NULL);
	env_settle(env);
	assert_int_not_equal(env_pixel(env, 300, 5), BAR_COLOR);
	assert_int_equal(env_pixel(env, 640, 360), 0xaa00aa);
	assert_int_equal(view->box.height, 720);
	env_move_to(env, 5, 5);
	client_settle(bar->client);
	assert_false(bar->client->has_pointer);

	/* Something in front of it: it isn't the whole screen any more. */
	env_focus(env, NULL); /* a guest would keep it */
	struct client *program = client_create(env, 400, 300, PROGRAM);
	assert_int_equal(env_pixel(env, 300, 5), BAR_COLOR);
	env_focus(env, view);
	env_settle(env);
	assert_int_not_equal(env_pixel(env, 300, 5), BAR_COLOR);
	view_set_fullscreen(view, false, NULL);
	env_settle(env);
	assert_int_equal(env_pixel(env, 300, 5), BAR_COLOR);
	client_destroy(program);
	panel_destroy(osd);
	panel_destroy(bar);
}

/* A dialog of it doesn't bring the panel back, and a launcher that has the keyboard is seen. */
static void test_what_a_fullscreen_window_does_not_cover(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *window =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 400, 300);
	struct view *view = env_window_view(env, window);
	env_focus(env, view);
	view_set_fullscreen(view, true, NULL);
	struct client *program = client_create(env, 400, 300, PROGRAM);
	view_set_parent(env_top_view(env), view);
	env_focus(env, view);
	env_settle(env);
	assert_int_not_equal(env_pixel(env, 5, 5), BAR_COLOR);

	struct panel *launcher =
		panel_create_launcher(env, ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE);
	assert_int_equal(env_pixel(env, 640, 360), BAR_COLOR);
	assert_int_not_equal(env_pixel(env, 5, 5), BAR_COLOR);
	assert_true(launcher->client->has_keyboard);
	panel_destroy(launcher);
	client_destroy(program);
	panel_destroy(bar);
}

static void test_no_menu_of_a_guest_lies_above_it(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	struct panel *osd = panel_create(env, &(struct panel_options){
						      .color = 0xaa00aa,
						      .layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
						      .width = 40,
						      .height = 40,
					      });
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *menu = fake_window_show(agent, 1, GUEST_WINDOW_POPUP, 560, 0, 160, 500);
	env_settle(env);
	assert_int_equal(env_popup(env, menu)->box.y, BAR_HEIGHT);
	assert_int_equal(env_pixel(env, 600, BAR_HEIGHT - 1), BAR_COLOR);
	assert_int_equal(env_pixel(env, 640, 360), 0xaa00aa);
	/* Nor in the way of a notice, which is ours. */
	guest_notice(&guest->guest, "It did something.");
	env_settle(env);
	assert_int_equal(env_pixel(env, 1280 - 20, BAR_HEIGHT + 20), 0x1d2025);
	panel_destroy(osd);
	panel_destroy(bar);
}

/* Where there is no panel to be seen, a menu need not leave room for it. */
static void test_menu_of_a_fullscreen_guest(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	struct fake_guest *guest = fake_guest_create(env, 1, 0, 0);
	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *window =
		fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 400, 300);
	struct view *view = env_window_view(env, window);
	view_set_fullscreen(view, true, NULL);
	fake_window_answer(window);
	struct fake_window *menu =
		fake_window_show(agent, 2, GUEST_WINDOW_POPUP, 200, 10, 160, 200);
	assert_int_equal(env_popup(env, menu)->box.y, 10);
	fake_window_unmap(menu);
	view_set_fullscreen(view, false, NULL);
	fake_window_map(menu);
	assert_int_equal(env_popup(env, menu)->box.y, BAR_HEIGHT);
	panel_destroy(bar);
}

static void test_menu_of_a_program_stays_in_front(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	struct client *program = client_create(env, 400, 300, PROGRAM);
	view_move(env_top_view(env), 100, 70);
	client_add_popup(program, 20, 5, 100, 40, 0xc02020);
	assert_int_equal(env_pixel(env, 125, 80), 0xc02020);
	client_destroy(program);
	panel_destroy(bar);
}

static void test_menu_of_a_panel(void **state) {
	struct client *program = client_create(env, 400, 300, PROGRAM);
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_BOTTOM);
	view_move(env_top_view(env), 0, 0);
	/* Above windows, and within the screen. */
	panel_add_popup(bar, -50, 10, 100, 400, 0xc02020);
	assert_int_equal(env_pixel(env, 0, 10), 0xc02020);
	assert_int_equal(env_pixel(env, 99, 409), 0xc02020);
	env_move_to(env, 5, 300);
	client_settle(bar->client);
	assert_true(bar->client->has_pointer);
	assert_true(bar->client->pointer_y > 289 && bar->client->pointer_y < 291);
	panel_destroy(bar);
	assert_int_equal(env_pixel(env, 90, 200), PROGRAM);
	client_destroy(program);
}

static void test_goes_with_its_output(void **state) {
	struct wlr_output *second = env_add_output(env, 800, 600);
	env_settle(env);
	struct panel *panel = panel_create(
		env, &(struct panel_options){
			     .color = BAR_COLOR,
			     .layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
			     .anchor = PANEL_TOP,
			     .height = BAR_HEIGHT,
			     .zone = BAR_HEIGHT,
			     .keyboard = ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE,
			     .output = 2,
		     });
	assert_int_equal(panel->width, 800);
	assert_usable(0, 0, 1280, 720);
	panel_add_popup(panel, 10, 10, 100, 100, 0xc02020);
	wlr_output_destroy(second);
	client_settle(panel->client);
	assert_true(panel->closed);
	assert_false(panel->client->has_keyboard);
	panel_destroy(panel);
}

static void test_goes_when_its_output_is_switched_off(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	env_set_enabled(env, env->output, false);
	client_settle(bar->client);
	assert_true(bar->closed);
	panel_destroy(bar);

	/* Without any screen there is no place for one. */
	bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	assert_true(bar->closed);
	panel_destroy(bar);
}

static void test_comes_up_where_the_pointer_is(void **state) {
	env_add_output(env, 800, 600);
	env_settle(env);
	env_move_to(env, 1280 + 400, 300);
	struct panel *panel = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	assert_int_equal(panel->width, 800);
	panel_destroy(panel);
}

static void test_follows_the_size_of_its_output(void **state) {
	struct panel *bar = panel_create_bar(env, ZWLR_LAYER_SHELL_V1_LAYER_TOP);
	int configures = bar->configures;
	desktop_redraw(env->server->desktop);
	client_settle(bar->client);
	assert_int_equal(bar->configures, configures);

	struct wlr_output_state output_state;
	wlr_output_state_init(&output_state);
	wlr_output_state_set_scale(&output_state, 2);
	wlr_output_commit_state(env->output, &output_state);
	wlr_output_state_finish(&output_state);
	client_settle(bar->client);
	assert_int_equal(bar->width, 640);
	assert_usable(0, BAR_HEIGHT, 640, 360 - BAR_HEIGHT);
	panel_destroy(bar);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_wallpaper_lies_behind_windows, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_size_without_edges_is_an_error, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bar_comes_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bar_lies_above_windows, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bottom_lies_below_windows, setup, teardown),
		cmocka_unit_test_setup_teardown(test_changes_its_layer, setup, teardown),
		cmocka_unit_test_setup_teardown(test_maximized_window_leaves_room, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_title_bar_comes_out_from_behind, setup, teardown),
		cmocka_unit_test_setup_teardown(test_windows_are_placed_beside_it, setup, teardown),
		cmocka_unit_test_setup_teardown(test_panels_stack_at_an_edge, setup, teardown),
		cmocka_unit_test_setup_teardown(test_margins, setup, teardown),
		cmocka_unit_test_setup_teardown(test_greedy_panel_takes_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hidden_panel_takes_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_fullscreen_window_covers_the_top_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_what_a_fullscreen_window_does_not_cover, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_no_menu_of_a_guest_lies_above_it, setup, teardown),
		cmocka_unit_test_setup_teardown(test_menu_of_a_fullscreen_guest, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_menu_of_a_program_stays_in_front, setup, teardown),
		cmocka_unit_test_setup_teardown(test_menu_of_a_panel, setup, teardown),
		cmocka_unit_test_setup_teardown(test_goes_with_its_output, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_goes_when_its_output_is_switched_off, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_comes_up_where_the_pointer_is, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_follows_the_size_of_its_output, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
