#include "arguments.h"

#include <getopt.h>
#include <string.h>

#define ERROR_SIZE 160

static const struct {
	const char *name;
	unsigned flag;
} options[] = {
	{"json", OPTION_JSON},
	{"waybar", OPTION_WAYBAR},
	{"windows", OPTION_WINDOWS},
};

#define OPTIONS (sizeof(options) / sizeof(options[0]))

static enum arguments_result check(const struct command *commands, struct arguments *arguments,
	const char *name, int count, char error[static ERROR_SIZE]) {
	const struct command *command = commands;
	while (command->name != NULL && strcmp(command->name, name) != 0) {
		command++;
	}
	if (command->name == NULL) {
		snprintf(error, ERROR_SIZE, "there is no command \"%s\"; see domicilectl --help",
			name);
		return ARGUMENTS_WRONG;
	}
	for (size_t i = 0; i < OPTIONS; i++) {
		if (arguments->options & ~command->options & options[i].flag) {
			snprintf(error, ERROR_SIZE, "%s takes no --%s", name, options[i].name);
			return ARGUMENTS_WRONG;
		}
	}
	if (count < command->min || count > command->max) {
		snprintf(error, ERROR_SIZE, "%s is used as: domicilectl %s%s%s", name, name,
			command->operands[0] != '\0' ? " " : "", command->operands);
		return ARGUMENTS_WRONG;
	}
	if ((arguments->options & (OPTION_JSON | OPTION_WAYBAR)) == (OPTION_JSON | OPTION_WAYBAR)) {
		snprintf(error, ERROR_SIZE, "--json and --waybar exclude each other");
		return ARGUMENTS_WRONG;
	}
	arguments->command = command;
	return ARGUMENTS_RUN;
}

enum arguments_result arguments_parse(int argc, char *argv[], const struct command *commands,
	struct arguments *arguments, char error[static ERROR_SIZE]) {
	static const struct option long_options[] = {
		{"help", no_argument, NULL, 'h'},
		{"json", no_argument, NULL, 'j'},
		{"version", no_argument, NULL, 'V'},
		{"waybar", no_argument, NULL, 'b'},
		{"windows", no_argument, NULL, 'w'},
		{0},
	};
	*arguments = (struct arguments){0};
	optind = 0; /* from the start, also the second time */
	opterr = 0;
	int option;
	while ((option = getopt_long(argc, argv, "hjw", long_options, NULL)) != -1) {
		switch (option) {
		case 'h':
			return ARGUMENTS_HELP;
		case 'V':
			return ARGUMENTS_VERSION;
		case 'j':
			arguments->options |= OPTION_JSON;
			break;
		case 'b':
			arguments->options |= OPTION_WAYBAR;
			break;
		case 'w':
			arguments->options |= OPTION_WINDOWS;
			break;
		default:
			snprintf(error, ERROR_SIZE,
				"there is no option \"%.100s\"; see domicilectl --help",
				argv[optind - 1]);
			return ARGUMENTS_WRONG;
		}
	}
	if (optind == argc) {
		snprintf(error, ERROR_SIZE, "a command is missing; see domicilectl --help");
		return ARGUMENTS_WRONG;
	}
	int count = argc - optind - 1;
	for (int i = 0; i < count && i < 2; i++) {
		arguments->operands[i] = argv[optind + 1 + i];
	}
	return check(commands, arguments, argv[optind], count, error);
}

void arguments_print_help(const struct command *commands, FILE *file) {
	fputs("usage: domicilectl [options] COMMAND\n\n", file);
	for (const struct command *command = commands; command->name != NULL; command++) {
		char call[64];
		snprintf(call, sizeof(call), "%s %s", command->name, command->operands);
		fprintf(file, "  %-25s %s\n", call, command->summary);
	}
	fputs("\n"
	      "  -j, --json                list, watch: for programs to read\n"
	      "  -w, --windows             list: windows instead of domains\n"
	      "      --waybar              watch: for a custom module of waybar\n"
	      "      --version             print the version and end\n"
	      "  -h, --help                print this and end\n"
	      "\n"
	      "DOMAIN is a number, a UUID or a name.\n",
		file);
}
