/* Framebuffers: what a guest says that it has drawn, and what it costs to hear it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domains_fixture.h"

static void test_a_guest_draws(void **state) {
	struct vm *vm = vm_boot(1);
	expect_draws(vm, 3, 4, 0x123456);
	expect_draws(vm, 799, 599, 0x654321);
}

static void test_updates_are_clipped(void **state) {
	struct vm *vm = vm_boot(1);
	vfb_frontend_update(&vm->vfb, -10, 590, 20, 1000);
	expect_damage(vm->view, 0, 590, 10, 10);
	settle();
	vfb_frontend_update(&vm->vfb, INT32_MIN, INT32_MIN, INT32_MAX, INT32_MAX);
	vfb_frontend_update(&vm->vfb, 800, 600, INT32_MAX, INT32_MAX);
	vfb_frontend_update(&vm->vfb, 5, 5, -1, -1);
	vfb_frontend_update(&vm->vfb, 799, 599, INT32_MAX, INT32_MAX);
	expect_damage(vm->view, 799, 599, 1, 1);
}

static void test_updates_between_two_frames_are_one_damage(void **state) {
	struct vm *vm = vm_boot(1);
	int damages = vm->view->damages;
	for (int i = 0; i < 10; i++) {
		vfb_frontend_update(&vm->vfb, 0, i, 10, 1);
		settle();
	}
	assert_int_equal(vm->view->damages, damages + 1);
	expect_damage(vm->view, 0, 0, 10, 10);
}

/* The driver keeps what found the ring full, until it is notified. */
static void test_a_guest_that_found_no_room_hears_of_it(void **state) {
	struct vm *vm = vm_boot(1);
	for (int i = 0; i < 100; i++) {
		vfb_frontend_update(&vm->vfb, 0, i, 1, 1);
	}
	settle();
	xen_port_take(vm->domain, vm->vfb.base.port);
	expect_damage(vm->view, 0, 0, 1, XENFB_OUT_RING_LEN);
	assert_int_equal(xen_port_take(vm->domain, vm->vfb.base.port), 1);
}

/* Each notification is an interrupt in the guest. */
static void test_a_guest_that_found_room_is_left_alone(void **state) {
	struct vm *vm = vm_boot(1);
	xen_port_take(vm->domain, vm->vfb.base.port);
	for (int frame = 0; frame < 2 * XENFB_OUT_RING_LEN; frame++) {
		vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
		settle();
		expect_damage(vm->view, 0, 0, 1, 1);
		assert_int_equal(xen_port_take(vm->domain, vm->vfb.base.port), 0);
	}
}

static void test_unknown_events_are_passed_over(void **state) {
	struct vm *vm = vm_boot(1);
	for (int type = 0; type < 256; type++) {
		if (type != XENFB_TYPE_UPDATE && type != XENFB_TYPE_RESIZE) {
			union xenfb_out_event event;
			memset(&event, 0xff, sizeof(event));
			event.type = (uint8_t)type;
			vfb_frontend_send(&vm->vfb, &event);
			if (type % 40 == 0) {
				settle();
				take_damage(vm->view, NULL);
			}
		}
	}
	settle();
	take_damage(vm->view, NULL);
	settle();
	expect_draws(vm, 1, 1, 0xaaaaaa);
}

/* What it costs */

static void test_a_guest_that_does_nothing_wakes_nobody(void **state) {
	struct vm *vm = vm_boot(1);
	expect_asleep(200);
	assert_false(xen_port_is_masked(vm->domain, vm->vfb.base.port));
}

static void test_a_visible_guest_wakes_us_once_a_frame(void **state) {
	struct vm *vm = vm_boot(1);
	for (int frame = 0; frame < 3; frame++) {
		uint64_t wakeups = desktop.stats.guest_wakeups;
		for (int i = 0; i < 1000; i++) {
			vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
			settle();
		}
		assert_int_equal(desktop.stats.guest_wakeups, wakeups + 1);
		assert_true(xen_port_is_masked(vm->domain, vm->vfb.base.port));
		take_damage(vm->view, NULL);
		/* What was sent before is in the damage; the port was told of it meanwhile. */
		settle();
		if (vm->view->damaged) {
			take_damage(vm->view, NULL);
			settle();
		}
	}
}

/* Whether the next frame is to look again. *found: whether there was damage. */
static bool look(struct vm *vm, bool *found) {
	pixman_region32_t damage;
	pixman_region32_init(&damage);
	vm->view->damaged = false;
	bool more = vm_surface(vm)->impl->take_damage(vm_surface(vm), &damage);
	*found = pixman_region32_not_empty(&damage);
	pixman_region32_fini(&damage);
	return more;
}

static void test_a_guest_that_goes_on_drawing_wakes_nobody(void **state) {
	struct vm *vm = vm_boot(1);
	uint64_t wakeups = desktop.stats.guest_wakeups;
	int listened = 1;
	bool found;
	for (int frame = 0; frame < 100; frame++) {
		vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
		settle();
		/* Once again for each time that this program was kept from running for so long. */
		listened += !look(vm, &found);
		assert_true(found);
	}
	assert_in_range(listened, 1, 50);
	assert_in_range(desktop.stats.guest_wakeups - wakeups, 1, listened);

	while (look(vm, &found)) { /* it may be late */
		assert_false(found);
	}
	assert_false(found); /* it rests: now it is listened to */
	expect_draws(vm, 7, 7, 0x070707);
}

