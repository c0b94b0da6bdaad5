#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xenevtchn.h>
#include <xengnttab.h>

#include "fixture.h"
#include "memory.h"

/* Grants: what a guest's kernel gives (page-gref), and what its programs share (gntalloc). */

struct guest {
	struct toolstack_domain *domain;
	uint16_t domid;
	struct guest_memory memory;
	xengnttab_handle *dom0;
};

static void setup(struct guest *guest) {
	guest->domain = start_domain();
	guest->domid = domid_of(guest->domain);
	enter(guest->domid);
	assert_true(guest_memory_open(&guest->memory));
	enter(0);
	guest->dom0 = xengnttab_open(NULL, 0);
	assert_non_null(guest->dom0);
}

static void teardown(struct guest *guest) {
	xengnttab_close(guest->dom0);
	guest_memory_close(&guest->memory);
	end_domain(guest->domain);
}

static uint32_t grant_new_page(struct guest *guest, uint16_t to, bool writable, uint32_t *page) {
	uint32_t reference;
	assert_true(guest_allocate(&guest->memory, 1, page));
	assert_true(guest_grant(&guest->memory, *page, to, writable, &reference));
	assert_true(reference >= 8);
	return reference;
}

static void test_map_granted(void **state) {
	struct guest guest;
	setup(&guest);
	uint32_t page, reference = grant_new_page(&guest, 0, true, &page);
	uint8_t *own = guest_page(&guest.memory, page);
	own[7] = 42;
	uint8_t *mapped =
		xengnttab_map_grant_ref(guest.dom0, guest.domid, reference, PROT_READ | PROT_WRITE);
	assert_non_null(mapped);
	assert_int_equal(mapped[7], 42);
	mapped[8] = 43;
	assert_int_equal(own[8], 43);
	assert_fails(xengnttab_unmap(guest.dom0, mapped, 2), EINVAL);
	assert_int_equal(xengnttab_unmap(guest.dom0, mapped, 1), 0);
	teardown(&guest);
}

static void *map(struct guest *guest, uint32_t reference, int prot) {
	return xengnttab_map_grant_ref(guest->dom0, guest->domid, reference, prot);
}

static void test_map_not_granted(void **state) {
	struct guest guest;
	setup(&guest);
	uint32_t page, other = grant_new_page(&guest, 4242, true, &page);
	uint32_t readonly = grant_new_page(&guest, 0, false, &page);
	uint32_t ended = grant_new_page(&guest, 0, true, &page);
	assert_true(guest_end_grant(&guest.memory, ended));
	assert_false(guest_end_grant(&guest.memory, ended));

	assert_fails_null(map(&guest, 0, PROT_READ), EINVAL);
	assert_fails_null(map(&guest, 50, PROT_READ), EINVAL);
	assert_fails_null(map(&guest, UINT32_MAX, PROT_READ), EINVAL);
	assert_fails_null(map(&guest, other, PROT_READ), EINVAL);
	assert_fails_null(map(&guest, ended, PROT_READ), EINVAL);
	assert_fails_null(map(&guest, readonly, PROT_READ | PROT_WRITE), EINVAL);
	assert_fails_null(xengnttab_map_grant_ref(guest.dom0, 4242, readonly, PROT_READ), EINVAL);

	void *mapped = map(&guest, readonly, PROT_READ);
	assert_non_null(mapped);
	assert_fails(mprotect(mapped, SIM_PAGE_SIZE, PROT_READ | PROT_WRITE), EACCES);
	assert_int_equal(xengnttab_unmap(guest.dom0, mapped, 1), 0);
	teardown(&guest);
}

/* What isn't one's own can't be given away. */
static void test_grant_not_own(void **state) {
	struct guest guest;
	setup(&guest);
	uint32_t reference;
	assert_false(guest_grant(&guest.memory, SIM_STORE_PAGE, 0, true, &reference));
	assert_false(guest_grant(&guest.memory, 3000, 0, true, &reference));
	assert_false(guest_grant(&guest.memory, UINT32_MAX, 0, true, &reference));
	assert_false(guest_end_grant(&guest.memory, SIM_STORE_GRANT));
	teardown(&guest);
}

static void test_ended_while_mapped(void **state) {
	struct guest guest;
	setup(&guest);
	uint32_t page, next, reference = grant_new_page(&guest, 0, true, &page);
	uint8_t *mapped = map(&guest, reference, PROT_READ | PROT_WRITE);
	assert_true(guest_free(&guest.memory, page));
	assert_fails_null(map(&guest, reference, PROT_READ), EINVAL);
	/* Neither page nor reference is used again before it is unmapped. */
	assert_int_not_equal(grant_new_page(&guest, 0, true, &next), reference);
	assert_int_not_equal(next, page);
	mapped[0] = 1;
	xengnttab_unmap(guest.dom0, mapped, 1);
	assert_int_equal(grant_new_page(&guest, 0, true, &next), reference);
	assert_int_equal(next, page);
	teardown(&guest);
}

