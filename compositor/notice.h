#ifndef DOMICILE_NOTICE_H
#define DOMICILE_NOTICE_H

#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

struct desktop;
struct guest;
struct server;
struct wlr_scene_buffer;

/*
 * A short text for the user, in the upper right corner of the screen that is in use, for some seconds or
 * until it is clicked. Nothing that a guest shows lies above it. Each guest has one at a time, and so
 * have all guests together and the desktop: a new one takes the place of the old one.
 */
struct notice {
	struct wl_list link; /* desktop.notices, the latest first */
	struct server *server;
	const void *owner;
	uint32_t color;
	char text[512];
	struct wlr_box box; /* in the layout */
	struct wlr_scene_buffer *node;
	struct wl_event_source *timer;
};

/* text: a sentence; of what isn't fit to be shown in a line, nothing gets through. */
void notice_show(struct server *server, const char *text);
/* The same of the guests as a whole, with a place of its own. */
void notice_show_for_all(struct server *server, const char *text);
/* The same with the domain's label before it, and in its colour. guest: NULL for dom0. */
void notice_show_for(struct server *server, const struct guest *guest, const char *text);
/* The same for a moment only, where it is what the user has just done. owner: whose place it takes. */
void notice_show_briefly(struct server *server, const void *owner, const char *text);
void notice_dismiss(struct notice *notice);
void notice_dismiss_all(struct server *server);
/* The room for them on the screens has changed. */
void notice_arrange_all(struct desktop *desktop);
/* Screens, scale, font or renderer have changed. */
void notice_redraw_all(struct desktop *desktop);

#endif
