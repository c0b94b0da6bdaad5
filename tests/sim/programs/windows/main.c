#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "programs.h"
#include "screen.h"
#include "window.h"

static const char usage[] =
	"usage: windows [-g GEOMETRY] PROGRAM [ARGUMENT...] [-- [-g GEOMETRY] PROGRAM ...]\n"
	"\n"
	"Shows programs in windows of their own on dom0's desktop, as the agent of this domain. "
	"Ends\n"
	"with the last of them. GEOMETRY is WIDTHxHEIGHT or WIDTHxHEIGHT+X+Y.\n"
	"\n"
	"Programs:";

static const struct {
	const char *name;
	create_program *create;
} programs[] = {
	{"clock", clock_create},
	{"paint", paint_create},
	{"planets", planets_create},
#ifdef HAVE_TERMINAL
	{"terminal", terminal_create},
#endif
};
#define PROGRAMS (sizeof(programs) / sizeof(programs[0]))

static create_program *find_program(const char *name) {
	for (size_t i = 0; i < PROGRAMS; i++) {
		if (strcmp(programs[i].name, name) == 0) {
			return programs[i].create;
		}
	}
	return NULL;
}

static bool read_geometry(const char *text, struct qubes_gui_configure *box) {
	int count = sscanf(text, "%ux%u+%d+%d", &box->width, &box->height, &box->x, &box->y);
	return (count == 2 || count == 4) && box->width >= 1 && box->height >= 1 &&
	       box->width <= QUBES_GUI_MAX_WIDTH && box->height <= QUBES_GUI_MAX_HEIGHT;
}

/* What one window is to show: a part of the command line, up to a NULL. */
static bool open_window(struct agent *agent, char *args[]) {
	struct qubes_gui_configure box = {0};
	if (args[0] != NULL && strcmp(args[0], "-g") == 0) {
		if (args[1] == NULL || !read_geometry(args[1], &box)) {
			return false;
		}
		args += 2;
	}
	create_program *create = args[0] != NULL ? find_program(args[0]) : NULL;
	if (create == NULL) {
		return false;
	}
	struct screen *screen = create(agent->loop, args + 1);
	if (screen == NULL) {
		exit(EXIT_FAILURE);
	}
	if (box.width == 0) {
		box.width = (uint32_t)screen->default_width;
		box.height = (uint32_t)screen->default_height;
	}
	window_create(agent, screen, NULL, &box);
	return true;
}

int main(int argc, char *argv[]) {
	static struct agent agent;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!agent_init(&agent)) {
		perror("windows");
		return EXIT_FAILURE;
	}
	for (int first = 1, i = 1; i <= argc; i++) {
		if (i < argc && strcmp(argv[i], "--") != 0) {
			continue;
		}
		argv[i] = NULL;
		if (!open_window(&agent, argv + first)) {
			fputs(usage, stderr);
			for (size_t program = 0; program < PROGRAMS; program++) {
				fprintf(stderr, " %s", programs[program].name);
			}
			fputc('\n', stderr);
			return EXIT_FAILURE;
		}
		first = i + 1;
	}
	bool ended = agent_run(&agent);
	if (!ended) {
		perror("windows");
	}
	agent_finish(&agent);
	return ended ? EXIT_SUCCESS : EXIT_FAILURE;
}
