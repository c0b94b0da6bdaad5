#define _GNU_SOURCE
#include "memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-util.h>

#include "connection.h"
#include "domain.h"

/* Frame numbers of two domains are at least this far apart. */
#define GFN_DISTANCE UINT64_C(0x1000000)
#define FIRST_GFN UINT64_C(0x100000)

/* How many pages of one domain a connection maps. */
struct foreign_use {
	struct wl_list link; /* connection.foreign_uses */
	struct domain *domain;
	uint64_t pages;
};

int memory_init(struct domain *domain) {
	domain->first_gfn = FIRST_GFN + domain->domid * GFN_DISTANCE;
	domain->memory_readonly = -1;

	char name[32];
	snprintf(name, sizeof(name), "xensim-dom%d", domain->domid);
	domain->memory = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (domain->memory < 0 ||
		ftruncate(domain->memory, (off_t)domain->pages * SIM_PAGE_SIZE) < 0 ||
		fcntl(domain->memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0) {
		return errno;
	}

	/* Opened anew, it can't be made writable by whoever gets it. */
	char path[48];
	snprintf(path, sizeof(path), "/proc/self/fd/%d", domain->memory);
	domain->memory_readonly = open(path, O_RDONLY | O_CLOEXEC);
	if (domain->memory_readonly < 0) {
		return errno;
	}

	domain->page_uses = calloc(domain->pages, sizeof(domain->page_uses[0]));
	if (domain->page_uses == NULL) {
		return ENOMEM;
	}
	page_use(domain, SIM_STORE_PAGE);
	return 0;
}

void memory_finish(struct domain *domain) {
	free(domain->page_uses);
	if (domain->memory_readonly >= 0) {
		close(domain->memory_readonly);
	}
	if (domain->memory >= 0) {
		close(domain->memory);
	}
}

void page_use(struct domain *domain, uint32_t page) {
	domain->page_uses[page]++;
}

void page_unuse(struct domain *domain, uint32_t page) {
	assert(domain->page_uses[page] > 0);
	domain->page_uses[page]--;
}

int pages_allocate(struct domain *domain, uint32_t count, uint32_t *first) {
	if (count == 0 || count >= domain->pages) {
		return count == 0 ? EINVAL : ENOMEM;
	}
	uint32_t run = 0;
	for (uint32_t page = 0; page < domain->pages; page++) {
		run = domain->page_uses[page] == 0 ? run + 1 : 0;
		if (run < count) {
			continue;
		}
		*first = page + 1 - count;
		/* Gives what was there back to the machine, and leaves zeros. */
		if (fallocate(domain->memory, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			    (off_t)*first * SIM_PAGE_SIZE, (off_t)count * SIM_PAGE_SIZE) < 0) {
			return errno;
		}
		for (uint32_t i = 0; i < count; i++) {
			page_use(domain, *first + i);
		}
		return 0;
	}
	return ENOMEM;
}

void page_clear_byte(struct domain *domain, uint32_t page, uint32_t offset) {
	off_t at = (off_t)page * SIM_PAGE_SIZE + offset;
	if (pwrite(domain->memory, "", 1, at) != 1) {
		perror("hypervisor: clearing a byte");
	}
}

static void answer_memory(struct exchange *exchange, struct domain *domain, bool writable) {
	exchange->reply.memory.first_gfn = domain->first_gfn;
	exchange->reply.memory.pages = domain->pages;
	exchange->reply_fd = writable ? domain->memory : domain->memory_readonly;
}

int memory_handle_get(struct connection *connection, struct exchange *exchange) {
	answer_memory(exchange, connection->domain, true);
	return 0;
}

static struct foreign_use *find_use(struct connection *connection, const struct domain *domain) {
	struct foreign_use *use;
	wl_list_for_each (use, &connection->foreign_uses, link) {
		if (use->domain == domain) {
			return use;
		}
	}
	return NULL;
}

static void use_finish(struct foreign_use *use) {
	struct domain *domain = use->domain;
	wl_list_remove(&use->link);
	free(use);
	domain_unuse(domain);
}

int memory_handle_map_foreign(struct connection *connection, struct exchange *exchange) {
	const struct sim_request *request = &exchange->request;
	if (connection->is_restricted && connection->restricted_to != request->domid) {
		return EPERM;
	}
	struct domain *domain = domain_find(connection->domain->hypervisor, request->domid);
	if (!domain_is_alive(domain)) {
		return ESRCH;
	}
	if (connection->domain->domid != 0 && connection->domain != domain) {
		return EPERM;
	}

	struct foreign_use *use = find_use(connection, domain);
	if (use == NULL) {
		use = calloc(1, sizeof(*use));
		if (use == NULL) {
			return ENOMEM;
		}
		use->domain = domain;
		wl_list_insert(&connection->foreign_uses, &use->link);
		domain_use(domain);
	}
	use->pages += request->foreign.pages;
	answer_memory(exchange, domain, request->foreign.writable);
	return 0;
}

int memory_handle_unmap_foreign(struct connection *connection, struct exchange *exchange) {
	const struct sim_request *request = &exchange->request;
	struct domain *domain = domain_find(connection->domain->hypervisor, request->domid);
	struct foreign_use *use = find_use(connection, domain);
	if (use == NULL || use->pages < request->foreign.pages) {
		return EINVAL;
	}
	use->pages -= request->foreign.pages;
	if (use->pages == 0) {
		use_finish(use);
	}
	return 0;
}

void foreign_uses_finish(struct connection *connection) {
	struct foreign_use *use, *next;
	wl_list_for_each_safe (use, next, &connection->foreign_uses, link) {
		use_finish(use);
	}
}
