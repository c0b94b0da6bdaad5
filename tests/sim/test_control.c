#include <stdlib.h>
#include <string.h>
#include <xenctrl.h>

#include "fixture.h"
#include "memory.h"

/* libxenctrl, as it is: what a toolstack asks about domains, and what it does to them. */

static xc_interface *xc;

static int setup(void **state) {
	xc = xc_interface_open(NULL, NULL, 0);
	return xc != NULL ? machine_setup(state) : -1;
}

static int teardown(void **state) {
	xc_interface_close(xc);
	return machine_teardown(state);
}

static xc_domaininfo_t get_info(const struct toolstack_domain *domain) {
	xc_domaininfo_t info;
	assert_int_equal(xc_domain_getinfo_single(xc, domid_of(domain), &info), 0);
	return info;
}

static void test_info(void **state) {
	struct toolstack_domain *domain = start_domain();
	xc_domaininfo_t info = get_info(domain);
	assert_int_equal(info.domain, domid_of(domain));
	assert_int_equal(info.flags, 0);
	assert_int_equal(info.tot_pages, 32 * 256);
	assert_memory_equal(info.handle, domain->info.uuid, 16);
	assert_int_equal(xc_domain_getinfo_single(xc, 4242, &info), -1);
	assert_int_equal(errno, ESRCH);
	end_domain(domain);
}

static void test_list(void **state) {
	struct toolstack_domain *a = start_domain(), *b = start_domain();
	xc_domaininfo_t list[8];
	int count = xc_domain_getinfolist(xc, 0, 8, list);
	assert_in_range(count, 3, 8);
	assert_int_equal(list[0].domain, 0);
	assert_int_equal(list[count - 1].domain, domid_of(b));
	assert_int_equal(xc_domain_getinfolist(xc, domid_of(b), 8, list), 1);
	assert_int_equal(xc_domain_getinfolist(xc, 0, 2, list), 2);
	end_domain(b);
	end_domain(a);
}

static void test_pause(void **state) {
	struct toolstack_domain *domain = start_domain();
	assert_int_equal(xc_domain_pause(xc, domid_of(domain)), 0);
	assert_int_equal(get_info(domain).flags, XEN_DOMINF_paused);
	assert_true(toolstack_read_notice(domain));
	assert_int_equal(domain->info.flags, XEN_DOMINF_paused);
	assert_int_equal(xc_domain_unpause(xc, domid_of(domain)), 0);
	assert_int_equal(get_info(domain).flags, 0);
	end_domain(domain);
}

static void test_shutdown(void **state) {
	struct toolstack_domain *domain = start_domain();
	assert_int_equal(xc_domain_shutdown(xc, domid_of(domain), SHUTDOWN_crash), 0);
	xc_domaininfo_t info = get_info(domain);
	assert_int_equal(info.flags & 0xff, XEN_DOMINF_shutdown);
	assert_int_equal(dominfo_shutdown_reason(&info), SHUTDOWN_crash);
	/* Once only. */
	assert_int_equal(xc_domain_shutdown(xc, domid_of(domain), SHUTDOWN_poweroff), 0);
	info = get_info(domain);
	assert_int_equal(dominfo_shutdown_reason(&info), SHUTDOWN_crash);
	end_domain(domain);
}

static void test_guest_shuts_down(void **state) {
	struct toolstack_domain *domain = start_domain();
	struct guest_memory memory;
	enter(domid_of(domain));
	assert_true(guest_memory_open(&memory));
	enter(0);
	assert_true(guest_shutdown(&memory, SHUTDOWN_reboot));
	xc_domaininfo_t info = get_info(domain);
	assert_int_equal(dominfo_shutdown_reason(&info), SHUTDOWN_reboot);
	guest_memory_close(&memory);
	end_domain(domain);
}

static void test_destroy(void **state) {
	struct toolstack_domain *domain = start_domain();
	assert_int_equal(xc_domain_destroy(xc, domid_of(domain)), 0);
	while (toolstack_read_notice(domain)) {
		assert_int_equal(domain->info.flags, XEN_DOMINF_dying);
	}
	xc_domaininfo_t info;
	assert_int_equal(xc_domain_getinfo_single(xc, domid_of(domain), &info), -1);
	assert_int_equal(errno, ESRCH);
	end_domain(domain);
}

static void test_numbers_are_not_used_again_soon(void **state) {
	struct toolstack_domain *domain = start_domain();
	uint16_t domid = domid_of(domain);
	end_domain(domain);
	domain = start_domain();
	assert_int_equal(domid_of(domain), domid + 1);
	end_domain(domain);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_info),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_shutdown),
		cmocka_unit_test(test_guest_shuts_down),
		cmocka_unit_test(test_destroy),
		cmocka_unit_test(test_numbers_are_not_used_again_soon),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
