#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xenevtchn.h>
#include <xentoolcore.h>

#include "fixture.h"

/* Event channels: as Xen has them, behind what Linux makes of them. */

struct ends {
	struct toolstack_domain *domain;
	xenevtchn_handle *guest, *dom0;
	int guest_port, dom0_port;
};

static xenevtchn_handle *open_in(uint16_t domid) {
	enter(domid);
	xenevtchn_handle *handle = xenevtchn_open(NULL, 0);
	assert_non_null(handle);
	enter(0);
	return handle;
}

/* Takes the only event that there is, and leaves the port unmasked. */
static void assert_one_event(xenevtchn_handle *handle, int port) {
	assert_true(wait_readable(xenevtchn_fd(handle)));
	assert_int_equal(xenevtchn_pending(handle), port);
	assert_false(is_readable(xenevtchn_fd(handle)));
	assert_int_equal(xenevtchn_unmask(handle, (evtchn_port_t)port), 0);
}

/* A guest's port, bound by dom0. No events are left. */
static void setup(struct ends *ends) {
	ends->domain = start_domain();
	uint16_t domid = domid_of(ends->domain);
	ends->guest = open_in(domid);
	ends->dom0 = open_in(0);
	ends->guest_port = xenevtchn_bind_unbound_port(ends->guest, 0);
	assert_true(ends->guest_port > 0);
	ends->dom0_port =
		xenevtchn_bind_interdomain(ends->dom0, domid, (evtchn_port_t)ends->guest_port);
	assert_true(ends->dom0_port > 0);
	assert_one_event(ends->dom0, ends->dom0_port);
}

static void teardown(struct ends *ends) {
	xenevtchn_close(ends->guest);
	xenevtchn_close(ends->dom0);
	end_domain(ends->domain);
}

static void test_binding_gives_one_event(void **state) {
	struct ends ends;
	setup(&ends); /* checks it */
	assert_false(is_readable(xenevtchn_fd(ends.dom0)));
	assert_false(is_readable(xenevtchn_fd(ends.guest)));
	teardown(&ends);
}

static void test_notify_both_ways(void **state) {
	struct ends ends;
	setup(&ends);
	assert_int_equal(xenevtchn_notify(ends.guest, (evtchn_port_t)ends.guest_port), 0);
	assert_true(is_readable(xenevtchn_fd(ends.dom0))); /* as soon as notify returns */
	assert_one_event(ends.dom0, ends.dom0_port);
	assert_int_equal(xenevtchn_notify(ends.dom0, (evtchn_port_t)ends.dom0_port), 0);
	assert_one_event(ends.guest, ends.guest_port);
	teardown(&ends);
}

static void test_masked_events_become_one(void **state) {
	struct ends ends;
	setup(&ends);
	xenevtchn_notify(ends.guest, (evtchn_port_t)ends.guest_port);
	assert_int_equal(xenevtchn_pending(ends.dom0), ends.dom0_port);
	for (int i = 0; i < 5; i++) {
		xenevtchn_notify(ends.guest, (evtchn_port_t)ends.guest_port);
		assert_false(is_readable(xenevtchn_fd(ends.dom0)));
	}
	xenevtchn_unmask(ends.dom0, (evtchn_port_t)ends.dom0_port);
	assert_one_event(ends.dom0, ends.dom0_port);
	xenevtchn_notify(ends.guest, (evtchn_port_t)ends.guest_port);
	assert_one_event(ends.dom0, ends.dom0_port);
	teardown(&ends);
}

