#define __XEN_TOOLS__ 1 /* domctl.h is empty without */
#include "xen/hypervisor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xen/domctl.h>
#include <xen/sched.h>
#include <xen/xen.h>
#include <xencall.h>

struct hypervisor {
	xencall_handle *handle;
	struct xen_domctl *domctl; /* where a hypercall may read and write */
};

/* NULL with errno set. Valid until the next call. */
static const struct xen_domctl_getdomaininfo *ask(struct hypervisor *hypervisor, uint16_t domid) {
	struct xen_domctl *domctl = hypervisor->domctl;
	memset(domctl, 0, sizeof(*domctl));
	domctl->cmd = XEN_DOMCTL_getdomaininfo;
	domctl->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	domctl->domain = domid;
	if (xencall1(hypervisor->handle, __HYPERVISOR_domctl, (uint64_t)(uintptr_t)domctl) < 0) {
		return NULL;
	}
	/* Xen before 4.19 tells of the next one, where there is no such domain. */
	errno = ESRCH;
	return domctl->u.getdomaininfo.domain == domid ? &domctl->u.getdomaininfo : NULL;
}

struct hypervisor *hypervisor_open(void) {
	struct hypervisor *hypervisor = calloc(1, sizeof(*hypervisor));
	if (hypervisor == NULL) {
		return NULL;
	}
	hypervisor->handle = xencall_open(NULL, 0);
	if (hypervisor->handle != NULL) {
		hypervisor->domctl =
			xencall_alloc_buffer(hypervisor->handle, sizeof(*hypervisor->domctl));
	}
	if (hypervisor->domctl == NULL || (ask(hypervisor, 0) == NULL && errno == EACCES)) {
		int error = errno;
		hypervisor_close(hypervisor);
		errno = error;
		return NULL;
	}
	return hypervisor;
}

void hypervisor_close(struct hypervisor *hypervisor) {
	if (hypervisor == NULL) {
		return;
	}
	if (hypervisor->domctl != NULL) {
		xencall_free_buffer(hypervisor->handle, hypervisor->domctl);
	}
	if (hypervisor->handle != NULL) {
		xencall_close(hypervisor->handle);
	}
	free(hypervisor);
}

struct hypervisor_domain hypervisor_get_domain(struct hypervisor *hypervisor, uint16_t domid) {
	struct hypervisor_domain domain = {0};
	const struct xen_domctl_getdomaininfo *info =
		hypervisor != NULL ? ask(hypervisor, domid) : NULL;
	if (info == NULL) {
		return domain;
	}
	uint32_t reason = info->flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask;
	bool shut_down = (info->flags & XEN_DOMINF_shutdown) != 0;
	domain.paused = (info->flags & XEN_DOMINF_paused) != 0;
	domain.crashed = shut_down && (reason == SHUTDOWN_crash || reason == SHUTDOWN_watchdog);
	domain.ended = shut_down && (reason == SHUTDOWN_poweroff || reason == SHUTDOWN_reboot);
	return domain;
}
