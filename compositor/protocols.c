#include "protocols.h"

#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_alpha_modifier_v1.h>
#include <wlr/types/wlr_content_type_v1.h>
#include <wlr/types/wlr_data_control_v1.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_export_dmabuf_v1.h>
#include <wlr/types/wlr_fractional_scale_v1.h>
#include <wlr/types/wlr_presentation_time.h>
#include <wlr/types/wlr_primary_selection_v1.h>
#include <wlr/types/wlr_screencopy_v1.h>
#include <wlr/types/wlr_single_pixel_buffer_v1.h>
#include <wlr/types/wlr_subcompositor.h>
#include <wlr/types/wlr_tearing_control_v1.h>
#include <wlr/types/wlr_viewporter.h>
#include <wlr/types/wlr_xdg_foreign_registry.h>
#include <wlr/types/wlr_xdg_foreign_v1.h>
#include <wlr/types/wlr_xdg_foreign_v2.h>

#include "alloc.h"
#include "server.h"

#define CONTENT_TYPE_VERSION 1
#define FRACTIONAL_SCALE_VERSION 1
#define TEARING_CONTROL_VERSION 1

/* Whether screens are drawn into buffers of a GPU, which others can be given. */
static bool has_gpu(struct wlr_renderer *renderer) {
	return wlr_renderer_get_texture_formats(renderer, WLR_BUFFER_CAP_DMABUF) != NULL &&
	       wlr_renderer_get_drm_fd(renderer) >= 0;
}

static void create_for_surfaces(struct wl_display *display, struct wlr_backend *backend) {
	must(wlr_subcompositor_create(display));
	must(wlr_viewporter_create(display));
	must(wlr_presentation_create(display, backend));
	must(wlr_fractional_scale_manager_v1_create(display, FRACTIONAL_SCALE_VERSION));
	must(wlr_single_pixel_buffer_manager_v1_create(display));
	must(wlr_alpha_modifier_v1_create(display));
	/* Hints: no screen of ours is any other for them. */
	must(wlr_content_type_manager_v1_create(display, CONTENT_TYPE_VERSION));
	must(wlr_tearing_control_manager_v1_create(display, TEARING_CONTROL_VERSION));
}

static void create_for_windows(struct wl_display *display) {
	struct wlr_xdg_foreign_registry *registry = must(wlr_xdg_foreign_registry_create(display));
	must(wlr_xdg_foreign_v1_create(display, registry));
	must(wlr_xdg_foreign_v2_create(display, registry));
}

static void create_for_data(struct wl_display *display) {
	must(wlr_data_device_manager_create(display));
	must(wlr_primary_selection_v1_device_manager_create(display));
	must(wlr_data_control_manager_v1_create(display));
}

static void create_for_captures(struct wl_display *display, struct wlr_renderer *renderer) {
	must(wlr_screencopy_manager_v1_create(display));
	if (has_gpu(renderer)) {
		must(wlr_export_dmabuf_manager_v1_create(display));
	}
}

void protocols_create(struct server *server) {
	create_for_surfaces(server->display, server->backend);
	create_for_windows(server->display);
	create_for_data(server->display);
	create_for_captures(server->display, server->renderer);
}
