#ifndef DOMICILE_CONTROL_CAPTURE_H
#define DOMICILE_CONTROL_CAPTURE_H

#include <stdint.h>
#include <wayland-server-core.h>

struct guest;
struct server;

/*
 * Answers with a picture of what a guest shows: of the guest's own pixels, not of the screen. parent:
 * the client's object that it is asked by; guest: NULL, if it has gone.
 */
void control_capture_create(
	struct wl_resource *parent, uint32_t id, struct server *server, struct guest *guest);

#endif
