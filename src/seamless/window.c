#include "seamless/window.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "devices/environment.h"
#include "guest.h"
#include "seamless/agent.h"
#include "seamless/message.h"
#include "seamless/pages.h"
#include "stats.h"

/* Damage of more rectangles becomes the one around them all. */
#define MAX_RECTANGLES 64

/* Pages that can't be mapped take the hypervisor far longer than others. Honest agents have none. */
#define MAX_UNMAPPED 8

/* For how long an answer to a configure is waited for; of agents that have given one, longer. */
#define ANSWER_MS 500
#define SLOW_ANSWER_MS 3000

struct window *window_from_base(struct guest_window *base) {
	struct window *window = wl_container_of(base, window, base);
	return window;
}

static struct window *from_surface(struct guest_surface *surface) {
	struct window *window = wl_container_of(surface, window, base.surface);
	return window;
}

/* Damage and pixels */

static void announce(struct window *window) {
	bool any = window->whole || pixman_region32_not_empty(&window->damage);
	if (any && window->visible && window->base.surface.pixels != NULL && !window->announced) {
		window->announced = true;
		wl_signal_emit_mutable(&window->base.surface.events.damage, &window->base.surface);
	}
}

static void set_drawing(struct window *window, bool drawing) {
	if (window->drawing != drawing) {
		window->drawing = drawing;
		agent_set_drawing(window->agent, drawing);
	}
}

static void add_damage(struct window *window, const pixman_region32_t *damage) {
	pixman_region32_union(&window->damage, &window->damage, damage);
	if (pixman_region32_n_rects(&window->damage) > MAX_RECTANGLES) {
		pixman_box32_t all = *pixman_region32_extents(&window->damage);
		pixman_region32_reset(&window->damage, &all);
	}
	announce(window);
}

static void damage_whole(struct window *window) {
	window->whole = true;
	announce(window);
}

static void surface_set_visible(struct guest_surface *surface, bool visible) {
	struct window *window = from_surface(surface);
	window->visible = visible;
	window->announced = false;
	set_drawing(window, false);
	if (visible) {
		damage_whole(window);
	}
	backdrop_update_user(&window->agent->backdrop);
}

static void surface_listen(struct guest_surface *surface) {
	agent_listen(from_surface(surface)->agent);
}

static bool surface_take_damage(struct guest_surface *surface, pixman_region32_t *damage) {
	struct window *window = from_surface(surface);
	const struct guest_pixels *pixels = surface->pixels;
	bool drew = window->whole || pixman_region32_not_empty(&window->damage);
	set_drawing(window, drawing_goes_on(&window->rhythm, drew) && pixels != NULL);
	window->announced = window->drawing;
	if (pixels == NULL) {
		return false;
	}
	if (window->whole) {
		pixman_region32_union_rect(damage, damage, 0, 0, (unsigned int)pixels->width,
			(unsigned int)pixels->height);
	} else {
		pixman_region32_translate(&window->damage, -pixels->x, -pixels->y);
		pixman_region32_intersect_rect(&window->damage, &window->damage, 0, 0,
			(unsigned int)pixels->width, (unsigned int)pixels->height);
		pixman_region32_union(damage, damage, &window->damage);
	}
	window->whole = false;
	pixman_region32_clear(&window->damage);
	return window->drawing;
}

