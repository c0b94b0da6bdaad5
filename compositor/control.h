#ifndef DOMICILE_CONTROL_H
#define DOMICILE_CONTROL_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

struct control_domain;
struct control_window;
struct server;

/*
 * Tells clients of domains and their windows, and does what they ask for: our side of
 * protocol/domicile-control-v1.xml. What changes is told to all of them at a time.
 *
 * There are three layers: this has the clients, a control_domain what is told of one domain, a
 * control_window what is told of one view. Each remembers what it has told last.
 */
struct control {
	struct server *server;
	struct wl_global *global;
	struct wl_list clients;               /* control_client.link */
	struct wl_list domains;               /* control_domain.link, dom0 first */
	struct wl_list changed;               /* control_window.changed */
	uint32_t last_window;                 /* number of a window */
	const struct control_domain *focused; /* as told; NULL: nobody */

	struct wl_event_source *timer; /* when changes are told */
	bool pending;                  /* it runs */
	bool done_due;                 /* something was told at once, and done is to follow */

	struct wl_listener new_guest;
	struct wl_listener view_map;
	struct wl_listener focus_change;
};

/* Of a client that has bound the global. */
struct control_client {
	struct wl_list link; /* control.clients */
	struct control *control;
	struct wl_resource *resource;
};

struct control *control_create(struct server *server);
void control_destroy(struct control *control); /* accepts NULL */
void control_update_config(struct control *control);

/* Something is to be told, soon. */
void control_schedule(struct control *control);
/* Something has been told: done is to follow. */
void control_schedule_done(struct control *control);
/* The domain is about to be told to be gone, and has no focus any more. */
void control_forget(struct control *control, const struct control_domain *domain);

#endif
