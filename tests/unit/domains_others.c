/* Several Domiciles on a machine: one has the guests, whichever way it or the others end. */

#define _DEFAULT_SOURCE /* pause */
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "domains_fixture.h"

/* A process that could be another Domicile, as far as its number and its start tell. */
static pid_t start_process(void) {
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;) {
			pause();
		}
	}
	assert_true(pid > 0);
	return pid;
}

static void end_process(pid_t pid) {
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static uint64_t start_time(pid_t pid) {
	char path[32], name[64];
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	uint64_t time = 0;
	assert_int_equal(fscanf(file, "%*d %63s", name), 1); /* without a blank, in these tests */
	for (int field = 3; field <= 22; field++) {
		char text[32];
		assert_int_equal(fscanf(file, "%31s", text), 1);
		time = strtoull(text, NULL, 10);
	}
	fclose(file);
	return time;
}

static void lock_by(pid_t pid, uint64_t start) {
	xen_write(0, XEN_LOCK, "%d %" PRIu64, pid, start);
}

static bool has_guest(void *data) {
	return find_guest(1) != NULL;
}

static void expect_told_of(pid_t pid) {
	char text[32];
	snprintf(text, sizeof(text), "process %d,", pid);
	assert_non_null(strstr(desktop.told, "Another Domicile"));
	assert_non_null(strstr(desktop.told, text));
	desktop.told[0] = '\0';
}

/* A guest that another has, and us beside it. */
static struct vm *run_beside(pid_t pid) {
	struct vm *vm = vm_boot(1);
	desktop_quit();
	lock_by(pid, start_time(pid));
	desktop_run();
	expect_told_of(pid);
	return vm;
}

static void test_guests_that_another_has_are_not_touched(void **state) {
	pid_t other = start_process();
	struct vm *vm = run_beside(other);
	unsigned int writes = xen_count_product_writes();
	vm_create(2);
	xen_fire("@releaseDomain", false);
	frontend_set_state(&vm->vfb.base, 5);
	domains_reload_policy(desktop.domains, true);
	settle();
	assert_null(find_guest(1));
	assert_null(find_guest(2));
	assert_int_equal(vm->domain->mappings, 0);
	assert_int_equal(xen_count_product_writes(), writes);
	assert_string_equal(desktop.told, ""); /* once is enough */
	expect_asleep(50);

	desktop_quit();
	assert_int_equal(xen_read_int(XEN_LOCK), other);
	end_process(other);
}

static void test_another_is_killed(void **state) {
	pid_t other = start_process();
	struct vm *vm = run_beside(other);
	kill(other, SIGKILL); /* nobody has waited for it: it is a zombie */
	settle_until(has_guest, NULL);
	expect_connected(vm);
	assert_int_equal(xen_read_int(XEN_LOCK), getpid());
	end_process(other);
}

static void test_another_ends(void **state) {
	pid_t other = start_process();
	struct vm *vm = run_beside(other);
	xen_remove(0, XEN_LOCK);
	settle();
	expect_connected(vm);
	assert_int_equal(xen_read_int(XEN_LOCK), getpid());
	end_process(other);
}

static void test_a_third_is_quicker(void **state) {
	pid_t other = start_process(), third = start_process();
	struct vm *vm = run_beside(other);
	end_process(other);
	lock_by(third, start_time(third));
	settle();
	assert_null(find_guest(1));
	expect_told_of(third);
	kill(third, SIGKILL);
	settle_until(has_guest, NULL);
	expect_connected(vm);
	end_process(third);
}

/* What an earlier run left that was killed; and another process may have got its number since. */
static void test_what_a_dead_one_left_counts_for_nothing(void **state) {
	desktop_quit();
	pid_t dead = start_process(), alive = start_process();
	uint64_t start = start_time(dead);
	end_process(dead);
	lock_by(dead, start);
	desktop_run();
	assert_int_equal(xen_read_int(XEN_LOCK), getpid());

	desktop_quit();
	lock_by(alive, start_time(alive) - 1);
	desktop_run();
	assert_int_equal(xen_read_int(XEN_LOCK), getpid());
	end_process(alive);
}

static void test_a_lock_that_makes_no_sense_counts_for_nothing(void **state) {
	static const char *const values[] = {
		"", "x", "0 0", "-1 5", "1", "0", "2147483647 1", "99999999999999999999 1"};
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		desktop_quit();
		xen_write(0, XEN_LOCK, "%s", values[i]);
		desktop_run();
		assert_int_equal(xen_read_int(XEN_LOCK), getpid());
	}
}

static void test_nothing_is_left_of_it(void **state) {
	assert_int_equal(xen_read_int(XEN_LOCK), getpid());
	desktop_quit();
	assert_null(xen_read(XEN_LOCK));
}

static void test_only_what_is_ours_is_removed(void **state) {
	xen_write(0, XEN_LOCK, "1 1");
	desktop_quit();
	assert_string_equal(xen_read(XEN_LOCK), "1 1");
}

static void lock_by_data(void *data) {
	lock_by(*(const pid_t *)data, start_time(*(const pid_t *)data));
}

static void test_another_starts_at_the_same_time(void **state) {
	pid_t other = start_process();
	desktop_quit();
	xen_before_commit(lock_by_data, &other);
	desktop_run();
	expect_told_of(other);
	end_process(other);
}

/* As one that runs in a window of another, to be tried out. */
static void test_one_that_wants_no_guests_leaves_them_to_others(void **state) {
	desktop_quit();
	struct vm *vm = vm_prepare(1);
	desktop_run_wanting(false);
	assert_null(xen_read(XEN_LOCK));
	assert_null(find_guest(1));

	desktop_quit();
	desktop_run();
	expect_connected(vm);
	/* A configuration without guests doesn't take away those that we have. */
	domains_reload_policy(desktop.domains, false);
	settle();
	expect_connected(vm);
	assert_int_equal(xen_read_int(XEN_LOCK), getpid());
}

static void test_a_configuration_that_wants_guests_later(void **state) {
	pid_t other = start_process();
	desktop_quit();
	lock_by(other, start_time(other));
	desktop_run_wanting(false);
	assert_string_equal(desktop.told, "");
	domains_reload_policy(desktop.domains, true);
	expect_told_of(other);
	end_process(other);
	struct vm *vm = vm_prepare(1);
	settle_until(has_guest, NULL);
	expect_connected(vm);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_guests_that_another_has_are_not_touched),
		desktop_test(test_another_is_killed),
		desktop_test(test_another_ends),
		desktop_test(test_a_third_is_quicker),
		desktop_test(test_what_a_dead_one_left_counts_for_nothing),
		desktop_test(test_a_lock_that_makes_no_sense_counts_for_nothing),
		desktop_test(test_nothing_is_left_of_it),
		desktop_test(test_only_what_is_ours_is_removed),
		desktop_test(test_another_starts_at_the_same_time),
		desktop_test(test_one_that_wants_no_guests_leaves_them_to_others),
		desktop_test(test_a_configuration_that_wants_guests_later),
	};
	return cmocka_run_group_tests_name("domains_others", tests, NULL, NULL);
}
