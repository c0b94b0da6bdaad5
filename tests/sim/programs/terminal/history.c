#include "history.h"

#include <stdlib.h>
#include <string.h>

#define LINES 1000

static VTermScreenCell *line(const struct history *history, int number) {
	return history->cells + (size_t)number * (size_t)history->columns;
}

void history_reset(struct history *history, int columns) {
	free(history->cells);
	*history = (struct history){.columns = columns};
	history->cells = calloc((size_t)LINES * (size_t)columns, sizeof(history->cells[0]));
	if (history->cells == NULL) {
		abort();
	}
}

void history_finish(struct history *history) {
	free(history->cells);
}

void history_push(struct history *history, int columns, const VTermScreenCell *cells) {
	columns = columns < history->columns ? columns : history->columns;
	memcpy(line(history, history->next), cells, (size_t)columns * sizeof(cells[0]));
	history->next = (history->next + 1) % LINES;
	history->count += history->count < LINES;
}

const VTermScreenCell *history_cell(const struct history *history, int age, int column) {
	return &line(history, (history->next - age + LINES) % LINES)[column];
}
