/* libxencall: the one hypercall that the product makes, which asks how a domain fares. */

#define __XEN_TOOLS__ 1

#include "xen_double.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xen/domctl.h>
#include <xen/xen.h>
#include <xencall.h>

struct xencall_handle {
	int unused;
};

xencall_handle *xencall_open(struct xentoollog_logger *logger, unsigned int flags) {
	return xen_allows(XEN_CALL) ? calloc(1, sizeof(xencall_handle)) : NULL;
}

int xencall_close(xencall_handle *handle) {
	free(handle);
	return 0;
}

void *xencall_alloc_buffer(xencall_handle *handle, size_t size) {
	return calloc(1, size);
}

void xencall_free_buffer(xencall_handle *handle, void *buffer) {
	free(buffer);
}

int xencall1(xencall_handle *handle, unsigned int op, uint64_t argument) {
	struct xen_domctl *domctl = (struct xen_domctl *)(uintptr_t)argument;
	if (op != __HYPERVISOR_domctl || domctl->cmd != XEN_DOMCTL_getdomaininfo) {
		abort();
	}
	if (domctl->interface_version != XEN_DOMCTL_INTERFACE_VERSION) {
		errno = EACCES;
		return -1;
	}
	const struct xen_domain *domain = xen_find_domain(domctl->domain);
	if (domain == NULL) {
		errno = ESRCH;
		return -1;
	}
	domctl->u.getdomaininfo = (struct xen_domctl_getdomaininfo){
		.domain = domain->domid,
		.flags = (domain->paused ? XEN_DOMINF_paused : 0) |
	                 (domain->shut_down ? XEN_DOMINF_shutdown |
						      domain->reason << XEN_DOMINF_shutdownshift
					    : 0),
	};
	return 0;
}
