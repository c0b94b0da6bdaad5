#ifndef DOMICILE_TESTS_COMPOSITOR_TOUCH_FIXTURE_H
#define DOMICILE_TESTS_COMPOSITOR_TOUCH_FIXTURE_H

#include <stdint.h>

#include "compositor_client.h"
#include "compositor_env.h"
#include "compositor_touchscreen.h"

/* A program's window at 200, 150, which takes touches once it has been told to. */
struct touch_fixture {
	struct env *env;
	struct client *client;
	struct view *view;
	struct touchscreen *screen;

	/* of the program */
	int downs, ups, cancels, frames;
	int32_t finger; /* that moved last */
	double x, y;
	uint32_t serial;
};

/* For cmocka. */
int touch_start(void **state);
int touch_stop(void **state);

/* The program takes touches from now on. */
void touch_take(struct touch_fixture *fixture);

/* Where the program was last told that a finger is. */
void assert_touch_at(const struct touch_fixture *fixture, double x, double y);

#endif
