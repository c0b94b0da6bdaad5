#include "switcher.h"

#include <linux/input-event-codes.h>
#include <wlr/types/wlr_seat.h>

#include "alloc.h"
#include "desktop.h"
#include "focus.h"
#include "pointer.h"
#include "seat.h"
#include "server.h"
#include "switcher_grid.h"
#include "tablet.h"
#include "touch.h"
#include "view.h"

#define WHEEL_CLICK 120

struct switcher {
	struct seat *seat;
	struct switcher_grid grid;
	bool open;
	uint32_t modifiers;
	enum switcher_scope scope;
	const struct guest *domain; /* where the scope is; only compared. NULL: dom0 */
	struct view *selected;      /* in the list while open */
	int wheel;                  /* of v120, less than a click */

	struct wl_listener views_change;
	struct wl_listener outputs_change;
	struct wl_listener redraw;
};

/* The views in its scope, the most recent first: an array that the caller frees. */
struct list {
	struct view **views;
	int count;
	int selected; /* -1: none of them is */
};

static struct list collect(const struct switcher *switcher) {
	struct wl_list *views = &switcher->seat->server->desktop->views;
	struct list list = {
		.views = must(calloc(1 + (size_t)wl_list_length(views), sizeof(struct view *))),
		.selected = -1,
	};
	struct view *view;
	wl_list_for_each (view, views, link) {
		if (switcher->scope == SWITCHER_DOMAIN && view_guest(view) != switcher->domain) {
			continue;
		}
		if (view == switcher->selected) {
			list.selected = list.count;
		}
		list.views[list.count++] = view;
	}
	return list;
}

static void show(struct switcher *switcher, const struct list *list) {
	switcher_grid_show(&switcher->grid, list->views, list->count, list->selected);
}

static void select_index(struct switcher *switcher, struct list *list, int index) {
	list->selected = ((index % list->count) + list->count) % list->count;
	switcher->selected = list->views[list->selected];
	show(switcher, list);
}

static void close_grid(struct switcher *switcher) {
	struct desktop *desktop = switcher->seat->server->desktop;
	switcher->open = false;
	switcher->selected = NULL;
	switcher_grid_hide(&switcher->grid);
	if (desktop->modal == desktop->layers[DESKTOP_OVERLAY]) {
		desktop->modal = NULL;
	}
}

static void take(struct switcher *switcher) {
	struct focus *focus = &switcher->seat->focus;
	struct view *view = switcher->selected;
	close_grid(switcher);
	focus_set(focus, view);
	focus_resume(focus);
	seat_update_pointer(switcher->seat);
}

void switcher_cancel(struct switcher *switcher) {
	if (switcher->open) {
		close_grid(switcher);
		focus_resume(&switcher->seat->focus);
		seat_update_pointer(switcher->seat);
	}
}

static void handle_views_change(struct wl_listener *listener, void *data) {
	struct switcher *switcher = wl_container_of(listener, switcher, views_change);
	if (!switcher->open) {
		return;
	}
	struct list list = collect(switcher);
	if (list.count == 0 && switcher->scope == SWITCHER_DOMAIN) {
		free(list.views);
		switcher->scope = SWITCHER_ALL;
		list = collect(switcher);
	}
	if (list.count == 0) {
		switcher_cancel(switcher);
	} else if (list.selected < 0) {
		select_index(switcher, &list, 0);
	} else {
		show(switcher, &list);
	}
	free(list.views);
}

static void handle_outputs_change(struct wl_listener *listener, void *data) {
	struct switcher *switcher = wl_container_of(listener, switcher, outputs_change);
	handle_views_change(&switcher->views_change, NULL);
}

static void handle_redraw(struct wl_listener *listener, void *data) {
	struct switcher *switcher = wl_container_of(listener, switcher, redraw);
	switcher_grid_forget(&switcher->grid);
	handle_views_change(&switcher->views_change, NULL);
}

struct switcher *switcher_create(struct seat *seat) {
	struct switcher *switcher = znew(struct switcher);
	struct desktop *desktop = seat->server->desktop;
	switcher->seat = seat;
	switcher_grid_init(&switcher->grid, desktop);
	switcher->views_change.notify = handle_views_change;
	wl_signal_add(&desktop->events.views_change, &switcher->views_change);
	switcher->outputs_change.notify = handle_outputs_change;
	wl_signal_add(&desktop->events.outputs_change, &switcher->outputs_change);
	switcher->redraw.notify = handle_redraw;
	wl_signal_add(&desktop->events.redraw, &switcher->redraw);
	return switcher;
}

void switcher_destroy(struct switcher *switcher) {
	if (switcher == NULL) {
		return;
	}
	wl_list_remove(&switcher->views_change.link);
	wl_list_remove(&switcher->outputs_change.link);
	wl_list_remove(&switcher->redraw.link);
	switcher_grid_finish(&switcher->grid);
	free(switcher);
}

