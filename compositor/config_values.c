#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "alloc.h"
#include "config_parser.h"
#include "guest.h"

void config_parse_text(const char *value, char **out) {
	free(*out);
	*out = value[0] == '\0' ? NULL : must(strdup(value));
}

/* Digits alone, without sign or blank. *rest is what follows them. */
static bool parse_digits(const char *value, unsigned long *out, const char **rest) {
	if (!isdigit((unsigned char)value[0])) {
		return false;
	}
	char *end;
	errno = 0;
	*out = strtoul(value, &end, 10);
	*rest = end;
	return errno == 0;
}

static bool in_range(unsigned long number, unsigned long min, unsigned long max) {
	return number >= min && number <= max;
}

bool config_parse_int(const char *value, int min, int max, int *out) {
	unsigned long number;
	const char *rest;
	if (!parse_digits(value, &number, &rest) || *rest != '\0' || !in_range(number, min, max)) {
		return false;
	}
	*out = (int)number;
	return true;
}

static bool parse_color(const char *value, uint32_t *out) {
	if (strlen(value) != 7 || value[0] != '#' ||
		strspn(value + 1, "0123456789abcdefABCDEF") != 6) {
		return false;
	}
	*out = (uint32_t)strtoul(value + 1, NULL, 16);
	return true;
}

static bool parse_memory(const char *value, size_t *out) {
	unsigned long number;
	const char *unit;
	if (!parse_digits(value, &number, &unit) || number > 512ul << 20) {
		return false;
	}
	uint64_t bytes = number;
	if (strcmp(unit, "K") == 0) {
		bytes <<= 10;
	} else if (strcmp(unit, "M") == 0) {
		bytes <<= 20;
	} else if (strcmp(unit, "G") == 0) {
		bytes <<= 30;
	} else if (unit[0] != '\0') {
		return false;
	}
	if (bytes < 1u << 20 || bytes > 512u << 20) {
		return false;
	}
	*out = bytes;
	return true;
}

bool config_parse_pair(const char *value, char between, int min, int max, int *first, int *second) {
	unsigned long a, b;
	const char *rest;
	if (!parse_digits(value, &a, &rest) || *rest != between ||
		!parse_digits(rest + 1, &b, &rest) || *rest != '\0' || !in_range(a, min, max) ||
		!in_range(b, min, max)) {
		return false;
	}
	*first = (int)a;
	*second = (int)b;
	return true;
}

bool config_parse_size(const char *value, int *width, int *height) {
	if (strcmp(value, "auto") == 0) {
		*width = *height = 0;
		return true;
	}
	return config_parse_pair(value, 'x', 64, 16384, width, height);
}

