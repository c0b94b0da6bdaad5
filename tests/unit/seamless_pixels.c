/* Pixels of windows: what is mapped when, what is confirmed when, and what counts as damage. */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "devices/environment.h"
#include "seamless/pages.h"
#include "seamless_fixture.h"
#include "xen/memory.h"

/* A window of 32 by 32 pixels, which are a page, that is shown and can be seen. */
#define SIZE 32

static int damages;

static void handle_damage(struct wl_listener *listener, void *data) {
	damages++;
}

static struct wl_listener damage_listener = {.notify = handle_damage};

static void handle_released(void *data) {
}

static struct guest_window *show(uint32_t id) {
	say_window(id, 0, 0, SIZE, SIZE);
	struct guest_window *window = expect_guest_window(id);
	window->surface.impl->set_visible(&window->surface, true);
	return window;
}

static void watch_damage(struct guest_window *window) {
	damages = 0;
	wl_signal_add(&window->surface.events.damage, &damage_listener);
}

static void unwatch_damage(void) {
	wl_list_remove(&damage_listener.link);
}

/* What a frame finds, and the next one, where it is to look too. */
static void take_region(struct guest_window *window, pixman_region32_t *damage) {
	peer_sync();
	pixman_region32_init(damage);
	while (window->surface.impl->take_damage(&window->surface, damage)) {
	}
}

static void expect_region(struct guest_window *window, int x1, int y1, int x2, int y2) {
	pixman_region32_t damage;
	take_region(window, &damage);
	const pixman_box32_t *box = pixman_region32_extents(&damage);
	assert_int_equal(box->x1, x1);
	assert_int_equal(box->y1, y1);
	assert_int_equal(box->x2, x2);
	assert_int_equal(box->y2, y2);
	pixman_region32_fini(&damage);
}

static void expect_no_region(struct guest_window *window) {
	pixman_region32_t damage;
	take_region(window, &damage);
	assert_false(pixman_region32_not_empty(&damage));
	pixman_region32_fini(&damage);
}

static uint8_t first_byte(const struct guest_window *window) {
	peer_sync();
	assert_non_null(window->surface.pixels);
	return *(const uint8_t *)window->surface.pixels->data;
}

static void expect_ack(uint32_t window) {
	expect_message(QUBES_GUI_DUMP_ACK, window, NULL, 0);
}

static void test_dump_is_shown(void **state) {
	struct guest_window *window = show(1);
	struct grant_list grants = grant_pages(2, 7);
	say_dump(1, 40, 20, &grants);
	assert_int_equal(first_byte(window), 7);
	const struct guest_pixels *pixels = window->surface.pixels;
	assert_int_equal(pixels->width, 40);
	assert_int_equal(pixels->height, 20);
	assert_int_equal(pixels->stride, 160);
	memset(xen_domain_page(peer.domain, grants.frame), 8, 1);
	assert_int_equal(first_byte(window), 8); /* the guest's own memory */
	expect_ack(1);
	expect_silence();
}

static void test_frames_are_shown(void **state) {
	struct guest_window *window = show(1);
	uint64_t frame = xen_domain_allocate(peer.domain, 1);
	memset(xen_domain_page(peer.domain, frame), 9, 4096);
	struct {
		struct qubes_gui_frames head;
		uint32_t frame;
	} body = {.head = {.width = 10, .height = 10, .offset = 8, .count = 1},
		.frame = (uint32_t)frame};
	say(QUBES_GUI_FRAMES, 1, &body, sizeof(body));
	assert_int_equal(first_byte(window), 9);
	expect_silence(); /* nobody waits for a confirmation of these */

	/* From another byte on, the same frames are another picture. */
	memset(xen_domain_page(peer.domain, frame), 5, 8 + 4);
	body.head.offset = 12;
	say(QUBES_GUI_FRAMES, 1, &body, sizeof(body));
	assert_int_equal(first_byte(window), 9);
	body.head.offset = 8;
	say(QUBES_GUI_FRAMES, 1, &body, sizeof(body));
	assert_int_equal(first_byte(window), 5);
}

