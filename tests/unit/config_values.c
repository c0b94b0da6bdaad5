/* The configuration of the desktop and the keyboard: every key, its default, and what it refuses. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config.h"
#include "config_fixture.h"

static void test_defaults(void **state) {
	struct config *config = load_good("");
	assert_string_equal(config->terminal, "foot");
	assert_null(config->startup);
	assert_int_equal(config->renderer, CONFIG_RENDERER_AUTO);
	assert_string_equal(config->font, "Sans 10");
	assert_int_equal(config->drag_modifier, CONFIG_SUPER);
	assert_null(config->xkb_model);
	assert_null(config->xkb_layout);
	assert_null(config->xkb_variant);
	assert_null(config->xkb_options);
	assert_int_equal(config->repeat_delay, 600);
	assert_int_equal(config->repeat_rate, 25);
	assert_int_equal(config->workspaces, 4);
	assert_int_equal(config->step, 32);
	assert_false(config->xwayland);

	struct guest guest;
	make_guest(&guest, "web", 1);
	struct config_guest settings;
	config_for_guest(config, &guest, &settings);
	assert_string_equal(settings.label, "web");
	assert_int_equal(settings.size.width, 0);
	assert_int_equal(settings.size.height, 0);
	assert_int_equal(settings.cursor, CONFIG_CURSOR_HIDE);
	assert_true(settings.attach);
	assert_int_equal(settings.memory, 64 << 20);
	config_destroy(config);
}

static void test_desktop(void **state) {
	struct config *config = load_good("[desktop]\n"
					  "terminal = foot --title='a = b' -e sh\n"
					  "startup = a & b\n"
					  "renderer=pixman\n"
					  "background = #0aF9bc\n"
					  "font = DejaVu Sans Bold 9\n"
					  "drag-modifier = Alt\n"
					  "xwayland = yes\n");
	assert_string_equal(config->terminal, "foot --title='a = b' -e sh");
	assert_string_equal(config->startup, "a & b");
	assert_int_equal(config->renderer, CONFIG_RENDERER_PIXMAN);
	assert_int_equal(config->background, 0x0af9bc);
	assert_string_equal(config->font, "DejaVu Sans Bold 9");
	assert_int_equal(config->drag_modifier, CONFIG_ALT);
	assert_true(config->xwayland);
	config_destroy(config);

	config = load_good("[desktop]\nrenderer = gles2\ndrag-modifier = super\n");
	assert_int_equal(config->renderer, CONFIG_RENDERER_GLES2);
	assert_int_equal(config->drag_modifier, CONFIG_SUPER);
	config_destroy(config);

	expect_refused("desktop", "terminal", "", "a command");
	expect_refused("desktop", "renderer", "vulkan", "auto, pixman or gles2");
	expect_refused("desktop", "background", "blue", "#rrggbb");
	expect_refused("desktop", "background", "#fff", "#rrggbb");
	expect_refused("desktop", "background", "#00000g", "#rrggbb");
	expect_refused("desktop", "background", "#+12345", "#rrggbb");
	expect_refused("desktop", "font", "", "a font, such as Sans 10");
	expect_refused("desktop", "drag-modifier", "Hyper", "Shift, Ctrl, Alt or Super");
	expect_refused("desktop", "xwayland", "lazy", "yes or no");
	expect_refused("desktop", "step", "0", "1 to 1000");
	expect_refused("desktop", "step", "1001", "1 to 1000");
	expect_refused("desktop", "workspaces", "0", "1 to 9");
	expect_refused("desktop", "workspaces", "10", "1 to 9");
	expect_refused("defaults", "workspace", "0", "auto, or 1 to 9");
	expect_refused("bar", "position", "left", "none, top or bottom");
	expect_refused("defaults", "pattern", "tartan",
		"auto, solid, stripes, checks, dots, bars, rings, lines or crosses");
}

static void test_keyboard(void **state) {
	struct config *config = load_good("[keyboard]\n"
					  "model = pc104\n"
					  "layout = us,de\n"
					  "variant = ,nodeadkeys\n"
					  "options = compose:caps\n"
					  "repeat-delay = 50\n"
					  "repeat-rate = 0\n");
	assert_string_equal(config->xkb_model, "pc104");
	assert_string_equal(config->xkb_layout, "us,de");
	assert_string_equal(config->xkb_variant, ",nodeadkeys");
	assert_string_equal(config->xkb_options, "compose:caps");
	assert_int_equal(config->repeat_delay, 50);
	assert_int_equal(config->repeat_rate, 0);

	struct guest guest;
	make_guest(&guest, "web", 1);
	struct guest_policy policy;
	config_guest_policy(config, &guest, &policy);
	assert_int_equal(policy.repeat_delay, 50);
	assert_int_equal(policy.repeat_rate, 0);
	config_destroy(config);

	const char *delay = "milliseconds from 50 to 10000";
	expect_refused("keyboard", "repeat-delay", "49", delay);
	expect_refused("keyboard", "repeat-delay", "10001", delay);
	expect_refused("keyboard", "repeat-delay", "0.6", delay);
	expect_refused("keyboard", "repeat-delay", "-600", delay);
	expect_refused("keyboard", "repeat-delay", "18446744073709552216", delay);
	const char *rate = "repeats a second from 0 to 200";
	expect_refused("keyboard", "repeat-rate", "201", rate);
	expect_refused("keyboard", "repeat-rate", "fast", rate);
	expect_refused("keyboard", "repeat-rate", "", rate);
}

static void test_keymap_that_does_not_compile(void **state) {
	expect_bad("[keyboard]\nlayout = us,marsian\n", "c:2: layout: \"us,marsian\" is not known");
	expect_bad("[keyboard]\nvariant = marsian\nlayout = de\n",
		"c:2: variant: \"marsian\" is not known in layout \"de\"");
	expect_bad("[keyboard]\nlayout = us\nvariant = dvorak\noptions = caps:marsian\n",
		"c:4: options: \"caps:marsian\" is not known");
	expect_bad("[keyboard]\noptions = caps:marsian\n",
		"c:2: options: \"caps:marsian\" is not known");
	expect_bad("[keyboard]\nvariant = dvorak\n", "c:2: variant: needs a layout as well");
	expect_bad("[keyboard]\nlayout = ../../us\n", "c:2: layout: \"../../us\" is not known");

	/* set and taken back */
	config_destroy(load_good("[keyboard]\nlayout = marsian\nlayout =\n"));
}

