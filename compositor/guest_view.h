#ifndef DOMICILE_GUEST_VIEW_H
#define DOMICILE_GUEST_VIEW_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "guest_picture.h"
#include "view.h"

struct guest_display;
struct server;
struct wlr_scene_buffer;
struct wlr_scene_rect;

/*
 * A guest's display as a window.
 *
 * The picture is the guest's own memory (guest_buffer.h), at one pixel a layout pixel unless the
 * user has resized the window; the shape of the picture is always kept, with black bars where the
 * window has another one. Where there is no picture, the window says why.
 */
struct guest_view {
	struct view view;
	struct wl_list link; /* guest_views.views */
	struct guest_display *display;

	struct wlr_scene_rect *backdrop; /* behind the picture, as large as the client area */
	struct guest_picture picture;
	struct wlr_scene_buffer *placeholder; /* instead of the picture */

	int natural_width, natural_height; /* of the display, when it was last on */
	bool natural;                      /* the window has that size, or what of it fits */
	bool hides_cursor;                 /* the guest draws its own */

	struct wl_listener picture_lost;
	struct wl_listener display_change;
	struct wl_listener display_destroy;
	struct wl_listener guest_change;
};

struct guest_view *guest_view_create(struct server *server, struct guest_display *display);
/* Goes by itself when its display does. */
void guest_view_destroy(struct guest_view *guest_view);

/* The configuration has changed. */
void guest_view_update_config(struct guest_view *guest_view);
/* The renderer is about to change, and has changed: no buffer may depend on the old one. */
void guest_view_drop_buffer(struct guest_view *guest_view);
void guest_view_restore_buffer(struct guest_view *guest_view);

#endif
