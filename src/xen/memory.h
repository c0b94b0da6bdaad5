#ifndef DOMICILE_XEN_MEMORY_H
#define DOMICILE_XEN_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Guests' memory in our address space: pages named by the guest's frame numbers (foreign memory,
 * as dom0 may), or pages that the guest has granted.
 */

#define XEN_PAGE_SIZE 4096u

/* One handle for the foreign memory of one domain, restricted to it. Reference-counted. */
struct foreign;

/* NULL with errno set. */
struct foreign *foreign_open(uint16_t domid);
void foreign_unref(struct foreign *foreign); /* accepts NULL */

/*
 * A handle for grants of all domains; the kernel has no narrower one. Reference-counted. What is
 * mapped by it at a time is limited, since dom0's disks and networks need room in the same table of Xen.
 */
struct grants;

/* limit: pages. NULL with errno set. */
struct grants *grants_open(size_t limit);
/* How many more pages may be mapped. */
size_t grants_left(const struct grants *grants);
void grants_unref(struct grants *grants); /* accepts NULL */

/*
 * Pages mapped next to each other. Reference-counted; unmapped with the last reference, which may
 * come long after the guest's death. Until then the domain stays as a zombie.
 */
struct mapping {
	void *data;
	size_t pages;
	/* private */
	int refs;
	struct foreign *foreign; /* where it came from: one of the two is set */
	struct grants *grants;
};

/* Maps all of the frames, or fails with errno set: a hole would be a fault on access. */
struct mapping *mapping_create_foreign(
	struct foreign *foreign, const uint64_t *frames, size_t pages, bool writable);
/* The same for pages that the domain has granted. ENOSPC beyond the limit. */
struct mapping *mapping_create_grants(struct grants *grants, uint16_t domid,
	const uint32_t *references, size_t pages, bool writable);
struct mapping *mapping_ref(struct mapping *mapping);
void mapping_unref(struct mapping *mapping); /* accepts NULL */

#endif
