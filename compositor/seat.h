#ifndef DOMICILE_SEAT_H
#define DOMICILE_SEAT_H

#include <wayland-server-core.h>

#include "focus.h"
#include "guest_input.h"
#include "shortcuts_inhibit.h"
#include "transfer.h"

struct attention;
struct input_method;
struct pointer;
struct server;
struct surface_changes;
struct switcher;
struct tablets;
struct touch;
struct wlr_cursor;
struct wlr_input_device;
struct wlr_seat;
struct xkb_keymap;

/*
 * The user's seat: all keyboards, pointers and touchscreens as one, the focus, and what takes input
 * before anyone else does.
 */
struct seat {
	struct server *server;
	struct wlr_seat *wlr_seat;
	struct wl_list keyboards;     /* keyboard.link */
	struct xkb_keymap *us_keymap; /* to find bindings where layouts have no Latin letters */
	struct pointer *pointer;
	struct tablets *tablets;
	struct touch *touch;
	struct surface_changes *surface_changes;
	struct focus focus;
	struct guest_input guest_input;
	struct transfer transfer;
	struct shortcuts_inhibit shortcuts_inhibit;
	struct input_method *input_method;
	struct switcher *switcher;
	struct attention *attention;
	struct wl_event_source *pointer_idle; /* of seat_update_pointer_soon(); NULL: none is set */

	struct wl_listener new_virtual_keyboard;
	struct wl_listener new_virtual_pointer;
	struct wl_listener request_set_selection;
	struct wl_listener request_set_primary_selection;
	struct wl_listener request_start_drag;
	struct wl_listener start_drag;
};

struct seat *seat_create(struct server *server);
void seat_destroy(struct seat *seat); /* accepts NULL */

void seat_add_device(struct seat *seat, struct wlr_input_device *device);

struct focus *seat_focus_of(struct seat *seat);
const struct wlr_cursor *seat_cursor(const struct seat *seat);

/* Something else may be under the pointer now: windows have moved, come or gone. */
void seat_update_pointer(struct seat *seat);
/* The same at the end of this turn of the loop, once, for what a guest may do many times in it. */
void seat_update_pointer_soon(struct seat *seat);
/* Outputs have changed. */
void seat_update_outputs(struct seat *seat);
/* So has the configuration. */
void seat_update_config(struct seat *seat);
/* The user goes to another virtual terminal: what is held comes up unseen there. */
void seat_release(struct seat *seat);
/* Whatever is going on with keys and buttons ends: drags, menus, the switcher. */
void seat_interrupt(struct seat *seat);
/*
 * The session is locked: whatever is going on ends, and input goes to the lock's surfaces alone. And
 * unlocked: the focus is as it was.
 */
void seat_lock(struct seat *seat);
void seat_unlock(struct seat *seat);
/* Tells programs which kinds of devices there are, or, of keyboards, have been. */
void seat_update_capabilities(struct seat *seat);

#endif