/* Whose windows the user goes through: those of what is chosen, has the focus, or had it last. */
static const struct guest *find_domain(const struct switcher *switcher) {
	const struct focus *focus = &switcher->seat->focus;
	const struct wl_list *views = &switcher->seat->server->desktop->views;
	const struct guest *guest;
	if (switcher->open) {
		return view_guest(switcher->selected);
	}
	if (focus_domain(focus, &guest)) {
		return guest;
	}
	const struct view *latest = wl_container_of(views->next, latest, link);
	return view_guest(latest);
}

/* From now on all that buttons and keys do is ours; a drag waits, over nobody. */
static void take_input(struct seat *seat) {
	struct desktop *desktop = seat->server->desktop;
	desktop->modal = desktop->layers[DESKTOP_OVERLAY];
	focus_suspend(&seat->focus);
	if (seat->wlr_seat->drag == NULL) {
		touch_cancel(seat->touch);
		pointer_cancel(seat->pointer);
	}
	tablets_leave(seat->tablets);
	seat_update_pointer(seat);
}

void switcher_step(
	struct switcher *switcher, enum switcher_scope scope, uint32_t modifiers, bool backwards) {
	struct seat *seat = switcher->seat;
	if (wl_list_empty(&seat->server->desktop->views)) {
		return;
	}
	if (scope == SWITCHER_DOMAIN && (!switcher->open || switcher->scope != scope)) {
		switcher->domain = find_domain(switcher);
	}
	switcher->scope = scope;
	if (!switcher->open) {
		/* From the one in use; where none is, the most recent is the first to be offered. */
		switcher->selected = seat->focus.view;
	}
	struct list list = collect(switcher);
	if (list.count > 0) {
		if (!switcher->open) {
			switcher->open = true;
			switcher->modifiers = modifiers;
			switcher->wheel = 0;
			take_input(seat);
		}
		int from = list.selected < 0 && backwards ? 0 : list.selected;
		select_index(switcher, &list, backwards ? from - 1 : from + 1);
	}
	free(list.views);
}

bool switcher_is_open(const struct switcher *switcher) {
	return switcher->open;
}

void switcher_update_modifiers(struct switcher *switcher, uint32_t modifiers) {
	bool held = (modifiers & switcher->modifiers) == switcher->modifiers;
	if (switcher->open && !held) {
		take(switcher);
	}
}

/* Along the list, round and round. */
static void go(struct switcher *switcher, int by) {
	struct list list = collect(switcher);
	select_index(switcher, &list, list.selected + by);
	free(list.views);
}

/* No further than the ends. */
static void go_to(struct switcher *switcher, int by) {
	struct list list = collect(switcher);
	int index = list.selected + by;
	select_index(switcher, &list, index < 0 ? 0 : index >= list.count ? list.count - 1 : index);
	free(list.views);
}

void switcher_key(struct switcher *switcher, xkb_keysym_t keysym) {
	if (!switcher->open) {
		return;
	}
	int columns = switcher->grid.columns, page = columns * switcher->grid.rows;
	switch (keysym) {
	case XKB_KEY_Escape:
		switcher_cancel(switcher);
		break;
	case XKB_KEY_Return:
	case XKB_KEY_KP_Enter:
	case XKB_KEY_space:
		take(switcher);
		break;
	case XKB_KEY_Left:
		go(switcher, -1);
		break;
	case XKB_KEY_Right:
		go(switcher, 1);
		break;
	case XKB_KEY_Up:
		go_to(switcher, -columns);
		break;
	case XKB_KEY_Down:
		go_to(switcher, columns);
		break;
	case XKB_KEY_Prior:
		go_to(switcher, -page);
		break;
	case XKB_KEY_Next:
		go_to(switcher, page);
		break;
	case XKB_KEY_Home:
		go_to(switcher, -switcher->grid.count);
		break;
	case XKB_KEY_End:
		go_to(switcher, switcher->grid.count);
		break;
	default:
		break;
	}
}

void switcher_hover(struct switcher *switcher, double lx, double ly) {
	int index = switcher->open ? switcher_grid_at(&switcher->grid, lx, ly) : -1;
	if (index < 0) {
		return;
	}
	struct list list = collect(switcher);
	if (index != list.selected && index < list.count) {
		select_index(switcher, &list, index);
	}
	free(list.views);
}

void switcher_click(struct switcher *switcher, uint32_t button, double lx, double ly) {
	if (!switcher->open) {
		return;
	}
	if (!wlr_box_contains_point(&switcher->grid.box, lx, ly)) {
		switcher_cancel(switcher);
	} else if (button == BTN_LEFT && switcher_grid_at(&switcher->grid, lx, ly) >= 0) {
		/* Windows that come and go may have moved another one there: that is chosen first. */
		const struct view *chosen = switcher->selected;
		switcher_hover(switcher, lx, ly);
		if (switcher->selected == chosen) {
			take(switcher);
		}
	}
}

void switcher_wheel(struct switcher *switcher, int v120) {
	if (!switcher->open) {
		return;
	}
	switcher->wheel += v120;
	int clicks = switcher->wheel / WHEEL_CLICK;
	switcher->wheel -= clicks * WHEEL_CLICK;
	if (clicks != 0) {
		go(switcher, clicks);
	}
}
