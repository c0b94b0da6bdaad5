/* Else the C library's headers would make an open64() of the function below. */
#undef _FILE_OFFSET_BITS
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"

/*
 * Preloaded into xenstored, and into nothing else: its two files of /proc/xen are compiled in, so that
 * there is no other way to lead it to the simulated dom0's ring. It isn't to find a real one either.
 */

/* Dom0's memory, whose first page is the ring. */
static int open_ring(void) {
	struct sim_client client;
	if (!sim_client_open(&client, SIM_KERNEL, NULL)) {
		return -1;
	}
	struct sim_request request = {.op = SIM_MEMORY};
	struct sim_reply reply;
	int fd = -1;
	sim_client_exchange(&client, &request, NULL, &reply, NULL, &fd);
	int error = errno;
	sim_client_close(&client);
	errno = error;
	return fd;
}

static int open_port(void) {
	int fd = memfd_create("xsd_port", MFD_CLOEXEC);
	if (fd >= 0) {
		dprintf(fd, "%u", SIM_STORE_PORT);
		lseek(fd, 0, SEEK_SET);
	}
	return fd;
}

int open(const char *path, int flags, ...) {
	if (strcmp(path, "/proc/xen/xsd_kva") == 0) {
		return open_ring();
	}
	if (strcmp(path, "/proc/xen/xsd_port") == 0) {
		return open_port();
	}
	if (strncmp(path, "/dev/xen/", 9) == 0) {
		errno = ENOENT;
		return -1;
	}
	va_list args;
	va_start(args, flags);
	int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(args, int) : 0;
	va_end(args);
	return openat(AT_FDCWD, path, flags, mode);
}
