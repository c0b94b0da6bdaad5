#ifndef DOMICILE_TESTS_WLCS_DESK_H
#define DOMICILE_TESTS_WLCS_DESK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlcs/display_server.h>
#include <wlr/interfaces/wlr_keyboard.h>
#include <wlr/interfaces/wlr_pointer.h>
#include <wlr/interfaces/wlr_touch.h>

#include "guest.h"
#include "stats.h"

/* Positions in the layout are whole fractions of these, so that none is rounded on its way. */
#define DESK_WIDTH 1280
#define DESK_HEIGHT 1024

/*
 * What wlcs calls a display server: the compositor that ships, with one screen of the headless backend, a
 * keyboard, a mouse and a touchscreen, in a thread of its own. wlcs calls from one thread of its; each call is done in the compositor's while that
 * of wlcs waits.
 */
struct desk {
	WlcsDisplayServer wlcs;

	/* Of wlcs' thread. */
	pthread_t thread;
	bool running;
	int wake, done; /* eventfds: there is something to do; it has been done */
	void (*function)(struct desk *desk, void *data);
	void *data;

	/* Of the compositor's. */
	struct wl_display *display;
	struct guests guests;
	struct config *config;
	struct stats stats;
	struct wlr_backend *backend;
	struct server *server;
	struct wlr_keyboard keyboard;
	struct wlr_pointer pointer;
	struct wlr_touch touch;
	struct wl_list clients; /* client.link */
};

/* Calls a function in the compositor's thread and waits for its end. Does nothing once that has ended. */
void desk_call(struct desk *desk, void (*function)(struct desk *desk, void *data), void *data);

/* ms, as input events have it */
uint32_t desk_now(void);

WlcsPointer *desk_create_pointer(WlcsDisplayServer *wlcs);
WlcsTouch *desk_create_touch(WlcsDisplayServer *wlcs);

#endif
