#ifndef SIM_GUEST_VFB_H
#define SIM_GUEST_VFB_H

#include "frontend.h"

/*
 * A framebuffer as of Linux's xen-fbfront: 32 bits a pixel, in memory of the guest that the backend
 * shows from where it is.
 */
struct vfb_frontend {
	struct frontend base;

	/* Of the driver's parameter "video": the size if the backend names none that fits. */
	int max_mib, default_width, default_height;
	/* Of frontends other than Linux's of today: bits a pixel, 8 to 32; 0: 32. */
	int depth;
	bool abi32;  /* a 32-bit kernel's page directory */
	bool silent; /* doesn't say what changes */
	/* NULL, or called when the device is there, and when it is gone. */
	void (*changed)(struct vfb_frontend *vfb);

	/* While the device is there: rows of pixels (0x00RRGGBB, if they have 32 bits), so many apart. */
	uint32_t *pixels;
	int width, height, row_pixels;
	uint32_t row_bytes; /* the same for any depth */

	/* private */
	uint32_t memory; /* first page of the framebuffer and its directory */
	uint32_t memory_pages;
	bool update_wanted;  /* the backend wants to know what changes */
	bool resize_pending; /* Linux tells its size before the first update */
	int x1, y1, x2, y2;  /* what hasn't been told, since the ring was full */
};

/* Sizes in vfb may be set before; 0 means Linux's default of 2 MiB, 800 by 600. */
bool vfb_frontend_init(struct vfb_frontend *vfb, struct guest *guest, int id);
void vfb_frontend_finish(struct vfb_frontend *vfb);

/* The pixels of an area have changed. Never waits. */
void vfb_frontend_update(struct vfb_frontend *vfb, int x, int y, int width, int height);

/* A smaller size in the same memory, as far as the memory goes. */
bool vfb_frontend_resize(struct vfb_frontend *vfb, int width, int height);

#endif
