#ifndef DOMICILE_DEVICES_VKBD_QUEUE_H
#define DOMICILE_DEVICES_VKBD_QUEUE_H

#include <linux/input-event-codes.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Input on its way to a guest: bounded, whatever the guest does or doesn't read. Movement is merged.
 * The release of a key, or of a finger, is never lost: where the queue overflows, what it held is
 * dropped, and the releases of all that the guest still holds for pressed take its place.
 */

#define VKBD_QUEUE_SIZE 256

/* More at once are refused, so that the releases always fit. */
#define VKBD_MAX_PRESSED 64

/* Fingers on a touchscreen that are told apart, at most: contacts, numbered from 0. */
#define VKBD_CONTACTS 10

/* What fingers do at the same time: sets of contacts, a bit for each, that have no contact in common. */
struct vkbd_touches {
	uint16_t down, moved, up;
	uint16_t x[VKBD_CONTACTS]; /* of those down or moved, in the device's range */
	uint16_t y[VKBD_CONTACTS];
};

struct vkbd_event {
	enum vkbd_event_type {
		VKBD_KEY,      /* key, pressed */
		VKBD_POSITION, /* x, y in the device's range, wheel */
		VKBD_MOVEMENT, /* x, y relative, wheel */
		VKBD_TOUCH,    /* touches */
	} type;
	union {
		struct {
			uint32_t key;
			bool pressed;
		};
		struct {
			int32_t x, y;
			int32_t wheel; /* clicks, positive towards the user */
		};
		struct vkbd_touches touches;
	};
};

struct vkbd_queue {
	struct vkbd_event events[VKBD_QUEUE_SIZE];
	uint32_t first, count;
	uint8_t given[(KEY_CNT + 7) / 8];  /* pressed, as far as the guest has taken events */
	uint8_t queued[(KEY_CNT + 7) / 8]; /* pressed, once the guest has taken all of them */
	uint32_t queued_count;
	uint16_t given_contacts, queued_contacts; /* likewise, of those that are down */
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
/* What moves or comes up without being down is dropped, as is what comes down twice. */
void vkbd_queue_touch(struct vkbd_queue *queue, const struct vkbd_touches *touches);
void vkbd_queue_release_all(struct vkbd_queue *queue);
/*
 * Releases what someone else may have left pressed in the guest: every key of a PC keyboard and every
 * button, or a set of contacts. To be called on a queue that is empty but for the other.
 */
void vkbd_queue_release_unknown(struct vkbd_queue *queue);
void vkbd_queue_release_contacts(struct vkbd_queue *queue, uint16_t contacts);

/* The oldest event, to be given to the guest; NULL if there is none. pop says that it was. */
const struct vkbd_event *vkbd_queue_peek(const struct vkbd_queue *queue);
void vkbd_queue_pop(struct vkbd_queue *queue);

/* Whether a Linux frontend takes the code: it dies of some others. Keys and buttons alike. */
bool vkbd_key_is_valid(uint32_t key);

#endif
