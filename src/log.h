#ifndef DOMICILE_LOG_H
#define DOMICILE_LOG_H

#include <stdarg.h>

/*
 * One log for the whole program: lines on standard error, each with the time since the start of
 * the process, its level and the text. What concerns a guest goes through guest_log_*() (guest.h),
 * which puts the domain's id and name before the text.
 */

enum log_level {
	LOG_ERROR,
	LOG_INFO,
	LOG_DEBUG,
};

/* Lines above this level are dropped. The default is LOG_INFO. */
void log_set_level(enum log_level level);

void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_vwrite(enum log_level level, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

#define log_error(...) log_write(LOG_ERROR, __VA_ARGS__)
#define log_info(...) log_write(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)

#endif
