#ifndef DOMICILE_LISTENER_H
#define DOMICILE_LISTENER_H

#include <wayland-server-core.h>

/*
 * Listeners that hear now this object, now another, now none: of a window that has the focus, of an
 * output that may be gone. After listener_init() they can be set at any time, to the same again too.
 */

static inline void listener_init(struct wl_listener *listener, wl_notify_func_t notify) {
	listener->notify = notify;
	wl_list_init(&listener->link);
}

/* Has it hear that signal and no other; NULL: none. */
static inline void listener_set(struct wl_listener *listener, struct wl_signal *signal) {
	wl_list_remove(&listener->link);
	wl_list_init(&listener->link);
	if (signal != NULL) {
		wl_signal_add(signal, listener);
	}
}

#endif
