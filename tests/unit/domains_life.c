/* Guests are found, have names, and die; and what there is where parts of Xen are missing. */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domains_fixture.h"

/* Finding them */

static void test_guests_that_run_already_are_found(void **state) {
	desktop_quit();
	struct vm *vm = vm_prepare(3);
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

/* Stub domains, which show another domain's screen */

static const char windows_vm[] = "/vm/00112233-4455-6677-8899-aabbccddeeff";

static void expect_same_identity(uint16_t a, uint16_t b) {
	assert_string_equal(find_guest(a)->name, find_guest(b)->name);
	assert_memory_equal(find_guest(a)->uuid, find_guest(b)->uuid, GUEST_UUID_SIZE);
}

static void test_a_stub_domain_is_who_it_serves(void **state) {
	vm_create_from(3, windows_vm);
	xen_write(0, "/local/domain/3/name", "windows");
	struct xen_domain *stub = xen_domain_create(4, 4096);
	xen_write(0, "/local/domain/4/target", "3");
	xen_domain_introduce(stub);
	settle();
	assert_string_equal(find_guest(4)->name, "windows");
	expect_same_identity(3, 4);
	assert_null(xen_read("/local/domain/0/backend/vfb/4"));
	assert_null(xen_read("/local/domain/0/backend/vkbd/4"));

	toolstack_add(4, "vfb", 0);
	settle();
	expect_view(4, GUEST_DISPLAY_WAITING);
	xen_domain_destroy(stub);
}

/* The toolstack says so only after it has introduced the domain. */
static void test_a_stub_domain_is_known_late(void **state) {
	vm_create_from(3, windows_vm);
	struct vm *stub = vm_create(4);
	assert_string_equal(find_guest(4)->name, "guest4");
	assert_non_null(xen_read("/local/domain/0/backend/vfb/4/0/state"));
	xen_write(0, "/local/domain/4/target", "3");
	settle();
	expect_same_identity(3, 4);
	assert_null(find_view(4));
	assert_null(xen_read("/local/domain/0/backend/vfb/4"));
	assert_null(xen_read("/local/domain/0/backend/vkbd/4"));
	vm_destroy(stub);
	settle();
	assert_null(find_guest(4));
	assert_non_null(find_guest(3));
}

static void test_a_stub_domain_is_renamed_with_its_guest(void **state) {
	struct vm *guest = vm_create_from(3, windows_vm);
	vm_create(4);
	xen_write(0, "/local/domain/4/target", "3");
	settle();
	xen_write(0, "/local/domain/3/name", "windows");
	settle();
	expect_same_identity(3, 4);

	/* It may outlive that one for a moment, and another domain get the number. */
	vm_destroy(guest);
	settle();
	assert_string_equal(find_guest(4)->name, "windows");
	vm_create(3);
	assert_string_equal(find_guest(4)->name, "windows");
	assert_int_equal(find_guest(4)->uuid[15], 0xff);
}

static void test_a_stub_domain_of_nobody_is_itself(void **state) {
	static const char *const targets[] = {"", "0", "4", "32752", "65539", "-1", "3 ", "three"};
	vm_create_from(3, windows_vm);
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		struct xen_domain *domain = xen_domain_create(4, 16);
		xen_write(0, "/local/domain/4/target", "%s", targets[i]);
		xen_domain_introduce(domain);
		settle();
		assert_string_equal(find_guest(4)->name, "guest4");
		assert_non_null(find_view(4));
		xen_domain_destroy(domain);
		settle();
	}
}

