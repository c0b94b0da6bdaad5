#ifndef DOMICILE_DEVICES_VKBD_QUEUE_H
#define DOMICILE_DEVICES_VKBD_QUEUE_H

#include <linux/input-event-codes.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Input on its way to a guest: bounded, whatever the guest does or doesn't read. Movement is merged.
 * A key's release is never lost: where the queue overflows, what it held is dropped, and the
 * releases of all that the guest still holds for pressed take its place.
 */

#define VKBD_QUEUE_SIZE 256

/* More at once are refused, so that the releases always fit. */
#define VKBD_MAX_PRESSED 64

struct vkbd_event {
	enum vkbd_event_type {
		VKBD_KEY,      /* key, pressed */
		VKBD_POSITION, /* x, y in the device's range, wheel */
		VKBD_MOVEMENT, /* x, y relative, wheel */
	} type;
	uint32_t key;
	bool pressed;
	int32_t x, y;
	int32_t wheel; /* clicks, positive towards the user */
};

struct vkbd_queue {
	struct vkbd_event events[VKBD_QUEUE_SIZE];
	uint32_t first, count;
	uint8_t given[(KEY_CNT + 7) / 8];  /* pressed, as far as the guest has taken events */
	uint8_t queued[(KEY_CNT + 7) / 8]; /* pressed, once the guest has taken all of them */
	uint32_t queued_count;
	uint64_t overflows;
};

void vkbd_queue_init(struct vkbd_queue *queue);

/*
 * key: a code that vkbd_key_is_valid(). A release of what isn't pressed is dropped; a press of what
 * is pressed is passed on as a repeat.
 */
void vkbd_queue_key(struct vkbd_queue *queue, uint32_t key, bool pressed);
void vkbd_queue_position(struct vkbd_queue *queue, int32_t x, int32_t y);
void vkbd_queue_movement(struct vkbd_queue *queue, int32_t dx, int32_t dy);
/* absolute: the event that carries the wheel is a position, at x and y, else a movement by 0. */
void vkbd_queue_wheel(
	struct vkbd_queue *queue, int32_t clicks, bool absolute, int32_t x, int32_t y);
void vkbd_queue_release_all(struct vkbd_queue *queue);
/*
 * Releases what someone else may have left pressed in the guest: every key of a PC keyboard and
 * every button. To be called on a queue that is empty.
 */
void vkbd_queue_release_unknown(struct vkbd_queue *queue);

/* The oldest event, to be given to the guest; NULL if there is none. pop says that it was. */
const struct vkbd_event *vkbd_queue_peek(const struct vkbd_queue *queue);
void vkbd_queue_pop(struct vkbd_queue *queue);

/* Whether a Linux frontend takes the code: it dies of some others. Keys and buttons alike. */
bool vkbd_key_is_valid(uint32_t key);

#endif
