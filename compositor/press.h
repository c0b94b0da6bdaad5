#ifndef DOMICILE_PRESS_H
#define DOMICILE_PRESS_H

#include <stdbool.h>

struct desktop_hit;
struct seat;

/*
 * The user has pressed something, with a button or a finger: menus elsewhere close, a notice that was
 * pressed goes, and the focus comes to what is there. False: that was all that it means.
 */
bool press_begin(struct seat *seat, const struct desktop_hit *hit);

/* Whether windows are dragged by whatever part of them now: the key for that is held. */
bool press_drags(const struct seat *seat);

#endif
