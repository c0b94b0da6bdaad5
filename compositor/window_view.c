#include "window_view.h"

#include <stdio.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/util/edges.h>

#include "alloc.h"
#include "color.h"
#include "config.h"
#include "desktop.h"
#include "focus.h"
#include "frame.h"
#include "geometry.h"
#include "guest.h"
#include "guest_windows.h"
#include "output.h"
#include "rules.h"
#include "seat.h"
#include "server.h"
#include "shade.h"
#include "size_hints.h"
#include "view_place.h"

#define BLANK 0x3a3f48

static struct window_view *from_view(struct view *view) {
	struct window_view *window_view = wl_container_of(view, window_view, view);
	return window_view;
}

static void lay_out(struct window_view *window_view) {
	const struct wlr_box *box = &window_view->view.box;
	const struct guest_box *guest_box = &window_view->window->box;
	wlr_scene_rect_set_size(window_view->backdrop, box->width, box->height);
	guest_picture_crop(&window_view->picture, guest_box->width, guest_box->height, box->width,
		box->height, window_view->place.root->scale);
}

static void tell_flags(struct window_view *window_view, bool always) {
	const struct view *view = &window_view->view;
	uint32_t flags = 0;
	if (view->fullscreen || window_view->poses) {
		flags |= GUEST_WINDOW_FULLSCREEN;
	}
	if (view->attention) {
		flags |= GUEST_WINDOW_ATTENTION;
	}
	if (view->minimized) {
		flags |= GUEST_WINDOW_MINIMIZED;
	}
	if (always || flags != window_view->told_flags) {
		window_view->told_flags = flags;
		window_view->window->impl->set_flags(window_view->window, flags);
	}
}

static void impl_configure(struct view *view, int width, int height) {
	view_resized(view, width, height);
}

static void impl_moved(struct view *view) {
	struct window_view *window_view = from_view(view);
	if (!window_view->following) {
		window_view->placed = true;
	}
	window_place_tell(&window_view->place, &view->box);
	lay_out(window_view);
}

static void impl_update_state(struct view *view) {
	struct window_view *window_view = from_view(view);
	window_view->poses = window_view->poses && view->maximized;
	tell_flags(window_view, false);
}

static void impl_update_shown(struct view *view) {
	struct window_view *window_view = from_view(view);
	guest_picture_update_visible(&window_view->picture);
	if (view->mapped) {
		tell_flags(window_view, false);
	}
}

static void impl_constrain(struct view *view, uint32_t edges, int *width, int *height) {
	const struct window_view *window_view = from_view(view);
	int scale = window_view->place.root->scale;
	*width /= scale;
	*height /= scale;
	size_hints_apply(&window_view->window->hints, width, height);
	*width *= scale;
	*height *= scale;
}

static bool impl_can_maximize(struct view *view) {
	return !size_hints_are_fixed(&from_view(view)->window->hints);
}

static bool impl_natural_size(struct view *view, int *width, int *height) {
	const struct window_view *window_view = from_view(view);
	*width = window_view->natural_width;
	*height = window_view->natural_height;
	impl_constrain(view, WLR_EDGE_NONE, width, height);
	return true;
}

static void impl_close(struct view *view) {
	struct guest_window *window = from_view(view)->window;
	window->impl->close(window);
}

static struct wlr_surface *impl_surface(struct view *view) {
	return NULL;
}

static const char *impl_cursor(struct view *view) {
	return from_view(view)->window->cursor;
}

static const struct view_impl view_impl = {
	.configure = impl_configure,
	.moved = impl_moved,
	.update_state = impl_update_state,
	.update_shown = impl_update_shown,
	.constrain = impl_constrain,
	.can_maximize = impl_can_maximize,
	.natural_size = impl_natural_size,
	.close = impl_close,
	.surface = impl_surface,
	.cursor = impl_cursor,
};

/* How much of the left end of a title bar, where the name is, must be seen. */
#define SEEN_NAME 200

/* No further to the right or left than that its frame says whose it is. */
static void move_into_sight(const struct desktop *desktop, struct wlr_box *box) {
	struct wlr_box name = {
		.x = box->x,
		.y = box->y - FRAME_TITLE_HEIGHT,
		.width = box->width < SEEN_NAME ? box->width : SEEN_NAME,
		.height = FRAME_TITLE_HEIGHT,
	};
	const struct output *output = desktop_output_for_box(desktop, &name);
	if (output != NULL) {
		struct wlr_box area = output_usable_area(output);
		geometry_move_into(&name, &area);
		box->x = name.x;
	}
}

/* The guest's wish, but no larger than the desktop: a frame has no size that a guest chose freely. */
static struct wlr_box wanted_box(const struct window_view *window_view) {
	const struct desktop *desktop = window_view->view.server->desktop;
	struct wlr_box box = window_place_box(&window_view->place), layout;
	wlr_output_layout_get_box(desktop->output_layout, NULL, &layout);
	if (!wlr_box_empty(&layout)) {
		box.width = box.width < layout.width ? box.width : layout.width;
		box.height = box.height < layout.height ? box.height : layout.height;
	}
	move_into_sight(desktop, &box);
	return box;
}

static void take_box(struct window_view *window_view) {
	struct view *view = &window_view->view;
	if (!window_place_changed(&window_view->place)) {
		return;
	}
	struct wlr_box box = wanted_box(window_view);
	window_view->natural_width = box.width;
	window_view->natural_height = box.height;
	if (view_is_at_home(view)) {
		if (window_view->placed) {
			box.x = view->box.x;
			box.y = view->box.y;
		}
		window_view->following = true;
		if (desktop_output_for_box(view->server->desktop, &box) != NULL) {
			view_set_home(view, &box);
			view_arrange(view);
		} else {
			view_resize(view, &box, WLR_EDGE_NONE); /* until there is a screen again */
		}
		window_view->following = false;
	}
	window_place_tell(&window_view->place, &view->box);
}

