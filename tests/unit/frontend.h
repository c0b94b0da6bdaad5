#ifndef TEST_FRONTEND_H
#define TEST_FRONTEND_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>
#include <xen/io/fbif.h>
#include <xen/io/kbdif.h>

#include "xen_double.h"

/*
 * Linux's drivers xen-fbfront and xen-kbdfront on the double of Xen, as far as a backend can tell:
 * what they publish, when, and how they answer to each state of the backend. To misbehave, a test
 * changes what is public in here, writes into the shared page, or into the guest's nodes.
 */

struct frontend {
	struct wl_list link;
	struct xen_domain *domain;
	const struct frontend_driver *driver;
	char dir[64];

	bool probed; /* the driver has the device */
	bool deaf;   /* doesn't answer to the backend's states any more */
	/* A race in xen-fbfront: takes the first Connected for the InitWait before it. */
	bool misses_connected;

	uint32_t port;
	uint64_t page; /* frame of the shared page */

	/* private */
	char backend[64];          /* the backend's directory, as found by the driver */
	unsigned int state_writes; /* of the backend's state that have been answered */
};

/* What a driver does besides the states. */
struct frontend_driver {
	/* Allocates pages, at the first time only, and fills them. */
	void (*fill)(struct frontend *frontend);
	/* Writes its nodes; port and page are set. */
	void (*publish)(struct frontend *frontend);
	/* Reads the backend's features, when it is connected. */
	void (*sample)(struct frontend *frontend);
};

/* Lets all drivers do what they have to. False if that was nothing. */
bool frontends_run(void);

/* A driver goes, in the midst of whatever it does. Accepts one that is zero. */
void frontend_finish(struct frontend *frontend);

int frontend_state(const struct frontend *frontend);
void frontend_set_state(struct frontend *frontend, int state);
void frontend_write(struct frontend *frontend, const char *node, const char *value);

/* As after save and restore: new ring, new port, the same page, state 3. */
void frontend_resume(struct frontend *frontend);

/* The framebuffer. */
struct vfb_frontend {
	struct frontend base;

	/* To be changed before the driver probes; Linux's values by default. */
	int32_t width, height;
	uint32_t line_length, mem_length;
	uint8_t depth;
	bool words32;         /* a 32-bit guest */
	const char *protocol; /* NULL: not said */
	bool updates;         /* writes feature-update */

	/* What the backend has offered. */
	bool update_wanted, can_resize;

	/* Of the framebuffer and its directory; 0 until allocated. */
	uint64_t first_frame, directory;
};

/* Loads the driver. It probes as soon as there is a device with that number in state 1. */
void vfb_frontend_init(struct vfb_frontend *vfb, struct xen_domain *domain, int id);

struct xenfb_page *vfb_frontend_page(struct vfb_frontend *vfb);
/* A byte of the framebuffer, whose pages don't lie next to each other in the guest's memory. */
uint8_t *vfb_frontend_byte(struct vfb_frontend *vfb, size_t offset);
/* Writes a pixel of 32 bits, without a word to the backend. */
void vfb_frontend_draw(struct vfb_frontend *vfb, int x, int y, uint32_t pixel);

/* Sends an event, whatever the backend wants; it is lost if the ring is full. */
void vfb_frontend_send(struct vfb_frontend *vfb, const union xenfb_out_event *event);
void vfb_frontend_update(struct vfb_frontend *vfb, int32_t x, int32_t y, int32_t w, int32_t h);
void vfb_frontend_resize(struct vfb_frontend *vfb, int32_t width, int32_t height, int32_t stride,
	int32_t depth, int32_t offset);

/* Keyboard and pointer. */
struct vkbd_frontend {
	struct frontend base;
	bool grants;   /* publishes page-gref besides page-ref */
	bool absolute; /* takes an absolute pointer if it is offered */
	bool touch;    /* and a touchscreen */
	uint32_t reference;
	char events[2048];
};

void vkbd_frontend_init(struct vkbd_frontend *vkbd, struct xen_domain *domain, int id);

struct xenkbd_page *vkbd_frontend_page(struct vkbd_frontend *vkbd);
/*
 * Reads all events and notifies, as the driver's interrupt handler does. Returns them as words
 * between spaces: "+30" and "-30" for a key that is pressed or released, "@x,y,z" for a position
 * with wheel, "~x,y,z" for a movement; of fingers, "v1:x,y" where one comes down, ">1:x,y" where it
 * moves, "^1" where it comes up, and "|" where all have been told of.
 */
const char *vkbd_frontend_read(struct vkbd_frontend *vkbd);

#endif
