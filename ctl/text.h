#ifndef DOMICILECTL_TEXT_H
#define DOMICILECTL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Zeroed memory, and a copy of a text; both end the program where there is no memory. */
void *text_allocate(size_t size);
char *text_copy(const char *text);

/* Decimal digits and nothing else, within 32 bits. */
bool text_parse_number(const char *text, uint32_t *number);
/* #rrggbb, or rrggbb: shells have # for something else. */
bool text_parse_color(const char *text, uint32_t *color);

/* A table: cells, left-aligned, as wide as they need to be; the last of a row isn't padded. */
struct text_table {
	int columns, count; /* count: of cells */
	int *widths;        /* of columns, in characters */
	char **cells;       /* row after row */
};

void text_table_init(struct text_table *table, int columns);
/* As many as there are columns, each copied. */
void text_table_add(struct text_table *table, const char *const *cells);
void text_table_print(const struct text_table *table, FILE *file);
void text_table_finish(struct text_table *table);

#endif