bool config_parse_choice(const char *value, const char *const *names, int *out) {
	for (int i = 0; names[i] != NULL; i++) {
		if (strcmp(names[i], value) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool set_terminal(struct config_parser *parser, const char *value) {
	config_parse_text(value, &parser->config->terminal);
	return value[0] != '\0';
}

static bool set_startup(struct config_parser *parser, const char *value) {
	config_parse_text(value, &parser->config->startup);
	return true;
}

static bool set_renderer(struct config_parser *parser, const char *value) {
	static const char *const names[] = {
		[CONFIG_RENDERER_AUTO] = "auto",
		[CONFIG_RENDERER_PIXMAN] = "pixman",
		[CONFIG_RENDERER_GLES2] = "gles2",
		NULL,
	};
	int choice;
	if (!config_parse_choice(value, names, &choice)) {
		return false;
	}
	parser->config->renderer = choice;
	return true;
}

static bool set_background(struct config_parser *parser, const char *value) {
	return parse_color(value, &parser->config->background);
}

static bool set_font(struct config_parser *parser, const char *value) {
	config_parse_text(value, &parser->config->font);
	return value[0] != '\0';
}

static bool set_drag_modifier(struct config_parser *parser, const char *value) {
	return config_parse_modifier(value, &parser->config->drag_modifier);
}

static bool set_step(struct config_parser *parser, const char *value) {
	return config_parse_int(value, 1, 1000, &parser->config->step);
}

static bool set_workspaces(struct config_parser *parser, const char *value) {
	return config_parse_int(value, 1, CONFIG_WORKSPACES_MAX, &parser->config->workspaces);
}

static bool set_xwayland(struct config_parser *parser, const char *value) {
	return config_parse_yes_no(value, &parser->config->xwayland);
}

void config_set_desktop(struct config_parser *parser, const char *key, const char *value) {
	static const struct config_key keys[] = {
		{"terminal", set_terminal, "a command"},
		{"startup", set_startup, "a command"},
		{"renderer", set_renderer, "auto, pixman or gles2"},
		{"background", set_background, "#rrggbb"},
		{"font", set_font, "a font, such as Sans 10"},
		{"drag-modifier", set_drag_modifier, "Shift, Ctrl, Alt or Super"},
		{"step", set_step, "1 to 1000"},
		{"workspaces", set_workspaces, "1 to 9"},
		{"xwayland", set_xwayland, "yes or no"},
		{NULL},
	};
	config_set_key(parser, keys, key, value);
}

static bool set_position(struct config_parser *parser, const char *value) {
	static const char *const names[] = {
		[CONFIG_BAR_NONE] = "none",
		[CONFIG_BAR_TOP] = "top",
		[CONFIG_BAR_BOTTOM] = "bottom",
		NULL,
	};
	int choice;
	if (!config_parse_choice(value, names, &choice)) {
		return false;
	}
	parser->config->bar = choice;
	return true;
}

void config_set_bar(struct config_parser *parser, const char *key, const char *value) {
	static const struct config_key keys[] = {
		{"position", set_position, "none, top or bottom"},
		{NULL},
	};
	config_set_key(parser, keys, key, value);
}

static struct config_guest *settings_of(struct config_parser *parser) {
	return &parser->domain->settings;
}

static bool set_color(struct config_parser *parser, const char *value) {
	struct config_guest *settings = settings_of(parser);
	if (strcmp(value, "auto") == 0) {
		settings->color = CONFIG_COLOR_AUTO;
		return true;
	}
	return parse_color(value, &settings->color);
}

static bool set_pattern(struct config_parser *parser, const char *value) {
	static const char *const names[] = {
		[PATTERN_AUTO] = "auto",
		[PATTERN_SOLID] = "solid",
		[PATTERN_STRIPES] = "stripes",
		[PATTERN_CHECKS] = "checks",
		[PATTERN_DOTS] = "dots",
		[PATTERN_BARS] = "bars",
		[PATTERN_RINGS] = "rings",
		[PATTERN_LINES] = "lines",
		[PATTERN_CROSSES] = "crosses",
		[PATTERN_COUNT] = NULL,
	};
	int choice;
	if (!config_parse_choice(value, names, &choice)) {
		return false;
	}
	settings_of(parser)->pattern = choice;
	return true;
}

/* A label is shown where a name is, so it has to keep a name's rules. */
static bool set_label(struct config_parser *parser, const char *value) {
	struct config_guest *settings = settings_of(parser);
	guest_clean_text(settings->label, sizeof(settings->label), value);
	return true;
}

static bool set_size(struct config_parser *parser, const char *value) {
	struct config_guest *settings = settings_of(parser);
	return config_parse_size(value, &settings->size.width, &settings->size.height);
}

static bool set_cursor(struct config_parser *parser, const char *value) {
	static const char *const names[] = {
		[CONFIG_CURSOR_HIDE] = "hide",
		[CONFIG_CURSOR_SHOW] = "show",
		NULL,
	};
	int choice;
	if (!config_parse_choice(value, names, &choice)) {
		return false;
	}
	settings_of(parser)->cursor = choice;
	return true;
}

bool config_parse_yes_no(const char *value, bool *out) {
	static const char *const names[] = {"no", "yes", NULL};
	int choice;
	if (!config_parse_choice(value, names, &choice)) {
		return false;
	}
	*out = choice == 1;
	return true;
}

static bool set_attach(struct config_parser *parser, const char *value) {
	return config_parse_yes_no(value, &settings_of(parser)->attach);
}

static bool set_utf8_titles(struct config_parser *parser, const char *value) {
	return config_parse_yes_no(value, &settings_of(parser)->utf8_titles);
}

static bool set_fullscreen(struct config_parser *parser, const char *value) {
	return config_parse_yes_no(value, &settings_of(parser)->fullscreen);
}

static bool set_scale(struct config_parser *parser, const char *value) {
	return config_parse_int(value, 1, 4, &settings_of(parser)->scale);
}

bool config_parse_workspace(const char *value, int *out) {
	if (strcmp(value, "auto") == 0) {
		*out = 0;
		return true;
	}
	return config_parse_int(value, 1, CONFIG_WORKSPACES_MAX, out);
}

static bool set_workspace(struct config_parser *parser, const char *value) {
	return config_parse_workspace(value, &settings_of(parser)->workspace);
}

static bool set_memory(struct config_parser *parser, const char *value) {
	return parse_memory(value, &settings_of(parser)->memory);
}

static bool set_windows(struct config_parser *parser, const char *value) {
	return config_parse_yes_no(value, &settings_of(parser)->windows);
}

static bool set_windows_port(struct config_parser *parser, const char *value) {
	return config_parse_int(value, 1, 65535, &settings_of(parser)->windows_port);
}

static bool set_windows_limit(struct config_parser *parser, const char *value) {
	return config_parse_int(value, 1, 1000, &settings_of(parser)->windows_limit);
}

static bool set_windows_memory(struct config_parser *parser, const char *value) {
	return parse_memory(value, &settings_of(parser)->windows_memory);
}

#define FIELD(name) offsetof(struct config_guest, name), sizeof(((struct config_guest *)NULL)->name)

static const struct config_key guest_keys[] = {
	{"color", set_color, "#rrggbb or auto", FIELD(color)},
	{"pattern", set_pattern,
		"auto, solid, stripes, checks, dots, bars, rings, lines or crosses",
		FIELD(pattern)},
	{"label", set_label, "a text", FIELD(label)},
	{"size", set_size, "auto, or WIDTHxHEIGHT with each from 64 to 16384", FIELD(size)},
	{"cursor", set_cursor, "hide or show", FIELD(cursor)},
	{"attach", set_attach, "yes or no", FIELD(attach)},
	{"memory", set_memory, "1M to 512M", FIELD(memory)},
	{"windows", set_windows, "yes or no", FIELD(windows)},
	{"windows-port", set_windows_port, "1 to 65535", FIELD(windows_port)},
	{"windows-limit", set_windows_limit, "1 to 1000", FIELD(windows_limit)},
	{"windows-memory", set_windows_memory, "1M to 512M", FIELD(windows_memory)},
	{"utf8-titles", set_utf8_titles, "yes or no", FIELD(utf8_titles)},
	{"fullscreen", set_fullscreen, "yes or no", FIELD(fullscreen)},
	{"scale", set_scale, "1 to 4", FIELD(scale)},
	{"workspace", set_workspace, "auto, or 1 to 9", FIELD(workspace)},
	{NULL},
};

void config_set_domain(struct config_parser *parser, const char *key, const char *value) {
	int i = config_set_key(parser, guest_keys, key, value);
	if (i >= 0) {
		parser->domain->given |= 1u << i;
	}
}

void config_apply(const struct config_domain *domain, struct config_guest *out) {
	const char *settings = (const char *)&domain->settings;
	for (int i = 0; guest_keys[i].name != NULL; i++) {
		if (domain->given & 1u << i) {
			memcpy((char *)out + guest_keys[i].offset, settings + guest_keys[i].offset,
				guest_keys[i].size);
		}
	}
}
