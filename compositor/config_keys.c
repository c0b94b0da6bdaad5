#include <string.h>
#include <strings.h>

#include "alloc.h"
#include "config_parser.h"

static const struct {
	const char *name, *keys;
} actions[] = {
	[ACTION_TERMINAL] = {"terminal", "Super+Return"},
	[ACTION_SWITCH] = {"switch", "Alt+Tab"},
	[ACTION_SWITCH_IN_DOMAIN] = {"switch-in-domain", "Alt+grave"},
	[ACTION_CLOSE] = {"close", "Super+q"},
	[ACTION_FULLSCREEN] = {"fullscreen", "Super+f"},
	[ACTION_MAXIMIZE] = {"maximize", "Super+m"},
	[ACTION_MINIMIZE] = {"minimize", "Super+h"},
	[ACTION_SNAP_LEFT] = {"snap-left", "Super+Left"},
	[ACTION_SNAP_RIGHT] = {"snap-right", "Super+Right"},
	[ACTION_SNAP_UP] = {"snap-up", "Super+Up"},
	[ACTION_RESTORE] = {"restore", "Super+Down"},
	[ACTION_MOVE_LEFT] = {"move-left", "Super+Alt+Left"},
	[ACTION_MOVE_RIGHT] = {"move-right", "Super+Alt+Right"},
	[ACTION_MOVE_UP] = {"move-up", "Super+Alt+Up"},
	[ACTION_MOVE_DOWN] = {"move-down", "Super+Alt+Down"},
	[ACTION_NARROWER] = {"narrower", "Super+Shift+Left"},
	[ACTION_WIDER] = {"wider", "Super+Shift+Right"},
	[ACTION_LOWER] = {"lower", "Super+Shift+Up"},
	[ACTION_HIGHER] = {"higher", "Super+Shift+Down"},
	[ACTION_ON_TOP] = {"on-top", "Super+t"},
	[ACTION_NATURAL_SIZE] = {"natural-size", "Super+equal"},
	[ACTION_COPY_FROM_GUEST] = {"copy-from-guest", "Super+Shift+c"},
	[ACTION_PASTE_TO_GUEST] = {"paste-to-guest", "Super+Shift+v"},
	[ACTION_ATTENTION] = {"attention", "Super+Escape"},
	[ACTION_WORKSPACE] = {"workspace-1", "Super+1"},
	[ACTION_WORKSPACE + 1] = {"workspace-2", "Super+2"},
	[ACTION_WORKSPACE + 2] = {"workspace-3", "Super+3"},
	[ACTION_WORKSPACE + 3] = {"workspace-4", "Super+4"},
	[ACTION_WORKSPACE + 4] = {"workspace-5", "Super+5"},
	[ACTION_WORKSPACE + 5] = {"workspace-6", "Super+6"},
	[ACTION_WORKSPACE + 6] = {"workspace-7", "Super+7"},
	[ACTION_WORKSPACE + 7] = {"workspace-8", "Super+8"},
	[ACTION_WORKSPACE + 8] = {"workspace-9", "Super+9"},
	[ACTION_TAKE_TO_WORKSPACE] = {"take-to-workspace-1", "Super+Shift+1"},
	[ACTION_TAKE_TO_WORKSPACE + 1] = {"take-to-workspace-2", "Super+Shift+2"},
	[ACTION_TAKE_TO_WORKSPACE + 2] = {"take-to-workspace-3", "Super+Shift+3"},
	[ACTION_TAKE_TO_WORKSPACE + 3] = {"take-to-workspace-4", "Super+Shift+4"},
	[ACTION_TAKE_TO_WORKSPACE + 4] = {"take-to-workspace-5", "Super+Shift+5"},
	[ACTION_TAKE_TO_WORKSPACE + 5] = {"take-to-workspace-6", "Super+Shift+6"},
	[ACTION_TAKE_TO_WORKSPACE + 6] = {"take-to-workspace-7", "Super+Shift+7"},
	[ACTION_TAKE_TO_WORKSPACE + 7] = {"take-to-workspace-8", "Super+Shift+8"},
	[ACTION_TAKE_TO_WORKSPACE + 8] = {"take-to-workspace-9", "Super+Shift+9"},
	[ACTION_RELOAD] = {"reload", "Super+Shift+r"},
	[ACTION_QUIT] = {"quit", "Super+Shift+e"},
};
static const size_t action_count = sizeof(actions) / sizeof(actions[0]);

static const struct {
	const char *name;
	enum config_modifier bit;
} modifiers[] = {
	{"Shift", CONFIG_SHIFT},
	{"Ctrl", CONFIG_CTRL},
	{"Alt", CONFIG_ALT},
	{"Super", CONFIG_SUPER},
};
static const size_t modifier_count = sizeof(modifiers) / sizeof(modifiers[0]);

bool config_parse_modifier(const char *value, uint32_t *out) {
	for (size_t i = 0; i < modifier_count; i++) {
		if (strcasecmp(modifiers[i].name, value) == 0) {
			*out = modifiers[i].bit;
			return true;
		}
	}
	return false;
}

