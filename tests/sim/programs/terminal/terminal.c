#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyboard.h"
#include "programs.h"
#include "pty.h"
#include "view.h"

#define WIDTH 800
#define HEIGHT 500
#define WHEEL_LINES 3

struct terminal {
	struct screen screen;
	struct view view;
	struct keyboard keyboard;
	VTerm *vterm;
	char *const *argv;
	char *shell[2]; /* what argv is if nothing was given */
	int pty;        /* -1 until there is a screen */
	struct wl_event_source *pty_source;
	char told_title[sizeof(((struct view *)0)->title)];
};

static void handle_output(const char *bytes, size_t size, void *data) {
	struct terminal *terminal = data;
	/* What a program doesn't read is lost, as with any keyboard. */
	if (terminal->pty >= 0 && write(terminal->pty, bytes, size) < 0 && errno != EAGAIN) {
		screen_end(&terminal->screen);
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
		screen_end(&terminal->screen);
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
	terminal->pty_source = wl_event_loop_add_fd(
		terminal->screen.loop, terminal->pty, WL_EVENT_READABLE, handle_pty, terminal);
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
		screen_set_title(screen, terminal->told_title);
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

/* Between marks, if the program has asked for them: so that it doesn't take a text for commands. */
static void handle_paste(struct screen *screen, const char *text, size_t size) {
	struct terminal *terminal = wl_container_of(screen, terminal, screen);
	char *typed = strndup(text, size);
	for (char *end = typed; (end = strchr(end, '\n')) != NULL;) {
		*end = '\r';
	}
	vterm_keyboard_start_paste(terminal->vterm);
	handle_output(typed, strlen(typed), terminal);
	vterm_keyboard_end_paste(terminal->vterm);
	free(typed);
}

static void handle_destroy(struct screen *screen) {
	struct terminal *terminal = wl_container_of(screen, terminal, screen);
	if (terminal->pty >= 0) {
		wl_event_source_remove(terminal->pty_source);
		close(terminal->pty);
	}
	view_finish(&terminal->view);
	vterm_free(terminal->vterm);
	keyboard_finish(&terminal->keyboard);
	screen_finish(screen);
	free(terminal);
}

static const struct screen_impl impl = {
	.resize = handle_resize,
	.frame = handle_frame,
	.destroy = handle_destroy,
	.key = handle_key,
	.wheel = handle_wheel,
	.paste = handle_paste,
};

struct screen *terminal_create(struct wl_event_loop *loop, char *const args[]) {
	struct terminal *terminal = calloc(1, sizeof(*terminal));
	if (!keyboard_init(&terminal->keyboard)) {
		fprintf(stderr,
			"terminal: there is no such keyboard layout; see XKB_DEFAULT_LAYOUT\n");
		keyboard_finish(&terminal->keyboard);
		free(terminal);
		return NULL;
	}
	char *shell = getenv("SHELL");
	terminal->shell[0] = shell != NULL ? shell : "/bin/sh";
	terminal->argv = args[0] != NULL ? args : terminal->shell;
	terminal->pty = -1;
	terminal->vterm = vterm_new(25, 80);
	vterm_set_utf8(terminal->vterm, 1);
	vterm_output_set_callback(terminal->vterm, handle_output, terminal);
	terminal->screen.cursor = SCREEN_CURSOR_TEXT;
	view_init(&terminal->view, &terminal->screen, terminal->vterm);
	screen_init(&terminal->screen, &impl, loop, "terminal", WIDTH, HEIGHT);
	return &terminal->screen;
}
