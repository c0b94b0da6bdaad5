#ifndef DOMICILE_TESTS_COMPOSITOR_WINDOW_FIXTURE_H
#define DOMICILE_TESTS_COMPOSITOR_WINDOW_FIXTURE_H

#include "compositor_agent.h"
#include "compositor_env.h"

#define TOPLEVEL GUEST_WINDOW_TOPLEVEL

/*
 * Two guests without a display, each with an agent. The first is red. The other is blue, and may have
 * titles of any characters, the whole screen, and two pixels for each of its own.
 */
extern struct env *env;
extern struct fake_guest *guest, *other_guest;
extern struct fake_agent *agent, *other_agent;

/* For cmocka. */
int window_start(void **state);
int window_stop(void **state);

/* How often the window has been told a place and size, and which last. */
void assert_told(const struct fake_window *window, int times, int x, int y, int width, int height);
/* What is shown around a view is a border of that colour. */
void assert_border_around(const struct view *view, uint32_t color);

#endif
