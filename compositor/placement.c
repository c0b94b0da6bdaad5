#include "placement.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_output.h>

#include "alloc.h"
#include "desktop.h"
#include "frame.h"
#include "geometry.h"
#include "output.h"
#include "server.h"

/* More than any machine has guests; a machine that makes and destroys them all day stays small. */
#define MAX_MEMORIES 256

/* Between windows, and between them and the edges of the screen, where there is room. */
#define SPACE 16

struct memory {
	struct wl_list link; /* placement.memories */
	uint8_t uuid[GUEST_UUID_SIZE];
	int display_id;
	struct placement_memory value;
};

struct placement {
	struct wl_list memories; /* memory.link, the latest first */
};

struct placement *placement_create(void) {
	struct placement *placement = znew(struct placement);
	wl_list_init(&placement->memories);
	return placement;
}

static void memory_destroy(struct memory *memory) {
	wl_list_remove(&memory->link);
	free(memory);
}

void placement_destroy(struct placement *placement) {
	if (placement == NULL) {
		return;
	}
	struct memory *memory, *tmp;
	wl_list_for_each_safe (memory, tmp, &placement->memories, link) {
		memory_destroy(memory);
	}
	free(placement);
}

static struct memory *find(
	const struct placement *placement, const uint8_t uuid[GUEST_UUID_SIZE], int display_id) {
	struct memory *memory;
	wl_list_for_each (memory, &placement->memories, link) {
		if (memory->display_id == display_id &&
			memcmp(memory->uuid, uuid, GUEST_UUID_SIZE) == 0) {
			return memory;
		}
	}
	return NULL;
}

void placement_remember(struct placement *placement, const uint8_t uuid[GUEST_UUID_SIZE],
	int display_id, const struct placement_memory *value) {
	struct memory *memory = find(placement, uuid, display_id);
	if (memory != NULL) {
		wl_list_remove(&memory->link);
	} else {
		memory = znew(struct memory);
		memcpy(memory->uuid, uuid, GUEST_UUID_SIZE);
		memory->display_id = display_id;
	}
	memory->value = *value;
	wl_list_insert(&placement->memories, &memory->link);

	if (wl_list_length(&placement->memories) > MAX_MEMORIES) {
		memory = wl_container_of(placement->memories.prev, memory, link);
		memory_destroy(memory);
	}
}

bool placement_recall(const struct placement *placement, const uint8_t uuid[GUEST_UUID_SIZE],
	int display_id, struct placement_memory *value) {
	const struct memory *memory = find(placement, uuid, display_id);
	if (memory == NULL) {
		return false;
	}
	*value = memory->value;
	return true;
}

static struct wlr_box framed_box(const struct wlr_box *client, int around) {
	return (struct wlr_box){
		.x = client->x - around,
		.y = client->y - around - FRAME_TITLE_HEIGHT,
		.width = client->width + 2 * around,
		.height = client->height + 2 * around + FRAME_TITLE_HEIGHT,
	};
}

/* A client area with the frame around it and half of the space to the next window. */
static struct wlr_box outer_box(const struct wlr_box *client) {
	return framed_box(client, FRAME_BORDER + SPACE / 2);
}

/* Where windows go on an output: not quite up to its edges, for one that is small enough. */
static struct wlr_box free_area(const struct output *output, const struct wlr_box *outer) {
	struct wlr_box area = output_usable_area(output);
	if (outer->width + SPACE <= area.width && outer->height + SPACE <= area.height) {
		area.x += SPACE / 2;
		area.y += SPACE / 2;
		area.width -= SPACE;
		area.height -= SPACE;
	}
	return area;
}

/*
 * As many windows as count, the most recently used: more than find room beside each other. A guest that
 * has hundreds of them, and maps one after the other, is to cost little each time.
 */
#define MAX_NEIGHBOURS 128

struct search {
	struct wlr_box area;
	struct wlr_box neighbours[MAX_NEIGHBOURS]; /* outer boxes */
	size_t neighbour_count;
	struct wlr_box best;
	long best_cost;
};

static void find_neighbours(struct search *search, const struct view *view) {
	const struct view *other;
	wl_list_for_each (other, &view->server->desktop->views, link) {
		if (other != view && !view_is_put_away(other) &&
			other->workspace == view->workspace &&
			search->neighbour_count < MAX_NEIGHBOURS) {
			search->neighbours[search->neighbour_count] = outer_box(&other->box);
			search->neighbour_count++;
		}
	}
}

static void consider(struct search *search, int x, int y) {
	struct wlr_box box = search->best;
	box.x = x;
	box.y = y;
	geometry_move_into(&box, &search->area);

	long cost = 0;
	for (size_t i = 0; i < search->neighbour_count && cost < search->best_cost; i++) {
		const struct wlr_box *other = &search->neighbours[i];
		cost += geometry_overlap(&box, other);
		if (box.x == other->x && box.y == other->y) {
			cost += (long)box.width * box.height; /* it would look like one */
		}
	}
	if (cost < search->best_cost) {
		search->best_cost = cost;
		search->best = box;
	}
}

/*
 * The least covering place always has an edge on an edge of another window or of the area: those are
 * the candidates, after the middle, where the first window looks best.
 */
static void search_places(struct search *search) {
	const struct wlr_box *area = &search->area;
	int width = search->best.width, height = search->best.height;
	consider(
		search, area->x + (area->width - width) / 2, area->y + (area->height - height) / 2);
	consider(search, area->x, area->y);
	consider(search, area->x + area->width - width, area->y);
	consider(search, area->x, area->y + area->height - height);
	consider(search, area->x + area->width - width, area->y + area->height - height);

	const int cascade = FRAME_TITLE_HEIGHT + 2 * FRAME_BORDER;
	for (size_t i = 0; i < search->neighbour_count && search->best_cost > 0; i++) {
		struct wlr_box box = search->neighbours[i];
		int right = box.x + box.width, bottom = box.y + box.height;
		consider(search, right, box.y);
		consider(search, box.x - width, box.y);
		consider(search, box.x, bottom);
		consider(search, box.x, box.y - height);
		consider(search, right, bottom);
		consider(search, right, area->y);
		consider(search, area->x, bottom);
		consider(search, box.x + cascade, box.y + cascade);
	}
}

void placement_place(struct placement *placement, struct view *view, int width, int height) {
	struct output *output = desktop_active_output(view->server->desktop);
	if (output == NULL) {
		return;
	}
	struct wlr_box client = {.width = width, .height = height};
	const struct wlr_box outer = outer_box(&client);
	struct search search = {
		.area = free_area(output, &outer),
		.best = outer,
		.best_cost = LONG_MAX,
	};
	find_neighbours(&search, view);
	search_places(&search);

	/* Where there is no room for space around it, the frame at least is to be seen. */
	client.x = search.best.x - outer.x;
	client.y = search.best.y - outer.y;
	const struct wlr_box frame = framed_box(&client, FRAME_BORDER);
	struct wlr_box seen = frame;
	struct wlr_box area = output_usable_area(output);
	geometry_move_into(&seen, &area);

	snprintf(view->home.output, sizeof(view->home.output), "%s", output->wlr_output->name);
	view->home.box = (struct wlr_box){
		.x = client.x + seen.x - frame.x - output->box.x,
		.y = client.y + seen.y - frame.y - output->box.y,
		.width = width,
		.height = height,
	};
}
