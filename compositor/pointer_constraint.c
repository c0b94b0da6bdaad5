#include "pointer_constraint.h"

#include <math.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_pointer_constraints_v1.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/util/region.h>

#include "alloc.h"
#include "desktop.h"
#include "listener.h"
#include "pointer.h"
#include "seat.h"
#include "server.h"

static bool contains(struct wlr_pointer_constraint_v1 *wlr_constraint, double sx, double sy) {
	return pixman_region32_contains_point(
		&wlr_constraint->region, (int)floor(sx), (int)floor(sy), NULL);
}

/* The one that is to hold now; NULL: none. */
static struct wlr_pointer_constraint_v1 *find(const struct pointer_constraint *constraint) {
	struct wlr_seat *wlr_seat = constraint->pointer->seat->wlr_seat;
	struct wlr_surface *surface = wlr_seat->pointer_state.focused_surface;
	if (surface == NULL || wlr_seat->drag != NULL ||
		wlr_surface_get_root_surface(surface) != wlr_seat->keyboard_state.focused_surface) {
		return NULL;
	}
	struct wlr_pointer_constraint_v1 *found = wlr_pointer_constraints_v1_constraint_for_surface(
		constraint->constraints, surface, wlr_seat);
	bool within = found != NULL &&
	              contains(found, wlr_seat->pointer_state.sx, wlr_seat->pointer_state.sy);
	return within ? found : NULL;
}

/* To where the program has shown a pointer of its own meanwhile, if that is still on its surface. */
static void warp_to_hint(const struct pointer_constraint *constraint,
	struct wlr_pointer_constraint_v1 *wlr_constraint) {
	struct seat *seat = constraint->pointer->seat;
	struct wlr_cursor *cursor = constraint->pointer->cursor;
	struct wlr_seat_pointer_state *state = &seat->wlr_seat->pointer_state;
	double x = wlr_constraint->current.cursor_hint.x;
	double y = wlr_constraint->current.cursor_hint.y;
	if (wlr_constraint->type != WLR_POINTER_CONSTRAINT_V1_LOCKED ||
		!wlr_constraint->current.cursor_hint.enabled ||
		state->focused_surface != wlr_constraint->surface ||
		!contains(wlr_constraint, x, y)) {
		return;
	}
	double lx = cursor->x - state->sx + x, ly = cursor->y - state->sy + y;
	if (desktop_hit(seat->server->desktop, lx, ly).surface == wlr_constraint->surface) {
		wlr_cursor_warp(cursor, NULL, lx, ly);
		wlr_seat_pointer_warp(seat->wlr_seat, x, y);
	}
}

static void set_active(
	struct pointer_constraint *constraint, struct wlr_pointer_constraint_v1 *next) {
	struct wlr_pointer_constraint_v1 *last = constraint->active;
	if (next == last) {
		return;
	}
	constraint->active = next;
	listener_set(&constraint->active_destroy, next != NULL ? &next->events.destroy : NULL);
	if (last != NULL) {
		warp_to_hint(constraint, last);
		wlr_pointer_constraint_v1_send_deactivated(last); /* it may be gone then */
	}
	if (next != NULL) {
		wlr_pointer_constraint_v1_send_activated(next);
	}
}

void pointer_constraint_update(struct pointer_constraint *constraint) {
	set_active(constraint, find(constraint));
}

void pointer_constraint_apply(struct pointer_constraint *constraint, double *dx, double *dy) {
	pointer_constraint_update(constraint);
	struct wlr_pointer_constraint_v1 *active = constraint->active;
	if (active == NULL) {
		return;
	}
	const struct wlr_seat_pointer_state *state =
		&constraint->pointer->seat->wlr_seat->pointer_state;
	double x = state->sx, y = state->sy;
	if (active->type == WLR_POINTER_CONSTRAINT_V1_CONFINED) {
		wlr_region_confine(&active->region, state->sx, state->sy, state->sx + *dx,
			state->sy + *dy, &x, &y);
	}
	*dx = x - state->sx;
	*dy = y - state->sy;
}

/* wlroots 0.18 takes the region that it is made with for one to come with the surface's next commit. */
static void take_first_region(struct wlr_pointer_constraint_v1 *wlr_constraint) {
	if (pixman_region32_not_empty(&wlr_constraint->pending.region)) {
		pixman_region32_intersect(&wlr_constraint->region,
			&wlr_constraint->surface->input_region, &wlr_constraint->pending.region);
	}
}

static void handle_new_constraint(struct wl_listener *listener, void *data) {
	struct pointer_constraint *constraint =
		wl_container_of(listener, constraint, new_constraint);
	take_first_region(data);
	pointer_constraint_update(constraint);
}

static void handle_pointer_focus(struct wl_listener *listener, void *data) {
	struct pointer_constraint *constraint =
		wl_container_of(listener, constraint, pointer_focus);
	pointer_constraint_update(constraint);
}

static void handle_keyboard_focus(struct wl_listener *listener, void *data) {
	struct pointer_constraint *constraint =
		wl_container_of(listener, constraint, keyboard_focus);
	pointer_constraint_update(constraint);
}

/* The program has given it back. */
static void handle_active_destroy(struct wl_listener *listener, void *data) {
	struct pointer_constraint *constraint =
		wl_container_of(listener, constraint, active_destroy);
	warp_to_hint(constraint, constraint->active);
	constraint->active = NULL;
	listener_set(&constraint->active_destroy, NULL);
}

void pointer_constraint_init(struct pointer_constraint *constraint, struct pointer *pointer) {
	struct wlr_seat *wlr_seat = pointer->seat->wlr_seat;
	*constraint = (struct pointer_constraint){.pointer = pointer};
	constraint->constraints =
		must(wlr_pointer_constraints_v1_create(pointer->seat->server->display));
	constraint->new_constraint.notify = handle_new_constraint;
	wl_signal_add(&constraint->constraints->events.new_constraint, &constraint->new_constraint);
	constraint->pointer_focus.notify = handle_pointer_focus;
	wl_signal_add(&wlr_seat->pointer_state.events.focus_change, &constraint->pointer_focus);
	constraint->keyboard_focus.notify = handle_keyboard_focus;
	wl_signal_add(&wlr_seat->keyboard_state.events.focus_change, &constraint->keyboard_focus);
	listener_init(&constraint->active_destroy, handle_active_destroy);
}

void pointer_constraint_finish(struct pointer_constraint *constraint) {
	wl_list_remove(&constraint->new_constraint.link);
	wl_list_remove(&constraint->pointer_focus.link);
	wl_list_remove(&constraint->keyboard_focus.link);
	wl_list_remove(&constraint->active_destroy.link);
}
