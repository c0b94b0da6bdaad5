#ifndef SIM_TERMINAL_VIEW_H
#define SIM_TERMINAL_VIEW_H

#include "font.h"
#include "history.h"
#include "screen.h"

/*
 * A terminal's state as it is seen: draws the cells that change, moves those that scroll, and shows
 * lines that have left the screen.
 */
struct view {
	struct screen *screen;
	VTerm *vterm;
	int columns, rows;
	bool alternate; /* a program has the whole screen: there is no history of it */
	char title[128];

	/* private */
	VTermScreen *cells;
	struct font font;
	struct history history;
	int back;       /* so many lines of the history are shown above those of the screen */
	bool all_dirty; /* all of it is to be drawn in the next frame */
	VTermPos cursor, drawn_cursor; /* row -1: there is none */
	bool cursor_visible;
};

void view_init(struct view *view, struct screen *screen, VTerm *vterm);
void view_finish(struct view *view);

/* For a new size of the screen: sets rows and columns. */
void view_resize(struct view *view);
/* lines: further back where positive */
void view_scroll(struct view *view, int lines);
void view_draw(struct view *view);

#endif
