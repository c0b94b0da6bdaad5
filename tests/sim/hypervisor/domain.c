#define __XEN_TOOLS__ 1
#include "domain.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xen/domctl.h>
#include <xen/xen.h>

#include "connection.h"
#include "grants.h"
#include "memory.h"
#include "ports.h"

void hypervisor_init(struct hypervisor *hypervisor, struct wl_event_loop *loop) {
	*hypervisor = (struct hypervisor){.loop = loop};
	wl_list_init(&hypervisor->domains);
	wl_list_init(&hypervisor->unopened);
}

static void domain_free(struct domain *domain) {
	assert(wl_list_empty(&domain->connections));
	wl_list_remove(&domain->link);
	grants_finish(domain);
	ports_finish(domain);
	memory_finish(domain);
	free(domain);
}

void hypervisor_finish(struct hypervisor *hypervisor) {
	connections_destroy(&hypervisor->unopened);
	struct domain *dom0 = domain_find(hypervisor, 0);
	if (dom0 != NULL) {
		/* All others are owned over these, and end with them. */
		connections_destroy(&dom0->connections);
		domain_free(dom0);
	}
	assert(wl_list_empty(&hypervisor->domains));
}

static int populate(struct domain *domain) {
	int error = memory_init(domain);
	if (error == 0) {
		error = ports_init(domain);
	}
	if (error == 0) {
		error = grants_init(domain);
	}
	return error;
}

int domain_create(struct hypervisor *hypervisor, uint16_t domid, uint32_t pages,
	const uint8_t uuid[static 16], struct domain **result) {
	if (domain_find(hypervisor, domid) != NULL) {
		return EEXIST;
	}
	if (pages < 16 || (pages & (pages - 1)) != 0 || domid >= DOMID_FIRST_RESERVED) {
		return EINVAL;
	}
	struct domain *domain = calloc(1, sizeof(*domain));
	if (domain == NULL) {
		return ENOMEM;
	}
	domain->hypervisor = hypervisor;
	domain->domid = domid;
	domain->pages = pages;
	memcpy(domain->uuid, uuid, sizeof(domain->uuid));
	wl_list_init(&domain->connections);

	struct domain *next;
	wl_list_for_each (next, &hypervisor->domains, link) {
		if (next->domid > domid) {
			break;
		}
	}
	wl_list_insert(next->link.prev, &domain->link);

	int error = populate(domain);
	if (error != 0) {
		domain_free(domain);
		return error;
	}
	*result = domain;
	return 0;
}

uint16_t hypervisor_next_domid(struct hypervisor *hypervisor) {
	for (uint16_t i = 0; i < DOMID_FIRST_RESERVED; i++) {
		hypervisor->last_domid++;
		if (hypervisor->last_domid >= DOMID_FIRST_RESERVED) {
			hypervisor->last_domid = 1;
		}
		if (domain_find(hypervisor, hypervisor->last_domid) == NULL) {
			return hypervisor->last_domid;
		}
	}
	return 0;
}

struct domain *domain_find(struct hypervisor *hypervisor, uint32_t domid) {
	struct domain *domain;
	wl_list_for_each (domain, &hypervisor->domains, link) {
		if (domain->domid == domid) {
			return domain;
		}
	}
	return NULL;
}

bool domain_is_alive(const struct domain *domain) {
	return domain != NULL && (domain->flags & XEN_DOMINF_dying) == 0;
}

void domain_get_info(const struct domain *domain, struct sim_info *info) {
	*info = (struct sim_info){
		.domid = domain->domid,
		.flags = domain->flags,
		.pages = domain->pages,
	};
	memcpy(info->uuid, domain->uuid, sizeof(info->uuid));
}

static void tell_owner(struct domain *domain, bool gone) {
	if (domain->owner != NULL) {
		struct sim_notice notice = {.gone = gone};
		domain_get_info(domain, &notice.info);
		connection_send_notice(domain->owner, &notice);
	}
}

static void raise_dom_exc(struct hypervisor *hypervisor) {
	struct domain *dom0 = domain_find(hypervisor, 0);
	if (dom0 != NULL && dom0->dom_exc_port != 0) {
		port_raise(dom0, dom0->dom_exc_port);
	}
}

void domain_pause(struct domain *domain, bool paused) {
	uint32_t flags = domain->flags & ~XEN_DOMINF_paused;
	flags |= paused ? XEN_DOMINF_paused : 0;
	if (flags != domain->flags) {
		domain->flags = flags;
		tell_owner(domain, false);
	}
}

void domain_shutdown(struct domain *domain, uint32_t reason) {
	if ((domain->flags & XEN_DOMINF_shutdown) != 0) {
		return;
	}
	domain->flags |= XEN_DOMINF_shutdown;
	domain->flags |= (reason & XEN_DOMINF_shutdownmask) << XEN_DOMINF_shutdownshift;
	tell_owner(domain, false);
	raise_dom_exc(domain->hypervisor);
}

static void end_if_unused(struct domain *domain) {
	if (domain->uses > 0 || domain_is_alive(domain)) {
		return;
	}
	struct hypervisor *hypervisor = domain->hypervisor;
	tell_owner(domain, true);
	if (domain->owner != NULL) {
		connection_disown(domain->owner);
	}
	domain_free(domain);
	raise_dom_exc(hypervisor);
}

void domain_destroy(struct domain *domain) {
	if (!domain_is_alive(domain)) {
		return;
	}
	domain_use(domain);
	domain->flags |= XEN_DOMINF_dying;
	connections_destroy(&domain->connections);
	ports_close_all(domain);
	grants_end_all(domain);
	tell_owner(domain, false);
	raise_dom_exc(domain->hypervisor);
	domain_unuse(domain);
}

void domain_use(struct domain *domain) {
	domain->uses++;
}

void domain_unuse(struct domain *domain) {
	assert(domain->uses > 0);
	domain->uses--;
	end_if_unused(domain);
}
