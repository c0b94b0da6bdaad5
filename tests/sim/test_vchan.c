#define _GNU_SOURCE
#include <libxenvchan.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

/* libxenvchan, as it is: byte streams between domains over all that is simulated. */

struct pair {
	struct toolstack_domain *domain;
	char path[64];
	size_t ring;
	struct libxenvchan *server, *client;
};

static struct libxenvchan *serve(struct pair *pair) {
	return libxenvchan_server_init(NULL, 0, pair->path, pair->ring, pair->ring);
}

static struct libxenvchan *connect_to(struct pair *pair) {
	return libxenvchan_client_init(NULL, domid_of(pair->domain), pair->path);
}

/* The server is the guest's, and the client dom0's. */
static void setup(struct pair *pair, size_t ring) {
	pair->domain = start_domain();
	pair->ring = ring;
	snprintf(pair->path, sizeof(pair->path), "/local/domain/%u/data/vchan",
		domid_of(pair->domain));
	enter(domid_of(pair->domain));
	pair->server = serve(pair);
	assert_non_null(pair->server);
	enter(0);
	assert_int_equal(libxenvchan_is_open(pair->server), 2);
	pair->client = connect_to(pair);
	assert_non_null(pair->client);
	assert_int_equal(libxenvchan_is_open(pair->server), 1);
	pair->server->blocking = 1;
	pair->client->blocking = 1;
}

static void teardown(struct pair *pair) {
	if (pair->client != NULL) {
		libxenvchan_close(pair->client);
	}
	if (pair->server != NULL) {
		libxenvchan_close(pair->server);
	}
	end_domain(pair->domain);
}

struct stream {
	struct libxenvchan *from, *to;
	size_t size;
};

static void *send_all(void *data) {
	const struct stream *stream = data;
	uint8_t block[3000];
	for (size_t sent = 0; sent < stream->size;) {
		size_t left = stream->size - sent;
		size_t size = left < sizeof(block) ? left : sizeof(block);
		for (size_t i = 0; i < size; i++) {
			block[i] = (uint8_t)((sent + i) * 7);
		}
		int written = libxenvchan_write(stream->to, block, size);
		if (written < 0) {
			return data;
		}
		sent += (size_t)written;
	}
	return NULL;
}

static void stream(struct libxenvchan *from, struct libxenvchan *to, size_t size) {
	struct stream stream = {.to = from, .size = size};
	pthread_t thread;
	pthread_create(&thread, NULL, send_all, &stream);
	uint8_t block[4096];
	for (size_t got = 0; got < size;) {
		int more = libxenvchan_read(to, block, sizeof(block));
		assert_true(more > 0);
		for (int i = 0; i < more; i++) {
			if (block[i] != (uint8_t)((got + (size_t)i) * 7)) {
				fail_msg("byte %zu is wrong", got + (size_t)i);
			}
		}
		got += (size_t)more;
	}
	void *failed;
	pthread_join(thread, &failed);
	assert_null(failed);
}

/* In the page itself, in a page, in several: libxenvchan has a way for each. */
static void test_streams(void **state) {
	static const size_t rings[] = {1024, 2048, 4096, 65536, 1 << 20};
	for (size_t i = 0; i < sizeof(rings) / sizeof(rings[0]); i++) {
		struct pair pair;
		setup(&pair, rings[i]);
		stream(pair.server, pair.client, 4 * rings[i] + 123);
		stream(pair.client, pair.server, 4 * rings[i] + 123);
		teardown(&pair);
	}
}

static void wait_closed(struct libxenvchan *end) {
	while (libxenvchan_is_open(end) != 0) {
		assert_true(wait_readable(libxenvchan_fd_for_select(end)));
		libxenvchan_wait(end);
	}
}

static void test_close(void **state) {
	struct pair pair;
	setup(&pair, 1024);
	libxenvchan_close(pair.client);
	pair.client = NULL;
	wait_closed(pair.server);
	teardown(&pair);
	setup(&pair, 1024);
	libxenvchan_close(pair.server);
	pair.server = NULL;
	wait_closed(pair.client);
	teardown(&pair);
}

static void client_process(void *data) {
	struct pair *pair = data;
	if (connect_to(pair) == NULL) {
		_exit(EXIT_FAILURE);
	}
	process_ready();
}

static void server_process(void *data) {
	struct pair *pair = data;
	enter(domid_of(pair->domain));
	if (serve(pair) == NULL) {
		_exit(EXIT_FAILURE);
	}
	process_ready();
}

static void test_killed_client(void **state) {
	static const size_t rings[] = {1024, 65536};
	for (int i = 0; i < 10; i++) {
		struct pair pair;
		setup(&pair, rings[i % 2]);
		libxenvchan_close(pair.client);
		libxenvchan_close(pair.server);
		pair.client = NULL;
		enter(domid_of(pair.domain));
		pair.server = serve(&pair);
		enter(0);
		pid_t pid = start_process(client_process, &pair);
		assert_int_equal(libxenvchan_is_open(pair.server), 1);
		kill_process(pid);
		wait_closed(pair.server);
		teardown(&pair);
	}
}

static void test_killed_server(void **state) {
	for (int i = 0; i < 10; i++) {
		struct pair pair = {.domain = start_domain(), .ring = 4096};
		snprintf(pair.path, sizeof(pair.path), "/local/domain/%u/data/vchan",
			domid_of(pair.domain));
		pid_t pid = start_process(server_process, &pair);
		pair.client = connect_to(&pair);
		assert_non_null(pair.client);
		pair.client->blocking = 1;
		kill_process(pid);
		char byte;
		assert_int_equal(libxenvchan_read(pair.client, &byte, 1), -1);
		assert_int_equal(libxenvchan_is_open(pair.client), 0);
		teardown(&pair);
	}
}

static void test_dead_domain(void **state) {
	struct pair pair;
	setup(&pair, 4096);
	assert_true(toolstack_kill(domid_of(pair.domain)));
	wait_closed(pair.client);
	teardown(&pair);
}

static void test_wrong_domain(void **state) {
	struct pair pair;
	setup(&pair, 4096);
	struct toolstack_domain *other = start_domain();
	assert_null(libxenvchan_client_init(NULL, domid_of(other), pair.path));
	end_domain(other);
	teardown(&pair);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_close),
		cmocka_unit_test(test_killed_client),
		cmocka_unit_test(test_killed_server),
		cmocka_unit_test(test_dead_domain),
		cmocka_unit_test(test_wrong_domain),
	};
	return cmocka_run_group_tests(tests, machine_setup, machine_teardown);
}
