#include <stdio.h>
#include <stdlib.h>

#include "framebuffer.h"
#include "programs.h"
#include "screen.h"

/* Any of the programs, PROGRAM, on the screen of a guest that does nothing else. */
int main(int argc, char *argv[]) {
	struct guest guest;
	struct framebuffer framebuffer;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!guest_init(&guest)) {
		perror(argv[0]);
		return EXIT_FAILURE;
	}
	struct screen *screen = PROGRAM(guest.loop, argv + 1);
	if (screen == NULL) {
		return EXIT_FAILURE;
	}
	if (!framebuffer_init(&framebuffer, &guest, screen)) {
		perror(argv[0]);
		return EXIT_FAILURE;
	}
	guest_run(&guest);
	framebuffer_finish(&framebuffer);
	screen_destroy(screen);
	guest_finish(&guest);
	return EXIT_SUCCESS;
}
