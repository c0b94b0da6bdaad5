#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xengnttab.h>

#include "client.h"
#include "handle.h"

/*
 * The half of libxengnttab that grants pages to others: /dev/xen/gntalloc. Its handle is of another
 * type than gntdev's, but the header gives both one name.
 */

struct share {
	struct share *next;
	void *address;
	uint32_t pages;
	uint32_t first; /* what the hypervisor knows it by */
};

struct gntshr {
	struct sim_client client;
	pthread_mutex_t lock;
	struct share *shares;
};

static struct gntshr *from_handle(xengntshr_handle *handle) {
	return (struct gntshr *)(void *)handle;
}

xengntshr_handle *xengntshr_open(struct xentoollog_logger *logger, unsigned int open_flags) {
	if (open_flags != 0) {
		errno = EINVAL;
		return NULL;
	}
	struct gntshr *xgs = calloc(1, sizeof(*xgs));
	if (xgs == NULL) {
		return NULL;
	}
	if (!sim_client_open(&xgs->client, SIM_GNTSHR, NULL)) {
		int error = errno;
		free(xgs);
		errno = error;
		return NULL;
	}
	pthread_mutex_init(&xgs->lock, NULL);
	return (xengntshr_handle *)(void *)xgs;
}

int xengntshr_close(xengntshr_handle *handle) {
	struct gntshr *xgs = from_handle(handle);
	if (xgs == NULL) {
		return 0;
	}
	sim_client_close(&xgs->client);
	while (xgs->shares != NULL) {
		struct share *share = xgs->shares;
		xgs->shares = share->next;
		free(share);
	}
	pthread_mutex_destroy(&xgs->lock);
	free(xgs);
	return 0;
}

int xengntshr_fd(xengntshr_handle *handle) {
	return from_handle(handle)->client.fd;
}

static void unshare(struct gntshr *xgs, uint32_t first) {
	struct sim_request request = {.op = SIM_UNSHARE, .share.page = first};
	sim_client_call(&xgs->client, &request, NULL);
}

/* The pages follow each other in the domain's memory. */
static void *map_shared(int fd, uint32_t first, uint32_t count) {
	void *at = mmap(NULL, (size_t)count * SIM_PAGE_SIZE, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_POPULATE, fd, (off_t)first * SIM_PAGE_SIZE);
	return at != MAP_FAILED ? at : NULL;
}

static void *share_pages(struct gntshr *xgs, uint32_t domid, uint32_t count, uint32_t *refs,
	bool writable, uint32_t *first) {
	struct share *share = calloc(1, sizeof(*share));
	if (share == NULL) {
		return NULL;
	}
	struct sim_request request = {
		.op = SIM_SHARE,
		.domid = domid,
		.share = {.pages = count, .writable = writable},
	};
	struct sim_items answer = {.items = refs, .count = count};
	struct sim_reply reply;
	int fd;
	if (!sim_client_exchange(&xgs->client, &request, NULL, &reply, &answer, &fd)) {
		int error = errno;
		free(share);
		errno = error;
		return NULL;
	}
	*share = (struct share){
		.address = map_shared(fd, reply.page, count),
		.pages = count,
		.first = reply.page,
	};
	int error = errno;
	close(fd);
	if (share->address == NULL) {
		unshare(xgs, reply.page);
		free(share);
		errno = error;
		return NULL;
	}
	pthread_mutex_lock(&xgs->lock);
	share->next = xgs->shares;
	xgs->shares = share;
	pthread_mutex_unlock(&xgs->lock);
	*first = reply.page;
	return share->address;
}

void *xengntshr_share_pages(
	xengntshr_handle *handle, uint32_t domid, int count, uint32_t *refs, int writable) {
	if (count <= 0) {
		errno = EINVAL;
		return NULL;
	}
	uint32_t first;
	return share_pages(
		from_handle(handle), domid, (uint32_t)count, refs, writable != 0, &first);
}

void *xengntshr_share_page_notify(xengntshr_handle *handle, uint32_t domid, uint32_t *ref,
	int writable, uint32_t notify_offset, evtchn_port_t notify_port) {
	struct gntshr *xgs = from_handle(handle);
	uint32_t first;
	void *address = share_pages(xgs, domid, 1, ref, writable != 0, &first);
	if (address == NULL) {
		return NULL;
	}
	bool event = notify_port != (evtchn_port_t)-1;
	struct sim_request request = {
		.op = SIM_NOTIFY_UNMAP,
		.notify_unmap =
			{
				.id = first,
				.offset = notify_offset < SIM_PAGE_SIZE ? notify_offset
	                                                                : SIM_NO_OFFSET,
				.port = event ? notify_port : 0,
			},
	};
	if (!sim_client_call(&xgs->client, &request, NULL)) {
		int error = errno;
		xengntshr_unshare(handle, address, 1);
		errno = error;
		return NULL;
	}
	return address;
}

int xengntshr_unshare(xengntshr_handle *handle, void *start_address, uint32_t count) {
	struct gntshr *xgs = from_handle(handle);
	pthread_mutex_lock(&xgs->lock);
	struct share **at = &xgs->shares;
	while (*at != NULL && ((*at)->address != start_address || (*at)->pages != count)) {
		at = &(*at)->next;
	}
	struct share *found = *at;
	if (found != NULL) {
		*at = found->next;
	}
	pthread_mutex_unlock(&xgs->lock);
	if (found == NULL) {
		errno = EINVAL;
		return -1;
	}
	munmap(start_address, (size_t)count * SIM_PAGE_SIZE);
	unshare(xgs, found->first);
	free(found);
	return 0;
}
