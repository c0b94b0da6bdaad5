#ifndef DOMICILE_GUEST_WINDOWS_H
#define DOMICILE_GUEST_WINDOWS_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "config.h"
#include "window_place.h"

struct guest;
struct guest_agent;
struct server;

/*
 * What shows the windows that a guest's agent tells of: views (window_view.h), and popups
 * (window_popup.h) for those without a title bar.
 *
 * With the first view, the guest's displays are minimised, but for one that the user is busy with.
 *
 * All popups of a guest together cover at most nine tenths of a screen, lest they look like another
 * desktop. One that would go beyond that is framed as a view for as long as it is mapped.
 */
struct guest_windows {
	struct wl_list link; /* guest_views.agents */
	struct server *server;
	struct guest_agent *agent;
	struct config_guest settings; /* of the guest, as its name and the configuration are now */
	struct guest_root root;
	struct wl_list windows; /* shown_window.link, the oldest first */
	bool any;               /* there has been a view */
	bool noticed;           /* the user knows that a popup has been framed */

	struct wl_listener new_window;
	struct wl_listener agent_destroy;
	struct wl_listener guest_change;
	struct wl_listener outputs_change;
};

struct guest_windows *guest_windows_create(struct server *server, struct guest_agent *agent);
/* Goes by itself when the agent does. */
void guest_windows_destroy(struct guest_windows *windows);

/* The configuration, or what it is called by, has changed. */
/*
 * The size of the root of a guest's windows: that of the layout, in their pixels. 0 while there is no
 * screen.
 */
void guest_windows_root_size(
	const struct server *server, const struct guest *guest, int *width, int *height);

void guest_windows_update_config(struct guest_windows *windows);
/* Around a change of the renderer. */
void guest_windows_drop_buffers(struct guest_windows *windows);
void guest_windows_restore_buffers(struct guest_windows *windows);

#endif
