#define _GNU_SOURCE
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "say.h"
#include "wire.h"

/*
 * A guest's agent that does what it is told by lines on standard input, be it right or wrong, and tells
 * on standard output what it is sent. It answers "done". By itself it does nothing but what every agent
 * has to: it offers its channel, and answers a configure, unless told not to.
 *
 *   create WINDOW X Y WIDTH HEIGHT POPUP       map WINDOW TRANSIENT_FOR POPUP
 *   configure WINDOW X Y WIDTH HEIGHT          unmap, destroy, dock WINDOW
 *   dump WINDOW WIDTH HEIGHT RRGGBB            new pages, all of that colour
 *   redump WINDOW                              the same pages once more
 *   paint WINDOW X Y WIDTH HEIGHT RRGGBB       and damage
 *   damage WINDOW X Y WIDTH HEIGHT
 *   title WINDOW TEXT       class WINDOW TEXT  flags WINDOW SET UNSET
 *   hints WINDOW BASE_WIDTH BASE_HEIGHT STEP_WIDTH STEP_HEIGHT
 *   cursor WINDOW NUMBER
 *   clipboard TEXT
 *   raw TYPE WINDOW LENGTH HEX                 a header, and a body of any other length
 *   flood COUNT WINDOW KIND                    so many of damage, configure, title, or map and unmap
 *   obey 0|1, deaf 0|1                         whether it answers, whether it reads nothing
 *   leave                                      ends the connection, and offers it again
 *   forsake                                    offers another, without a word to the first
 */

static const char *const names[256] = {
	[QUBES_GUI_KEY] = "key",
	[QUBES_GUI_BUTTON] = "button",
	[QUBES_GUI_MOTION] = "motion",
	[QUBES_GUI_CROSSING] = "crossing",
	[QUBES_GUI_FOCUS] = "focus",
	[QUBES_GUI_CLOSE] = "close",
	[QUBES_GUI_CLIPBOARD_REQUEST] = "clipboard-request",
	[QUBES_GUI_KEYMAP] = "keymap",
	[QUBES_GUI_DUMP_ACK] = "ack",
	[QUBES_GUI_DESTROY] = "destroy",
	[QUBES_GUI_MAP] = "map",
	[QUBES_GUI_CONFIGURE] = "configure",
	[QUBES_GUI_CLIPBOARD] = "clipboard",
	[QUBES_GUI_FLAGS] = "flags",
};

#define MAX_WINDOWS 64

struct agent {
	struct wire wire;
	struct buffers buffers;
	uint32_t windows[MAX_WINDOWS]; /* that are there, to answer for */
	size_t window_count;
	bool disobedient;
	char line[65536];
	size_t size;
};

/* Windows with pixels */

static bool dump(
	struct agent *agent, uint32_t window, uint32_t width, uint32_t height, uint32_t color) {
	struct buffer *buffer = buffers_replace(&agent->buffers, window, width, height);
	if (buffer == NULL) {
		return false;
	}
	buffer_fill(buffer, 0, 0, width, height, color);
	say_dump(&agent->wire, buffer);
	return true;
}

/* False if there is no such kind. */
static bool flood(struct wire *wire, int32_t count, uint32_t window, const char *kind) {
	for (int32_t i = 0; i < count; i++) {
		if (strcmp(kind, "damage") == 0) {
			say_damage(wire, window, i % 64, i / 64 % 64, 1, 1);
		} else if (strcmp(kind, "configure") == 0) {
			say_configure(wire, window,
				&(struct qubes_gui_configure){
					.width = 100 + (uint32_t)i % 1000, .height = 100});
		} else if (strcmp(kind, "title") == 0) {
			say_title(wire, window, i % 2 == 0 ? "even" : "odd");
		} else if (strcmp(kind, "map") == 0) {
			wire_send(wire, QUBES_GUI_UNMAP, window, NULL, 0);
			say_map(wire, window, 0, false);
		} else {
			return false;
		}
	}
	return true;
}

/* What it is sent */

static void print_message(const struct qubes_gui_header *header, const uint8_t *body) {
	const char *name = header->type < 256 ? names[header->type] : NULL;
	printf("got %s %" PRIu32, name != NULL ? name : "nonsense", header->window);
	if (header->type == QUBES_GUI_CLIPBOARD) {
		printf(" %.*s", (int)header->length, (const char *)body);
	} else if (header->type != QUBES_GUI_KEYMAP) {
		for (uint32_t i = 0; i + 4 <= header->length; i += 4) {
			int32_t number;
			memcpy(&number, body + i, sizeof(number));
			printf(" %" PRId32, number);
		}
	}
	putchar('\n');
}

static size_t find_window(const struct agent *agent, uint32_t window) {
	size_t i = 0;
	while (i < agent->window_count && agent->windows[i] != window) {
		i++;
	}
	return i;
}

