#include "guest_views.h"

#include "alloc.h"
#include "guest.h"
#include "guest_view.h"
#include "guest_windows.h"
#include "notice.h"
#include "server.h"

struct guest_views {
	struct server *server;
	struct wl_list views;  /* guest_view.link */
	struct wl_list agents; /* guest_windows.link */
	struct wl_list guests; /* watched_guest.link */
	struct wl_listener new_guest;
	struct wl_listener notice;
};

/* A guest whose displays and agents we wait for. */
struct watched_guest {
	struct wl_list link; /* guest_views.guests */
	struct guest_views *guest_views;
	const struct guest *guest;
	struct wl_listener new_display;
	struct wl_listener new_agent;
	struct wl_listener notice;
	struct wl_listener destroy;
};

static void add_display(struct guest_views *guest_views, struct guest_display *display) {
	struct guest_view *guest_view = guest_view_create(guest_views->server, display);
	wl_list_insert(&guest_views->views, &guest_view->link);
}

static void handle_new_display(struct wl_listener *listener, void *data) {
	struct watched_guest *watched = wl_container_of(listener, watched, new_display);
	add_display(watched->guest_views, data);
}

static void add_agent(struct guest_views *guest_views, struct guest_agent *agent) {
	struct guest_windows *windows = guest_windows_create(guest_views->server, agent);
	wl_list_insert(&guest_views->agents, &windows->link);
}

static void handle_new_agent(struct wl_listener *listener, void *data) {
	struct watched_guest *watched = wl_container_of(listener, watched, new_agent);
	add_agent(watched->guest_views, data);
}

static void handle_notice(struct wl_listener *listener, void *data) {
	struct watched_guest *watched = wl_container_of(listener, watched, notice);
	notice_show_for(watched->guest_views->server, watched->guest, data);
}

static void unwatch(struct watched_guest *watched) {
	wl_list_remove(&watched->link);
	wl_list_remove(&watched->new_display.link);
	wl_list_remove(&watched->new_agent.link);
	wl_list_remove(&watched->notice.link);
	wl_list_remove(&watched->destroy.link);
	free(watched);
}

static void handle_guest_destroy(struct wl_listener *listener, void *data) {
	struct watched_guest *watched = wl_container_of(listener, watched, destroy);
	unwatch(watched);
}

static void watch(struct guest_views *guest_views, struct guest *guest) {
	struct watched_guest *watched = znew(struct watched_guest);
	watched->guest_views = guest_views;
	watched->guest = guest;
	wl_list_insert(&guest_views->guests, &watched->link);
	watched->new_display.notify = handle_new_display;
	wl_signal_add(&guest->events.new_display, &watched->new_display);
	watched->new_agent.notify = handle_new_agent;
	wl_signal_add(&guest->events.new_agent, &watched->new_agent);
	watched->notice.notify = handle_notice;
	wl_signal_add(&guest->events.notice, &watched->notice);
	watched->destroy.notify = handle_guest_destroy;
	wl_signal_add(&guest->events.destroy, &watched->destroy);

	struct guest_display *display;
	wl_list_for_each (display, &guest->displays, link) {
		add_display(guest_views, display);
	}
	if (guest->agent != NULL) {
		add_agent(guest_views, guest->agent);
	}
}

static void handle_notice_for_all(struct wl_listener *listener, void *data) {
	struct guest_views *guest_views = wl_container_of(listener, guest_views, notice);
	notice_show_for_all(guest_views->server, data);
}

static void handle_new_guest(struct wl_listener *listener, void *data) {
	struct guest_views *guest_views = wl_container_of(listener, guest_views, new_guest);
	watch(guest_views, data);
}

struct guest_views *guest_views_create(struct server *server) {
	struct guest_views *guest_views = znew(struct guest_views);
	guest_views->server = server;
	wl_list_init(&guest_views->views);
	wl_list_init(&guest_views->agents);
	wl_list_init(&guest_views->guests);
	guest_views->new_guest.notify = handle_new_guest;
	wl_signal_add(&server->guests->events.new_guest, &guest_views->new_guest);
	guest_views->notice.notify = handle_notice_for_all;
	wl_signal_add(&server->guests->events.notice, &guest_views->notice);

	struct guest *guest;
	wl_list_for_each (guest, &server->guests->list, link) {
		watch(guest_views, guest);
	}
	return guest_views;
}

void guest_views_destroy(struct guest_views *guest_views) {
	if (guest_views == NULL) {
		return;
	}
	struct guest_view *guest_view, *tmp_view;
	wl_list_for_each_safe (guest_view, tmp_view, &guest_views->views, link) {
		guest_view_destroy(guest_view);
	}
	struct guest_windows *windows, *tmp_windows;
	wl_list_for_each_safe (windows, tmp_windows, &guest_views->agents, link) {
		guest_windows_destroy(windows);
	}
	struct watched_guest *watched, *tmp;
	wl_list_for_each_safe (watched, tmp, &guest_views->guests, link) {
		unwatch(watched);
	}
	wl_list_remove(&guest_views->new_guest.link);
	wl_list_remove(&guest_views->notice.link);
	free(guest_views);
}

void guest_views_update_config(struct guest_views *guest_views) {
	struct guest_view *guest_view;
	wl_list_for_each (guest_view, &guest_views->views, link) {
		guest_view_update_config(guest_view);
	}
	struct guest_windows *windows;
	wl_list_for_each (windows, &guest_views->agents, link) {
		guest_windows_update_config(windows);
	}
}

void guest_views_drop_buffers(struct guest_views *guest_views) {
	struct guest_view *guest_view;
	wl_list_for_each (guest_view, &guest_views->views, link) {
		guest_view_drop_buffer(guest_view);
	}
	struct guest_windows *windows;
	wl_list_for_each (windows, &guest_views->agents, link) {
		guest_windows_drop_buffers(windows);
	}
}

void guest_views_restore_buffers(struct guest_views *guest_views) {
	struct guest_view *guest_view;
	wl_list_for_each (guest_view, &guest_views->views, link) {
		guest_view_restore_buffer(guest_view);
	}
	struct guest_windows *windows;
	wl_list_for_each (windows, &guest_views->agents, link) {
		guest_windows_restore_buffers(windows);
	}
}