/* Whoever says the same again, as stock agents do, costs no call to the hypervisor. */
static void test_same_pages_stay(void **state) {
	struct guest_window *window = show(1);
	struct grant_list grants = grant_pages(2, 7);
	say_dump(1, 40, 20, &grants);
	peer_sync();
	unsigned int maps = peer.domain->maps;
	const struct guest_pixels *pixels = window->surface.pixels;
	expect_region(window, 0, 0, 40, 20);
	say_dump(1, 40, 20, &grants);
	expect_region(window, 0, 0, 40, 20);
	assert_ptr_equal(window->surface.pixels, pixels);
	say_dump(1, 20, 40, &grants);
	expect_region(window, 0, 0, 20, 40);
	assert_int_equal(peer.domain->maps, maps);
	expect_ack(1);
	expect_ack(1);
	expect_ack(1);
	expect_silence();
}

/* The guest ends its grants on it: nothing is mapped any more then, and each comes in its turn. */
static void test_confirmation_waits(void **state) {
	struct guest_window *window = show(1);
	show(2);
	struct grant_list a = grant_pages(1, 1), b = grant_pages(1, 2), c = grant_pages(1, 3);
	say_dump(1, SIZE, SIZE, &a);
	peer_sync();
	expect_ack(1);
	struct guest_pixels *on_screen = guest_pixels_ref(window->surface.pixels);
	say_dump(1, SIZE, SIZE, &b);
	say_dump(2, SIZE, SIZE, &c);
	assert_int_equal(first_byte(window), 2);
	expect_silence();
	size_t before = peer.domain->mappings;
	guest_pixels_unref(on_screen);
	assert_int_equal(peer.domain->mappings, before - 1);
	expect_ack(1);
	expect_ack(2);
	expect_silence();
}

static void test_end_waits(void **state) {
	struct guest_window *window = show(1);
	struct grant_list grants = grant_pages(1, 1);
	say_dump(1, SIZE, SIZE, &grants);
	peer_sync();
	expect_ack(1);
	struct guest_pixels *on_screen = guest_pixels_ref(window->surface.pixels);
	say(QUBES_GUI_DESTROY, 1, NULL, 0);
	expect_silence();
	assert_null(find_guest_window(1));
	guest_pixels_unref(on_screen);
	expect_message(QUBES_GUI_DESTROY, 1, NULL, 0);
}

/* As many as there were dumps, whatever has become of them. */
static void test_every_dump_is_confirmed(void **state) {
	struct guest_window *window = show(1);
	struct grant_list gone = grant_pages(1, 1), good = grant_pages(1, 2);
	struct grant_list none = {0};
	grant_end(&gone);
	say_dump(1, SIZE, SIZE, &gone);
	say_dump(1, SIZE, SIZE, &good);
	say_dump(1, 0, 0, &none);
	say_dump(1, SIZE, SIZE, &gone);
	say(QUBES_GUI_UNMAP, 1, NULL, 0);
	say_dump(1, SIZE, SIZE, &good);
	for (int i = 0; i < 5; i++) {
		expect_ack(1);
	}
	expect_silence();
	assert_int_equal(first_byte(window), 2);
}

/* Honest agents have none, and the hypervisor is slow to say no. */
static void test_pages_that_cannot_be_mapped(void **state) {
	show(1);
	struct grant_list gone = grant_pages(1, 1);
	grant_end(&gone);
	for (int i = 0; i < 7; i++) {
		say_dump(1, SIZE, SIZE, &gone);
	}
	expect_guest_window(1);
	say_dump(1, SIZE, SIZE, &gone);
	expect_agent_fault("can't be mapped");
}

/* Who takes long is not heard for a while, so that the others are. */
static void test_time_is_paid_for(void **state) {
	show(1);
	struct grant_list grants = grant_pages(1, 1);
	peer.domain->map_ms = 100;
	say_dump(1, SIZE, SIZE, &grants);
	settle();
	assert_int_equal(peer.domain->mappings, 1);
	say_window(2, 0, 0, SIZE, SIZE);
	expect_asleep(100);
	assert_null(find_guest_window(2));
	expect_guest_window(2);

	/* And as long as it takes, it takes no turn after it. */
	struct grant_list other = grant_pages(1, 2);
	say_dump(2, SIZE, SIZE, &other);
	say_window(3, 0, 0, SIZE, SIZE);
	settle();
	assert_null(find_guest_window(3));
	expect_guest_window(3);
}