static void test_many_references(void **state) {
	enum {
		COUNT = 5000
	};
	struct guest guest;
	setup(&guest);
	uint32_t first;
	static uint32_t references[COUNT];
	assert_true(guest_allocate(&guest.memory, COUNT, &first));
	for (uint32_t i = 0; i < COUNT; i++) {
		assert_true(guest_grant(&guest.memory, first + i, 0, true, &references[i]));
		*(uint32_t *)guest_page(&guest.memory, first + i) = i;
	}
	uint8_t *mapped = xengnttab_map_domain_grant_refs(
		guest.dom0, COUNT, guest.domid, references, PROT_READ);
	assert_non_null(mapped);
	for (uint32_t i = 0; i < COUNT; i++) {
		assert_int_equal(*(uint32_t *)(void *)(mapped + i * SIM_PAGE_SIZE), i);
	}
	assert_int_equal(xengnttab_unmap(guest.dom0, mapped, COUNT), 0);

	/* All or nothing. */
	references[COUNT - 1] = UINT32_MAX;
	assert_fails_null(xengnttab_map_domain_grant_refs(
				  guest.dom0, COUNT, guest.domid, references, PROT_READ),
		EINVAL);
	teardown(&guest);
}

static void test_references_of_two_domains(void **state) {
	struct guest a, b;
	setup(&a);
	setup(&b);
	uint32_t page;
	uint32_t domids[] = {a.domid, b.domid, a.domid}, references[3];
	for (int i = 0; i < 3; i++) {
		struct guest *guest = domids[i] == a.domid ? &a : &b;
		references[i] = grant_new_page(guest, 0, true, &page);
		*(uint8_t *)guest_page(&guest->memory, page) = (uint8_t)(10 + i);
	}
	uint8_t *mapped = xengnttab_map_grant_refs(a.dom0, 3, domids, references, PROT_READ);
	assert_non_null(mapped);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(mapped[(size_t)i * SIM_PAGE_SIZE], 10 + i);
	}
	assert_int_equal(xengnttab_unmap(a.dom0, mapped, 3), 0);
	teardown(&b);
	teardown(&a);
}

/* A domain that is dead, but granted, stays until it is unmapped. */
static void test_zombie(void **state) {
	struct guest guest;
	setup(&guest);
	uint32_t page, reference = grant_new_page(&guest, 0, true, &page);
	*(uint8_t *)guest_page(&guest.memory, page) = 9;
	uint8_t *mapped = map(&guest, reference, PROT_READ);
	assert_true(toolstack_kill(guest.domid));
	assert_int_equal(mapped[0], 9);
	assert_fails_null(map(&guest, reference, PROT_READ), EINVAL);
	struct sim_info info;
	assert_true(toolstack_get_info(guest.domid, &info));
	xengnttab_unmap(guest.dom0, mapped, 1);
	bool alive = true;
	while (alive && wait_readable(guest.domain->owner.fd)) {
		alive = toolstack_read_notice(guest.domain);
	}
	assert_false(toolstack_get_info(guest.domid, &info));
	teardown(&guest);
}

/* A page that a guest's program shares, with a byte and a port that tell when somebody lets go. */
struct share {
	struct guest guest;
	xenevtchn_handle *events;
	int port;
	xengntshr_handle *shr;
	uint8_t *page;
	uint32_t reference;
};

static void share_setup(struct share *share) {
	setup(&share->guest);
	enter(share->guest.domid);
	share->events = xenevtchn_open(NULL, 0);
	share->shr = xengntshr_open(NULL, 0);
	enter(0);
	share->port = xenevtchn_bind_unbound_port(share->events, 0);
	share->page = xengntshr_share_page_notify(
		share->shr, 0, &share->reference, 1, 16, (evtchn_port_t)share->port);
	assert_non_null(share->page);
	share->page[16] = 1;
	share->page[17] = 1;
}

static void share_teardown(struct share *share) {
	xengntshr_close(share->shr);
	xenevtchn_close(share->events);
	teardown(&share->guest);
}

