#include "xen/memory.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <xenforeignmemory.h>
#include <xengnttab.h>

struct foreign {
	xenforeignmemory_handle *handle;
	uint16_t domid;
	int refs;
};

struct grants {
	xengnttab_handle *handle;
	size_t limit, pages; /* that may be mapped, and are */
	int refs;
};

struct foreign *foreign_open(uint16_t domid) {
	struct foreign *foreign = calloc(1, sizeof(*foreign));
	if (foreign == NULL) {
		return NULL;
	}
	foreign->refs = 1;
	foreign->domid = domid;
	foreign->handle = xenforeignmemory_open(NULL, 0);
	if (foreign->handle == NULL || xenforeignmemory_restrict(foreign->handle, domid) < 0) {
		int error = errno;
		foreign_unref(foreign);
		errno = error;
		return NULL;
	}
	return foreign;
}

void foreign_unref(struct foreign *foreign) {
	if (foreign == NULL || --foreign->refs > 0) {
		return;
	}
	if (foreign->handle != NULL) {
		xenforeignmemory_close(foreign->handle);
	}
	free(foreign);
}

struct grants *grants_open(size_t limit) {
	struct grants *grants = calloc(1, sizeof(*grants));
	if (grants == NULL) {
		return NULL;
	}
	grants->refs = 1;
	grants->limit = limit;
	grants->handle = xengnttab_open(NULL, 0);
	if (grants->handle == NULL) {
		int error = errno;
		free(grants);
		errno = error;
		return NULL;
	}
	return grants;
}

size_t grants_left(const struct grants *grants) {
	return grants->limit - grants->pages;
}

void grants_unref(struct grants *grants) {
	if (grants == NULL || --grants->refs > 0) {
		return;
	}
	xengnttab_close(grants->handle);
	free(grants);
}

struct mapping *mapping_create_foreign(
	struct foreign *foreign, const uint64_t *frames, size_t pages, bool writable) {
	_Static_assert(sizeof(xen_pfn_t) == sizeof(*frames), "frame numbers are 64-bit on x86-64");

	struct mapping *mapping = calloc(1, sizeof(*mapping));
	if (mapping == NULL) {
		return NULL;
	}
	void *data = xenforeignmemory_map(foreign->handle, foreign->domid,
		writable ? PROT_READ | PROT_WRITE : PROT_READ, pages, frames, NULL);
	if (data == NULL) {
		int error = errno;
		free(mapping);
		errno = error;
		return NULL;
	}
	foreign->refs++;
	*mapping = (struct mapping){.data = data, .pages = pages, .refs = 1, .foreign = foreign};
	return mapping;
}

struct mapping *mapping_create_grants(struct grants *grants, uint16_t domid,
	const uint32_t *references, size_t pages, bool writable) {
	if (pages > grants_left(grants)) {
		errno = ENOSPC;
		return NULL;
	}
	struct mapping *mapping = calloc(1, sizeof(*mapping));
	if (mapping == NULL) {
		return NULL;
	}
	/* The library doesn't change the references, it only doesn't say so. */
	void *data = xengnttab_map_domain_grant_refs(grants->handle, (uint32_t)pages, domid,
		(uint32_t *)references, writable ? PROT_READ | PROT_WRITE : PROT_READ);
	if (data == NULL) {
		int error = errno;
		free(mapping);
		errno = error;
		return NULL;
	}
	grants->refs++;
	grants->pages += pages;
	*mapping = (struct mapping){.data = data, .pages = pages, .refs = 1, .grants = grants};
	return mapping;
}

struct mapping *mapping_ref(struct mapping *mapping) {
	assert(mapping->refs > 0);
	mapping->refs++;
	return mapping;
}

void mapping_unref(struct mapping *mapping) {
	if (mapping == NULL) {
		return;
	}
	assert(mapping->refs > 0);
	if (--mapping->refs > 0) {
		return;
	}
	if (mapping->foreign != NULL) {
		xenforeignmemory_unmap(mapping->foreign->handle, mapping->data, mapping->pages);
		foreign_unref(mapping->foreign);
	} else {
		xengnttab_unmap(mapping->grants->handle, mapping->data, (uint32_t)mapping->pages);
		mapping->grants->pages -= mapping->pages;
		grants_unref(mapping->grants);
	}
	free(mapping);
}
