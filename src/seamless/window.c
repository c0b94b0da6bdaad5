#include "seamless/window.h"

#include <stdlib.h>

#include "devices/environment.h"
#include "guest.h"
#include "seamless/agent.h"
#include "seamless/message.h"
#include "seamless/pages.h"
#include "seamless/window_pixels.h"

/* For how long an answer to a configure is waited for; of agents that have given one, longer. */
#define ANSWER_MS 500
#define SLOW_ANSWER_MS 3000

struct window *window_from_base(struct guest_window *base) {
	struct window *window = wl_container_of(base, window, base);
	return window;
}

struct window *window_from_surface(struct guest_surface *surface) {
	struct window *window = wl_container_of(surface, window, base.surface);
	return window;
}

/* Once for all that the agent says at a time: it costs the desktop more than the agent. */
void window_mark_changed(struct window *window) {
	if (wl_list_empty(&window->changed_link)) {
		wl_list_insert(window->agent->changed.prev, &window->changed_link);
	}
}

void window_tell(struct window *window) {
	wl_list_remove(&window->changed_link);
	wl_list_init(&window->changed_link);
	window->told_mapped = window->base.mapped;
	guest_window_changed(&window->base);
}

/* Place and size */

static void set_box(struct window *window, const struct guest_box *box) {
	window->base.box = *box;
	if (box->width == 0) {
		window->base.box.width = 1;
	}
	if (box->height == 0) {
		window->base.box.height = 1;
	}
}

static void send_box(struct window *window, const struct guest_box *box) {
	struct qubes_gui_configure body = {
		.x = box->x,
		.y = box->y,
		.width = (uint32_t)box->width,
		.height = (uint32_t)box->height,
		.override_redirect = window->base.role == GUEST_WINDOW_POPUP,
	};
	agent_send(window->agent, QUBES_GUI_CONFIGURE, window->base.id, &body, sizeof(body));
}

static void send_wanted(struct window *window) {
	send_box(window, &window->configure.wanted);
	wl_event_source_timer_update(window->answer_timer,
		window->agent->answers_configures ? SLOW_ANSWER_MS : ANSWER_MS);
}

static void note_answer(struct window *window) {
	window->base.configuring = window->configure.on_its_way;
	if (!window->configure.on_its_way) {
		wl_event_source_timer_update(window->answer_timer, 0);
	}
}

static int clamp(int value, int min, int max) {
	return value < min ? min : value > max ? max : value;
}

/* A wish for another resolution, which has no answer: it is made once. */
static void ask_for_size(struct window *window, const struct guest_box *wanted) {
	struct guest_box *sent = &window->configure.sent;
	if (wanted->width != sent->width || wanted->height != sent->height) {
		*sent = *wanted;
		send_box(window, wanted);
	}
}

void window_ask_for_root(struct window *window) {
	/* Mapped, it is a window like others, as large as the user wants. */
	const struct agent *agent = window->agent;
	if (!window->base.mapped && agent->root_width > 0) {
		ask_for_size(window, &(struct guest_box){.width = agent->root_width,
					     .height = agent->root_height});
	}
}

static void window_configure(struct guest_window *base, const struct guest_box *box) {
	struct window *window = window_from_base(base);
	struct guest_box wanted = {
		.x = clamp(box->x, -QUBES_GUI_MAX_WIDTH, QUBES_GUI_MAX_WIDTH),
		.y = clamp(box->y, -QUBES_GUI_MAX_HEIGHT, QUBES_GUI_MAX_HEIGHT),
		.width = clamp(box->width, 1, QUBES_GUI_MAX_WIDTH),
		.height = clamp(box->height, 1, QUBES_GUI_MAX_HEIGHT),
	};
	if (base->id != QUBES_GUI_SCREEN_WINDOW && window->pages == NULL) {
		backdrop_hold(&window->agent->backdrop, &wanted);
	}
	if (base->id == QUBES_GUI_SCREEN_WINDOW) {
		ask_for_size(window, &wanted);
	} else if (configure_want(&window->configure, &base->box, &wanted)) {
		base->configuring = true;
		send_wanted(window);
	}
}

static int handle_answer_timer(void *data) {
	struct window *window = data;
	if (configure_expire(&window->configure, &window->base.box)) {
		send_wanted(window);
	}
	note_answer(window);
	window_crop(window);
	window_tell(window);
	return 0;
}