/* keys: as in "Super+Shift+r"; is cut into its parts. Returns what is wrong, NULL if nothing is. */
static const char *parse_keys(char *keys, struct config_binding *binding) {
	char *plus;
	while ((plus = strchr(keys, '+')) != NULL) {
		uint32_t modifier;
		*plus = '\0';
		if (!config_parse_modifier(keys, &modifier)) {
			return "expected Shift, Ctrl, Alt or Super before a +";
		}
		binding->modifiers |= modifier;
		keys = plus + 1;
	}

	xkb_keysym_t keysym = xkb_keysym_from_name(keys, XKB_KEYSYM_CASE_INSENSITIVE);
	if (keysym == XKB_KEY_NoSymbol) {
		return "expected a key's name, such as q, F1 or Return, at the end";
	}
	if (xkb_keysym_to_utf32(keysym) != 0 && (binding->modifiers & ~CONFIG_SHIFT) == 0) {
		return "a key that types needs Ctrl, Alt or Super";
	}
	binding->keysym = xkb_keysym_to_lower(keysym);
	return NULL;
}

static void insert_binding(struct config *config, const struct config_binding *values) {
	struct config_binding *binding = znew(struct config_binding);
	*binding = *values;
	wl_list_insert(config->bindings.prev, &binding->link);
}

static void remove_binding(struct config_binding *binding) {
	wl_list_remove(&binding->link);
	free(binding);
}

static void remove_bindings(struct config *config, enum config_action action) {
	struct config_binding *binding, *next;
	wl_list_for_each_safe (binding, next, &config->bindings, link) {
		if (binding->action == action) {
			remove_binding(binding);
		}
	}
}

static struct config_binding *find_binding(
	const struct config *config, uint32_t pressed, xkb_keysym_t keysym) {
	struct config_binding *binding;
	wl_list_for_each (binding, &config->bindings, link) {
		if (binding->modifiers == pressed && binding->keysym == keysym) {
			return binding;
		}
	}
	return NULL;
}

void config_add_default_bindings(struct config *config) {
	for (size_t i = ACTION_NONE + 1; i < action_count; i++) {
		struct config_binding binding = {.action = i};
		char keys[32];
		snprintf(keys, sizeof(keys), "%s", actions[i].keys);
		parse_keys(keys, &binding);
		insert_binding(config, &binding);
	}
}

static enum config_action find_action(const char *name) {
	for (size_t i = ACTION_NONE + 1; i < action_count; i++) {
		if (strcmp(actions[i].name, name) == 0) {
			return i;
		}
	}
	return ACTION_NONE;
}

static void report_unknown_action(struct config_parser *parser, const char *name) {
	char known[1024] = "";
	for (size_t i = ACTION_NONE + 1; i < action_count; i++) {
		size_t used = strlen(known);
		snprintf(known + used, sizeof(known) - used, "%s%s", used > 0 ? ", " : "",
			actions[i].name);
	}
	config_error(
		parser, parser->line, "unknown action \"%s\"; this section has %s", name, known);
}

/* Keys that the file binds lose what they do by default; to bind them twice is an error. */
static void add_binding(struct config_parser *parser, enum config_action action, const char *keys) {
	struct config_binding binding = {.action = action, .line = parser->line};
	char *parts = must(strdup(keys));
	const char *wrong = parse_keys(parts, &binding);
	free(parts);
	if (wrong != NULL) {
		config_error(
			parser, parser->line, "%s: \"%s\": %s", actions[action].name, keys, wrong);
		return;
	}

	struct config_binding *other =
		find_binding(parser->config, binding.modifiers, binding.keysym);
	if (other != NULL && other->line > 0) {
		config_error(parser, parser->line, "%s: %s is bound to %s already, in line %d",
			actions[action].name, keys, actions[other->action].name, other->line);
		return;
	}
	if (other != NULL) {
		remove_binding(other);
	}
	insert_binding(parser->config, &binding);
}

void config_set_binding(struct config_parser *parser, const char *key, const char *value) {
	enum config_action action = find_action(key);
	if (action == ACTION_NONE) {
		report_unknown_action(parser, key);
		return;
	}

	parser->keys_line = parser->line;
	remove_bindings(parser->config, action);
	char *list = must(strdup(value));
	char *rest = NULL;
	for (char *keys = strtok_r(list, " \t", &rest); keys != NULL;
		keys = strtok_r(NULL, " \t", &rest)) {
		add_binding(parser, action, keys);
	}
	free(list);
}

/* What a guest or a program can do with the whole screen, there must be a key against that it can't take. */
void config_check_bindings(struct config_parser *parser) {
	static const struct {
		enum config_action action;
		const char *purpose;
	} needed[] = {
		{ACTION_FULLSCREEN, "is the way out of it"},
		{ACTION_ATTENTION, "takes the keys back from a program that has them all"},
	};
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		bool found = false;
		const struct config_binding *binding;
		wl_list_for_each (binding, &parser->config->bindings, link) {
			found = found || binding->action == needed[i].action;
		}
		if (!found) {
			config_error(parser, parser->keys_line,
				"no key is left for %s, which %s; give it one",
				actions[needed[i].action].name, needed[i].purpose);
		}
	}
}

enum config_action config_find_binding(
	const struct config *config, uint32_t pressed, xkb_keysym_t keysym) {
	pressed &= CONFIG_SHIFT | CONFIG_CTRL | CONFIG_ALT | CONFIG_SUPER;
	const struct config_binding *binding = find_binding(config, pressed, keysym);
	return binding == NULL ? ACTION_NONE : binding->action;
}
