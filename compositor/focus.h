#ifndef DOMICILE_FOCUS_H
#define DOMICILE_FOCUS_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "guest.h"

struct guest_picture;
struct layer_surface;
struct seat;
struct view;
struct window_popup;
struct wlr_surface;

/*
 * The one focus of the seat: nothing, a program's window, or something that a guest shows. The
 * keyboard goes there and nowhere else, and so does the pointer where guests are concerned: a guest
 * without the focus doesn't learn where the pointer is.
 *
 * Whenever a guest loses it, every key and button that it holds is released in it. When the view that
 * has it goes, the next one gets it if it was a program's; if that was in a sandbox, the next one of
 * dom0's programs. A guest's leaves it to another of the same guest, or to nobody, so that none can push
 * what the user types on to another guest. When that one has rebooted, or has another window, it has it
 * again.
 */
struct focus {
	struct seat *seat;
	/*
	 * A panel or the like that has the keyboard for a while, and with it all input that would
	 * go to guests. What is below stays the focus, looks like none, and gets the input back.
	 */
	struct layer_surface *layer;
	bool locked; /* the session is: all input goes to lock_surface, or nowhere */
	struct wlr_surface *lock_surface; /* may be NULL */
	struct view *view;                /* NULL: nothing, or popup */
	bool sandboxed; /* view is: when it goes, what is typed isn't for guests */
	struct window_popup
		*popup; /* that the user has clicked, of a guest without a view; or NULL */
	/*
	 * A window of an X program's that has the keyboard without being a view, unless a guest has it.
	 * NULL: none.
	 */
	struct wlr_surface *override;
	bool suspended; /* view looks focused but gets no input: the switcher has the keys */

	/* The guest that had it has gone: until the user gives it away again, none but that one gets it. */
	bool orphaned;
	uint8_t orphan[GUEST_UUID_SIZE];

	struct {
		struct wl_signal change; /* who has it, or whether they get input */
	} events;

	struct wl_listener view_unmap;
	struct wl_listener popup_destroy;
};

void focus_init(struct focus *focus, struct seat *seat);
void focus_finish(struct focus *focus);

/*
 * Gives the focus to a view and brings it to the front. NULL: to nothing. It is the user's wish, or a
 * program's that opens a window: a panel that doesn't insist on the keyboard loses it.
 */
void focus_set(struct focus *focus, struct view *view);

/*
 * Gives it to the guest whose popup the user has clicked: to a view of that guest, unless one has it
 * already, or to the popup itself where there is none.
 */
void focus_set_popup(struct focus *focus, struct window_popup *popup);

/* Gives the keyboard to a panel or the like, which must be mapped; NULL: back to what is below. */
void focus_set_layer(struct focus *focus, struct layer_surface *layer);
/*
 * Gives the keyboard to such a window, if the focus is open to dom0's programs; NULL: back to what is
 * below. It loses it when the focus goes anywhere else.
 */
void focus_set_override(struct focus *focus, struct wlr_surface *surface);
/*
 * Whether a view may be given it without the user: if nobody has it, unless it is kept for another guest,
 * or the view's own domain. All of dom0's programs are of one domain; NULL stands for any of them.
 */
bool focus_is_open_to(const struct focus *focus, const struct view *view);
/* Whose it is. false: nobody's, or the session is locked. *guest NULL: a program's or panel's of dom0. */
bool focus_domain(const struct focus *focus, const struct guest **guest);

/* Whether a window that comes up by itself may take it: if nobody has it, and it isn't kept. */
bool focus_is_free_for(const struct focus *focus, const struct view *view);

/* The guest's view that has it isn't shown any more: another of that guest gets it, or nobody. */
void focus_leave(struct focus *focus);

/* Gives it to the most recently used other view that is shown, if there is one. */
void focus_next(struct focus *focus);

/* While locked, nobody takes the focus; who has it loses all input, and gets it back afterwards. */
void focus_set_locked(struct focus *focus, bool locked);
/* Which of the lock's surfaces has the keyboard; NULL: none. */
void focus_set_lock_surface(struct focus *focus, struct wlr_surface *surface);

/* Between these two, the focus moves as ever but nobody gets input. */
void focus_suspend(struct focus *focus);
void focus_resume(struct focus *focus);

#endif
