#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xengnttab.h>

#include "client.h"
#include "handle.h"

/* The half of libxengnttab that maps what others have granted: /dev/xen/gntdev. */

/* Pages in one piece of address space: of one domain in one piece for the hypervisor, too. */
struct part {
	uint32_t id;
	size_t pages;
};

struct mapping {
	struct mapping *next;
	void *address;
	uint32_t pages;
	size_t part_count;
	struct part parts[];
};

struct xengntdev_handle {
	Xentoolcore__Active_Handle active;
	struct sim_client client;
	pthread_mutex_t lock;
	struct mapping *mappings;
};

static int restrict_active(Xentoolcore__Active_Handle *active, domid_t domid) {
	struct xengntdev_handle *xgt = HANDLE_OF(active, struct xengntdev_handle, active);
	return xentoolcore__restrict_by_dup2_null(xgt->client.fd);
}

xengnttab_handle *xengnttab_open(struct xentoollog_logger *logger, unsigned int open_flags) {
	if (open_flags != 0) {
		errno = EINVAL;
		return NULL;
	}
	xengnttab_handle *xgt = calloc(1, sizeof(*xgt));
	if (xgt == NULL) {
		return NULL;
	}
	if (!sim_client_open(&xgt->client, SIM_GNTTAB, NULL)) {
		int error = errno;
		free(xgt);
		errno = error;
		return NULL;
	}
	pthread_mutex_init(&xgt->lock, NULL);
	xgt->active.restrict_callback = restrict_active;
	xentoolcore__register_active_handle(&xgt->active);
	return xgt;
}

int xengnttab_close(xengnttab_handle *xgt) {
	if (xgt == NULL) {
		return 0;
	}
	xentoolcore__deregister_active_handle(&xgt->active);
	sim_client_close(&xgt->client);
	while (xgt->mappings != NULL) {
		struct mapping *mapping = xgt->mappings;
		xgt->mappings = mapping->next;
		free(mapping);
	}
	pthread_mutex_destroy(&xgt->lock);
	free(xgt);
	return 0;
}

int xengnttab_fd(xengnttab_handle *xgt) {
	return xgt->client.fd;
}

int xengnttab_set_max_grants(xengnttab_handle *xgt, uint32_t nr_grants) {
	return 0; /* of no effect on Linux either, by now */
}

static void unmap_part(xengnttab_handle *xgt, uint32_t id) {
	struct sim_request request = {.op = SIM_UNMAP_GRANTS, .grants.id = id};
	sim_client_call(&xgt->client, &request, NULL);
}

/* References of one domain, and no more of them than fit into a request. */
static bool map_part(xengnttab_handle *xgt, void *at, uint32_t domid, uint32_t *references,
	size_t count, int prot, struct part *part) {
	struct sim_request request = {
		.op = SIM_MAP_GRANTS,
		.domid = domid,
		.grants.writable = (prot & PROT_WRITE) != 0,
	};
	struct sim_items items = {.items = references, .count = count};
	uint32_t pages[SIM_MAX_ITEMS];
	struct sim_items answer = {.items = pages, .count = SIM_MAX_ITEMS};
	struct sim_reply reply;
	int fd;
	if (!sim_client_exchange(&xgt->client, &request, &items, &reply, &answer, &fd)) {
		return false;
	}
	bool ok = sim_map_pages(at, fd, prot, pages, count);
	int error = errno;
	close(fd);
	*part = (struct part){.id = reply.id, .pages = count};
	if (!ok) {
		unmap_part(xgt, reply.id);
		errno = error;
	}
	return ok;
}

static bool map_parts(xengnttab_handle *xgt, struct mapping *mapping, const uint32_t *domids,
	size_t domid_step, uint32_t *references, int prot) {
	for (uint32_t i = 0; i < mapping->pages;) {
		uint32_t domid = domids[i * domid_step], run = 1;
		while (i + run < mapping->pages && domids[(i + run) * domid_step] == domid &&
			run < SIM_MAX_ITEMS) {
			run++;
		}
		if (!map_part(xgt, (uint8_t *)mapping->address + (size_t)i * SIM_PAGE_SIZE, domid,
			    references + i, run, prot, &mapping->parts[mapping->part_count])) {
			return false;
		}
		mapping->part_count++;
		i += run;
	}
	return true;
}

static void mapping_destroy(xengnttab_handle *xgt, struct mapping *mapping) {
	/* As in the kernel: first it can't be seen any more, then the other side hears of it. */
	munmap(mapping->address, (size_t)mapping->pages * SIM_PAGE_SIZE);
	for (size_t i = 0; i < mapping->part_count; i++) {
		unmap_part(xgt, mapping->parts[i].id);
	}
	free(mapping);
}

