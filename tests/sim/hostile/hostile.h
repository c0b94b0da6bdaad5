#ifndef SIM_HOSTILE_H
#define SIM_HOSTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xen/io/fbif.h>
#include <xen/io/kbdif.h>

#include "guest.h"
#include "vfb.h"
#include "vkbd.h"

/*
 * A guest whose drivers are good but for one thing: that is a case. Where a case needs no more than a
 * wrong number or node in the right place, it is only a row of a table.
 */

#define HOSTILE_WIDTH 320
#define HOSTILE_HEIGHT 240

/* What the desktop is to make of it. */
enum hostile_outcome {
	HOSTILE_SHOWN,       /* nothing: the guest's display works, also afterwards */
	HOSTILE_FAULT,       /* its display is shut off, and the reason is shown and logged */
	HOSTILE_NO_KEYBOARD, /* it gets no keys, the reason is logged; its display works */
	HOSTILE_CLOSED,      /* its display has no picture */
	HOSTILE_FLOOD,       /* a bounded share of a processor */
	HOSTILE_GONE,        /* it ends */
	HOSTILE_SILENT,      /* nothing that could be seen */
	HOSTILE_INPUT,       /* nothing, while it has the focus and keys are typed */
	HOSTILE_OUTCOMES
};

/* The two devices, by the names that their directories have. */
#define HOSTILE_VFB "vfb"
#define HOSTILE_VKBD "vkbd"

struct hostile {
	struct guest guest;
	struct vfb_frontend vfb;
	struct vkbd_frontend vkbd;
	const struct hostile_case *is;
	bool acted;
};

struct hostile_case {
	const char *name;
	enum hostile_outcome outcome;
	const char *says; /* of a FAULT and NO_KEYBOARD: the reason, a regular expression */

	/* All that isn't zero is done, in this order. */
	struct {
		size_t at, size; /* bytes of the framebuffer's shared page, as it is published */
		uint64_t value;
	} header;
	/* Before the framebuffer's nodes are published; before the keyboard's, which are later. */
	void (*prepare)(struct hostile *hostile);
	void (*prepare_keyboard)(struct hostile *hostile);
	struct {
		const char *device, *name; /* a node that is published */
		const char *value;         /* instead of the right one; NULL: it is missing */
	} node;
	/* In the transaction that publishes a device. */
	void (*publish)(struct hostile *hostile, const struct frontend *frontend,
		xs_transaction_t transaction);
	/* Once both devices are connected. Only that of a flood doesn't return. */
	void (*act)(struct hostile *hostile);
	/* When there is input, instead of reading it. */
	void (*input)(struct hostile *hostile);
};

/* Rows of those that only act. */
#define HOSTILE_CASE_FAULT(text, reason, function) \
	{ \
		.name = text, \
		.outcome = HOSTILE_FAULT, \
		.says = reason, \
		.act = function, \
	}
#define HOSTILE_CASE_FLOOD(text, function) \
	{ \
		.name = text, \
		.outcome = HOSTILE_FLOOD, \
		.act = function, \
	}
#define HOSTILE_CASE_SHOWN(text, function) \
	{ \
		.name = text, \
		.outcome = HOSTILE_SHOWN, \
		.act = function, \
	}

/* By theme. They end with one that has no name. */
extern const struct hostile_case hostile_page_cases[], hostile_ring_cases[],
	hostile_channel_cases[], hostile_store_cases[], hostile_input_cases[],
	hostile_death_cases[], hostile_size_cases[];

/* Says that a flood begins, floods for long enough to be measured, says how often; goes on for ever. */
void hostile_flood(struct hostile *hostile, void (*once)(struct hostile *hostile, uint32_t count));

struct xenfb_page *hostile_vfb_page(struct hostile *hostile);
struct xenkbd_page *hostile_vkbd_page(struct hostile *hostile);

/* The framebuffer's only page directory. */
uint64_t *hostile_directory(struct hostile *hostile);

/* Puts an event into the ring of the framebuffer. False if that is full. */
bool hostile_send(struct hostile *hostile, const union xenfb_out_event *event);
bool hostile_send_update(
	struct hostile *hostile, int32_t x, int32_t y, int32_t width, int32_t height);

/* With updates. The desktop tells when it has made room in a ring that was full. */
void hostile_fill_ring(struct hostile *hostile);

/* Writes a node of a device. */
void hostile_write(
	struct hostile *hostile, const char *device, const char *node, const char *value);

/* Any number, the same ones each time that the program runs. */
uint32_t hostile_random(void);

#endif
