/* What guests show without a title bar: bordered, on the screen, and never all over it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <wlr/types/wlr_output.h>

#include "compositor_agent.h"
#include "compositor_env.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "seat.h"
#include "view_place.h"
#include "window_popup.h"

#define TOPLEVEL GUEST_WINDOW_TOPLEVEL
#define POPUP GUEST_WINDOW_POPUP
#define COLOR 0xaa2211

static struct env *env;
static struct fake_guest *guest, *other_guest;
static struct fake_agent *agent, *other_agent;
static struct wl_listener notice;
static int notices;

static void handle_notice(struct wl_listener *listener, void *data) {
	notices++;
}

static int setup(void **state) {
	env = env_create("[defaults]\ncolor = #aa2211\n[domain guest2]\ncolor = #1122aa\n");
	guest = fake_guest_create(env, 1, 0, 0);
	other_guest = fake_guest_create(env, 2, 0, 0);
	agent = fake_agent_create(guest);
	other_agent = fake_agent_create(other_guest);
	notices = 0;
	notice.notify = handle_notice;
	wl_signal_add(&guest->guest.events.notice, &notice);
	return 0;
}

static int teardown(void **state) {
	wl_list_remove(&notice.link);
	env_destroy(env);
	return 0;
}

static struct view *focused(void) {
	return seat_focus_of(env->server->seat)->view;
}

static void assert_popup_at(const struct fake_window *window, int x, int y, int width, int height) {
	const struct window_popup *popup = env_popup(env, window);
	assert_non_null(popup);
	assert_int_equal(popup->box.x, x);
	assert_int_equal(popup->box.y, y);
	assert_int_equal(popup->box.width, width);
	assert_int_equal(popup->box.height, height);
}

static void assert_bordered(const struct fake_window *window, uint32_t color) {
	const struct wlr_box box = env_popup(env, window)->box;
	const int last = WINDOW_POPUP_BORDER - 1;
	int right = box.x + box.width - 1, bottom = box.y + box.height - 1;
	for (int x = box.x; x <= right; x++) {
		assert_int_equal(env_pixel(env, x, box.y + last), color);
		assert_int_equal(env_pixel(env, x, bottom - last), color);
	}
	for (int y = box.y; y <= bottom; y++) {
		assert_int_equal(env_pixel(env, box.x + last, y), color);
		assert_int_equal(env_pixel(env, right - last, y), color);
	}
}

static void test_border_is_above_the_pixels(void **state) {
	struct fake_window *menu = fake_window_show(agent, 1, POPUP, 200, 150, 120, 90);
	assert_popup_at(menu, 200, 150, 120, 90);
	assert_null(env_window_view(env, menu));
	env_settle(env);
	assert_bordered(menu, COLOR);
	assert_int_equal(env_pixel(env, 202, 152), fake_window_pixel(menu, 2, 2));
	assert_int_equal(env_pixel(env, 317, 237), fake_window_pixel(menu, 117, 87));
	assert_int_equal(menu->configures, 0);

	/* Whether the guest draws over it, moves, or is larger than it says. */
	fake_window_damage(menu, 0, 0, 120, 90);
	env_settle(env);
	assert_bordered(menu, COLOR);
	fake_window_set_box(menu, 210, 160, 50, 40);
	env_settle(env);
	assert_bordered(menu, COLOR);
	menu->window.box = (struct guest_box){210, 160, 30, 30};
	guest_window_changed(&menu->window);
	fake_window_damage(menu, 0, 0, 50, 40);
	env_settle(env);
	assert_bordered(menu, COLOR);
	assert_int_equal(env_pixel(env, 241, 170), 0x2b3340);
}

static void test_border_comes_before_the_first_pixel(void **state) {
	struct fake_window *menu = fake_window_create(agent, 1, POPUP, 200, 150, 120, 90);
	menu->window.mapped = true;
	guest_window_changed(&menu->window);
	env_settle(env);
	assert_bordered(menu, COLOR);
}

