/* What the configuration says of a guest, and what wins over what. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "color.h"
#include "config.h"
#include "config_fixture.h"

static void test_domain(void **state) {
	struct config *config = load_good("[domain web]\n"
					  "color = #102030\n"
					  "label = The Web\n"
					  "size = 1920x1080\n"
					  "cursor = show\n"
					  "attach = no\n"
					  "memory = 512M\n"
					  "windows = no\n"
					  "windows-port = 6001\n"
					  "windows-limit = 20\n"
					  "windows-memory = 3M\n"
					  "utf8-titles = yes\n"
					  "fullscreen = yes\n"
					  "scale = 2\n");
	struct guest guest;
	make_guest(&guest, "web", 1);
	struct config_guest settings;
	config_for_guest(config, &guest, &settings);
	assert_int_equal(settings.color, 0x102030);
	assert_string_equal(settings.label, "The Web");
	assert_int_equal(settings.size.width, 1920);
	assert_int_equal(settings.size.height, 1080);
	assert_int_equal(settings.cursor, CONFIG_CURSOR_SHOW);
	assert_false(settings.attach);
	assert_int_equal(settings.memory, 512 << 20);
	assert_true(settings.utf8_titles);
	assert_true(settings.fullscreen);
	assert_int_equal(settings.scale, 2);

	struct guest_policy policy;
	config_guest_policy(config, &guest, &policy);
	assert_false(policy.attach);
	assert_int_equal(policy.memory_limit, 512 << 20);
	assert_int_equal(policy.width, 1920);
	assert_int_equal(policy.height, 1080);
	assert_int_equal(policy.repeat_delay, 600);
	assert_int_equal(policy.repeat_rate, 25);
	assert_false(policy.windows);
	assert_int_equal(policy.windows_port, 6001);
	assert_int_equal(policy.windows_limit, 20);
	assert_int_equal(policy.windows_memory, 3 << 20);
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
		assert_int_equal(config->defaults.settings.memory, sizes[i].bytes);
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
	expect_refused("domain *", "windows", "1", "yes or no");
	expect_refused("domain *", "windows-port", "65536", "1 to 65535");
	expect_refused("domain *", "windows-limit", "1001", "1 to 1000");
	expect_refused("domain *", "windows-memory", "513M", "1M to 512M");
	expect_refused("domain *", "utf8-titles", "1", "yes or no");
	expect_refused("domain *", "fullscreen", "", "yes or no");
	expect_refused("domain *", "scale", "1.5", "1 to 4");
	expect_refused("domain *", "scale", "0", "1 to 4");
}

static void test_transfers(void **state) {
	struct config *config = load_good("[clipboard]\n"
					  "* -> vault = deny\n"
					  "work-*->vault=allow\n"
					  "vault -> * = deny\n"
					  "dom0 -> work-1 = deny\n");
	struct guest work, vault, other, namesake;
	make_guest(&work, "work-1", 1);
	make_guest(&vault, "vault", 2);
	make_guest(&other, "other", 3);
	make_guest(&namesake, "dom0", 4);
	assert_int_equal(config_find_transfer(config, &work, &vault), CONFIG_TRANSFER_ALLOW);
	assert_int_equal(config_find_transfer(config, &other, &vault), CONFIG_TRANSFER_DENY);
	assert_int_equal(config_find_transfer(config, NULL, &vault), CONFIG_TRANSFER_DENY);
	assert_int_equal(config_find_transfer(config, &vault, NULL), CONFIG_TRANSFER_DENY);
	assert_int_equal(config_find_transfer(config, NULL, &work), CONFIG_TRANSFER_DENY);
	assert_int_equal(config_find_transfer(config, &namesake, &work), CONFIG_TRANSFER_ASK);
	assert_int_equal(config_find_transfer(config, &work, NULL), CONFIG_TRANSFER_ASK);
	config_destroy(config);

	expect_bad("[clipboard]\nwork = allow\n",
		"c:2: expected FROM -> TO = allow, ask or deny, not \"work = allow\"");
	expect_bad("[clipboard]\nwork -> * = yes\n",
		"c:2: expected FROM -> TO = allow, ask or deny, not \"work -> * = yes\"");
	expect_bad("[clipboard]\nwork -> = deny\n",
		"c:2: expected the name of a domain on both sides of ->; * is any");
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

static void test_dom0(void **state) {
	struct config *config = load_good("[defaults]\ncolor = #000001\nlabel = any\n"
					  "[domain dom0]\ncolor = #000002\nlabel = mine\n");
	struct config_guest settings;
	config_for_guest(config, NULL, &settings);
	assert_string_equal(settings.label, "dom0");
	assert_int_equal(settings.color, COLOR_DOM0);
	assert_int_equal(settings.pattern, PATTERN_SOLID);
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
	assert_int_equal(settings.size.width, 800);

	make_guest(&guest, "web-shop", 5); /* the UUID's section is the last that matches */
	config_for_guest(config, &guest, &settings);
	assert_int_equal(settings.color, 2);
	assert_string_equal(settings.label, "web-shop");

	make_guest(&guest, "web-1", 5); /* key by key, the last that matches; auto takes back */
	config_for_guest(config, &guest, &settings);
	assert_int_not_equal(settings.color, 2);
	assert_int_equal(settings.size.width, 0);
	assert_int_equal(settings.memory, 1 << 20);
	config_destroy(config);
}

