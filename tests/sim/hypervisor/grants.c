#include "grants.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-util.h>
#include <xen/xen.h>

#include "connection.h"
#include "domain.h"
#include "memory.h"
#include "ports.h"

#define MAX_GRANTS 16384
#define SPARE_GRANTS 64
#define FIRST_GRANT 8 /* GNTTAB_NR_RESERVED_ENTRIES: those before are the toolstack's */

struct grant {
	bool used;
	bool ended; /* but still mapped */
	bool writable;
	uint16_t to; /* a domid */
	uint32_t page;
	uint32_t maps;
};

struct grant_map {
	struct wl_list link; /* connection.grant_maps */
	struct domain *memory;
	uint32_t id;
	struct unmap_notify notify;
	size_t count;
	uint32_t references[];
};

int grants_init(struct domain *domain) {
	domain->grants = calloc(SPARE_GRANTS, sizeof(domain->grants[0]));
	if (domain->grants == NULL) {
		return ENOMEM;
	}
	domain->grant_count = SPARE_GRANTS;
	domain->grants[SIM_STORE_GRANT] = (struct grant){
		.used = true,
		.writable = true,
		.to = 0,
		.page = SIM_STORE_PAGE,
	};
	page_use(domain, SIM_STORE_PAGE);
	return 0;
}

void grants_finish(struct domain *domain) {
	free(domain->grants);
}

static int find_free(struct domain *domain, uint32_t *reference) {
	uint32_t i = FIRST_GRANT;
	while (i < domain->grant_count && domain->grants[i].used) {
		i++;
	}
	if (i == MAX_GRANTS) {
		return ENOSPC;
	}
	if (i == domain->grant_count) {
		uint32_t count = 2 * domain->grant_count;
		struct grant *grants = realloc(domain->grants, count * sizeof(grants[0]));
		if (grants == NULL) {
			return ENOMEM;
		}
		memset(grants + domain->grant_count, 0,
			(count - domain->grant_count) * sizeof(grants[0]));
		domain->grants = grants;
		domain->grant_count = count;
	}
	*reference = i;
	return 0;
}

int grant_create(
	struct domain *domain, uint32_t page, uint16_t to, bool writable, uint32_t *reference) {
	int error = find_free(domain, reference);
	if (error == 0) {
		domain->grants[*reference] = (struct grant){
			.used = true,
			.writable = writable,
			.to = to,
			.page = page,
		};
		page_use(domain, page);
	}
	return error;
}

static void drop_if_unused(struct domain *domain, uint32_t reference) {
	struct grant *grant = &domain->grants[reference];
	if (grant->ended && grant->maps == 0) {
		page_unuse(domain, grant->page);
		*grant = (struct grant){0};
	}
}

void grant_end(struct domain *domain, uint32_t reference) {
	assert(domain->grants[reference].used);
	domain->grants[reference].ended = true;
	drop_if_unused(domain, reference);
}

void grants_end_all(struct domain *domain) {
	for (uint32_t i = 0; i < domain->grant_count; i++) {
		if (domain->grants[i].used) {
			grant_end(domain, i);
		}
	}
}

int unmap_notify_set(
	struct unmap_notify *notify, struct domain *domain, uint32_t offset, uint32_t port) {
	if (port != 0 && !port_ref(domain, port)) {
		return EINVAL;
	}
	if (notify->port != 0) {
		port_unref(domain, notify->port);
	}
	*notify = (struct unmap_notify){.offset = offset, .port = port};
	return 0;
}

void unmap_notify_fire(
	struct unmap_notify *notify, struct domain *domain, struct domain *memory, uint32_t page) {
	if (notify->offset != SIM_NO_OFFSET) {
		page_clear_byte(memory, page, notify->offset % SIM_PAGE_SIZE);
	}
	if (notify->port != 0) {
		port_send(domain, notify->port);
		port_unref(domain, notify->port);
	}
}

/* NULL if the connection's domain may not map it so. */
static struct grant *find_grant(
	struct connection *connection, struct domain *memory, uint32_t reference, bool writable) {
	if (reference >= memory->grant_count) {
		return NULL;
	}
	struct grant *grant = &memory->grants[reference];
	bool allowed = grant->used && !grant->ended && grant->to == connection->domain->domid &&
	               (grant->writable || !writable);
	return allowed ? grant : NULL;
}

int grants_handle_map(struct connection *connection, struct exchange *exchange) {
	const struct sim_request *request = &exchange->request;
	size_t count = exchange->item_count;
	struct domain *memory = domain_find(connection->domain->hypervisor, request->domid);
	if (!domain_is_alive(memory) || count == 0) {
		return EINVAL;
	}
	for (size_t i = 0; i < count; i++) {
		struct grant *grant = find_grant(
			connection, memory, exchange->items[i], request->grants.writable);
		if (grant == NULL) {
			return EINVAL;
		}
		exchange->reply_items[i] = grant->page;
	}

	struct grant_map *map = calloc(1, sizeof(*map) + count * sizeof(map->references[0]));
	if (map == NULL) {
		return ENOMEM;
	}
	connection->last_id++;
	map->id = connection->last_id;
	map->memory = memory;
	map->notify.offset = SIM_NO_OFFSET;
	map->count = count;
	for (size_t i = 0; i < count; i++) {
		map->references[i] = exchange->items[i];
		memory->grants[exchange->items[i]].maps++;
	}
	wl_list_insert(&connection->grant_maps, &map->link);
	domain_use(memory);

	exchange->reply.id = map->id;
	exchange->reply_item_count = count;
	exchange->reply_fd = request->grants.writable ? memory->memory : memory->memory_readonly;
	return 0;
}

static struct grant_map *find_map(struct connection *connection, uint32_t id) {
	struct grant_map *map;
	wl_list_for_each (map, &connection->grant_maps, link) {
		if (map->id == id) {
			return map;
		}
	}
	return NULL;
}

static void map_finish(struct connection *connection, struct grant_map *map) {
	struct domain *memory = map->memory;
	size_t notified =
		map->notify.offset != SIM_NO_OFFSET ? map->notify.offset / SIM_PAGE_SIZE : 0;
	unmap_notify_fire(&map->notify, connection->domain, memory,
		memory->grants[map->references[notified]].page);

	for (size_t i = 0; i < map->count; i++) {
		memory->grants[map->references[i]].maps--;
		drop_if_unused(memory, map->references[i]);
	}
	wl_list_remove(&map->link);
	free(map);
	domain_unuse(memory);
}

void grant_maps_finish(struct connection *connection) {
	struct grant_map *map, *next;
	wl_list_for_each_safe (map, next, &connection->grant_maps, link) {
		map_finish(connection, map);
	}
}

int grants_handle_unmap(struct connection *connection, struct exchange *exchange) {
	struct grant_map *map = find_map(connection, exchange->request.grants.id);
	if (map == NULL) {
		return EINVAL;
	}
	map_finish(connection, map);
	return 0;
}

int grants_handle_notify_unmap(struct connection *connection, struct exchange *exchange) {
	const struct sim_request *request = &exchange->request;
	struct grant_map *map = find_map(connection, request->notify_unmap.id);
	uint32_t offset = request->notify_unmap.offset;
	if (map == NULL || (offset != SIM_NO_OFFSET && offset / SIM_PAGE_SIZE >= map->count)) {
		return EINVAL;
	}
	return unmap_notify_set(
		&map->notify, connection->domain, offset, request->notify_unmap.port);
}
