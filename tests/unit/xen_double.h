#ifndef TEST_XEN_DOUBLE_H
#define TEST_XEN_DOUBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-util.h>

/*
 * A double of the Xen libraries, within the test's own process. The functions of libxenstore,
 * libxencall, libxenevtchn, libxenforeignmemory and libxengnttab that the product calls are defined here, over a
 * machine that is a few lists in memory; linked into the executable, they take the real ones' place.
 * What follows is for tests: the same machine from the toolstack's and from the guests' side.
 *
 * Rules of the hypervisor that the product must keep are assertions in here: whoever breaks one
 * fails the test that runs.
 */

/* A machine with dom0 and no guest. */
void xen_start(void);
/* Fails the test if the product has left anything open, bound, mapped or watched. */
void xen_stop(void);

/* Parts of it that are not there: opening one fails with EACCES. */
enum xen_part {
	XEN_STORE = 1,
	XEN_CHANNELS = 2,
	XEN_FOREIGN = 4,
	XEN_GRANTS = 8,
	XEN_CALL = 16,
};
void xen_deny(unsigned int parts);
/* For the files of the double: whether it may be opened; sets errno. */
bool xen_allows(enum xen_part part);

/* xenstored dies: watches fail from now on. */
void xen_store_die(void);

/* Domains, with their memory. */

#define XEN_DOUBLE_PORTS 64
#define XEN_DOUBLE_GRANTS 256

struct channel_end;

struct xen_domain {
	struct wl_list link;
	uint16_t domid;
	bool introduced, alive;
	bool paused, shut_down; /* as the hypervisor tells, if asked */
	unsigned int reason;    /* SHUTDOWN_* of xen/sched.h */
	size_t mappings;        /* of its pages, by the product, at this moment */
	unsigned int maps;      /* calls that made one, ever */
	unsigned int map_ms;    /* how long one of grants takes */

	int fd;
	size_t pages;
	uint8_t *memory; /* as the guest sees it: frame n is the n-th page */
	uint64_t next_frame;
	uint64_t ballooned_out; /* a frame without a page; 0: none */

	struct xen_port {
		enum {
			PORT_FREE,
			PORT_UNBOUND, /* dom0 may bind to it */
			PORT_INTERDOMAIN,
			PORT_VIRQ, /* of another type */
		} state;
		struct channel_end *peer;
		unsigned int received; /* notifications, since the last xen_port_take() */
	} ports[XEN_DOUBLE_PORTS];

	struct xen_grant {
		uint64_t frame;
		bool valid, read_only;
	} grants[XEN_DOUBLE_GRANTS];
};

/*
 * What a toolstack does up to the start of a domain: memory, nodes, the introduction. A domid can be
 * used again once it is destroyed; its uuid is always another.
 */
struct xen_domain *xen_domain_create(uint16_t domid, size_t pages);
void xen_domain_introduce(struct xen_domain *domain);
/* Its own nodes go, the toolstack's under /local/domain too; those of backends stay. */
void xen_domain_destroy(struct xen_domain *domain);

/* Frames that follow each other and are used for nothing else. */
uint64_t xen_domain_allocate(struct xen_domain *domain, size_t pages);
void *xen_domain_page(struct xen_domain *domain, uint64_t frame);

/* Event channels, from the guest's side. */
uint32_t xen_port_open(struct xen_domain *domain);
void xen_port_close(struct xen_domain *domain, uint32_t port);
bool xen_port_is_bound(const struct xen_domain *domain, uint32_t port);
/* Whether the product has been told of what was sent, and hasn't asked for more yet. */
bool xen_port_is_masked(const struct xen_domain *domain, uint32_t port);
void xen_port_send(struct xen_domain *domain, uint32_t port);
/* How often it was notified since the last call. */
unsigned int xen_port_take(struct xen_domain *domain, uint32_t port);

/* The kernel fails to deliver events to the product, whatever it has opened for that domain. */
void xen_channels_fail(const struct xen_domain *domain, int error);

/* A grant of one page to dom0; returns its reference, never 0. */
uint32_t xen_grant(struct xen_domain *domain, uint64_t frame);

/* A vchan, from the side of its server in the guest: bytes without any other limit than these. */
#define XEN_DOUBLE_RING 65536

struct xen_vchan {
	struct wl_list link;
	struct xen_domain *domain;
	char path[96];
	bool offered;             /* may be connected to */
	bool ended;               /* by the guest */
	struct libxenvchan *ctrl; /* of the product; NULL: nobody is connected */
	uint8_t in[XEN_DOUBLE_RING], out[XEN_DOUBLE_RING]; /* from, and to the guest */
	size_t in_size, out_size;
	bool unheard; /* nobody has come to the end of in since something was written there */
	unsigned int writes; /* by the product, ever: a notification each */
	size_t room;         /* of out, that is in use: 0 for a guest that doesn't read */
};

/* Offered below the domain's home at data/vchan/0/PORT. Goes with the machine. */
struct xen_vchan *xen_vchan_offer(struct xen_domain *domain, int port);
void xen_vchan_end(struct xen_vchan *vchan);
void xen_vchan_write(struct xen_vchan *vchan, const void *data, size_t size);
/* All that was sent so far; valid until more comes. Its owner takes what it has used. */
void xen_vchan_take(struct xen_vchan *vchan, size_t size);
/* The guest reads again. */
void xen_vchan_set_room(struct xen_vchan *vchan, size_t room);

/* The store, as seen by a domain: 0 is the toolstack. Writing without permission fails the test. */
void xen_write(unsigned int as, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A value with any bytes. */
void xen_write_bytes(unsigned int as, const char *path, const void *value, size_t length);
void xen_remove(unsigned int as, const char *path);
/* An empty directory of its own with one reader. */
void xen_mkdir(const char *path, unsigned int owner, unsigned int reader);
/* NULL if there is none. Valid until the next change of the store. */
const char *xen_read(const char *path);
/* -1 if there is none, or it is no number. */
int xen_read_int(const char *path);
bool xen_may_read(unsigned int domid, const char *path);
bool xen_may_write(unsigned int domid, const char *path);
/* How often a node has been written since it was made: watches fire for equal values too. */
unsigned int xen_count_writes(const char *path);
/* How often the product has written or removed anything but this node. */
#define XEN_LOCK "/local/domain/0/domicile"
unsigned int xen_count_product_writes(void);

/* The next so many transactions end with a conflict. */
void xen_conflict(int transactions);
/* Calls back before the next transaction ends: what is written there gets in its way. */
void xen_before_commit(void (*callback)(void *data), void *data);

/* For the files of the double. */
struct xen_domain *xen_find_domain(uint32_t domid);
void xen_fire(const char *path, bool removed);
void xen_store_start(void);
void xen_store_stop(void);
void xen_vchan_start(void);
void xen_vchan_stop(void);
void xen_channels_check_idle(void);

#endif
