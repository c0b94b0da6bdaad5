#include <string.h>

#include "alloc.h"
#include "config_parser.h"

/* Without the blanks around it. */
static char *trimmed_copy(const char *start, const char *end) {
	while (start < end && strchr(" \t", *start) != NULL) {
		start++;
	}
	while (end > start && strchr(" \t", end[-1]) != NULL) {
		end--;
	}
	return must(strndup(start, (size_t)(end - start)));
}

void config_set_transfer(struct config_parser *parser, const char *key, const char *value) {
	static const char *const names[] = {
		[CONFIG_TRANSFER_ALLOW] = "allow",
		[CONFIG_TRANSFER_ASK] = "ask",
		[CONFIG_TRANSFER_DENY] = "deny",
		NULL,
	};
	int choice;
	const char *arrow = strstr(key, "->");
	if (arrow == NULL || !config_parse_choice(value, names, &choice)) {
		config_error(parser, parser->line,
			"expected FROM -> TO = allow, ask or deny, not \"%s = %s\"", key, value);
		return;
	}
	struct config_transfer_rule *rule = znew(struct config_transfer_rule);
	rule->from = trimmed_copy(key, arrow);
	rule->to = trimmed_copy(arrow + 2, key + strlen(key));
	rule->transfer = choice;
	wl_list_insert(parser->config->transfer_rules.prev, &rule->link);
	if (rule->from[0] == '\0' || rule->to[0] == '\0') {
		config_error(parser, parser->line,
			"expected the name of a domain on both sides of ->; * is any");
	}
}

/* A guest that is called dom0 isn't taken for it. */
bool config_matches_domain(const char *match, const struct guest *guest) {
	bool is_dom0 = strcmp(match, CONFIG_DOM0) == 0;
	return guest == NULL ? is_dom0 || strcmp(match, "*") == 0
	                     : !is_dom0 && config_matches(match, guest);
}

enum config_transfer config_find_transfer(
	const struct config *config, const struct guest *from, const struct guest *to) {
	enum config_transfer transfer = CONFIG_TRANSFER_ASK;
	const struct config_transfer_rule *rule;
	wl_list_for_each (rule, &config->transfer_rules, link) {
		if (config_matches_domain(rule->from, from) &&
			config_matches_domain(rule->to, to)) {
			transfer = rule->transfer;
		}
	}
	return transfer;
}
