#ifndef DOMICILE_WHEEL_H
#define DOMICILE_WHEEL_H

#include <stdint.h>

/*
 * How many clicks a turn of a wheel is, of a guest's that knows whole ones alone. v120: the turn, in
 * 120ths of a click; *rest: what is left of a click, for the next turn.
 */
int32_t wheel_clicks(int32_t *rest, int32_t v120);

#endif
