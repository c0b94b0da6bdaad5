#ifndef DOMICILE_DESKTOP_H
#define DOMICILE_DESKTOP_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "painter.h"
#include "workspace.h"

struct gamma;
struct guest;
struct guest_picture;
struct layer_shell;
struct layer_surface;
struct notice;
struct output;
struct output_management;
struct output_power;
struct server;
struct view;
struct window_popup;
struct wlr_box;
struct wlr_output_layout;
struct wlr_scene;
struct wlr_scene_tree;
struct wlr_surface;

/* What lies above what, lowest first. Of layer_shell.h are those that are called SHELL. */
enum desktop_layer {
	DESKTOP_BACKGROUND,
	DESKTOP_SHELL_BACKGROUND,
	DESKTOP_SHELL_BOTTOM,
	DESKTOP_VIEWS,
	DESKTOP_TOP_VIEWS, /* those that the user wants above the others */
	DESKTOP_POPUPS,    /* guests' menus and the like */
	DESKTOP_MENUS,     /* of dom0's programs: no guest's lies above them */
	DESKTOP_SHELL_TOP,
	DESKTOP_BAR, /* of bar.h */
	DESKTOP_SHELL_OVERLAY,
	DESKTOP_SHELL_MENUS,
	DESKTOP_OVERLAY,   /* the switcher and notices */
	DESKTOP_DRAG,      /* what is being dragged and dropped */
	DESKTOP_ATTENTION, /* of attention.h */
	DESKTOP_LOCK,      /* of session_lock.h: none of the others is shown beside it */
	DESKTOP_LAYERS,
};

/* The screens, and what is on them: the scene, and the windows in their order. */
struct desktop {
	struct server *server;
	struct wlr_scene *scene;
	struct wlr_scene_tree *layers[DESKTOP_LAYERS];
	struct wlr_scene_tree *modal; /* the only one of them that takes input; NULL: all do */
	struct wlr_output_layout *output_layout;
	struct output_management *output_management;
	struct layer_shell *layer_shell;
	struct output_power *output_power;
	struct gamma *gamma;
	struct painter painter;
	struct workspaces workspaces;

	struct wl_list outputs; /* output.link, in the order in which they came */
	/*
	 * view.link: every mapped view, the most recently used first; those that are put away
	 * (minimised, hidden) come last when they are. What is shown is stacked in this order too.
	 */
	struct wl_list views;
	struct wl_list popups;  /* window_popup.link: all that are shown, the topmost first */
	struct wl_list notices; /* notice.link */

	struct {
		/* a view was mapped, unmapped, shown, hidden, raised, made fullscreen or not */
		struct wl_signal views_change;
		/* the layout, or what panels leave of it, has changed, and views with it */
		struct wl_signal outputs_change;
		struct wl_signal view_map; /* struct view, which has its place by now */
		struct wl_signal redraw;   /* of what we draw ourselves all is to be drawn again */
	} events;

	struct wl_listener layout_change;
};

struct desktop *desktop_create(struct server *server);
/* To be called after the outputs have gone with the backend. Accepts NULL. */
void desktop_destroy(struct desktop *desktop);

/*
 * Puts outputs that are in use into the layout and takes others out. Whenever the layout changes, scene and
 * windows follow: those whose screen has gone move to another one, and back when it returns.
 */
void desktop_update_outputs(struct desktop *desktop);

/* Has windows and notices keep to what panels leave of the screens, which has changed. */
void desktop_arrange(struct desktop *desktop);

/* Draws what we draw ourselves again: colours, font, scale or renderer have changed. */
void desktop_redraw(struct desktop *desktop);

/* The highest scale of any output, 1 if there is none: what texts are drawn at. */
double desktop_scale(const struct desktop *desktop);

/* All accept that there is no output, and return NULL then. */
struct output *desktop_output_at(const struct desktop *desktop, double lx, double ly);
struct output *desktop_output_named(const struct desktop *desktop, const char *name);
/* The one that shows most of the box, else the one nearest to it. */
struct output *desktop_output_for_box(const struct desktop *desktop, const struct wlr_box *box);
/* The one for new windows: where the pointer is. */
struct output *desktop_active_output(const struct desktop *desktop);

/* What is at a point of the layout. */
struct desktop_hit {
	struct notice *notice;         /* above all else, which is empty then; may be NULL */
	bool bar;                      /* that of bar.h, and nothing else */
	struct window_popup *popup;    /* of a guest, above all views; else NULL */
	struct layer_surface *layer;   /* a panel or the like, or a menu of one; else NULL */
	struct view *view;             /* NULL: the background, a panel, or a popup of no view's */
	struct guest_picture *picture; /* where popup or client area show a guest's; else NULL */
	uint32_t part;                 /* enum frame_part; FRAME_CLIENT: within the client area */
	uint32_t edges;                /* enum wlr_edges, where part is FRAME_EDGE */
	struct wlr_surface *surface;   /* where a program's surface takes input; else NULL */
	double sx, sy;                 /* on the surface, or on the client area if there is none */
};

struct desktop_hit desktop_hit(const struct desktop *desktop, double lx, double ly);

#endif
