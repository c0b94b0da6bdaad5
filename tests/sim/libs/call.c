#define __XEN_TOOLS__ 1
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xen/domctl.h>
#include <xen/sched.h>
#include <xen/sysctl.h>
#include <xen/xen.h>
#include <xencall.h>

#include "client.h"
#include "handle.h"

/*
 * libxencall: the hypercalls that libxenctrl makes for a toolstack's questions about domains, and for
 * what it does to them. Others fail with ENOSYS, and say so, since nothing that runs here needs them.
 */

struct xencall_handle {
	Xentoolcore__Active_Handle active;
	struct sim_client client;
};

static int restrict_active(Xentoolcore__Active_Handle *active, domid_t domid) {
	struct xencall_handle *xcall = HANDLE_OF(active, struct xencall_handle, active);
	return xentoolcore__restrict_by_dup2_null(xcall->client.fd);
}

xencall_handle *xencall_open(struct xentoollog_logger *logger, unsigned int open_flags) {
	xencall_handle *xcall = calloc(1, sizeof(*xcall));
	if (xcall == NULL) {
		return NULL;
	}
	if (!sim_client_open(&xcall->client, SIM_CALL, NULL)) {
		int error = errno;
		free(xcall);
		errno = error;
		return NULL;
	}
	xcall->active.restrict_callback = restrict_active;
	xentoolcore__register_active_handle(&xcall->active);
	return xcall;
}

int xencall_close(xencall_handle *xcall) {
	if (xcall == NULL) {
		return 0;
	}
	xentoolcore__deregister_active_handle(&xcall->active);
	sim_client_close(&xcall->client);
	free(xcall);
	return 0;
}

int xencall_fd(xencall_handle *xcall) {
	return xcall->client.fd;
}

static bool get_info(xencall_handle *xcall, uint32_t domid, bool or_next,
	struct xen_domctl_getdomaininfo *info) {
	struct sim_request request = {
		.op = SIM_GET_INFO,
		.domid = domid,
		.domain.or_next = or_next,
	};
	struct sim_reply reply;
	if (!sim_client_call(&xcall->client, &request, &reply)) {
		return false;
	}
	*info = (struct xen_domctl_getdomaininfo){
		.domain = (domid_t)reply.info.domid,
		.flags = reply.info.flags,
		.tot_pages = reply.info.pages,
		.max_pages = reply.info.pages,
		.nr_online_vcpus = 1,
	};
	memcpy(info->handle, reply.info.uuid, sizeof(info->handle));
	return true;
}

static int control(xencall_handle *xcall, enum sim_op op, uint32_t domid, uint32_t reason) {
	struct sim_request request = {.op = op, .domid = domid, .domain.reason = reason};
	return sim_client_call(&xcall->client, &request, NULL) ? 0 : -1;
}

static int unknown(const char *what, unsigned int number) {
	fprintf(stderr, "simulated hypervisor: %s %u is not there\n", what, number);
	errno = ENOSYS;
	return -1;
}

static int do_domctl(xencall_handle *xcall, struct xen_domctl *domctl) {
	if (domctl->interface_version != XEN_DOMCTL_INTERFACE_VERSION) {
		errno = EACCES;
		return -1;
	}
	switch (domctl->cmd) {
	case XEN_DOMCTL_getdomaininfo:
		if (!get_info(xcall, domctl->domain, false, &domctl->u.getdomaininfo)) {
			return -1;
		}
		return 0;
	case XEN_DOMCTL_pausedomain:
		return control(xcall, SIM_PAUSE, domctl->domain, 0);
	case XEN_DOMCTL_unpausedomain:
		return control(xcall, SIM_UNPAUSE, domctl->domain, 0);
	case XEN_DOMCTL_destroydomain:
		return control(xcall, SIM_DESTROY, domctl->domain, 0);
	default:
		return unknown("domctl", domctl->cmd);
	}
}

static int do_sysctl(xencall_handle *xcall, struct xen_sysctl *sysctl) {
	if (sysctl->interface_version != XEN_SYSCTL_INTERFACE_VERSION) {
		errno = EACCES;
		return -1;
	}
	if (sysctl->cmd != XEN_SYSCTL_getdomaininfolist) {
		return unknown("sysctl", sysctl->cmd);
	}
	struct xen_sysctl_getdomaininfolist *list = &sysctl->u.getdomaininfolist;
	uint32_t domid = list->first_domain;
	list->num_domains = 0;
	while (list->num_domains < list->max_domains &&
		get_info(xcall, domid, true, &list->buffer.p[list->num_domains])) {
		domid = list->buffer.p[list->num_domains].domain + 1u;
		list->num_domains++;
	}
	return 0;
}

static int do_sched(xencall_handle *xcall, uint64_t command, const void *argument) {
	if (command != SCHEDOP_remote_shutdown) {
		return unknown("sched_op", (unsigned int)command);
	}
	const struct sched_remote_shutdown *shutdown = argument;
	return control(xcall, SIM_SHUTDOWN, shutdown->domain_id, shutdown->reason);
}

static void *pointer(uint64_t argument) {
	return (void *)(uintptr_t)argument;
}

int xencall1(xencall_handle *xcall, unsigned int op, uint64_t arg1) {
	switch (op) {
	case __HYPERVISOR_domctl:
		return do_domctl(xcall, pointer(arg1));
	case __HYPERVISOR_sysctl:
		return do_sysctl(xcall, pointer(arg1));
	default:
		return unknown("hypercall", op);
	}
}

int xencall2(xencall_handle *xcall, unsigned int op, uint64_t arg1, uint64_t arg2) {
	return op == __HYPERVISOR_sched_op ? do_sched(xcall, arg1, pointer(arg2))
	                                   : unknown("hypercall", op);
}

long xencall2L(xencall_handle *xcall, unsigned int op, uint64_t arg1, uint64_t arg2) {
	return xencall2(xcall, op, arg1, arg2);
}

int xencall0(xencall_handle *xcall, unsigned int op) {
	return unknown("hypercall", op);
}

int xencall3(xencall_handle *xcall, unsigned int op, uint64_t arg1, uint64_t arg2, uint64_t arg3) {
	return unknown("hypercall", op);
}

int xencall4(xencall_handle *xcall, unsigned int op, uint64_t arg1, uint64_t arg2, uint64_t arg3,
	uint64_t arg4) {
	return unknown("hypercall", op);
}

int xencall5(xencall_handle *xcall, unsigned int op, uint64_t arg1, uint64_t arg2, uint64_t arg3,
	uint64_t arg4, uint64_t arg5) {
	return unknown("hypercall", op);
}

void *xencall_alloc_buffer_pages(xencall_handle *xcall, size_t nr_pages) {
	void *buffer = aligned_alloc(SIM_PAGE_SIZE, nr_pages * SIM_PAGE_SIZE);
	if (buffer != NULL) {
		memset(buffer, 0, nr_pages * SIM_PAGE_SIZE);
	}
	return buffer;
}

void xencall_free_buffer_pages(xencall_handle *xcall, void *p, size_t nr_pages) {
	free(p);
}

void *xencall_alloc_buffer(xencall_handle *xcall, size_t size) {
	return xencall_alloc_buffer_pages(xcall, (size + SIM_PAGE_SIZE - 1) / SIM_PAGE_SIZE);
}

void xencall_free_buffer(xencall_handle *xcall, void *p) {
	free(p);
}

int xencall_buffers_never_fault(xencall_handle *xcall) {
	return 1;
}
