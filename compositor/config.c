#include "config.h"

#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "config_parser.h"

#define BLANK " \t\r\n"

struct config *config_create(void) {
	struct config *config = znew(struct config);
	*config = (struct config){
		.terminal = must(strdup("foot")),
		.renderer = CONFIG_RENDERER_AUTO,
		.background = 0x2b3340,
		.font = must(strdup("Sans 10")),
		.drag_modifier = CONFIG_SUPER,
		.step = 32,
		.workspaces = 4,
		.repeat_delay = 600,
		.repeat_rate = 25,
		.defaults.settings =
			{
				.color = CONFIG_COLOR_AUTO,
				.cursor = CONFIG_CURSOR_HIDE,
				.attach = true,
				.memory = 64 << 20,
				.windows = true,
				.windows_port = 6000,
				.windows_limit = 500,
				.windows_memory = 128 << 20,
				.scale = 1,
			},
	};
	wl_list_init(&config->bindings);
	wl_list_init(&config->domains);
	wl_list_init(&config->transfer_rules);
	wl_list_init(&config->rules);
	wl_list_init(&config->defaults.link);
	config_add_default_bindings(config);
	return config;
}

void config_destroy(struct config *config) {
	if (config == NULL) {
		return;
	}
	struct config_binding *binding, *next_binding;
	wl_list_for_each_safe (binding, next_binding, &config->bindings, link) {
		free(binding);
	}
	struct config_domain *domain, *next_domain;
	wl_list_for_each_safe (domain, next_domain, &config->domains, link) {
		free(domain->match);
		free(domain);
	}
	struct config_transfer_rule *rule, *next_rule;
	wl_list_for_each_safe (rule, next_rule, &config->transfer_rules, link) {
		free(rule->from);
		free(rule->to);
		free(rule);
	}
	struct config_rule *window_rule, *next_window_rule;
	wl_list_for_each_safe (window_rule, next_window_rule, &config->rules, link) {
		config_rule_destroy(window_rule);
	}
	free(config->terminal);
	free(config->startup);
	free(config->font);
	free(config->xkb_model);
	free(config->xkb_layout);
	free(config->xkb_variant);
	free(config->xkb_options);
	free(config);
}

void config_error(struct config_parser *parser, int line, const char *format, ...) {
	fprintf(parser->errors, "%s:%d: ", parser->file, line);
	va_list args;
	va_start(args, format);
	vfprintf(parser->errors, format, args);
	va_end(args);
	fputc('\n', parser->errors);
}

int config_set_key(struct config_parser *parser, const struct config_key *keys, const char *key,
	const char *value) {
	char known[256] = "";
	for (int i = 0; keys[i].name != NULL; i++) {
		if (strcmp(keys[i].name, key) == 0) {
			if (keys[i].set(parser, value)) {
				return i;
			}
			config_error(parser, parser->line, "%s: expected %s, not \"%s\"", key,
				keys[i].expected, value);
			return -1;
		}
		size_t used = strlen(known);
		snprintf(known + used, sizeof(known) - used, "%s%s", used > 0 ? ", " : "",
			keys[i].name);
	}
	config_error(parser, parser->line, "unknown key \"%s\"; this section has %s", key, known);
	return -1;
}

static void set_nowhere(struct config_parser *parser, const char *key, const char *value) {
	config_error(parser, parser->line, "\"%s\" stands before the first [section]", key);
}

/* In a section that is an error itself. */
static void set_ignored(struct config_parser *parser, const char *key, const char *value) {
}

static void begin_domain(struct config_parser *parser, const char *match) {
	struct config_domain *domain = znew(struct config_domain);
	domain->match = must(strdup(match));
	wl_list_insert(parser->config->domains.prev, &domain->link);
	parser->domain = domain;
	parser->set = config_set_domain;
}

