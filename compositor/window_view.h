#ifndef DOMICILE_WINDOW_VIEW_H
#define DOMICILE_WINDOW_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "guest_picture.h"
#include "view.h"
#include "window_place.h"

struct config_guest;
struct guest_window;
struct guest_windows;
struct wlr_scene_rect;

/*
 * A single window of a guest.
 *
 * The frame follows the user at once, the guest in its own time: until it has redrawn, its pixels
 * are cut off at the client area, or the rest of that stays blank. They are never scaled to fit.
 *
 * The guest may resize its window, and place it as long as neither the user nor the desktop has moved
 * it. It doesn't get the focus by itself: see focus.h.
 */
struct window_view {
	struct view view;
	struct guest_window *window;
	const struct config_guest *settings; /* guest_windows.settings */
	struct window_place place;

	struct wlr_scene_rect *backdrop; /* behind the picture, as large as the client area */
	struct guest_picture picture;

	int natural_width, natural_height; /* that the guest chose last, in layout pixels */
	bool following;                    /* it is being moved because the guest says so */
	bool placed;                       /* it has been moved by anyone else */

	bool poses;          /* maximised, of which the guest is told that it is fullscreen */
	bool loosen;         /* it wasn't maximised before that */
	uint32_t told_flags; /* enum guest_window_flag */
};

/* Maps it, above parent (may be NULL). */
struct window_view *window_view_create(
	struct guest_windows *windows, struct guest_window *window, struct view *parent);
void window_view_destroy(struct window_view *window_view); /* accepts NULL */

/* The window has changed. */
void window_view_update(struct window_view *window_view);
/* So have the settings. */
void window_view_update_config(struct window_view *window_view);
/* So has where the guest's root is. */
void window_view_update_root(struct window_view *window_view);

#endif
