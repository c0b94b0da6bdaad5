#ifndef DOMICILE_XDG_VIEWS_H
#define DOMICILE_XDG_VIEWS_H

struct server;

/* Gives every toplevel and popup of dom0's programs what it needs to be seen. */
struct xdg_views;

struct xdg_views *xdg_views_create(struct server *server);
void xdg_views_destroy(struct xdg_views *xdg_views); /* accepts NULL */

#endif
