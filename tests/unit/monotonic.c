/* The one clock: its units, and that it doesn't go back. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "monotonic.h"

static void test_units(void **state) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t before = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
	int64_t ns = monotonic_ns(), ms = monotonic_ms();
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t after = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
	assert_true(before <= ns && ns <= after);
	assert_true(ns / 1000000 <= ms && ms <= after / 1000000);
}

static void test_timespec(void **state) {
	struct timespec time = monotonic_timespec(INT64_C(12345678901234));
	assert_int_equal(time.tv_sec, 12345);
	assert_int_equal(time.tv_nsec, 678901234);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_timespec),
	};
	return cmocka_run_group_tests_name("monotonic", tests, NULL, NULL);
}
