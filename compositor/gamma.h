#ifndef DOMICILE_GAMMA_H
#define DOMICILE_GAMMA_H

#include <stdbool.h>

struct desktop;
struct output;
struct wlr_output_state;

/*
 * The colour tables that programs give to screens (wlr-gamma-control-v1), as for warmer light at night:
 * one program a screen. They go with the next frame, and are reset when their program ends.
 */
struct gamma;

struct gamma *gamma_create(struct desktop *desktop);
void gamma_destroy(struct gamma *gamma); /* accepts NULL */

/* Whether a program gives a table to that screen. */
bool gamma_is_set(const struct gamma *gamma, const struct output *output);

/*
 * Adds the table of today to a frame that is about to be committed. A program whose table the screen
 * doesn't take is told so, and the frame stays as it was.
 */
void gamma_add_to_frame(struct gamma *gamma, struct output *output, struct wlr_output_state *state);

#endif
