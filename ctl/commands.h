#ifndef DOMICILECTL_COMMANDS_H
#define DOMICILECTL_COMMANDS_H

#include "arguments.h"

/* All commands; the last has no name. Each returns false after it has said what went wrong. */
extern const struct command commands[];

#endif
