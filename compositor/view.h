#ifndef DOMICILE_VIEW_H
#define DOMICILE_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "pattern.h"

struct frame;
struct guest_picture;
struct guest_surface;
struct server;
struct shade;
struct view;
struct wlr_scene_tree;
struct wlr_surface;

/*
 * A window: a guest's display, or a toplevel of one of dom0's programs. What differs between the two
 * is behind view_impl; order, state and frame are the same for all and are here, place and size in
 * view_place.h.
 *
 * Boxes are client areas in layout coordinates: the frame is around them.
 */
struct view_impl {
	/*
	 * Asks for a size of the client area. The view answers with view_resized(), at once or when
	 * its program has drawn it, with this size or another.
	 */
	void (*configure)(struct view *view, int width, int height);
	/* Told when view.box has changed, be it the place or the size. May be NULL. */
	void (*moved)(struct view *view);
	/* Told when view.activated, attention, maximized, snapped or fullscreen has changed. */
	void (*update_state)(struct view *view);
	/* Told when view_is_shown() has changed. May be NULL. */
	void (*update_shown)(struct view *view);
	/* Makes the nearest size that the view would take of what the user drags. May be NULL. */
	void (*constrain)(struct view *view, uint32_t edges, int *width, int *height);
	/* Whether it takes whatever size there is, of a screen or half of it. NULL: it does. */
	bool (*can_maximize)(struct view *view);
	/* The size that it has by itself. false: it has none. */
	bool (*natural_size)(struct view *view, int *width, int *height);
	/* The user closes it. */
	void (*close)(struct view *view);
	/* Draws again what was drawn with an older font, scale or renderer. May be NULL. */
	void (*redraw)(struct view *view);
	/* What its program is called, which may be "". May be NULL where view.picture isn't. */
	const char *(*app_id)(struct view *view);
	/* The surface that gets the keyboard; NULL for what a guest shows. */
	struct wlr_surface *(*surface)(struct view *view);
	/*
	 * The name of the cursor's image over what a guest shows, of cursor_image.h. May be NULL
	 * where view.picture is.
	 */
	const char *(*cursor)(struct view *view);
};

/* A place that outlives the screen it is on: relative to an output that may go and come. */
struct view_home {
	char output[32]; /* name; empty: no place yet */
	struct wlr_box box;
};

struct view {
	const struct view_impl *impl;
	struct server *server;
	struct wl_list link; /* desktop.views while mapped */
	int workspace;       /* see workspace.h; 0: where the user is once it is mapped */

	struct wlr_scene_tree *tree;    /* at box.x, box.y */
	struct wlr_scene_tree *content; /* below the frame */
	struct frame *frame;
	struct wlr_scene_tree *popups; /* at box.x, box.y, above all views; empty for guests */
	struct guest_picture *picture; /* what it shows of a guest; NULL: a program of dom0 */
	struct shade *shade;           /* above that; NULL: a program of dom0 */

	char *title;
	uint32_t color;
	enum pattern pattern; /* never AUTO */

	struct wlr_box box;    /* as shown */
	struct wlr_box wanted; /* as asked of the client; differs from box until it has answered */
	uint32_t anchor;       /* enum wlr_edges: those that stay where the answer differs */
	struct view_home home; /* where the user wants it while view_is_at_home() */

	struct view *parent; /* mapped, and below this one at all times; NULL: none */

	bool mapped;    /* has something to show */
	bool minimized; /* put away by the user */
	bool with_parent; /* minimised only because one that it stays above is: comes back with that */
	bool hidden;      /* "closed" by the user; only guests' */
	bool maximized;
	uint32_t snapped; /* enum wlr_edges: it fills that half, unless maximized; NONE: neither */
	bool fullscreen;  /* may be set together with maximized, which it goes back to */
	bool on_top;      /* the user wants it, and its family, above others; see view_stack.h */
	bool activated;   /* has the focus */
	bool attention;   /* wants to be looked at; not once it has been given the focus */

	struct {
		struct wl_signal unmap; /* NULL */
		/* Any of title, colour, app id, state, box, parent or workspace, while mapped. NULL */
		struct wl_signal change;
	} events;

	struct wl_listener parent_unmap;
};

/* For implementations. The title is copied. */
void view_init(struct view *view, const struct view_impl *impl, struct server *server,
	const char *title, uint32_t color);
void view_finish(struct view *view); /* unmaps it first */

/*
 * Shows it, where home says or else where there is room. With focus, it gets the focus too, unless that
 * is another domain's; without, only if nothing else has it.
 */
void view_map(struct view *view, int width, int height, bool focus);
void view_unmap(struct view *view);
/* A window that has come up, and is set up, calls for attention if another domain has the focus. */
void view_introduce(struct view *view);

/* Keeps it above the parent. A parent that isn't mapped, or is above it already, counts as none. */
void view_set_parent(struct view *view, struct view *parent);

/* Must be UTF-8. Control characters are replaced. */
void view_set_title(struct view *view, const char *title);
void view_set_color(struct view *view, uint32_t color, enum pattern pattern);
/* To be called when its app id has changed. */
void view_changed(struct view *view);
void view_set_attention(struct view *view, bool attention);

/* Whether it is mapped, on the workspace that is shown, and not put away. Others may still cover it. */
bool view_is_shown(const struct view *view);
/* Whether it is minimised or hidden, wherever it is. */
bool view_is_put_away(const struct view *view);
/* For the workspaces, when another one is shown. */
void view_update_shown(struct view *view);

/*
 * Puts it, with its parent and all that stay above either, on another workspace. Neither order nor focus
 * change.
 */
void view_set_workspace(struct view *view, int workspace);

/*
 * Minimises it as its guest wishes. The focus, if it has it, is left to another of that guest or to
 * nobody.
 */
void view_minimize_itself(struct view *view);

/* For the user's wishes. */
/* Never for a guest's wishes. */
void view_set_on_top(struct view *view, bool on_top);
void view_minimize(struct view *view); /* with those that stay above it */
void view_hide(struct view *view);
void view_close(struct view *view);
/*
 * Brings it to the front, with those that stay above it, and back with those that were minimised with it;
 * not the focus: see focus.h.
 */
void view_raise(struct view *view);

/* To be called by the focus alone. */
void view_set_activated(struct view *view, bool activated);

void view_redraw(struct view *view);

/* What its program is called; for what a guest shows, the domain's name. May be "". */
const char *view_app_id(struct view *view);

/* What a guest shows in it; NULL: nothing of a guest's. */
struct guest_surface *view_guest_surface(const struct view *view);
/* Whose it is; NULL: one of dom0's programs. */
struct guest *view_guest(const struct view *view);

#endif
