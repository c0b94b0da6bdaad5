#include "seamless/backdrop.h"

#include "guest.h"
#include "qubes_gui.h"
#include "seamless/agent.h"
#include "seamless/window.h"
#include "seamless/window_pixels.h"

static void let_go(struct backdrop *backdrop) {
	if (backdrop->display != NULL) {
		screen_set_user(backdrop->display, NULL);
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

static void handle_damage(struct screen_user *user, const pixman_region32_t *damage) {
	struct backdrop *backdrop = wl_container_of(user, backdrop, user);
	struct guest_window *base;
	wl_list_for_each (base, &backdrop->agent->base.windows, link) {
		window_damage_behind(window_from_base(base), damage);
	}
}

void backdrop_init(struct backdrop *backdrop, struct agent *agent) {
	*backdrop = (struct backdrop){
		.agent = agent,
		.user.damage = handle_damage,
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
	return backdrop->display != NULL ? backdrop->display->surface.pixels : NULL;
}

void backdrop_need_display(struct backdrop *backdrop) {
	struct wl_list *displays = &backdrop->agent->base.guest->displays;
	if (backdrop->dumps || backdrop->display != NULL || wl_list_empty(displays)) {
		return;
	}
	struct guest_display *display = wl_container_of(displays->next, display, link);
	backdrop->display = display;
	wl_signal_add(&display->surface.events.change, &backdrop->display_change);
	wl_signal_add(&display->surface.events.destroy, &backdrop->display_destroy);
	backdrop_update(backdrop);
	backdrop_update_user(backdrop);
}

void backdrop_update_user(struct backdrop *backdrop) {
	if (backdrop->display == NULL) {
		return;
	}
	bool seen = false;
	struct guest_window *base;
	wl_list_for_each (base, &backdrop->agent->base.windows, link) {
		const struct window *window = window_from_base(base);
		seen = seen || (window->visible && window->pages == NULL);
	}
	screen_set_user(backdrop->display, seen ? &backdrop->user : NULL);
}

static int hold(int start, int size, int available, int root) {
	return available < root && start + size > available ? available - size : start;
}

void backdrop_hold(const struct backdrop *backdrop, struct guest_box *box) {
	const struct guest_pixels *pixels = backdrop_pixels(backdrop);
	const struct agent *agent = backdrop->agent;
	if (pixels != NULL) {
		box->width = box->width < pixels->width ? box->width : pixels->width;
		box->height = box->height < pixels->height ? box->height : pixels->height;
		box->x = hold(box->x, box->width, pixels->width, agent->root_width);
		box->y = hold(box->y, box->height, pixels->height, agent->root_height);
	}
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