static void test_unmapping_lets_go(void **state) {
	struct guest_window *window = show(1);
	size_t before = peer.domain->mappings;
	struct grant_list grants = grant_pages(1, 1);
	say_dump(1, SIZE, SIZE, &grants);
	say(QUBES_GUI_UNMAP, 1, NULL, 0);
	peer_sync();
	assert_null(window->surface.pixels);
	assert_int_equal(peer.domain->mappings, before);
}

/* 32 pages in all: see the fixture. */
static void test_budget(void **state) {
	struct guest_window *first = show(1), *second = show(2);
	struct grant_list a = grant_pages(30, 1), b = grant_pages(3, 2), c = grant_pages(32, 3);
	say_dump(1, SIZE, 30 * SIZE, &a);
	say_dump(2, SIZE, 3 * SIZE, &b);
	peer_sync();
	assert_non_null(the_agent());
	assert_non_null(first->surface.pixels);
	assert_null(second->surface.pixels);
	expect_ack(1);
	expect_ack(2);
	/* The place of the old ones counts as free. */
	say_dump(1, SIZE, 32 * SIZE, &c);
	assert_int_equal(first_byte(first), 3);
	say(QUBES_GUI_DESTROY, 1, NULL, 0);
	say_dump(2, SIZE, 3 * SIZE, &b);
	assert_int_equal(first_byte(second), 2);
}

static struct pages *map_repeatedly(
	struct pages_account *account, const struct grant_list *grants, size_t count) {
	uint32_t references[64];
	for (size_t i = 0; i < count; i++) {
		references[i] = grants->references[0];
	}
	return pages_create(account, 1, PAGES_GRANTS, references, count);
}

/* No two guests, nor any number of them, take the room from dom0, or all of it from a third. */
static void test_room_is_shared(void **state) {
	struct grant_list mine = grant_pages(1, 1);
	struct xen_domain *other = vm_create(GUEST_DOMID + 1)->domain;
	struct grant_list others = {{xen_grant(other, xen_domain_allocate(other, 1))}, 1, 0};
	struct device_environment env = {
		.grants = grants_open(64),
		.guest = find_guest(GUEST_DOMID),
		.policy.windows_memory = 64 * 4096,
	};
	struct pages_account *first = pages_account_open(&env, handle_released, NULL);
	env.guest = find_guest(GUEST_DOMID + 1);
	struct pages_account *second = pages_account_open(&env, handle_released, NULL);

	assert_null(map_repeatedly(first, &mine, 33));
	assert_int_equal(errno, ENOSPC);
	struct pages *half = map_repeatedly(first, &mine, 32);
	assert_non_null(half);
	assert_null(map_repeatedly(second, &others, 17));
	assert_int_equal(errno, ENOSPC);
	struct pages *quarter = map_repeatedly(second, &others, 16);
	assert_non_null(quarter);
	assert_int_equal(grants_left(env.grants), 16);
	assert_null(map_repeatedly(second, &others, 1));
	pages_retire(half);
	half = map_repeatedly(second, &others, 16);
	assert_non_null(half);

	pages_retire(half);
	pages_retire(quarter);
	pages_account_close(first);
	pages_account_close(second);
	grants_unref(env.grants);
}

static void test_damage(void **state) {
	struct guest_window *window = show(1);
	struct grant_list grants = grant_pages(1, 1);
	watch_damage(window);
	say_dump(1, SIZE, SIZE, &grants);
	peer_sync();
	assert_int_equal(damages, 1);
	expect_region(window, 0, 0, SIZE, SIZE);

	/* Many say so once. */
	say_damage(1, 1, 2, 3, 4);
	say_damage(1, 5, 6, 2, 2);
	say_damage(1, 30, 7, 1000, 1);
	say_damage(1, -1, 0, 5, 5);
	peer_sync();
	assert_int_equal(damages, 2);
	expect_region(window, 1, 2, SIZE, 8);
	expect_no_region(window);

	/* What can't be seen is only kept in mind. */
	window->surface.impl->set_visible(&window->surface, false);
	say_damage(1, 1, 1, 1, 1);
	peer_sync();
	assert_int_equal(damages, 2);
	window->surface.impl->set_visible(&window->surface, true);
	assert_int_equal(damages, 3);
	expect_region(window, 0, 0, SIZE, SIZE);

	/* Outside of what there is. */
	say_damage(1, SIZE, 0, 1, 1);
	expect_no_region(window);
	unwatch_damage();
}

