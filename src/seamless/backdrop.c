#include "seamless/backdrop.h"

#include "guest.h"
#include "qubes_gui.h"
#include "seamless/agent.h"
#include "seamless/window.h"

static void let_go(struct backdrop *backdrop) {
	if (backdrop->display != NULL) {
		wl_list_remove(&backdrop->display_change.link);
		wl_list_remove(&backdrop->display_destroy.link);
		backdrop->display = NULL;
	}
}

static void handle_display_change(struct wl_listener *listener, void *data) {
	struct backdrop *backdrop = wl_container_of(listener, backdrop, display_change);
	backdrop_update(backdrop);
	agent_tell_changes(backdrop->agent);
}

static void handle_display_destroy(struct wl_listener *listener, void *data) {
	struct backdrop *backdrop = wl_container_of(listener, backdrop, display_destroy);
	let_go(backdrop);
	backdrop_update(backdrop);
	agent_tell_changes(backdrop->agent);
}

void backdrop_init(struct backdrop *backdrop, struct agent *agent) {
	*backdrop = (struct backdrop){
		.agent = agent,
		.display_change.notify = handle_display_change,
		.display_destroy.notify = handle_display_destroy,
	};
}

void backdrop_finish(struct backdrop *backdrop) {
	let_go(backdrop);
}

struct guest_pixels *backdrop_pixels(const struct backdrop *backdrop) {
	struct guest_window *base;
	wl_list_for_each (base, &backdrop->agent->base.windows, link) {
		if (base->id == QUBES_GUI_SCREEN_WINDOW && base->surface.pixels != NULL) {
			return base->surface.pixels;
		}
	}
	return backdrop->display != NULL ? backdrop->display->pixels : NULL;
}

void backdrop_need_display(struct backdrop *backdrop) {
	struct wl_list *displays = &backdrop->agent->base.guest->displays;
	if (backdrop->dumps || backdrop->display != NULL || wl_list_empty(displays)) {
		return;
	}
	struct guest_display *display = wl_container_of(displays->next, display, link);
	backdrop->display = &display->surface;
	wl_signal_add(&display->surface.events.change, &backdrop->display_change);
	wl_signal_add(&display->surface.events.destroy, &backdrop->display_destroy);
	backdrop_update(backdrop);
}

void backdrop_see_dump(struct backdrop *backdrop, bool of_screen) {
	if (of_screen) {
		backdrop_update(backdrop);
	} else if (!backdrop->dumps) {
		backdrop->dumps = true;
		let_go(backdrop);
		backdrop_update(backdrop);
	}
}

void backdrop_update(struct backdrop *backdrop) {
	struct guest_window *base;
	wl_list_for_each (base, &backdrop->agent->base.windows, link) {
		window_crop(window_from_base(base));
	}
}