static void handle_configure(struct window *window, const struct guest_box *box) {
	window->agent->answers_configures |=
		window->configure.on_its_way && guest_box_equal(box, &window->configure.wanted);
	if (window->base.role == GUEST_WINDOW_TRAY) {
		/* Its place is the tray's to decide. */
		if (!guest_box_equal(box, &window->base.box)) {
			if (window->configure.on_its_way &&
				guest_box_equal(box, &window->configure.wanted)) {
				window->configure.on_its_way = false;
				note_answer(window);
				set_box(window, box);
				window_mark_changed(window);
			} else {
				send_box(window, window->configure.on_its_way
							 ? &window->configure.wanted
							 : &window->base.box);
			}
		}
		return;
	}
	set_box(window, box);
	if (window->base.id == QUBES_GUI_SCREEN_WINDOW) {
		window->configure.sent = *box;
	}
	if (configure_answer(&window->configure, box)) {
		send_wanted(window);
	}
	note_answer(window);
	window_crop(window);
	window_mark_changed(window);
}

/* What the guest says of it */

/* A window that would, through others, be transient for itself is transient for none. */
static struct guest_window *find_parent(struct window *window, uint32_t id) {
	struct guest_window *base, *parent = NULL;
	wl_list_for_each (base, &window->agent->base.windows, link) {
		if (base->id == id && id != QUBES_GUI_SCREEN_WINDOW) {
			parent = base;
		}
	}
	for (base = parent; base != NULL; base = base->transient_for) {
		if (base == &window->base) {
			return NULL;
		}
	}
	return parent;
}

static void handle_map(struct window *window, const struct message *message) {
	struct guest_window *base = &window->base;
	if (base->mapped || base->role == GUEST_WINDOW_TRAY) {
		return;
	}
	if (window->told_mapped) {
		window_tell(
			window); /* that it isn't: it comes up anew, perhaps as something else */
	}
	base->role = message->map.popup ? GUEST_WINDOW_POPUP : GUEST_WINDOW_TOPLEVEL;
	base->transient_for = find_parent(window, message->map.transient_for);
	base->mapped = true;
	window->raised = ++window->agent->input.raises;
	window_crop(window);
	window_mark_changed(window);
	window_damage_whole(window);
}

/* The pixels go too, but for those of the screen, of which others may show parts. */
static void handle_unmap(struct window *window) {
	struct guest_window *base = &window->base;
	if (!base->mapped || base->role == GUEST_WINDOW_TRAY) {
		return;
	}
	base->mapped = false;
	/* It comes up again as it asks to, and not as it was. */
	base->flags = window->told = window->asked = 0;
	window->visible = window->announced = false;
	window_set_drawing(window, false);
	input_forget(&window->agent->input, window);
	if (base->id != QUBES_GUI_SCREEN_WINDOW) {
		window_drop_pages(window);
		window_crop(window);
	}
	backdrop_update_user(&window->agent->backdrop);
	window_mark_changed(window);
}

static void handle_dock(struct window *window) {
	struct guest_window *base = &window->base;
	if (base->mapped || base->id == QUBES_GUI_SCREEN_WINDOW) {
		return;
	}
	base->role = GUEST_WINDOW_TRAY;
	base->mapped = true;
	window_mark_changed(window);
	window_damage_whole(window);
}

static void handle_flags(struct window *window, uint32_t set, uint32_t unset) {
	window->base.flags = (window->base.flags | set) & ~unset;
	window->asked |= set | unset;
	window_mark_changed(window);
}

bool window_handle(struct window *window, const struct message *message, const char **reason) {
	switch (message->type) {
	case QUBES_GUI_MAP:
		handle_map(window, message);
		return true;
	case QUBES_GUI_UNMAP:
		handle_unmap(window);
		return true;
	case QUBES_GUI_CONFIGURE:
		handle_configure(window, &message->configure);
		return true;
	case QUBES_GUI_DUMP:
	case QUBES_GUI_FRAMES:
		return window_handle_dump(window, message, reason);
	case QUBES_GUI_DAMAGE:
		window_handle_damage(window, &message->damage);
		return true;
	case QUBES_GUI_TITLE:
		guest_window_set_title(&window->base, message->title);
		window_mark_changed(window);
		return true;
	case QUBES_GUI_CLASS:
		guest_window_set_app_id(&window->base, message->class);
		window_mark_changed(window);
		return true;
	case QUBES_GUI_DOCK:
		handle_dock(window);
		return true;
	case QUBES_GUI_HINTS:
		window->base.hints = message->hints;
		window_mark_changed(window);
		return true;
	case QUBES_GUI_FLAGS:
		handle_flags(window, message->flags.set, message->flags.unset);
		return true;
	case QUBES_GUI_CURSOR:
		window->base.cursor = message->cursor;
		window_mark_changed(window);
		return true;
	default:
		*reason = "sent a message that isn't in the protocol";
		return false;
	}
}

/* What the desktop does to it */

