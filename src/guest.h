#ifndef DOMICILE_GUEST_H
#define DOMICILE_GUEST_H

#include <pixman.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

/*
 * Guests as the desktop sees them: who they are, what they show and how to give them input.
 *
 * This is the one header in which the two halves of the program meet. Nothing here knows Xen, and
 * nothing here knows wlroots: src/ implements it, compositor/ uses it, tests do either. Everything
 * runs on one thread, from one wl_event_loop.
 *
 * Whatever a guest controls has been checked before it gets here: sizes, strides, rectangles and
 * texts are safe to use as they are. The pixels themselves are not stable: the guest may write them
 * at any moment. Read them once, never branch on them, never take alpha from them.
 */

struct guest;
struct guest_display;

/*
 * Pixels that a display shows: a rectangle of little-endian pixels in memory which the guest may
 * be writing. Geometry never changes: another geometry is another object. Reference-counted; the
 * memory stays readable until the last reference is gone, whatever becomes of the guest.
 */
struct guest_pixels {
	const void *data;
	int width, height;   /* pixels, both at least 1 */
	uint32_t stride;     /* bytes from a row to the next, at least width * bytes a pixel */
	uint32_t drm_format; /* DRM_FORMAT_XRGB8888 or DRM_FORMAT_RGB565: always opaque */

	int refs;
	void (*destroy)(struct guest_pixels *pixels); /* called when refs falls to 0 */
};

struct guest_pixels *guest_pixels_ref(struct guest_pixels *pixels);
void guest_pixels_unref(struct guest_pixels *pixels); /* accepts NULL */

enum guest_display_state {
	GUEST_DISPLAY_WAITING, /* no driver has connected yet: nothing to show */
	GUEST_DISPLAY_ON,      /* pixels is set */
	GUEST_DISPLAY_OFF,     /* the guest has closed it: it may come back */
	GUEST_DISPLAY_FAULT,   /* the guest broke a rule: reason says which. It doesn't come back */
};

struct guest_display_impl {
	/*
	 * Whether any pixel of the display can be seen. While it can't be, the guest costs nothing:
	 * no damage is announced, and what the guest does is merged. On becoming visible, the whole
	 * display counts as damaged. Displays are invisible at first.
	 */
	void (*set_visible)(struct guest_display *display, bool visible);

	/*
	 * Adds to *damage what changed since the last call, in pixels of display->pixels, and lets
	 * the guest announce more. To be called once a frame after events.damage, at the moment the
	 * frame is drawn. May replace display->pixels (and emit events.change) when the guest
	 * has resized.
	 */
	void (*take_damage)(struct guest_display *display, pixman_region32_t *damage);

	/* code: a KEY_* of linux/input-event-codes.h. What the device can't take is dropped. */
	void (*key)(struct guest_display *display, uint32_t code, bool pressed);
	/* button: a BTN_* of linux/input-event-codes.h */
	void (*button)(struct guest_display *display, uint32_t button, bool pressed);
	/* x, y: position on the display, 0 to 1; dx, dy: movement, in pixels of the display */
	void (*motion)(struct guest_display *display, double x, double y, double dx, double dy);
	/* v120: wheel movement in 120ths of a click, positive down (towards the user) */
	void (*wheel)(struct guest_display *display, int32_t v120);
	/* Releases every key and button that is pressed in the guest. */
	void (*release_all)(struct guest_display *display);
};

/* A screen of a guest, with the input devices that belong to it. */
struct guest_display {
	const struct guest_display_impl *impl;
	struct guest *guest;
	struct wl_list link; /* guest.displays */
	int id;              /* which of the guest's displays, from 0 */

	enum guest_display_state state;
	struct guest_pixels *pixels; /* the display's own reference; NULL unless it is on */
	char reason[160];            /* one line for the user; empty unless state is FAULT */

	struct {
		struct wl_signal change;  /* state, pixels or reason have changed */
		struct wl_signal damage;  /* there is damage to take; not repeated until taken */
		struct wl_signal destroy; /* the display goes; listeners must remove themselves */
	} events;
};

#define GUEST_NAME_SIZE 64
#define GUEST_UUID_SIZE 16

/* A domain other than our own. */
struct guest {
	struct guests *guests;
	struct wl_list link; /* guests.list */
	uint16_t domid;
	uint8_t uuid[GUEST_UUID_SIZE]; /* survives reboot, save and migration; the domid doesn't */
	char name[GUEST_NAME_SIZE];    /* valid UTF-8 without control characters, never empty */

	struct wl_list displays; /* guest_display.link */
	struct {
		struct wl_signal new_display; /* struct guest_display */
		struct wl_signal change;      /* the name has changed */
		struct wl_signal destroy;     /* its displays are gone already */
	} events;
};

/* How the desktop wants a guest to be served. Asked when the guest is found and at each reload. */
struct guest_policy {
	bool attach;         /* give it a screen, a keyboard and a pointer of ours */
	size_t memory_limit; /* bytes of framebuffer that may be mapped at most */
	int width, height;   /* the screen to offer, in pixels; 0: the guest's own choice */
	int repeat_delay;    /* ms until a held key repeats */
	int repeat_rate;     /* repeats a second; 0: none */
};

/* All guests of this machine. */
struct guests {
	struct wl_list list; /* guest.link */
	struct {
		struct wl_signal new_guest; /* struct guest, before it has displays */
	} events;
	void (*get_policy)(void *data, const struct guest *guest, struct guest_policy *policy);
	void *policy_data;
};

/*
 * For implementations. init prepares lists and signals; announce puts the object into its parent's
 * list and tells listeners; finish emits destroy and takes it out again.
 */
void guests_init(struct guests *guests,
	void (*get_policy)(void *data, const struct guest *guest, struct guest_policy *policy),
	void *policy_data);
void guests_finish(struct guests *guests);

void guest_init(struct guest *guest, struct guests *guests, uint16_t domid,
	const uint8_t uuid[GUEST_UUID_SIZE]);
void guest_announce(struct guest *guest);
void guest_finish(struct guest *guest);
/* Takes a name that may contain anything. One of which nothing is left changes nothing. */
void guest_set_name(struct guest *guest, const char *name);
/*
 * What of a text is fit to be shown in a line: valid UTF-8 without control characters or marks that
 * change the direction of writing, each such byte replaced by "?", cut to fit at a whole character.
 */
void guest_clean_name(char clean[static GUEST_NAME_SIZE], const char *text);

void guest_display_init(struct guest_display *display, const struct guest_display_impl *impl,
	struct guest *guest, int id);
void guest_display_announce(struct guest_display *display);
void guest_display_finish(struct guest_display *display);
/* Sets state and pixels (whose reference it takes over; NULL unless ON) and emits change. */
void guest_display_set_on(struct guest_display *display, struct guest_pixels *pixels);
void guest_display_set_off(struct guest_display *display);
/* Sets the state to FAULT, logs the reason with the guest's id and name, and emits change. */
void guest_display_set_fault(struct guest_display *display, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* As in log.h, with "d5 (name): " before the text. */
void guest_log_error(const struct guest *guest, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void guest_log_info(const struct guest *guest, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void guest_log_debug(const struct guest *guest, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
