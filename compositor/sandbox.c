#include "sandbox.h"

#include <string.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_security_context_v1.h>

#include "alloc.h"
#include "xwayland.h"

struct sandbox {
	struct wl_display *display;
	struct wlr_security_context_manager_v1 *manager;
	const struct xwayland *xwayland; /* NULL: there is none */
};

/*
 * Each of these acts on nothing but the program's own surfaces, or where the user has just put the
 * focus. A new global is for dom0's own programs alone until somebody has shown the same of it.
 */
static const char *const allowed[] = {
	/* surfaces */
	"wl_compositor",
	"wl_shm",
	"wl_subcompositor",
	"wp_alpha_modifier_v1",
	"wp_content_type_manager_v1",
	"wp_fractional_scale_manager_v1",
	"wp_presentation",
	"wp_single_pixel_buffer_manager_v1",
	"wp_tearing_control_manager_v1",
	"wp_viewporter",
	"zwp_linux_dmabuf_v1",

	/* windows; to import others' would be to lay its own over them */
	"org_kde_kwin_server_decoration_manager",
	"xdg_activation_v1",
	"xdg_wm_base",
	"zxdg_decoration_manager_v1",
	"zxdg_exporter_v1",
	"zxdg_exporter_v2",

	/* screens, to look at their sizes */
	"wl_output",
	"zxdg_output_manager_v1",

	/* input that goes to it, and the clipboard while that does */
	"wl_data_device_manager",
	"wl_seat",
	"wp_cursor_shape_manager_v1",
	"zwp_pointer_constraints_v1",
	"zwp_pointer_gestures_v1",
	"zwp_primary_selection_device_manager_v1",
	"zwp_relative_pointer_manager_v1",
	"zwp_tablet_manager_v2",
	"zwp_text_input_manager_v3",

	/* while it can be seen */
	"zwp_idle_inhibit_manager_v1",
};

static bool is_allowed(const char *interface) {
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
		if (strcmp(allowed[i], interface) == 0) {
			return true;
		}
	}
	return false;
}

static bool filter_global(
	const struct wl_client *client, const struct wl_global *global, void *data) {
	const struct sandbox *sandbox = data;
	if (xwayland_hides(sandbox->xwayland, global, client)) {
		return false;
	}
	return !sandbox_holds(sandbox, client) || is_allowed(wl_global_get_interface(global)->name);
}

void sandbox_set_xwayland(struct sandbox *sandbox, const struct xwayland *xwayland) {
	sandbox->xwayland = xwayland;
}

bool sandbox_holds(const struct sandbox *sandbox, const struct wl_client *client) {
	return wlr_security_context_manager_v1_lookup_client(sandbox->manager, client) != NULL;
}

struct sandbox *sandbox_create(struct wl_display *display) {
	struct sandbox *sandbox = znew(struct sandbox);
	sandbox->display = display;
	sandbox->manager = must(wlr_security_context_manager_v1_create(display));
	wl_display_set_global_filter(display, filter_global, sandbox);
	return sandbox;
}

void sandbox_destroy(struct sandbox *sandbox) {
	if (sandbox == NULL) {
		return;
	}
	wl_display_set_global_filter(sandbox->display, NULL, NULL);
	free(sandbox);
}