static void test_whether_any_guest_is_attached(void **state) {
	static const struct {
		const char *text;
		bool attaches;
	} cases[] = {
		{"", true},
		{"[domain web]\nattach = no\n", true},
		{"[defaults]\nattach = no\n", false},
		{"[defaults]\nattach = no\n[domain web]\ncolor = auto\n", false},
		{"[defaults]\nattach = no\n[domain web]\nattach = no\n", false},
		{"[defaults]\nattach = no\n[domain web]\nattach = yes\n[domain db]\n", true},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct config *config = load_good(cases[i].text);
		assert_int_equal(config_attaches_guests(config), cases[i].attaches);
		config_destroy(config);
	}
}

static void test_overrides(void **state) {
	struct config *config = load_good("[domain web]\ncolor = #102030\nattach = yes\n");
	struct guest web, other;
	make_guest(&web, "web", 1);
	make_guest(&other, "other", 2);
	config_override_color(config, &web, 0x0a0b0c);
	struct config_guest settings;
	config_for_guest(config, &web, &settings);
	assert_int_equal(settings.color, 0x0a0b0c);
	assert_true(settings.attach);
	assert_false(config_overrides_attach(config, &web));
	config_override_color(config, &web, 0xffffff);
	config_override_attach(config, &web, false);
	struct guest_policy policy;
	config_guest_policy(config, &web, &policy);
	assert_false(policy.attach);
	assert_true(policy.release);
	config_guest_policy(config, &other, &policy);
	assert_true(policy.attach);
	assert_false(policy.release);

	/* They outlive the configuration, and are above the next one. By the UUID: names change. */
	struct config *next = load_good("[defaults]\nattach = no\n[domain *]\ncolor = #405060\n");
	config_take_overrides(next, config);
	config_destroy(config);
	make_guest(&web, "renamed", 1);
	config_for_guest(next, &web, &settings);
	assert_int_equal(settings.color, 0xffffff);
	assert_false(settings.attach);
	assert_false(config_attaches_guests(next));
	config_override_attach(next, &web, true);
	assert_true(config_attaches_guests(next));
	config_for_guest(next, &web, &settings);
	assert_true(settings.attach);
	config_for_guest(next, &other, &settings);
	assert_int_equal(settings.color, 0x405060);
	assert_false(settings.attach);
	/* What the file says lets go of nothing. */
	config_guest_policy(next, &other, &policy);
	assert_false(policy.release);
	config_destroy(next);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overrides),
		cmocka_unit_test(test_domain),
		cmocka_unit_test(test_domain_values),
		cmocka_unit_test(test_transfers),
		cmocka_unit_test(test_label_is_clean),
		cmocka_unit_test(test_dom0),
		cmocka_unit_test(test_precedence),
		cmocka_unit_test(test_whether_any_guest_is_attached),
	};
	return cmocka_run_group_tests_name("config_guests", tests, enter_folder, leave_folder);
}
