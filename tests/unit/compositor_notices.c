/* What the user is told: seen above all else, once for each guest, and gone when it is clicked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "compositor_agent.h"
#include "compositor_env.h"
#include "desktop.h"
#include "notice.h"
#include "seat.h"
#include "view_place.h"

static struct env *env;
static struct fake_guest *guest;

static int setup(void **state) {
	env = env_create("[defaults]\ncolor = #aa2211\n");
	guest = fake_guest_create(env, 1, 300, 200);
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static int count(void) {
	return wl_list_length(&env->server->desktop->notices);
}

static const struct notice *latest(void) {
	const struct notice *notice =
		wl_container_of(env->server->desktop->notices.next, notice, link);
	return notice;
}

static void test_guest_notice_is_shown_in_its_colour(void **state) {
	guest_notice(&guest->guest, "It did something.");
	assert_int_equal(count(), 1);
	struct wlr_box box = latest()->box;
	assert_int_equal(box.x + box.width, 1280 - 12);
	env_settle(env);
	assert_int_equal(env_pixel(env, box.x + 2, box.y + 2), 0xaa2211);
	assert_int_equal(env_pixel(env, box.x + 10, box.y + 2), 0x1d2025);
	bool text = false;
	for (int x = box.x + 16; x < box.x + box.width; x++) {
		text = text || env_pixel(env, x, box.y + box.height / 2) != 0x1d2025;
	}
	assert_true(text);
}

static void test_nothing_of_a_guest_covers_it(void **state) {
	guest_notice(&guest->guest, "It did something.");
	struct wlr_box box = latest()->box;
	struct fake_agent *agent = fake_agent_create(guest);
	struct fake_window *menu =
		fake_window_show(agent, 1, GUEST_WINDOW_POPUP, box.x - 50, 0, box.width + 50, 300);
	view_set_fullscreen(env_view(env, guest), true, NULL);
	env_settle(env);
	assert_non_null(env_popup(env, menu));
	assert_int_equal(env_pixel(env, box.x + 10, box.y + 2), 0x1d2025);

	/* Nor does it learn of the pointer there, or of the click. */
	env_click(env, box.x - 20, box.y + 5);
	fake_agent_log(agent);
	env_move_to(env, box.x + 10, box.y + 5);
	assert_string_equal(fake_agent_log(agent), "1 leave;");
	struct view *before = seat_focus_of(env->server->seat)->view;
	env_button(env, BTN_LEFT, true);
	assert_int_equal(count(), 0);
	env_button(env, BTN_LEFT, false);
	assert_ptr_equal(seat_focus_of(env->server->seat)->view, before);
	assert_string_equal(fake_agent_log(agent), "1 at 60,17;");
}

static void test_each_has_one_at_a_time(void **state) {
	for (int i = 0; i < 50; i++) {
		guest_notice(&guest->guest, "It did something, %d.", i);
	}
	assert_int_equal(count(), 1);
	struct fake_guest *other = fake_guest_create(env, 2, 0, 0);
	guest_notice(&other->guest, "A sentence that is longer than what there is room for in a "
				    "line of so small a text, and another one for good measure.");
	int height = latest()->box.height;
	guests_notice(&env->guests, "All of them did something.");
	guests_notice(&env->guests, "And again.");
	assert_int_equal(count(), 3);
	struct notice *all = wl_container_of(env->server->desktop->notices.next, all, link);
	assert_string_equal(all->text, "And again.");
	notice_dismiss(all);
	notice_show(env->server, "The desktop's own.\xff");
	assert_int_equal(count(), 3);
	assert_true(height > latest()->box.height);
	struct notice *first = wl_container_of(env->server->desktop->notices.next, first, link);
	struct notice *second = wl_container_of(first->link.next, second, link);
	assert_true(second->box.y >= first->box.y + first->box.height);
	notice_dismiss(first);
	assert_int_equal(second->box.y, 12);
	fake_guest_destroy(other);
	env_settle(env);
}

static void test_it_needs_no_screen(void **state) {
	wlr_output_destroy(env->output);
	guest_notice(&guest->guest, "It did something.");
	env_add_output(env, 1280, 720);
	env_settle(env);
	assert_int_equal(latest()->box.x + latest()->box.width, 1280 - 12);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_guest_notice_is_shown_in_its_colour),
		TEST(test_nothing_of_a_guest_covers_it),
		TEST(test_each_has_one_at_a_time),
		TEST(test_it_needs_no_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
