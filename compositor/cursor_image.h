#ifndef DOMICILE_CURSOR_IMAGE_H
#define DOMICILE_CURSOR_IMAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

struct desktop;
struct seat;
struct wlr_cursor;
struct wlr_surface;
struct wlr_xcursor_manager;

/* What the pointer looks like: a shape of ours, what a program wants, or nothing. */
struct cursor_image {
	struct seat *seat;
	struct wlr_cursor *cursor; /* borrowed */
	struct wlr_xcursor_manager *theme;
	const char
		*shape; /* of ours (static): a cursor's name, empty if hidden; NULL: a program's */
	bool locked;    /* programs have no say: a window is being moved */

	struct wl_listener request_set_cursor;
	struct wl_listener request_set_shape;
};

void cursor_image_init(struct cursor_image *image, struct seat *seat, struct wlr_cursor *cursor);
void cursor_image_finish(struct cursor_image *image);

/*
 * name: static, of the cursor theme (CSS names), or CURSOR_HIDDEN. The default one stands in for
 * those that the theme hasn't.
 */
#define CURSOR_HIDDEN ""
void cursor_image_set(struct cursor_image *image, const char *name);

/* A program's own; surface NULL: none. */
void cursor_image_set_surface(struct cursor_image *image, struct wlr_surface *surface,
	int32_t hotspot_x, int32_t hotspot_y);

/*
 * The renderer has changed, and the cursor is gone with the old one. One that was a program's is a
 * plain one until the program sets it again.
 */
void cursor_image_redraw(struct cursor_image *image);

/* Loads the theme at the scales of the outputs. */
void cursor_image_update_outputs(struct cursor_image *image, const struct desktop *desktop);

#endif