static void take_fullscreen(struct window_view *window_view, bool fullscreen) {
	struct view *view = &window_view->view;
	if (!fullscreen) {
		bool loosen = window_view->poses && window_view->loosen;
		window_view->poses = false;
		view_set_fullscreen(view, false, NULL);
		if (loosen) {
			view_set_maximized(view, false);
		}
	} else if (window_view->settings->fullscreen) {
		view_set_fullscreen(view, true, NULL);
	} else if (!view->fullscreen) {
		/* Its program may wait for the word that it has the screen. */
		window_view->loosen = !view->maximized;
		window_view->poses = true;
		view_set_maximized(view, true);
	}
}

static void take_flags(struct window_view *window_view) {
	struct view *view = &window_view->view;
	uint32_t flags = window_view->window->flags;
	uint32_t changed = flags ^ window_view->told_flags;
	if (changed == 0) {
		return;
	}
	if (changed & GUEST_WINDOW_FULLSCREEN) {
		take_fullscreen(window_view, flags & GUEST_WINDOW_FULLSCREEN);
	}
	if (changed & GUEST_WINDOW_ATTENTION) {
		view_set_attention(view, flags & GUEST_WINDOW_ATTENTION);
	}
	if (changed & GUEST_WINDOW_MINIMIZED) {
		if (flags & GUEST_WINDOW_MINIMIZED) {
			view_minimize_itself(view);
		} else {
			/* What the user has put away the user brings back. */
			view_set_attention(view, view->minimized);
		}
	}
	tell_flags(window_view, true);
}

/* The text is UTF-8: what follows the first byte of a character begins with the bits 10. */
static void keep_ascii(char *text) {
	char *out = text;
	for (const char *c = text; *c != '\0'; c++) {
		bool follows = (*c & 0xc0) == 0x80;
		if (!follows) {
			*out++ = *c & 0x80 ? '?' : *c;
		}
	}
	*out = '\0';
}

static void update_title(struct window_view *window_view) {
	const struct guest_window *window = window_view->window;
	char name[GUEST_TITLE_SIZE];
	snprintf(name, sizeof(name), "%s",
		window->title[0] != '\0' ? window->title : window->app_id);
	if (!window_view->settings->utf8_titles) {
		keep_ascii(name);
	}
	/* The domain's name first: nothing that a guest calls its window can push it aside. */
	char title[GUEST_NAME_SIZE + GUEST_TITLE_SIZE + 4];
	snprintf(title, sizeof(title), "[%s] %s", window_view->settings->label, name);
	view_set_title(&window_view->view, title);
}

static void apply_config(struct window_view *window_view) {
	view_set_color(
		&window_view->view, window_view->settings->color, window_view->settings->pattern);
	update_title(window_view);
	view_changed(&window_view->view);
}

void window_view_update(struct window_view *window_view) {
	guest_picture_update_pixels(&window_view->picture);
	update_title(window_view);
	take_box(window_view);
	take_flags(window_view);
	lay_out(window_view);
	seat_update_pointer_soon(window_view->view.server->seat);
}

void window_view_update_config(struct window_view *window_view) {
	apply_config(window_view);
	window_view_update_root(window_view);
	lay_out(window_view);
}

void window_view_update_root(struct window_view *window_view) {
	window_place_tell(&window_view->place, &window_view->view.box);
}

/* Where somebody in the guest wants it; else over its parent, or where it is, unless that is the corner. */
static void set_home(struct window_view *window_view, const struct wlr_box *box) {
	struct view *view = &window_view->view;
	const struct guest_window *window = window_view->window;
	if (view->parent != NULL && !window->hints.placed) {
		view_set_home_over(view, view->parent, box->width, box->height);
	} else if (window->hints.placed || window->box.x != 0 || window->box.y != 0) {
		view_set_home(view, box);
	}
}

struct window_view *window_view_create(
	struct guest_windows *windows, struct guest_window *window, struct view *parent) {
	struct server *server = windows->server;
	struct window_view *window_view = znew(struct window_view);
	struct view *view = &window_view->view;
	window_view->window = window;
	window_view->settings = &windows->settings;
	view_init(view, &view_impl, server, "", 0);

	float blank[4];
	color_to_floats(BLANK, blank);
	window_view->backdrop = must(wlr_scene_rect_create(view->content, 0, 0, blank));
	guest_picture_init(&window_view->picture, server, &window->surface, view->content);
	window_view->picture.shares_pointer = true;
	view->picture = &window_view->picture;
	view->shade = shade_create(view, window->surface.guest);
	guest_picture_update_pixels(&window_view->picture);
	window_place_init(&window_view->place, window, &windows->root);
	apply_config(window_view);

	struct wlr_box box = wanted_box(window_view);
	window_view->natural_width = box.width;
	window_view->natural_height = box.height;
	view_set_parent(view, parent);
	view->workspace = windows->settings.workspace;
	set_home(window_view, &box);
	struct config_window rules;
	rules_begin(view, window->app_id, window->title, &rules);
	window_view->following = true;
	view_map(view, box.width, box.height,
		view->parent != NULL && view->parent == seat_focus_of(server->seat)->view);
	window_view->following = false;
	take_flags(window_view);
	rules_finish(view, &rules, false);
	view_introduce(view);
	return window_view;
}

void window_view_destroy(struct window_view *window_view) {
	if (window_view == NULL) {
		return;
	}
	view_unmap(&window_view->view);
	guest_picture_finish(&window_view->picture);
	view_finish(&window_view->view);
	free(window_view);
}
