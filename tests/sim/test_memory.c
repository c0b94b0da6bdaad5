#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xenforeignmemory.h>

#include "fixture.h"
#include "memory.h"

/* Foreign memory: pages of a domain by frame number. */

#define PAGES 64

struct guest {
	struct toolstack_domain *domain;
	uint16_t domid;
	struct guest_memory memory;
	uint32_t first;
	xen_pfn_t frames[PAGES];
};

/* Each page of the guest's begins with its number. */
static void setup(struct guest *guest) {
	guest->domain = start_domain();
	guest->domid = domid_of(guest->domain);
	enter(guest->domid);
	assert_true(guest_memory_open(&guest->memory));
	enter(0);
	assert_true(guest_allocate(&guest->memory, PAGES, &guest->first));
	for (uint32_t i = 0; i < PAGES; i++) {
		guest->frames[i] = guest_gfn(&guest->memory, guest->first + i);
		memcpy(guest_page(&guest->memory, guest->first + i), &i, sizeof(i));
	}
}

static void teardown(struct guest *guest) {
	guest_memory_close(&guest->memory);
	end_domain(guest->domain);
}

static uint32_t number_at(const uint8_t *mapping, size_t page) {
	uint32_t number;
	memcpy(&number, mapping + page * SIM_PAGE_SIZE, sizeof(number));
	return number;
}

static void test_map_in_order(void **state) {
	struct guest guest;
	setup(&guest);
	xenforeignmemory_handle *handle = xenforeignmemory_open(NULL, 0);
	uint8_t *mapped = xenforeignmemory_map(
		handle, guest.domid, PROT_READ | PROT_WRITE, PAGES, guest.frames, NULL);
	assert_non_null(mapped);
	for (uint32_t i = 0; i < PAGES; i++) {
		assert_int_equal(number_at(mapped, i), i);
	}
	mapped[5 * SIM_PAGE_SIZE + 100] = 77;
	uint8_t *own = guest_page(&guest.memory, guest.first + 5);
	assert_int_equal(own[100], 77);
	assert_int_equal(xenforeignmemory_unmap(handle, mapped, PAGES), 0);
	xenforeignmemory_close(handle);
	teardown(&guest);
}

static void test_any_order_and_twice(void **state) {
	struct guest guest;
	setup(&guest);
	xenforeignmemory_handle *handle = xenforeignmemory_open(NULL, 0);
	xen_pfn_t frames[] = {guest.frames[9], guest.frames[3], guest.frames[9], guest.frames[4]};
	uint8_t *mapped = xenforeignmemory_map(handle, guest.domid, PROT_READ, 4, frames, NULL);
	assert_non_null(mapped);
	assert_int_equal(number_at(mapped, 0), 9);
	assert_int_equal(number_at(mapped, 1), 3);
	assert_int_equal(number_at(mapped, 2), 9);
	assert_int_equal(number_at(mapped, 3), 4);
	xenforeignmemory_unmap(handle, mapped, 4);
	xenforeignmemory_close(handle);
	teardown(&guest);
}

/* Neighbours in memory aren't neighbours as frames, and no frame is small. */
static void test_frames_are_scattered(void **state) {
	struct guest guest;
	setup(&guest);
	for (int i = 1; i < PAGES; i++) {
		assert_int_not_equal(guest.frames[i], guest.frames[i - 1] + 1);
		assert_true(guest.frames[i] > 0x100000);
	}
	teardown(&guest);
}

static void test_all_or_nothing(void **state) {
	struct guest guest;
	setup(&guest);
	xenforeignmemory_handle *handle = xenforeignmemory_open(NULL, 0);
	static const xen_pfn_t bad[] = {0, 1, ~(xen_pfn_t)0, 0x100000};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		xen_pfn_t frames[] = {guest.frames[0], bad[i], guest.frames[1]};
		assert_fails_null(
			xenforeignmemory_map(handle, guest.domid, PROT_READ, 3, frames, NULL),
			EINVAL);
	}
	assert_fails_null(
		xenforeignmemory_map(handle, guest.domid, PROT_READ, 0, guest.frames, NULL),
		EINVAL);
	assert_fails_null(
		xenforeignmemory_map(handle, 4242, PROT_READ, 1, guest.frames, NULL), ESRCH);
	xenforeignmemory_close(handle);
	teardown(&guest);
}

static sigjmp_buf after_fault;

static void handle_fault(int signal_number) {
	siglongjmp(after_fault, signal_number);
}

/* The signal that touching gives, or 0. */
static int touch(volatile uint8_t *at, bool write) {
	struct sigaction action = {.sa_handler = handle_fault}, old_bus, old_segv;
	sigaction(SIGBUS, &action, &old_bus);
	sigaction(SIGSEGV, &action, &old_segv);
	volatile int signal_number = sigsetjmp(after_fault, 1);
	if (signal_number == 0) {
		if (write) {
			*at = 1;
		} else {
			(void)*at;
		}
	}
	sigaction(SIGBUS, &old_bus, NULL);
	sigaction(SIGSEGV, &old_segv, NULL);
	return signal_number;
}

