#ifndef DOMICILE_SHORTCUTS_INHIBIT_H
#define DOMICILE_SHORTCUTS_INHIBIT_H

#include <stdbool.h>
#include <wayland-server-core.h>

struct seat;
struct wlr_keyboard_shortcuts_inhibit_manager_v1;
struct wlr_keyboard_shortcuts_inhibitor_v1;

/*
 * A program of dom0 that wants the desktop's key bindings for itself (keyboard-shortcuts-inhibit-v1), as
 * viewers of other machines do. It has them while its window has the focus, and until the user takes
 * them back with a key that it can't have; after that, not before the window has the focus anew. Guests
 * can't ask for this.
 */
struct shortcuts_inhibit {
	struct seat *seat; /* borrowed */
	struct wlr_keyboard_shortcuts_inhibit_manager_v1 *manager;
	struct wlr_keyboard_shortcuts_inhibitor_v1 *active; /* NULL: bindings are ours */
	bool lifted; /* by the user, from what has the focus */

	struct wl_listener new_inhibitor;
	struct wl_listener keyboard_focus;
	struct wl_listener active_destroy;
};

/* After the seat has a wlr_seat. */
void shortcuts_inhibit_init(struct shortcuts_inhibit *inhibit, struct seat *seat);
void shortcuts_inhibit_finish(struct shortcuts_inhibit *inhibit);

/* Whether keys go to the program before any binding is looked for. */
bool shortcuts_inhibit_is_active(const struct shortcuts_inhibit *inhibit);

/* The user takes the bindings back. */
void shortcuts_inhibit_lift(struct shortcuts_inhibit *inhibit);

#endif
