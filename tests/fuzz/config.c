/* A configuration file of any bytes, and what a guest of any name gets from it. */

#define _GNU_SOURCE

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "guest.h"
#include "input.h"

/*
 * In the place of libxkbcommon's, which takes milliseconds and isn't what is looked at here: every
 * third name is one that it would not know.
 */
static unsigned int sum(const char *text) {
	unsigned int sum = 0;
	while (text != NULL && *text != '\0') {
		sum += (unsigned char)*text++;
	}
	return sum;
}

struct xkb_keymap *xkb_keymap_new_from_names(struct xkb_context *context,
	const struct xkb_rule_names *names, enum xkb_keymap_compile_flags flags) {
	static char keymap;
	bool known = sum(names->layout) % 3 != 2 && sum(names->variant) % 3 != 2 &&
	             sum(names->options) % 3 != 2;
	return known ? (struct xkb_keymap *)&keymap : NULL;
}

void xkb_keymap_unref(struct xkb_keymap *keymap) {
}

static void check_errors(const char *errors, const char *file) {
	check(errors != NULL && errors[0] != '\0', "a refusal says why");
	size_t length = strlen(errors);
	check(errors[length - 1] != '\n', "the last line has no newline");
	check(strncmp(errors, file, strlen(file)) == 0, "errors name the file");
}

static void check_config(const struct config *config) {
	check(config->terminal != NULL && config->font != NULL, "there are a terminal and a font");
	check(config->background <= 0xffffff, "the background is a colour");
	check(config->repeat_delay >= 50 && config->repeat_delay <= 10000, "repeat-delay's range");
	check(config->repeat_rate >= 0 && config->repeat_rate <= 200, "repeat-rate's range");

	bool leaves_fullscreen = false;
	const struct config_binding *binding;
	wl_list_for_each (binding, &config->bindings, link) {
		check(config_find_binding(config, binding->modifiers, binding->keysym) ==
				binding->action,
			"no two bindings are of the same key");
		leaves_fullscreen = leaves_fullscreen || binding->action == ACTION_FULLSCREEN;
	}
	check(leaves_fullscreen, "there is a way out of fullscreen");
}

static void check_guest(const struct config *config, const struct guest *guest) {
	struct config_guest settings;
	config_for_guest(config, guest, &settings);
	char clean[GUEST_NAME_SIZE];
	guest_clean_text(clean, sizeof(clean), settings.label);
	check(settings.label[0] != '\0' && strcmp(clean, settings.label) == 0,
		"a label is fit to be shown");
	check(settings.color <= 0xffffff, "the colour is one");

	struct guest_policy policy;
	config_guest_policy(config, guest, &policy);
	bool own_choice = policy.width == 0 && policy.height == 0;
	check(own_choice || (policy.width >= 64 && policy.width <= 16384 && policy.height >= 64 &&
				    policy.height <= 16384),
		"the size is one");
	check(policy.memory_limit >= 1u << 20 && policy.memory_limit <= 512u << 20,
		"memory's range");
}

/* To config_load() it is a file like any other. */
static void fill_file(char path[static 32], const uint8_t *data, size_t size) {
	static int fd = -1;
	if (fd < 0) {
		fd = memfd_create("config", MFD_CLOEXEC);
	}
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	check(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size, "room");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	char path[32], *errors;
	fill_file(path, data, size);
	struct config *config = config_load(path, &errors);
	if (config == NULL) {
		check_errors(errors, path);
		free(errors);
		return 0;
	}
	check(errors == NULL, "what is accepted has no errors");
	check_config(config);

	/* A guest with a name from the file, which its sections may match. */
	struct guest guest = {.name = "work-1", .uuid = {0x12, 0x34, 0x56, 0x78}};
	check_guest(config, &guest);
	if (!wl_list_empty(&config->domains)) {
		const struct config_domain *domain =
			wl_container_of(config->domains.next, domain, link);
		guest_clean_text(guest.name, sizeof(guest.name), domain->match);
		check_guest(config, &guest);
	}
	config_destroy(config);
	return 0;
}
