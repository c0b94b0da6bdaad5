/* The configuration file: every key, every error, what wins over what, and colours. */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "config.h"
#include "guest.h"

#define ALT CONFIG_ALT
#define CTRL CONFIG_CTRL
#define SHIFT CONFIG_SHIFT
#define SUPER CONFIG_SUPER
#define LOCKS (1 << 1 | 1 << 4) /* Caps Lock and Num Lock, in enum wlr_keyboard_modifier */

/* Each test runs in an empty folder, which its files are named in. */
static char folder[] = "/tmp/domicile-config-XXXXXX";

static void write_bytes(const char *file, const char *bytes, size_t length) {
	FILE *f = fopen(file, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, length, f), length);
	assert_int_equal(fclose(f), 0);
}

static struct config *load_good(const char *text) {
	write_bytes("c", text, strlen(text));
	char *error;
	struct config *config = config_load("c", &error);
	if (config == NULL) {
		fail_msg("%s", error);
	}
	assert_null(error);
	return config;
}

static void expect_errors(const char *file, const char *expected) {
	char *error;
	assert_null(config_load(file, &error));
	assert_string_equal(error, expected);
	free(error);
}

static void expect_bad(const char *text, const char *expected) {
	write_bytes("c", text, strlen(text));
	expect_errors("c", expected);
}

/* That key with value in section is an error that says what is expected instead. */
static void expect_refused(
	const char *section, const char *key, const char *value, const char *expected) {
	char text[256], error[512];
	snprintf(text, sizeof(text), "[%s]\n%s = %s\n", section, key, value);
	snprintf(error, sizeof(error), "c:2: %s: expected %s, not \"%s\"", key, expected, value);
	expect_bad(text, error);
}

static void make_guest(struct guest *guest, const char *name, uint8_t uuid_end) {
	const uint8_t uuid[GUEST_UUID_SIZE] = {0xab, 0xcd, 0xef, 0x01, [15] = uuid_end};
	guest_init(guest, NULL, 7, uuid);
	guest_set_name(guest, name);
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
	assert_string_equal(a->font, b->font);
	assert_int_equal(a->drag_modifier, b->drag_modifier);
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
	assert_int_equal(a->defaults.color, b->defaults.color);
	assert_text(a->defaults.label, b->defaults.label);
	assert_int_equal(a->defaults.width, b->defaults.width);
	assert_int_equal(a->defaults.height, b->defaults.height);
	assert_int_equal(a->defaults.cursor, b->defaults.cursor);
	assert_int_equal(a->defaults.attach, b->defaults.attach);
	assert_int_equal(a->defaults.memory, b->defaults.memory);
}

static void test_defaults(void **state) {
	struct config *config = load_good("");
	assert_string_equal(config->terminal, "foot");
	assert_int_equal(config->renderer, CONFIG_RENDERER_AUTO);
	assert_string_equal(config->font, "Sans 10");
	assert_int_equal(config->drag_modifier, SUPER);
	assert_null(config->xkb_model);
	assert_null(config->xkb_layout);
	assert_null(config->xkb_variant);
	assert_null(config->xkb_options);
	assert_int_equal(config->repeat_delay, 600);
	assert_int_equal(config->repeat_rate, 25);

	struct guest guest;
	make_guest(&guest, "web", 1);
	struct config_guest settings;
	config_for_guest(config, &guest, &settings);
	assert_string_equal(settings.label, "web");
	assert_int_equal(settings.width, 0);
	assert_int_equal(settings.height, 0);
	assert_int_equal(settings.cursor, CONFIG_CURSOR_HIDE);
	assert_true(settings.attach);
	assert_int_equal(settings.memory, 64 << 20);
	config_destroy(config);
}

static void test_default_bindings(void **state) {
	struct config *config = config_create();
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_Return), ACTION_TERMINAL);
	assert_int_equal(config_find_binding(config, ALT, XKB_KEY_Tab), ACTION_SWITCH);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_f), ACTION_FULLSCREEN);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_m), ACTION_MAXIMIZE);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_h), ACTION_MINIMIZE);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_q), ACTION_CLOSE);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_equal), ACTION_NATURAL_SIZE);
	assert_int_equal(config_find_binding(config, SUPER | SHIFT, XKB_KEY_r), ACTION_RELOAD);
	assert_int_equal(config_find_binding(config, SUPER | SHIFT, XKB_KEY_e), ACTION_QUIT);
	assert_int_equal(wl_list_length(&config->bindings), 9);
	config_destroy(config);
}