/* Later, once for all that the agent says at a time: it costs the desktop more than the agent. */
static void mark_changed(struct window *window) {
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

static void set_pixels(struct window *window, struct guest_pixels *pixels) {
	guest_pixels_unref(window->base.surface.pixels);
	window->base.surface.pixels = pixels;
	mark_changed(window);
	damage_whole(window);
}

void window_crop(struct window *window) {
	if (window->pages != NULL || window->base.id == QUBES_GUI_SCREEN_WINDOW) {
		return;
	}
	struct guest_pixels *whole = backdrop_pixels(&window->agent->backdrop);
	struct guest_pixels *old = window->base.surface.pixels, *new = NULL;
	if (whole != NULL && window->base.mapped) {
		const struct guest_box *box = &window->base.box;
		new = crop_pixels(whole, box->x, box->y, box->width, box->height);
	}
	if (old != NULL || new != NULL) {
		set_pixels(window, new);
	}
}

void window_damage_behind(struct window *window, const pixman_region32_t *damage) {
	if (window->pages != NULL || window->base.surface.pixels == NULL) {
		return;
	}
	const struct guest_box *box = &window->base.box;
	pixman_region32_t own;
	pixman_region32_init(&own);
	pixman_region32_copy(&own, damage);
	pixman_region32_translate(&own, -box->x, -box->y);
	add_damage(window, &own);
	pixman_region32_fini(&own);
}

static void drop_pages(struct window *window) {
	struct pages *pages = window->pages;
	if (pages != NULL) {
		window->pages = NULL;
		set_pixels(window, NULL);
		pages_retire(pages);
	}
}

static bool is_too_much(int error) {
	return error == EDQUOT || error == ENOSPC;
}

/* Too many pages are no fault: the user is told why windows stay without pixels. */
static void explain_dump(struct window *window, size_t pages, int error) {
	struct agent *agent = window->agent;
	if (!is_too_much(error)) {
		agent->unmapped++;
		guest_log_error(agent->base.guest,
			"%zu pages of window %#" PRIx32 " can't be mapped: %s", pages,
			window->base.id, strerror(error));
	} else if (!agent->over_budget) {
		agent->over_budget = true;
		if (error == ENOSPC) {
			guest_notice(agent->base.guest,
				"There is no room for more of its pixels beside those of other "
				"guests. Some of its windows stay empty.");
			return;
		}
		guest_notice(agent->base.guest,
			"Its windows together have more pixels than it may show, %zu MiB "
			"(windows-memory=). Some of them stay empty.",
			agent->env->policy.windows_memory >> 20);
	}
}

static struct pages *map_dump(
	struct window *window, const struct message *message, enum pages_kind kind) {
	struct agent *agent = window->agent;
	const uint32_t *numbers = message->dump.numbers;
	size_t count = message->dump.pages;
	struct pages *pages = pages_create(agent->account, window->base.id, kind, numbers, count);
	if (pages == NULL && is_too_much(errno)) {
		/* There may be room once the old ones are gone, of which the desktop has to let go. */
		drop_pages(window);
		window_tell(window);
		pages = pages_create(agent->account, window->base.id, kind, numbers, count);
	}
	if (pages == NULL) {
		explain_dump(window, count, errno);
	}
	return pages;
}

/* Pages that are mapped already stay so, which costs nothing. */
static void show_dump(struct window *window, const struct message *message, enum pages_kind kind) {
	int width = message->dump.width, height = message->dump.height;
	const struct guest_pixels *now = window->base.surface.pixels;
	struct pages *old = window->pages;
	bool same =
		old != NULL && pages_match(old, kind, message->dump.numbers, message->dump.pages);
	if (same && now->width == width && now->height == height &&
		window->offset == message->dump.offset) {
		damage_whole(window);
		return;
	}

	struct pages *new = NULL;
	if (width > 0 && height > 0) {
		new = same ? old : map_dump(window, message, kind);
	}
	struct guest_pixels *pixels = NULL;
	if (new != NULL) {
		pixels = pages_pixels(new, message->dump.offset, width, height);
		window->offset = message->dump.offset;
	}
	old = window->pages; /* unless they had to go for the new ones */
	window->pages = pixels != NULL ? new : NULL;
	if (pixels != NULL || now != NULL) {
		set_pixels(window, pixels);
	}
	if (old != new) {
		pages_retire(old);
	}
	if (pixels == NULL && new != NULL) {
		pages_retire(new);
	}
}

/* Each dump is confirmed, whatever has become of it. */
static bool handle_dump(struct window *window, const struct message *message, const char **reason) {
	struct agent *agent = window->agent;
	bool grants = message->type == QUBES_GUI_DUMP;
	show_dump(window, message, grants ? PAGES_GRANTS : PAGES_FRAMES);
	backdrop_see_dump(&agent->backdrop, window->base.id == QUBES_GUI_SCREEN_WINDOW);
	*reason = "has pictures in pages that can't be mapped";
	if (agent->unmapped == MAX_UNMAPPED) {
		return false;
	}
	*reason = "waits for no confirmation of its pictures";
	return !grants || agent->minor < QUBES_GUI_SINCE_DUMP_ACK ||
	       answers_add(&agent->answers, QUBES_GUI_DUMP_ACK, window->base.id);
}

static void handle_damage(struct window *window, const struct guest_box *box) {
	window->agent->env->stats->guest_rects++;
	if (!window->base.mapped || box->width == 0 || box->height == 0) {
		return;
	}
	if (window->base.surface.pixels == NULL) {
		backdrop_need_display(&window->agent->backdrop);
	}
	pixman_region32_t damage;
	pixman_region32_init_rect(
		&damage, box->x, box->y, (unsigned int)box->width, (unsigned int)box->height);
	add_damage(window, &damage);
	pixman_region32_fini(&damage);
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
				mark_changed(window);
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
	mark_changed(window);
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
	mark_changed(window);
	damage_whole(window);
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
	input_forget(&window->agent->input, window);
	if (base->id != QUBES_GUI_SCREEN_WINDOW) {
		drop_pages(window);
		window_crop(window);
	}
	backdrop_update_user(&window->agent->backdrop);
	mark_changed(window);
}

static void handle_dock(struct window *window) {
	struct guest_window *base = &window->base;
	if (base->mapped || base->id == QUBES_GUI_SCREEN_WINDOW) {
		return;
	}
	base->role = GUEST_WINDOW_TRAY;
	base->mapped = true;
	mark_changed(window);
	damage_whole(window);
}

static void handle_flags(struct window *window, uint32_t set, uint32_t unset) {
	window->base.flags = (window->base.flags | set) & ~unset;
	window->asked |= set | unset;
	mark_changed(window);
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
		return handle_dump(window, message, reason);
	case QUBES_GUI_DAMAGE:
		handle_damage(window, &message->damage);
		return true;
	case QUBES_GUI_TITLE:
		guest_window_set_title(&window->base, message->title);
		mark_changed(window);
		return true;
	case QUBES_GUI_CLASS:
		guest_window_set_app_id(&window->base, message->class);
		mark_changed(window);
		return true;
	case QUBES_GUI_DOCK:
		handle_dock(window);
		return true;
	case QUBES_GUI_HINTS:
		window->base.hints = message->hints;
		mark_changed(window);
		return true;
	case QUBES_GUI_FLAGS:
		handle_flags(window, message->flags.set, message->flags.unset);
		return true;
	case QUBES_GUI_CURSOR:
		window->base.cursor = message->cursor;
		mark_changed(window);
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

static void surface_set_focused(struct guest_surface *surface, bool focused) {
	struct window *window = from_surface(surface);
	input_set_focused(&window->agent->input, window, focused);
}

static void surface_modifiers(struct guest_surface *surface, uint32_t modifiers) {
	input_modifiers(&from_surface(surface)->agent->input, modifiers);
}

static void surface_key(struct guest_surface *surface, uint32_t code, bool pressed) {
	struct window *window = from_surface(surface);
	input_key(&window->agent->input, window, code, pressed);
}

static void surface_button(struct guest_surface *surface, uint32_t button, bool pressed) {
	struct window *window = from_surface(surface);
	input_button(&window->agent->input, window, button, pressed);
}

static void surface_motion(
	struct guest_surface *surface, double x, double y, double dx, double dy) {
	struct window *window = from_surface(surface);
	input_motion(&window->agent->input, window, x, y);
}

static void surface_leave(struct guest_surface *surface) {
	struct window *window = from_surface(surface);
	input_leave(&window->agent->input, window);
}

static void surface_wheel(struct guest_surface *surface, enum guest_axis axis, int32_t v120) {
	struct window *window = from_surface(surface);
	input_wheel(&window->agent->input, window, axis, v120);
}

static void surface_release_all(struct guest_surface *surface) {
	input_release_all(&from_surface(surface)->agent->input);
}

static const struct guest_surface_impl surface_impl = {
	.set_visible = surface_set_visible,
	.listen = surface_listen,
	.take_damage = surface_take_damage,
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
	set_drawing(window, false);
	pixman_region32_fini(&window->damage);
	free(window);
	agent->window_count--;
	backdrop_update_user(&agent->backdrop);
}
