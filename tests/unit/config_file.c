/* The configuration file: where it is, how it is written, and every error in that. */

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
#include "config_fixture.h"

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
		"c:2: unknown key \"colour\"; this section has terminal, startup, renderer, "
		"background, font, drag-modifier, step, workspaces, xwayland");
	expect_bad("[keyboard]\nmap = us\n",
		"c:2: unknown key \"map\"; this section has model, layout, variant, options, "
		"repeat-delay, repeat-rate");
	expect_bad("[domain web]\nname = web\n",
		"c:2: unknown key \"name\"; this section has color, pattern, label, size, "
		"cursor, attach, memory, windows, windows-port, windows-limit, windows-memory, "
		"utf8-titles, fullscreen, scale, workspace");

	const char *sections = "there are [desktop], [bar], [keyboard], [keys], [clipboard], "
			       "[defaults], [domain NAME] and [rule]";
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

	char xdg_home[64];
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

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_format_errors),
		cmocka_unit_test(test_all_errors_are_told),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_not_a_text_file),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_where_the_file_is),
		cmocka_unit_test(test_failed_reload),
	};
	return cmocka_run_group_tests_name("config_file", tests, enter_folder, leave_folder);
}
