#ifndef DOMICILE_GUEST_H
#define DOMICILE_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "guest_surface.h"

struct guest_agent;

/*
 * Guests as the desktop sees them: who they are, what they show and how to give them input.
 *
 * Here, in guest_surface.h and in guest_agent.h the two halves of the program meet. Nothing in them knows Xen, and
 * nothing knows wlroots: src/ implements it, compositor/ uses it, tests do either. Everything
 * runs on one thread, from one wl_event_loop.
 *
 * Whatever a guest controls has been checked before it gets here: sizes, strides, rectangles and
 * texts are safe to use as they are. The pixels themselves are not stable: the guest may write them
 * at any moment. Read them once, never branch on them, never take alpha from them.
 */

enum guest_display_state {
	GUEST_DISPLAY_WAITING, /* no driver has connected yet: nothing to show */
	GUEST_DISPLAY_ON,      /* it has pixels */
	GUEST_DISPLAY_OFF,     /* the guest has closed it: it may come back */
	GUEST_DISPLAY_FAULT, /* it can't be shown, mostly for a rule that the guest broke: see reason */
};

/* A screen of a guest, with the input devices that belong to it. */
struct guest_display {
	struct guest_surface surface; /* has pixels while the display is on */
	struct wl_list link;          /* guest.displays */
	int id;                       /* which of the guest's displays, from 0 */

	enum guest_display_state state;
	char reason[160]; /* one line for the user; empty unless state is FAULT */
};

#define GUEST_NAME_SIZE 64
#define GUEST_UUID_SIZE 16
#define GUEST_UUID_TEXT_SIZE 37

/* How a guest fares, as far as it is known without asking it. */
enum guest_state {
	GUEST_RUNNING,        /* nothing else is known */
	GUEST_NOT_RESPONDING, /* hasn't taken its input for seconds */
	GUEST_PAUSED,
	GUEST_MIGRATING,
	GUEST_SHUTTING_DOWN, /* or has, and is still there */
	GUEST_CRASHED,       /* and is still there */
};

/* A domain other than our own. */
struct guest {
	struct guests *guests;
	struct wl_list link; /* guests.list */
	uint16_t domid;
	/* Survives reboot, save and migration; the domid doesn't. A stub domain has its guest's. */
	uint8_t uuid[GUEST_UUID_SIZE];
	char name[GUEST_NAME_SIZE]; /* valid UTF-8 without control characters, never empty */
	enum guest_state state;

	struct wl_list displays;   /* guest_display.link */
	struct guest_agent *agent; /* that shows its windows one by one; NULL: none is connected */
	struct {
		struct wl_signal new_display; /* struct guest_display */
		struct wl_signal new_agent;   /* struct guest_agent */
		struct wl_signal notice;      /* const char: what the user should know, a line */
		struct wl_signal change;      /* of UUID, name, state; a display has gone */
		struct wl_signal destroy;     /* its displays are gone already */
	} events;
};

/*
 * How the desktop wants a guest to be served. Asked when the guest is found, at each reload, and when an
 * agent connects.
 */
struct guest_policy {
	bool attach;         /* give it a screen, a keyboard and a pointer of ours */
	bool release;        /* where attach is false: let go of those that it has, too */
	size_t memory_limit; /* bytes of framebuffers, and of copies of them, all displays together */
	int width, height;   /* the screen to offer, in pixels; 0: the guest's own choice */
	int repeat_delay;    /* ms until a held key repeats */
	int repeat_rate;     /* repeats a second; 0: none */

	bool windows;                /* show its windows one by one, where an agent tells of them */
	int windows_port;            /* of the agent's vchan */
	int windows_limit;           /* how many it may have */
	size_t windows_memory;       /* bytes of their pixels that may be mapped at most */
	int root_width, root_height; /* of the desktop, in its windows' pixels; 0: not known */
};

/* All guests of this machine. */
struct guests {
	struct wl_list list; /* guest.link */
	struct {
		struct wl_signal new_guest; /* struct guest, before it has displays */
		struct wl_signal notice;    /* const char: of all guests; as guest.events.notice */
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
/* Tells the user something that concerns all guests, and the log as an error. */
void guests_notice(struct guests *guests, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void guest_init(struct guest *guest, struct guests *guests, uint16_t domid,
	const uint8_t uuid[GUEST_UUID_SIZE]);
void guest_set_uuid(struct guest *guest, const uint8_t uuid[GUEST_UUID_SIZE]);
void guest_announce(struct guest *guest);
void guest_finish(struct guest *guest);
/* Takes a name that may contain anything. One of which nothing is left changes nothing. */
void guest_set_name(struct guest *guest, const char *name);
void guest_set_state(struct guest *guest, enum guest_state state);
/* The display that a surface of a guest's is of; NULL: it is a single window's. */
const struct guest_display *guest_find_display(const struct guest_surface *surface);
/* In lower case, with dashes. */
void guest_format_uuid(const uint8_t uuid[GUEST_UUID_SIZE], char text[GUEST_UUID_TEXT_SIZE]);
/*
 * What of a text is fit to be shown in a line: valid UTF-8 without control characters or marks that
 * change the direction of writing, each such byte replaced by "?", cut to fit into size bytes at a
 * whole character.
 */
void guest_clean_text(char *clean, size_t size, const char *text);
/* Whether a text is UTF-8 without control characters but for tabs and ends of lines. */
bool guest_is_clean_text(const char *text, size_t size);
/* Tells the user something about the guest, and the log as an error. */
void guest_notice(struct guest *guest, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void guest_display_init(struct guest_display *display, const struct guest_surface_impl *impl,
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
