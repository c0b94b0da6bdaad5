/* X programs whose windows are moved by what is down in them: X tells no serial of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/xcb.h>

#include "compositor_env.h"
#include "compositor_tablet_fixture.h"
#include "compositor_touchscreen.h"
#include "desktop.h"
#include "interactive.h"
#include "pointer.h"
#include "seat.h"
#include "view_place.h"
#include "xwayland.h"

#define WIDTH 300
#define HEIGHT 200
#define MOVE 8 /* _NET_WM_MOVERESIZE_MOVE, of EWMH */

/*
 * A program with two windows, in a thread of its own: X's library waits for answers. Whichever of them is
 * pressed, it asks for the other to be moved first, then for that one.
 */
struct program {
	const char *display;
	pthread_t thread;
	xcb_connection_t *connection;
	xcb_window_t root, windows[2];
};

struct fixture {
	struct tablet_fixture *tablet;
	struct env *env;
	struct touchscreen *screen;
	struct program program;
	struct view *views[2]; /* at 100, 300 and 500, 300 */
};

static void ask_to_move(const struct program *program, xcb_window_t window, xcb_atom_t atom,
	const xcb_button_press_event_t *press) {
	xcb_client_message_event_t message = {
		.response_type = XCB_CLIENT_MESSAGE,
		.format = 32,
		.window = window,
		.type = atom,
		.data.data32 = {(uint32_t)press->root_x, (uint32_t)press->root_y, MOVE,
			XCB_BUTTON_INDEX_1, 1},
	};
	xcb_send_event(program->connection, false, program->root,
		XCB_EVENT_MASK_SUBSTRUCTURE_REDIRECT | XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY,
		(const char *)&message);
}

static void handle_press(
	const struct program *program, xcb_atom_t atom, const xcb_button_press_event_t *press) {
	bool first = press->event == program->windows[0];
	xcb_ungrab_pointer(program->connection, XCB_CURRENT_TIME);
	ask_to_move(program, program->windows[first], atom, press);
	ask_to_move(program, program->windows[!first], atom, press);
	xcb_flush(program->connection);
}

/* Until there is no X any more. */
static void *run(void *data) {
	struct program *program = data;
	xcb_connection_t *connection = xcb_connect(program->display, NULL);
	const xcb_screen_t *screen = xcb_setup_roots_iterator(xcb_get_setup(connection)).data;
	static const char name[] = "_NET_WM_MOVERESIZE";
	xcb_intern_atom_reply_t *atom = xcb_intern_atom_reply(
		connection, xcb_intern_atom(connection, false, strlen(name), name), NULL);
	program->connection = connection;
	program->root = screen->root;
	for (int i = 0; i < 2; i++) {
		const uint32_t values[] = {screen->white_pixel, XCB_EVENT_MASK_BUTTON_PRESS};
		program->windows[i] = xcb_generate_id(connection);
		xcb_create_window(connection, XCB_COPY_FROM_PARENT, program->windows[i],
			screen->root, 0, 0, WIDTH, HEIGHT, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT,
			screen->root_visual, XCB_CW_BACK_PIXEL | XCB_CW_EVENT_MASK, values);
		xcb_map_window(connection, program->windows[i]);
	}
	xcb_flush(connection);
	xcb_generic_event_t *event;
	while ((event = xcb_wait_for_event(connection)) != NULL) {
		if ((event->response_type & 0x7f) == XCB_BUTTON_PRESS) {
			handle_press(program, atom->atom, (xcb_button_press_event_t *)event);
		}
		free(event);
	}
	free(atom);
	xcb_disconnect(connection);
	return NULL;
}

static void take_turn(struct env *env) {
	wl_display_flush_clients(env->display);
	wl_event_loop_dispatch(env->loop, -1);
}

static int start(void **state) {
	static struct fixture fixture;
	void *tablet;
	tablet_start_with("[desktop]\nxwayland = yes\n", &tablet);
	fixture = (struct fixture){.tablet = tablet};
	fixture.env = fixture.tablet->env;
	fixture.screen = touchscreen_create(fixture.env, NULL);
	fixture.program.display = xwayland_display(fixture.env->server->xwayland);
	assert_non_null(fixture.program.display);
	assert_int_equal(pthread_create(&fixture.program.thread, NULL, run, &fixture.program), 0);
	const struct desktop *desktop = fixture.env->server->desktop;
	while (wl_list_length(&desktop->views) < 3) {
		take_turn(fixture.env);
	}
	int found = 0;
	struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		if (view != fixture.tablet->view) {
			view_move(view, 100 + 400 * found, 300);
			fixture.views[found++] = view;
		}
	}
	env_settle(fixture.env);
	*state = &fixture;
	return 0;
}

static int stop(void **state) {
	struct fixture *fixture = *state;
	void *tablet = fixture->tablet;
	touchscreen_destroy(fixture->screen);
	tablet_stop(&tablet);
	pthread_join(fixture->program.thread, NULL);
	return 0;
}

/* Of what has been pressed in it, and not of the other one. */
static void await_move(struct fixture *fixture, const struct view *view) {
	const struct interactive *interactive = &fixture->env->server->seat->pointer->interactive;
	while (interactive->view == NULL) {
		take_turn(fixture->env);
	}
	assert_ptr_equal(interactive->view, view);
}

static void assert_moved(const struct fixture *fixture, const struct view *view, int x, int y) {
	const struct pointer *pointer = fixture->env->server->seat->pointer;
	assert_int_equal(view->box.x, x);
	assert_int_equal(view->box.y, y);
	assert_null(pointer->interactive.view);
	assert_int_equal(pointer->buttons, 0);
}

static void test_by_the_pointer(void **state) {
	struct fixture *fixture = *state;
	env_move_to(fixture->env, 150, 350);
	env_button(fixture->env, BTN_LEFT, true);
	await_move(fixture, fixture->views[0]);
	env_move_to(fixture->env, 180, 330);
	env_button(fixture->env, BTN_LEFT, false);
	assert_moved(fixture, fixture->views[0], 130, 280);
}

static void test_by_a_finger(void **state) {
	struct fixture *fixture = *state;
	for (int i = 0; i < 2; i++) {
		double x = 150 + 400 * i;
		touchscreen_down(fixture->screen, 0, x, 350);
		await_move(fixture, fixture->views[i]);
		touchscreen_move(fixture->screen, 0, x + 30, 330);
		touchscreen_up(fixture->screen, 0);
		assert_moved(fixture, fixture->views[i], 130 + 400 * i, 280);
	}
}

static void test_by_a_pen(void **state) {
	struct fixture *fixture = *state;
	for (int i = 0; i < 2; i++) {
		double x = 150 + 400 * i;
		pen_bring(fixture->tablet, x, 350);
		pen_tip(fixture->tablet, x, 350, true);
		await_move(fixture, fixture->views[i]);
		pen_move(fixture->tablet, x + 30, 330);
		pen_tip(fixture->tablet, x + 30, 330, false);
		assert_moved(fixture, fixture->views[i], 130 + 400 * i, 280);
	}
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, start, stop)
	const struct CMUnitTest tests[] = {
		TEST(test_by_the_pointer),
		TEST(test_by_a_finger),
		TEST(test_by_a_pen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
