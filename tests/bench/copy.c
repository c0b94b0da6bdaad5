#define _GNU_SOURCE
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/*
 * What it costs just to copy: copy BYTES HZ FRAMES. Another process writes so many bytes, as a guest
 * does; this one copies them, to one of two places in turn as a compositor does, and says how much time
 * of the processor each took: a line "copied NANOSECONDS" a frame.
 */

#define NS_PER_S INT64_C(1000000000)

static int64_t cpu_ns(void) {
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void draw(void *source, size_t bytes, int64_t hz, int64_t frames, int peer) {
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	struct itimerspec each = {
		.it_value = {.tv_nsec = NS_PER_S / hz - 1},
		.it_interval = {.tv_nsec = NS_PER_S / hz - 1},
	};
	timerfd_settime(timer, 0, &each, NULL);
	for (int64_t i = 0; i < frames; i++) {
		uint64_t expirations;
		if (read(timer, &expirations, sizeof(expirations)) < 0) {
			exit(EXIT_FAILURE);
		}
		memset(source, (int)(i & 0xff), bytes);
		if (write(peer, "", 1) != 1) {
			exit(EXIT_FAILURE);
		}
	}
}

int main(int argc, char *argv[]) {
	int64_t values[3] = {0};
	for (int i = 0; i < 3 && argc == 4; i++) {
		values[i] = strtoll(argv[i + 1], NULL, 10);
	}
	if (values[0] <= 0 || values[1] <= 0 || values[2] <= 0) {
		fputs("usage: copy BYTES HZ FRAMES\n", stderr);
		return EXIT_FAILURE;
	}
	size_t bytes = (size_t)values[0];
	uint8_t *memory =
		mmap(NULL, 3 * bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int sockets[2];
	if (memory == MAP_FAILED ||
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0) {
		perror("copy");
		return EXIT_FAILURE;
	}
	memset(memory, 1, 3 * bytes);
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		draw(memory, bytes, values[1], values[2], sockets[1]);
		return EXIT_SUCCESS;
	}
	close(sockets[1]);
	char ready;
	for (uint64_t i = 1; read(sockets[0], &ready, 1) == 1; i++) {
		int64_t start = cpu_ns();
		memcpy(memory + bytes * (1 + i % 2), memory, bytes);
		printf("copied %" PRId64 "\n", cpu_ns() - start);
	}
	return EXIT_SUCCESS;
}
