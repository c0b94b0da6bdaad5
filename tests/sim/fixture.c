#define _GNU_SOURCE
#include "fixture.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define FOR_EVER_MS 5000

static struct xs_handle *store;
static int ready_pipe[2];

int machine_setup(void **state) {
	store = xs_open(0);
	return store != NULL ? 0 : -1;
}

int machine_teardown(void **state) {
	xs_close(store);
	return 0;
}

struct xs_handle *machine_store(void) {
	return store;
}

void enter(uint16_t domid) {
	char text[8];
	snprintf(text, sizeof(text), "%u", domid);
	setenv(SIM_DOMID_VARIABLE, text, 1);
}

struct toolstack_domain *start_domain(void) {
	enter(0);
	struct toolstack_domain *domain = calloc(1, sizeof(*domain));
	assert_non_null(domain);
	static const struct toolstack_config config;
	assert_true(toolstack_create(store, &config, domain));
	return domain;
}

uint16_t domid_of(const struct toolstack_domain *domain) {
	return (uint16_t)domain->info.domid;
}

void end_domain(struct toolstack_domain *domain) {
	toolstack_destroy(store, domain);
	free(domain);
	enter(0);
}

static bool poll_for(int fd, int timeout) {
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	return poll(&poll_fd, 1, timeout) == 1 && (poll_fd.revents & POLLIN) != 0;
}

bool wait_readable(int fd) {
	return poll_for(fd, FOR_EVER_MS);
}

bool is_readable(int fd) {
	return poll_for(fd, 0);
}

pid_t start_process(void (*run)(void *data), void *data) {
	assert_int_equal(pipe(ready_pipe), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ready_pipe[0]);
		run(data);
		_exit(EXIT_FAILURE);
	}
	close(ready_pipe[1]);
	char byte;
	assert_int_equal(read(ready_pipe[0], &byte, 1), 1);
	close(ready_pipe[0]);
	return pid;
}

void process_ready(void) {
	if (write(ready_pipe[1], "", 1) != 1) {
		_exit(EXIT_FAILURE);
	}
	for (;;) {
		pause();
	}
}

void kill_process(pid_t pid) {
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}
