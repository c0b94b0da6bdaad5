#include "painter.h"

#include <assert.h>

#include "alloc.h"

static void draw_some(struct painter *painter) {
	for (int i = 0; i < PAINTER_PIECES && !wl_list_empty(&painter->waiting); i++) {
		struct painting *painting = wl_container_of(painter->waiting.next, painting, link);
		painting_cancel(painting);
		painting->draw(painting);
	}
	painter->resting = true;
	wl_event_source_timer_update(painter->timer, PAINTER_REST_MS);
}

static void handle_idle(void *data) {
	struct painter *painter = data;
	painter->idle = NULL;
	draw_some(painter);
}

static int handle_timer(void *data) {
	struct painter *painter = data;
	painter->resting = false;
	if (!wl_list_empty(&painter->waiting)) {
		draw_some(painter);
	}
	return 0;
}

void painter_init(struct painter *painter, struct wl_event_loop *loop) {
	*painter = (struct painter){.loop = loop};
	wl_list_init(&painter->waiting);
	painter->timer = must(wl_event_loop_add_timer(loop, handle_timer, painter));
}

void painter_finish(struct painter *painter) {
	assert(wl_list_empty(&painter->waiting));
	if (painter->idle != NULL) {
		wl_event_source_remove(painter->idle);
	}
	wl_event_source_remove(painter->timer);
}

void painting_init(struct painting *painting, void (*draw)(struct painting *painting)) {
	painting->draw = draw;
	wl_list_init(&painting->link);
}

void painting_cancel(struct painting *painting) {
	wl_list_remove(&painting->link);
	wl_list_init(&painting->link);
}

void painter_add(struct painter *painter, struct painting *painting, bool first) {
	if (first || wl_list_empty(&painting->link)) {
		wl_list_remove(&painting->link);
		wl_list_insert(first ? &painter->waiting : painter->waiting.prev, &painting->link);
	}
	if (!painter->resting && painter->idle == NULL) {
		painter->idle = wl_event_loop_add_idle(painter->loop, handle_idle, painter);
	}
}
