#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xen/sched.h>

#include "fixture.h"
#include "kernel.h"
#include "memory.h"
#include "store_ring.h"

/* xenstored, as domains see it: over a kernel that shares the ring, and over the ring itself. */

struct guest {
	struct toolstack_domain *domain;
	char socket_path[108];
	pid_t kernel;
	struct xs_handle *store; /* of a program in it */
};

static struct xs_handle *open_store(const struct guest *guest) {
	char own[108];
	snprintf(own, sizeof(own), "%s", getenv("XENSTORED_PATH"));
	setenv("XENSTORED_PATH", guest->socket_path, 1);
	struct xs_handle *store = xs_open(0);
	setenv("XENSTORED_PATH", own, 1);
	assert_non_null(store);
	return store;
}

static void setup(struct guest *guest) {
	guest->domain = start_domain();
	snprintf(guest->socket_path, sizeof(guest->socket_path), "%s/test%u",
		getenv(SIM_DIR_VARIABLE), domid_of(guest->domain));
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	memcpy(address.sun_path, guest->socket_path, sizeof(address.sun_path));
	int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listening, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listening, 8), 0);
	guest->kernel = fork();
	if (guest->kernel == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		enter(domid_of(guest->domain));
		_exit(kernel_run(listening) ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	close(listening);
	guest->store = open_store(guest);
}

static void teardown(struct guest *guest) {
	xs_close(guest->store);
	unlink(guest->socket_path);
	end_domain(guest->domain);
	/* It ends with the domain. */
	int status;
	assert_int_equal(waitpid(guest->kernel, &status, 0), guest->kernel);
	assert_int_equal(status, 0);
}

static bool write_text(struct xs_handle *store, const char *path, const char *text) {
	return xs_write(store, XBT_NULL, path, text, (unsigned int)strlen(text));
}

static void assert_text(struct xs_handle *store, const char *path, const char *text) {
	char *value = xs_read(store, XBT_NULL, path, NULL);
	assert_non_null(value);
	assert_string_equal(value, text);
	free(value);
}

static bool exists(struct xs_handle *store, const char *path) {
	char *value = xs_read(store, XBT_NULL, path, NULL);
	free(value);
	return value != NULL;
}

static void test_guest_is_itself(void **state) {
	struct guest guest;
	setup(&guest);
	char path[64], number[8];
	snprintf(number, sizeof(number), "%u", domid_of(guest.domain));
	assert_text(guest.store, "domid", number);
	assert_true(write_text(guest.store, "data/note", "hello"));
	snprintf(path, sizeof(path), "/local/domain/%s/data/note", number);
	assert_text(machine_store(), path, "hello");
	teardown(&guest);
}

static void test_permissions(void **state) {
	struct guest guest, other;
	setup(&guest);
	setup(&other);
	static const char *const forbidden[] = {
		"/local/domain/0/backend/x", "/local/domain/0/name", "name", "domid", "/x"};
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
		assert_false(write_text(guest.store, forbidden[i], "1"));
		assert_int_equal(errno, EACCES);
	}
	assert_true(write_text(other.store, "data/secret", "1"));
	char path[64];
	snprintf(path, sizeof(path), "/local/domain/%u/data/secret", domid_of(other.domain));
	assert_false(exists(guest.store, path));
	assert_int_equal(errno, EACCES);
	struct xs_permissions all = {.id = domid_of(guest.domain), .perms = XS_PERM_READ};
	assert_false(xs_set_permissions(guest.store, XBT_NULL, path, &all, 1));
	assert_false(xs_introduce_domain(guest.store, 4242, 1, 1));
	teardown(&other);
	teardown(&guest);
}

static void test_quota(void **state) {
	struct guest guest;
	setup(&guest);
	int count = 0;
	char path[32];
	do {
		snprintf(path, sizeof(path), "data/%d", count);
		count++;
	} while (count < 5000 && write_text(guest.store, path, "x"));
	assert_int_equal(errno, ENOSPC);
	assert_in_range(count, 500, 4999);
	/* Others don't feel it. */
	struct guest other;
	setup(&other);
	assert_true(write_text(other.store, "data/x", "x"));
	teardown(&other);
	teardown(&guest);
}

