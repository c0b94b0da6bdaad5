#ifndef SIM_TERMINAL_HISTORY_H
#define SIM_TERMINAL_HISTORY_H

#include <vterm.h>

/* The lines that have left the screen at its top: the last thousand. */
struct history {
	int count;

	/* private */
	VTermScreenCell *cells; /* a ring of lines */
	int columns, next;
};

/* Forgets all, for a terminal of so many columns. */
void history_reset(struct history *history, int columns);
void history_finish(struct history *history);

void history_push(struct history *history, int columns, const VTermScreenCell *cells);
/* age: 1 for the line that has left last, up to count */
const VTermScreenCell *history_cell(const struct history *history, int age, int column);

#endif
