#ifndef DOMICILE_XWAYLAND_VIEW_H
#define DOMICILE_XWAYLAND_VIEW_H

struct server;
struct view;
struct wlr_xwayland_surface;
struct xwayland_window;

/*
 * A window of an X program with a frame of ours. It is where the desktop says, which is where the program
 * wants it unless it is maximised, snapped, fullscreen or just being dragged; one that isn't given a place
 * by the user comes up where there is room. A pixel of X is one of the layout, on all screens.
 */
struct xwayland_window *xwayland_view_create(
	struct server *server, struct wlr_xwayland_surface *surface);

/* The view of such a window while it is mapped; else NULL. Accepts NULL. */
struct view *xwayland_view_of(const struct wlr_xwayland_surface *surface);
/* The other way round. NULL: it isn't an X program's. Accepts NULL. */
struct wlr_xwayland_surface *xwayland_view_surface(const struct view *view);

#endif