static void test_errors_by_page(void **state) {
	struct guest guest;
	setup(&guest);
	xenforeignmemory_handle *handle = xenforeignmemory_open(NULL, 0);
	xen_pfn_t frames[] = {guest.frames[7], 12, guest.frames[8]};
	int errors[3];
	uint8_t *mapped = xenforeignmemory_map(handle, guest.domid, PROT_READ, 3, frames, errors);
	assert_non_null(mapped);
	assert_int_equal(errors[0], 0);
	assert_int_equal(errors[1], -EINVAL);
	assert_int_equal(errors[2], 0);
	assert_int_equal(number_at(mapped, 0), 7);
	assert_int_equal(number_at(mapped, 2), 8);
	assert_int_equal(touch(mapped + SIM_PAGE_SIZE, false), SIGBUS);
	assert_int_equal(xenforeignmemory_unmap(handle, mapped, 3), 0);

	mapped = xenforeignmemory_map(handle, 4242, PROT_READ, 3, frames, errors);
	assert_non_null(mapped);
	assert_int_equal(errors[2], -ESRCH);
	assert_int_equal(xenforeignmemory_unmap(handle, mapped, 3), 0);
	xenforeignmemory_close(handle);
	teardown(&guest);
}

static void test_read_only(void **state) {
	struct guest guest;
	setup(&guest);
	xenforeignmemory_handle *handle = xenforeignmemory_open(NULL, 0);
	uint8_t *mapped =
		xenforeignmemory_map(handle, guest.domid, PROT_READ, 1, guest.frames, NULL);
	assert_int_equal(touch(mapped, true), SIGSEGV);
	assert_fails(mprotect(mapped, SIM_PAGE_SIZE, PROT_READ | PROT_WRITE), EACCES);
	xenforeignmemory_unmap(handle, mapped, 1);
	xenforeignmemory_close(handle);
	teardown(&guest);
}

static void test_unmap_is_exact(void **state) {
	struct guest guest;
	setup(&guest);
	xenforeignmemory_handle *handle = xenforeignmemory_open(NULL, 0);
	uint8_t *mapped =
		xenforeignmemory_map(handle, guest.domid, PROT_READ, 4, guest.frames, NULL);
	assert_fails(xenforeignmemory_unmap(handle, mapped, 3), EINVAL);
	assert_fails(xenforeignmemory_unmap(handle, mapped + SIM_PAGE_SIZE, 3), EINVAL);
	assert_int_equal(xenforeignmemory_unmap(handle, mapped, 4), 0);
	assert_fails(xenforeignmemory_unmap(handle, mapped, 4), EINVAL);
	xenforeignmemory_close(handle);
	teardown(&guest);
}

static void test_restrict(void **state) {
	struct guest guest, other;
	setup(&guest);
	setup(&other);
	xenforeignmemory_handle *handle = xenforeignmemory_open(NULL, 0);
	assert_int_equal(xenforeignmemory_restrict(handle, guest.domid), 0);
	assert_int_equal(xenforeignmemory_restrict(handle, guest.domid), 0);
	assert_fails(xenforeignmemory_restrict(handle, other.domid), EINVAL);
	assert_fails_null(
		xenforeignmemory_map(handle, other.domid, PROT_READ, 1, other.frames, NULL), EPERM);
	/* Nor by the other's frames under the allowed number. */
	assert_fails_null(
		xenforeignmemory_map(handle, guest.domid, PROT_READ, 1, other.frames, NULL),
		EINVAL);
	void *mapped = xenforeignmemory_map(handle, guest.domid, PROT_READ, 1, guest.frames, NULL);
	assert_non_null(mapped);
	xenforeignmemory_unmap(handle, mapped, 1);
	xenforeignmemory_close(handle);
	teardown(&other);
	teardown(&guest);
}

static void test_guests_have_no_privilege(void **state) {
	struct guest guest, other;
	setup(&guest);
	setup(&other);
	enter(guest.domid);
	xenforeignmemory_handle *handle = xenforeignmemory_open(NULL, 0);
	enter(0);
	assert_fails_null(
		xenforeignmemory_map(handle, other.domid, PROT_READ, 1, other.frames, NULL), EPERM);
	assert_fails_null(xenforeignmemory_map(handle, 0, PROT_READ, 1, other.frames, NULL), EPERM);
	xenforeignmemory_close(handle);
	teardown(&other);
	teardown(&guest);
}

/* Whatever it does, a guest can't take memory away under who maps it. */
static void test_sealed(void **state) {
	struct guest guest;
	setup(&guest);
	struct sim_request request = {.op = SIM_MEMORY};
	struct sim_reply reply;
	int fd;
	assert_true(sim_client_exchange(&guest.memory.client, &request, NULL, &reply, NULL, &fd));
	assert_fails(ftruncate(fd, 0), EPERM);
	assert_fails(ftruncate(fd, (off_t)1 << 40), EPERM);
	close(fd);
	teardown(&guest);
}

