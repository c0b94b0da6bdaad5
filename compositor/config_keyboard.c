#include <string.h>

#include "alloc.h"
#include "config_parser.h"

static bool set_model(struct config_parser *parser, const char *value) {
	config_parse_text(value, &parser->config->xkb_model);
	return true;
}

static bool set_layout(struct config_parser *parser, const char *value) {
	config_parse_text(value, &parser->config->xkb_layout);
	parser->layout_line = parser->line;
	return true;
}

static bool set_variant(struct config_parser *parser, const char *value) {
	config_parse_text(value, &parser->config->xkb_variant);
	parser->variant_line = parser->line;
	return true;
}

static bool set_options(struct config_parser *parser, const char *value) {
	config_parse_text(value, &parser->config->xkb_options);
	parser->options_line = parser->line;
	return true;
}

static bool set_repeat_delay(struct config_parser *parser, const char *value) {
	return config_parse_int(value, 50, 10000, &parser->config->repeat_delay);
}

static bool set_repeat_rate(struct config_parser *parser, const char *value) {
	return config_parse_int(value, 0, 200, &parser->config->repeat_rate);
}

void config_set_keyboard(struct config_parser *parser, const char *key, const char *value) {
	static const struct config_key keys[] = {
		{"model", set_model, "a keyboard model"},
		{"layout", set_layout, "a keyboard layout"},
		{"variant", set_variant, "a variant of the layout"},
		{"options", set_options, "keyboard options"},
		{"repeat-delay", set_repeat_delay, "milliseconds from 50 to 10000"},
		{"repeat-rate", set_repeat_rate, "repeats a second from 0 to 200"},
		{NULL},
	};
	config_set_key(parser, keys, key, value);
}

static void note_error(
	struct xkb_context *context, enum xkb_log_level level, const char *format, va_list args) {
	if (level <= XKB_LOG_LEVEL_ERROR) {
		*(bool *)xkb_context_get_user_data(context) = true;
	}
}

/* Also false where libxkbcommon would leave out what it doesn't know. */
static bool compiles(const struct xkb_rule_names *names) {
	bool failed = false;
	struct xkb_context *context = must(xkb_context_new(XKB_CONTEXT_NO_FLAGS));
	xkb_context_set_user_data(context, &failed);
	xkb_context_set_log_fn(context, note_error);
	struct xkb_keymap *keymap =
		xkb_keymap_new_from_names(context, names, XKB_KEYMAP_COMPILE_NO_FLAGS);
	failed = failed || keymap == NULL;
	xkb_keymap_unref(keymap);
	xkb_context_unref(context);
	return !failed;
}

/* Adds one name after the other, to blame the line of the first that fails. */
void config_check_keyboard(struct config_parser *parser) {
	const struct config *config = parser->config;
	struct xkb_rule_names names = {.model = config->xkb_model};

	if (config->xkb_variant != NULL && config->xkb_layout == NULL) {
		config_error(parser, parser->variant_line, "variant: needs a layout as well");
		return;
	}
	names.layout = config->xkb_layout;
	if (names.layout != NULL && !compiles(&names)) {
		config_error(
			parser, parser->layout_line, "layout: \"%s\" is not known", names.layout);
		return;
	}
	names.variant = config->xkb_variant;
	if (names.variant != NULL && !compiles(&names)) {
		config_error(parser, parser->variant_line,
			"variant: \"%s\" is not known in layout \"%s\"", names.variant,
			names.layout);
		return;
	}
	names.options = config->xkb_options;
	if (names.options != NULL && !compiles(&names)) {
		config_error(parser, parser->options_line, "options: \"%s\" is not known",
			names.options);
	}
}
