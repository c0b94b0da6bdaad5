#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "vfb.h"
#include "vkbd.h"

/*
 * A well-behaved guest with a framebuffer, a keyboard, a pointer and a touchscreen, that does what it is told by lines
 * on standard input, and tells on standard output what it gets. It answers "done" or "no".
 *
 *   fill X Y WIDTH HEIGHT RRGGBB    draws a rectangle
 *   pattern SEED                    draws everywhere, so that no part looks like another
 *   animate X Y WIDTH HEIGHT MS     fills a rectangle anew all the time; MS 0 stops that
 *   resize WIDTH HEIGHT
 *   close                           unloads the drivers
 *   reset                           starts them anew, as kexec does
 *   resume                          as after a suspend: they connect again
 *
 *   display WIDTH HEIGHT            there is a framebuffer
 *   key CODE 0|1, pos X Y Z, motion X Y Z, unknown TYPE
 *   touch down CONTACT X Y, touch moved CONTACT X Y, touch up CONTACT, touch frame
 */

static const char usage[] = "usage: puppet [options]\n"
			    "\n"
			    "  --video MIB,WIDTH,HEIGHT   the screen, as of xen_fbfront's video\n"
			    "  --depth BITS               of a pixel\n"
			    "  --abi32                    as of a 32-bit kernel\n"
			    "  --silent                   doesn't say what it draws\n"
			    "  --relative                 wants no absolute positions\n"
			    "  --untouched                wants no touchscreen\n";

struct rectangle {
	int x, y, width, height;
};

struct puppet {
	struct guest guest;
	struct vfb_frontend vfb;
	struct vkbd_frontend vkbd;
	struct wl_event_source *input, *timer;
	struct rectangle animated;
	int interval_ms; /* 0: nothing is animated */
	uint32_t color;
	char line[256];
	size_t size;
};

static void handle_display(struct vfb_frontend *vfb) {
	if (vfb->pixels != NULL) {
		printf("display %d %d\n", vfb->width, vfb->height);
	}
}

static void handle_touch(const struct xenkbd_mtouch *event) {
	switch (event->event_type) {
	case XENKBD_MT_EV_DOWN:
	case XENKBD_MT_EV_MOTION:
		printf("touch %s %d %" PRId32 " %" PRId32 "\n",
			event->event_type == XENKBD_MT_EV_DOWN ? "down" : "moved",
			event->contact_id, event->u.pos.abs_x, event->u.pos.abs_y);
		break;
	case XENKBD_MT_EV_UP:
		printf("touch up %d\n", event->contact_id);
		break;
	case XENKBD_MT_EV_SYN:
		printf("touch frame\n");
		break;
	default:
		printf("unknown %d %d\n", event->type, event->event_type);
		break;
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
	case XENKBD_TYPE_MTOUCH:
		handle_touch(&event->mtouch);
		break;
	default:
		printf("unknown %d\n", event->type);
		break;
	}
}

/* In as many bits as a pixel has: the nearest that they can say. */
static uint32_t encode(const struct vfb_frontend *vfb, uint32_t rgb) {
	uint32_t r = rgb >> 16 & 0xff, g = rgb >> 8 & 0xff, b = rgb & 0xff;
	switch (vfb->depth) {
	case 8:
		return r >> 5 << 5 | g >> 5 << 2 | b >> 6;
	case 16:
		return r >> 3 << 11 | g >> 2 << 5 | b >> 3;
	default:
		return rgb;
	}
}

static void set_pixel(struct vfb_frontend *vfb, int x, int y, uint32_t rgb) {
	uint32_t pixel = encode(vfb, rgb);
	size_t bytes = (size_t)vfb->depth / 8;
	uint8_t *row = (uint8_t *)vfb->pixels + (size_t)y * vfb->row_bytes;
	memcpy(row + (size_t)x * bytes, &pixel, bytes);
}

static bool fill(struct vfb_frontend *vfb, const struct rectangle *area, uint32_t rgb) {
	if (vfb->pixels == NULL || area->x < 0 || area->y < 0 || area->width < 0 ||
		area->height < 0 || area->x + area->width > vfb->width ||
		area->y + area->height > vfb->height) {
		return false;
	}
	for (int y = area->y; y < area->y + area->height; y++) {
		for (int x = area->x; x < area->x + area->width; x++) {
			set_pixel(vfb, x, y, rgb);
		}
	}
	vfb_frontend_update(vfb, area->x, area->y, area->width, area->height);
	return true;
}

