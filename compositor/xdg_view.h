#ifndef DOMICILE_XDG_VIEW_H
#define DOMICILE_XDG_VIEW_H

#include "activation.h"

struct server;
struct wlr_xdg_toplevel;
struct wlr_xdg_toplevel_decoration_v1;

/* A window of one of dom0's programs. It goes by itself with its toplevel. */
struct xdg_view;

struct xdg_view *xdg_view_create(struct server *server, struct wlr_xdg_toplevel *toplevel);

/* One of its surfaces is larger, smaller or elsewhere. */
void xdg_view_update_extents(struct xdg_view *xdg_view);

/* A token says that it wants the focus: it gets it, now or when it is mapped, or calls for attention. */
void xdg_view_activate(struct xdg_view *xdg_view, activation_time time);

/* Frames are ours to draw: told to the program as soon as it can be. */
void xdg_view_set_decoration(
	struct xdg_view *xdg_view, struct wlr_xdg_toplevel_decoration_v1 *decoration);

#endif