/* Hundreds of specks become one rectangle. */
static void test_damage_is_bounded(void **state) {
	struct guest_window *window = show(1);
	struct grant_list grants = grant_pages(1, 1);
	say_dump(1, SIZE, SIZE, &grants);
	expect_region(window, 0, 0, SIZE, SIZE);
	for (int i = 0; i < SIZE * SIZE; i += 2) {
		say_damage(1, i % SIZE, i / SIZE, 1, 1);
	}
	peer_sync();
	pixman_region32_t damage;
	pixman_region32_init(&damage);
	window->surface.impl->take_damage(&window->surface, &damage);
	assert_in_range(pixman_region32_n_rects(&damage), 1, 64);
	pixman_region32_fini(&damage);
}

/* As the agent of Windows has it: pixels of the screen alone, and windows within. */
static void test_parts_of_the_screen(void **state) {
	struct grant_list screen = grant_pages(2, 1);
	for (int i = 0; i < 64; i++) { /* rows of 128 bytes: each has its number */
		memset((uint8_t *)xen_domain_page(peer.domain, screen.frame) + i * 128, i, 128);
	}
	say_create(0, 0, 0, SIZE, 2 * SIZE);
	say_dump(0, SIZE, 2 * SIZE, &screen);
	say_window(1, 4, 10, 8, 8);
	struct guest_window *window = expect_guest_window(1);
	expect_ack(0);
	assert_int_equal(first_byte(window), 10);
	assert_int_equal(window->surface.pixels->stride, 128);
	assert_int_equal(window->surface.pixels->width, 8);

	say_configure(1, 28, 60, 8, 8);
	assert_int_equal(first_byte(window), 60);
	assert_int_equal(window->surface.pixels->width, 4);
	assert_int_equal(window->surface.pixels->height, 4);
	say_configure(1, SIZE, 0, 8, 8);
	peer_sync();
	assert_null(window->surface.pixels);
	say_configure(1, -8, 0, 8, 8);
	peer_sync();
	assert_null(window->surface.pixels);
	say_configure(1, -5, -1, 8, 8);
	assert_int_equal(first_byte(window), 0);
	assert_int_equal(window->surface.pixels->x, 5);
	assert_int_equal(window->surface.pixels->y, 1);
	assert_int_equal(window->surface.pixels->width, 3);
	assert_int_equal(window->surface.pixels->height, 7);
	expect_region(window, 0, 0, 3, 7);
	say_damage(1, 4, 2, 2, 2);
	expect_region(window, 0, 1, 1, 3);

	/* With another resolution, they are parts of the new pixels. */
	say_configure(1, 0, 0, 8, 8);
	struct grant_list other = grant_pages(1, 77);
	say_dump(0, SIZE, SIZE, &other);
	assert_int_equal(first_byte(window), 77);
	expect_ack(0);
	expect_guest_window(0);
	assert_false(find_guest_window(0)->mapped);
	say(QUBES_GUI_DESTROY, 0, NULL, 0);
	peer_sync();
	assert_null(window->surface.pixels);
	expect_message(QUBES_GUI_DESTROY, 0, NULL, 0);
}

/* A guest with a framebuffer, whose agent tells only of places. */
static void test_parts_of_the_display(void **state) {
	struct vm *vm = wl_container_of(desktop.vms.next, vm, link);
	vm_load_drivers(vm);
	settle();
	vfb_frontend_draw(&vm->vfb, 100, 50, 0x123456);
	say_window(1, 100, 50, 8, 8);
	struct guest_window *window = expect_guest_window(1);
	assert_null(window->surface.pixels); /* the agent may yet give it some */
	say_damage(1, 0, 0, 8, 8);
	peer_sync();
	assert_non_null(window->surface.pixels);
	uint32_t pixel;
	memcpy(&pixel, window->surface.pixels->data, sizeof(pixel));
	assert_int_equal(pixel, 0x123456);

	/* An agent that does give pixels doesn't mean the display. */
	struct grant_list grants = grant_pages(1, 1);
	say_window(2, 0, 0, SIZE, SIZE);
	say_dump(2, SIZE, SIZE, &grants);
	peer_sync();
	assert_null(window->surface.pixels);
}

