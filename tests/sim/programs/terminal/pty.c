#define _GNU_SOURCE
#include "pty.h"

#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static struct winsize to_size(int columns, int rows) {
	return (struct winsize){
		.ws_col = (unsigned short)columns,
		.ws_row = (unsigned short)rows,
	};
}

int pty_start(char *const argv[], int columns, int rows) {
	int fd;
	struct winsize size = to_size(columns, rows);
	pid_t pid = forkpty(&fd, NULL, NULL, &size);
	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		setenv("COLORTERM", "truecolor", 1);
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	if (pid < 0) {
		return -1;
	}
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

void pty_resize(int fd, int columns, int rows) {
	struct winsize size = to_size(columns, rows);
	ioctl(fd, TIOCSWINSZ, &size);
}
