#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "vfb.h"
#include "vkbd.h"

/*
 * A well-behaved guest with a framebuffer, a keyboard and a pointer, that does what it is told by lines
 * on standard input, and tells on standard output what it gets. It answers "done" or "no".
 *
 *   fill X Y WIDTH HEIGHT RRGGBB    draws a rectangle
 *   pattern SEED                    draws everywhere, so that no part looks like another
 *   resize WIDTH HEIGHT
 *   close                           unloads the drivers
 *
 *   display WIDTH HEIGHT            there is a framebuffer
 *   key CODE 0|1, pos X Y Z, motion X Y Z, unknown TYPE
 */

struct puppet {
	struct guest guest;
	struct vfb_frontend vfb;
	struct vkbd_frontend vkbd;
	struct wl_event_source *input;
	char line[256];
	size_t size;
};

static void handle_display(struct vfb_frontend *vfb) {
	if (vfb->pixels != NULL) {
		printf("display %d %d\n", vfb->width, vfb->height);
	}
}

static void handle_event(struct vkbd_frontend *vkbd, const union xenkbd_in_event *event) {
	switch (event->type) {
	case XENKBD_TYPE_KEY:
		printf("key %" PRIu32 " %d\n", event->key.keycode, event->key.pressed);
		break;
	case XENKBD_TYPE_POS:
		printf("pos %" PRId32 " %" PRId32 " %" PRId32 "\n", event->pos.abs_x,
			event->pos.abs_y, event->pos.rel_z);
		break;
	case XENKBD_TYPE_MOTION:
		printf("motion %" PRId32 " %" PRId32 " %" PRId32 "\n", event->motion.rel_x,
			event->motion.rel_y, event->motion.rel_z);
		break;
	default:
		printf("unknown %d\n", event->type);
		break;
	}
}

static bool fill(struct vfb_frontend *vfb, int x, int y, int width, int height, uint32_t pixel) {
	if (vfb->pixels == NULL || x < 0 || y < 0 || width < 0 || height < 0 ||
		x + width > vfb->width || y + height > vfb->height) {
		return false;
	}
	for (int row = y; row < y + height; row++) {
		for (int column = x; column < x + width; column++) {
			vfb->pixels[(size_t)row * (size_t)vfb->row_pixels + (size_t)column] = pixel;
		}
	}
	vfb_frontend_update(vfb, x, y, width, height);
	return true;
}

/* Known to the tests too: see tests/harness/picture.py. */
static bool draw_pattern(struct vfb_frontend *vfb, uint32_t seed) {
	if (vfb->pixels == NULL) {
		return false;
	}
	for (uint32_t y = 0; y < (uint32_t)vfb->height; y++) {
		uint32_t *row = vfb->pixels + (size_t)y * (size_t)vfb->row_pixels;
		for (uint32_t x = 0; x < (uint32_t)vfb->width; x++) {
			row[x] = (x * 0x9e3779 + y * 0x85ebcb + seed * 0xc2b2af) & 0xffffff;
		}
	}
	vfb_frontend_update(vfb, 0, 0, vfb->width, vfb->height);
	return true;
}

static void obey(struct puppet *puppet, const char *line) {
	int x, y, width, height;
	uint32_t pixel;
	uint32_t seed;
	const char *answer = "what?";
	if (sscanf(line, "fill %d %d %d %d %" SCNx32, &x, &y, &width, &height, &pixel) == 5) {
		answer = fill(&puppet->vfb, x, y, width, height, pixel) ? "done" : "no";
	} else if (sscanf(line, "pattern %" SCNu32, &seed) == 1) {
		answer = draw_pattern(&puppet->vfb, seed) ? "done" : "no";
	} else if (sscanf(line, "resize %d %d", &width, &height) == 2) {
		answer = vfb_frontend_resize(&puppet->vfb, width, height) ? "done" : "no";
	} else if (strcmp(line, "close") == 0) {
		vfb_frontend_finish(&puppet->vfb);
		vkbd_frontend_finish(&puppet->vkbd);
		answer = "done";
	}
	puts(answer);
}

static int handle_input(int fd, uint32_t mask, void *data) {
	struct puppet *puppet = data;
	ssize_t size =
		read(fd, puppet->line + puppet->size, sizeof(puppet->line) - 1 - puppet->size);
	if (size <= 0) {
		guest_stop(&puppet->guest);
		return 0;
	}
	puppet->size += (size_t)size;
	char *end;
	while ((end = memchr(puppet->line, '\n', puppet->size)) != NULL) {
		*end = '\0';
		obey(puppet, puppet->line);
		puppet->size -= (size_t)(end + 1 - puppet->line);
		memmove(puppet->line, end + 1, puppet->size);
	}
	return 0;
}

int main(void) {
	static struct puppet puppet;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!guest_init(&puppet.guest)) {
		perror("puppet");
		return EXIT_FAILURE;
	}
	puppet.vfb.changed = handle_display;
	puppet.vkbd.handle = handle_event;
	if (!vfb_frontend_init(&puppet.vfb, &puppet.guest, 0) ||
		!vkbd_frontend_init(&puppet.vkbd, &puppet.guest, 0)) {
		perror("puppet");
		return EXIT_FAILURE;
	}
	puppet.input = wl_event_loop_add_fd(
		puppet.guest.loop, STDIN_FILENO, WL_EVENT_READABLE, handle_input, &puppet);
	guest_run(&puppet.guest);
	vfb_frontend_finish(&puppet.vfb);
	vkbd_frontend_finish(&puppet.vkbd);
	wl_event_source_remove(puppet.input);
	guest_finish(&puppet.guest);
	return EXIT_SUCCESS;
}