static void assert_text(const char *text, const char *expected) {
	if (expected == NULL) {
		assert_null(text);
	} else {
		assert_non_null(text);
		assert_string_equal(text, expected);
	}
}

static void assert_same(const struct config *a, const struct config *b) {
	assert_string_equal(a->terminal, b->terminal);
	assert_int_equal(a->renderer, b->renderer);
	assert_int_equal(a->background, b->background);
	assert_int_equal(a->bar, b->bar);
	assert_string_equal(a->font, b->font);
	assert_int_equal(a->drag_modifier, b->drag_modifier);
	assert_int_equal(a->step, b->step);
	assert_int_equal(a->workspaces, b->workspaces);
	assert_int_equal(a->xwayland, b->xwayland);
	assert_text(a->xkb_model, b->xkb_model);
	assert_text(a->xkb_layout, b->xkb_layout);
	assert_text(a->xkb_variant, b->xkb_variant);
	assert_text(a->xkb_options, b->xkb_options);
	assert_int_equal(a->repeat_delay, b->repeat_delay);
	assert_int_equal(a->repeat_rate, b->repeat_rate);

	assert_int_equal(wl_list_length(&a->bindings), wl_list_length(&b->bindings));
	const struct config_binding *binding;
	wl_list_for_each (binding, &a->bindings, link) {
		assert_int_equal(config_find_binding(b, binding->modifiers, binding->keysym),
			binding->action);
	}

	assert_int_equal(wl_list_length(&a->domains), wl_list_length(&b->domains));
	assert_int_equal(a->defaults.settings.color, b->defaults.settings.color);
	assert_int_equal(a->defaults.settings.pattern, b->defaults.settings.pattern);
	assert_string_equal(a->defaults.settings.label, b->defaults.settings.label);
	assert_int_equal(a->defaults.settings.size.width, b->defaults.settings.size.width);
	assert_int_equal(a->defaults.settings.size.height, b->defaults.settings.size.height);
	assert_int_equal(a->defaults.settings.cursor, b->defaults.settings.cursor);
	assert_int_equal(a->defaults.settings.attach, b->defaults.settings.attach);
	assert_int_equal(a->defaults.settings.memory, b->defaults.settings.memory);
	assert_int_equal(a->defaults.settings.utf8_titles, b->defaults.settings.utf8_titles);
	assert_int_equal(a->defaults.settings.fullscreen, b->defaults.settings.fullscreen);
	assert_int_equal(a->defaults.settings.scale, b->defaults.settings.scale);
	assert_int_equal(a->defaults.settings.workspace, b->defaults.settings.workspace);
	assert_int_equal(a->defaults.settings.windows, b->defaults.settings.windows);
	assert_int_equal(a->defaults.settings.windows_port, b->defaults.settings.windows_port);
	assert_int_equal(a->defaults.settings.windows_limit, b->defaults.settings.windows_limit);
	assert_int_equal(a->defaults.settings.windows_memory, b->defaults.settings.windows_memory);
}

