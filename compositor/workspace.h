#ifndef DOMICILE_WORKSPACE_H
#define DOMICILE_WORKSPACE_H

struct desktop;
struct view;

/*
 * Workspaces: as many sets of windows as the configuration says, one of which is shown at a time.
 *
 * It is shown on all screens together. A set for each screen would give a window two places to be
 * looked for, and leave open what becomes of those of a screen that is unplugged; like this, screens
 * come and go and a workspace stays what it was.
 *
 * A view is on one workspace, together with its parent and with those that stay above it. What is on
 * another one than the shown one is as good as minimised: it isn't drawn, and a guest that shows
 * nothing else costs nothing. It isn't told why.
 */
struct workspaces {
	struct desktop *desktop;
	int shown; /* from 1 */
};

void workspaces_init(struct workspaces *workspaces, struct desktop *desktop);

/* number if there is such a workspace, else the last one; the one that is shown for 0 */
int workspaces_nearest(const struct workspaces *workspaces, int number);

/*
 * The user goes to another one, and says so: the focus goes to what was used last there, or to nobody.
 * Nothing happens where there is none of that number. A window that is being dragged comes along.
 */
void workspaces_show(struct workspaces *workspaces, int number);
/* The same, with the view and its family, which keeps the focus. */
void workspaces_take(struct workspaces *workspaces, struct view *view, int number);

/* Shows the one that the view is on, and leaves the focus to the caller. */
void workspaces_reveal(struct workspaces *workspaces, const struct view *view);

/* There may be less of them now: what was on those that have gone is on the last one. */
void workspaces_update_config(struct workspaces *workspaces);

#endif
