#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xenforeignmemory.h>

#include "client.h"
#include "handle.h"

/* libxenforeignmemory: maps pages of a domain's memory file, which the hypervisor hands out. */

/* What one mapping is of; unmapping is told by address alone. */
struct mapping {
	struct mapping *next;
	void *address;
	size_t pages;
	uint32_t domid;
};

struct xenforeignmemory_handle {
	Xentoolcore__Active_Handle active;
	struct sim_client client;
	pthread_mutex_t lock;
	struct mapping *mappings;
};

static int restrict_active(Xentoolcore__Active_Handle *active, domid_t domid) {
	return xenforeignmemory_restrict(
		HANDLE_OF(active, struct xenforeignmemory_handle, active), domid);
}

xenforeignmemory_handle *xenforeignmemory_open(
	struct xentoollog_logger *logger, unsigned int open_flags) {
	if (open_flags != 0) {
		errno = EINVAL;
		return NULL;
	}
	xenforeignmemory_handle *fmem = calloc(1, sizeof(*fmem));
	if (fmem == NULL) {
		return NULL;
	}
	if (!sim_client_open(&fmem->client, SIM_FOREIGN, NULL)) {
		int error = errno;
		free(fmem);
		errno = error;
		return NULL;
	}
	pthread_mutex_init(&fmem->lock, NULL);
	fmem->active.restrict_callback = restrict_active;
	xentoolcore__register_active_handle(&fmem->active);
	return fmem;
}

int xenforeignmemory_close(xenforeignmemory_handle *fmem) {
	if (fmem == NULL) {
		return 0;
	}
	xentoolcore__deregister_active_handle(&fmem->active);
	sim_client_close(&fmem->client);
	while (fmem->mappings != NULL) {
		struct mapping *mapping = fmem->mappings;
		fmem->mappings = mapping->next;
		free(mapping);
	}
	pthread_mutex_destroy(&fmem->lock);
	free(fmem);
	return 0;
}

int xenforeignmemory_restrict(xenforeignmemory_handle *fmem, domid_t domid) {
	struct sim_request request = {.op = SIM_RESTRICT, .domid = domid};
	return sim_client_call(&fmem->client, &request, NULL) ? 0 : -1;
}

/* -1 if the hypervisor refuses, with errno. */
static int get_memory(xenforeignmemory_handle *fmem, uint32_t domid, bool writable, size_t pages,
	struct sim_reply *reply) {
	struct sim_request request = {
		.op = SIM_MAP_FOREIGN,
		.domid = domid,
		.foreign = {.pages = (uint32_t)pages, .writable = writable},
	};
	int fd = -1;
	return sim_client_exchange(&fmem->client, &request, NULL, reply, NULL, &fd) ? fd : -1;
}

static void tell_unmapped(xenforeignmemory_handle *fmem, uint32_t domid, size_t pages) {
	struct sim_request request = {
		.op = SIM_UNMAP_FOREIGN,
		.domid = domid,
		.foreign.pages = (uint32_t)pages,
	};
	sim_client_call(&fmem->client, &request, NULL);
}

static void remember(
	xenforeignmemory_handle *fmem, struct mapping *mapping, void *address, size_t pages) {
	mapping->address = address;
	mapping->pages = pages;
	pthread_mutex_lock(&fmem->lock);
	mapping->next = fmem->mappings;
	fmem->mappings = mapping;
	pthread_mutex_unlock(&fmem->lock);
}

/* NULL if it wasn't mapped by this handle in just that size. */
static struct mapping *forget(xenforeignmemory_handle *fmem, void *address, size_t pages) {
	pthread_mutex_lock(&fmem->lock);
	struct mapping **at = &fmem->mappings;
	while (*at != NULL && ((*at)->address != address || (*at)->pages != pages)) {
		at = &(*at)->next;
	}
	struct mapping *found = *at;
	if (found != NULL) {
		*at = found->next;
	}
	pthread_mutex_unlock(&fmem->lock);
	return found;
}

/* Touching such a page must fault, as with privcmd: it is mapped from beyond the end of a file. */
static bool map_bad_page(void *at) {
	int empty = memfd_create("xensim-bad-page", MFD_CLOEXEC);
	if (empty < 0) {
		return false;
	}
	void *mapped = mmap(at, SIM_PAGE_SIZE, PROT_READ, MAP_SHARED | MAP_FIXED, empty, 0);
	close(empty);
	return mapped != MAP_FAILED;
}

/*
 * Maps all frames that are there; errors[] tells of the others. A reply of no memory is for a domain
 * that isn't there.
 */
