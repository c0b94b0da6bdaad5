#ifndef SIM_PAINT_MENU_H
#define SIM_PAINT_MENU_H

#include "screen.h"

enum menu_item {
	MENU_COLOR,
	MENU_THIN,
	MENU_BROAD,
	MENU_ERASER,
	MENU_CLEAR,
};

/* A menu: colours, brushes and the like, of which one is chosen with a button of the mouse. */
struct menu {
	struct screen screen; /* a popup, or else the creator's to destroy */
	void *data;

	/* private */
	void (*chosen)(struct menu *menu, enum menu_item item, size_t color);
	void (*closed)(struct menu *menu);
	int pointed; /* see menu.c; -1: nothing */
};

/*
 * chosen may be called once, with the number of a colour if it is one. closed is called, as it
 * goes.
 */
struct menu *menu_create(struct wl_event_loop *loop,
	void (*chosen)(struct menu *menu, enum menu_item item, size_t color),
	void (*closed)(struct menu *menu), void *data);

#endif
