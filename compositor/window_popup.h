#ifndef DOMICILE_WINDOW_POPUP_H
#define DOMICILE_WINDOW_POPUP_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "guest_picture.h"
#include "window_place.h"

struct config_guest;
struct desktop;
struct guest_window;
struct guest_windows;
struct server;
struct wlr_scene_rect;
struct wlr_scene_tree;

/* Layout pixels, of the border that is drawn over the picture's edges. */
#define WINDOW_POPUP_BORDER 2

/*
 * A window of a guest that has no title bar: a menu, a tooltip, or a small picture in the tray. It
 * lies above all views, so it is held on a short leash:
 *
 * - It has a border in the domain's colour, above the picture.
 * - It never leaves the screen. One that the guest places elsewhere is moved, one that is too large
 *   is cut, and the guest is told.
 * - It takes no click that was meant for what it has just come to lie above.
 * - How much of the screen all of a guest's may cover is for guest_windows.h to see to.
 */
struct window_popup {
	struct wl_list link; /* desktop.popups */
	struct server *server;
	struct guest_window *window;
	const struct config_guest *settings; /* guest_windows.settings */
	struct window_place place;
	int workspace;      /* where its guest was in use when it came up */
	bool tray;          /* it has its place in the tray, whatever the guest says */
	struct wlr_box box; /* in the layout, border included */
	int64_t moved_ms;   /* when it came to be there, by monotonic.h */

	struct wlr_scene_tree *tree; /* at box.x, box.y */
	struct wlr_scene_rect *backdrop;
	struct guest_picture picture;
	struct wlr_scene_rect *borders[4];
};

/* tray: for the role GUEST_WINDOW_TRAY */
struct window_popup *window_popup_create(
	struct guest_windows *windows, struct guest_window *window, bool tray);
void window_popup_destroy(struct window_popup *popup); /* accepts NULL */

/* The window, the screens or the configuration have changed. */
void window_popup_update(struct window_popup *popup);

/* Not on another workspace, unless it is in the tray. */
bool window_popup_is_shown(const struct window_popup *popup);
/* For the workspaces, when another one is shown. */
void window_popup_update_shown(struct window_popup *popup);

/* Whether the user has had time to see that it is there. */
bool window_popup_has_settled(const struct window_popup *popup);

/* Where a popup is shown that the guest has placed there. */
struct wlr_box window_popup_allowed_box(const struct desktop *desktop, const struct wlr_box *box);

#endif
