#ifndef DOMICILE_FOREIGN_TOPLEVEL_H
#define DOMICILE_FOREIGN_TOPLEVEL_H

struct foreign_toplevels;
struct server;

/*
 * Tells panels and the like of all windows, guests' too, by wlr-foreign-toplevel-management and
 * ext-foreign-toplevel-list, and does what they ask for with the first: a click in a panel is the
 * user's. For programs that the user trusts, since all titles are in it.
 *
 * A guest's window has the name of its domain as its app id, whatever its program calls itself.
 *
 * What changes is told at most once in a while: no guest can flood a panel with titles.
 */

/* After the desktop, before any view. */
struct foreign_toplevels *foreign_toplevels_create(struct server *server);
/* When all views have gone. Accepts NULL. */
void foreign_toplevels_destroy(struct foreign_toplevels *toplevels);

#endif
