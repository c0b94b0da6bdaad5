#ifndef DOMICILE_POINTER_CONSTRAINT_H
#define DOMICILE_POINTER_CONSTRAINT_H

#include <wayland-server-core.h>

struct pointer;
struct wlr_pointer_constraint_v1;
struct wlr_pointer_constraints_v1;

/*
 * A program of dom0 that has the pointer locked where it is, or confined to a part of its surface, as
 * games do. It holds while both pointer and keyboard are that window's, and so never over a guest:
 * whatever takes either of them away releases it, be it a key of the desktop or another window
 * below the pointer.
 */
struct pointer_constraint {
	struct pointer *pointer; /* borrowed */
	struct wlr_pointer_constraints_v1 *constraints;
	struct wlr_pointer_constraint_v1 *active; /* NULL: the pointer is free */

	struct wl_listener new_constraint;
	struct wl_listener pointer_focus;
	struct wl_listener keyboard_focus;
	struct wl_listener active_destroy;
};

void pointer_constraint_init(struct pointer_constraint *constraint, struct pointer *pointer);
void pointer_constraint_finish(struct pointer_constraint *constraint);

/* Finds out whether one holds now: the pointer has moved. */
void pointer_constraint_update(struct pointer_constraint *constraint);

/* Leaves of a movement, in the layout, what is allowed. */
void pointer_constraint_apply(struct pointer_constraint *constraint, double *dx, double *dy);

#endif