static void test_find_binding(void **state) {
	struct config *config = load_good("[keys]\nclose = Ctrl+Alt+Delete\n");
	assert_int_equal(config_find_binding(config, 0, XKB_KEY_Tab), ACTION_NONE);
	assert_int_equal(config_find_binding(config, ALT, XKB_KEY_q), ACTION_NONE);
	assert_int_equal(config_find_binding(config, CTRL | ALT, XKB_KEY_Delete), ACTION_CLOSE);
	assert_int_equal(config_find_binding(config, ALT | LOCKS, XKB_KEY_Tab), ACTION_SWITCH);

	assert_int_equal(config_find_binding(config, ALT | SHIFT, XKB_KEY_Tab), ACTION_NONE);
	config_destroy(config);
}

static void test_desktop(void **state) {
	struct config *config = load_good("[desktop]\n"
					  "terminal = foot --title='a = b' -e sh\n"
					  "renderer=pixman\n"
					  "background = #0aF9bc\n"
					  "font = DejaVu Sans Bold 9\n"
					  "drag-modifier = Alt\n");
	assert_string_equal(config->terminal, "foot --title='a = b' -e sh");
	assert_int_equal(config->renderer, CONFIG_RENDERER_PIXMAN);
	assert_int_equal(config->background, 0x0af9bc);
	assert_string_equal(config->font, "DejaVu Sans Bold 9");
	assert_int_equal(config->drag_modifier, ALT);
	config_destroy(config);

	config = load_good("[desktop]\nrenderer = gles2\ndrag-modifier = super\n");
	assert_int_equal(config->renderer, CONFIG_RENDERER_GLES2);
	assert_int_equal(config->drag_modifier, SUPER);
	config_destroy(config);

	expect_refused("desktop", "terminal", "", "a command");
	expect_refused("desktop", "renderer", "vulkan", "auto, pixman or gles2");
	expect_refused("desktop", "background", "blue", "#rrggbb");
	expect_refused("desktop", "background", "#fff", "#rrggbb");
	expect_refused("desktop", "background", "#00000g", "#rrggbb");
	expect_refused("desktop", "background", "#+12345", "#rrggbb");
	expect_refused("desktop", "font", "", "a font, such as Sans 10");
	expect_refused("desktop", "drag-modifier", "Hyper", "Shift, Ctrl, Alt or Super");
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

static void test_keys(void **state) {
	struct config *config = load_good("[keys]\n"
					  "terminal = super+T  Ctrl+ALT+F1\n"
					  "maximize =\n"
					  "minimize = F12\n"
					  "close = XF86Close\n"
					  "quit = Super+equal\n");
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_Return), ACTION_NONE);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_t), ACTION_TERMINAL);
	assert_int_equal(config_find_binding(config, CTRL | ALT, XKB_KEY_F1), ACTION_TERMINAL);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_m), ACTION_NONE);
	assert_int_equal(config_find_binding(config, 0, XKB_KEY_F12), ACTION_MINIMIZE);
	assert_int_equal(config_find_binding(config, 0, XKB_KEY_XF86Close), ACTION_CLOSE);

	/* A key of the file takes the place of a default. */
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_equal), ACTION_QUIT);

	/* What isn't mentioned stays. */
	assert_int_equal(config_find_binding(config, ALT, XKB_KEY_Tab), ACTION_SWITCH);
	config_destroy(config);

	/* The last line of an action counts alone. */
	config = load_good("[keys]\nquit = Super+x\nquit = Super+y\nclose = Super+x\n");
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_x), ACTION_CLOSE);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_y), ACTION_QUIT);
	config_destroy(config);
}

