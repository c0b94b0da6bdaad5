/* libxenvchan's client half of the double: two queues of bytes, and an event whenever one changes. */

#include "xen_double.h"

#include <errno.h>
#include <fcntl.h>
#include <libxenvchan.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

static struct wl_list vchans; /* xen_vchan.link */

/* The library's structure, which its users may look into, and what belongs to it here. */
struct end {
	struct libxenvchan base;
	struct xen_vchan *vchan;
	int fd; /* readable after an event */
};

static struct end *from_ctrl(struct libxenvchan *ctrl) {
	struct end *end = wl_container_of(ctrl, end, base);
	return end;
}

static void notify(struct xen_vchan *vchan) {
	if (vchan->ctrl != NULL) {
		assert_int_equal(eventfd_write(from_ctrl(vchan->ctrl)->fd, 1), 0);
	}
}

/* For tests */

void xen_vchan_start(void) {
	wl_list_init(&vchans);
}

void xen_vchan_stop(void) {
	struct xen_vchan *vchan, *tmp;
	wl_list_for_each_safe (vchan, tmp, &vchans, link) {
		assert_null(vchan->ctrl);
		wl_list_remove(&vchan->link);
		free(vchan);
	}
}

struct xen_vchan *xen_vchan_offer(struct xen_domain *domain, int port) {
	struct xen_vchan *vchan = calloc(1, sizeof(*vchan));
	vchan->domain = domain;
	vchan->offered = true;
	vchan->room = sizeof(vchan->out);
	snprintf(vchan->path, sizeof(vchan->path), "/local/domain/%d/data/vchan/0/%d",
		domain->domid, port);
	wl_list_insert(&vchans, &vchan->link);

	char node[128];
	snprintf(node, sizeof(node), "%s/ring-ref", vchan->path);
	xen_write(0, node, "%d", 8 + wl_list_length(&vchans));
	snprintf(node, sizeof(node), "%s/event-channel", vchan->path);
	xen_write(0, node, "9");
	return vchan;
}

void xen_vchan_end(struct xen_vchan *vchan) {
	xen_remove(0, vchan->path);
	vchan->offered = false;
	vchan->ended = true;
	notify(vchan);
}

void xen_vchan_write(struct xen_vchan *vchan, const void *data, size_t size) {
	assert_true(vchan->in_size + size <= sizeof(vchan->in));
	memcpy(vchan->in + vchan->in_size, data, size);
	vchan->in_size += size;
	vchan->unheard = true;
	notify(vchan);
}

void xen_vchan_take(struct xen_vchan *vchan, size_t size) {
	assert_true(size <= vchan->out_size);
	vchan->out_size -= size;
	memmove(vchan->out, vchan->out + size, vchan->out_size);
	notify(vchan);
}

void xen_vchan_set_room(struct xen_vchan *vchan, size_t room) {
	vchan->room = room;
	notify(vchan);
}

/* The library */

struct libxenvchan *libxenvchan_client_init(
	struct xentoollog_logger *logger, int domain, const char *path) {
	struct xen_vchan *vchan;
	wl_list_for_each (vchan, &vchans, link) {
		if (vchan->offered && vchan->domain->domid == domain &&
			strcmp(vchan->path, path) == 0) {
			struct end *end = calloc(1, sizeof(*end));
			end->vchan = vchan;
			end->base.write.order = 16; /* XEN_DOUBLE_RING */
			end->fd = eventfd(0, EFD_CLOEXEC);
			vchan->ctrl = &end->base;
			vchan->offered = false;
			return &end->base;
		}
	}
	errno = ENOENT;
	return NULL;
}

void libxenvchan_close(struct libxenvchan *ctrl) {
	struct end *end = from_ctrl(ctrl);
	end->vchan->ctrl = NULL;
	close(end->fd);
	free(end);
}

int libxenvchan_fd_for_select(struct libxenvchan *ctrl) {
	return from_ctrl(ctrl)->fd;
}

int libxenvchan_wait(struct libxenvchan *ctrl) {
	eventfd_t count;
	return eventfd_read(from_ctrl(ctrl)->fd, &count);
}

int libxenvchan_read(struct libxenvchan *ctrl, void *data, size_t size) {
	assert_int_equal(ctrl->blocking, 0);
	struct xen_vchan *vchan = from_ctrl(ctrl)->vchan;
	if (vchan->in_size == 0 && vchan->ended) {
		return -1;
	}
	vchan->unheard = vchan->in_size > 0;
	size = size < vchan->in_size ? size : vchan->in_size;
	memcpy(data, vchan->in, size);
	vchan->in_size -= size;
	memmove(vchan->in, vchan->in + size, vchan->in_size);
	return (int)size;
}

int libxenvchan_buffer_space(struct libxenvchan *ctrl) {
	const struct xen_vchan *vchan = from_ctrl(ctrl)->vchan;
	return vchan->room > vchan->out_size ? (int)(vchan->room - vchan->out_size) : 0;
}

int libxenvchan_write(struct libxenvchan *ctrl, const void *data, size_t size) {
	assert_int_equal(ctrl->blocking, 0);
	struct xen_vchan *vchan = from_ctrl(ctrl)->vchan;
	if (vchan->ended) {
		return -1;
	}
	vchan->writes++;
	size_t room = vchan->room > vchan->out_size ? vchan->room - vchan->out_size : 0;
	size = size < room ? size : room;
	memcpy(vchan->out + vchan->out_size, data, size);
	vchan->out_size += size;
	return (int)size;
}
