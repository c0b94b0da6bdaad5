#define _GNU_SOURCE
#include "client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static bool connect_hypervisor(int fd) {
	const char *dir = getenv(SIM_DIR_VARIABLE);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int length = -1;
	if (dir != NULL) {
		length =
			snprintf(address.sun_path, sizeof(address.sun_path), "%s/" SIM_SOCKET, dir);
	}
	if (length < 0 || (size_t)length >= sizeof(address.sun_path)) {
		errno = ENOENT; /* as without Xen */
		return false;
	}
	int result;
	do {
		result = connect(fd, (struct sockaddr *)&address, sizeof(address));
	} while (result < 0 && errno == EINTR);
	return result == 0;
}

static uint32_t own_domid(void) {
	const char *domid = getenv(SIM_DOMID_VARIABLE);
	return domid != NULL ? (uint32_t)strtoul(domid, NULL, 10) : 0;
}

bool sim_client_open(struct sim_client *client, enum sim_kind kind, int *events) {
	client->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (client->fd < 0) {
		return false;
	}
	pthread_mutex_init(&client->lock, NULL);
	struct sim_request request = {.op = SIM_OPEN, .domid = own_domid(), .open.kind = kind};
	struct sim_reply reply;
	if (!connect_hypervisor(client->fd) ||
		!sim_client_exchange(client, &request, NULL, &reply, NULL, events)) {
		int error = errno;
		sim_client_close(client);
		errno = error;
		return false;
	}
	return true;
}

void sim_client_close(struct sim_client *client) {
	close(client->fd);
	pthread_mutex_destroy(&client->lock);
}

bool sim_client_call(
	struct sim_client *client, const struct sim_request *request, struct sim_reply *reply) {
	struct sim_reply dropped;
	return sim_client_exchange(
		client, request, NULL, reply != NULL ? reply : &dropped, NULL, NULL);
}

static bool send_request(struct sim_client *client, const struct sim_request *request,
	const struct sim_items *items) {
	struct iovec parts[2] = {{(void *)request, sizeof(*request)}};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 1};
	if (items != NULL) {
		parts[1] = (struct iovec){items->items, items->count * sizeof(items->items[0])};
		message.msg_iovlen = 2;
	}
	ssize_t size;
	do {
		size = sendmsg(client->fd, &message, MSG_NOSIGNAL);
	} while (size < 0 && errno == EINTR);
	return size >= 0;
}

/* -1 if there is none. */
static int received_fd(struct msghdr *message) {
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	int fd = -1;
	if (header != NULL && header->cmsg_type == SCM_RIGHTS) {
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	}
	return fd;
}

static bool receive_reply(
	struct sim_client *client, struct sim_reply *reply, struct sim_items *answer, int *fd) {
	struct iovec parts[2] = {{reply, sizeof(*reply)}};
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	struct msghdr message = {
		.msg_iov = parts,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	if (answer != NULL) {
		parts[1] = (struct iovec){answer->items, answer->count * sizeof(answer->items[0])};
		message.msg_iovlen = 2;
	}
	ssize_t size;
	do {
		size = recvmsg(client->fd, &message, MSG_CMSG_CLOEXEC);
	} while (size < 0 && errno == EINTR);
	if (size < (ssize_t)sizeof(*reply)) {
		errno = size < 0 ? errno : EIO; /* the hypervisor, or our domain, is gone */
		return false;
	}

	int received = received_fd(&message);
	if (answer != NULL) {
		answer->count = ((size_t)size - sizeof(*reply)) / sizeof(answer->items[0]);
	}
	if (fd != NULL) {
		*fd = received;
	} else if (received >= 0) {
		close(received);
	}
	errno = reply->error;
	return reply->error == 0;
}

bool sim_client_exchange(struct sim_client *client, const struct sim_request *request,
	const struct sim_items *items, struct sim_reply *reply, struct sim_items *answer, int *fd) {
	pthread_mutex_lock(&client->lock);
	bool ok = send_request(client, request, items) && receive_reply(client, reply, answer, fd);
	int error = errno;
	pthread_mutex_unlock(&client->lock);
	errno = error;
	return ok;
}

void *sim_reserve(void *hint, size_t pages, int flags) {
	void *at = mmap(hint, pages * SIM_PAGE_SIZE, PROT_NONE,
		flags | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return at != MAP_FAILED ? at : NULL;
}

bool sim_map_pages(void *at, int fd, int prot, const uint32_t *pages, size_t count) {
	for (size_t i = 0; i < count;) {
		size_t run = 1;
		while (i + run < count && pages[i + run] == pages[i] + run) {
			run++;
		}
		void *part = (uint8_t *)at + i * SIM_PAGE_SIZE;
		if (mmap(part, run * SIM_PAGE_SIZE, prot, MAP_SHARED | MAP_FIXED | MAP_POPULATE, fd,
			    (off_t)pages[i] * SIM_PAGE_SIZE) == MAP_FAILED) {
			return false;
		}
		i += run;
	}
	/* Real ones aren't there after a fork, and in no core dump. */
	madvise(at, count * SIM_PAGE_SIZE, MADV_DONTFORK);
	madvise(at, count * SIM_PAGE_SIZE, MADV_DONTDUMP);
	return true;
}