static void add_window(struct agent *agent, uint32_t window) {
	if (agent->window_count < MAX_WINDOWS) {
		agent->windows[agent->window_count] = window;
		agent->window_count++;
	}
}

static void remove_window(struct agent *agent, uint32_t window) {
	size_t i = find_window(agent, window);
	if (i < agent->window_count) {
		agent->window_count--;
		agent->windows[i] = agent->windows[agent->window_count];
	}
}

/* As a guest's X server does: the window is there then, and has new pixels of the same colour. */
static void obey_configure(
	struct agent *agent, uint32_t window, const struct qubes_gui_configure *box) {
	if (find_window(agent, window) == agent->window_count) {
		return; /* ours and its end have crossed */
	}
	say_configure(&agent->wire, window, box);
	struct buffer *buffer = buffers_find(&agent->buffers, window);
	if (buffer != NULL && (buffer->width != box->width || buffer->height != box->height)) {
		dump(agent, window, box->width, box->height, buffer->color);
	}
}

static void handle_message(struct agent *agent) {
	const struct qubes_gui_header *header = &agent->wire.in.header;
	print_message(header, agent->wire.in.body);
	if (header->type == QUBES_GUI_DUMP_ACK) {
		buffers_release_oldest(&agent->buffers);
	} else if (header->type == QUBES_GUI_CONFIGURE && !agent->disobedient) {
		struct qubes_gui_configure box;
		memcpy(&box, agent->wire.in.body, sizeof(box));
		obey_configure(agent, header->window, &box);
	}
}

static void handle_wire(struct agent *agent) {
	enum wire_event event;
	while ((event = wire_next(&agent->wire)) != WIRE_NOTHING) {
		struct qubes_gui_desktop desktop;
		switch (event) {
		case WIRE_CONNECTED:
			memcpy(&desktop, agent->wire.in.body, sizeof(desktop));
			printf("connected %" PRIu32 ".%" PRIu32 " %" PRIu32 " %" PRIu32 "\n",
				agent->wire.negotiated >> 16, agent->wire.negotiated & 0xffff,
				desktop.width, desktop.height);
			break;
		case WIRE_DISCONNECTED:
			buffers_clear(&agent->buffers);
			agent->window_count = 0;
			puts("disconnected");
			break;
		default:
			handle_message(agent);
			break;
		}
	}
}

/* What it is told */

/* Both sides' numbers are of 32 bits; what they mean is for the desktop to find out. */
static int parse(const char *line, const char *word, int32_t numbers[static 6], const char **rest) {
	size_t length = strlen(word);
	if (strncmp(line, word, length) != 0 || (line[length] != ' ' && line[length] != '\0')) {
		return -1;
	}
	const char *at = line + length;
	int count = 0;
	for (; count < 6; count++) {
		char *end;
		long long number = strtoll(at, &end, 0);
		if (end == at) {
			break;
		}
		numbers[count] = (int32_t)(uint32_t)number;
		at = end;
	}
	*rest = at + (*at == ' ');
	return count;
}

static void say_raw(struct agent *agent, const int32_t *numbers, const char *hex) {
	struct qubes_gui_header header = {
		(uint32_t)numbers[0], (uint32_t)numbers[1], (uint32_t)numbers[2]};
	wire_write(&agent->wire, &header, sizeof(header));
	unsigned int byte;
	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
		uint8_t value = (uint8_t)byte;
		wire_write(&agent->wire, &value, 1);
	}
}

static bool obey_window(struct agent *agent, const char *line) {
	struct wire *wire = &agent->wire;
	int32_t n[6];
	const char *text;
	uint32_t window;
	static const struct {
		const char *word;
		uint32_t type;
		int numbers; /* after the window's */
	} plain[] = {
		{"map", QUBES_GUI_MAP, 2},
		{"unmap", QUBES_GUI_UNMAP, 0},
		{"destroy", QUBES_GUI_DESTROY, 0},
		{"dock", QUBES_GUI_DOCK, 0},
		{"damage", QUBES_GUI_DAMAGE, 4},
		{"flags", QUBES_GUI_FLAGS, 2},
		{"cursor", QUBES_GUI_CURSOR, 1},
	};
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		if (parse(line, plain[i].word, n, &text) == 1 + plain[i].numbers) {
			if (plain[i].type == QUBES_GUI_DESTROY) {
				remove_window(agent, (uint32_t)n[0]);
			}
			wire_send(wire, plain[i].type, (uint32_t)n[0], n + 1,
				4 * (size_t)plain[i].numbers);
			return true;
		}
	}
	if (parse(line, "create", n, &text) == 6) {
		add_window(agent, (uint32_t)n[0]);
		say_create(wire, (uint32_t)n[0], n[1], n[2], (uint32_t)n[3], (uint32_t)n[4],
			n[5] != 0);
	} else if (parse(line, "configure", n, &text) == 5) {
		say_configure(wire, (uint32_t)n[0],
			&(struct qubes_gui_configure){
				n[1], n[2], (uint32_t)n[3], (uint32_t)n[4], 0});
	} else if (parse(line, "hints", n, &text) == 5) {
		say_hints(wire, (uint32_t)n[0], (uint32_t)n[1], (uint32_t)n[2], (uint32_t)n[3],
			(uint32_t)n[4]);
	} else if (sscanf(line, "title %" SCNu32, &window) == 1) {
		parse(line, "title", n, &text);
		say_title(wire, window, text);
	} else if (sscanf(line, "class %" SCNu32, &window) == 1) {
		parse(line, "class", n, &text);
		say_class(wire, window, text);
	} else {
		return false;
	}
	return true;
}

