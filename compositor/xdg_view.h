#ifndef DOMICILE_XDG_VIEW_H
#define DOMICILE_XDG_VIEW_H

struct server;
struct wlr_xdg_toplevel;
struct wlr_xdg_toplevel_decoration_v1;

/* 0xRRGGBB: of what belongs to no guest. */
#define XDG_VIEW_COLOR 0x59606c

/* A window of one of dom0's programs. It goes by itself with its toplevel. */
struct xdg_view;

struct xdg_view *xdg_view_create(struct server *server, struct wlr_xdg_toplevel *toplevel);

/* Frames are ours to draw: told to the program as soon as it can be. */
void xdg_view_set_decoration(
	struct xdg_view *xdg_view, struct wlr_xdg_toplevel_decoration_v1 *decoration);

#endif
