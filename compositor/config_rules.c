#include <stddef.h>
#include <string.h>

#include "alloc.h"
#include "config_parser.h"

void config_begin_rule(struct config_parser *parser) {
	struct config_rule *rule = znew(struct config_rule);
	/* Guests choose what their windows are called: they can't choose what is said of others. */
	rule->domain = must(strdup(CONFIG_DOM0));
	wl_list_insert(parser->config->rules.prev, &rule->link);
	parser->rule = rule;
	parser->set = config_set_rule;
}

void config_rule_destroy(struct config_rule *rule) {
	wl_list_remove(&rule->link);
	free(rule->domain);
	free(rule->app_id);
	free(rule->title);
	free(rule);
}

static bool set_domain(struct config_parser *parser, const char *value) {
	config_parse_text(value, &parser->rule->domain);
	return value[0] != '\0';
}

static bool set_app_id(struct config_parser *parser, const char *value) {
	config_parse_text(value, &parser->rule->app_id);
	return value[0] != '\0';
}

static bool set_title(struct config_parser *parser, const char *value) {
	config_parse_text(value, &parser->rule->title);
	return value[0] != '\0';
}

static bool set_workspace(struct config_parser *parser, const char *value) {
	return config_parse_workspace(value, &parser->rule->window.workspace);
}

static bool set_maximized(struct config_parser *parser, const char *value) {
	return config_parse_yes_no(value, &parser->rule->window.maximized);
}

static bool set_fullscreen(struct config_parser *parser, const char *value) {
	return config_parse_yes_no(value, &parser->rule->window.fullscreen);
}

static bool set_on_top(struct config_parser *parser, const char *value) {
	return config_parse_yes_no(value, &parser->rule->window.on_top);
}

static bool set_position(struct config_parser *parser, const char *value) {
	struct config_window *window = &parser->rule->window;
	window->position.given = strcmp(value, "auto") != 0;
	return !window->position.given ||
	       config_parse_pair(value, ',', 0, 32767, &window->position.x, &window->position.y);
}

static bool set_size(struct config_parser *parser, const char *value) {
	struct config_window *window = &parser->rule->window;
	return config_parse_size(value, &window->size.width, &window->size.height);
}

#define FIELD(name) \
	offsetof(struct config_window, name), sizeof(((struct config_window *)NULL)->name)

static const struct config_key rule_keys[] = {
	{"domain", set_domain, "dom0, or the name of a domain", 0, 0},
	{"app-id", set_app_id, "what programs are called", 0, 0},
	{"title", set_title, "a title", 0, 0},
	{"workspace", set_workspace, "auto, or 1 to 9", FIELD(workspace)},
	{"maximized", set_maximized, "yes or no", FIELD(maximized)},
	{"fullscreen", set_fullscreen, "yes or no", FIELD(fullscreen)},
	{"on-top", set_on_top, "yes or no", FIELD(on_top)},
	{"position", set_position, "auto, or X,Y with each from 0 to 32767", FIELD(position)},
	{"size", set_size, "auto, or WIDTHxHEIGHT with each from 64 to 16384", FIELD(size)},
	{NULL},
};

void config_set_rule(struct config_parser *parser, const char *key, const char *value) {
	int i = config_set_key(parser, rule_keys, key, value);
	if (i >= 0) {
		parser->rule->given |= 1u << i;
	}
}

/* The first byte of the next character of UTF-8. */
static const char *next_character(const char *text) {
	do {
		text++;
	} while ((*text & 0xc0) == 0x80);
	return text;
}

/*
 * Not fnmatch(), which takes a time that grows with a power of the text's length: guests choose
 * titles. What a star stands for is only ever extended for the last one, so that each place of the text
 * is compared with each of the pattern once at most.
 */
bool config_glob(const char *pattern, const char *text) {
	const char *star = NULL, *from = NULL; /* after the last star, and what follows it there */
	while (*text != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			from = text;
		} else if (*pattern == '?') {
			pattern++;
			text = next_character(text);
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star;
			text = from = next_character(from);
		} else {
			return false;
		}
	}
	while (*pattern == '*') {
		pattern++;
	}
	return *pattern == '\0';
}

static bool fits(const struct config_rule *rule, const struct guest *guest, const char *app_id,
	const char *title) {
	return config_matches_domain(rule->domain, guest) &&
	       (rule->app_id == NULL || config_glob(rule->app_id, app_id)) &&
	       (rule->title == NULL || config_glob(rule->title, title));
}

void config_for_window(const struct config *config, const struct guest *guest, const char *app_id,
	const char *title, struct config_window *out) {
	*out = (struct config_window){0};
	const struct config_rule *rule;
	wl_list_for_each (rule, &config->rules, link) {
		if (!fits(rule, guest, app_id, title)) {
			continue;
		}
		for (int i = 0; rule_keys[i].name != NULL; i++) {
			if (rule->given & 1u << i) {
				size_t offset = rule_keys[i].offset;
				memcpy((char *)out + offset, (const char *)&rule->window + offset,
					rule_keys[i].size);
			}
		}
	}
}
