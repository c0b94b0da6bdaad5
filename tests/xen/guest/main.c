/*
 * The lab's hand in a guest: tells the tests, over the guest's Xen console, which input events arrive, and
 * runs commands for them. One process and one writer, so that no line is torn by another.
 */
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>

#include "command.h"
#include "input.h"
#include "report.h"

int main(int argc, char **argv) {
	if (argc != 2) {
		errx(2, "usage: %s CONSOLE", argv[0]);
	}
	command_open(report_open(argv[1]));
	report("ready");
	input_open();
	while (true) {
		struct pollfd entries[INPUT_MAX_POLL + COMMAND_MAX_POLL];
		int inputs = input_poll_prepare(entries);
		int commands = command_poll_prepare(entries + inputs);
		if (poll(entries, inputs + commands, -1) < 0 && errno != EINTR) {
			err(1, "poll");
		}
		input_poll_finish(entries, inputs);
		command_poll_finish(entries + inputs, commands);
	}
}
