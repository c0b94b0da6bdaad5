#ifndef DOMICILE_TABLET_TOOL_H
#define DOMICILE_TABLET_TOOL_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

struct press_claim;
struct seat;
struct tablet;
struct wlr_seat_client;
struct wlr_surface;
struct wlr_tablet_manager_v2;
struct wlr_tablet_tool;
struct wlr_tablet_v2_tablet;
struct wlr_tablet_v2_tablet_tool;

/* A pen, or what else there is for tablets. It may be used on several, one after the other. */
struct tablet_tool {
	struct wl_list link; /* in the list that it was created for */
	struct seat *seat;
	struct wlr_tablet_v2_tablet_tool *v2;
	struct tablet *tablet;     /* that it was used on last; NULL: that has gone */
	bool is_pointer;           /* from the tip's going down to its coming up */
	double origin_x, origin_y; /* of the surface, in the layout, while the tip is down on it */
	double tilt_x, tilt_y;

	struct wl_listener set_cursor;
	struct wl_listener surface_destroy; /* of the one that it is in */
	struct wl_listener destroy;
};

/* It goes by itself when what it stands for does, whose data it is. */
struct tablet_tool *tablet_tool_create(struct wl_list *list, struct seat *seat,
	struct wlr_tablet_manager_v2 *manager, struct wlr_tablet_tool *wlr_tool);
void tablet_tool_destroy(struct tablet_tool *tool);

/* Tablets have mice, too, which know no place. */
bool tablet_tool_is_mouse(const struct tablet_tool *tool);

/* It comes to a program's surface, which takes tools of that tablet. */
void tablet_tool_enter(
	struct tablet_tool *tool, struct wlr_tablet_v2_tablet *tablet, struct wlr_surface *surface);
/* The program that has it, if one has, hears that what is held has come up, and that it has gone. */
void tablet_tool_leave(struct tablet_tool *tool);

/* Whether the program that has it knows that this button is down. */
bool tablet_tool_is_pressed(const struct tablet_tool *tool, uint32_t button);

/* What a button is where the tool is the pointer. */
uint32_t tablet_tool_pointer_button(uint32_t button);

/* The pointer's button for what is down that a program means; 0: nothing is. */
uint32_t tablet_tool_claimed(const struct tablet_tool *tool, const struct press_claim *claim);

/* Whether it is what the user points with, in a program that may so say what it looks like. serial: of the coming that it means. */
bool tablet_tool_is_of(const struct wlr_tablet_v2_tablet_tool *v2,
	const struct wlr_seat_client *client, uint32_t serial);

#endif
