#ifndef DOMICILE_DAMAGE_H
#define DOMICILE_DAMAGE_H

#include <pixman.h>

/* What wlroots draws as it is: more becomes the one rectangle around them all (wlr_damage_ring). */
#define DAMAGE_MAX_RECTS 20

/*
 * Makes damage to a screen of that size at most so many rectangles, where they are more: each is around
 * what is damaged in one part of the screen. All that was in it stays in it.
 */
void damage_simplify(pixman_region32_t *damage, int width, int height);

#endif