static void test_binding_is_refused(void **state) {
	struct ends ends;
	setup(&ends);
	uint16_t domid = domid_of(ends.domain);
	evtchn_port_t bound = (evtchn_port_t)ends.guest_port;
	assert_fails(xenevtchn_bind_interdomain(ends.dom0, domid, bound), EINVAL);
	assert_fails(xenevtchn_bind_interdomain(ends.dom0, domid, 0), EINVAL);
	assert_fails(xenevtchn_bind_interdomain(ends.dom0, domid, 77), EINVAL);
	assert_fails(xenevtchn_bind_interdomain(ends.dom0, domid, 0xffffffff), EINVAL);
	assert_fails(xenevtchn_bind_interdomain(ends.dom0, 4242, 1), ESRCH);

	int other = xenevtchn_bind_unbound_port(ends.guest, 4242);
	assert_true(other > 0);
	assert_fails(xenevtchn_bind_interdomain(ends.dom0, domid, (evtchn_port_t)other), EINVAL);
	teardown(&ends);
}

static void test_ports_of_others(void **state) {
	struct ends ends;
	setup(&ends);
	xenevtchn_handle *stranger = open_in(0);
	evtchn_port_t port = (evtchn_port_t)ends.dom0_port;
	assert_fails(xenevtchn_notify(stranger, port), ENOTCONN);
	assert_fails(xenevtchn_unbind(stranger, port), ENOTCONN);
	assert_fails(xenevtchn_notify(ends.dom0, 0), ENOTCONN);
	assert_fails(xenevtchn_notify(ends.dom0, 0x7fffffff), ENOTCONN);

	/* Unmasking what isn't one's own does nothing. */
	xenevtchn_notify(ends.guest, (evtchn_port_t)ends.guest_port);
	assert_int_equal(xenevtchn_pending(ends.dom0), ends.dom0_port);
	xenevtchn_unmask(stranger, port);
	xenevtchn_notify(ends.guest, (evtchn_port_t)ends.guest_port);
	assert_false(is_readable(xenevtchn_fd(ends.dom0)));
	xenevtchn_close(stranger);
	teardown(&ends);
}

static void test_restrict(void **state) {
	struct ends ends;
	setup(&ends);
	struct toolstack_domain *other = start_domain();
	xenevtchn_handle *handle = open_in(0);
	assert_fails(xenevtchn_restrict(handle, 0), EINVAL);
	assert_int_equal(xenevtchn_restrict(handle, domid_of(ends.domain)), 0);
	assert_fails(xenevtchn_restrict(handle, domid_of(ends.domain)), EACCES);
	assert_fails(xenevtchn_bind_interdomain(handle, domid_of(other), 1), EACCES);
	assert_fails(xenevtchn_bind_unbound_port(handle, domid_of(other)), EACCES);
	assert_fails(xenevtchn_bind_virq(handle, VIRQ_DOM_EXC), EACCES);

	int port = xenevtchn_bind_unbound_port(ends.guest, 0);
	assert_true(
		xenevtchn_bind_interdomain(handle, domid_of(ends.domain), (evtchn_port_t)port) > 0);
	xenevtchn_close(handle);
	end_domain(other);
	teardown(&ends);
}

