/* Guests come, go and come back; devices are made, found, left to others, and gone on with. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domains_fixture.h"

static void expect_connected(struct vm *vm) {
	assert_int_equal(backend_state(&vm->vfb.base), 4);
	assert_int_equal(backend_state(&vm->vkbd.base), 4);
	expect_view(vm->domain->domid, GUEST_DISPLAY_ON);
}

static void press(struct vm *vm, uint32_t key) {
	struct guest_display *display = find_view(vm->domain->domid)->display;
	display->impl->key(display, key, true);
}

/* Finding them */

static void test_guests_that_run_already_are_found(void **state) {
	desktop_quit();
	struct vm *vm = vm_create(3);
	vm_load_drivers(vm);
	assert_null(find_guest(3));
	desktop_run();
	assert_string_equal(find_guest(3)->name, "guest3");
	expect_connected(vm);
}

static void test_guests_that_start_are_found(void **state) {
	expect_connected(vm_boot(3));
	assert_string_equal(find_guest(3)->name, "guest3");
}

/* The toolstack writes its nodes first: a guest that is half made is left alone. */
static void test_guests_are_not_found_before_they_are_introduced(void **state) {
	struct xen_domain *domain = xen_domain_create(3, 16);
	settle();
	assert_null(find_guest(3));
	xen_domain_introduce(domain);
	settle();
	assert_non_null(find_guest(3));
}

static void test_uuid(void **state) {
	struct xen_domain *domain = xen_domain_create(3, 16);
	xen_write(0, "/local/domain/3/vm", "/vm/00112233-4455-6677-8899-aabbccddeeff");
	xen_domain_introduce(domain);
	settle();
	static const uint8_t uuid[GUEST_UUID_SIZE] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66,
		0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
	assert_memory_equal(find_guest(3)->uuid, uuid, sizeof(uuid));
}

/* Domains that no toolstack has made, or with a node that nobody should have written. */
static void test_guests_without_a_uuid_have_their_number(void **state) {
	static const char *const vms[] = {"", "/vm/", "/vm/00112233-4455-6677-8899-aabbccddeef",
		"/vm/00112233-4455-6677-8899-aabbccddeezz",
		"/vm/00112233x4455x6677x8899xaabbccddeeff", "00112233-4455-6677-8899-aabbccddeeff",
		"/vm/0011223344556677-8899-aabb-ccddeeff"};
	for (size_t i = 0; i < sizeof(vms) / sizeof(vms[0]); i++) {
		struct xen_domain *domain = xen_domain_create(0x0102, 16);
		xen_write(0, "/local/domain/258/vm", "%s", vms[i]);
		xen_domain_introduce(domain);
		settle();
		const uint8_t uuid[GUEST_UUID_SIZE] = {[14] = 1, [15] = 2};
		assert_memory_equal(find_guest(258)->uuid, uuid, sizeof(uuid));
		xen_domain_destroy(domain);
		settle();
	}
}

static void test_a_guest_is_renamed(void **state) {
	vm_create(3);
	xen_write(0, "/local/domain/3/name", "web");
	settle();
	assert_string_equal(find_guest(3)->name, "web");
	xen_write(0, "/local/domain/3/name", "\x1b]0;bank\a");
	settle();
	assert_string_equal(find_guest(3)->name, "?]0;bank?");
}

static void test_a_name_that_is_too_long_is_cut(void **state) {
	vm_create(1);
	char name[101];
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	xen_write(0, "/local/domain/1/name", "%s", name);
	settle();
	assert_int_equal(strlen(find_guest(1)->name), GUEST_NAME_SIZE - 1);
}

static void test_guests_do_not_touch_each_other(void **state) {
	struct vm *a = vm_boot(1), *b = vm_boot(2);
	expect_draws(a, 1, 1, 0xaaaaaa);
	expect_draws(b, 1, 1, 0xbbbbbb);
	assert_int_equal(view_pixel(a->view, 1, 1), 0xaaaaaa);
	press(a, 30);
	expect_input(a, "+30");
	expect_input(b, "");
}

/* What they get */

