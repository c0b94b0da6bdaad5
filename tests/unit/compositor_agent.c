#include "compositor_agent.h"

#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "desktop.h"
#include "window_popup.h"

static struct fake_window *from_window(struct guest_window *base) {
	struct fake_window *window = wl_container_of(base, window, window);
	return window;
}

static struct fake_window *from_surface(struct guest_surface *surface) {
	struct fake_window *window = wl_container_of(surface, window, window.surface);
	return window;
}

__attribute__((format(printf, 2, 3))) static void note(
	struct guest_surface *surface, const char *format, ...) {
	const struct guest_window *window = &from_surface(surface)->window;
	struct fake_agent *agent = wl_container_of(window->agent, agent, agent);
	char text[64];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	size_t used = strlen(agent->log);
	snprintf(agent->log + used, sizeof(agent->log) - used, "%u %s;", window->id, text);
}

static void announce(struct fake_window *window) {
	if (window->visible && !window->announced && pixman_region32_not_empty(&window->damage)) {
		window->announced = true;
		wl_signal_emit_mutable(&window->window.surface.events.damage, NULL);
	}
}

static void impl_set_visible(struct guest_surface *surface, bool visible) {
	struct fake_window *window = from_surface(surface);
	window->visible = visible;
	window->announced = false;
	if (visible && window->pixels != NULL) {
		fake_window_damage(window, 0, 0, window->pixels->width, window->pixels->height);
	}
}

static void impl_listen(struct guest_surface *surface) {
	struct fake_window *window = from_surface(surface);
	window->listens++;
	if (window->heard != NULL) {
		window->heard(window);
	}
}

static bool impl_take_damage(struct guest_surface *surface, pixman_region32_t *damage) {
	struct fake_window *window = from_surface(surface);
	window->takes++;
	window->announced = window->draws_on;
	pixman_region32_union(damage, damage, &window->damage);
	pixman_region32_clear(&window->damage);
	return window->draws_on;
}

static void impl_set_focused(struct guest_surface *surface, bool focused) {
	note(surface, focused ? "focus" : "blur");
}

static void impl_modifiers(struct guest_surface *surface, uint32_t modifiers) {
	note(surface, "modifiers %u", modifiers);
}

static void impl_key(struct guest_surface *surface, uint32_t code, bool pressed) {
	note(surface, "key %u %s", code, pressed ? "down" : "up");
}

static void impl_button(struct guest_surface *surface, uint32_t button, bool pressed) {
	note(surface, "button %u %s", button, pressed ? "down" : "up");
}

/* In pixels of the window. */
static void impl_motion(struct guest_surface *surface, double x, double y, double dx, double dy) {
	const struct guest_box *box = &from_surface(surface)->window.box;
	note(surface, "at %.0f,%.0f", x * box->width, y * box->height);
}

static void impl_leave(struct guest_surface *surface) {
	note(surface, "leave");
}

static void impl_wheel(struct guest_surface *surface, enum guest_axis axis, int32_t v120) {
	note(surface, axis == GUEST_AXIS_VERTICAL ? "wheel %d" : "tilt %d", v120);
}

static void impl_release_all(struct guest_surface *surface) {
	note(surface, "release");
}

static const struct guest_surface_impl surface_impl = {
	.set_visible = impl_set_visible,
	.listen = impl_listen,
	.take_damage = impl_take_damage,
	.set_focused = impl_set_focused,
	.modifiers = impl_modifiers,
	.key = impl_key,
	.button = impl_button,
	.motion = impl_motion,
	.leave = impl_leave,
	.wheel = impl_wheel,
	.release_all = impl_release_all,
};

static void impl_configure(struct guest_window *base, const struct guest_box *box) {
	struct fake_window *window = from_window(base);
	window->configures++;
	window->configured = *box;
	base->configuring = true;
}

static void impl_set_flags(struct guest_window *base, uint32_t flags) {
	struct fake_window *window = from_window(base);
	window->flags_told++;
	window->told_flags = base->flags = flags;
}

static void impl_close(struct guest_window *base) {
	from_window(base)->closes++;
}

static const struct guest_window_impl window_impl = {
	.configure = impl_configure,
	.set_flags = impl_set_flags,
	.close = impl_close,
};

static void impl_set_root(struct guest_agent *base, int width, int height) {
	struct fake_agent *agent = wl_container_of(base, agent, agent);
	agent->root_width = width;
	agent->root_height = height;
}

static void impl_request_clipboard(struct guest_agent *base, struct guest_window *window) {
	struct fake_agent *agent = wl_container_of(base, agent, agent);
	agent->requests++;
}

