#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "config_parser.h"

/* A section of its own for the guest, after all of the file's. */
static struct config_domain *get_section(struct config *config, const struct guest *guest) {
	char uuid[GUEST_UUID_TEXT_SIZE];
	guest_format_uuid(guest->uuid, uuid);
	struct config_domain *domain;
	wl_list_for_each (domain, &config->domains, link) {
		if (domain->overrides && strcmp(domain->match, uuid) == 0) {
			return domain;
		}
	}
	domain = znew(struct config_domain);
	domain->match = must(strdup(uuid));
	domain->overrides = true;
	wl_list_insert(config->domains.prev, &domain->link);
	return domain;
}

static void set(
	struct config *config, struct config_domain *domain, const char *key, const char *value) {
	struct config_parser parser = {.config = config, .domain = domain};
	config_set_domain(&parser, key, value);
}

void config_override_color(struct config *config, const struct guest *guest, uint32_t color) {
	char value[16];
	snprintf(value, sizeof(value), "#%06x", color & 0xffffff);
	set(config, get_section(config, guest), "color", value);
}

void config_override_attach(struct config *config, const struct guest *guest, bool attach) {
	struct config_domain *domain = get_section(config, guest);
	domain->overrides_attach = true;
	set(config, domain, "attach", attach ? "yes" : "no");
}

bool config_overrides_attach(const struct config *config, const struct guest *guest) {
	const struct config_domain *domain;
	wl_list_for_each (domain, &config->domains, link) {
		if (domain->overrides_attach && config_matches(domain->match, guest)) {
			return true;
		}
	}
	return false;
}

void config_take_overrides(struct config *config, struct config *old) {
	struct config_domain *domain, *next;
	wl_list_for_each_safe (domain, next, &old->domains, link) {
		if (domain->overrides) {
			wl_list_remove(&domain->link);
			wl_list_insert(config->domains.prev, &domain->link);
		}
	}
}
