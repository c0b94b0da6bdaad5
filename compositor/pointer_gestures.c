#include "pointer_gestures.h"

#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_pointer_gestures_v1.h>

#include "alloc.h"
#include "idle.h"
#include "pointer.h"
#include "seat.h"
#include "server.h"

/* The seat whose focus gets them; the user is there. */
static struct wlr_seat *notice(struct pointer_gestures *gestures) {
	struct seat *seat = gestures->pointer->seat;
	idle_notify_activity(seat->server->idle);
	return seat->wlr_seat;
}

static void handle_swipe_begin(struct wl_listener *listener, void *data) {
	struct pointer_gestures *gestures = wl_container_of(listener, gestures, swipe_begin);
	const struct wlr_pointer_swipe_begin_event *event = data;
	wlr_pointer_gestures_v1_send_swipe_begin(
		gestures->gestures, notice(gestures), event->time_msec, event->fingers);
}

static void handle_swipe_update(struct wl_listener *listener, void *data) {
	struct pointer_gestures *gestures = wl_container_of(listener, gestures, swipe_update);
	const struct wlr_pointer_swipe_update_event *event = data;
	wlr_pointer_gestures_v1_send_swipe_update(
		gestures->gestures, notice(gestures), event->time_msec, event->dx, event->dy);
}

static void handle_swipe_end(struct wl_listener *listener, void *data) {
	struct pointer_gestures *gestures = wl_container_of(listener, gestures, swipe_end);
	const struct wlr_pointer_swipe_end_event *event = data;
	wlr_pointer_gestures_v1_send_swipe_end(
		gestures->gestures, notice(gestures), event->time_msec, event->cancelled);
}

static void handle_pinch_begin(struct wl_listener *listener, void *data) {
	struct pointer_gestures *gestures = wl_container_of(listener, gestures, pinch_begin);
	const struct wlr_pointer_pinch_begin_event *event = data;
	wlr_pointer_gestures_v1_send_pinch_begin(
		gestures->gestures, notice(gestures), event->time_msec, event->fingers);
}

static void handle_pinch_update(struct wl_listener *listener, void *data) {
	struct pointer_gestures *gestures = wl_container_of(listener, gestures, pinch_update);
	const struct wlr_pointer_pinch_update_event *event = data;
	wlr_pointer_gestures_v1_send_pinch_update(gestures->gestures, notice(gestures),
		event->time_msec, event->dx, event->dy, event->scale, event->rotation);
}

static void handle_pinch_end(struct wl_listener *listener, void *data) {
	struct pointer_gestures *gestures = wl_container_of(listener, gestures, pinch_end);
	const struct wlr_pointer_pinch_end_event *event = data;
	wlr_pointer_gestures_v1_send_pinch_end(
		gestures->gestures, notice(gestures), event->time_msec, event->cancelled);
}

static void handle_hold_begin(struct wl_listener *listener, void *data) {
	struct pointer_gestures *gestures = wl_container_of(listener, gestures, hold_begin);
	const struct wlr_pointer_hold_begin_event *event = data;
	wlr_pointer_gestures_v1_send_hold_begin(
		gestures->gestures, notice(gestures), event->time_msec, event->fingers);
}

static void handle_hold_end(struct wl_listener *listener, void *data) {
	struct pointer_gestures *gestures = wl_container_of(listener, gestures, hold_end);
	const struct wlr_pointer_hold_end_event *event = data;
	wlr_pointer_gestures_v1_send_hold_end(
		gestures->gestures, notice(gestures), event->time_msec, event->cancelled);
}

static void listen(
	struct wl_listener *listener, wl_notify_func_t notify, struct wl_signal *signal) {
	listener->notify = notify;
	wl_signal_add(signal, listener);
}

void pointer_gestures_init(struct pointer_gestures *gestures, struct pointer *pointer) {
	struct wlr_cursor *cursor = pointer->cursor;
	*gestures = (struct pointer_gestures){.pointer = pointer};
	gestures->gestures = must(wlr_pointer_gestures_v1_create(pointer->seat->server->display));
	listen(&gestures->swipe_begin, handle_swipe_begin, &cursor->events.swipe_begin);
	listen(&gestures->swipe_update, handle_swipe_update, &cursor->events.swipe_update);
	listen(&gestures->swipe_end, handle_swipe_end, &cursor->events.swipe_end);
	listen(&gestures->pinch_begin, handle_pinch_begin, &cursor->events.pinch_begin);
	listen(&gestures->pinch_update, handle_pinch_update, &cursor->events.pinch_update);
	listen(&gestures->pinch_end, handle_pinch_end, &cursor->events.pinch_end);
	listen(&gestures->hold_begin, handle_hold_begin, &cursor->events.hold_begin);
	listen(&gestures->hold_end, handle_hold_end, &cursor->events.hold_end);
}

void pointer_gestures_finish(struct pointer_gestures *gestures) {
	wl_list_remove(&gestures->swipe_begin.link);
	wl_list_remove(&gestures->swipe_update.link);
	wl_list_remove(&gestures->swipe_end.link);
	wl_list_remove(&gestures->pinch_begin.link);
	wl_list_remove(&gestures->pinch_update.link);
	wl_list_remove(&gestures->pinch_end.link);
	wl_list_remove(&gestures->hold_begin.link);
	wl_list_remove(&gestures->hold_end.link);
}