static void assert_watch(struct xs_handle *store, const char *path, const char *token) {
	assert_true(wait_readable(xs_fileno(store)));
	char **event = xs_check_watch(store);
	assert_non_null(event);
	assert_string_equal(event[XS_WATCH_PATH], path);
	assert_string_equal(event[XS_WATCH_TOKEN], token);
	free(event);
}

/* Two programs of a domain may have the same watch, and each has its own events. */
static void test_watches(void **state) {
	struct guest guest;
	setup(&guest);
	struct xs_handle *second = open_store(&guest);
	assert_true(xs_watch(guest.store, "data", "token"));
	assert_true(xs_watch(second, "data", "token"));
	assert_watch(guest.store, "data", "token");
	assert_watch(second, "data", "token");
	assert_true(write_text(guest.store, "data/a", "1"));
	assert_watch(guest.store, "data/a", "token");
	assert_watch(second, "data/a", "token");

	assert_true(xs_unwatch(second, "data", "token"));
	assert_true(write_text(guest.store, "data/b", "1"));
	assert_watch(guest.store, "data/b", "token");
	assert_false(is_readable(xs_fileno(second)));
	xs_close(second);
	teardown(&guest);
}

/* What a program leaves behind is cleaned up for it. */
static void test_program_ends(void **state) {
	struct guest guest;
	setup(&guest);
	for (int i = 0; i < 30; i++) { /* more than a domain may have at once */
		struct xs_handle *program = open_store(&guest);
		assert_int_not_equal(xs_transaction_start(program), XBT_NULL);
		char token[16];
		for (int watch = 0; watch < 10; watch++) {
			snprintf(token, sizeof(token), "%d", watch);
			assert_true(xs_watch(program, "data", token));
		}
		xs_close(program);
	}
	assert_true(write_text(guest.store, "data/a", "1"));
	teardown(&guest);
}

static void test_transactions(void **state) {
	struct guest guest;
	setup(&guest);
	xs_transaction_t transaction = xs_transaction_start(guest.store);
	assert_true(xs_write(guest.store, transaction, "data/a", "1", 1));
	char path[64];
	snprintf(path, sizeof(path), "/local/domain/%u/data/a", domid_of(guest.domain));
	assert_false(exists(machine_store(), path));
	assert_true(write_text(machine_store(), path, "2"));
	assert_false(xs_transaction_end(guest.store, transaction, false));
	assert_int_equal(errno, EAGAIN);
	assert_text(guest.store, "data/a", "2");
	teardown(&guest);
}

/* Longer than the ring, both ways. */
static void test_long_values(void **state) {
	struct guest guest;
	setup(&guest);
	char value[2001] = {0};
	memset(value, 'x', sizeof(value) - 1);
	assert_true(write_text(guest.store, "data/long", value));
	assert_text(guest.store, "data/long", value);
	teardown(&guest);
}

static void wait_for_release(struct xs_handle *store, unsigned int count) {
	for (unsigned int i = 0; i < count; i++) {
		assert_watch(store, "@releaseDomain", "death");
	}
}

static void test_death(void **state) {
	struct guest guest;
	setup(&guest);
	assert_true(xs_watch(machine_store(), "@releaseDomain", "death"));
	assert_watch(machine_store(), "@releaseDomain", "death");
	uint16_t domid = domid_of(guest.domain);
	assert_true(write_text(guest.store, "data/a", "1"));
	char path[64];
	snprintf(path, sizeof(path), "/local/domain/%u/data/a", domid);

	/* First it says that it ends ... */
	assert_true(toolstack_shutdown(domid, SHUTDOWN_crash));
	wait_for_release(machine_store(), 1);
	assert_true(xs_is_domain_introduced(machine_store(), domid));
	assert_true(exists(machine_store(), path));
	/* ... then it is taken away, and with it what it owns, not what is the toolstack's. */
	assert_true(toolstack_kill(domid));
	wait_for_release(machine_store(), 1);
	assert_false(xs_is_domain_introduced(machine_store(), domid));
	assert_false(exists(machine_store(), path));
	snprintf(path, sizeof(path), "/local/domain/%u/name", domid);
	assert_true(exists(machine_store(), path));
	assert_true(xs_unwatch(machine_store(), "@releaseDomain", "death"));
	teardown(&guest);
}