static void test_the_policy_is_offered_to_the_driver(void **state) {
	desktop.policy.width = 640;
	desktop.policy.height = 480;
	desktop.policy.memory_limit = 8 * 1024 * 1024;
	vm_create(1);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/width"), 640);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/height"), 480);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/videoram"), 8);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/request-update"), 1);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vfb/1/0/feature-resize"), 1);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vkbd/1/0/feature-abs-pointer"), 1);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vkbd/1/0/width"), 32767);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vkbd/1/0/height"), 32767);
}

static void test_the_guest_chooses_its_size_where_the_policy_does_not(void **state) {
	vm_create(1);
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0/width"));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0/height"));
}

/* Linux's driver dies of keys where one of the two is missing. */
static void test_neither_keyboard_nor_pointer_is_disabled(void **state) {
	vm_create(1);
	assert_null(xen_read("/local/domain/0/backend/vkbd/1/0/feature-disable-keyboard"));
	assert_null(xen_read("/local/domain/0/backend/vkbd/1/0/feature-disable-pointer"));
}

static void test_a_guest_that_is_to_be_left_alone_until_it_is_not(void **state) {
	desktop.policy.attach = false;
	struct vm *vm = vm_create(1);
	vm_load_drivers(vm);
	settle();
	assert_non_null(find_guest(1));
	assert_null(find_view(1));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0"));

	desktop.policy.attach = true;
	domains_reload_policy(desktop.domains);
	settle();
	expect_connected(vm);
}

static void test_a_device_stays_served_when_the_policy_changes(void **state) {
	struct vm *vm = vm_boot(1);
	desktop.policy.attach = false;
	domains_reload_policy(desktop.domains);
	settle();
	expect_connected(vm);
}

/* Devices of the toolstack, and of others */

static void test_devices_that_the_toolstack_made_are_served(void **state) {
	desktop_quit();
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vfb", 0);
	toolstack_add(1, "vinput", 0);
	desktop_run();
	vm_load_drivers(vm);
	settle();
	expect_connected(vm);
	assert_null(xen_read(backend_node(&vm->vfb.base, "made-by")));
	assert_null(xen_read("/local/domain/0/backend/vkbd/1/0"));
	press(vm, 30);
	expect_input(vm, "+30");
}

static void test_a_size_of_the_users_choice_is_kept(void **state) {
	desktop_quit();
	vm_create(1);
	toolstack_add(1, "vinput", 0);
	xen_write(0, "/local/domain/0/backend/vinput/1/0/width", "1024");
	xen_write(0, "/local/domain/0/backend/vinput/1/0/height", "768");
	desktop_run();
	assert_int_equal(xen_read_int("/local/domain/0/backend/vinput/1/0/width"), 1024);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vinput/1/0/height"), 768);
}

/* As QEMU takes a device: it has left the first state, and doesn't say who serves it. */
static void serve_by_other(uint16_t domid, const char *kind) {
	toolstack_add(domid, kind, 0);
	char path[128];
	snprintf(path, sizeof(path), "/local/domain/0/backend/%s/%d/0/state", kind, domid);
	xen_write(0, path, "2");
}

static void test_a_keyboard_of_another_program_gets_a_second_one_beside_it(void **state) {
	desktop_quit();
	struct vm *vm = vm_create(1);
	serve_by_other(1, "vkbd");
	desktop_run();
	vfb_frontend_init(&vm->vfb, vm->domain, 0);
	vkbd_frontend_init(&vm->vkbd, vm->domain, 1);
	settle();
	expect_connected(vm);
	press(vm, 30);
	expect_input(vm, "+30");
	assert_int_equal(xen_count_writes("/local/domain/0/backend/vkbd/1/0/state"), 2);
	assert_null(xen_read("/local/domain/0/backend/vkbd/1/0/served-by"));
}

static void test_a_screen_of_another_program_gets_none_beside_it(void **state) {
	desktop_quit();
	vm_create(1);
	serve_by_other(1, "vfb");
	desktop_run();
	assert_null(find_view(1));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/1"));
}

/* The toolstack's has the same frontend, and comes after ours where we are quicker. */
static void test_a_vinput_takes_the_place_of_our_vkbd(void **state) {
	struct vm *vm = vm_create(1);
	assert_int_equal(xen_read_int("/local/domain/0/backend/vkbd/1/0/state"), 2);
	toolstack_add(1, "vinput", 0);
	settle();
	assert_null(xen_read("/local/domain/0/backend/vkbd/1"));

	vm_load_drivers(vm);
	settle();
	expect_connected(vm);
	press(vm, 30);
	expect_input(vm, "+30");
}

