#ifndef REPORT_H
#define REPORT_H

#include <stddef.h>

/*
 * Lines to the tests, on the guest's Xen console. Each starts with "@lab " so that they can be told
 * from what the kernel prints there, and is written whole.
 */

/* Opens the console, in raw mode without echo, and returns its descriptor for reading. */
int report_open(const char *path);

/* One line, at most 4000 bytes; the newline is added. */
__attribute__((format(printf, 1, 2))) void report(const char *format, ...);

/* The line "@lab out ID BASE64". size is at most 2400. */
void report_output(const char *id, const unsigned char *data, size_t size);

#endif
