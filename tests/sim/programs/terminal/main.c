#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyboard.h"
#include "pty.h"
#include "view.h"

/*
 * terminal [COMMAND...]: a text console with a shell, or what is given, on it. Says on standard output
 * "title TEXT" when a program has named the terminal so, and what came before is on the screen.
 */

#define WIDTH 800
#define HEIGHT 500
#define WHEEL_LINES 3

struct terminal {
	struct screen screen;
	struct view view;
	struct keyboard keyboard;
	VTerm *vterm;
	char *const *argv;
	int pty; /* -1 until there is a screen */
	struct wl_event_source *pty_source;
	char told_title[sizeof(((struct view *)0)->title)];
};

static void handle_output(const char *bytes, size_t size, void *data) {
	struct terminal *terminal = data;
	/* What a program doesn't read is lost, as with any keyboard. */
	if (terminal->pty >= 0 && write(terminal->pty, bytes, size) < 0 && errno != EAGAIN) {
		guest_stop(&terminal->screen.guest);
	}
}

static int handle_pty(int fd, uint32_t mask, void *data) {
	struct terminal *terminal = data;
	char bytes[16384];
	ssize_t size = read(fd, bytes, sizeof(bytes));
	if (size > 0) {
		vterm_input_write(terminal->vterm, bytes, (size_t)size);
		screen_request_frame(&terminal->screen);
	} else if (size == 0 || errno != EAGAIN) {
		guest_stop(&terminal->screen.guest);
	}
	return 0;
}

/* Programs ask for the size as they start: not before there is one. */
static void start(struct terminal *terminal) {
	terminal->pty = pty_start(terminal->argv, terminal->view.columns, terminal->view.rows);
	if (terminal->pty < 0) {
		perror("terminal");
		exit(EXIT_FAILURE);
	}
	terminal->pty_source = wl_event_loop_add_fd(terminal->screen.guest.loop, terminal->pty,
		WL_EVENT_READABLE, handle_pty, terminal);
}

static void handle_resize(struct screen *screen) {
	struct terminal *terminal = wl_container_of(screen, terminal, screen);
	view_resize(&terminal->view);
	if (terminal->pty < 0) {
		start(terminal);
	} else {
		pty_resize(terminal->pty, terminal->view.columns, terminal->view.rows);
	}
}

static void handle_frame(struct screen *screen) {
	struct terminal *terminal = wl_container_of(screen, terminal, screen);
	view_draw(&terminal->view);
	screen_flush(screen);
	if (strcmp(terminal->told_title, terminal->view.title) != 0) {
		memcpy(terminal->told_title, terminal->view.title, sizeof(terminal->told_title));
		printf("title %s\n", terminal->told_title);
	}
}

static void handle_key(struct screen *screen, uint32_t key, bool pressed) {
	struct terminal *terminal = wl_container_of(screen, terminal, screen);
	if (keyboard_key(&terminal->keyboard, terminal->vterm, key, pressed)) {
		view_scroll(&terminal->view, -terminal->view.history.count);
	}
}

static void handle_wheel(struct screen *screen, int clicks) {
	struct terminal *terminal = wl_container_of(screen, terminal, screen);
	if (!terminal->view.alternate) {
		view_scroll(&terminal->view, -WHEEL_LINES * clicks);
		return;
	}
	/* A pager, likely. */
	for (int i = 0; i < WHEEL_LINES * abs(clicks); i++) {
		vterm_keyboard_key(terminal->vterm, clicks > 0 ? VTERM_KEY_DOWN : VTERM_KEY_UP,
			VTERM_MOD_NONE);
	}
}

static const struct screen_impl impl = {
	.resize = handle_resize,
	.frame = handle_frame,
	.key = handle_key,
	.wheel = handle_wheel,
};

int main(int argc, char *argv[]) {
	static struct terminal terminal;
	char *shell[] = {getenv("SHELL"), NULL};
	if (shell[0] == NULL) {
		shell[0] = "/bin/sh";
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!keyboard_init(&terminal.keyboard)) {
		fprintf(stderr,
			"terminal: there is no such keyboard layout; see XKB_DEFAULT_LAYOUT\n");
		return EXIT_FAILURE;
	}
	terminal.argv = argc > 1 ? argv + 1 : shell;
	terminal.pty = -1;
	terminal.vterm = vterm_new(25, 80);
	vterm_set_utf8(terminal.vterm, 1);
	vterm_output_set_callback(terminal.vterm, handle_output, &terminal);
	view_init(&terminal.view, &terminal.screen, terminal.vterm);
	if (!screen_init(&terminal.screen, &impl, WIDTH, HEIGHT)) {
		perror("terminal");
		return EXIT_FAILURE;
	}
	guest_run(&terminal.screen.guest);
	if (terminal.pty >= 0) {
		wl_event_source_remove(terminal.pty_source);
		close(terminal.pty);
	}
	screen_finish(&terminal.screen);
	view_finish(&terminal.view);
	vterm_free(terminal.vterm);
	keyboard_finish(&terminal.keyboard);
	return EXIT_SUCCESS;
}
