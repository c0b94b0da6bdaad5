#include "seamless/window_pixels.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "devices/environment.h"
#include "guest.h"
#include "seamless/agent.h"
#include "seamless/message.h"
#include "seamless/pages.h"
#include "seamless/window.h"
#include "stats.h"

/* Damage of more rectangles becomes the one around them all. */
#define MAX_RECTANGLES 64

/* Pages that can't be mapped take the hypervisor far longer than others. Honest agents have none. */
#define MAX_UNMAPPED 8

static void announce(struct window *window) {
	bool any = window->whole || pixman_region32_not_empty(&window->damage);
	if (any && window->visible && window->base.surface.pixels != NULL && !window->announced) {
		window->announced = true;
		wl_signal_emit_mutable(&window->base.surface.events.damage, &window->base.surface);
	}
}

void window_set_drawing(struct window *window, bool drawing) {
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

void window_damage_whole(struct window *window) {
	window->whole = true;
	announce(window);
}

void window_surface_set_visible(struct guest_surface *surface, bool visible) {
	struct window *window = window_from_surface(surface);
	window->visible = visible;
	window->announced = false;
	window_set_drawing(window, false);
	if (visible) {
		window_damage_whole(window);
	}
	backdrop_update_user(&window->agent->backdrop);
}

bool window_surface_take_damage(struct guest_surface *surface, pixman_region32_t *damage) {
	struct window *window = window_from_surface(surface);
	const struct guest_pixels *pixels = surface->pixels;
	bool drew = window->whole || pixman_region32_not_empty(&window->damage);
	window_set_drawing(window, drawing_goes_on(&window->rhythm, drew) && pixels != NULL);
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

static void set_pixels(struct window *window, struct guest_pixels *pixels) {
	guest_pixels_unref(window->base.surface.pixels);
	window->base.surface.pixels = pixels;
	window_mark_changed(window);
	window_damage_whole(window);
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

void window_drop_pages(struct window *window) {
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
		window_drop_pages(window);
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
		window_damage_whole(window);
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
bool window_handle_dump(struct window *window, const struct message *message, const char **reason) {
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

void window_handle_damage(struct window *window, const struct guest_box *box) {
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