static void test_popup_lies_above_all_views(void **state) {
	struct fake_window *menu = fake_window_show(agent, 1, POPUP, 200, 150, 120, 90);
	struct fake_guest *display = fake_guest_create(env, 3, 600, 400);
	view_move(env_view(env, display), 100, 100);
	env_click(env, 110, 110);
	env_settle(env);
	assert_int_equal(env_pixel(env, 230, 180), fake_window_pixel(menu, 30, 30));
	assert_bordered(menu, COLOR);
}

static void test_popup_stays_on_the_screen(void **state) {
	struct fake_window *menu = fake_window_show(agent, 1, POPUP, 1250, 700, 120, 90);
	assert_popup_at(menu, 1160, 630, 120, 90);
	assert_int_equal(menu->configures, 1);
	assert_int_equal(menu->configured.x, 1160);
	assert_int_equal(menu->configured.y, 630);
	fake_window_answer(menu);
	assert_int_equal(menu->configures, 1);

	fake_window_set_box(menu, -5000, -10, 120, 90);
	assert_popup_at(menu, 0, 0, 120, 90);
	assert_int_equal(menu->configures, 2);
	/* A strip longer than the screen is cut. */
	fake_window_set_box(menu, -100, 20, 2000, 30);
	assert_popup_at(menu, 0, 20, 1280, 30);
	assert_int_equal(menu->configured.width, 1280);
}

static void test_popup_that_insists_on_its_place_is_told_no_more(void **state) {
	struct fake_window *menu = fake_window_show(agent, 1, POPUP, 100, 20, 120, 2000);
	for (int i = 0; i < 20; i++) {
		fake_window_answer(menu);
		fake_window_set_box(menu, 100, 20, 120, 2000);
	}
	assert_int_equal(menu->configures, 1 + WINDOW_PLACE_REFUSALS);
	assert_popup_at(menu, 100, 0, 120, 720);
}

static void test_popup_follows_the_screens(void **state) {
	struct wlr_output *second = env_add_output(env, 800, 600);
	struct fake_window *menu = fake_window_show(agent, 1, POPUP, 1400, 500, 120, 90);
	assert_popup_at(menu, 1400, 500, 120, 90);
	wlr_output_destroy(second);
	assert_popup_at(menu, 1160, 500, 120, 90);
	assert_int_equal(menu->configured.x, 1160);
	wlr_output_destroy(env->output);
	fake_window_set_box(menu, 5, 5, 100, 100);
	env_add_output(env, 1280, 720);
	assert_popup_at(menu, 5, 5, 100, 100);
}

static void test_popups_together_leave_some_of_the_screen(void **state) {
	struct fake_window *a = fake_window_show(agent, 1, POPUP, 0, 0, 640, 720);
	struct fake_window *b = fake_window_show(agent, 2, POPUP, 640, 0, 400, 720);
	struct fake_window *foreign = fake_window_show(other_agent, 1, POPUP, 0, 0, 1280, 600);
	assert_non_null(env_popup(env, foreign)); /* on its own account */
	assert_non_null(env_popup(env, a));
	assert_non_null(env_popup(env, b));
	assert_int_equal(notices, 0);

	struct fake_window *c = fake_window_show(agent, 3, POPUP, 900, 0, 300, 720);
	assert_null(env_popup(env, c));
	const struct view *view = env_window_view(env, c);
	assert_non_null(view);
	env_settle(env);
	assert_int_equal(notices, 1);

	/* By growing, too; framed for as long as it is mapped, and told of once. */
	fake_window_set_box(b, 640, 0, 640, 720);
	assert_null(env_popup(env, b));
	assert_non_null(env_window_view(env, b));
	fake_window_set_box(b, 640, 0, 10, 10);
	assert_null(env_popup(env, b));
	assert_int_equal(notices, 1);
	fake_window_unmap(b);
	fake_window_map(b);
	assert_non_null(env_popup(env, b));
	assert_null(env_window_view(env, b));
}

static void test_popup_over_a_smaller_screen_is_framed(void **state) {
	struct wlr_output *second = env_add_output(env, 1920, 1080);
	struct fake_window *menu = fake_window_show(agent, 1, POPUP, 1280, 0, 1300, 710);
	assert_popup_at(menu, 1280, 0, 1300, 710);
	wlr_output_destroy(second);
	assert_null(env_popup(env, menu));
	assert_non_null(env_window_view(env, menu));
}

