#include "pointer_frame.h"

#include "desktop.h"
#include "listener.h"
#include "view.h"
#include "view_place.h"

#define DOUBLE_CLICK_MS 400

/* Keeps *slot and a listener for its end together. */
static void track(struct view **slot, struct view *view, struct wl_listener *unmap) {
	if (*slot != view) {
		listener_set(unmap, view != NULL ? &view->events.unmap : NULL);
		*slot = view;
	}
}

void pointer_frame_hover(struct pointer_frame *frame, struct view *view, enum frame_part part) {
	if (frame->hover_view != NULL && frame->hover_view != view) {
		frame_set_hover(frame->hover_view->frame, FRAME_OUTSIDE);
	}
	track(&frame->hover_view, view, &frame->hover_view_unmap);
	if (view != NULL) {
		frame_set_hover(view->frame, part);
	}
}

bool pointer_frame_press_title(struct pointer_frame *frame, struct view *view, uint32_t time_msec) {
	bool again = frame->click_view == view && time_msec - frame->click_time < DOUBLE_CLICK_MS;
	track(&frame->click_view, again ? NULL : view, &frame->click_view_unmap);
	frame->click_time = time_msec;
	if (again) {
		view_set_maximized(view, !view->maximized);
	}
	return again;
}

void pointer_frame_forget_click(struct pointer_frame *frame) {
	track(&frame->click_view, NULL, &frame->click_view_unmap);
}

void pointer_frame_hold_button(
	struct pointer_frame *frame, struct view *view, enum frame_part button) {
	track(&frame->button_view, view, &frame->button_view_unmap);
	frame->button = button;
}

void pointer_frame_release_button(struct pointer_frame *frame, const struct desktop_hit *hit) {
	struct view *view = frame->button_view;
	bool over = view != NULL && hit->view == view && hit->part == frame->button;
	pointer_frame_hold_button(frame, NULL, FRAME_OUTSIDE);
	if (!over) {
		return;
	}
	switch (hit->part) {
	case FRAME_MINIMIZE:
		view_minimize(view);
		break;
	case FRAME_MAXIMIZE:
		view_set_maximized(view, !view->maximized);
		break;
	case FRAME_CLOSE:
		view_close(view);
		break;
	default:
		break;
	}
}

static void handle_hover_view_unmap(struct wl_listener *listener, void *data) {
	struct pointer_frame *frame = wl_container_of(listener, frame, hover_view_unmap);
	track(&frame->hover_view, NULL, &frame->hover_view_unmap);
}

static void handle_button_view_unmap(struct wl_listener *listener, void *data) {
	struct pointer_frame *frame = wl_container_of(listener, frame, button_view_unmap);
	track(&frame->button_view, NULL, &frame->button_view_unmap);
}

static void handle_click_view_unmap(struct wl_listener *listener, void *data) {
	struct pointer_frame *frame = wl_container_of(listener, frame, click_view_unmap);
	track(&frame->click_view, NULL, &frame->click_view_unmap);
}

void pointer_frame_init(struct pointer_frame *frame) {
	*frame = (struct pointer_frame){0};
	listener_init(&frame->hover_view_unmap, handle_hover_view_unmap);
	listener_init(&frame->button_view_unmap, handle_button_view_unmap);
	listener_init(&frame->click_view_unmap, handle_click_view_unmap);
}

void pointer_frame_finish(struct pointer_frame *frame) {
	listener_set(&frame->hover_view_unmap, NULL);
	listener_set(&frame->button_view_unmap, NULL);
	listener_set(&frame->click_view_unmap, NULL);
}