/* domid_step is 0 if all references are of one domain. */
static struct mapping *map(xengnttab_handle *xgt, uint32_t count, const uint32_t *domids,
	size_t domid_step, uint32_t *references, int prot) {
	if (count == 0) {
		errno = EINVAL;
		return NULL;
	}
	struct mapping *mapping = calloc(1, sizeof(*mapping) + count * sizeof(mapping->parts[0]));
	void *at = mapping != NULL ? sim_reserve(NULL, count, 0) : NULL;
	if (at == NULL) {
		free(mapping);
		return NULL;
	}
	mapping->address = at;
	mapping->pages = count;
	if (!map_parts(xgt, mapping, domids, domid_step, references, prot)) {
		int error = errno;
		mapping_destroy(xgt, mapping);
		errno = error;
		return NULL;
	}
	pthread_mutex_lock(&xgt->lock);
	mapping->next = xgt->mappings;
	xgt->mappings = mapping;
	pthread_mutex_unlock(&xgt->lock);
	return mapping;
}

void *xengnttab_map_grant_ref(xengnttab_handle *xgt, uint32_t domid, uint32_t ref, int prot) {
	struct mapping *mapping = map(xgt, 1, &domid, 0, &ref, prot);
	return mapping != NULL ? mapping->address : NULL;
}

void *xengnttab_map_grant_refs(
	xengnttab_handle *xgt, uint32_t count, uint32_t *domids, uint32_t *refs, int prot) {
	struct mapping *mapping = map(xgt, count, domids, 1, refs, prot);
	return mapping != NULL ? mapping->address : NULL;
}

void *xengnttab_map_domain_grant_refs(
	xengnttab_handle *xgt, uint32_t count, uint32_t domid, uint32_t *refs, int prot) {
	struct mapping *mapping = map(xgt, count, &domid, 0, refs, prot);
	return mapping != NULL ? mapping->address : NULL;
}

void *xengnttab_map_grant_ref_notify(xengnttab_handle *xgt, uint32_t domid, uint32_t ref, int prot,
	uint32_t notify_offset, evtchn_port_t notify_port) {
	struct mapping *mapping = map(xgt, 1, &domid, 0, &ref, prot);
	if (mapping == NULL) {
		return NULL;
	}
	bool event = notify_port != (evtchn_port_t)-1;
	struct sim_request request = {
		.op = SIM_NOTIFY_UNMAP,
		.notify_unmap =
			{
				.id = mapping->parts[0].id,
				.offset = notify_offset < SIM_PAGE_SIZE ? notify_offset
	                                                                : SIM_NO_OFFSET,
				.port = event ? notify_port : 0,
			},
	};
	if (!sim_client_call(&xgt->client, &request, NULL)) {
		int error = errno;
		xengnttab_unmap(xgt, mapping->address, 1);
		errno = error;
		return NULL;
	}
	return mapping->address;
}

int xengnttab_unmap(xengnttab_handle *xgt, void *start_address, uint32_t count) {
	pthread_mutex_lock(&xgt->lock);
	struct mapping **at = &xgt->mappings;
	while (*at != NULL && ((*at)->address != start_address || (*at)->pages != count)) {
		at = &(*at)->next;
	}
	struct mapping *found = *at;
	if (found != NULL) {
		*at = found->next;
	}
	pthread_mutex_unlock(&xgt->lock);
	if (found == NULL) {
		errno = EINVAL;
		return -1;
	}
	mapping_destroy(xgt, found);
	return 0;
}

/* Copies and dma-bufs are no part of the simulation; real kernels may lack them, too. */

int xengnttab_grant_copy(
	xengnttab_handle *xgt, uint32_t count, xengnttab_grant_copy_segment_t *segs) {
	errno = ENOSYS;
	return -1;
}

int xengnttab_dmabuf_exp_from_refs(xengnttab_handle *xgt, uint32_t domid, uint32_t flags,
	uint32_t count, const uint32_t *refs, uint32_t *fd) {
	errno = ENOSYS;
	return -1;
}

int xengnttab_dmabuf_exp_wait_released(xengnttab_handle *xgt, uint32_t fd, uint32_t wait_to_ms) {
	errno = ENOSYS;
	return -1;
}

int xengnttab_dmabuf_imp_to_refs(
	xengnttab_handle *xgt, uint32_t domid, uint32_t fd, uint32_t count, uint32_t *refs) {
	errno = ENOSYS;
	return -1;
}

int xengnttab_dmabuf_imp_release(xengnttab_handle *xgt, uint32_t fd) {
	errno = ENOSYS;
	return -1;
}
