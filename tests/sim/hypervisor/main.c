#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "connection.h"
#include "domain.h"

/*
 * The simulated hypervisor: serves the socket that it is given as standard input, until it is ended.
 * What runs on it ends with it: every handle hangs up.
 */

#define DOM0_PAGES 16384

static int handle_connecting(int fd, uint32_t mask, void *data) {
	struct hypervisor *hypervisor = data;
	int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	if (client >= 0 && !connection_create(hypervisor, client)) {
		close(client);
	}
	return 0;
}

static int handle_signal(int signal_number, void *data) {
	bool *running = data;
	*running = false;
	return 0;
}

/* Each handle costs a descriptor or two here. */
static void raise_descriptor_limit(void) {
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

int main(void) {
	raise_descriptor_limit();
	bool running = true;
	struct wl_event_loop *loop = wl_event_loop_create();
	if (loop == NULL) {
		perror("hypervisor");
		return EXIT_FAILURE;
	}
	struct hypervisor hypervisor;
	hypervisor_init(&hypervisor, loop);

	static const uint8_t uuid[16];
	struct domain *dom0;
	int error = domain_create(&hypervisor, 0, DOM0_PAGES, uuid, &dom0);
	if (error != 0) {
		fprintf(stderr, "hypervisor: making dom0: %s\n", strerror(error));
		return EXIT_FAILURE;
	}
	struct wl_event_source *signals[] = {
		wl_event_loop_add_signal(loop, SIGTERM, handle_signal, &running),
		wl_event_loop_add_signal(loop, SIGINT, handle_signal, &running),
	};
	struct wl_event_source *socket = wl_event_loop_add_fd(
		loop, STDIN_FILENO, WL_EVENT_READABLE, handle_connecting, &hypervisor);
	while (running) {
		if (wl_event_loop_dispatch(loop, -1) < 0 && errno != EINTR) {
			perror("hypervisor");
			return EXIT_FAILURE;
		}
	}

	wl_event_source_remove(socket);
	wl_event_source_remove(signals[0]);
	wl_event_source_remove(signals[1]);
	hypervisor_finish(&hypervisor);
	wl_event_loop_destroy(loop);
	return EXIT_SUCCESS;
}