static void test_key_errors(void **state) {
	expect_bad("[keys]\nexplode = Super+x\n",
		"c:2: unknown action \"explode\"; this section has terminal, switch, close, "
		"fullscreen, maximize, minimize, natural-size, reload, quit");
	expect_bad("[keys]\nquit = Hyper+x\n",
		"c:2: quit: \"Hyper+x\": expected Shift, Ctrl, Alt or Super before a +");
	expect_bad("[keys]\nfullscreen =\n",
		"c:2: no key is left for fullscreen, which is the way out of it; give it one");
	expect_bad("[keys]\n\nquit = Super+f\n",
		"c:3: no key is left for fullscreen, which is the way out of it; give it one");
	expect_bad("[keys]\nquit = Super+Escargot\n",
		"c:2: quit: \"Super+Escargot\": expected a key's name, such as q, F1 or Return, at "
		"the end");
	expect_bad("[keys]\nquit = Super+\n",
		"c:2: quit: \"Super+\": expected a key's name, such as q, F1 or Return, at the "
		"end");
	expect_bad("[keys]\nquit = Shift+q Return\n",
		"c:2: quit: \"Shift+q\": a key that types needs Ctrl, Alt or Super\n"
		"c:2: quit: \"Return\": a key that types needs Ctrl, Alt or Super");
	expect_bad("[keys]\nclose = Alt+Shift+x\n\nquit = Super+x shift+alt+X\n",
		"c:4: quit: shift+alt+X is bound to close already, in line 2");
	expect_bad("[keys]\nclose = Alt+x Alt+x\n",
		"c:2: close: Alt+x is bound to close already, in line 2");
}

static void test_domain(void **state) {
	struct config *config = load_good("[domain web]\n"
					  "color = #102030\n"
					  "label = The Web\n"
					  "size = 1920x1080\n"
					  "cursor = show\n"
					  "attach = no\n"
					  "memory = 512M\n");
	struct guest guest;
	make_guest(&guest, "web", 1);
	struct config_guest settings;
	config_for_guest(config, &guest, &settings);
	assert_int_equal(settings.color, 0x102030);
	assert_string_equal(settings.label, "The Web");
	assert_int_equal(settings.width, 1920);
	assert_int_equal(settings.height, 1080);
	assert_int_equal(settings.cursor, CONFIG_CURSOR_SHOW);
	assert_false(settings.attach);
	assert_int_equal(settings.memory, 512 << 20);

	struct guest_policy policy;
	config_guest_policy(config, &guest, &policy);
	assert_false(policy.attach);
	assert_int_equal(policy.memory_limit, 512 << 20);
	assert_int_equal(policy.width, 1920);
	assert_int_equal(policy.height, 1080);
	assert_int_equal(policy.repeat_delay, 600);
	assert_int_equal(policy.repeat_rate, 25);
	config_destroy(config);
}

static void test_domain_values(void **state) {
	static const struct {
		const char *text;
		size_t bytes;
	} sizes[] = {
		{"1M", 1 << 20}, {"1024K", 1 << 20}, {"2000000", 2000000}, {"512M", 512 << 20}};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char text[64];
		snprintf(text, sizeof(text), "[defaults]\nmemory = %s\n", sizes[i].text);
		struct config *config = load_good(text);
		assert_int_equal(config->defaults.memory, sizes[i].bytes);
		config_destroy(config);
	}

	const char *too_much[] = {"0", "64", "1023K", "513M", "1G", "64MB", "64 M", "M", "", "-1M",
		"17592186044417M", "99999999999999999999G"};
	for (size_t i = 0; i < sizeof(too_much) / sizeof(too_much[0]); i++) {
		expect_refused("defaults", "memory", too_much[i], "1M to 512M");
	}
	const char *no_size[] = {"", "1024", "1024x", "x768", "1024x768x2", "1024X768", "63x768",
		"1024x16385", "-1024x768", "1024 x 768"};
	for (size_t i = 0; i < sizeof(no_size) / sizeof(no_size[0]); i++) {
		expect_refused("domain web", "size", no_size[i],
			"auto, or WIDTHxHEIGHT with each from 64 to 16384");
	}
	expect_refused("domain *", "color", "red", "#rrggbb or auto");
	expect_refused("domain *", "cursor", "yes", "hide or show");
	expect_refused("domain *", "attach", "true", "yes or no");
}

static void test_label_is_clean(void **state) {
	struct config *config = load_good("[domain web]\nlabel = a\tb\xe2\x80\xae"
					  "c\xff\n"
					  "[domain mail]\nlabel =\n");
	struct guest guest;
	struct config_guest settings;
	make_guest(&guest, "web", 1);
	config_for_guest(config, &guest, &settings);
	assert_string_equal(settings.label, "a?b???c?");
	make_guest(&guest, "mail", 1);
	config_for_guest(config, &guest, &settings);
	assert_string_equal(settings.label, "mail");
	config_destroy(config);
}

