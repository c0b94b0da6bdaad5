#ifndef DOMICILE_XWAYLAND_POPUP_H
#define DOMICILE_XWAYLAND_POPUP_H

struct server;
struct wlr_xwayland_surface;
struct xwayland_window;

/*
 * A window of an X program that asks no window manager (override-redirect): a menu, a tooltip, what is
 * being dragged. It is where the program puts it, above all windows, and can be seen while the window can
 * that it belongs to. A launcher's, say, which belongs to none, gets the keyboard if it wants that, as long
 * as no guest has the focus.
 */
struct xwayland_window *xwayland_popup_create(
	struct server *server, struct wlr_xwayland_surface *surface);

#endif