/* Of which each look would be one more wake-up. */
static void test_a_guest_that_draws_now_and_then_is_listened_to(void **state) {
	struct vm *vm = vm_boot(1);
	for (int i = 0; i < 3; i++) {
		expect_asleep(100);
		uint64_t wakeups = desktop.stats.guest_wakeups;
		vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
		settle();
		assert_int_equal(desktop.stats.guest_wakeups, wakeups + 1);
		bool found;
		assert_false(look(vm, &found));
		assert_true(found);
		assert_false(xen_port_is_masked(vm->domain, vm->vfb.base.port));
		assert_false(is_awake());
	}
}

static void test_a_hidden_guest_costs_nothing(void **state) {
	desktop.hidden = true;
	struct vm *vm = vm_boot(1);
	uint64_t wakeups = desktop.stats.guest_wakeups;
	for (int i = 0; i < 1000; i++) {
		vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
		assert_false(is_awake());
	}
	assert_true(xen_port_is_masked(vm->domain, vm->vfb.base.port));
	assert_int_equal(desktop.stats.guest_wakeups, wakeups);
	assert_int_equal(vfb_frontend_page(&vm->vfb)->out_cons, 0);
	assert_int_equal(vm->view->damages, 0);
}

static void test_a_guest_that_comes_into_view_is_drawn_whole(void **state) {
	desktop.hidden = true;
	struct vm *vm = vm_boot(1);
	vfb_frontend_update(&vm->vfb, 5, 5, 1, 1);
	struct guest_display *display = vm->view->display;
	display->surface.impl->set_visible(&display->surface, true);
	expect_damage(vm->view, 0, 0, 800, 600);
	settle();
	expect_draws(vm, 1, 1, 0x111111);
}

static void test_a_guest_that_goes_out_of_view_falls_silent(void **state) {
	struct vm *vm = vm_boot(1);
	struct guest_display *display = vm->view->display;
	display->surface.impl->set_visible(&display->surface, false);
	int damages = vm->view->damages;
	for (int i = 0; i < 10; i++) {
		vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
		settle();
	}
	assert_int_equal(vm->view->damages, damages);
	assert_true(xen_port_is_masked(vm->domain, vm->vfb.base.port));

	display->surface.impl->set_visible(&display->surface, true);
	expect_damage(vm->view, 0, 0, 800, 600);
}

static void test_a_guest_that_reconnects_before_it_is_drawn(void **state) {
	struct vm *vm = vm_boot(1);
	vfb_frontend_update(&vm->vfb, 0, 0, 1, 1);
	settle();
	assert_true(vm->view->damaged);
	frontend_resume(&vm->vfb.base);
	expect_damage(vm->view, 0, 0, 800, 600);
}

/* Guests that don't say what they change */

static bool is_damaged(void *data) {
	return find_view(1)->damaged;
}

static struct vm *boot_without_updates(void) {
	struct vm *vm = vm_prepare(1);
	vm->vfb.updates = false;
	settle();
	vm->view = expect_view(1, GUEST_DISPLAY_ON);
	expect_damage(vm->view, 0, 0, 800, 600);
	return vm;
}

static void test_a_guest_without_updates_is_compared(void **state) {
	struct vm *vm = boot_without_updates();
	vfb_frontend_draw(&vm->vfb, 5, 6, 0x515253);
	assert_int_equal(view_pixel(vm->view, 5, 6), 0); /* not looked at yet */
	settle_until(is_damaged, NULL);
	expect_damage(vm->view, 0, 6, 800, 1);
	assert_int_equal(view_pixel(vm->view, 5, 6), 0x515253);
}

static void test_a_guest_without_updates_that_changes_nothing(void **state) {
	struct vm *vm = boot_without_updates();
	settle_until(is_damaged, NULL);
	expect_damage(vm->view, 0, 0, 0, 0);
}

static void test_a_guest_without_updates_is_not_looked_at_again_before_it_is_drawn(void **state) {
	boot_without_updates();
	settle_until(is_damaged, NULL);
	expect_asleep(120); /* more than twice the interval */
}

static void test_a_hidden_guest_without_updates_is_not_looked_at(void **state) {
	struct vm *vm = boot_without_updates();
	struct guest_display *display = vm->view->display;
	display->surface.impl->set_visible(&display->surface, false);
	expect_asleep(120);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_a_guest_draws),
		desktop_test(test_updates_are_clipped),
		desktop_test(test_updates_between_two_frames_are_one_damage),
		desktop_test(test_a_guest_that_found_no_room_hears_of_it),
		desktop_test(test_a_guest_that_found_room_is_left_alone),
		desktop_test(test_unknown_events_are_passed_over),
		desktop_test(test_a_guest_that_does_nothing_wakes_nobody),
		desktop_test(test_a_visible_guest_wakes_us_once_a_frame),
		desktop_test(test_a_guest_that_goes_on_drawing_wakes_nobody),
		desktop_test(test_a_guest_that_draws_now_and_then_is_listened_to),
		desktop_test(test_a_hidden_guest_costs_nothing),
		desktop_test(test_a_guest_that_comes_into_view_is_drawn_whole),
		desktop_test(test_a_guest_that_goes_out_of_view_falls_silent),
		desktop_test(test_a_guest_that_reconnects_before_it_is_drawn),
		desktop_test(test_a_guest_without_updates_is_compared),
		desktop_test(test_a_guest_without_updates_that_changes_nothing),
		desktop_test(
			test_a_guest_without_updates_is_not_looked_at_again_before_it_is_drawn),
		desktop_test(test_a_hidden_guest_without_updates_is_not_looked_at),
	};
	return cmocka_run_group_tests_name("vfb_damage", tests, NULL, NULL);
}