static void test_precedence(void **state) {
	struct config *config = load_good("[domain web-*]\n"
					  "color = #000001\n"
					  "memory = 1M\n"
					  "label = any\n"
					  "size = 800x600\n"
					  "[domain ABCDEF01-0000-0000-0000-000000000005]\n"
					  "color = #000002\n"
					  "label =\n"
					  "[domain web-?]\n"
					  "color = auto\n"
					  "size = auto\n"
					  "[defaults]\n"
					  "color = #000003\n"
					  "memory = 2M\n"
					  "cursor = show\n");
	struct guest guest;
	struct config_guest settings;

	make_guest(&guest, "mail", 1); /* nothing but the defaults, wherever they stand */
	config_for_guest(config, &guest, &settings);
	assert_int_equal(settings.color, 3);
	assert_int_equal(settings.memory, 2 << 20);

	make_guest(&guest, "web-shop", 1); /* a pattern before the defaults */
	config_for_guest(config, &guest, &settings);
	assert_int_equal(settings.color, 1);
	assert_int_equal(settings.memory, 1 << 20);
	assert_int_equal(settings.cursor, CONFIG_CURSOR_SHOW);
	assert_string_equal(settings.label, "any");
	assert_int_equal(settings.width, 800);

	make_guest(&guest, "web-shop", 5); /* the UUID's section is the last that matches */
	config_for_guest(config, &guest, &settings);
	assert_int_equal(settings.color, 2);
	assert_string_equal(settings.label, "web-shop");

	make_guest(&guest, "web-1", 5); /* key by key, the last that matches; auto takes back */
	config_for_guest(config, &guest, &settings);
	assert_int_not_equal(settings.color, 2);
	assert_int_equal(settings.width, 0);
	assert_int_equal(settings.memory, 1 << 20);
	config_destroy(config);
}

static void test_format(void **state) {
	struct config *config = load_good("\xef\xbb\xbf[desktop]\r\n"
					  "# a comment\r\n"
					  "; another\r\n"
					  "\r\n"
					  "   terminal : xterm ; and one at the end\r\n"
					  "   font = Serif 12\r\n"
					  "  [ keyboard ] ; here too\r\n"
					  "repeat-rate = 30");
	assert_string_equal(config->terminal, "xterm");
	assert_string_equal(config->font, "Serif 12");
	assert_int_equal(config->repeat_rate, 30);
	config_destroy(config);
}

static void test_format_errors(void **state) {
	expect_bad("terminal = foot\n", "c:1: \"terminal\" stands before the first [section]");
	expect_bad("[desktop]\nterminal\n", "c:2: expected [section], key = value or # comment");
	expect_bad("[desktop\nterminal = foot\n", "c:1: expected [section] alone on its line");
	expect_bad("[desktop] terminal = foot\n", "c:1: expected [section] alone on its line");
	expect_bad("[domain a[b]\n", "c:1: expected [section] alone on its line");
	expect_bad("[desktop]\ncolour = red\n",
		"c:2: unknown key \"colour\"; this section has terminal, renderer, background, "
		"font, drag-modifier");
	expect_bad("[keyboard]\nmap = us\n",
		"c:2: unknown key \"map\"; this section has model, layout, variant, options, "
		"repeat-delay, repeat-rate");
	expect_bad("[domain web]\nname = web\n",
		"c:2: unknown key \"name\"; this section has color, label, size, cursor, attach, "
		"memory");

	const char *sections = "there are [desktop], [keyboard], [keys], [defaults] and "
			       "[domain NAME]";
	const char *unknown[] = {"desk", "", "domain", "domainweb", "Desktop", "defaults x"};
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		char text[64], error[256];
		snprintf(text, sizeof(text), "[%s]\nkey = value\n", unknown[i]);
		snprintf(error, sizeof(error), "c:1: unknown section [%s]; %s", unknown[i],
			sections);
		expect_bad(text, error);
	}
}