static bool impl_send_clipboard(struct guest_agent *base, const char *text, size_t size) {
	struct fake_agent *agent = wl_container_of(base, agent, agent);
	if (size > agent->clipboard_limit) {
		return false;
	}
	snprintf(agent->clipboard, sizeof(agent->clipboard), "%.*s", (int)size, text);
	return true;
}

static const struct guest_agent_impl agent_impl = {
	.set_root = impl_set_root,
	.request_clipboard = impl_request_clipboard,
	.send_clipboard = impl_send_clipboard,
};

void fake_agent_answer(struct fake_agent *agent, const char *text, const char *error) {
	struct guest_clipboard answer = {
		.text = text,
		.size = text != NULL ? strlen(text) : 0,
		.error = error,
	};
	wl_signal_emit_mutable(&agent->agent.events.clipboard, &answer);
}

struct fake_agent *fake_agent_create(struct fake_guest *guest) {
	struct fake_agent *agent = znew(struct fake_agent);
	agent->clipboard_limit = sizeof(agent->clipboard) - 1;
	guest_agent_init(&agent->agent, &agent_impl, &guest->guest);
	guest_agent_announce(&agent->agent);
	return agent;
}

void fake_agent_destroy(struct guest_agent *base) {
	struct fake_agent *agent = wl_container_of(base, agent, agent);
	struct guest_window *window, *tmp;
	wl_list_for_each_safe (window, tmp, &base->windows, link) {
		fake_window_destroy(from_window(window));
	}
	guest_agent_finish(base);
	free(agent);
}

const char *fake_agent_log(struct fake_agent *agent) {
	static char text[sizeof(agent->log)];
	memcpy(text, agent->log, sizeof(text));
	agent->log[0] = '\0';
	return text;
}

struct fake_window *fake_window_create(struct fake_agent *agent, uint32_t id,
	enum guest_window_role role, int x, int y, int width, int height) {
	struct fake_window *window = znew(struct fake_window);
	pixman_region32_init(&window->damage);
	guest_window_init(&window->window, &surface_impl, &window_impl, &agent->agent, id);
	window->window.role = role;
	window->window.box = (struct guest_box){x, y, width, height};
	guest_window_announce(&window->window);
	return window;
}

void fake_window_destroy(struct fake_window *window) {
	guest_window_finish(&window->window);
	pixman_region32_fini(&window->damage);
	free(window);
}

/* New pixels, where there are none of this size. */
static void draw(struct fake_window *window) {
	const struct guest_box *box = &window->window.box;
	const struct guest_pixels *old = window->pixels;
	if (old != NULL && old->width == box->width && old->height == box->height) {
		guest_window_changed(&window->window);
		return;
	}
	window->pixels = fake_pixels_create(
		box->width, box->height, window->window.id, &window->pixels_alive, &window->memory);
	pixman_region32_clear(&window->damage);
	guest_surface_set_pixels(&window->window.surface, window->pixels);
	fake_window_damage(window, 0, 0, box->width, box->height);
}

void fake_window_map(struct fake_window *window) {
	window->window.mapped = true;
	draw(window);
}

void fake_window_unmap(struct fake_window *window) {
	window->window.mapped = false;
	window->window.flags = 0;
	window->pixels = NULL;
	guest_surface_set_pixels(&window->window.surface, NULL);
}

struct fake_window *fake_window_show(struct fake_agent *agent, uint32_t id,
	enum guest_window_role role, int x, int y, int width, int height) {
	struct fake_window *window = fake_window_create(agent, id, role, x, y, width, height);
	fake_window_map(window);
	return window;
}

void fake_window_set_box(struct fake_window *window, int x, int y, int width, int height) {
	window->window.configuring = false;
	window->window.box = (struct guest_box){x, y, width, height};
	draw(window);
}

void fake_window_answer(struct fake_window *window) {
	window->window.box = window->configured;
	window->window.configuring = false;
	draw(window);
}

void fake_window_set_flags(struct fake_window *window, uint32_t flags) {
	window->window.flags = flags;
	guest_window_changed(&window->window);
}

void fake_window_damage(struct fake_window *window, int x, int y, int width, int height) {
	pixman_region32_union_rect(&window->damage, &window->damage, x, y, width, height);
	announce(window);
}

uint32_t fake_window_pixel(const struct fake_window *window, int x, int y) {
	return window->memory[y * window->pixels->width + x] & 0xffffff;
}

struct view *env_window_view(struct env *env, const struct fake_window *window) {
	struct view *view;
	wl_list_for_each (view, &env->server->desktop->views, link) {
		if (view_guest_surface(view) == &window->window.surface) {
			return view;
		}
	}
	return NULL;
}

struct window_popup *env_popup(struct env *env, const struct fake_window *window) {
	struct window_popup *popup;
	wl_list_for_each (popup, &env->server->desktop->popups, link) {
		if (popup->window == &window->window) {
			return popup;
		}
	}
	return NULL;
}