/* In a process of its own, since it takes away the connection to xenstore, too. */
static void test_restrict_all(void **state) {
	struct toolstack_domain *domain = start_domain();
	pid_t pid = fork();
	if (pid == 0) {
		xenevtchn_handle *handle = xenevtchn_open(NULL, 0);
		bool ok = handle != NULL && xentoolcore_restrict_all(domid_of(domain)) == 0 &&
		          xenevtchn_bind_unbound_port(handle, 0) < 0 && errno == EACCES &&
		          xenevtchn_bind_unbound_port(handle, domid_of(domain)) > 0;
		_exit(ok ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	end_domain(domain);
}

static void test_closed_end_is_unbound_again(void **state) {
	struct ends ends;
	setup(&ends);
	uint16_t domid = domid_of(ends.domain);
	assert_int_equal(xenevtchn_unbind(ends.dom0, (evtchn_port_t)ends.dom0_port), 0);
	assert_false(is_readable(xenevtchn_fd(ends.guest))); /* nobody is told */
	assert_int_equal(xenevtchn_notify(ends.guest, (evtchn_port_t)ends.guest_port), 0);
	ends.dom0_port =
		xenevtchn_bind_interdomain(ends.dom0, domid, (evtchn_port_t)ends.guest_port);
	assert_true(ends.dom0_port > 0);
	assert_one_event(ends.dom0, ends.dom0_port);
	xenevtchn_notify(ends.guest, (evtchn_port_t)ends.guest_port);
	assert_one_event(ends.dom0, ends.dom0_port);

	/* The other way round: dom0's end is now unbound, for the guest. */
	xenevtchn_unbind(ends.guest, (evtchn_port_t)ends.guest_port);
	ends.guest_port = xenevtchn_bind_interdomain(ends.guest, 0, (evtchn_port_t)ends.dom0_port);
	assert_true(ends.guest_port > 0);
	teardown(&ends);
}

static void test_notify_without_peer(void **state) {
	struct toolstack_domain *domain = start_domain();
	xenevtchn_handle *guest = open_in(domid_of(domain));
	int port = xenevtchn_bind_unbound_port(guest, 0);
	assert_int_equal(xenevtchn_notify(guest, (evtchn_port_t)port), 0);
	assert_false(is_readable(xenevtchn_fd(guest)));
	xenevtchn_close(guest);
	end_domain(domain);
}

static void test_virq(void **state) {
	struct toolstack_domain *domain = start_domain();
	xenevtchn_handle *dom0 = open_in(0), *guest = open_in(domid_of(domain));
	assert_fails(xenevtchn_bind_virq(dom0, VIRQ_DOM_EXC), EEXIST); /* xenstored has it */
	assert_fails(xenevtchn_bind_virq(guest, VIRQ_DOM_EXC), EPERM);
	xenevtchn_close(dom0);
	xenevtchn_close(guest);
	end_domain(domain);
}

static void test_nonblocking(void **state) {
	struct ends ends;
	setup(&ends);
	fcntl(xenevtchn_fd(ends.dom0), F_SETFL, O_NONBLOCK);
	assert_fails(xenevtchn_pending(ends.dom0), EAGAIN);
	xenevtchn_notify(ends.guest, (evtchn_port_t)ends.guest_port);
	assert_int_equal(xenevtchn_pending(ends.dom0), ends.dom0_port);
	assert_fails(xenevtchn_pending(ends.dom0), EAGAIN);
	teardown(&ends);
}

/* More than the socket between has room for: the rest waits. */
static void test_many_ports(void **state) {
	enum {
		PORTS = 1500
	};
	struct toolstack_domain *domain = start_domain();
	xenevtchn_handle *dom0 = open_in(0), *guest = open_in(domid_of(domain));
	static bool seen[4096];
	for (int i = 0; i < PORTS; i++) {
		int port = xenevtchn_bind_unbound_port(guest, 0);
		assert_true(port > 0);
		port = xenevtchn_bind_interdomain(dom0, domid_of(domain), (evtchn_port_t)port);
		assert_true(port > 0 && port < 4096); /* has an event */
	}
	for (int i = 0; i < PORTS; i++) {
		assert_true(wait_readable(xenevtchn_fd(dom0)));
		int port = xenevtchn_pending(dom0);
		assert_true(port > 0 && !seen[port]);
		seen[port] = true;
	}
	assert_false(is_readable(xenevtchn_fd(dom0)));
	xenevtchn_close(dom0);
	xenevtchn_close(guest);
	end_domain(domain);
}

static void test_no_more_ports(void **state) {
	struct toolstack_domain *domain = start_domain();
	xenevtchn_handle *guest = open_in(domid_of(domain));
	int count = 0;
	while (xenevtchn_bind_unbound_port(guest, 0) > 0) {
		count++;
	}
	assert_int_equal(errno, ENOSPC);
	assert_in_range(count, 4000, 4096);
	xenevtchn_close(guest);
	guest = open_in(domid_of(domain));
	assert_true(xenevtchn_bind_unbound_port(guest, 0) > 0);
	xenevtchn_close(guest);
	end_domain(domain);
}

struct binder {
	uint16_t domid;
	int port;
};

static void bind_and_wait(void *data) {
	struct binder *binder = data;
	xenevtchn_handle *handle = xenevtchn_open(NULL, 0);
	if (handle == NULL || xenevtchn_bind_interdomain(
				      handle, binder->domid, (evtchn_port_t)binder->port) < 0) {
		_exit(EXIT_FAILURE);
	}
	process_ready();
}

/* A backend that is killed and started anew finds the guest's port as it needs it. */
static void test_killed_binder(void **state) {
	struct toolstack_domain *domain = start_domain();
	xenevtchn_handle *guest = open_in(domid_of(domain));
	struct binder binder = {
		.domid = domid_of(domain),
		.port = xenevtchn_bind_unbound_port(guest, 0),
	};
	for (int i = 0; i < 100; i++) {
		pid_t pid = start_process(bind_and_wait, &binder);
		kill_process(pid);
	}
	xenevtchn_close(guest);
	end_domain(domain);
}

static void test_dead_domain_hangs_up(void **state) {
	struct ends ends;
	setup(&ends);
	uint16_t domid = domid_of(ends.domain);
	assert_true(toolstack_kill(domid));
	assert_true(wait_readable(xenevtchn_fd(ends.guest)));
	assert_fails(xenevtchn_pending(ends.guest), EIO);
	assert_fails(xenevtchn_notify(ends.guest, (evtchn_port_t)ends.guest_port), EPIPE);
	/* Nothing comes to the other end; what it sends is lost. */
	assert_false(is_readable(xenevtchn_fd(ends.dom0)));
	assert_int_equal(xenevtchn_notify(ends.dom0, (evtchn_port_t)ends.dom0_port), 0);
	assert_fails(xenevtchn_bind_interdomain(ends.dom0, domid, 1), ESRCH);
	teardown(&ends);
}

static void *notify_often(void *data) {
	struct ends *ends = data;
	for (int i = 0; i < 500; i++) {
		if (xenevtchn_notify(ends->guest, (evtchn_port_t)ends->guest_port) < 0) {
			return data;
		}
	}
	return NULL;
}

static void test_threads(void **state) {
	struct ends ends;
	setup(&ends);
	pthread_t threads[4];
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL, notify_often, &ends), 0);
	}
	for (int i = 0; i < 4; i++) {
		void *failed;
		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
	assert_one_event(ends.dom0, ends.dom0_port);
	teardown(&ends);
}