static void test_pointer_goes_to_the_popup_and_keys_to_the_window(void **state) {
	struct fake_window *window = fake_window_show(agent, 1, TOPLEVEL, 100, 100, 300, 200);
	struct fake_window *menu = fake_window_show(agent, 2, POPUP, 150, 150, 120, 90);
	struct view *view = env_window_view(env, window);
	assert_ptr_equal(focused(), view);
	env_move_to(env, 110, 110);
	fake_agent_log(agent);

	env_move_to(env, 160, 170);
	env_button(env, BTN_LEFT, true);
	env_button(env, BTN_LEFT, false);
	env_wheel(env, 120);
	env_press(env, KEY_DOWN);
	env_move_to(env, 110, 110);
	assert_string_equal(fake_agent_log(agent),
		"1 leave;2 at 10,20;2 at 10,20;2 button 272 down;2 button 272 up;2 at 10,20;"
		"2 wheel 120;1 key 108 down;1 key 108 up;2 leave;1 at 10,10;");
	assert_ptr_equal(focused(), view);

	/* A menu that goes under the button. */
	env_move_to(env, 160, 170);
	env_button(env, BTN_LEFT, true);
	fake_window_unmap(menu);
	fake_agent_log(agent);
	env_button(env, BTN_LEFT, false);
	assert_non_null(strstr(fake_agent_log(agent), "button 272 up;"));
}

static void test_menu_opened_by_a_drag(void **state) {
	fake_window_show(agent, 1, TOPLEVEL, 100, 100, 300, 200);
	env_move_to(env, 110, 110);
	env_button(env, BTN_LEFT, true);
	fake_window_show(agent, 2, POPUP, 50, 290, 120, 90);
	fake_agent_log(agent);
	env_move_to(env, 60, 350);
	env_button(env, BTN_LEFT, false);
	assert_string_equal(
		fake_agent_log(agent), "1 leave;2 at 10,60;2 button 272 up;2 at 10,60;");
}

/* Until a popup has been there for a while, a click on it was meant for what was there before. */
static void let_settle(void) {
	env_run_for(env, 550);
}

static void test_popup_takes_no_click_from_others(void **state) {
	struct fake_window *window = fake_window_show(other_agent, 1, TOPLEVEL, 600, 100, 300, 200);
	fake_window_show(agent, 1, TOPLEVEL, 50, 400, 300, 200);
	struct view *view = env_window_view(env, window);
	struct fake_window *menu = fake_window_show(agent, 2, POPUP, 150, 150, 120, 90);
	assert_ptr_equal(focused(), view);
	env_click(env, 160, 170);
	assert_ptr_equal(focused(), view);
	assert_null(strstr(fake_agent_log(agent), "button"));
	/* Nor if it is moved there when it has been somewhere for long. */
	let_settle();
	fake_window_set_box(menu, 170, 160, 120, 90);
	env_click(env, 180, 170);
	assert_ptr_equal(focused(), view);
	let_settle();
	env_click(env, 180, 170);
	assert_ptr_not_equal(focused(), view);
	assert_non_null(strstr(fake_agent_log(agent), "2 button 272 down;"));
	/* Its own menus are for the guest to use as it likes. */
	fake_window_set_box(menu, 150, 150, 120, 90);
	env_click(env, 160, 170);
	assert_non_null(strstr(fake_agent_log(agent), "2 button 272 down;"));
}

