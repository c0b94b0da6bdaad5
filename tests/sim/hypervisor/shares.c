#include "shares.h"

#include <errno.h>
#include <stdlib.h>
#include <wayland-util.h>
#include <xen/xen.h>

#include "connection.h"
#include "domain.h"
#include "grants.h"
#include "memory.h"

/* Pages next to each other, which end together. */
struct allocation {
	struct wl_list link;   /* connection.allocations */
	struct wl_list grants; /* page_grant.link */
	uint32_t first, count;
	struct unmap_notify notify;
};

struct page_grant {
	struct wl_list link; /* allocation.grants */
	uint32_t reference;
};

static void page_grant_end(struct page_grant *grant, struct domain *domain) {
	grant_end(domain, grant->reference);
	wl_list_remove(&grant->link);
	free(grant);
}

static void allocation_finish(struct allocation *allocation, struct domain *domain) {
	uint32_t page = allocation->first;
	if (allocation->notify.offset != SIM_NO_OFFSET) {
		page += allocation->notify.offset / SIM_PAGE_SIZE;
	}
	unmap_notify_fire(&allocation->notify, domain, domain, page);

	struct page_grant *grant, *next;
	wl_list_for_each_safe (grant, next, &allocation->grants, link) {
		page_grant_end(grant, domain);
	}
	for (uint32_t i = 0; i < allocation->count; i++) {
		page_unuse(domain, allocation->first + i);
	}
	wl_list_remove(&allocation->link);
	free(allocation);
}

void allocations_finish(struct connection *connection) {
	struct allocation *allocation, *next;
	wl_list_for_each_safe (allocation, next, &connection->allocations, link) {
		allocation_finish(allocation, connection->domain);
	}
}

static int allocate(struct connection *connection, uint32_t count, struct allocation **result) {
	struct allocation *allocation = calloc(1, sizeof(*allocation));
	if (allocation == NULL) {
		return ENOMEM;
	}
	int error = pages_allocate(connection->domain, count, &allocation->first);
	if (error != 0) {
		free(allocation);
		return error;
	}
	allocation->count = count;
	allocation->notify.offset = SIM_NO_OFFSET;
	wl_list_init(&allocation->grants);
	wl_list_insert(&connection->allocations, &allocation->link);
	*result = allocation;
	return 0;
}

static int grant_page(struct allocation *allocation, struct domain *domain, uint32_t page,
	uint32_t to, bool writable, uint32_t *reference) {
	if (to >= DOMID_FIRST_RESERVED) {
		return EINVAL;
	}
	struct page_grant *grant = calloc(1, sizeof(*grant));
	if (grant == NULL) {
		return ENOMEM;
	}
	int error = grant_create(domain, page, (uint16_t)to, writable, &grant->reference);
	if (error != 0) {
		free(grant);
		return error;
	}
	wl_list_insert(&allocation->grants, &grant->link);
	*reference = grant->reference;
	return 0;
}

/* The one that a page belongs to. */
static struct allocation *find_allocation(struct connection *connection, uint32_t page) {
	struct allocation *allocation;
	wl_list_for_each (allocation, &connection->allocations, link) {
		if (page >= allocation->first && page - allocation->first < allocation->count) {
			return allocation;
		}
	}
	return NULL;
}

int shares_handle_allocate(struct connection *connection, struct exchange *exchange) {
	struct allocation *allocation;
	int error = allocate(connection, exchange->request.share.pages, &allocation);
	if (error == 0) {
		exchange->reply.page = allocation->first;
	}
	return error;
}

int shares_handle_free(struct connection *connection, struct exchange *exchange) {
	struct allocation *allocation = find_allocation(connection, exchange->request.share.page);
	if (allocation == NULL || allocation->first != exchange->request.share.page) {
		return EINVAL;
	}
	allocation_finish(allocation, connection->domain);
	return 0;
}

int shares_handle_grant(struct connection *connection, struct exchange *exchange) {
	const struct sim_request *request = &exchange->request;
	struct allocation *allocation = find_allocation(connection, request->share.page);
	if (allocation == NULL) {
		return EINVAL;
	}
	return grant_page(allocation, connection->domain, request->share.page, request->domid,
		request->share.writable, &exchange->reply.reference);
}

int shares_handle_end_grant(struct connection *connection, struct exchange *exchange) {
	struct allocation *allocation;
	wl_list_for_each (allocation, &connection->allocations, link) {
		struct page_grant *grant;
		wl_list_for_each (grant, &allocation->grants, link) {
			if (grant->reference == exchange->request.share.reference) {
				page_grant_end(grant, connection->domain);
				return 0;
			}
		}
	}
	return EINVAL;
}

int shares_handle_share(struct connection *connection, struct exchange *exchange) {
	const struct sim_request *request = &exchange->request;
	struct domain *domain = connection->domain;
	if (request->share.pages > SIM_MAX_ITEMS) {
		return ENOSPC;
	}
	struct allocation *allocation;
	int error = allocate(connection, request->share.pages, &allocation);
	if (error != 0) {
		return error;
	}
	for (uint32_t i = 0; i < allocation->count; i++) {
		error = grant_page(allocation, domain, allocation->first + i, request->domid,
			request->share.writable, &exchange->reply_items[i]);
		if (error != 0) {
			allocation_finish(allocation, domain);
			return error;
		}
	}
	exchange->reply.page = allocation->first;
	exchange->reply_item_count = allocation->count;
	exchange->reply_fd = domain->memory;
	return 0;
}

int shares_handle_notify_unmap(struct connection *connection, struct exchange *exchange) {
	const struct sim_request *request = &exchange->request;
	if (connection->kind == SIM_GNTTAB) {
		return grants_handle_notify_unmap(connection, exchange);
	}
	struct allocation *allocation = find_allocation(connection, request->notify_unmap.id);
	uint32_t offset = request->notify_unmap.offset;
	if (allocation == NULL ||
		(offset != SIM_NO_OFFSET && offset / SIM_PAGE_SIZE >= allocation->count)) {
		return EINVAL;
	}
	return unmap_notify_set(
		&allocation->notify, connection->domain, offset, request->notify_unmap.port);
}
