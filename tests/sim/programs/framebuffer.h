#ifndef SIM_PROGRAMS_FRAMEBUFFER_H
#define SIM_PROGRAMS_FRAMEBUFFER_H

#include "glass.h"
#include "guest.h"
#include "vfb.h"
#include "vkbd.h"

/* The whole screen of a guest, through the framebuffer and the keyboard of its kernel. */
struct framebuffer {
	struct glass base;
	struct guest *guest; /* stopped when the program has ended */
	struct vfb_frontend vfb;
	struct vkbd_frontend vkbd;
};

/* Of a screen that stays the caller's. False with errno. */
bool framebuffer_init(struct framebuffer *framebuffer, struct guest *guest, struct screen *screen);
void framebuffer_finish(struct framebuffer *framebuffer);

#endif
