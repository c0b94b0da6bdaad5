#ifndef TEST_CONFIG_FIXTURE_H
#define TEST_CONFIG_FIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include "guest.h"

struct config;

/* Configuration files, made and loaded; and guests to be configured. */

/* The empty folder that the tests of a program run in, and that their files are named in. */
extern char folder[];

/* For cmocka: a group's. What the tests make there goes with them, but for the file "c". */
int enter_folder(void **state);
int leave_folder(void **state);

void write_bytes(const char *file, const char *bytes, size_t length);

/* Loads a file "c" with that text, in which there is no error. */
struct config *load_good(const char *text);
/* Loads a file that has these errors, a line each, and no others. */
void expect_errors(const char *file, const char *expected);
/* The same of a file "c" with that text. */
void expect_bad(const char *text, const char *expected);
/* That key with value in section is an error that says what is expected instead. */
void expect_refused(const char *section, const char *key, const char *value, const char *expected);

void make_guest(struct guest *guest, const char *name, uint8_t uuid_end);

#endif
