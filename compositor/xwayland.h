#ifndef DOMICILE_XWAYLAND_H
#define DOMICILE_XWAYLAND_H

#include <stdbool.h>

struct server;
struct wl_client;
struct wl_global;
struct wlr_xwayland_surface;

/*
 * Those of dom0's programs that speak X11 and no Wayland: they connect to Xwayland, which is a program of
 * Wayland's like others, and for which we are the window manager. It starts with the first of them, ends
 * some time after the last, and starts again when one connects after it has crashed.
 *
 * They can see and type into each other's windows, as they could on any X server, but neither guests' nor
 * those of other programs. No guest has to do with it.
 */
struct xwayland;

/* Returns NULL where the configuration doesn't want it, or it isn't there: then the user is told. */
struct xwayland *xwayland_create(struct server *server);
/* To be called before Wayland's clients are disconnected. Accepts NULL. */
void xwayland_destroy(struct xwayland *xwayland);

/* What DISPLAY has to be for programs; NULL: nothing, since there is no X. Accepts NULL. */
const char *xwayland_display(const struct xwayland *xwayland);

/*
 * Reads what states a window that is about to be mapped wants to begin in. wlroots writes those that it
 * knows of into the window as it is mapped, before it has read what a quick program wrote there.
 */
void xwayland_read_state(struct xwayland *xwayland, struct wlr_xwayland_surface *surface);

/* Whether a global is for Xwayland alone, and the client is another. Accepts NULL. */
bool xwayland_hides(const struct xwayland *xwayland, const struct wl_global *global,
	const struct wl_client *client);

#endif
