#include <libxenvchan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "say.h"

/*
 * A guest whose agent tells the desktop of something without end: flood WHAT X Y. It has one window at
 * that place, says "display" when that is there, and floods from then on. It takes what the desktop
 * sends, since it would be thrown out otherwise.
 */

#define WIDTH 320
#define HEIGHT 240
#define AT_A_TIME 64

struct flood {
	struct agent agent;
	int x, y;
	const struct buffer *buffer; /* of its window */
	bool shown;
	uint32_t count; /* of messages, or of windows */
};

static void damage(struct flood *flood) {
	say_damage(&flood->agent.wire, flood->buffer->window, (int32_t)(flood->count % WIDTH),
		(int32_t)(flood->count / WIDTH % HEIGHT), 1, 1);
}

/* All of it, and all of it new. */
static void pixels(struct flood *flood) {
	size_t size = (size_t)WIDTH * HEIGHT * sizeof(uint32_t);
	memset(flood->buffer->pixels, (int)(flood->count & 0xff), size);
	say_damage(&flood->agent.wire, flood->buffer->window, 0, 0, WIDTH, HEIGHT);
}

static void title(struct flood *flood) {
	char text[16];
	snprintf(text, sizeof(text), "%u", (unsigned int)flood->count);
	say_title(&flood->agent.wire, flood->buffer->window, text);
}

/* To and fro. */
static void place(struct flood *flood) {
	struct qubes_gui_configure box = {
		.x = flood->x + (int32_t)(flood->count % 2),
		.y = flood->y,
		.width = WIDTH,
		.height = HEIGHT,
	};
	say_configure(&flood->agent.wire, flood->buffer->window, &box);
}

/* Another one, which comes and goes. */
static void window(struct flood *flood) {
	struct wire *wire = &flood->agent.wire;
	uint32_t number = flood->buffer->window + 1 + flood->count;
	say_create(wire, number, flood->x, flood->y, WIDTH, HEIGHT, false);
	say_map(wire, number, 0, false);
	say_destroy(wire, number);
}

static const struct {
	const char *name;
	void (*say)(struct flood *flood);
} kinds[] = {
	{"damage", damage},
	{"pixels", pixels},
	{"places", place},
	{"titles", title},
	{"windows", window},
};

static void handle_connected(struct agent *agent) {
	struct flood *flood = wl_container_of(agent, flood, agent);
	flood->buffer = agent_show(agent, 1, flood->x, flood->y, WIDTH, HEIGHT, false);
	if (flood->buffer == NULL) {
		perror("flood");
		exit(EXIT_FAILURE);
	}
}

static void handle_shown(struct agent *agent) {
	struct flood *flood = wl_container_of(agent, flood, agent);
	flood->shown = true;
	puts("display");
	fflush(stdout);
}

static void run(struct flood *flood, void (*say)(struct flood *flood)) {
	for (;;) {
		agent_read(&flood->agent);
		if (flood->agent.left) {
			return;
		}
		if (!flood->shown) {
			libxenvchan_wait(flood->agent.wire.vchan);
			continue;
		}
		for (int i = 0; i < AT_A_TIME; i++) {
			say(flood);
			flood->count++;
		}
	}
}

int main(int argc, char *argv[]) {
	static struct flood flood;
	void (*say)(struct flood *flood) = NULL;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && argc == 4; i++) {
		if (strcmp(argv[1], kinds[i].name) == 0) {
			say = kinds[i].say;
		}
	}
	if (say == NULL) {
		fputs("usage: flood damage|pixels|places|titles|windows X Y\n", stderr);
		return EXIT_FAILURE;
	}
	flood.x = (int)strtol(argv[2], NULL, 10);
	flood.y = (int)strtol(argv[3], NULL, 10);
	flood.agent.connected = handle_connected;
	flood.agent.shown = handle_shown;
	if (!agent_init(&flood.agent)) {
		perror("flood");
		return EXIT_FAILURE;
	}
	run(&flood, say);
	puts("left");
	agent_finish(&flood.agent);
	return EXIT_SUCCESS;
}
