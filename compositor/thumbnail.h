#ifndef DOMICILE_THUMBNAIL_H
#define DOMICILE_THUMBNAIL_H

#include <wayland-server-core.h>

struct view;
struct wlr_scene_tree;

/*
 * What is within a view's frame, once more and smaller. The nodes show the very buffers that the view does,
 * each time that it gets new ones, so nothing is copied; popups aren't among them.
 *
 * What is seen in it counts as seen. A guest that is minimised or covered draws on for as long as it has
 * a thumbnail on a screen, and a program gets its frames. Each costs what a visible window does: its
 * damaged part is read, once a frame.
 *
 * It must go before the view is unmapped, or when it is.
 */
struct thumbnail {
	struct view *view;
	struct wlr_scene_tree *tree; /* its upper left corner; the owner moves it */
	int room_width, room_height; /* layout pixels that it fits in */
	int width, height;           /* and those that it has, in the shape of the view */
	struct wl_list parts;        /* thumbnail_part.link, the lowest first */

	struct wl_listener picture_update;
	struct wl_listener picture_destroy;
};

/* A view has one at a time. It is never larger than the view. */
struct thumbnail *thumbnail_create(
	struct wlr_scene_tree *parent, struct view *view, int room_width, int room_height);
void thumbnail_destroy(struct thumbnail *thumbnail); /* accepts NULL */

/* The view has another size, or its content isn't made up of the same nodes any more. */
void thumbnail_update(struct thumbnail *thumbnail);

#endif
