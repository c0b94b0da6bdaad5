#ifndef DOMICILECTL_ARGUMENTS_H
#define DOMICILECTL_ARGUMENTS_H

#include <stdbool.h>
#include <stdio.h>

#include "session.h"

struct arguments;

/* What can be asked for. */
struct command {
	const char *name;
	const char *operands; /* for the user */
	const char *summary;
	int min, max;     /* how many operands */
	unsigned options; /* enum option_flag: those that it takes */
	bool (*run)(struct session *session, const struct arguments *arguments);
};

enum option_flag {
	OPTION_JSON = 1,
	OPTION_WAYBAR = 2,
	OPTION_WINDOWS = 4,
};

struct arguments {
	const struct command *command;
	unsigned options;        /* enum option_flag: those that were given */
	const char *operands[2]; /* NULL: not given */
};

enum arguments_result {
	ARGUMENTS_RUN,
	ARGUMENTS_HELP,
	ARGUMENTS_VERSION,
	ARGUMENTS_WRONG, /* error says why, in a sentence */
};

/* commands end with one that has no name. argv may be put into another order. */
enum arguments_result arguments_parse(int argc, char *argv[], const struct command *commands,
	struct arguments *arguments, char error[static 160]);

void arguments_print_help(const struct command *commands, FILE *file);

#endif
