#ifndef DOMICILE_DRM_LEASE_H
#define DOMICILE_DRM_LEASE_H

#include <stdbool.h>

struct wl_display;
struct wlr_backend;
struct wlr_output;

/*
 * Screens that are none of a desktop's, such as those before one's eyes: given to programs of dom0 that
 * draw on them without us (drm-lease-v1).
 */
struct drm_lease;

/* Returns NULL where there is no card whose screens could be leased. */
struct drm_lease *drm_lease_create(struct wl_display *display, struct wlr_backend *backend);
void drm_lease_destroy(struct drm_lease *lease); /* accepts NULL */

/* Whether it is such a screen, which nothing else is to use then. lease may be NULL. */
bool drm_lease_take_output(struct drm_lease *lease, struct wlr_output *wlr_output);

#endif
