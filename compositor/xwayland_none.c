/* In place of xwayland.c where wlroots or the builder doesn't want X11. */
#include "xwayland.h"

#include <stddef.h>

#include "config.h"
#include "log.h"
#include "notice.h"
#include "server.h"

struct xwayland *xwayland_create(struct server *server) {
	if (server->config->xwayland) {
		log_error("xwayland: this program was built without it");
		notice_show(server, "There is no X11: Domicile was built without Xwayland.");
	}
	return NULL;
}

void xwayland_destroy(struct xwayland *xwayland) {
}

const char *xwayland_display(const struct xwayland *xwayland) {
	return NULL;
}

bool xwayland_hides(const struct xwayland *xwayland, const struct wl_global *global,
	const struct wl_client *client) {
	return false;
}
