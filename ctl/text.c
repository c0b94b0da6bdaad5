#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define GAP 2 /* blanks between columns */

void *text_allocate(size_t size) {
	void *memory = calloc(1, size);
	if (memory == NULL) {
		abort();
	}
	return memory;
}

char *text_copy(const char *text) {
	char *copy = strdup(text);
	if (copy == NULL) {
		abort();
	}
	return copy;
}

bool text_parse_number(const char *text, uint32_t *number) {
	uint64_t sum = 0;
	for (const char *c = text; *c != '\0'; c++) {
		if (*c < '0' || *c > '9') {
			return false;
		}
		sum = sum * 10 + (uint64_t)(*c - '0');
		if (sum > UINT32_MAX) {
			return false;
		}
	}
	*number = (uint32_t)sum;
	return *text != '\0';
}

bool text_parse_color(const char *text, uint32_t *color) {
	text += *text == '#';
	if (strlen(text) != 6 || strspn(text, "0123456789abcdefABCDEF") != 6) {
		return false;
	}
	*color = (uint32_t)strtoul(text, NULL, 16);
	return true;
}

/* How many columns of a terminal a UTF-8 text takes, taking each character for one. */
static int text_width(const char *text) {
	int width = 0;
	for (const char *c = text; *c != '\0'; c++) {
		width += (*c & 0xc0) != 0x80;
	}
	return width;
}

void text_table_init(struct text_table *table, int columns) {
	*table = (struct text_table){.columns = columns};
	table->widths = text_allocate((size_t)columns * sizeof(*table->widths));
}

void text_table_add(struct text_table *table, const char *const *cells) {
	size_t count = (size_t)table->count + (size_t)table->columns;
	table->cells = realloc(table->cells, count * sizeof(*table->cells));
	if (table->cells == NULL) {
		abort();
	}
	for (int i = 0; i < table->columns; i++) {
		int width = text_width(cells[i]);
		table->widths[i] = width > table->widths[i] ? width : table->widths[i];
		table->cells[table->count++] = text_copy(cells[i]);
	}
}

void text_table_print(const struct text_table *table, FILE *file) {
	for (int i = 0; i < table->count; i++) {
		int column = i % table->columns;
		fputs(table->cells[i], file);
		if (column == table->columns - 1) {
			fputc('\n', file);
		} else {
			int width = table->widths[column] + GAP;
			fprintf(file, "%*s", width - text_width(table->cells[i]), "");
		}
	}
}

void text_table_finish(struct text_table *table) {
	for (int i = 0; i < table->count; i++) {
		free(table->cells[i]);
	}
	free(table->cells);
	free(table->widths);
}