static void add_vfb(void *data) {
	toolstack_add(1, "vfb", 0);
}

static void test_a_vinput_of_another_program_takes_the_place_of_our_vkbd(void **state) {
	struct vm *vm = vm_create(1);
	serve_by_other(1, "vinput");
	settle();
	vfb_frontend_init(&vm->vfb, vm->domain, 0);
	vkbd_frontend_init(&vm->vkbd, vm->domain, 1);
	settle();
	expect_connected(vm);
	assert_null(xen_read("/local/domain/0/backend/vkbd/1/0"));
}

static void test_a_toolstack_that_is_quicker_while_we_make_a_device(void **state) {
	xen_before_commit(add_vfb, NULL);
	struct vm *vm = vm_create(1);
	vm_load_drivers(vm);
	settle();
	expect_connected(vm);
	assert_null(xen_read(backend_node(&vm->vfb.base, "made-by")));
}

/* Death */

static void test_death_leaves_nothing_of_ours(void **state) {
	struct vm *vm = vm_boot(1);
	struct view *view = vm->view;
	vm_destroy(vm);
	settle();
	assert_null(view->display);
	assert_null(find_guest(1));
	assert_null(xen_read("/local/domain/0/backend/vfb/1"));
	assert_null(xen_read("/local/domain/0/backend/vkbd/1"));
}

static void test_death_leaves_the_toolstacks_nodes_to_the_toolstack(void **state) {
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vfb", 0);
	settle();
	vm_destroy(vm);
	settle();
	assert_null(find_guest(1));
	assert_non_null(xen_read("/local/domain/0/backend/vfb/1/0/state"));
	assert_null(xen_read("/local/domain/0/backend/vkbd/1"));
}

static void test_death_at_each_step(void **state) {
	for (int turns = 0; turns < 8; turns++) {
		struct vm *vm = vm_create(1);
		vm_load_drivers(vm);
		for (int i = 0; i < turns; i++) {
			frontends_run();
			if (is_awake()) {
				wl_event_loop_dispatch(desktop.loop, 0);
			}
		}
		vm_destroy(vm);
		settle();
		assert_null(find_guest(1));
		assert_null(xen_read("/local/domain/0/backend/vfb/1"));
	}
}

/* The renderer's last frame may still be on its way to the screen. */
static void test_pixels_outlive_the_guest_while_they_are_used(void **state) {
	struct vm *vm = vm_boot(1);
	expect_draws(vm, 0, 0, 0xabcdef);
	struct guest_pixels *pixels = guest_pixels_ref(vm->view->display->pixels);
	vm_destroy(vm);
	settle();
	assert_null(find_guest(1));
	assert_int_equal(*(const uint32_t *)pixels->data & 0xffffff, 0xabcdef);
	guest_pixels_unref(pixels);
}

/* A reboot: the number may be the same, and both events one turn of the loop. */
static void test_a_new_guest_with_an_old_number(void **state) {
	struct vm *vm = vm_boot(1);
	struct view *old = vm->view;
	expect_draws(vm, 0, 0, 0xabcdef);
	vm_destroy(vm);
	vm = vm_create(1);
	vm_load_drivers(vm);
	settle();
	assert_null(old->display);
	expect_connected(vm);
	assert_int_equal(view_pixel(find_view(1), 0, 0), 0);
}

/* The toolstack's nodes go first; giving back its memory may take long. */
static void test_a_guest_that_is_dying_gets_no_new_devices(void **state) {
	struct vm *vm = vm_boot(1);
	xen_remove(0, "/local/domain/1");
	settle();
	vm_create(2);
	assert_null(xen_read("/local/domain/1"));
	vm_destroy(vm);
	settle();
	assert_null(xen_read("/local/domain/0/backend/vfb/1"));
}

static void test_a_crash_is_no_death(void **state) {
	struct vm *vm = vm_boot(1);
	xen_fire("@releaseDomain", false); /* for a shutdown, too */
	settle();
	expect_connected(vm);
}

