#include "tablet_tool.h"

#include <linux/input-event-codes.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_tablet_tool.h>
#include <wlr/types/wlr_tablet_v2.h>

#include "alloc.h"
#include "listener.h"
#include "pointer.h"
#include "press.h"
#include "seat.h"
#include "wlr_compat.h"

bool tablet_tool_is_of(const struct wlr_tablet_v2_tablet_tool *v2,
	const struct wlr_seat_client *client, uint32_t serial) {
	const struct tablet_tool *tool = v2->wlr_tool->data;
	return tool != NULL && tool->seat->pointer->handed_over && v2->focused_surface != NULL &&
	       wl_resource_get_client(v2->focused_surface->resource) == client->client &&
	       v2->proximity_serial == serial;
}

static void handle_set_cursor(struct wl_listener *listener, void *data) {
	struct tablet_tool *tool = wl_container_of(listener, tool, set_cursor);
	const struct wlr_tablet_v2_event_cursor *event = data;
	if (tablet_tool_is_of(tool->v2, event->seat_client, event->serial)) {
		cursor_image_set_surface(&tool->seat->pointer->image, event->surface,
			event->hotspot_x, event->hotspot_y);
	}
}

void tablet_tool_destroy(struct tablet_tool *tool) {
	tool->v2->wlr_tool->data = NULL;
	wl_list_remove(&tool->link);
	listener_set(&tool->set_cursor, NULL);
	listener_set(&tool->surface_destroy, NULL);
	listener_set(&tool->destroy, NULL);
	free(tool);
}

bool tablet_tool_is_mouse(const struct tablet_tool *tool) {
	enum wlr_tablet_tool_type type = tool->v2->wlr_tool->type;
	return type == WLR_TABLET_TOOL_TYPE_MOUSE || type == WLR_TABLET_TOOL_TYPE_LENS;
}

void tablet_tool_leave(struct tablet_tool *tool) {
	struct wlr_tablet_v2_tablet_tool *v2 = tool->v2;
	/* Which wlroots would tell the program as well, and press again where it comes to next. */
	while (v2->num_buttons > 0) {
		wlr_tablet_v2_tablet_tool_notify_button(
			v2, v2->pressed_buttons[0], ZWP_TABLET_PAD_V2_BUTTON_STATE_RELEASED);
	}
	if (v2->is_down) {
		wlr_tablet_v2_tablet_tool_notify_up(v2);
	}
	wlr_tablet_v2_tablet_tool_notify_proximity_out(v2);
	compat_forget_tool_surface(v2);
	listener_set(&tool->surface_destroy, NULL);
}

void tablet_tool_enter(struct tablet_tool *tool, struct wlr_tablet_v2_tablet *tablet,
	struct wlr_surface *surface) {
	tablet_tool_leave(tool);
	wlr_tablet_v2_tablet_tool_notify_proximity_in(tool->v2, tablet, surface);
	listener_set(&tool->surface_destroy, &surface->events.destroy);
}

static void handle_surface_destroy(struct wl_listener *listener, void *data) {
	struct tablet_tool *tool = wl_container_of(listener, tool, surface_destroy);
	tablet_tool_leave(tool);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct tablet_tool *tool = wl_container_of(listener, tool, destroy);
	tablet_tool_leave(tool); /* before its program hears that there is no such tool */
	tablet_tool_destroy(tool);
}

struct tablet_tool *tablet_tool_create(struct wl_list *list, struct seat *seat,
	struct wlr_tablet_manager_v2 *manager, struct wlr_tablet_tool *wlr_tool) {
	struct tablet_tool *tool = znew(struct tablet_tool);
	tool->seat = seat;
	listener_init(&tool->surface_destroy, handle_surface_destroy);
	listener_init(&tool->destroy, handle_destroy);
	listener_set(&tool->destroy, &wlr_tool->events.destroy); /* before v2 goes by the same */
	tool->v2 = must(wlr_tablet_tool_create(manager, seat->wlr_seat, wlr_tool));
	wlr_tool->data = tool;
	wl_list_insert(list, &tool->link);
	listener_init(&tool->set_cursor, handle_set_cursor);
	listener_set(&tool->set_cursor, &tool->v2->events.set_cursor);
	return tool;
}

bool tablet_tool_is_pressed(const struct tablet_tool *tool, uint32_t button) {
	for (size_t i = 0; i < tool->v2->num_buttons; i++) {
		if (tool->v2->pressed_buttons[i] == button) {
			return true;
		}
	}
	return false;
}

uint32_t tablet_tool_pointer_button(uint32_t button) {
	return button == BTN_STYLUS ? BTN_RIGHT : button == BTN_STYLUS2 ? BTN_MIDDLE : button;
}

uint32_t tablet_tool_claimed(const struct tablet_tool *tool, const struct press_claim *claim) {
	const struct wlr_tablet_v2_tablet_tool *v2 = tool->v2;
	const struct wlr_surface *surface = v2->focused_surface;
	if (surface == NULL || wl_resource_get_client(surface->resource) != claim->client ||
		(claim->surface != NULL && claim->surface != surface)) {
		return 0;
	}
	if (v2->is_down && (claim->serial == 0 || claim->serial == v2->down_serial)) {
		return BTN_LEFT;
	}
	for (size_t i = 0; i < v2->num_buttons; i++) {
		if (claim->serial == 0 || claim->serial == v2->pressed_serials[i]) {
			return tablet_tool_pointer_button(v2->pressed_buttons[i]);
		}
	}
	return 0;
}
