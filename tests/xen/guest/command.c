#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "report.h"

static int console = -1;
static char input[8192];
static size_t input_size;

static struct {
	char id[32]; /* empty: no command runs */
	pid_t pid;
	int output;
} running;

void command_open(int fd) {
	console = fd;
}

static void command_start(const char *id, const char *command) {
	int output[2];
	if (pipe(output) < 0) {
		err(1, "pipe");
	}
	pid_t pid = fork();
	if (pid < 0) {
		err(1, "fork");
	}
	if (pid == 0) {
		setsid();
		dup2(output[1], STDOUT_FILENO);
		dup2(output[1], STDERR_FILENO);
		for (int fd = 3; fd < 64; fd++) {
			close(fd);
		}
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(output[1]);
	running.pid = pid;
	running.output = output[0];
	snprintf(running.id, sizeof(running.id), "%s", id);
}

/* A command has ended when it and all that it left behind have closed its output. */
static void command_output(void) {
	unsigned char data[2400];
	ssize_t size = read(running.output, data, sizeof(data));
	if (size > 0) {
		report_output(running.id, data, size);
		return;
	}
	int status = 0;
	waitpid(running.pid, &status, 0);
	report("exit %s %d", running.id,
		WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
	close(running.output);
	running.id[0] = '\0';
}

static void command_line(char *line) {
	char *word = strsep(&line, " ");
	char *id = strsep(&line, " ");
	if (strcmp(word, "run") != 0 || !id || !line) {
		report("error not a command: %.100s", word);
	} else {
		command_start(id, line);
	}
}

/* Takes a line from the input, if there is a whole one and nothing runs. */
static void command_next(void) {
	char *end;
	if (running.id[0] || !(end = memchr(input, '\n', input_size))) {
		return;
	}
	*end = '\0';
	command_line(input);
	size_t used = end + 1 - input;
	input_size -= used;
	memmove(input, input + used, input_size);
}

int command_poll_prepare(struct pollfd *entries) {
	int count = 0;
	if (running.id[0]) {
		entries[count++] = (struct pollfd){.fd = running.output, .events = POLLIN};
	}
	if (input_size < sizeof(input)) {
		entries[count++] = (struct pollfd){.fd = console, .events = POLLIN};
	}
	return count;
}

void command_poll_finish(const struct pollfd *entries, int count) {
	for (int i = 0; i < count; i++) {
		if (!entries[i].revents) {
			continue;
		}
		if (entries[i].fd != console) {
			command_output();
			continue;
		}
		ssize_t size = read(console, input + input_size, sizeof(input) - input_size);
		if (size < 0) {
			err(1, "reading from the console");
		}
		input_size += size;
	}
	command_next();
}
