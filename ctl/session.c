#include "session.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-client.h>

#include "domicile-control-v1-client-protocol.h"

void session_error(const char *format, ...) {
	fputs("domicilectl: ", stderr);
	va_list args;
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

static void handle_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version) {
	struct session *session = data;
	if (strcmp(interface, domicile_control_v1_interface.name) == 0 &&
		session->control == NULL) {
		session->control =
			wl_registry_bind(registry, name, &domicile_control_v1_interface, 1);
		domain_list_init(&session->domains, session->control);
	} else if (strcmp(interface, wl_shm_interface.name) == 0 && session->shm == NULL) {
		session->shm = wl_registry_bind(registry, name, &wl_shm_interface, 1);
	}
}

static void handle_global_remove(void *data, struct wl_registry *registry, uint32_t name) {
	/* They go with the desktop. */
}

static const struct wl_registry_listener registry_listener = {
	.global = handle_global,
	.global_remove = handle_global_remove,
};

static void tell_end(const struct session *session) {
	int error = wl_display_get_error(session->display);
	session_error("the desktop has ended the connection: %s", strerror(error));
}

bool session_sync(struct session *session) {
	if (wl_display_roundtrip(session->display) < 0) {
		tell_end(session);
		return false;
	}
	return true;
}

bool session_dispatch(struct session *session) {
	if (wl_display_dispatch(session->display) < 0) {
		tell_end(session);
		return false;
	}
	return true;
}

bool session_open(struct session *session) {
	*session = (struct session){0};
	wl_list_init(&session->domains.list);
	session->display = wl_display_connect(NULL);
	if (session->display == NULL) {
		const char *name = getenv("WAYLAND_DISPLAY");
		session_error("no desktop answers on %s (WAYLAND_DISPLAY): %s",
			name != NULL ? name : "wayland-0", strerror(errno));
		return false;
	}
	session->registry = wl_display_get_registry(session->display);
	wl_registry_add_listener(session->registry, &registry_listener, session);
	if (!session_sync(session)) {
		return false;
	}
	if (session->control == NULL) {
		session_error("this desktop isn't Domicile, or lets no program of a sandbox "
			      "control it");
		return false;
	}
	return true;
}

void session_close(struct session *session) {
	domain_list_finish(&session->domains);
	if (session->control != NULL) {
		domicile_control_v1_destroy(session->control);
	}
	if (session->shm != NULL) {
		wl_shm_destroy(session->shm);
	}
	if (session->registry != NULL) {
		wl_registry_destroy(session->registry);
	}
	if (session->display != NULL) {
		wl_display_disconnect(session->display);
	}
}