static void test_popup_of_a_guest_without_the_focus(void **state) {
	struct fake_window *window = fake_window_show(other_agent, 1, TOPLEVEL, 600, 100, 300, 200);
	struct fake_window *menu = fake_window_show(agent, 2, POPUP, 150, 150, 120, 90);
	assert_ptr_equal(focused(), env_window_view(env, window));
	env_move_to(env, 160, 170);
	assert_string_equal(fake_agent_log(agent), "");

	/* There is no view of its guest: it has the focus itself, once it is clicked. */
	let_settle();
	env_button(env, BTN_LEFT, true);
	env_button(env, BTN_LEFT, false);
	assert_null(focused());
	env_press(env, KEY_A);
	assert_string_equal(fake_agent_log(agent),
		"2 focus;2 modifiers 0;2 at 10,20;2 button 272 down;2 button 272 up;"
		"2 at 10,20;2 key 30 down;2 key 30 up;");
	assert_non_null(strstr(fake_agent_log(other_agent), "1 blur;"));

	/* What it leads to has the focus; no other guest's. */
	fake_window_show(other_agent, 3, TOPLEVEL, 600, 400, 100, 100);
	assert_null(focused());
	fake_window_unmap(menu);
	fake_window_show(other_agent, 4, TOPLEVEL, 600, 400, 100, 100);
	assert_null(focused());
	struct fake_window *next = fake_window_show(agent, 5, TOPLEVEL, 300, 400, 100, 100);
	assert_ptr_equal(focused(), env_window_view(env, next));
}

static void test_tray_is_a_row_in_the_corner(void **state) {
	struct fake_window *icons[6];
	for (uint32_t i = 0; i < 6; i++) {
		icons[i] = fake_window_show(agent, i + 1, GUEST_WINDOW_TRAY, 0, 0, 24, 24);
	}
	struct fake_window *other =
		fake_window_show(other_agent, 1, GUEST_WINDOW_TRAY, 500, 500, 300, 300);
	assert_popup_at(icons[0], 1252, 692, 28, 28);
	assert_popup_at(icons[3], 1168, 692, 28, 28);
	assert_null(env_popup(env, icons[4])); /* four a guest */
	assert_popup_at(other, 1140, 692, 28, 28);
	assert_int_equal(icons[3]->configured.x, 1168);
	assert_int_equal(icons[3]->configured.width, 28);
	env_move_to(env, 600, 300);
	env_settle(env);
	assert_bordered(icons[0], COLOR);
	assert_bordered(other, 0x1122aa);

	/* The guest doesn't move it; the row closes up. */
	fake_window_set_box(other, 0, 0, 100, 100);
	assert_popup_at(other, 1140, 692, 28, 28);
	assert_int_equal(other->configured.x, 1140);
	fake_window_destroy(icons[0]);
	assert_popup_at(icons[3], 1196, 692, 28, 28);
	assert_popup_at(other, 1168, 692, 28, 28);
	/* Where there is room again, another comes up. */
	assert_popup_at(icons[4], 1140, 692, 28, 28);
	assert_null(env_popup(env, icons[5]));
	fake_window_unmap(icons[4]);
	assert_popup_at(icons[5], 1140, 692, 28, 28);

	let_settle();
	env_click(env, 1180, 700);
	assert_non_null(strstr(fake_agent_log(other_agent), "1 button 272 down;"));
}

static void test_popups_are_given_back_and_forgotten(void **state) {
	struct fake_window *menu = fake_window_show(agent, 1, POPUP, 150, 150, 120, 90);
	env_move_to(env, 160, 170);
	env_button(env, BTN_LEFT, true);
	env_settle(env);
	assert_true(menu->visible);
	fake_window_unmap(menu);
	assert_int_equal(menu->pixels_alive, 0);
	fake_window_map(menu);
	env_settle(env);
	fake_agent_destroy(&agent->agent);
	env_button(env, BTN_LEFT, false);
	assert_true(wl_list_empty(&env->server->desktop->popups));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_border_is_above_the_pixels),
		TEST(test_border_comes_before_the_first_pixel),
		TEST(test_popup_lies_above_all_views),
		TEST(test_popup_stays_on_the_screen),
		TEST(test_popup_that_insists_on_its_place_is_told_no_more),
		TEST(test_popup_follows_the_screens),
		TEST(test_popups_together_leave_some_of_the_screen),
		TEST(test_popup_over_a_smaller_screen_is_framed),
		TEST(test_pointer_goes_to_the_popup_and_keys_to_the_window),
		TEST(test_menu_opened_by_a_drag),
		TEST(test_popup_takes_no_click_from_others),
		TEST(test_popup_of_a_guest_without_the_focus),
		TEST(test_tray_is_a_row_in_the_corner),
		TEST(test_popups_are_given_back_and_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