static void window_set_flags(struct guest_window *base, uint32_t flags) {
	struct window *window = window_from_base(base);
	if (!base->mapped) {
		return;
	}
	/* What it has asked for a moment ago, of which the desktop doesn't know yet, isn't answered. */
	uint32_t unheard = wl_list_empty(&window->changed_link) ? 0 : window->asked;
	uint32_t changed = (flags ^ window->told) | (window->asked & ~unheard);
	bool restored = (window->told & ~flags & GUEST_WINDOW_MINIMIZED) != 0;
	base->flags = (flags & ~unheard) | (base->flags & unheard);
	window->told = flags;
	window->asked = unheard;
	if (changed == 0) {
		return;
	}
	struct qubes_gui_flags body = {.set = flags & changed, .unset = ~flags & changed};
	agent_send(window->agent, QUBES_GUI_FLAGS, base->id, &body, sizeof(body));
	if (restored && base->mapped) {
		struct qubes_gui_map map = {
			.override_redirect = base->role == GUEST_WINDOW_POPUP,
		};
		agent_send(window->agent, QUBES_GUI_MAP, base->id, &map, sizeof(map));
	}
}

static void window_close(struct guest_window *base) {
	agent_send(window_from_base(base)->agent, QUBES_GUI_CLOSE, base->id, NULL, 0);
}

static const struct guest_window_impl window_impl = {
	.configure = window_configure,
	.set_flags = window_set_flags,
	.close = window_close,
};

static void surface_listen(struct guest_surface *surface) {
	agent_listen(window_from_surface(surface)->agent);
}

static void surface_set_focused(struct guest_surface *surface, bool focused) {
	struct window *window = window_from_surface(surface);
	input_set_focused(&window->agent->input, window, focused);
}

static void surface_modifiers(struct guest_surface *surface, uint32_t modifiers) {
	input_modifiers(&window_from_surface(surface)->agent->input, modifiers);
}

static void surface_key(struct guest_surface *surface, uint32_t code, bool pressed) {
	struct window *window = window_from_surface(surface);
	input_key(&window->agent->input, window, code, pressed);
}

static void surface_button(struct guest_surface *surface, uint32_t button, bool pressed) {
	struct window *window = window_from_surface(surface);
	input_button(&window->agent->input, window, button, pressed);
}

static void surface_motion(
	struct guest_surface *surface, double x, double y, double dx, double dy) {
	struct window *window = window_from_surface(surface);
	input_motion(&window->agent->input, window, x, y);
}

static void surface_leave(struct guest_surface *surface) {
	struct window *window = window_from_surface(surface);
	input_leave(&window->agent->input, window);
}

static void surface_wheel(struct guest_surface *surface, enum guest_axis axis, int32_t v120) {
	struct window *window = window_from_surface(surface);
	input_wheel(&window->agent->input, window, axis, v120);
}

static void surface_release_all(struct guest_surface *surface) {
	input_release_all(&window_from_surface(surface)->agent->input);
}

static const struct guest_surface_impl surface_impl = {
	.set_visible = window_surface_set_visible,
	.listen = surface_listen,
	.take_damage = window_surface_take_damage,
	.set_focused = surface_set_focused,
	.modifiers = surface_modifiers,
	.key = surface_key,
	.button = surface_button,
	.motion = surface_motion,
	.leave = surface_leave,
	.wheel = surface_wheel,
	.release_all = surface_release_all,
};

struct window *window_create(
	struct agent *agent, uint32_t id, const struct guest_box *box, bool popup) {
	struct window *window = calloc(1, sizeof(*window));
	if (window == NULL) {
		return NULL;
	}
	window->agent = agent;
	window->answer_timer =
		wl_event_loop_add_timer(agent->env->loop, handle_answer_timer, window);
	if (window->answer_timer == NULL) {
		free(window);
		return NULL;
	}
	pixman_region32_init(&window->damage);
	wl_list_init(&window->changed_link);
	guest_window_init(&window->base, &surface_impl, &window_impl, &agent->base, id);
	window->base.role = popup ? GUEST_WINDOW_POPUP : GUEST_WINDOW_TOPLEVEL;
	set_box(window, box);
	agent->window_count++;
	guest_window_announce(&window->base);
	if (id == QUBES_GUI_SCREEN_WINDOW) {
		window->configure.sent = window->base.box;
		window_ask_for_root(window);
	}
	return window;
}

void window_destroy(struct window *window) {
	struct agent *agent = window->agent;
	input_forget(&agent->input, window);
	struct pages *pages = window->pages;
	wl_list_remove(&window->changed_link);
	wl_event_source_remove(window->answer_timer);
	guest_window_finish(&window->base);
	pages_retire(pages);
	window_set_drawing(window, false);
	pixman_region32_fini(&window->damage);
	free(window);
	agent->window_count--;
	backdrop_update_user(&agent->backdrop);
}
