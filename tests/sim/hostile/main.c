#define _GNU_SOURCE
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hostile.h"

#define FLOOD_MS 1000
/* So that the clock isn't what is measured. */
#define FLOOD_BATCH 16

#define MARK 0xc0ffee

/*
 *   hostile --list     says a line "NAME OUTCOME REASON" for each case
 *   hostile NAME       is that guest
 *
 *   connected WIDTH HEIGHT    both devices are, and it has been drawn: now it acts
 *   acted                     now its display is all of one colour, C0FFEE
 *   flooding
 *   flooded TIMES MILLISECONDS
 *   input TYPE                it was given an event
 */
static const struct hostile_case *const themes[] = {hostile_page_cases, hostile_size_cases,
	hostile_ring_cases, hostile_channel_cases, hostile_store_cases, hostile_input_cases,
	hostile_death_cases};

static const char *const outcomes[HOSTILE_OUTCOMES] = {
	[HOSTILE_SHOWN] = "shown",
	[HOSTILE_FAULT] = "fault",
	[HOSTILE_NO_KEYBOARD] = "no-keyboard",
	[HOSTILE_CLOSED] = "closed",
	[HOSTILE_FLOOD] = "flood",
	[HOSTILE_GONE] = "gone",
	[HOSTILE_SILENT] = "silent",
	[HOSTILE_INPUT] = "input",
};

static const struct hostile_case *find_case(const char *name) {
	for (size_t i = 0; i < sizeof(themes) / sizeof(themes[0]); i++) {
		for (const struct hostile_case *is = themes[i]; is->name != NULL; is++) {
			if (strcmp(is->name, name) == 0) {
				return is;
			}
		}
	}
	return NULL;
}

static void list_cases(void) {
	for (size_t i = 0; i < sizeof(themes) / sizeof(themes[0]); i++) {
		for (const struct hostile_case *is = themes[i]; is->name != NULL; is++) {
			printf("%s %s %s\n", is->name, outcomes[is->outcome],
				is->says != NULL ? is->says : "");
		}
	}
}

struct xenfb_page *hostile_vfb_page(struct hostile *hostile) {
	return guest_page(&hostile->guest.memory, hostile->vfb.base.page);
}

struct xenkbd_page *hostile_vkbd_page(struct hostile *hostile) {
	return guest_page(&hostile->guest.memory, hostile->vkbd.base.page);
}

uint64_t *hostile_directory(struct hostile *hostile) {
	return guest_page(&hostile->guest.memory, hostile->vfb.memory + hostile->vfb.memory_pages);
}

bool hostile_send(struct hostile *hostile, const union xenfb_out_event *event) {
	struct xenfb_page *page = hostile_vfb_page(hostile);
	uint32_t producer = page->out_prod;
	bool room = producer - *(volatile uint32_t *)&page->out_cons < XENFB_OUT_RING_LEN;
	if (room) {
		XENFB_OUT_RING_REF(page, producer) = *event;
		atomic_thread_fence(memory_order_release);
		*(volatile uint32_t *)&page->out_prod = producer + 1;
	}
	guest_port_notify(&hostile->vfb.base.port);
	return room;
}

bool hostile_send_update(
	struct hostile *hostile, int32_t x, int32_t y, int32_t width, int32_t height) {
	return hostile_send(hostile, &(union xenfb_out_event){
					     .update =
						     {
							     .type = XENFB_TYPE_UPDATE,
							     .x = x,
							     .y = y,
							     .width = width,
							     .height = height,
						     },
				     });
}

void hostile_write(
	struct hostile *hostile, const char *device, const char *node, const char *value) {
	char dir[32];
	snprintf(dir, sizeof(dir), "device/%s/0", device);
	guest_write(&hostile->guest, XBT_NULL, dir, node, value);
}

uint32_t hostile_random(void) {
	static uint32_t state = 1;
	state = state * UINT32_C(1664525) + UINT32_C(1013904223);
	return state ^ state >> 16;
}

