#include "press.h"

#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_seat.h>

#include "attention.h"
#include "config.h"
#include "desktop.h"
#include "keyboard.h"
#include "layer_surface.h"
#include "notice.h"
#include "pointer.h"
#include "seat.h"
#include "server.h"
#include "tablet.h"
#include "touch.h"
#include "window_popup.h"

/* The focus goes nowhere that the user can't have meant. */
static bool press_popup(struct seat *seat, struct window_popup *popup) {
	if (!guest_input_reaches(&seat->guest_input, &popup->window->surface) &&
		!window_popup_has_settled(popup)) {
		return false;
	}
	focus_set_popup(&seat->focus, popup);
	return true;
}

bool press_begin(struct seat *seat, const struct desktop_hit *hit) {
	if (hit->surface == NULL) {
		/* An open menu. */
		wlr_seat_pointer_end_grab(seat->wlr_seat);
		wlr_seat_touch_end_grab(seat->wlr_seat);
	}
	if (attention_is_open(seat->attention)) {
		attention_close(seat->attention);
		return false;
	}
	if (seat->focus.locked) {
		if (hit->surface != NULL) {
			focus_set_lock_surface(
				&seat->focus, wlr_surface_get_root_surface(hit->surface));
		}
		return hit->surface != NULL;
	}
	if (hit->notice != NULL) {
		notice_dismiss(hit->notice);
		return false;
	}
	if (hit->bar) {
		return false; /* what has the focus keeps it */
	}
	if (hit->layer != NULL) {
		layer_surface_click(hit->layer);
		return true;
	}
	if (hit->popup != NULL) {
		return press_popup(seat, hit->popup);
	}
	if (hit->view == NULL && hit->surface != NULL) {
		return true; /* an X program's menu: see xwayland_popup.h */
	}
	/* Not on a popup, whose grab the change of focus would end. */
	if (hit->view == NULL || seat->focus.view != hit->view || seat->focus.layer != NULL) {
		focus_set(&seat->focus, hit->view);
	}
	return hit->view != NULL;
}

bool press_drags(const struct seat *seat) {
	uint32_t modifier = seat->server->config->drag_modifier;
	return modifier != 0 && keyboard_modifiers(seat) == modifier;
}

static bool pointer_is_claimed(const struct seat *seat, const struct press_claim *claim) {
	const struct wlr_seat_pointer_state *state = &seat->wlr_seat->pointer_state;
	return seat->pointer->grab == POINTER_GRAB_SURFACE && state->focused_client != NULL &&
	       state->focused_client->client == claim->client &&
	       (claim->surface == NULL || claim->surface == state->focused_surface);
}

bool press_take_claimed(struct seat *seat, const struct press_claim *claim) {
	return pointer_is_claimed(seat, claim) || touch_becomes_pointer(seat->touch, claim) ||
	       tablets_become_pointer(seat->tablets, claim);
}