/* The desktop ends, and begins again */

static void test_quitting_leaves_guests_as_they_are(void **state) {
	struct vm *vm = vm_boot(1);
	unsigned int writes = xen_count_product_writes();
	desktop_quit();
	settle();
	assert_int_equal(xen_count_product_writes(), writes);
	assert_int_equal(vm->domain->mappings, 0);
	assert_int_equal(backend_state(&vm->vfb.base), 4);
	assert_int_equal(frontend_state(&vm->vfb.base), 4);
}

static void test_guests_do_not_notice_a_restart(void **state) {
	struct vm *vm = vm_boot(1);
	expect_draws(vm, 7, 8, 0x778899);
	uint32_t port = vm->vfb.base.port;
	unsigned int writes = xen_count_product_writes();

	desktop_quit();
	desktop_run();
	assert_int_equal(xen_count_product_writes(), writes);
	assert_true(xen_port_is_bound(vm->domain, port));
	expect_connected(vm);
	expect_damage(find_view(1), 0, 0, 800, 600);
	assert_int_equal(view_pixel(find_view(1), 7, 8), 0x778899);
	settle();
	expect_draws(vm, 9, 9, 0x123456);
}

static void test_damage_that_nobody_took_is_no_fault_after_a_restart(void **state) {
	struct vm *vm = vm_boot(1);
	desktop_quit();
	for (int i = 0; i < 100; i++) {
		vfb_frontend_update(&vm->vfb, i, 0, 1, 1);
	}
	desktop_run();
	expect_damage(find_view(1), 0, 0, 800, 600);
	settle();
	expect_draws(vm, 9, 9, 0x123456);
}

struct keyboard_log {
	struct vm *vm;
	char text[4096];
	size_t used;
};

static bool has_released_button(void *data) {
	struct keyboard_log *log = data;
	log->used += (size_t)snprintf(log->text + log->used, sizeof(log->text) - log->used, " %s",
		vkbd_frontend_read(&log->vm->vkbd));
	return strstr(log->text, " -272") != NULL;
}

static void test_keys_held_over_a_restart_are_released(void **state) {
	struct vm *vm = vm_boot(1);
	press(vm, 42);
	press(vm, 0x110);
	expect_input(vm, "+42 +272");
	desktop_quit();
	desktop_run();

	struct keyboard_log log = {.vm = vm};
	settle_until(has_released_button, &log);
	assert_non_null(strstr(log.text, " -42 "));
	assert_null(strchr(log.text, '+'));
}

static void test_a_guest_that_closed_while_nobody_looked(void **state) {
	struct vm *vm = vm_boot(1);
	desktop_quit();
	frontend_set_state(&vm->vfb.base, 5);
	desktop_run();
	assert_int_equal(frontend_state(&vm->vfb.base), 6);
	assert_int_equal(backend_state(&vm->vfb.base), 6);
	expect_view(1, GUEST_DISPLAY_WAITING);
}

static void test_a_device_that_was_removed_while_nobody_looked(void **state) {
	struct vm *vm = vm_create(1);
	toolstack_add(1, "vfb", 0);
	vm_load_drivers(vm);
	settle();
	desktop_quit();
	toolstack_ask_removal(1, "vfb", 0);
	desktop_run();
	toolstack_remove(1, "vfb", 0);
	settle();
	assert_null(find_view(1));
}

/* libxl waits for the backend; a guest that doesn't care must not bring the device back. */
static void test_a_removal_that_was_asked_for_while_nobody_looked(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	desktop_quit();
	toolstack_ask_removal(1, "vfb", 0);
	desktop_run();
	assert_int_equal(frontend_state(&vm->vfb.base), 4);
	assert_int_equal(backend_state(&vm->vfb.base), 6);
	expect_view(1, GUEST_DISPLAY_WAITING);
}

static void test_a_driver_that_began_while_nobody_looked(void **state) {
	struct vm *vm = vm_create(1);
	desktop_quit();
	vm_load_drivers(vm);
	settle();
	desktop_run();
	expect_connected(vm);
	assert_true(vm->vfb.update_wanted);
}

