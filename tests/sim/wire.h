#ifndef SIM_WIRE_H
#define SIM_WIRE_H

#include <stdint.h>

/*
 * What the stand-ins for Xen's libraries and the simulated hypervisor say to each other.
 *
 * A connection stands for one open file of /dev/xen: it belongs to the domain that the program runs
 * in, and everything that was made over it ends with it. It is a SOCK_SEQPACKET socket at
 * $XENSIM/SIM_SOCKET. Each request is one packet, and is answered by one before the next may be sent.
 * A packet may have items (32-bit numbers) behind its fixed part, and one file descriptor.
 */

/* The directory of a simulation, and the number of the domain that a program runs in (default 0). */
#define SIM_DIR_VARIABLE "XENSIM"
#define SIM_DOMID_VARIABLE "XENSIM_DOMID"
#define SIM_SOCKET "hypervisor"

#define SIM_PAGE_SIZE 4096u
#define SIM_MAX_ITEMS 4096

/* Made by the toolstack for each domain, as libxl does. */
#define SIM_STORE_PAGE 0u  /* page of the domain's memory with its xenstore ring */
#define SIM_STORE_GRANT 1u /* GNTTAB_RESERVED_XENSTORE */
#define SIM_STORE_PORT 1u

/*
 * Memory is one file a domain, of a power of two pages. A page has two numbers: where it is in the
 * file, and its frame number (gfn) as Xen's interfaces know it. Neighbours in the file are far apart
 * as frames, as in a guest that has run for long, so that nothing works by luck. Each domain has
 * frames of its own. The second factor undoes the first.
 */
#define SIM_SCATTER UINT32_C(0x9e3779b1)
#define SIM_GATHER UINT32_C(0x0e8b2f51)

static inline uint64_t sim_page_to_gfn(uint64_t first_gfn, uint32_t pages, uint32_t page) {
	return first_gfn + ((page * SIM_SCATTER) & (pages - 1));
}

static inline uint32_t sim_gfn_to_page(uint64_t first_gfn, uint32_t pages, uint64_t gfn) {
	return ((uint32_t)(gfn - first_gfn) * SIM_GATHER) & (pages - 1);
}

enum sim_kind {
	SIM_EVTCHN,  /* /dev/xen/evtchn; the answer has the socket of events with it */
	SIM_GNTTAB,  /* /dev/xen/gntdev */
	SIM_GNTSHR,  /* /dev/xen/gntalloc */
	SIM_FOREIGN, /* /dev/xen/privcmd, for memory */
	SIM_CALL,    /* /dev/xen/privcmd, for hypercalls */
	SIM_KERNEL,  /* what the kernel of a domain does itself, with its own memory */
	SIM_OWNER,   /* of a domain that is made over it, and that dies with it */
};

/* Valid over connections of the kinds in brackets. */
enum sim_op {
	SIM_OPEN,     /* [any] the first of each connection */
	SIM_RESTRICT, /* [EVTCHN, FOREIGN] to one remote domain */

	SIM_ALLOC_UNBOUND, /* [EVTCHN] */
	SIM_BIND_INTERDOMAIN,
	SIM_BIND_VIRQ,
	SIM_UNBIND,
	SIM_NOTIFY,
	SIM_ADOPT, /* takes over a port that the toolstack made */

	SIM_MAP_FOREIGN, /* [FOREIGN] counts pages; answered with the memory */
	SIM_UNMAP_FOREIGN,

	SIM_MAP_GRANTS, /* [GNTTAB] items: references; answered with their pages and the memory */
	SIM_UNMAP_GRANTS,
	SIM_NOTIFY_UNMAP, /* [GNTTAB, GNTSHR] */

	SIM_MEMORY,   /* [KERNEL] answered with the domain's own */
	SIM_ALLOCATE, /* [KERNEL] pages next to each other */
	SIM_FREE,
	SIM_GRANT, /* [KERNEL] one page */
	SIM_END_GRANT,
	SIM_SHARE, /* [GNTSHR] allocates and grants; answered with references and the memory */
	SIM_UNSHARE,

	SIM_GET_INFO, /* [CALL] of this domain, or of the next with domid and above */
	SIM_PAUSE,
	SIM_UNPAUSE,
	SIM_SHUTDOWN, /* [CALL, KERNEL] */
	SIM_DESTROY,

	SIM_CREATE, /* [OWNER] once; then it only hears notices */
};

struct sim_request {
	uint32_t op;
	uint32_t domid; /* of the domain that something is done to */
	union {
		struct {
			uint32_t kind; /* enum sim_kind */
		} open;
		struct {
			uint32_t port; /* a remote one to bind to, else one's own */
		} evtchn;
		struct {
			uint32_t virq;
		} virq;
		struct {
			uint32_t pages;
			uint32_t writable;
		} foreign;
		struct {
			uint32_t id; /* of a mapping that is to end */
			uint32_t writable;
		} grants;
		struct {
			uint32_t id;     /* a mapping (GNTTAB), or the first page that was shared */
			uint32_t offset; /* of the byte to clear, or SIM_NO_OFFSET */
			uint32_t port;   /* to send an event over, or 0 */
		} notify_unmap;
		struct {
			uint32_t page;
			uint32_t pages;
			uint32_t writable;
			uint32_t reference;
		} share;
		struct {
			uint32_t or_next;
			uint32_t reason; /* SHUTDOWN_*, xen/sched.h */
		} domain;
		struct {
			uint32_t pages; /* a power of two */
			uint32_t paused;
			uint8_t uuid[16];
		} create; /* domid 0: the next that is free */
	};
};

#define SIM_NO_OFFSET UINT32_MAX

/* Of an answer and of a notice: what is known of a domain. */
struct sim_info {
	uint32_t domid;
	uint32_t flags; /* XEN_DOMINF_* of xen/domctl.h */
	uint32_t pages;
	uint8_t uuid[16];
};

struct sim_reply {
	int32_t error; /* an errno, or 0 */
	union {
		uint32_t port;
		uint32_t id;
		uint32_t page;
		uint32_t reference;
		struct {
			uint64_t first_gfn;
			uint32_t pages;
		} memory;
		struct sim_info info;
	};
};

/*
 * Sent to a domain's owner whenever its flags change. The last one is sent when it is gone for good:
 * that may be long after its death, if somebody has mapped its memory.
 */
struct sim_notice {
	uint32_t gone;
	struct sim_info info;
};

#endif