static void begin_section(struct config_parser *parser, char *name) {
	static const struct {
		const char *name;
		void (*set)(struct config_parser *parser, const char *key, const char *value);
	} sections[] = {
		{"desktop", config_set_desktop},
		{"bar", config_set_bar},
		{"keyboard", config_set_keyboard},
		{"keys", config_set_binding},
		{"clipboard", config_set_transfer},
		{"defaults", config_set_domain},
	};

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		if (strcmp(sections[i].name, name) == 0) {
			parser->set = sections[i].set;
			parser->domain = &parser->config->defaults;
			return;
		}
	}

	if (strcmp(name, "rule") == 0) {
		config_begin_rule(parser);
		return;
	}
	size_t word = strcspn(name, BLANK);
	const char *match = name + word + strspn(name + word, BLANK);
	if (word == strlen("domain") && strncmp(name, "domain", word) == 0 && *match != '\0') {
		begin_domain(parser, match);
		return;
	}
	config_error(parser, parser->line,
		"unknown section [%s]; there are [desktop], [bar], [keyboard], [keys], "
		"[clipboard], [defaults], [domain NAME] and [rule]",
		name);
	parser->set = set_ignored;
}

static void read_header(struct config_parser *parser, char *line) {
	char *name = line + 1 + strspn(line + 1, BLANK);
	char *end = strpbrk(name, "[]");
	const char *rest = end == NULL ? "" : end + 1 + strspn(end + 1, BLANK);
	if (end == NULL || *end != ']' || (*rest != '\0' && *rest != ';')) {
		config_error(parser, parser->line, "expected [section] alone on its line");
		parser->set = set_ignored;
		return;
	}
	while (end > name && strchr(BLANK, end[-1]) != NULL) {
		end--;
	}
	*end = '\0';
	begin_section(parser, name);
}

static int read_setting(void *data, const char *section, const char *key, const char *value) {
	struct config_parser *parser = data;
	parser->set(parser, key, value);
	return 1;
}

/*
 * inih says neither where it is in a file nor that a section has begun, and cuts what is too long.
 * So it gets lines one by one, and no headers.
 */
static void read_line(struct config_parser *parser, char *line, size_t length) {
	const size_t longest = INI_MAX_LINE - 3;
	if (strlen(line) != length) {
		config_error(parser, parser->line, "a NUL byte: this is not a text file");
		return;
	}
	if (parser->line == 1 && strncmp(line, "\xef\xbb\xbf", 3) == 0) {
		line += 3; /* a byte order mark */
	}
	line += strspn(line, BLANK);
	if (strcspn(line, "\r\n") > longest) {
		config_error(parser, parser->line, "longer than the %zu bytes that a line may have",
			longest);
	} else if (*line == '[') {
		read_header(parser, line);
	} else if (ini_parse_string(line, read_setting, parser) != 0) {
		config_error(parser, parser->line, "expected [section], key = value or # comment");
	}
}

static void read_file(struct config_parser *parser) {
	FILE *file = fopen(parser->file, "re");
	if (file == NULL) {
		fprintf(parser->errors, "%s: can't be opened: %s\n", parser->file, strerror(errno));
		return;
	}

	parser->set = set_nowhere;
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	while ((length = getline(&line, &size, file)) >= 0) {
		parser->line++;
		read_line(parser, line, length);
	}
	if (ferror(file)) {
		fprintf(parser->errors, "%s: can't be read: %s\n", parser->file, strerror(errno));
	}
	free(line);
	fclose(file);

	config_check_keyboard(parser);
	config_check_bindings(parser);
}

static bool exists(const char *path) {
	return access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/* Finds the file that is to be read when none is named. */
static bool find_file(char path[PATH_MAX]) {
	const char *config_home = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	path[0] = '\0';
	if (config_home != NULL && config_home[0] != '\0') {
		snprintf(path, PATH_MAX, "%s/domicile/config.ini", config_home);
	} else if (home != NULL) {
		snprintf(path, PATH_MAX, "%s/.config/domicile/config.ini", home);
	}
	if (path[0] == '\0' || !exists(path)) {
		snprintf(path, PATH_MAX, "/etc/xdg/domicile/config.ini");
	}
	return exists(path);
}

struct config *config_load(const char *file, char **error) {
	char found[PATH_MAX];
	if (file == NULL && find_file(found)) {
		file = found;
	}

	*error = NULL;
	size_t error_size = 0;
	struct config_parser parser = {
		.config = config_create(),
		.file = file,
		.errors = must(open_memstream(error, &error_size)),
	};
	if (file != NULL) {
		read_file(&parser);
	}
	fclose(parser.errors);

	if (error_size > 0) {
		(*error)[error_size - 1] = '\0'; /* the last newline */
		config_destroy(parser.config);
		return NULL;
	}
	free(*error);
	*error = NULL;
	return parser.config;
}