/* The toolstack's end, in whatever way, is the end of its domains. */
static void test_owner_dies(void **state) {
	struct guest guest;
	setup(&guest);
	assert_true(xs_watch(machine_store(), "@releaseDomain", "death"));
	assert_watch(machine_store(), "@releaseDomain", "death");
	assert_true(exists(guest.store, "domid")); /* its kernel runs */
	shutdown(guest.domain->owner.fd, SHUT_RDWR);
	wait_for_release(machine_store(), 1);
	assert_false(xs_is_domain_introduced(machine_store(), domid_of(guest.domain)));
	assert_true(xs_unwatch(machine_store(), "@releaseDomain", "death"));
	teardown(&guest);
}

/* A guest that speaks to xenstored by itself. */
struct raw {
	struct toolstack_domain *domain;
	struct guest_memory memory;
	struct store_ring ring;
};

static void raw_setup(struct raw *raw) {
	raw->domain = start_domain();
	enter(domid_of(raw->domain));
	assert_true(guest_memory_open(&raw->memory));
	assert_true(store_ring_open(&raw->ring, &raw->memory));
	enter(0);
}

static void raw_teardown(struct raw *raw) {
	store_ring_close(&raw->ring);
	guest_memory_close(&raw->memory);
	end_domain(raw->domain);
}

static void raw_send(struct raw *raw, uint32_t type, const char *body, uint32_t size) {
	struct xsd_sockmsg header = {.type = type, .req_id = 77, .len = size};
	assert_int_equal(store_ring_write(&raw->ring, &header, sizeof(header)), sizeof(header));
	assert_int_equal(store_ring_write(&raw->ring, body, size), size);
}

static void raw_read(struct raw *raw, void *data, size_t size) {
	size_t got = 0;
	while (got < size) {
		size_t more = store_ring_read(&raw->ring, (char *)data + got, size - got);
		got += more;
		if (more == 0) {
			assert_true(wait_readable(raw->ring.events));
			assert_true(store_ring_acknowledge(&raw->ring));
		}
	}
}

static void test_raw_ring(void **state) {
	struct raw raw;
	raw_setup(&raw);
	raw_send(&raw, XS_READ, "domid", 6);
	struct xsd_sockmsg header;
	char body[16] = {0}, number[8];
	raw_read(&raw, &header, sizeof(header));
	assert_int_equal(header.type, XS_READ);
	assert_int_equal(header.req_id, 77);
	assert_in_range(header.len, 1, sizeof(body) - 1);
	raw_read(&raw, body, header.len);
	snprintf(number, sizeof(number), "%u", domid_of(raw.domain));
	assert_string_equal(body, number);
	raw_teardown(&raw);
}

/*
 * xenstored gives up on the ring, and goes on with others: it finds the error at the latest in the
 * turn after that in which it answers us.
 */
static void assert_ring_error(struct raw *raw, uint32_t error) {
	for (int i = 0; i < 2; i++) {
		assert_text(machine_store(), "/local/domain/0/domid", "0");
	}
	assert_int_equal(*(volatile uint32_t *)&raw->ring.page->error, error);
}

static void test_hostile_ring(void **state) {
	struct raw raw;
	raw_setup(&raw);
	raw.ring.page->req_prod = raw.ring.page->req_cons + 5000;
	store_ring_notify(&raw.ring);
	assert_ring_error(&raw, XENSTORE_ERROR_RINGIDX);
	raw_teardown(&raw);
}

static void test_too_long_message(void **state) {
	struct raw raw;
	raw_setup(&raw);
	struct xsd_sockmsg header = {.type = XS_READ, .len = XENSTORE_PAYLOAD_MAX + 1};
	store_ring_write(&raw.ring, &header, sizeof(header));
	assert_ring_error(&raw, XENSTORE_ERROR_PROTO);
	raw_teardown(&raw);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guest_is_itself),
		cmocka_unit_test(test_permissions),
		cmocka_unit_test(test_quota),
		cmocka_unit_test(test_watches),
		cmocka_unit_test(test_program_ends),
		cmocka_unit_test(test_transactions),
		cmocka_unit_test(test_long_values),
		cmocka_unit_test(test_death),
		cmocka_unit_test(test_owner_dies),
		cmocka_unit_test(test_raw_ring),
		cmocka_unit_test(test_hostile_ring),
		cmocka_unit_test(test_too_long_message),
	};
	return cmocka_run_group_tests(tests, machine_setup, machine_teardown);
}