static bool map_frames(void *at, int fd, int prot, const struct sim_reply *reply,
	const xen_pfn_t *frames, size_t pages, int bad, int *errors) {
	uint32_t *run = malloc(pages * sizeof(run[0]));
	if (run == NULL) {
		return false;
	}
	uint64_t first = reply->memory.first_gfn;
	bool ok = true;
	size_t i = 0;
	while (ok && i < pages) {
		size_t length = 0;
		while (i + length < pages && frames[i + length] >= first &&
			frames[i + length] - first < reply->memory.pages) {
			run[length] =
				sim_gfn_to_page(first, reply->memory.pages, frames[i + length]);
			errors[i + length] = 0;
			length++;
		}
		uint8_t *part = (uint8_t *)at + i * SIM_PAGE_SIZE;
		if (length > 0) {
			ok = sim_map_pages(part, fd, prot, run, length);
			i += length;
		} else {
			errors[i] = -bad;
			ok = map_bad_page(part);
			i++;
		}
	}
	free(run);
	return ok;
}

static int first_error(const int *errors, size_t pages) {
	for (size_t i = 0; i < pages; i++) {
		if (errors[i] != 0) {
			return -errors[i];
		}
	}
	return 0;
}

/* errors[] is filled. NULL only if nothing at all can be mapped. */
static void *map(xenforeignmemory_handle *fmem, uint32_t domid, void *hint, int prot, int flags,
	size_t pages, const xen_pfn_t *frames, int *errors) {
	struct mapping *mapping = calloc(1, sizeof(*mapping));
	void *at = mapping != NULL ? sim_reserve(hint, pages, flags) : NULL;
	if (at == NULL) {
		free(mapping);
		return NULL;
	}
	struct sim_reply reply = {0};
	int fd = get_memory(fmem, domid, (prot & PROT_WRITE) != 0, pages, &reply);
	int bad = fd >= 0 ? EINVAL : errno;
	/* Of a domain that isn't there each page fails; what isn't allowed fails as a whole. */
	bool ok = fd >= 0 || bad == ESRCH;
	if (fd < 0) {
		reply.memory.pages = 0;
	}
	if (ok) {
		ok = map_frames(at, fd, prot, &reply, frames, pages, bad, errors);
		bad = errno;
	}
	if (fd >= 0) {
		close(fd);
	}
	if (!ok) {
		munmap(at, pages * SIM_PAGE_SIZE);
		if (fd >= 0) {
			tell_unmapped(fmem, domid, pages);
		}
		free(mapping);
		errno = bad;
		return NULL;
	}
	mapping->domid = fd >= 0 ? domid : DOMID_INVALID;
	remember(fmem, mapping, at, pages);
	return at;
}

void *xenforeignmemory_map2(xenforeignmemory_handle *fmem, uint32_t domid, void *addr, int prot,
	int flags, size_t pages, const xen_pfn_t frames[], int errors[]) {
	if (pages == 0 || pages > UINT32_MAX) {
		errno = EINVAL;
		return NULL;
	}
	if (errors != NULL) {
		return map(fmem, domid, addr, prot, flags, pages, frames, errors);
	}

	int *own_errors = calloc(pages, sizeof(own_errors[0]));
	if (own_errors == NULL) {
		return NULL;
	}
	void *at = map(fmem, domid, addr, prot, flags, pages, frames, own_errors);
	int error = at != NULL ? first_error(own_errors, pages) : errno;
	free(own_errors);
	if (at != NULL && error != 0) {
		xenforeignmemory_unmap(fmem, at, pages);
		at = NULL;
	}
	errno = error;
	return at;
}

void *xenforeignmemory_map(xenforeignmemory_handle *fmem, uint32_t domid, int prot, size_t pages,
	const xen_pfn_t frames[], int errors[]) {
	return xenforeignmemory_map2(fmem, domid, NULL, prot, 0, pages, frames, errors);
}

int xenforeignmemory_unmap(xenforeignmemory_handle *fmem, void *addr, size_t pages) {
	struct mapping *mapping = forget(fmem, addr, pages);
	if (mapping == NULL) {
		errno = EINVAL; /* the kernel's mappings can't be split */
		return -1;
	}
	munmap(addr, pages * SIM_PAGE_SIZE);
	if (mapping->domid != DOMID_INVALID) {
		tell_unmapped(fmem, mapping->domid, pages);
	}
	free(mapping);
	return 0;
}

/* Resources (grant tables, ioreq pages) are no part of the simulation. */

xenforeignmemory_resource_handle *xenforeignmemory_map_resource(xenforeignmemory_handle *fmem,
	domid_t domid, unsigned int type, unsigned int id, unsigned long frame,
	unsigned long nr_frames, void **paddr, int prot, int flags) {
	errno = EOPNOTSUPP;
	return NULL;
}

int xenforeignmemory_unmap_resource(
	xenforeignmemory_handle *fmem, xenforeignmemory_resource_handle *fres) {
	errno = EOPNOTSUPP;
	return -1;
}

int xenforeignmemory_resource_size(xenforeignmemory_handle *fmem, domid_t domid, unsigned int type,
	unsigned int id, size_t *size) {
	errno = EOPNOTSUPP;
	return -1;
}
