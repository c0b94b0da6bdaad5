#ifndef DOMICILE_TESTS_COMPOSITOR_TOUCHSCREEN_H
#define DOMICILE_TESTS_COMPOSITOR_TOUCHSCREEN_H

#include <stdint.h>

struct env;
struct touchscreen;

/* A touchscreen, whose fingers a test moves. Each call is a frame of events, if it isn't part of one. */

/* output: the name of the one that it is on; NULL: it doesn't say */
struct touchscreen *touchscreen_create(struct env *env, const char *output);
/* Unplugs it. */
void touchscreen_destroy(struct touchscreen *touchscreen);

/* x, y: in the layout, or in that output */
void touchscreen_down(struct touchscreen *touchscreen, int32_t finger, double x, double y);
void touchscreen_move(struct touchscreen *touchscreen, int32_t finger, double x, double y);
void touchscreen_up(struct touchscreen *touchscreen, int32_t finger);
/* It was no finger. */
void touchscreen_cancel(struct touchscreen *touchscreen, int32_t finger);

/* What is done from here on is done at once, when that ends. */
void touchscreen_begin_frame(struct touchscreen *touchscreen);
void touchscreen_end_frame(struct touchscreen *touchscreen);

#endif