static void test_not_after_fork(void **state) {
	struct guest guest;
	setup(&guest);
	xenforeignmemory_handle *handle = xenforeignmemory_open(NULL, 0);
	uint8_t *mapped =
		xenforeignmemory_map(handle, guest.domid, PROT_READ, 1, guest.frames, NULL);
	pid_t pid = fork();
	if (pid == 0) {
		_exit(touch(mapped, false));
	}
	int status;
	waitpid(pid, &status, 0);
	assert_int_equal(WEXITSTATUS(status), SIGSEGV);
	xenforeignmemory_unmap(handle, mapped, 1);
	xenforeignmemory_close(handle);
	teardown(&guest);
}

static bool wait_until_gone(struct toolstack_domain *domain) {
	while (wait_readable(domain->owner.fd)) {
		if (!toolstack_read_notice(domain)) {
			return true;
		}
	}
	return false;
}

static void test_zombie(void **state) {
	struct guest guest;
	setup(&guest);
	xenforeignmemory_handle *handle = xenforeignmemory_open(NULL, 0);
	uint8_t *mapped =
		xenforeignmemory_map(handle, guest.domid, PROT_READ, PAGES, guest.frames, NULL);
	assert_true(toolstack_kill(guest.domid));

	/* What is mapped stays, and nothing more can be had. */
	assert_int_equal(number_at(mapped, 42), 42);
	assert_fails_null(
		xenforeignmemory_map(handle, guest.domid, PROT_READ, 1, guest.frames, NULL), ESRCH);
	struct sim_info info;
	assert_true(toolstack_get_info(guest.domid, &info));
	assert_int_equal(info.flags & 1, 1); /* XEN_DOMINF_dying */

	struct toolstack_config config = {.domid = guest.domid};
	struct toolstack_domain next;
	assert_false(toolstack_create(machine_store(), &config, &next));
	assert_int_equal(errno, EEXIST);

	xenforeignmemory_unmap(handle, mapped, PAGES);
	assert_true(wait_until_gone(guest.domain));
	assert_false(toolstack_get_info(guest.domid, &info));
	assert_int_equal(errno, ESRCH);

	/* The next of that number has nothing of it. */
	assert_true(toolstack_create(machine_store(), &config, &next));
	mapped = xenforeignmemory_map(handle, guest.domid, PROT_READ, 1, guest.frames + 42, NULL);
	assert_non_null(mapped);
	assert_int_equal(number_at(mapped, 0), 0);
	xenforeignmemory_unmap(handle, mapped, 1);
	toolstack_destroy(machine_store(), &next);
	xenforeignmemory_close(handle);
	teardown(&guest);
}

static void map_and_wait(void *data) {
	const struct guest *guest = data;
	xenforeignmemory_handle *handle = xenforeignmemory_open(NULL, 0);
	if (xenforeignmemory_map(handle, guest->domid, PROT_READ, 1, guest->frames, NULL) == NULL) {
		_exit(EXIT_FAILURE);
	}
	process_ready();
}

static void test_killed_mapper(void **state) {
	struct guest guest;
	setup(&guest);
	pid_t pid = start_process(map_and_wait, &guest);
	assert_true(toolstack_kill(guest.domid));
	struct sim_info info;
	assert_true(toolstack_get_info(guest.domid, &info));
	kill_process(pid);
	assert_true(wait_until_gone(guest.domain));
	teardown(&guest);
}

static void test_allocate(void **state) {
	struct guest guest;
	setup(&guest);
	uint32_t first, again;
	assert_false(guest_allocate(&guest.memory, 0, &first));
	assert_false(guest_allocate(&guest.memory, guest.memory.pages, &first));
	assert_int_equal(errno, ENOMEM);
	assert_true(guest_allocate(&guest.memory, 1000, &first));
	memset(guest_page(&guest.memory, first), 0xff, 1000 * SIM_PAGE_SIZE);
	assert_false(guest_free(&guest.memory, first + 1));
	assert_true(guest_free(&guest.memory, first));
	assert_true(guest_allocate(&guest.memory, 1000, &again));
	assert_int_equal(again, first);
	uint8_t *bytes = guest_page(&guest.memory, again);
	for (size_t i = 0; i < 1000 * SIM_PAGE_SIZE; i += 512) {
		assert_int_equal(bytes[i], 0);
	}
	teardown(&guest);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_map_in_order),
		cmocka_unit_test(test_any_order_and_twice),
		cmocka_unit_test(test_frames_are_scattered),
		cmocka_unit_test(test_all_or_nothing),
		cmocka_unit_test(test_errors_by_page),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_unmap_is_exact),
		cmocka_unit_test(test_restrict),
		cmocka_unit_test(test_guests_have_no_privilege),
		cmocka_unit_test(test_sealed),
		cmocka_unit_test(test_not_after_fork),
		cmocka_unit_test(test_zombie),
		cmocka_unit_test(test_killed_mapper),
		cmocka_unit_test(test_allocate),
	};
	return cmocka_run_group_tests(tests, machine_setup, machine_teardown);
}
