#ifndef DOMICILE_LAYER_SURFACE_H
#define DOMICILE_LAYER_SURFACE_H

#include <stdbool.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_layer_shell_v1.h>

struct layer_shell;
struct output;
struct wlr_box;
struct wlr_scene_layer_surface_v1;
struct wlr_scene_tree;
struct wlr_surface;

/* A panel, a wallpaper or the like: see layer_shell.h. It goes by itself with its wlr_layer_surface. */
struct layer_surface {
	struct wl_list link; /* layer_shell.surfaces */
	struct layer_shell *shell;
	struct wlr_layer_surface_v1 *wlr_layer_surface;
	struct output *output; /* NULL: has gone, and this is on its way */
	bool mapped;
	bool arranged; /* what mapped was when the output was arranged last */

	struct wlr_scene_tree *tree; /* in the desktop's layer, at 0, 0 */
	struct wlr_scene_layer_surface_v1 *scene;
	struct wlr_scene_tree *popups; /* at its place, above all layers */

	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener commit;
	struct wl_listener new_popup;
	struct wl_listener layer_surface_destroy;
};

/* Closes it where there is no output for it. */
void layer_surface_create(
	struct layer_shell *shell, struct wlr_layer_surface_v1 *wlr_layer_surface);

/* Tells it its size. Of usable, it takes what it keeps for itself, once it is mapped. */
void layer_surface_place(struct layer_surface *surface, struct wlr_box *usable);
void layer_surface_set_shown(struct layer_surface *surface, bool shown);

/* The user has clicked it. */
void layer_surface_click(struct layer_surface *surface);

enum zwlr_layer_shell_v1_layer layer_surface_layer(const struct layer_surface *surface);
bool layer_surface_wants_keyboard(const struct layer_surface *surface);
/* It doesn't let the keyboard go while it is there. */
bool layer_surface_insists(const struct layer_surface *surface);

/* That a surface in the scene's layers belongs to, be it a menu's; may be NULL. */
struct layer_surface *layer_surface_of(struct wlr_surface *surface);

#endif
