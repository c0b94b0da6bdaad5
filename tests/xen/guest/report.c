#include <err.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "report.h"

static int console = -1;

int report_open(const char *path) {
	console = open(path, O_RDWR);
	if (console < 0) {
		err(1, "%s", path);
	}
	struct termios terminal;
	if (tcgetattr(console, &terminal) == 0) {
		cfmakeraw(&terminal);
		tcsetattr(console, TCSAFLUSH, &terminal);
	}
	return console;
}

static void write_whole(const char *text, size_t size) {
	while (size > 0) {
		ssize_t written = write(console, text, size);
		if (written < 0) {
			err(1, "writing to the console");
		}
		text += written;
		size -= written;
	}
}

void report(const char *format, ...) {
	char line[4096] = "@lab ";
	va_list arguments;
	va_start(arguments, format);
	int size = 5 + vsnprintf(line + 5, sizeof(line) - 7, format, arguments);
	va_end(arguments);
	if ((size_t)size > sizeof(line) - 3) {
		size = sizeof(line) - 3;
	}
	line[size++] = '\r';
	line[size++] = '\n';
	write_whole(line, size);
}

void report_output(const char *id, const unsigned char *data, size_t size) {
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char text[3204];
	size_t length = 0;
	for (size_t i = 0; i < size; i += 3) {
		unsigned group = data[i] << 16;
		group |= i + 1 < size ? data[i + 1] << 8 : 0;
		group |= i + 2 < size ? data[i + 2] : 0;
		text[length++] = digits[group >> 18];
		text[length++] = digits[group >> 12 & 63];
		text[length++] = i + 1 < size ? digits[group >> 6 & 63] : '=';
		text[length++] = i + 2 < size ? digits[group & 63] : '=';
	}
	text[length] = '\0';
	report("out %s %s", id, text);
}
