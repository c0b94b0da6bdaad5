#include <stdio.h>
#include <stdlib.h>

#include "guest.h"
#include "load.h"
#include "vfb.h"
#include "vkbd.h"

/*
 * A guest that draws what load.h says: guest WIDTH HEIGHT. When it has got a framebuffer, before it
 * tells the backend of it, it draws a stamp and says "display".
 */

struct bench_guest {
	struct guest guest;
	struct vfb_frontend vfb;
	struct vkbd_frontend vkbd;
	struct load load;
};

static uint32_t *begin(struct load *load, size_t *row_pixels) {
	struct bench_guest *bench = wl_container_of(load, bench, load);
	*row_pixels = (size_t)bench->vfb.row_pixels;
	return bench->vfb.pixels;
}

static void end(struct load *load, int x, int y, int width, int height) {
	struct bench_guest *bench = wl_container_of(load, bench, load);
	vfb_frontend_update(&bench->vfb, x, y, width, height);
}

static const struct load_impl load_impl = {.begin = begin, .end = end};

static void handle_display(struct vfb_frontend *vfb) {
	struct bench_guest *bench = wl_container_of(vfb, bench, vfb);
	if (vfb->pixels != NULL) {
		load_stamp(&bench->load);
		puts("display");
	}
}

static void handle_event(struct vkbd_frontend *vkbd, const union xenkbd_in_event *event) {
	/* it only has to have been taken */
}

static void quit(struct load *load) {
	struct bench_guest *bench = wl_container_of(load, bench, load);
	guest_stop(&bench->guest);
}

int main(int argc, char *argv[]) {
	static struct bench_guest bench;
	int width = argc == 3 ? (int)strtol(argv[1], NULL, 10) : 0;
	int height = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;
	if (width <= 0 || height <= 0) {
		fputs("usage: guest WIDTH HEIGHT\n", stderr);
		return EXIT_FAILURE;
	}
	bench.vfb.default_width = width;
	bench.vfb.default_height = height;
	bench.vfb.changed = handle_display;
	bench.vkbd.handle = handle_event;
	if (!guest_init(&bench.guest) ||
		!load_init(&bench.load, bench.guest.loop, &load_impl, width, height, quit) ||
		!vfb_frontend_init(&bench.vfb, &bench.guest, 0) ||
		!vkbd_frontend_init(&bench.vkbd, &bench.guest, 0)) {
		perror("guest");
		return EXIT_FAILURE;
	}
	guest_run(&bench.guest);
	vfb_frontend_finish(&bench.vfb);
	vkbd_frontend_finish(&bench.vkbd);
	load_finish(&bench.load);
	guest_finish(&bench.guest);
	return EXIT_SUCCESS;
}
