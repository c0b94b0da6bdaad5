/* domicilectl's own parts: what it is asked for, and how it writes. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "domain_list.h"
#include "json.h"
#include "list.h"
#include "text.h"

#define MAX_WORDS 8

/* words: NULL at the end. */
static enum arguments_result parse(
	const char *const *words, struct arguments *arguments, char error[static 160]) {
	char *argv[MAX_WORDS + 2] = {"domicilectl"};
	int argc = 1;
	for (; words[argc - 1] != NULL; argc++) {
		argv[argc] = (char *)words[argc - 1];
	}
	error[0] = '\0';
	return arguments_parse(argc, argv, commands, arguments, error);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_commands(void **state) {
	struct arguments arguments;
	char error[160];
	assert_int_equal(parse(WORDS("list"), &arguments, error), ARGUMENTS_RUN);
	assert_string_equal(arguments.command->name, "list");
	assert_int_equal(arguments.options, 0);
	assert_int_equal(parse(WORDS("list", "--json"), &arguments, error), ARGUMENTS_RUN);
	assert_int_equal(arguments.options, OPTION_JSON);
	assert_int_equal(parse(WORDS("-j", "watch"), &arguments, error), ARGUMENTS_RUN);
	assert_string_equal(arguments.command->name, "watch");
	assert_int_equal(arguments.options, OPTION_JSON);
	assert_int_equal(parse(WORDS("screenshot", "work"), &arguments, error), ARGUMENTS_RUN);
	assert_string_equal(arguments.operands[0], "work");
	assert_null(arguments.operands[1]);
	assert_int_equal(
		parse(WORDS("label", "--", "-x", "#112233"), &arguments, error), ARGUMENTS_RUN);
	assert_string_equal(arguments.operands[0], "-x");
	assert_string_equal(arguments.operands[1], "#112233");
	assert_int_equal(parse(WORDS("list", "-h"), &arguments, error), ARGUMENTS_HELP);
	assert_int_equal(parse(WORDS("--version"), &arguments, error), ARGUMENTS_VERSION);
}

static void expect_wrong(const char *const *words, const char *expected) {
	struct arguments arguments;
	char error[160];
	assert_int_equal(parse(words, &arguments, error), ARGUMENTS_WRONG);
	assert_string_equal(error, expected);
}

static void test_wrong_commands(void **state) {
	expect_wrong(WORDS(NULL), "a command is missing; see domicilectl --help");
	expect_wrong(WORDS("lis"), "there is no command \"lis\"; see domicilectl --help");
	expect_wrong(WORDS("list", "work"), "list is used as: domicilectl list");
	expect_wrong(WORDS("label", "work"), "label is used as: domicilectl label DOMAIN COLOUR");
	expect_wrong(WORDS("screenshot", "a", "b", "c"),
		"screenshot is used as: domicilectl screenshot DOMAIN [FILE]");
	expect_wrong(WORDS("focus", "--json", "work"), "focus takes no --json");
	expect_wrong(WORDS("watch", "--windows"), "watch takes no --windows");
	expect_wrong(
		WORDS("watch", "--json", "--waybar"), "--json and --waybar exclude each other");
	expect_wrong(WORDS("list", "--colour"),
		"there is no option \"--colour\"; see domicilectl --help");
}

static void test_numbers_and_colours(void **state) {
	uint32_t number = 0;
	assert_true(text_parse_number("4294967295", &number));
	assert_int_equal(number, UINT32_MAX);
	static const char *const no_numbers[] = {"", "-1", "1 ", "0x1", "4294967296", "one"};
	for (size_t i = 0; i < sizeof(no_numbers) / sizeof(no_numbers[0]); i++) {
		assert_false(text_parse_number(no_numbers[i], &number));
	}
	uint32_t color = 0;
	assert_true(text_parse_color("#12aBcF", &color));
	assert_int_equal(color, 0x12abcf);
	assert_true(text_parse_color("000001", &color));
	assert_int_equal(color, 1);
	static const char *const no_colors[] = {
		"", "#", "red", "#fff", "#1234567", "##12345", "0x1234", "#12345g", "+12345"};
	for (size_t i = 0; i < sizeof(no_colors) / sizeof(no_colors[0]); i++) {
		assert_false(text_parse_color(no_colors[i], &color));
	}
}

/* What is written, to be freed. */
static char *written(void (*write)(FILE *file, const void *data), const void *data) {
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	write(file, data);
	fclose(file);
	return text;
}

static void write_string(FILE *file, const void *data) {
	json_string(file, data);
}

static void test_json(void **state) {
	static const char *const cases[][2] = {
		{"", "\"\""},
		{"a \"b\" \\c", "\"a \\\"b\\\" \\\\c\""},
		{"\t\n\x01", "\"\\u0009\\u000a\\u0001\""},
		{"\xc3\xa4\xe2\x82\xac", "\"\xc3\xa4\xe2\x82\xac\""},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = written(write_string, cases[i][0]);
		assert_string_equal(text, cases[i][1]);
		free(text);
	}
}

static void write_list(FILE *file, const void *data) {
	list_domains(data, file);
}

static void write_list_json(FILE *file, const void *data) {
	list_json(data, file);
}

static void test_lists(void **state) {
	struct domain_list domains = {0};
	struct domain first = {.domains = &domains,
		.uuid = "u1",
		.name = "w\xc3\xb6rk",
		.label = "W",
		.number = 5,
		.color = 0xff,
		.attached = true};
	struct domain second = {.domains = &domains,
		.uuid = "u2",
		.name = "x",
		.label = "x",
		.number = 12,
		.state = 5};
	wl_list_init(&domains.list);
	wl_list_init(&first.windows);
	wl_list_init(&second.windows);
	wl_list_insert(domains.list.prev, &first.link);
	wl_list_insert(domains.list.prev, &second.link);
	domains.focused = &second;

	char *text = written(write_list, &domains);
	assert_string_equal(text, "   ID  NAME  STATE    SHOWN  COLOUR   WINDOWS\n"
				  "   5   w\xc3\xb6rk  running  yes    #0000ff  0\n"
				  "*  12  x     crashed  no     #000000  0\n");
	free(text);
	text = written(write_list_json, &domains);
	assert_string_equal(text,
		"{\"focused\":12,\"domains\":["
		"{\"id\":5,\"uuid\":\"u1\",\"name\":\"w\xc3\xb6rk\",\"label\":\"W\","
		"\"color\":\"#0000ff\",\"state\":\"running\",\"attached\":true,\"focused\":false,"
		"\"windows\":[]},"
		"{\"id\":12,\"uuid\":\"u2\",\"name\":\"x\",\"label\":\"x\","
		"\"color\":\"#000000\",\"state\":\"crashed\",\"attached\":false,\"focused\":true,"
		"\"windows\":[]}]}\n");
	free(text);

	bool ambiguous;
	assert_ptr_equal(domain_list_find(&domains, "12", &ambiguous), &second);
	assert_ptr_equal(domain_list_find(&domains, "U1", &ambiguous), &first);
	assert_ptr_equal(domain_list_find(&domains, "x", &ambiguous), &second);
	assert_null(domain_list_find(&domains, "W", &ambiguous));
	assert_false(ambiguous);
	first.name = "x";
	assert_null(domain_list_find(&domains, "x", &ambiguous));
	assert_true(ambiguous);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_wrong_commands),
		cmocka_unit_test(test_numbers_and_colours),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_lists),
	};
	return cmocka_run_group_tests_name("ctl", tests, NULL, NULL);
}