static void test_a_guest_that_resumed_while_nobody_looked(void **state) {
	struct vm *vm = vm_boot(1);
	desktop_quit();
	frontend_resume(&vm->vfb.base);
	settle();
	desktop_run();
	expect_connected(vm);
	expect_damage(find_view(1), 0, 0, 800, 600);
	settle();
	expect_draws(vm, 1, 2, 0x010203);
}

static void test_a_guest_that_died_while_nobody_looked(void **state) {
	struct vm *vm = vm_boot(1);
	desktop_quit();
	vm_destroy(vm);
	assert_non_null(xen_read("/local/domain/0/backend/vfb/1/0"));
	desktop_run();
	assert_null(xen_read("/local/domain/0/backend/vfb/1"));
	assert_null(xen_read("/local/domain/0/backend/vkbd/1"));
}

static void test_a_fault_is_found_again_after_a_restart(void **state) {
	struct vm *vm = vm_boot(1);
	vm->vfb.base.deaf = true;
	vfb_frontend_page(&vm->vfb)->depth = 7;
	frontend_set_state(&vm->vfb.base, 3);
	expect_fault(vm, "depth");
	desktop_quit();
	desktop_run();
	expect_fault(vm, "depth");
}

/* Where parts of Xen are missing */

static void test_what_is_missing_is_said(void **state) {
	static const struct {
		enum xen_part part;
		const char *name;
	} cases[] = {
		{XEN_STORE, "/run/xenstored/socket"},
		{XEN_CHANNELS, "/dev/xen/evtchn"},
		{XEN_FOREIGN, "/dev/xen/privcmd"},
		{XEN_GRANTS, "/dev/xen/gntdev"},
	};
	desktop_quit();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		xen_deny(cases[i].part);
		const char *error = NULL;
		assert_null(domains_create(desktop.loop, &desktop.stats, NULL, NULL, &error));
		assert_non_null(strstr(error, cases[i].name));
		assert_non_null(strstr(error, "Run Domicile as root"));
	}
}

static void test_a_guest_that_cannot_be_opened_is_left_out(void **state) {
	xen_deny(XEN_CHANNELS);
	vm_create(1);
	assert_null(find_guest(1));
	xen_deny(XEN_FOREIGN);
	vm_create(2);
	assert_null(find_guest(2));

	xen_deny(0);
	expect_connected(vm_boot(3));
}

static void test_guests_stay_on_the_screen_when_xenstored_dies(void **state) {
	struct vm *vm = vm_boot(1);
	xen_store_die();
	settle();
	expect_draws(vm, 1, 1, 0x818283);
	press(vm, 30);
	expect_input(vm, "+30");
	assert_false(is_awake());
}

/* Restored guests */

static bool has_vfb(void *data) {
	return xen_read("/local/domain/0/backend/vfb/1/0") != NULL;
}

/*
 * A guest that wakes up without its devices gives up on them, tells so, and doesn't look at new ones
 * until it has seen the old ones go.
 */
static void test_a_guest_that_gave_up_gets_its_devices_again(void **state) {
	struct vm *vm = vm_create(1);
	xen_write(1, "/local/domain/1/error/device/vfb/0/error", "2 xenbus_dev_probe");
	settle();
	assert_null(xen_read("/local/domain/1/device/vfb/0"));
	assert_null(xen_read("/local/domain/0/backend/vfb/1/0"));
	assert_null(xen_read("/local/domain/1/error/device/vfb/0"));

	settle_until(has_vfb, NULL); /* it is given some seconds */
	vm_load_drivers(vm);
	settle();
	expect_connected(vm);
}

static void test_errors_of_a_device_that_works_change_nothing(void **state) {
	struct vm *vm = vm_boot(1);
	xen_write(1, "/local/domain/1/error/device/vfb/0/error", "2 xenbus_dev_probe");
	settle();
	expect_connected(vm);
	assert_int_equal(vm->view->changes, 1);
}