/* Maps with a notification of the other byte. The port is the mapper's. */
static uint8_t *map_notify(
	struct share *share, xengnttab_handle *handle, xenevtchn_handle *events, int *port) {
	*port = xenevtchn_bind_interdomain(events, share->guest.domid, (evtchn_port_t)share->port);
	assert_true(*port > 0);
	assert_int_equal(xenevtchn_pending(events), *port);
	xenevtchn_unmask(events, (evtchn_port_t)*port);
	return xengnttab_map_grant_ref_notify(handle, share->guest.domid, share->reference,
		PROT_READ | PROT_WRITE, 17, (evtchn_port_t)*port);
}

static void test_unmap_notifies(void **state) {
	struct share share;
	share_setup(&share);
	xenevtchn_handle *events = xenevtchn_open(NULL, 0);
	int port;
	uint8_t *mapped = map_notify(&share, share.guest.dom0, events, &port);
	assert_non_null(mapped);
	assert_int_equal(mapped[17], 1);
	assert_int_equal(xengnttab_unmap(share.guest.dom0, mapped, 1), 0);
	assert_int_equal(share.page[17], 0);
	assert_int_equal(share.page[16], 1);
	assert_int_equal(xenevtchn_pending(share.events), share.port);
	xenevtchn_close(events);
	share_teardown(&share);
}

static void test_unshare_notifies(void **state) {
	struct share share;
	share_setup(&share);
	xenevtchn_handle *events = xenevtchn_open(NULL, 0);
	int port;
	uint8_t *mapped = map_notify(&share, share.guest.dom0, events, &port);
	assert_int_equal(xengntshr_unshare(share.shr, share.page, 1), 0);
	assert_int_equal(mapped[16], 0);
	assert_int_equal(mapped[17], 1);
	assert_int_equal(xenevtchn_pending(events), port);
	xengnttab_unmap(share.guest.dom0, mapped, 1);
	xenevtchn_close(events);
	share_teardown(&share);
}

static void map_in_process(void *data) {
	struct share *share = data;
	int port;
	/* The event channel is opened first, and closed first by the kernel, too. */
	xenevtchn_handle *events = xenevtchn_open(NULL, 0);
	xengnttab_handle *handle = xengnttab_open(NULL, 0);
	if (events == NULL || handle == NULL || map_notify(share, handle, events, &port) == NULL) {
		_exit(EXIT_FAILURE);
	}
	process_ready();
}

static void test_killed_mapper_notifies(void **state) {
	struct share share;
	share_setup(&share);
	for (int i = 0; i < 20; i++) {
		pid_t pid = start_process(map_in_process, &share);
		assert_int_equal(share.page[17], 1);
		kill_process(pid);
		assert_true(wait_readable(xenevtchn_fd(share.events)));
		assert_int_equal(xenevtchn_pending(share.events), share.port);
		xenevtchn_unmask(share.events, (evtchn_port_t)share.port);
		assert_int_equal(share.page[17], 0);
		share.page[17] = 1;
	}
	share_teardown(&share);
}

static void test_share_pages(void **state) {
	struct guest guest;
	setup(&guest);
	enter(guest.domid);
	xengntshr_handle *shr = xengntshr_open(NULL, 0);
	enter(0);
	uint32_t references[256];
	uint8_t *shared = xengntshr_share_pages(shr, 0, 256, references, 0);
	assert_non_null(shared);
	shared[255 * SIM_PAGE_SIZE] = 5;
	assert_fails_null(map(&guest, references[3], PROT_READ | PROT_WRITE), EINVAL);
	uint8_t *mapped = xengnttab_map_domain_grant_refs(
		guest.dom0, 256, guest.domid, references, PROT_READ);
	assert_int_equal(mapped[255 * SIM_PAGE_SIZE], 5);
	xengnttab_unmap(guest.dom0, mapped, 256);
	assert_int_equal(xengntshr_unshare(shr, shared, 256), 0);
	assert_fails_null(map(&guest, references[3], PROT_READ), EINVAL);
	assert_fails_null(xengntshr_share_pages(shr, 0, 0, references, 0), EINVAL);
	xengntshr_close(shr);
	teardown(&guest);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_map_granted),
		cmocka_unit_test(test_map_not_granted),
		cmocka_unit_test(test_grant_not_own),
		cmocka_unit_test(test_ended_while_mapped),
		cmocka_unit_test(test_many_references),
		cmocka_unit_test(test_references_of_two_domains),
		cmocka_unit_test(test_zombie),
		cmocka_unit_test(test_unmap_notifies),
		cmocka_unit_test(test_unshare_notifies),
		cmocka_unit_test(test_killed_mapper_notifies),
		cmocka_unit_test(test_share_pages),
	};
	return cmocka_run_group_tests(tests, machine_setup, machine_teardown);
}
