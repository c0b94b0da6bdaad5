/* Framebuffers of guests: from pages and events of a guest to pixels and damage on the desktop. */

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
}

int main(void) {
	const struct CMUnitTest tests[] = {
		desktop_test(test_a_guest_draws),
	};
	return cmocka_run_group_tests_name("vfb", tests, NULL, NULL);
}