static void test_guests_do_not_touch_each_other(void **state) {
	struct vm *a = vm_boot(1), *b = vm_boot(2);
	expect_draws(a, 1, 1, 0xaaaaaa);
	expect_draws(b, 1, 1, 0xbbbbbb);
	assert_int_equal(view_pixel(a->view, 1, 1), 0xaaaaaa);
	vm_key(a, 30, true);
	expect_input(a, "+30");
	expect_input(b, "");
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
		struct vm *vm = vm_prepare(1);
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
	struct guest_pixels *pixels = guest_pixels_ref(vm->view->display->surface.pixels);
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
	vm = vm_prepare(1);
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
		char error[DOMAINS_ERROR_SIZE];
		assert_null(domains_create(desktop.loop, &desktop.stats, true, NULL, NULL, error));
		assert_non_null(strstr(error, cases[i].name));
		assert_non_null(strstr(error, "Run Domicile as root"));
	}
}

static void test_a_guest_that_cannot_be_opened_is_left_out(void **state) {
	xen_deny(XEN_CHANNELS);
	vm_create(1);
	assert_null(find_guest(1));
	assert_non_null(strstr(desktop.told,
		"d1 (guest1) can't be shown: its event channels (/dev/xen/evtchn) can't be "
		"opened (Permission denied)."));
	xen_deny(XEN_FOREIGN);
	vm_create(2);
	assert_null(find_guest(2));
	assert_non_null(strstr(desktop.told,
		"d2 (guest2) can't be shown: its memory (/dev/xen/privcmd) can't be opened "
		"(Permission denied)."));

	xen_deny(0);
	expect_connected(vm_boot(3));
}

static void test_guests_stay_on_the_screen_when_xenstored_dies(void **state) {
	struct vm *vm = vm_boot(1);
	xen_store_die();
	settle();
	assert_non_null(strstr(desktop.told, "xenstored has ended"));
	assert_non_null(strstr(desktop.told, "restart the machine"));
	expect_draws(vm, 1, 1, 0x818283);
	vm_key(vm, 30, true);
	expect_input(vm, "+30");
	assert_false(is_awake());
}

/* Of one guest: the kernel's fault, but nothing can be done about it, and a picture that froze would lie. */
static void test_event_channels_fail(void **state) {
	struct vm *vm = vm_boot(1);
	xen_channels_fail(vm->domain, EFBIG);
	settle();
	const struct view *view = expect_view(1, GUEST_DISPLAY_FAULT);
	assert_non_null(
		strstr(view->display->reason, "its event channel has failed: File too large"));
	assert_non_null(
		strstr(desktop.told, "keyboard's event channel has failed: File too large"));
	assert_int_equal(backend_state(&vm->vfb.base), 6);
	assert_int_equal(backend_state(&vm->vkbd.base), 6);
	assert_int_equal(vm->domain->mappings, 0);
	assert_false(is_awake());

	/* A device that is made anew is no better off, and is told why. */
	toolstack_add(1, "vfb", 0);
	frontends_run();
	vm->vfb.base.probed = false;
	settle();
	view = expect_view(1, GUEST_DISPLAY_FAULT);
	assert_non_null(strstr(view->display->reason, "can't be bound: File too large"));
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
		desktop_test(test_a_stub_domain_is_who_it_serves),
		desktop_test(test_a_stub_domain_is_known_late),
		desktop_test(test_a_stub_domain_is_renamed_with_its_guest),
		desktop_test(test_a_stub_domain_of_nobody_is_itself),
		desktop_test(test_guests_do_not_touch_each_other),
		beside_test(test_death_leaves_nothing_of_ours),
		beside_test(test_death_leaves_the_toolstacks_nodes_to_the_toolstack),
		beside_test(test_death_at_each_step),
		beside_test(test_pixels_outlive_the_guest_while_they_are_used),
		beside_test(test_a_new_guest_with_an_old_number),
		beside_test(test_a_guest_that_is_dying_gets_no_new_devices),
		desktop_test(test_a_crash_is_no_death),
		desktop_test(test_what_is_missing_is_said),
		beside_test(test_a_guest_that_cannot_be_opened_is_left_out),
		desktop_test(test_guests_stay_on_the_screen_when_xenstored_dies),
		beside_test(test_event_channels_fail),
	};
	return cmocka_run_group_tests_name("domains_life", tests, NULL, NULL);
}