static void test_all_errors_are_told(void **state) {
	expect_bad("[desktop]\n"
		   "renderer = fast\n"
		   "terminal = foot\n"
		   "nonsense\n"
		   "[keyboard]\n"
		   "repeat-rate = x\n"
		   "layout = marsian\n"
		   "[keys]\n"
		   "quit = q\n",
		"c:2: renderer: expected auto, pixman or gles2, not \"fast\"\n"
		"c:4: expected [section], key = value or # comment\n"
		"c:6: repeat-rate: expected repeats a second from 0 to 200, not \"x\"\n"
		"c:9: quit: \"q\": a key that types needs Ctrl, Alt or Super\n"
		"c:7: layout: \"marsian\" is not known");
}

static void test_long_lines(void **state) {
	/* 197 bytes: the longest line that inih takes whole */
	char text[256] = "[desktop]\nterminal=";
	size_t header = strlen("[desktop]\n");
	memset(text + strlen(text), 'x', 197 - strlen("terminal="));
	struct config *config = load_good(text);
	assert_int_equal(strlen(config->terminal), 197 - strlen("terminal="));
	config_destroy(config);

	text[header + 197] = 'x';
	expect_bad(text, "c:2: longer than the 197 bytes that a line may have");

	char huge[100000];
	memset(huge, 'x', sizeof(huge));
	write_bytes("c", huge, sizeof(huge));
	expect_errors("c", "c:1: longer than the 197 bytes that a line may have");
}

static void test_not_a_text_file(void **state) {
	const char bytes[] = "[desktop]\nterminal = a\0b\n";
	write_bytes("c", bytes, sizeof(bytes) - 1);
	expect_errors("c", "c:2: a NUL byte: this is not a text file");
}

static void test_unreadable(void **state) {
	expect_errors("none", "none: can't be opened: No such file or directory");
	assert_int_equal(mkdir("d", 0700), 0);
	expect_errors("d", "d: can't be read: Is a directory");
	assert_int_equal(rmdir("d"), 0);
}

static void expect_found(const char *terminal) {
	char *error;
	struct config *config = config_load(NULL, &error);
	assert_non_null(config);
	assert_string_equal(config->terminal, terminal);
	config_destroy(config);
}

static void test_where_the_file_is(void **state) {
	const char *home = "[desktop]\nterminal = home\n", *xdg = "[desktop]\nterminal = xdg\n";
	assert_int_equal(mkdir(".config", 0700), 0);
	assert_int_equal(mkdir(".config/domicile", 0700), 0);
	assert_int_equal(mkdir("xdg", 0700), 0);
	assert_int_equal(mkdir("xdg/domicile", 0700), 0);
	write_bytes(".config/domicile/config.ini", home, strlen(home));
	write_bytes("xdg/domicile/config.ini", xdg, strlen(xdg));

	char xdg_home[sizeof(folder) + 8];
	snprintf(xdg_home, sizeof(xdg_home), "%s/xdg", folder);
	setenv("HOME", folder, 1);
	unsetenv("XDG_CONFIG_HOME");
	expect_found("home");
	setenv("XDG_CONFIG_HOME", "", 1);
	expect_found("home");
	setenv("XDG_CONFIG_HOME", xdg_home, 1);
	expect_found("xdg");

	/* there, but not to be read: not the same as not there */
	assert_int_equal(unlink("xdg/domicile/config.ini"), 0);
	assert_int_equal(mkdir("xdg/domicile/config.ini", 0700), 0);
	char expected[256];
	snprintf(expected, sizeof(expected),
		"%s/domicile/config.ini: can't be read: Is a directory", xdg_home);
	expect_errors(NULL, expected);

	/* What is in /etc is up to the machine: without a file, nothing fails. */
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	if (access("/etc/xdg/domicile/config.ini", F_OK) != 0) {
		expect_found("foot");
	}

	assert_int_equal(rmdir("xdg/domicile/config.ini"), 0);
	assert_int_equal(rmdir("xdg/domicile"), 0);
	assert_int_equal(rmdir("xdg"), 0);
	assert_int_equal(unlink(".config/domicile/config.ini"), 0);
	assert_int_equal(rmdir(".config/domicile"), 0);
	assert_int_equal(rmdir(".config"), 0);
}

/* A load that fails leaves the configuration that is there as it is. */
static void test_failed_reload(void **state) {
	struct config *config = load_good("[domain web]\nlabel = old\n");
	expect_bad("[domain web]\nlabel = new\ncolor = red\n",
		"c:3: color: expected #rrggbb or auto, not \"red\"");
	struct guest guest;
	make_guest(&guest, "web", 1);
	struct config_guest settings;
	config_for_guest(config, &guest, &settings);
	assert_string_equal(settings.label, "old");
	config_destroy(config);
	config_destroy(NULL);
}