/* The file that is installed says what the defaults are, and mentions every key. */
static void test_documentation(void **state) {
	const char *keys[] = {"terminal", "renderer", "background", "font", "drag-modifier",
		"model", "layout", "variant", "options", "repeat-delay", "repeat-rate", "terminal",
		"switch", "close", "fullscreen", "maximize", "minimize", "natural-size",
		"copy-from-guest", "paste-to-guest", "attention", "reload", "quit", "fullscreen",
		"scale", "color", "label", "size", "cursor", "attach", "memory", "windows",
		"windows-port", "windows-limit", "windows-memory", "utf8-titles", "workspaces",
		"workspace", "step", "snap-right", "snap-up", "restore", "move-down", "higher",
		"on-top", "switch-in-domain", "pattern", "position", "xwayland"};
	const char *example = getenv("EXAMPLE_CONFIG"), *manual = getenv("CONFIG_MANUAL");
	assert_non_null(example);
	assert_non_null(manual);

	char *error;
	struct config *config = config_load(example, &error);
	if (config == NULL) {
		fail_msg("%s", error);
	}
	struct config *defaults = config_create();
	assert_same(config, defaults);
	config_destroy(config);
	config_destroy(defaults);

	static char text[2][65536];
	const char *files[] = {example, manual};
	for (int i = 0; i < 2; i++) {
		FILE *f = fopen(files[i], "r");
		assert_non_null(f);
		assert_in_range(fread(text[i] + 1, 1, sizeof(text[i]) - 2, f), 1000, 65000);
		text[i][0] = '\n';
		fclose(f);
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char in_example[32], in_manual[32];
		snprintf(in_example, sizeof(in_example), "\n%s =", keys[i]);
		snprintf(in_manual, sizeof(in_manual), "\n*%s* =", keys[i]);
		if (strstr(text[0], in_example) == NULL || strstr(text[1], in_manual) == NULL) {
			fail_msg("%s isn't documented", keys[i]);
		}
	}

	/* Of rules, there is none without a user. */
	const char *rule_keys[] = {"domain", "app-id", "title", "workspace", "maximized",
		"fullscreen", "on-top", "position", "size"};
	for (size_t i = 0; i < sizeof(rule_keys) / sizeof(rule_keys[0]); i++) {
		char in_example[32], in_manual[32];
		snprintf(in_example, sizeof(in_example), "\n#%s =", rule_keys[i]);
		snprintf(in_manual, sizeof(in_manual), "\n*%s* =", rule_keys[i]);
		if (strstr(text[0], in_example) == NULL || strstr(text[1], in_manual) == NULL) {
			fail_msg("%s of rules isn't documented", rule_keys[i]);
		}
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_desktop),
		cmocka_unit_test(test_keyboard),
		cmocka_unit_test(test_keymap_that_does_not_compile),
		cmocka_unit_test(test_documentation),
	};
	return cmocka_run_group_tests_name("config_values", tests, enter_folder, leave_folder);
}
