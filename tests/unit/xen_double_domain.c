/* Domains, and their memory as libxenforeignmemory and libxengnttab map it. */

#define _GNU_SOURCE

#include "xen_double.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <xenforeignmemory.h>
#include <xengnttab.h>

#define PAGE_SIZE 4096

struct xenforeignmemory_handle {
	int domid; /* that it is restricted to, or -1 */
};

struct xengntdev_handle {
	int unused;
};

struct map {
	struct wl_list link;
	struct xen_domain *domain;
	const void *handle; /* that made it, and alone may unmap it */
	void *data;
	size_t pages;
};

/* The dead stay in the list while their pages are mapped, as they do in Xen. */
static struct {
	struct wl_list domains, maps;
	unsigned int created, handles;
	unsigned int denied; /* of enum xen_part */
} machine;

static void free_domain(struct xen_domain *domain) {
	wl_list_remove(&domain->link);
	munmap(domain->memory, domain->pages * PAGE_SIZE);
	close(domain->fd);
	free(domain);
}

static void free_if_unused(struct xen_domain *domain) {
	if (!domain->alive && domain->mappings == 0) {
		free_domain(domain);
	}
}

void xen_start(void) {
	memset(&machine, 0, sizeof(machine));
	wl_list_init(&machine.domains);
	wl_list_init(&machine.maps);
	xen_store_start();
	xen_vchan_start();
	xen_mkdir("/local/domain/0", 0, 0);
}

void xen_deny(unsigned int parts) {
	machine.denied = parts;
}

bool xen_allows(enum xen_part part) {
	errno = EACCES;
	return (machine.denied & part) == 0;
}

void xen_stop(void) {
	assert_int_equal(machine.handles, 0);
	assert_true(wl_list_empty(&machine.maps));
	xen_channels_check_idle();
	xen_vchan_stop();
	struct xen_domain *domain, *tmp;
	wl_list_for_each_safe (domain, tmp, &machine.domains, link) {
		assert_true(domain->alive); /* else somebody holds a dead domain's pages */
		free_domain(domain);
	}
	xen_store_stop();
}

struct xen_domain *xen_find_domain(uint32_t domid) {
	struct xen_domain *domain;
	wl_list_for_each (domain, &machine.domains, link) {
		if (domain->alive && domain->domid == domid) {
			return domain;
		}
	}
	return NULL;
}

struct xen_domain *xen_domain_create(uint16_t domid, size_t pages) {
	assert_null(xen_find_domain(domid));
	struct xen_domain *domain = calloc(1, sizeof(*domain));
	domain->domid = domid;
	domain->alive = true;
	domain->pages = pages;
	domain->next_frame = 1;
	domain->fd = memfd_create("guest", MFD_CLOEXEC);
	assert_int_equal(ftruncate(domain->fd, (off_t)(pages * PAGE_SIZE)), 0);
	domain->memory =
		mmap(NULL, pages * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, domain->fd, 0);
	assert_ptr_not_equal(domain->memory, MAP_FAILED);
	wl_list_insert(&machine.domains, &domain->link);
	machine.created++;

	char path[128];
	snprintf(path, sizeof(path), "/local/domain/%d", domid);
	xen_mkdir(path, 0, domid);
	snprintf(path, sizeof(path), "/local/domain/%d/error", domid);
	xen_mkdir(path, domid, 0);
	snprintf(path, sizeof(path), "/local/domain/%d/name", domid);
	xen_write(0, path, "guest%d", domid);
	snprintf(path, sizeof(path), "/local/domain/%d/vm", domid);
	xen_write(0, path, "/vm/00000000-0000-4000-8000-%04x%08x", domid, machine.created);
	return domain;
}

void xen_domain_introduce(struct xen_domain *domain) {
	domain->introduced = true;
	xen_fire("@introduceDomain", false);
}

void xen_domain_destroy(struct xen_domain *domain) {
	for (uint32_t port = 0; port < XEN_DOUBLE_PORTS; port++) {
		xen_port_close(domain, port);
	}
	domain->alive = false;
	char path[128];
	snprintf(path, sizeof(path), "/local/domain/%d", domain->domid);
	xen_remove(0, path);
	free_if_unused(domain);
	xen_fire("@releaseDomain", false);
}

uint64_t xen_domain_allocate(struct xen_domain *domain, size_t pages) {
	uint64_t frame = domain->next_frame;
	domain->next_frame += pages;
	assert_true(domain->next_frame <= domain->pages);
	return frame;
}

void *xen_domain_page(struct xen_domain *domain, uint64_t frame) {
	assert_true(frame < domain->pages);
	return domain->memory + frame * PAGE_SIZE;
}

uint32_t xen_grant(struct xen_domain *domain, uint64_t frame) {
	for (uint32_t reference = 1; reference < XEN_DOUBLE_GRANTS; reference++) {
		if (!domain->grants[reference].valid) {
			domain->grants[reference] =
				(struct xen_grant){.frame = frame, .valid = true};
			return reference;
		}
	}
	fail_msg("no grant is left");
	return 0;
}

