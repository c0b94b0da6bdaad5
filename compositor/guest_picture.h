#ifndef DOMICILE_GUEST_PICTURE_H
#define DOMICILE_GUEST_PICTURE_H

#include <pixman.h>
#include <stdbool.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

struct guest_buffer;
struct guest_surface;
struct output;
struct server;
struct wlr_scene_buffer;
struct wlr_scene_tree;

/*
 * What a guest's surface shows, as a node of the scene.
 *
 * Damage: the surface announces it, which asks the output that shows most of the node for a frame;
 * in that frame, and not before, it is taken from the surface and drawn, and so in each frame while
 * there is more. Whether any pixel can be
 * seen is told to the surface whenever it changes: an unseen guest costs nothing.
 */
struct guest_picture {
	struct server *server;
	struct guest_surface *surface;
	struct wlr_scene_buffer *node;
	struct wlr_scene_buffer *mirror; /* that shows the same; NULL: none does */
	struct guest_buffer *buffer;     /* NULL: nothing to show */
	/* That the buffer has, or that the renderer can't hold. NULL: none have been tried. */
	const struct guest_pixels *tried;
	struct wlr_box box;  /* of the surface, within the parent node; empty: nowhere */
	int node_x, node_y;  /* in that box, of the node */
	bool shares_pointer; /* with the guest's other windows: it is one device for all */

	bool visible;                         /* what the surface has been told */
	bool damaged;                         /* there is damage to take, or may be soon */
	struct output *drawn_by;              /* whose next frame takes it; NULL: none */
	struct wl_event_source *visible_idle; /* visibility is to be looked at */

	struct {
		/*
		 * The renderer can't hold the pixels any more: there is nothing to show until it, or
		 * they, are others. NULL
		 */
		struct wl_signal lost;
		/*
		 * The node shows something else. A mirror must do so before this returns: pixels that
		 * have been given back may be gone.
		 */
		struct wl_signal
			update; /* pixman_region32_t: changed pixels; NULL: anything else */
		struct wl_signal destroy; /* NULL */
	} events;

	struct wl_listener output_listen;
	struct wl_listener output_draw;
	struct wl_listener output_destroy;
	struct wl_listener surface_damage;
	struct wl_listener outputs_update;
	struct wl_listener mirror_outputs_update;
};

void guest_picture_init(struct guest_picture *picture, struct server *server,
	struct guest_surface *surface, struct wlr_scene_tree *parent);
/* Before the parent node goes. Gives the pixels back at once. */
void guest_picture_finish(struct guest_picture *picture);

/*
 * Shows the surface's pixels, if they are others than before, or none. The old ones are given back at
 * once. Those that the renderer can't hold aren't tried again.
 */
void guest_picture_update_pixels(struct guest_picture *picture);

/* The renderer is about to go: gives its texture and the pixels back. */
void guest_picture_drop(struct guest_picture *picture);

/* What can be seen of the mirror counts as seen. NULL: it is about to go. */
void guest_picture_set_mirror(struct guest_picture *picture, struct wlr_scene_buffer *mirror);

/* An ancestor of the node was enabled or disabled, which the scene doesn't tell. */
void guest_picture_update_visible(struct guest_picture *picture);

/*
 * Scales to the largest box of the picture's shape within a client area of this size. output_scale:
 * pixels of the screen in a layout pixel.
 */
void guest_picture_fit(
	struct guest_picture *picture, int client_width, int client_height, double output_scale);

/*
 * Shows what of the pixels fits into a client area of this size, from the upper left corner on, each as
 * scale layout pixels. The rest is cut off. The surface has the size, in pixels of its own, that the guest
 * believes its window to have, whatever there is to be seen of it: that is what a pointer is measured by.
 */
void guest_picture_crop(struct guest_picture *picture, int surface_width, int surface_height,
	int client_width, int client_height, int scale);

/* Whether a point of the layout is on the surface. */
bool guest_picture_contains(const struct guest_picture *picture, double lx, double ly);

/*
 * What a point of the layout is on the surface: x, y as fractions of it, beyond 0..1 outside;
 * scale_x, scale_y: pixels of the surface in a layout pixel. false: it is nowhere.
 */
bool guest_picture_position(const struct guest_picture *picture, double lx, double ly, double *x,
	double *y, double *scale_x, double *scale_y);

#endif
