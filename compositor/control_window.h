#ifndef DOMICILE_CONTROL_WINDOW_H
#define DOMICILE_CONTROL_WINDOW_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

struct control_client;
struct control_domain;
struct view;

/* Bytes: longer titles are cut. */
#define CONTROL_TITLE_SIZE 512

/* What is told of a window. */
struct control_window_state {
	char title[CONTROL_TITLE_SIZE];
	struct wlr_box box;
	int width, height; /* pixels of the guest's; 0: none */
	uint32_t flags;    /* enum domicile_window_v1_state */
};

/* A mapped view, as clients of control.h know it. */
struct control_window {
	struct wl_list link;    /* control_domain.windows */
	struct wl_list changed; /* control.changed while something is to be told */
	struct control_domain *domain;
	struct view *view;
	uint32_t number;
	bool announced;
	struct control_window_state told; /* once it is announced */
	struct wl_list handles; /* window_handle.link, see control_window.c: one a client */

	struct wl_listener view_change;
	struct wl_listener view_unmap;
};

/* It is announced when it is told of. */
void control_window_create(struct control_domain *domain, struct view *view);
/* Goes by itself when the view is unmapped. */
void control_window_destroy(struct control_window *window);

/* Tells what has. false: nothing has. */
bool control_window_tell(struct control_window *window);

/* Announces it to a client by that client's object for the domain, if the others know it too. */
void control_window_add_client(struct control_window *window, const struct control_client *client,
	struct wl_resource *domain);
/* It has lost interest. */
void control_window_remove_client(
	struct control_window *window, const struct control_client *client);

#endif
