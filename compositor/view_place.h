#ifndef DOMICILE_VIEW_PLACE_H
#define DOMICILE_VIEW_PLACE_H

#include <stdbool.h>
#include <stdint.h>

struct output;
struct view;
struct view_home;
struct wlr_box;

/*
 * Where a view is, and how large. It has a place of its own, its home, which it goes back to from
 * being snapped, maximised or fullscreen, and when the output that it was on returns.
 */

/* Whether it has the place and the size that are its own: neither maximised, fullscreen nor snapped. */
bool view_is_at_home(const struct view *view);

/* For implementations. */

/* Where it is to be, in the layout, once it is mapped. */
void view_set_home(struct view *view, const struct wlr_box *box);
/* In the middle of the other one. */
void view_set_home_over(struct view *view, const struct view *other, int width, int height);
/* The client area has this size now. */
void view_resized(struct view *view, int width, int height);
/* The size of client area that fits on the output with its frame around it. */
void view_max_size(const struct view *view, const struct output *output, int *width, int *height);

/* For view_map(): puts it where home says, else where there is room, with the size that it has. */
void view_place_first(struct view *view, int width, int height);
/* Keeps it on the screens there are. */
void view_arrange(struct view *view);

/* For the user's wishes. */

void view_move(struct view *view, int x, int y);
/* anchor: the edges (enum wlr_edges) that stay in place should the client choose another size. */
void view_resize(struct view *view, const struct wlr_box *box, uint32_t anchor);
void view_set_natural_size(struct view *view);
void view_set_maximized(struct view *view, bool maximized); /* unless it can't be */
/* output: which, also of a view that fills another; NULL: the one that it is on. */
void view_set_fullscreen(struct view *view, bool fullscreen, struct output *output);
/* Whether it can be maximised, or fill half of a screen. */
bool view_can_snap(struct view *view);
/* Fills the left or the right half (enum wlr_edges), or goes back with NONE; unless it can't, or is fullscreen. */
void view_snap(struct view *view, uint32_t edge);
/*
 * The same after it was dragged to the left, right or top edge of an output: at the top it is maximised.
 * home: where it was before that, which it goes back to.
 */
void view_drop(struct view *view, uint32_t edge, const struct output *output,
	const struct view_home *home);
/* Where it is now is where the user wants it, even if it came there by snapping. */
void view_keep_place(struct view *view);

#endif
