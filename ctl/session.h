#ifndef DOMICILECTL_SESSION_H
#define DOMICILECTL_SESSION_H

#include <stdbool.h>

#include "domain_list.h"

struct domicile_control_v1;
struct wl_display;
struct wl_registry;
struct wl_shm;

/* A connection to a desktop, with all that it tells. */
struct session {
	struct wl_display *display;
	struct wl_registry *registry;
	struct wl_shm *shm; /* NULL: none */
	struct domicile_control_v1 *control;
	struct domain_list domains;
};

/* false, having said why on standard error. session_close() is to be called in either case. */
bool session_open(struct session *session);
void session_close(struct session *session);

/* Until the desktop has done all that was asked for. false, having said why, if it has gone. */
bool session_sync(struct session *session);
/* Waits for what it has to tell, once. */
bool session_dispatch(struct session *session);

/* A sentence for the user, on standard error. */
void session_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
