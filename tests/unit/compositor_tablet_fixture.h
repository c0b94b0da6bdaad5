#ifndef DOMICILE_TESTS_COMPOSITOR_TABLET_FIXTURE_H
#define DOMICILE_TESTS_COMPOSITOR_TABLET_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/interfaces/wlr_tablet_pad.h>
#include <wlr/interfaces/wlr_tablet_tool.h>

#include "compositor_client.h"
#include "compositor_env.h"

struct wp_cursor_shape_manager_v1;
struct zwp_tablet_manager_v2;
struct zwp_tablet_tool_v2;

/* A drawing tablet with a pen and a pad, and a program with a window that knows of them. */
struct tablet_fixture {
	struct env *env;
	struct client *client;
	struct view *view; /* the client's */
	struct wlr_tablet tablet;
	struct wlr_tablet_tool tool;
	struct wlr_tablet_pad pad;
	bool unplugged;

	/* of the program */
	struct zwp_tablet_manager_v2 *manager;
	struct wp_cursor_shape_manager_v1 *shapes;
	struct zwp_tablet_tool_v2 *pen; /* NULL: it has heard of none */
	bool in_proximity, down;
	uint32_t proximity_serial, down_serial, button_serial;
	int tablets, pads, tools, ups;
	double x, y, pressure, tilt_x;
	uint32_t button, button_state;
	bool has_pad;
	uint32_t pad_button;
};

/* For cmocka. */
int tablet_start(void **state);
int tablet_stop(void **state);
/* config: the content of a configuration file */
int tablet_start_with(const char *config, void **state);

void tablet_unplug(struct tablet_fixture *fixture);

/* What the pen does, and the program has heard; x, y: in the layout. */
void pen_bring(struct tablet_fixture *fixture, double x, double y);
void pen_take_away(struct tablet_fixture *fixture);
void pen_move(struct tablet_fixture *fixture, double x, double y);
void pen_tip(struct tablet_fixture *fixture, double x, double y, bool down);
void pen_press(struct tablet_fixture *fixture, uint32_t button, bool pressed);

#endif
