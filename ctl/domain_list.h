#ifndef DOMICILECTL_DOMAIN_LIST_H
#define DOMICILECTL_DOMAIN_LIST_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

struct domicile_control_v1;
struct domicile_domain_v1;
struct domicile_window_v1;

/*
 * The domains of a desktop and their windows, as it tells of them. Between two calls of done all is as it
 * was at one moment.
 */
struct domain_list {
	struct wl_list list;    /* domain.link, in the order in which they came, dom0 first */
	struct domain *focused; /* NULL: none */
	bool focus_changed;     /* since the last call of done */
	bool complete;          /* all have been told of once */

	const struct domain *kept; /* stays though it may have gone; NULL: none does */

	/* NULL, or called after each change. What has gone is still there, and then it isn't. */
	void (*done)(void *data);
	void *data;
};

/* What has become of a domain or a window since the last call of done. */
enum change {
	CHANGE_NONE,
	CHANGE_SOME, /* it has come, or something of it has changed */
	CHANGE_GONE,
};

struct domain {
	struct wl_list link; /* domain_list.list */
	struct domain_list *domains;
	struct domicile_domain_v1 *object;
	enum change change;
	uint32_t number;
	char *uuid, *name, *label;
	uint32_t color; /* 0xRRGGBB */
	uint32_t state; /* enum domicile_domain_v1_state */
	bool attached;
	struct wl_list windows; /* window.link */
};

struct window {
	struct wl_list link; /* domain.windows */
	struct domain *domain;
	struct domicile_window_v1 *object;
	enum change change;
	uint32_t number;
	uint32_t kind; /* enum domicile_window_v1_kind */
	char *title;
	int32_t x, y, width, height;       /* on the desktop */
	int32_t pixel_width, pixel_height; /* 0: none */
	uint32_t state;                    /* enum domicile_window_v1_state */
};

/* Listens to control from now on. */
void domain_list_init(struct domain_list *domains, struct domicile_control_v1 *control);
void domain_list_finish(struct domain_list *domains);

/*
 * The domain that a user means: by number, UUID or name, in this order. NULL: there is none, or more than
 * one of that name (*ambiguous).
 */
struct domain *domain_list_find(
	const struct domain_list *domains, const char *text, bool *ambiguous);

/* "running" and the like; "unknown" for what a newer desktop tells. */
const char *domain_state_name(uint32_t state);
/* "display", "window", "program" */
const char *window_kind_name(uint32_t kind);
/* The name of one bit of a window's state; NULL: there are no more. */
const char *window_state_name(int bit);

#endif
