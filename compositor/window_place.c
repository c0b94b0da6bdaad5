#include "window_place.h"

#include "monotonic.h"

void window_place_init(
	struct window_place *place, struct guest_window *window, const struct guest_root *root) {
	*place = (struct window_place){
		.window = window,
		.root = root,
		.seen = window->box,
		.shared = window->box,
	};
}

struct wlr_box window_place_box(const struct window_place *place) {
	const struct guest_box *box = &place->window->box;
	const struct guest_root *root = place->root;
	return (struct wlr_box){
		.x = root->x + box->x * root->scale,
		.y = root->y + box->y * root->scale,
		.width = box->width * root->scale,
		.height = box->height * root->scale,
	};
}

static void note_refusal(struct window_place *place) {
	int64_t now = monotonic_ms();
	if (now - place->refused_ms > WINDOW_PLACE_PAUSE_MS) {
		place->refusals = 0;
	}
	place->refused_ms = now;
	place->refusals++;
}

bool window_place_changed(struct window_place *place) {
	const struct guest_box *box = &place->window->box;
	if (place->window->configuring) {
		return false; /* an answer to what has been overtaken */
	}
	bool news = !guest_box_equal(box, &place->seen) && !guest_box_equal(box, &place->shared);
	place->seen = *box;
	if (news) {
		place->shared = *box;
		note_refusal(place);
	}
	return news;
}

/* Rounds down, left of the origin too. */
static int divide(int value, int divisor) {
	int quotient = value / divisor;
	return value % divisor < 0 ? quotient - 1 : quotient;
}

static int at_least_1(int value) {
	return value < 1 ? 1 : value;
}

void window_place_tell(struct window_place *place, const struct wlr_box *box) {
	const struct guest_root *root = place->root;
	struct guest_box told = {
		.x = divide(box->x - root->x, root->scale),
		.y = divide(box->y - root->y, root->scale),
		.width = at_least_1(box->width / root->scale),
		.height = at_least_1(box->height / root->scale),
	};
	if (guest_box_equal(&told, &place->shared)) {
		return;
	}
	if (!guest_box_equal(&told, &place->told)) {
		place->refusals = 0;
	} else if (place->refusals > WINDOW_PLACE_REFUSALS) {
		return;
	}
	place->told = place->shared = told;
	place->seen = (struct guest_box){0}; /* its answer may be over before anyone has looked */
	place->window->impl->configure(place->window, &told);
}
