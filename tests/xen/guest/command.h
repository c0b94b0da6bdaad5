#ifndef COMMAND_H
#define COMMAND_H

#include <poll.h>

/*
 * Commands from the tests, one at a time: a line "run ID SHELL COMMAND" on the console. What the
 * command prints is reported as "out ID BASE64" and its end as "exit ID STATUS", where a signal counts
 * 128 more than its number, as in a shell.
 */

enum {
	COMMAND_MAX_POLL = 2
};

void command_open(int console);
int command_poll_prepare(struct pollfd *entries);
void command_poll_finish(const struct pollfd *entries, int count);

#endif