/* All that the guest has drawn, so that it is listened to again. */
static bool is_taken(void *data) {
	const struct vm *vm = data;
	return !xen_port_is_masked(vm->domain, vm->vfb.base.port);
}

static bool has_damage(void *data) {
	return damages > 0;
}

/* It goes on though it can't be seen itself, as long as one of the windows can. */
static void test_parts_of_a_display_that_is_hidden(void **state) {
	struct vm *vm = wl_container_of(desktop.vms.next, vm, link);
	vm_load_drivers(vm);
	settle();
	vm_surface(vm)->impl->set_visible(vm_surface(vm), false);
	struct guest_window *window = show(1);
	say_configure(1, 100, 50, 8, 8);
	say_damage(1, 0, 0, 8, 8);
	peer_sync();
	assert_non_null(window->surface.pixels);
	watch_damage(window);
	settle_until(is_taken, vm);
	expect_region(window, 0, 0, 8, 8);
	for (int i = 0; i < 2; i++) {
		damages = 0;
		vfb_frontend_update(&vm->vfb, 90, 40, 12, 13);
		settle_until(has_damage, NULL);
		settle_until(is_taken, vm);
		expect_region(window, 0, 0, 2, 3);
	}
	damages = 0;
	vfb_frontend_resize(&vm->vfb, 400, 300, 1600, 32, 0);
	settle_until(has_damage, NULL);
	assert_int_equal(find_view(GUEST_DOMID)->display->surface.pixels->width, 400);

	/* And costs nothing when none can. */
	unwatch_damage();
	settle_until(is_taken, vm);
	say(QUBES_GUI_UNMAP, 1, NULL, 0);
	peer_sync();
	vfb_frontend_update(&vm->vfb, 0, 0, 10, 10);
	settle();
	assert_false(is_taken(vm));
	vfb_frontend_update(&vm->vfb, 0, 0, 10, 10);
	expect_asleep(40);
}

/* Beyond its end the desktop goes on, and the guest has nothing to draw in. */
static void test_windows_stay_on_the_display(void **state) {
	struct vm *vm = wl_container_of(desktop.vms.next, vm, link);
	vm_load_drivers(vm);
	settle();
	int width = vm->vfb.width, height = vm->vfb.height;
	say_window(1, 0, 0, 80, 60);
	say_damage(1, 0, 0, 8, 8);
	struct guest_window *window = expect_guest_window(1);
	the_agent()->impl->set_root(the_agent(), 3 * width, 3 * height);
	window->impl->configure(window, &(struct guest_box){2 * width, 2 * height, 80, 60});
	expect_configure(1, width - 80, height - 60, 80, 60);
	say_configure(1, width - 80, height - 60, 80, 60);
	peer_sync();
	window->impl->configure(window, &(struct guest_box){0, 0, 2 * width, 10});
	expect_configure(1, 0, 0, width, 10);
}

static void test_display_goes(void **state) {
	struct vm *vm = wl_container_of(desktop.vms.next, vm, link);
	vm_load_drivers(vm);
	settle();
	say_window(1, 0, 0, 8, 8);
	say_damage(1, 0, 0, 8, 8);
	assert_non_null(expect_guest_window(1)->surface.pixels);
	frontend_set_state(&vm->vfb.base, 5);
	settle();
	assert_null(expect_guest_window(1)->surface.pixels);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		seamless_test(test_dump_is_shown),
		seamless_test(test_frames_are_shown),
		seamless_test(test_same_pages_stay),
		seamless_test(test_confirmation_waits),
		seamless_test(test_end_waits),
		seamless_test(test_every_dump_is_confirmed),
		seamless_test(test_pages_that_cannot_be_mapped),
		seamless_test(test_time_is_paid_for),
		seamless_test(test_unmapping_lets_go),
		seamless_test(test_budget),
		seamless_test(test_room_is_shared),
		seamless_test(test_damage),
		seamless_test(test_damage_is_bounded),
		seamless_test(test_parts_of_the_screen),
		seamless_test(test_parts_of_the_display),
		seamless_test(test_parts_of_a_display_that_is_hidden),
		seamless_test(test_windows_stay_on_the_display),
		seamless_test(test_display_goes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
