#include "burst.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <xen/io/xs_wire.h>

/* As many as have room in the domain's ring. */
#define BURST 16

static void die(const char *what) {
	perror(what);
	exit(EXIT_FAILURE);
}

static void open_burst(struct burst *burst) {
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", getenv("XENSTORED_PATH"));
	burst->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (burst->fd < 0 || connect(burst->fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		die(address.sun_path);
	}
	burst->open = true;
}

static void receive(struct burst *burst, void *data, size_t size) {
	if (size > 0 && recv(burst->fd, data, size, MSG_WAITALL) != (ssize_t)size) {
		die("xenstored");
	}
}

static void flush(struct burst *burst) {
	if (send(burst->fd, burst->requests, burst->size, MSG_NOSIGNAL) != (ssize_t)burst->size) {
		die("xenstored");
	}
	for (; burst->count > 0; burst->count--) {
		struct xsd_sockmsg header;
		char body[XENSTORE_PAYLOAD_MAX];
		receive(burst, &header, sizeof(header));
		receive(burst, body, header.len);
	}
	burst->size = 0;
}

static void append(struct burst *burst, const void *data, size_t size) {
	if (burst->size + size > sizeof(burst->requests)) {
		abort();
	}
	memcpy(burst->requests + burst->size, data, size);
	burst->size += size;
}

void burst_write(struct burst *burst, const char *path, const char *value) {
	if (!burst->open) {
		open_burst(burst);
	}
	/* The path with its zero byte, the value without one. */
	struct xsd_sockmsg header = {
		.type = XS_WRITE,
		.len = (uint32_t)(strlen(path) + 1 + strlen(value)),
	};
	append(burst, &header, sizeof(header));
	append(burst, path, strlen(path) + 1);
	append(burst, value, strlen(value));
	burst->count++;
	if (burst->count == BURST) {
		flush(burst);
	}
}
