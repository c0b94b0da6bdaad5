#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "commands.h"
#include "session.h"

int main(int argc, char *argv[]) {
	struct arguments arguments;
	char error[160];
	switch (arguments_parse(argc, argv, commands, &arguments, error)) {
	case ARGUMENTS_HELP:
		arguments_print_help(commands, stdout);
		return EXIT_SUCCESS;
	case ARGUMENTS_VERSION:
		puts("domicilectl " VERSION);
		return EXIT_SUCCESS;
	case ARGUMENTS_WRONG:
		session_error("%s", error);
		return EXIT_FAILURE;
	case ARGUMENTS_RUN:
		break;
	}
	struct session session;
	bool ok = session_open(&session) && arguments.command->run(&session, &arguments);
	session_close(&session);
	if (ok && (fflush(stdout) != 0 || ferror(stdout))) {
		session_error("not all could be written: %s", strerror(errno));
		ok = false;
	}
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
