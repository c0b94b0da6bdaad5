#ifndef SIM_TERMINAL_PTY_H
#define SIM_TERMINAL_PTY_H

/* Starts a program on a new terminal. Returns this side of it, which never blocks; -1 with errno. */
int pty_start(char *const argv[], int columns, int rows);
void pty_resize(int fd, int columns, int rows);

#endif
