#include "framebuffer.h"

#include <linux/input-event-codes.h>

#include "screen.h"

/* What a framebuffer may have at most: 2560 by 1600. */
#define MAX_MIB 16

static void changed(struct glass *glass, int x, int y, int width, int height) {
	struct framebuffer *framebuffer = wl_container_of(glass, framebuffer, base);
	vfb_frontend_update(&framebuffer->vfb, x, y, width, height);
}

static void end(struct glass *glass) {
	struct framebuffer *framebuffer = wl_container_of(glass, framebuffer, base);
	guest_stop(framebuffer->guest);
}

static const struct glass_impl impl = {
	.changed = changed,
	.end = end,
};

static void handle_changed(struct vfb_frontend *vfb) {
	struct framebuffer *framebuffer = wl_container_of(vfb, framebuffer, vfb);
	framebuffer->base.pixels = vfb->pixels;
	framebuffer->base.row_pixels = vfb->row_pixels;
	if (vfb->pixels != NULL) {
		screen_set_size(framebuffer->base.screen, vfb->width, vfb->height);
	}
}

static void handle_code(struct screen *screen, uint32_t code, bool pressed) {
	if (code >= BTN_MISC && code < KEY_OK) {
		screen_button(screen, code, pressed);
	} else {
		screen_key(screen, code, pressed);
	}
}

static void handle_event(struct vkbd_frontend *vkbd, const union xenkbd_in_event *event) {
	struct framebuffer *framebuffer = wl_container_of(vkbd, framebuffer, vkbd);
	struct screen *screen = framebuffer->base.screen;
	switch (event->type) {
	case XENKBD_TYPE_KEY:
		handle_code(screen, event->key.keycode, event->key.pressed != 0);
		break;
	case XENKBD_TYPE_POS:
		if (vkbd->width > 0 && vkbd->height > 0) {
			screen_move(screen, (double)event->pos.abs_x * screen->width / vkbd->width,
				(double)event->pos.abs_y * screen->height / vkbd->height);
			screen_wheel(screen, event->pos.rel_z);
		}
		break;
	case XENKBD_TYPE_MOTION:
		screen_move(
			screen, screen->x + event->motion.rel_x, screen->y + event->motion.rel_y);
		screen_wheel(screen, event->motion.rel_z);
		break;
	default:
		break;
	}
}

bool framebuffer_init(struct framebuffer *framebuffer, struct guest *guest, struct screen *screen) {
	*framebuffer = (struct framebuffer){
		.base = {.impl = &impl, .screen = screen},
		.guest = guest,
		.vfb =
			{
				.max_mib = MAX_MIB,
				.default_width = screen->default_width,
				.default_height = screen->default_height,
				.changed = handle_changed,
			},
		.vkbd = {.handle = handle_event, .untouched = true},
	};
	screen->glass = &framebuffer->base;
	return vfb_frontend_init(&framebuffer->vfb, guest, 0) &&
	       vkbd_frontend_init(&framebuffer->vkbd, guest, 0);
}

void framebuffer_finish(struct framebuffer *framebuffer) {
	framebuffer->base.screen->glass = NULL;
	vfb_frontend_finish(&framebuffer->vfb);
	vkbd_frontend_finish(&framebuffer->vkbd);
}