static bool obey_pixels(struct agent *agent, const char *line) {
	int32_t n[6];
	const char *rest;
	uint32_t window, width, height, color;
	int x, y;
	if (sscanf(line, "dump %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNx32, &window, &width,
		    &height, &color) == 4) {
		return dump(agent, window, width, height, color);
	}
	if (sscanf(line, "paint %" SCNu32 " %d %d %" SCNu32 " %" SCNu32 " %" SCNx32, &window, &x,
		    &y, &width, &height, &color) == 6) {
		struct buffer *buffer = buffers_find(&agent->buffers, window);
		if (buffer == NULL) {
			return false;
		}
		buffer_fill(buffer, (uint32_t)x, (uint32_t)y, width, height, color);
		say_damage(&agent->wire, window, x, y, width, height);
		return true;
	}
	if (parse(line, "redump", n, &rest) == 1 && buffers_keep(&agent->buffers, (uint32_t)n[0])) {
		say_dump(&agent->wire, buffers_find(&agent->buffers, (uint32_t)n[0]));
		return true;
	}
	if (parse(line, "flood", n, &rest) == 2) {
		return flood(&agent->wire, n[0], (uint32_t)n[1], rest);
	}
	return false;
}

static bool obey(struct agent *agent, const char *line) {
	int32_t n[6];
	const char *rest;
	if (parse(line, "obey", n, &rest) == 1) {
		agent->disobedient = n[0] == 0;
	} else if (parse(line, "deaf", n, &rest) == 1) {
		agent->wire.deaf = n[0] != 0;
	} else if (strcmp(line, "leave") == 0 || strcmp(line, "forsake") == 0) {
		if (line[0] == 'l') {
			wire_close(&agent->wire);
		}
		buffers_clear(&agent->buffers);
		agent->window_count = 0;
		return wire_offer(&agent->wire);
	} else if (parse(line, "clipboard", n, &rest) == 0) {
		/* From a window of its own that it hasn't told of, as stock agents do. */
		say_clipboard(&agent->wire, 0x200002, rest);
	} else if (parse(line, "raw", n, &rest) >= 3) {
		say_raw(agent, n, strrchr(line, ' ') + 1);
	} else {
		return obey_window(agent, line) || obey_pixels(agent, line);
	}
	return true;
}

/* False at the end of all orders. */
static bool handle_input(struct agent *agent) {
	ssize_t size = read(
		STDIN_FILENO, agent->line + agent->size, sizeof(agent->line) - 1 - agent->size);
	if (size <= 0) {
		return false;
	}
	agent->size += (size_t)size;
	char *end;
	while ((end = memchr(agent->line, '\n', agent->size)) != NULL) {
		*end = '\0';
		puts(obey(agent, agent->line) ? "done" : "what?");
		agent->size -= (size_t)(end + 1 - agent->line);
		memmove(agent->line, end + 1, agent->size);
	}
	return true;
}

int main(int argc, char **argv) {
	static struct agent agent;
	setvbuf(stdout, NULL, _IOLBF, 0);
	agent.wire.version = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 0)
	                              : QUBES_GUI_MAJOR << 16 | QUBES_GUI_MINOR;
	if (!buffers_init(&agent.buffers) || !wire_offer(&agent.wire)) {
		perror("agent");
		return EXIT_FAILURE;
	}
	puts("offered");
	for (;;) {
		handle_wire(&agent);
		struct pollfd fds[] = {
			{.fd = STDIN_FILENO, .events = POLLIN},
			{.fd = wire_fd(&agent.wire), .events = POLLIN},
		};
		if (poll(fds, 2, -1) < 0 || (fds[0].revents != 0 && !handle_input(&agent))) {
			break;
		}
		if (fds[1].revents != 0) {
			wire_take_event(&agent.wire);
		}
	}
	wire_close(&agent.wire);
	buffers_finish(&agent.buffers);
	return EXIT_SUCCESS;
}
