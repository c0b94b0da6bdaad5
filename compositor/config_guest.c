#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "color.h"
#include "config_parser.h"
#include "guest.h"

/*
 * Colours that tell windows apart: at least 0.1 from each other in OKLab. White text on them has a
 * contrast of at least 4.5 (WCAG 2, level AA), and they are twice as bright as black. None is grey.
 */
static const uint32_t palette[] = {
	0xdb1f48, /* red */
	0xb85500, /* orange */
	0x7b7500, /* olive */
	0x188718, /* green */
	0x0f5c3c, /* fir */
	0x0a7f88, /* teal */
	0x2273dc, /* blue */
	0x1f3a93, /* navy */
	0x7c4dff, /* violet */
	0x6a1b9a, /* purple */
	0xc42ab8, /* magenta */
	0x7d2a1a, /* brown */
};

/* FNV-1a, 32 bits (draft-eastlake-fnv). To change it would change everybody's colours. */
static uint32_t hash(const uint8_t uuid[GUEST_UUID_SIZE]) {
	uint32_t sum = 0x811c9dc5;
	for (int i = 0; i < GUEST_UUID_SIZE; i++) {
		sum = (sum ^ uuid[i]) * 0x01000193;
	}
	return sum;
}

static uint32_t choose_color(const struct guest *guest) {
	return palette[hash(guest->uuid) % (sizeof(palette) / sizeof(palette[0]))];
}

bool config_matches(const char *match, const struct guest *guest) {
	char uuid[GUEST_UUID_TEXT_SIZE];
	guest_format_uuid(guest->uuid, uuid);
	return strcasecmp(match, uuid) == 0 || fnmatch(match, guest->name, FNM_NOESCAPE) == 0;
}

void config_for_guest(
	const struct config *config, const struct guest *guest, struct config_guest *out) {
	if (guest == NULL) {
		*out = (struct config_guest){
			.color = COLOR_DOM0,
			.pattern = PATTERN_SOLID,
			.label = CONFIG_DOM0,
		};
		return;
	}

	*out = config->defaults.settings;
	const struct config_domain *domain;
	wl_list_for_each (domain, &config->domains, link) {
		if (config_matches(domain->match, guest)) {
			config_apply(domain, out);
		}
	}

	if (out->color == CONFIG_COLOR_AUTO) {
		out->color = choose_color(guest);
	}
	if (out->label[0] == '\0') {
		memcpy(out->label, guest->name, sizeof(out->label));
	}
}

void config_guest_policy(
	const struct config *config, const struct guest *guest, struct guest_policy *policy) {
	struct config_guest settings;
	config_for_guest(config, guest, &settings);
	*policy = (struct guest_policy){
		.attach = settings.attach,
		.release = config_overrides_attach(config, guest),
		.memory_limit = settings.memory,
		.width = settings.size.width,
		.height = settings.size.height,
		.repeat_delay = config->repeat_delay,
		.repeat_rate = config->repeat_rate,
		.windows = settings.windows,
		.windows_port = settings.windows_port,
		.windows_limit = settings.windows_limit,
		.windows_memory = settings.windows_memory,
	};
}

bool config_attaches_guests(const struct config *config) {
	bool attaches = config->defaults.settings.attach;
	const struct config_domain *domain;
	wl_list_for_each (domain, &config->domains, link) {
		/* False where it isn't given. */
		attaches = attaches || domain->settings.attach;
	}
	return attaches;
}
