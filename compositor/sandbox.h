#ifndef DOMICILE_SANDBOX_H
#define DOMICILE_SANDBOX_H

#include <stdbool.h>

struct wl_client;
struct wl_display;
struct xwayland;

/*
 * Programs that a sandbox such as Flatpak's has let in, by security-context-v1. They are hostile: they
 * get what a program needs that has windows of its own, and can see, watch, control nothing else. Which
 * globals these are is one list in sandbox.c; what isn't on it, they can neither see nor bind.
 */
struct sandbox;

/* Has the display ask it about every global. */
struct sandbox *sandbox_create(struct wl_display *display);
/* To be called when no client is left. Accepts NULL. */
void sandbox_destroy(struct sandbox *sandbox);

/* Its own globals are for Xwayland alone, from then on. Borrowed; may be NULL. */
void sandbox_set_xwayland(struct sandbox *sandbox, const struct xwayland *xwayland);

/* Whether a program is in one. */
bool sandbox_holds(const struct sandbox *sandbox, const struct wl_client *client);

#endif