/* One page after the other, each shared with the guest; NULL, with nothing mapped, if one can't be. */
static void *map(
	const void *handle, uint32_t domid, int prot, size_t pages, const xen_pfn_t *frames) {
	struct xen_domain *domain = xen_find_domain(domid);
	if (domain == NULL) {
		errno = ESRCH;
		return NULL;
	}
	assert_true(pages > 0);
	for (size_t i = 0; i < pages; i++) {
		if (frames[i] >= domain->pages ||
			(domain->ballooned_out != 0 && frames[i] == domain->ballooned_out)) {
			errno = EINVAL;
			return NULL;
		}
	}

	uint8_t *data = mmap(NULL, pages * PAGE_SIZE, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	assert_ptr_not_equal(data, MAP_FAILED);
	for (size_t i = 0; i < pages; i++) {
		void *page = mmap(data + i * PAGE_SIZE, PAGE_SIZE, prot, MAP_SHARED | MAP_FIXED,
			domain->fd, (off_t)(frames[i] * PAGE_SIZE));
		assert_ptr_not_equal(page, MAP_FAILED);
	}
	struct map *entry = calloc(1, sizeof(*entry));
	*entry = (struct map){.domain = domain, .handle = handle, .data = data, .pages = pages};
	wl_list_insert(&machine.maps, &entry->link);
	domain->mappings++;
	domain->maps++;
	return data;
}

static int unmap(const void *handle, void *data, size_t pages) {
	struct map *entry;
	wl_list_for_each (entry, &machine.maps, link) {
		if (entry->data == data) {
			assert_ptr_equal(entry->handle, handle);
			assert_int_equal(entry->pages, pages);
			munmap(data, pages * PAGE_SIZE);
			entry->domain->mappings--;
			free_if_unused(entry->domain);
			wl_list_remove(&entry->link);
			free(entry);
			return 0;
		}
	}
	fail_msg("%p is not mapped", data);
	return -1;
}

static void check_nothing_mapped_by(const void *handle) {
	struct map *entry;
	wl_list_for_each (entry, &machine.maps, link) {
		assert_ptr_not_equal(entry->handle, handle);
	}
}

/* Foreign memory */

xenforeignmemory_handle *xenforeignmemory_open(
	struct xentoollog_logger *logger, unsigned int flags) {
	if (!xen_allows(XEN_FOREIGN)) {
		return NULL;
	}
	xenforeignmemory_handle *handle = calloc(1, sizeof(*handle));
	handle->domid = -1;
	machine.handles++;
	return handle;
}

int xenforeignmemory_close(xenforeignmemory_handle *handle) {
	check_nothing_mapped_by(handle);
	free(handle);
	machine.handles--;
	return 0;
}

int xenforeignmemory_restrict(xenforeignmemory_handle *handle, domid_t domid) {
	assert_int_equal(handle->domid, -1);
	handle->domid = domid;
	return 0;
}

void *xenforeignmemory_map(xenforeignmemory_handle *handle, uint32_t domid, int prot, size_t pages,
	const xen_pfn_t *frames, int *errors) {
	assert_int_equal(handle->domid, domid);
	assert_null(errors); /* a partial map is a fault on access */
	return map(handle, domid, prot, pages, frames);
}

int xenforeignmemory_unmap(xenforeignmemory_handle *handle, void *data, size_t pages) {
	return unmap(handle, data, pages);
}

/* Grants */

/* Of the processor. */
static void spend(unsigned int ms) {
	struct timespec time;
	int64_t now, end = 0;
	do {
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
		now = (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
		end = end == 0 ? now + ms : end;
	} while (now < end);
}

xengnttab_handle *xengnttab_open(struct xentoollog_logger *logger, unsigned int flags) {
	if (!xen_allows(XEN_GRANTS)) {
		return NULL;
	}
	machine.handles++;
	return calloc(1, sizeof(xengnttab_handle));
}

int xengnttab_close(xengnttab_handle *handle) {
	check_nothing_mapped_by(handle);
	free(handle);
	machine.handles--;
	return 0;
}

void *xengnttab_map_domain_grant_refs(
	xengnttab_handle *handle, uint32_t pages, uint32_t domid, uint32_t *references, int prot) {
	const struct xen_domain *domain = xen_find_domain(domid);
	xen_pfn_t frames[XEN_DOUBLE_GRANTS];
	assert_true(pages <= XEN_DOUBLE_GRANTS);
	if (domain != NULL) {
		spend(domain->map_ms);
	}
	for (uint32_t i = 0; i < pages; i++) {
		const struct xen_grant *grant = domain != NULL && references[i] < XEN_DOUBLE_GRANTS
		                                        ? &domain->grants[references[i]]
		                                        : NULL;
		if (grant == NULL || !grant->valid ||
			(grant->read_only && (prot & PROT_WRITE) != 0)) {
			errno = EINVAL;
			return NULL;
		}
		frames[i] = grant->frame;
	}
	return map(handle, domid, prot, pages, frames);
}

int xengnttab_unmap(xengnttab_handle *handle, void *data, uint32_t pages) {
	return unmap(handle, data, pages);
}
