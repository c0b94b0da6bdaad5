#ifndef DOMICILE_VIEW_STACK_H
#define DOMICILE_VIEW_STACK_H

#include <stdbool.h>

struct desktop;
struct guest;
struct view;

/*
 * Which view lies above which. desktop.views says it, but for those that the user wants on top of all
 * others: they have a layer of their own. There are families, of a view and all that stay above it, by
 * view.parent; a family is on top as a whole, by what the user wants of the one without a parent.
 *
 * Views that are put away are in the list, but not moved with their families.
 */

/* The one of its family that has no parent. */
struct view *view_stack_root(struct view *view);
/* Whether other is its parent, or its parent's, and so on. */
bool view_stays_above(const struct view *view, const struct view *other);
/* Whether it comes before the other one in the list. */
bool view_is_before(const struct view *view, const struct view *other);
bool view_is_on_top(const struct view *view); /* while it is mapped */
/*
 * The most recently used view of a guest, or of dom0's programs where that is NULL, of which a condition
 * holds. May be NULL.
 */
struct view *view_stack_find(const struct desktop *desktop, const struct guest *guest,
	bool (*condition)(const struct view *view));

/* To the front, or just above another one, with those that stay above it, in their order. */
void view_stack_first(struct view *view);
void view_stack_above(struct view *view, struct view *other);

/* A view that is in no list yet: just above, or just below, another one; in front of or behind all. */
void view_stack_insert_above(struct view *view, struct view *other);
void view_stack_insert_below(struct view *view, struct view *other);
void view_stack_insert_first(struct view *view);
void view_stack_insert_last(struct view *view);

/* After a change of view.on_top or view.parent somewhere. */
void view_stack_update_layers(struct desktop *desktop);

#endif
