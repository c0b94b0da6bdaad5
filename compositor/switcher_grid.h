#ifndef DOMICILE_SWITCHER_GRID_H
#define DOMICILE_SWITCHER_GRID_H

#include <stdbool.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

struct desktop;
struct view;
struct wlr_scene_buffer;
struct wlr_scene_tree;

/* However many views there are, no more than this many are shown, and have thumbnails, at a time. */
#define SWITCHER_GRID_COLUMNS 8
#define SWITCHER_GRID_ROWS 5

/*
 * What the switcher shows, in the middle of an output: a cell for each view, with a thumbnail, the domain's
 * name, colour and pattern, the title, and what state it is in. Cells shrink so that all of them fit; where
 * even the smallest don't, the grid shows the rows around the selected one, and a bar which part of all
 * they are. Texts are drawn at the output's scale.
 */
struct switcher_grid {
	struct desktop *desktop;
	struct wlr_scene_tree *tree;    /* at box.x, box.y; disabled while nothing is shown */
	struct wlr_scene_buffer *panel; /* behind the cells */
	struct wl_list cells;           /* cell.link: those in sight */

	struct wlr_box box; /* in the layout; empty: nothing is shown */
	double scale;       /* pixels in a layout pixel */
	int count;          /* of views */
	int columns, total; /* and rows of all that takes */
	int rows;           /* in sight */
	int first;          /* of these, a row */
	int room;           /* width of a thumbnail */
};

void switcher_grid_init(struct switcher_grid *grid, struct desktop *desktop);
void switcher_grid_finish(struct switcher_grid *grid);

/*
 * Shows these views, which must be mapped, and be shown or not anew when that changes. What changes of one of
 * them is drawn in its turn. Does nothing where there is no output.
 */
void switcher_grid_show(
	struct switcher_grid *grid, struct view *const *views, int count, int selected);
void switcher_grid_hide(struct switcher_grid *grid);

/* Font, scale or renderer have changed: all is to be drawn again with the next show. */
void switcher_grid_forget(struct switcher_grid *grid);

/* Which of the views is at a point of the layout; -1: none. */
int switcher_grid_at(const struct switcher_grid *grid, double lx, double ly);

#endif
