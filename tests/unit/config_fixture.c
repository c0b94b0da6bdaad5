#include "config_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "config.h"

char folder[] = "/tmp/domicile-config-XXXXXX";

void write_bytes(const char *file, const char *bytes, size_t length) {
	FILE *f = fopen(file, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, length, f), length);
	assert_int_equal(fclose(f), 0);
}

struct config *load_good(const char *text) {
	write_bytes("c", text, strlen(text));
	char *error;
	struct config *config = config_load("c", &error);
	if (config == NULL) {
		fail_msg("%s", error);
	}
	assert_null(error);
	return config;
}

void expect_errors(const char *file, const char *expected) {
	char *error;
	assert_null(config_load(file, &error));
	assert_string_equal(error, expected);
	free(error);
}

void expect_bad(const char *text, const char *expected) {
	write_bytes("c", text, strlen(text));
	expect_errors("c", expected);
}

void expect_refused(const char *section, const char *key, const char *value, const char *expected) {
	char text[256], error[512];
	snprintf(text, sizeof(text), "[%s]\n%s = %s\n", section, key, value);
	snprintf(error, sizeof(error), "c:2: %s: expected %s, not \"%s\"", key, expected, value);
	expect_bad(text, error);
}

void make_guest(struct guest *guest, const char *name, uint8_t uuid_end) {
	const uint8_t uuid[GUEST_UUID_SIZE] = {0xab, 0xcd, 0xef, 0x01, [15] = uuid_end};
	guest_init(guest, NULL, 7, uuid);
	guest_set_name(guest, name);
}

int enter_folder(void **state) {
	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

int leave_folder(void **state) {
	unlink("c");
	return chdir("/") != 0 || rmdir(folder) != 0;
}