static void test_close_on_exec(void **state) {
	xenevtchn_handle *handle = xenevtchn_open(NULL, 0);
	assert_int_equal(fcntl(xenevtchn_fd(handle), F_GETFD), FD_CLOEXEC);
	xenevtchn_close(handle);
	handle = xenevtchn_open(NULL, XENEVTCHN_NO_CLOEXEC);
	assert_int_equal(fcntl(xenevtchn_fd(handle), F_GETFD), 0);
	xenevtchn_close(handle);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_binding_gives_one_event),
		cmocka_unit_test(test_notify_both_ways),
		cmocka_unit_test(test_masked_events_become_one),
		cmocka_unit_test(test_binding_is_refused),
		cmocka_unit_test(test_ports_of_others),
		cmocka_unit_test(test_restrict),
		cmocka_unit_test(test_restrict_all),
		cmocka_unit_test(test_closed_end_is_unbound_again),
		cmocka_unit_test(test_notify_without_peer),
		cmocka_unit_test(test_virq),
		cmocka_unit_test(test_nonblocking),
		cmocka_unit_test(test_many_ports),
		cmocka_unit_test(test_no_more_ports),
		cmocka_unit_test(test_killed_binder),
		cmocka_unit_test(test_dead_domain_hangs_up),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_close_on_exec),
	};
	return cmocka_run_group_tests(tests, machine_setup, machine_teardown);
}