/* It is the guest that writes there. */
static void test_errors_do_not_take_away_what_is_not_ours(void **state) {
	desktop_quit();
	struct vm *vm = vm_create(1);
	serve_by_other(1, "vkbd");
	toolstack_add(1, "vinput", 1);
	toolstack_add(1, "vfb", 0);
	desktop_run();
	static const char *const devices[] = {"vfb/0", "vkbd/0", "vkbd/1", "vkbd/2"};
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		char path[128];
		snprintf(path, sizeof(path), "/local/domain/1/error/device/%s", devices[i]);
		xen_write(1, path, "2 xenbus_dev_probe");
		settle();
	}
	assert_non_null(xen_read("/local/domain/0/backend/vkbd/1/0/state"));
	assert_non_null(xen_read("/local/domain/1/device/vkbd/0/state"));
	assert_non_null(xen_read("/local/domain/0/backend/vinput/1/1/state"));
	assert_non_null(xen_read("/local/domain/1/device/vkbd/1/state"));
	assert_non_null(xen_read("/local/domain/0/backend/vfb/1/0/state"));
	assert_non_null(xen_read("/local/domain/1/device/vfb/0/state"));

	vfb_frontend_init(&vm->vfb, vm->domain, 0);
	vkbd_frontend_init(&vm->vkbd, vm->domain, 1);
	settle();
	expect_connected(vm);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_guests_that_run_already_are_found),
		desktop_test(test_guests_that_start_are_found),
		desktop_test(test_guests_are_not_found_before_they_are_introduced),
		desktop_test(test_uuid),
		desktop_test(test_guests_without_a_uuid_have_their_number),
		desktop_test(test_a_guest_is_renamed),
		desktop_test(test_a_name_that_is_too_long_is_cut),
		desktop_test(test_guests_do_not_touch_each_other),
		desktop_test(test_the_policy_is_offered_to_the_driver),
		desktop_test(test_the_guest_chooses_its_size_where_the_policy_does_not),
		desktop_test(test_neither_keyboard_nor_pointer_is_disabled),
		desktop_test(test_a_guest_that_is_to_be_left_alone_until_it_is_not),
		desktop_test(test_a_device_stays_served_when_the_policy_changes),
		desktop_test(test_devices_that_the_toolstack_made_are_served),
		desktop_test(test_a_size_of_the_users_choice_is_kept),
		desktop_test(test_a_keyboard_of_another_program_gets_a_second_one_beside_it),
		desktop_test(test_a_screen_of_another_program_gets_none_beside_it),
		desktop_test(test_a_vinput_takes_the_place_of_our_vkbd),
		desktop_test(test_a_vinput_of_another_program_takes_the_place_of_our_vkbd),
		desktop_test(test_a_toolstack_that_is_quicker_while_we_make_a_device),
		beside_test(test_death_leaves_nothing_of_ours),
		beside_test(test_death_leaves_the_toolstacks_nodes_to_the_toolstack),
		beside_test(test_death_at_each_step),
		beside_test(test_pixels_outlive_the_guest_while_they_are_used),
		beside_test(test_a_new_guest_with_an_old_number),
		beside_test(test_a_guest_that_is_dying_gets_no_new_devices),
		desktop_test(test_a_crash_is_no_death),
		desktop_test(test_quitting_leaves_guests_as_they_are),
		desktop_test(test_guests_do_not_notice_a_restart),
		desktop_test(test_damage_that_nobody_took_is_no_fault_after_a_restart),
		desktop_test(test_keys_held_over_a_restart_are_released),
		desktop_test(test_a_guest_that_closed_while_nobody_looked),
		desktop_test(test_a_device_that_was_removed_while_nobody_looked),
		desktop_test(test_a_removal_that_was_asked_for_while_nobody_looked),
		desktop_test(test_a_driver_that_began_while_nobody_looked),
		desktop_test(test_a_guest_that_resumed_while_nobody_looked),
		desktop_test(test_a_guest_that_died_while_nobody_looked),
		desktop_test(test_a_fault_is_found_again_after_a_restart),
		desktop_test(test_what_is_missing_is_said),
		beside_test(test_a_guest_that_cannot_be_opened_is_left_out),
		desktop_test(test_guests_stay_on_the_screen_when_xenstored_dies),
		desktop_test(test_a_guest_that_gave_up_gets_its_devices_again),
		desktop_test(test_errors_of_a_device_that_works_change_nothing),
		desktop_test(test_errors_do_not_take_away_what_is_not_ours),
	};
	return cmocka_run_group_tests_name("domains", tests, NULL, NULL);
}
