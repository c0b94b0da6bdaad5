#include <stdio.h>
#include <stdlib.h>

#include "agent.h"
#include "load.h"
#include "say.h"

/*
 * A guest with windows that draw what load.h says, all of them the same:
 *
 *   windows WIDTH HEIGHT                  one in fullscreen
 *   windows WIDTH HEIGHT Y COUNT DRAWN    so many in a row, of which only the first ones draw
 *
 * It says "display" when all of them are there.
 */

#define BORDER 3 /* that the desktop draws around each */

struct bench_windows {
	struct wl_event_loop *loop;
	struct agent agent;
	struct load load;
	bool running;

	int y, count, drawn;
	struct buffer **buffers; /* count; NULL: not shown yet */
};

static uint32_t *begin(struct load *load, size_t *row_pixels) {
	struct bench_windows *windows = wl_container_of(load, windows, load);
	struct buffer *first = windows->buffers[0];
	*row_pixels = (size_t)load->width;
	return first != NULL ? first->pixels : NULL;
}

static void end(struct load *load, int x, int y, int width, int height) {
	struct bench_windows *windows = wl_container_of(load, windows, load);
	uint32_t left = (uint32_t)x, top = (uint32_t)y;
	uint32_t color = windows->buffers[0]->pixels[(size_t)y * (size_t)load->width + (size_t)x];
	for (int i = 0; i < windows->drawn; i++) {
		if (i > 0) {
			buffer_fill(windows->buffers[i], left, top, (uint32_t)width,
				(uint32_t)height, color);
		}
		say_damage(&windows->agent.wire, windows->buffers[i]->window, x, y, (uint32_t)width,
			(uint32_t)height);
	}
}

static const struct load_impl load_impl = {.begin = begin, .end = end};

static void handle_connected(struct agent *agent) {
	struct bench_windows *windows = wl_container_of(agent, windows, agent);
	int width = windows->load.width, height = windows->load.height;
	for (int i = 0; i < windows->count; i++) {
		windows->buffers[i] =
			agent_show(agent, (uint32_t)i + 1, BORDER + i * (width + 2 * BORDER),
				windows->y, (uint32_t)width, (uint32_t)height, windows->y == 0);
		if (windows->buffers[i] == NULL) {
			perror("windows");
			exit(EXIT_FAILURE);
		}
	}
	load_stamp(&windows->load);
}

static void handle_shown(struct agent *agent) {
	puts("display");
}

static int handle_wire(int fd, uint32_t mask, void *data) {
	struct bench_windows *windows = data;
	wire_take_event(&windows->agent.wire);
	agent_read(&windows->agent);
	windows->running = !windows->agent.left;
	return 0;
}

static void quit(struct load *load) {
	struct bench_windows *windows = wl_container_of(load, windows, load);
	windows->running = false;
}

static bool parse(struct bench_windows *windows, int argc, char *argv[], int *width, int *height) {
	int numbers[5] = {0, 0, 0, 1, 1};
	for (int i = 1; i < argc && i <= 5; i++) {
		numbers[i - 1] = (int)strtol(argv[i], NULL, 10);
	}
	*width = numbers[0];
	*height = numbers[1];
	windows->y = numbers[2];
	windows->count = numbers[3];
	windows->drawn = numbers[4];
	return (argc == 3 || argc == 6) && *width > 0 && *height > 0 && windows->drawn > 0 &&
	       windows->count >= windows->drawn;
}

int main(int argc, char *argv[]) {
	static struct bench_windows windows;
	int width, height;
	if (!parse(&windows, argc, argv, &width, &height)) {
		fputs("usage: windows WIDTH HEIGHT [Y COUNT DRAWN]\n", stderr);
		return EXIT_FAILURE;
	}
	windows.buffers = calloc((size_t)windows.count, sizeof(struct buffer *));
	windows.agent.connected = handle_connected;
	windows.agent.shown = handle_shown;
	windows.loop = wl_event_loop_create();
	if (windows.buffers == NULL || windows.loop == NULL ||
		!load_init(&windows.load, windows.loop, &load_impl, width, height, quit) ||
		!agent_init(&windows.agent)) {
		perror("windows");
		return EXIT_FAILURE;
	}
	struct wl_event_source *source = wl_event_loop_add_fd(windows.loop,
		wire_fd(&windows.agent.wire), WL_EVENT_READABLE, handle_wire, &windows);
	windows.running = true;
	agent_read(&windows.agent);
	while (windows.running) {
		wl_event_loop_dispatch(windows.loop, -1);
	}
	wl_event_source_remove(source);
	load_finish(&windows.load);
	agent_finish(&windows.agent);
	wl_event_loop_destroy(windows.loop);
	free(windows.buffers);
	return EXIT_SUCCESS;
}
