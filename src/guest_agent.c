#include "guest_agent.h"

#include <assert.h>

#include "guest.h"

bool guest_box_equal(const struct guest_box *a, const struct guest_box *b) {
	return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height;
}

void guest_agent_init(
	struct guest_agent *agent, const struct guest_agent_impl *impl, struct guest *guest) {
	*agent = (struct guest_agent){.impl = impl, .guest = guest};
	wl_list_init(&agent->windows);
	wl_signal_init(&agent->events.new_window);
	wl_signal_init(&agent->events.clipboard);
	wl_signal_init(&agent->events.destroy);
}

void guest_agent_announce(struct guest_agent *agent) {
	assert(agent->guest->agent == NULL);
	agent->guest->agent = agent;
	wl_signal_emit_mutable(&agent->guest->events.new_agent, agent);
}

void guest_agent_finish(struct guest_agent *agent) {
	assert(wl_list_empty(&agent->windows));
	wl_signal_emit_mutable(&agent->events.destroy, agent);
	assert(wl_list_empty(&agent->events.new_window.listener_list));
	assert(wl_list_empty(&agent->events.clipboard.listener_list));
	assert(wl_list_empty(&agent->events.destroy.listener_list));
	if (agent->guest->agent == agent) {
		agent->guest->agent = NULL;
	}
}

void guest_window_init(struct guest_window *window, const struct guest_surface_impl *surface_impl,
	const struct guest_window_impl *impl, struct guest_agent *agent, uint32_t id) {
	*window = (struct guest_window){
		.impl = impl,
		.agent = agent,
		.id = id,
		.cursor = "default",
	};
	guest_surface_init(&window->surface, surface_impl, agent->guest);
	wl_list_init(&window->link);
}

void guest_window_announce(struct guest_window *window) {
	wl_list_insert(window->agent->windows.prev, &window->link);
	wl_signal_emit_mutable(&window->agent->events.new_window, window);
}

void guest_window_finish(struct guest_window *window) {
	struct guest_window *other;
	wl_list_for_each (other, &window->agent->windows, link) {
		if (other->transient_for == window) {
			other->transient_for = NULL;
			guest_window_changed(other);
		}
	}
	guest_surface_finish(&window->surface);
	wl_list_remove(&window->link);
}

void guest_window_changed(struct guest_window *window) {
	wl_signal_emit_mutable(&window->surface.events.change, &window->surface);
}

void guest_window_set_title(struct guest_window *window, const char *title) {
	guest_clean_text(window->title, sizeof(window->title), title);
}

void guest_window_set_app_id(struct guest_window *window, const char *app_id) {
	guest_clean_text(window->app_id, sizeof(window->app_id), app_id);
}
