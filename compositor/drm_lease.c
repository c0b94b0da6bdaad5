#include "drm_lease.h"

#include <wayland-server-core.h>
#include <wlr/types/wlr_drm_lease_v1.h>
#include <wlr/types/wlr_output.h>

#include "alloc.h"
#include "log.h"

struct drm_lease {
	struct wlr_drm_lease_v1_manager *manager;
	struct wl_listener request;
};

/* Each screen is leased once at a time, and a program whose lease fails is told so: wlroots sees to that. */
static void handle_request(struct wl_listener *listener, void *data) {
	if (wlr_drm_lease_request_v1_grant(data) == NULL) {
		log_error("output: a screen can't be given to the program that wants it");
	}
}

bool drm_lease_take_output(struct drm_lease *lease, struct wlr_output *wlr_output) {
	if (!wlr_output->non_desktop) {
		return false;
	}
	bool offered =
		lease != NULL && wlr_drm_lease_v1_manager_offer_output(lease->manager, wlr_output);
	log_info("output: %s isn't made for a desktop; %s", wlr_output->name,
		offered ? "programs may have it" : "it stays dark");
	return true;
}

struct drm_lease *drm_lease_create(struct wl_display *display, struct wlr_backend *backend) {
	struct wlr_drm_lease_v1_manager *manager =
		wlr_drm_lease_v1_manager_create(display, backend);
	if (manager == NULL) {
		return NULL;
	}
	struct drm_lease *lease = znew(struct drm_lease);
	lease->manager = manager;
	lease->request.notify = handle_request;
	wl_signal_add(&manager->events.request, &lease->request);
	return lease;
}

void drm_lease_destroy(struct drm_lease *lease) {
	if (lease == NULL) {
		return;
	}
	wl_list_remove(&lease->request.link);
	free(lease);
}