static double linear(uint32_t color, int shift) {
	double c = (color >> shift & 0xff) / 255.0;
	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* Relative luminance, WCAG 2. */
static double luminance(uint32_t color) {
	return 0.2126 * linear(color, 16) + 0.7152 * linear(color, 8) + 0.0722 * linear(color, 0);
}

/* How different two colours look: their distance in OKLab. */
static double difference(uint32_t a, uint32_t b) {
	double lab[2][3];
	for (int i = 0; i < 2; i++) {
		uint32_t color = i == 0 ? a : b;
		double red = linear(color, 16), green = linear(color, 8), blue = linear(color, 0);
		double l = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
		double m = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
		double s = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
		lab[i][0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
		lab[i][1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
		lab[i][2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
	}
	return sqrt(pow(lab[0][0] - lab[1][0], 2) + pow(lab[0][1] - lab[1][1], 2) +
		    pow(lab[0][2] - lab[1][2], 2));
}

static uint32_t color_of(const struct config *config, const struct guest *guest) {
	struct config_guest settings;
	config_for_guest(config, guest, &settings);
	return settings.color;
}

static void test_colors_are_stable(void **state) {
	struct config *config = config_create();
	struct guest guest;
	make_guest(&guest, "web", 1);
	uint32_t color = color_of(config, &guest);

	guest_set_name(&guest, "another");
	guest.domid = 99;
	assert_int_equal(color_of(config, &guest), color);

	/* Users know their domains by these: no release may change them. */
	assert_int_equal(color, 0x2273dc);
	make_guest(&guest, "web", 2);
	assert_int_equal(color_of(config, &guest), 0x1f3a93);
	config_destroy(config);
}

static void test_colors_are_distinct(void **state) {
	struct config *config = config_create();
	uint32_t colors[256];
	int uses[256];
	int count = 0;
	for (int i = 0; i < 256; i++) {
		struct guest guest;
		make_guest(&guest, "web", i);
		uint32_t color = color_of(config, &guest);
		int j = 0;
		while (j < count && colors[j] != color) {
			j++;
		}
		if (j == count) {
			colors[count] = color;
			uses[count++] = 0;
		}
		uses[j]++;
	}
	config_destroy(config);

	assert_int_equal(count, 12);
	for (int i = 0; i < count; i++) {
		assert_in_range(uses[i], 256 / 12 / 2, 256 / 12 * 2);
		assert_true(1.05 / (luminance(colors[i]) + 0.05) >= 4.5);
		assert_true((luminance(colors[i]) + 0.05) / 0.05 >= 2);
		for (int j = 0; j < i; j++) {
			assert_true(difference(colors[i], colors[j]) > 0.1);
		}
	}
}

/* The file that is installed says what the defaults are, and mentions every key. */
static void test_documentation(void **state) {
	const char *keys[] = {"terminal", "renderer", "background", "font", "drag-modifier",
		"model", "layout", "variant", "options", "repeat-delay", "repeat-rate", "terminal",
		"switch", "close", "fullscreen", "maximize", "minimize", "natural-size", "reload",
		"quit", "color", "label", "size", "cursor", "attach", "memory"};
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
}

static int enter_folder(void **state) {
	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int leave_folder(void **state) {
	unlink("c");
	return chdir("/") != 0 || rmdir(folder) != 0;
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_default_bindings),
		cmocka_unit_test(test_find_binding),
		cmocka_unit_test(test_desktop),
		cmocka_unit_test(test_keyboard),
		cmocka_unit_test(test_keymap_that_does_not_compile),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_key_errors),
		cmocka_unit_test(test_domain),
		cmocka_unit_test(test_domain_values),
		cmocka_unit_test(test_label_is_clean),
		cmocka_unit_test(test_precedence),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_format_errors),
		cmocka_unit_test(test_all_errors_are_told),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_not_a_text_file),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_where_the_file_is),
		cmocka_unit_test(test_failed_reload),
		cmocka_unit_test(test_colors_are_stable),
		cmocka_unit_test(test_colors_are_distinct),
		cmocka_unit_test(test_documentation),
	};
	return cmocka_run_group_tests_name("config", tests, enter_folder, leave_folder);
}
