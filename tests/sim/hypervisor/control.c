#define __XEN_TOOLS__ 1
#include "control.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <xen/domctl.h>
#include <xen/xen.h>

#include "connection.h"
#include "domain.h"

int control_handle_restrict(struct connection *connection, struct exchange *exchange) {
	uint32_t domid = exchange->request.domid;
	bool events = connection->kind == SIM_EVTCHN;
	if (connection->is_restricted && (events || connection->restricted_to != domid)) {
		return events ? EACCES : EINVAL; /* as the two drivers of Linux have it */
	}
	if (domid >= DOMID_FIRST_RESERVED || (events && domid == 0)) {
		return EINVAL;
	}
	connection->is_restricted = true;
	connection->restricted_to = (uint16_t)domid;
	return 0;
}

/* A guest that a toolstack names. */
static int find_subject(
	struct connection *connection, const struct exchange *exchange, struct domain **domain) {
	if (connection->domain->domid != 0) {
		return EPERM;
	}
	*domain = domain_find(connection->hypervisor, exchange->request.domid);
	if (*domain == NULL) {
		return ESRCH;
	}
	return (*domain)->domid != 0 ? 0 : EINVAL;
}

int control_handle_get_info(struct connection *connection, struct exchange *exchange) {
	const struct sim_request *request = &exchange->request;
	if (connection->domain->domid != 0) {
		return EPERM;
	}
	struct domain *domain;
	wl_list_for_each (domain, &connection->hypervisor->domains, link) {
		if (domain->domid == request->domid ||
			(request->domain.or_next && domain->domid > request->domid)) {
			domain_get_info(domain, &exchange->reply.info);
			return 0;
		}
	}
	return ESRCH;
}

int control_handle_pause(struct connection *connection, struct exchange *exchange) {
	struct domain *domain;
	int error = find_subject(connection, exchange, &domain);
	if (error != 0) {
		return error;
	}
	domain_pause(domain, exchange->request.op == SIM_PAUSE);
	return 0;
}

int control_handle_shutdown(struct connection *connection, struct exchange *exchange) {
	struct domain *domain = connection->domain;
	bool by_itself = connection->kind == SIM_KERNEL && domain->domid != 0;
	int error = by_itself ? 0 : find_subject(connection, exchange, &domain);
	if (error != 0) {
		return error;
	}
	domain_shutdown(domain, exchange->request.domain.reason);
	return 0;
}

int control_handle_destroy(struct connection *connection, struct exchange *exchange) {
	struct domain *domain;
	int error = find_subject(connection, exchange, &domain);
	if (error != 0) {
		return error;
	}
	domain_destroy(domain);
	return 0;
}

int control_handle_create(struct connection *connection, struct exchange *exchange) {
	const struct sim_request *request = &exchange->request;
	if (connection->owned != NULL || request->domid > UINT16_MAX) {
		return EINVAL;
	}
	uint16_t domid = (uint16_t)request->domid;
	if (domid == 0) {
		domid = hypervisor_next_domid(connection->hypervisor);
	}
	struct domain *domain;
	int error = domain_create(connection->hypervisor, domid, request->create.pages,
		request->create.uuid, &domain);
	if (error != 0) {
		return error;
	}
	domain->flags |= request->create.paused ? XEN_DOMINF_paused : 0;
	domain->owner = connection;
	connection->owned = domain;
	domain_get_info(domain, &exchange->reply.info);
	return 0;
}
