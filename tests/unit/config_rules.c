/* Rules for windows: which of them fit, and what they say together. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "config.h"
#include "config_fixture.h"
#include "config_parser.h"

static struct config_window find(const struct config *config, const struct guest *guest,
	const char *app_id, const char *title) {
	struct config_window window;
	config_for_window(config, guest, app_id, title, &window);
	return window;
}

static void test_all_that_a_rule_says(void **state) {
	struct config *config = load_good("[rule]\n"
					  "domain = work-*\n"
					  "app-id = firefox*\n"
					  "title = *Downloads\n"
					  "workspace = 3\n"
					  "maximized = yes\n"
					  "fullscreen = yes\n"
					  "on-top = yes\n"
					  "position = 100,0\n"
					  "size = 640x480\n");
	struct guest guest;
	make_guest(&guest, "work-mail", 1);
	struct config_window window = find(config, &guest, "firefox-esr", "My Downloads");
	assert_int_equal(window.workspace, 3);
	assert_true(window.maximized);
	assert_true(window.fullscreen);
	assert_true(window.on_top);
	assert_true(window.position.given);
	assert_int_equal(window.position.x, 100);
	assert_int_equal(window.position.y, 0);
	assert_int_equal(window.size.width, 640);
	assert_int_equal(window.size.height, 480);

	/* Each of the three has to fit. */
	assert_int_equal(find(config, &guest, "chromium", "My Downloads").workspace, 0);
	assert_int_equal(find(config, &guest, "firefox", "Downloads: 2").workspace, 0);
	assert_int_equal(find(config, NULL, "firefox", "Downloads").workspace, 0);
	make_guest(&guest, "home", 2);
	assert_int_equal(find(config, &guest, "firefox", "Downloads").workspace, 0);
	config_destroy(config);
}

static void test_nothing_is_said_without_a_rule(void **state) {
	struct config *config = load_good("[rule]\n");
	struct config_window window = find(config, NULL, "", "");
	const struct config_window none = {0};
	assert_memory_equal(&window, &none, sizeof(none));
	config_destroy(config);
}

static void test_last_one_wins_key_by_key(void **state) {
	struct config *config = load_good("[rule]\n"
					  "workspace = 2\n"
					  "maximized = yes\n"
					  "position = 5,5\n"
					  "[rule]\n"
					  "app-id = foot\n"
					  "workspace = auto\n"
					  "position = auto\n"
					  "[rule]\n"
					  "app-id = foot\n"
					  "maximized = no\n"
					  "size = auto\n");
	struct config_window window = find(config, NULL, "foot", "");
	assert_int_equal(window.workspace, 0);
	assert_false(window.maximized);
	assert_false(window.position.given);
	window = find(config, NULL, "other", "");
	assert_int_equal(window.workspace, 2);
	assert_true(window.maximized);
	config_destroy(config);
}

static void test_dom0_is_no_guest(void **state) {
	struct config *config = load_good(
		"[rule]\ndomain = dom0\nworkspace = 2\n[rule]\ndomain = *\non-top = yes\n");
	struct guest guest;
	make_guest(&guest, "dom0", 1);
	assert_int_equal(find(config, &guest, "", "").workspace, 0);
	assert_true(find(config, &guest, "", "").on_top);
	assert_int_equal(find(config, NULL, "", "").workspace, 2);
	assert_true(find(config, NULL, "", "").on_top);
	config_destroy(config);
}

/* A guest could call its windows what one of dom0's is called. */
static void test_without_a_domain_it_is_dom0s(void **state) {
	struct config *config = load_good("[rule]\ntitle = Clock\non-top = yes\n"
					  "[rule]\napp-id = clock\nfullscreen = yes\n"
					  "[rule]\nworkspace = 2\n");
	struct guest guest;
	make_guest(&guest, "liar", 1);
	struct config_window window = find(config, &guest, "clock", "Clock");
	const struct config_window none = {0};
	assert_memory_equal(&window, &none, sizeof(none));
	window = find(config, NULL, "clock", "Clock");
	assert_true(window.on_top);
	assert_true(window.fullscreen);
	assert_int_equal(window.workspace, 2);
	config_destroy(config);

	config = load_good("[rule]\ndomain = *\ntitle = Clock\non-top = yes\n");
	assert_true(find(config, &guest, "", "Clock").on_top);
	assert_true(find(config, NULL, "", "Clock").on_top);
	config_destroy(config);
}

static void test_patterns(void **state) {
	assert_true(config_glob("", ""));
	assert_false(config_glob("", "a"));
	assert_true(config_glob("*", ""));
	assert_true(config_glob("**", "abc"));
	assert_false(config_glob("?", ""));
	assert_true(config_glob("a?c", "abc"));
	assert_true(config_glob("a?c", "a\xc3\xa9"
				       "c")); /* a character, of two bytes */
	assert_true(config_glob("*b*d", "abcbd"));
	assert_false(config_glob("*b*d", "abcbde"));
	assert_true(config_glob("*aab", "aaaaab"));
	assert_false(config_glob("a*b*c", "a-b-b"));
	assert_true(config_glob("[x]", "[x]")); /* nothing else is special */
	assert_true(config_glob("\\*", "\\anything"));
	assert_false(config_glob("abc", "ABC"));
	/* Bytes that are no UTF-8 end with the text. */
	assert_true(config_glob("*\xff", "\x80\x80\xff"));
	assert_false(config_glob("?a", "\xc3"));
}

/* A title that a guest chose for it, with a pattern that a user may have. */
static void test_takes_little_time(void **state) {
	char title[4096];
	memset(title, 'a', sizeof(title) - 1);
	title[sizeof(title) - 1] = '\0';
	clock_t before = clock();
	for (int i = 0; i < 100; i++) {
		assert_false(config_glob("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", title));
	}
	assert_true(clock() - before < 2 * CLOCKS_PER_SEC);
}

static void test_errors(void **state) {
	expect_refused("rule", "domain", "", "dom0, or the name of a domain");
	expect_refused("rule", "app-id", "", "what programs are called");
	expect_refused("rule", "title", "", "a title");
	expect_refused("rule", "workspace", "10", "auto, or 1 to 9");
	expect_refused("rule", "maximized", "true", "yes or no");
	expect_refused("rule", "fullscreen", "", "yes or no");
	expect_refused("rule", "on-top", "maybe", "yes or no");
	const char *position = "auto, or X,Y with each from 0 to 32767";
	expect_refused("rule", "position", "5", position);
	expect_refused("rule", "position", "5,", position);
	expect_refused("rule", "position", "-5,5", position);
	expect_refused("rule", "position", "5,32768", position);
	expect_refused("rule", "position", "5x5", position);
	expect_refused(
		"rule", "size", "63x100", "auto, or WIDTHxHEIGHT with each from 64 to 16384");
	expect_bad("[rule]\nclass = x\n",
		"c:2: unknown key \"class\"; this section has domain, app-id, title, workspace, "
		"maximized, fullscreen, on-top, position, size");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_that_a_rule_says),
		cmocka_unit_test(test_nothing_is_said_without_a_rule),
		cmocka_unit_test(test_last_one_wins_key_by_key),
		cmocka_unit_test(test_dom0_is_no_guest),
		cmocka_unit_test(test_without_a_domain_it_is_dom0s),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_takes_little_time),
		cmocka_unit_test(test_errors),
	};
	return cmocka_run_group_tests_name("config_rules", tests, enter_folder, leave_folder);
}