/* Known to the tests too: see tests/harness/picture.py. */
static bool draw_pattern(struct vfb_frontend *vfb, uint32_t seed) {
	if (vfb->pixels == NULL) {
		return false;
	}
	for (int y = 0; y < vfb->height; y++) {
		for (int x = 0; x < vfb->width; x++) {
			uint32_t value =
				(uint32_t)x * 0x9e3779 + (uint32_t)y * 0x85ebcb + seed * 0xc2b2af;
			set_pixel(vfb, x, y, value & 0xffffff);
		}
	}
	vfb_frontend_update(vfb, 0, 0, vfb->width, vfb->height);
	return true;
}

static int handle_timer(void *data) {
	struct puppet *puppet = data;
	if (fill(&puppet->vfb, &puppet->animated, puppet->color)) {
		puppet->color = (puppet->color + 0x010305) & 0xffffff;
		wl_event_source_timer_update(puppet->timer, puppet->interval_ms);
	}
	return 0;
}

static void animate(struct puppet *puppet, const struct rectangle *area, int interval_ms) {
	puppet->animated = *area;
	puppet->interval_ms = interval_ms;
	wl_event_source_timer_update(puppet->timer, interval_ms);
}

/* False if it can't be, -1 if there is no such command. */
static int obey(struct puppet *puppet, const char *line) {
	struct vfb_frontend *vfb = &puppet->vfb;
	struct rectangle area;
	int width, height, ms;
	uint32_t rgb, seed;
	if (sscanf(line, "fill %d %d %d %d %" SCNx32, &area.x, &area.y, &area.width, &area.height,
		    &rgb) == 5) {
		return fill(vfb, &area, rgb);
	}
	if (sscanf(line, "pattern %" SCNu32, &seed) == 1) {
		return draw_pattern(vfb, seed);
	}
	if (sscanf(line, "animate %d %d %d %d %d", &area.x, &area.y, &area.width, &area.height,
		    &ms) == 5) {
		animate(puppet, &area, ms);
		return true;
	}
	if (sscanf(line, "resize %d %d", &width, &height) == 2) {
		return vfb_frontend_resize(vfb, width, height);
	}
	if (strcmp(line, "close") == 0) {
		vfb_frontend_finish(vfb);
		vkbd_frontend_finish(&puppet->vkbd);
		return true;
	}
	if (strcmp(line, "reset") == 0) {
		frontend_reset(&vfb->base);
		frontend_reset(&puppet->vkbd.base);
		return true;
	}
	if (strcmp(line, "resume") == 0) {
		return frontend_resume(&vfb->base) && frontend_resume(&puppet->vkbd.base);
	}
	return -1;
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
		int result = obey(puppet, puppet->line);
		puts(result < 0 ? "what?" : result ? "done" : "no");
		puppet->size -= (size_t)(end + 1 - puppet->line);
		memmove(puppet->line, end + 1, puppet->size);
	}
	return 0;
}

static bool read_options(struct puppet *puppet, int argc, char *argv[]) {
	static const struct option options[] = {
		{"abi32", no_argument, NULL, '3'},
		{"depth", required_argument, NULL, 'd'},
		{"relative", no_argument, NULL, 'r'},
		{"silent", no_argument, NULL, 's'},
		{"untouched", no_argument, NULL, 'u'},
		{"video", required_argument, NULL, 'v'},
		{0},
	};
	struct vfb_frontend *vfb = &puppet->vfb;
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case '3':
			vfb->abi32 = true;
			break;
		case 'd':
			vfb->depth = (int)strtol(optarg, NULL, 10);
			break;
		case 'r':
			puppet->vkbd.relative = true;
			break;
		case 's':
			vfb->silent = true;
			break;
		case 'u':
			puppet->vkbd.untouched = true;
			break;
		case 'v':
			if (sscanf(optarg, "%d,%d,%d", &vfb->max_mib, &vfb->default_width,
				    &vfb->default_height) != 3) {
				return false;
			}
			break;
		default:
			return false;
		}
	}
	return optind == argc;
}

int main(int argc, char *argv[]) {
	static struct puppet puppet;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!read_options(&puppet, argc, argv)) {
		fputs(usage, stderr);
		return EXIT_FAILURE;
	}
	if (!guest_init(&puppet.guest)) {
		perror("puppet");
		return EXIT_FAILURE;
	}
	puppet.timer = wl_event_loop_add_timer(puppet.guest.loop, handle_timer, &puppet);
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
	wl_event_source_remove(puppet.timer);
	guest_finish(&puppet.guest);
	return EXIT_SUCCESS;
}
