#ifndef DOMICILE_CONFIG_PARSER_H
#define DOMICILE_CONFIG_PARSER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "config.h"

/*
 * One reading of a configuration file: what the parts of config*.c have in common. Nothing stops at
 * an error: it is noted, and the reading goes on to find the others.
 */
struct config_parser {
	struct config *config; /* what is being filled */
	const char *file;
	int line; /* from 1 */

	FILE *errors; /* grows in memory; the configuration is good if nothing is in it */

	/* of the section being read: takes one setting. value is trimmed, and "" if there is none */
	void (*set)(struct config_parser *parser, const char *key, const char *value);
	struct config_rule *rule;     /* what [rule] sets */
	struct config_domain *domain; /* what [defaults] or [domain NAME] sets */

	/* where these stand, 0: nowhere */
	int layout_line, variant_line, options_line;
	int keys_line; /* of the last key binding */
};

void config_error(struct config_parser *parser, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A setting. set returns false where the value isn't what is expected. */
struct config_key {
	const char *name;
	bool (*set)(struct config_parser *parser, const char *value);
	const char *expected; /* for the user: "expected ..." */
	size_t offset, size;  /* where it is in struct config_guest or config_window, in bytes */
};

/*
 * Finds key among keys, which end with one that has no name, and sets it. Returns which of them it is,
 * or -1 where there was an error.
 */
int config_set_key(struct config_parser *parser, const struct config_key *keys, const char *key,
	const char *value);

/* The sections. */
void config_set_desktop(struct config_parser *parser, const char *key, const char *value);
void config_set_bar(struct config_parser *parser, const char *key, const char *value);
void config_set_keyboard(struct config_parser *parser, const char *key, const char *value);
void config_set_binding(struct config_parser *parser, const char *key, const char *value);
void config_set_transfer(struct config_parser *parser, const char *key, const char *value);
void config_begin_rule(struct config_parser *parser);
void config_set_rule(struct config_parser *parser, const char *key, const char *value);
void config_rule_destroy(struct config_rule *rule);
void config_set_domain(struct config_parser *parser, const char *key, const char *value);

/* Takes over what a section gives. */
void config_apply(const struct config_domain *domain, struct config_guest *out);

/* Whether what stands for domains in a section's name fits the guest. */
bool config_matches(const char *match, const struct guest *guest);

/* Stands for our own programs, where domains are named. */
#define CONFIG_DOM0 "dom0"

/* The same, where CONFIG_DOM0 and * fit our own programs too: guest NULL is one of those. */
bool config_matches_domain(const char *match, const struct guest *guest);

/* Whether a text fits a pattern with * and ?. It takes their lengths' product of time at most. */
bool config_glob(const char *pattern, const char *text);

/* Whether the names in [keyboard] go together: to be called when all of them are there. */
void config_check_keyboard(struct config_parser *parser);

/* Whether there is still a way out of fullscreen: to be called when all bindings are there. */
void config_check_bindings(struct config_parser *parser);

/* Values. All but text return false, and leave *out alone, on anything else than a whole value. */
void config_parse_text(const char *value, char **out); /* "" is NULL; frees what was there */
bool config_parse_int(const char *value, int min, int max, int *out);
/* *out: which of the names, which end with NULL, value is. */
bool config_parse_choice(const char *value, const char *const *names, int *out);
bool config_parse_yes_no(const char *value, bool *out);
bool config_parse_size(const char *value, int *width, int *height); /* 0 for auto */
/* Two numbers with a character between them. */
bool config_parse_pair(const char *value, char between, int min, int max, int *first, int *second);
bool config_parse_workspace(const char *value, int *out);     /* 0 for auto */
bool config_parse_modifier(const char *value, uint32_t *out); /* the name of one */

void config_add_default_bindings(struct config *config);

#endif
