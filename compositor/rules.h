#ifndef DOMICILE_RULES_H
#define DOMICILE_RULES_H

#include "config.h"

struct view;

/*
 * What the configuration's rules do to a window when it comes up; after that it is the user's, and its
 * program's. Titles and names of programs are what a guest says they are: it chooses among the rules for
 * its own domain, and no others.
 */

/* Finds them, and has the view come up on its workspace: before it is mapped. */
void rules_begin(
	struct view *view, const char *app_id, const char *title, struct config_window *rules);

/* The rest, once it is mapped. placed: place and size are known already, and stay. */
void rules_finish(struct view *view, const struct config_window *rules, bool placed);

#endif