static int64_t now_ms(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void hostile_flood(struct hostile *hostile, void (*once)(struct hostile *hostile, uint32_t count)) {
	puts("flooding");
	int64_t start = now_ms(), now = start;
	uint32_t count = 0;
	bool measured = false;
	for (;;) {
		for (int i = 0; i < FLOOD_BATCH; i++) {
			once(hostile, count);
			count++;
		}
		if (!measured && (now = now_ms()) >= start + FLOOD_MS) {
			measured = true;
			printf("flooded %" PRIu32 " %" PRId64 "\n", count, now - start);
		}
	}
}

static void show_mark(struct hostile *hostile) {
	struct vfb_frontend *vfb = &hostile->vfb;
	for (int y = 0; y < vfb->height; y++) {
		for (int x = 0; x < vfb->width; x++) {
			vfb->pixels[y * vfb->row_pixels + x] = MARK;
		}
	}
	vfb_frontend_update(vfb, 0, 0, vfb->width, vfb->height);
}

void hostile_fill_ring(struct hostile *hostile) {
	while (hostile_send_update(hostile, 0, 0, HOSTILE_WIDTH, HOSTILE_HEIGHT)) {
		continue;
	}
}

/* All of it has been read: so the display has been drawn, as it was before we act. */
static bool is_seen(struct hostile *hostile) {
	const struct xenfb_page *page = hostile_vfb_page(hostile);
	return page->out_prod > 0 && *(const volatile uint32_t *)&page->out_cons == page->out_prod;
}

static void act_once(struct hostile *hostile) {
	bool keyboard =
		hostile->vkbd.base.is_connected || hostile->is->outcome == HOSTILE_NO_KEYBOARD;
	if (hostile->acted || !hostile->vfb.base.is_connected || !keyboard || !is_seen(hostile)) {
		return;
	}
	hostile->acted = true;
	printf("connected %d %d\n", hostile->vfb.width, hostile->vfb.height);
	if (hostile->is->act != NULL) {
		hostile->is->act(hostile);
	}
	if (hostile->vfb.pixels != NULL) {
		show_mark(hostile);
	}
	puts("acted");
}

/* The good drivers' own, which ours are made of. */
static const struct frontend_impl *good_vfb, *good_vkbd;
static struct frontend_impl bad_vfb, bad_vkbd;

static bool publish_badly(
	struct hostile *hostile, struct frontend *frontend, xs_transaction_t transaction) {
	if (hostile->is->publish != NULL) {
		hostile->is->publish(hostile, frontend, transaction);
	}
	const char *name = hostile->is->node.name, *value = hostile->is->node.value;
	char own[32];
	snprintf(own, sizeof(own), "device/%s/0",
		hostile->is->node.device != NULL ? hostile->is->node.device : "");
	if (name == NULL || strcmp(frontend->dir, own) != 0) {
		return true;
	}
	if (value != NULL) {
		return guest_write(frontend->guest, transaction, frontend->dir, name, value);
	}
	char path[96];
	snprintf(path, sizeof(path), "%s/%s", frontend->dir, name);
	return xs_rm(frontend->guest->store, transaction, path);
}

static struct hostile *from_vfb(struct frontend *frontend) {
	struct hostile *hostile = wl_container_of(frontend, hostile, vfb.base);
	return hostile;
}

static struct hostile *from_vkbd(struct frontend *frontend) {
	struct hostile *hostile = wl_container_of(frontend, hostile, vkbd.base);
	return hostile;
}

static bool vfb_probe(struct frontend *frontend) {
	struct hostile *hostile = from_vfb(frontend);
	if (!good_vfb->probe(frontend)) {
		return false;
	}
	memcpy((char *)hostile_vfb_page(hostile) + hostile->is->header.at,
		&hostile->is->header.value, hostile->is->header.size);
	if (hostile->is->prepare != NULL) {
		hostile->is->prepare(hostile);
	}
	return true;
}

static bool vfb_publish(struct frontend *frontend, xs_transaction_t transaction) {
	return good_vfb->publish(frontend, transaction) &&
	       publish_badly(from_vfb(frontend), frontend, transaction);
}

static void vfb_connected(struct frontend *frontend) {
	struct hostile *hostile = from_vfb(frontend);
	good_vfb->connected(frontend);
	if (!hostile->acted) {
		hostile_fill_ring(hostile); /* so that we're told when it has been read */
	}
}

static void vfb_event(struct frontend *frontend) {
	good_vfb->event(frontend);
	act_once(from_vfb(frontend));
}

static bool vkbd_probe(struct frontend *frontend) {
	struct hostile *hostile = from_vkbd(frontend);
	if (!good_vkbd->probe(frontend)) {
		return false;
	}
	if (hostile->is->prepare_keyboard != NULL) {
		hostile->is->prepare_keyboard(hostile);
	}
	return true;
}

static bool vkbd_publish(struct frontend *frontend, xs_transaction_t transaction) {
	return good_vkbd->publish(frontend, transaction) &&
	       publish_badly(from_vkbd(frontend), frontend, transaction);
}

static void vkbd_connected(struct frontend *frontend) {
	good_vkbd->connected(frontend);
	act_once(from_vkbd(frontend));
}

static void vkbd_event(struct frontend *frontend) {
	struct hostile *hostile = from_vkbd(frontend);
	if (hostile->is->input != NULL) {
		hostile->is->input(hostile);
	} else {
		good_vkbd->event(frontend);
	}
}

static void handle_input(struct vkbd_frontend *vkbd, const union xenkbd_in_event *event) {
	printf("input %d\n", event->type);
}

/* Before the loop runs, and with it the first probe. */
static void make_bad(struct hostile *hostile) {
	good_vfb = hostile->vfb.base.impl;
	bad_vfb = *good_vfb;
	bad_vfb.probe = vfb_probe;
	bad_vfb.publish = vfb_publish;
	bad_vfb.connected = vfb_connected;
	bad_vfb.event = vfb_event;
	hostile->vfb.base.impl = &bad_vfb;

	good_vkbd = hostile->vkbd.base.impl;
	bad_vkbd = *good_vkbd;
	bad_vkbd.probe = vkbd_probe;
	bad_vkbd.publish = vkbd_publish;
	bad_vkbd.connected = vkbd_connected;
	bad_vkbd.event = vkbd_event;
	hostile->vkbd.base.impl = &bad_vkbd;
}

int main(int argc, char *argv[]) {
	static struct hostile hostile;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		list_cases();
		return EXIT_SUCCESS;
	}
	hostile.is = argc == 2 ? find_case(argv[1]) : NULL;
	if (hostile.is == NULL) {
		fprintf(stderr, "usage: hostile --list | NAME\n");
		return EXIT_FAILURE;
	}
	hostile.vfb.default_width = HOSTILE_WIDTH;
	hostile.vfb.default_height = HOSTILE_HEIGHT;
	hostile.vkbd.handle = handle_input;
	if (!guest_init(&hostile.guest) || !vfb_frontend_init(&hostile.vfb, &hostile.guest, 0) ||
		!vkbd_frontend_init(&hostile.vkbd, &hostile.guest, 0)) {
		perror("hostile");
		return EXIT_FAILURE;
	}
	make_bad(&hostile);
	guest_run(&hostile.guest);
	return EXIT_SUCCESS;
}
