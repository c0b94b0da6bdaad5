#include "devices/vkbd_queue.h"

#include <assert.h>
#include <string.h>

#include "bits.h"

bool vkbd_key_is_valid(uint32_t key) {
	/* The ranges that xen-kbdfront declares for its keyboard and for its pointer. */
	bool keyboard = (key >= KEY_ESC && key < KEY_UNKNOWN) || (key >= KEY_OK && key < KEY_MAX);
	bool pointer = key >= BTN_LEFT && key <= BTN_TASK;
	return keyboard || pointer;
}

void vkbd_queue_init(struct vkbd_queue *queue) {
	*queue = (struct vkbd_queue){0};
}

static struct vkbd_event *at(struct vkbd_queue *queue, uint32_t index) {
	return &queue->events[(queue->first + index) % VKBD_QUEUE_SIZE];
}

static void append(struct vkbd_queue *queue, const struct vkbd_event *event) {
	assert(queue->count < VKBD_QUEUE_SIZE);
	*at(queue, queue->count) = *event;
	queue->count++;
}

/* Drops all that waits, and queues the releases that make the guest's view empty. */
static void overflow(struct vkbd_queue *queue) {
	queue->overflows++;
	queue->first = 0;
	queue->count = 0;
	memset(queue->queued, 0, sizeof(queue->queued));
	queue->queued_count = 0;
	queue->queued_contacts = 0;
	for (uint32_t key = 0; key < KEY_CNT; key++) {
		if (bits_get(queue->given, key)) {
			append(queue, &(struct vkbd_event){.type = VKBD_KEY, .key = key});
		}
	}
	vkbd_queue_release_contacts(queue, queue->given_contacts);
}

static void make_room(struct vkbd_queue *queue) {
	if (queue->count == VKBD_QUEUE_SIZE) {
		overflow(queue);
	}
}

void vkbd_queue_key(struct vkbd_queue *queue, uint32_t key, bool pressed) {
	assert(vkbd_key_is_valid(key));
	make_room(queue);

	bool was_pressed = bits_get(queue->queued, key);
	if (!pressed && !was_pressed) {
		return;
	}
	if (pressed && !was_pressed) {
		if (queue->queued_count == VKBD_MAX_PRESSED) {
			return;
		}
		queue->queued_count++;
	}
	if (!pressed) {
		queue->queued_count--;
	}
	bits_set(queue->queued, key, pressed);
	append(queue, &(struct vkbd_event){.type = VKBD_KEY, .key = key, .pressed = pressed});
}

/* The newest event, if it is of that type: what follows can be merged into it. */
static struct vkbd_event *newest(struct vkbd_queue *queue, enum vkbd_event_type type) {
	if (queue->count == 0) {
		return NULL;
	}
	struct vkbd_event *event = at(queue, queue->count - 1);
	return event->type == type ? event : NULL;
}

static struct vkbd_event *merge_or_append(struct vkbd_queue *queue, enum vkbd_event_type type) {
	struct vkbd_event *event = newest(queue, type);
	if (event == NULL) {
		make_room(queue);
		append(queue, &(struct vkbd_event){.type = type});
		event = newest(queue, type);
	}
	return event;
}

/* Sums stay where a guest can do nothing wrong with them. */
static int32_t add(int32_t a, int32_t b) {
	int64_t sum = (int64_t)a + b;
	return sum > INT16_MAX ? INT16_MAX : sum < INT16_MIN ? INT16_MIN : (int32_t)sum;
}

void vkbd_queue_position(struct vkbd_queue *queue, int32_t x, int32_t y) {
	struct vkbd_event *event = merge_or_append(queue, VKBD_POSITION);
	event->x = x;
	event->y = y;
}

void vkbd_queue_movement(struct vkbd_queue *queue, int32_t dx, int32_t dy) {
	struct vkbd_event *event = merge_or_append(queue, VKBD_MOVEMENT);
	event->x = add(event->x, dx);
	event->y = add(event->y, dy);
}

void vkbd_queue_wheel(
	struct vkbd_queue *queue, int32_t clicks, bool absolute, int32_t x, int32_t y) {
	struct vkbd_event *event = merge_or_append(queue, absolute ? VKBD_POSITION : VKBD_MOVEMENT);
	if (absolute) {
		event->x = x;
		event->y = y;
	}
	event->wheel = add(event->wheel, clicks);
}

/* Leaves of them what is news once the guest has taken all that waits. False: nothing. */
static bool keep_news(const struct vkbd_queue *queue, struct vkbd_touches *touches) {
	touches->down &= (uint16_t)~queue->queued_contacts;
	touches->moved &= queue->queued_contacts;
	touches->up &= queue->queued_contacts;
	return (touches->down | touches->moved | touches->up) != 0;
}

static bool only_move(const struct vkbd_touches *touches) {
	return (touches->down | touches->up) == 0;
}

static void merge(struct vkbd_touches *into, const struct vkbd_touches *moves) {
	into->moved |= moves->moved;
	for (uint32_t contact = 0; contact < VKBD_CONTACTS; contact++) {
		if ((moves->moved >> contact & 1) != 0) {
			into->x[contact] = moves->x[contact];
			into->y[contact] = moves->y[contact];
		}
	}
}

void vkbd_queue_touch(struct vkbd_queue *queue, const struct vkbd_touches *touches) {
	struct vkbd_touches news = *touches;
	if (!keep_news(queue, &news)) {
		return;
	}
	struct vkbd_event *event = newest(queue, VKBD_TOUCH);
	if (event != NULL && only_move(&event->touches) && only_move(&news)) {
		merge(&event->touches, &news);
		return;
	}
	make_room(queue);
	if (keep_news(queue, &news)) {
		append(queue, &(struct vkbd_event){.type = VKBD_TOUCH, .touches = news});
		queue->queued_contacts |= news.down;
		queue->queued_contacts &= (uint16_t)~news.up;
	}
}

void vkbd_queue_release_all(struct vkbd_queue *queue) {
	for (uint32_t key = 0; key < KEY_CNT; key++) {
		if (bits_get(queue->queued, key)) {
			vkbd_queue_key(queue, key, false);
		}
	}
	vkbd_queue_touch(queue, &(struct vkbd_touches){.up = queue->queued_contacts});
}

void vkbd_queue_release_unknown(struct vkbd_queue *queue) {
	for (uint32_t key = KEY_ESC; key <= BTN_TASK; key++) {
		if (key <= KEY_COMPOSE || key >= BTN_LEFT) {
			append(queue, &(struct vkbd_event){.type = VKBD_KEY, .key = key});
		}
	}
}

void vkbd_queue_release_contacts(struct vkbd_queue *queue, uint16_t contacts) {
	if (contacts != 0) {
		append(queue, &(struct vkbd_event){.type = VKBD_TOUCH, .touches.up = contacts});
	}
}

const struct vkbd_event *vkbd_queue_peek(const struct vkbd_queue *queue) {
	return queue->count > 0 ? &queue->events[queue->first] : NULL;
}

void vkbd_queue_pop(struct vkbd_queue *queue) {
	assert(queue->count > 0);
	const struct vkbd_event *event = &queue->events[queue->first];
	if (event->type == VKBD_KEY) {
		bits_set(queue->given, event->key, event->pressed);
	} else if (event->type == VKBD_TOUCH) {
		queue->given_contacts |= event->touches.down;
		queue->given_contacts &= (uint16_t)~event->touches.up;
	}
	queue->first = (queue->first + 1) % VKBD_QUEUE_SIZE;
	queue->count--;
}
