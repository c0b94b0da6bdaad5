#ifndef DOMICILE_PRESS_H
#define DOMICILE_PRESS_H

#include <stdbool.h>
#include <stdint.h>

struct desktop_hit;
struct seat;
struct wl_client;
struct wlr_surface;

/* What a program says of the press because of which it asks for its window to be moved or resized. */
struct press_claim {
	const struct wl_client *client;
	const struct wlr_surface *surface; /* that was pressed; NULL: any of the program's */
	uint32_t serial; /* of a tool's press; 0: it doesn't say. wlroots checks a seat's own */
};

/*
 * The user has pressed something, with a button or a finger: menus elsewhere close, a notice that was
 * pressed goes, and the focus comes to what is there. False: that was all that it means.
 */
bool press_begin(struct seat *seat, const struct desktop_hit *hit);

/* Whether windows are dragged by whatever part of them now: the key for that is held. */
bool press_drags(const struct seat *seat);

/*
 * False if nothing is down that a program can mean: a button, a finger, or a tool of a tablet. A finger
 * or a tool becomes the pointer by that, with its button down; the next call is to begin the move or the
 * resize.
 */
bool press_take_claimed(struct seat *seat, const struct press_claim *claim);

#endif
