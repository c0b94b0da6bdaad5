#include "renderer.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/backend.h>
#include <wlr/config.h>
#include <wlr/render/pixman.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/util/log.h>
#if WLR_HAS_GLES2_RENDERER
#include <wlr/render/egl.h>
#include <wlr/render/gles2.h>
#endif

#include "config.h"
#include "log.h"

#if WLR_HAS_GLES2_RENDERER
/* Whether the renderer's OpenGL runs on the CPU: wlroots doesn't notice it on every driver. */
static bool is_software(struct wlr_renderer *renderer) {
	struct wlr_egl *egl = wlr_gles2_renderer_get_egl(renderer);
	EGLDisplay display = wlr_egl_get_display(egl);
	if (!eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, wlr_egl_get_context(egl))) {
		return true;
	}
	const char *name = (const char *)glGetString(GL_RENDERER);
	bool software = name == NULL || strstr(name, "llvmpipe") != NULL ||
	                strstr(name, "softpipe") != NULL || strstr(name, "swrast") != NULL;
	log_debug("renderer: OpenGL on %s", name != NULL ? name : "an unknown device");
	eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
	return software;
}

static struct wlr_renderer *create_gles2(struct wlr_backend *backend, bool accept_software) {
	int drm_fd = wlr_backend_get_drm_fd(backend);
	if (drm_fd < 0) {
		return NULL;
	}
	struct wlr_renderer *renderer = wlr_gles2_renderer_create_with_drm_fd(drm_fd);
	if (renderer != NULL && !accept_software && is_software(renderer)) {
		wlr_renderer_destroy(renderer);
		return NULL;
	}
	return renderer;
}
#else
static struct wlr_renderer *create_gles2(struct wlr_backend *backend, bool accept_software) {
	return NULL;
}
#endif

struct wlr_renderer *renderer_create(struct wlr_backend *backend, const struct config *config) {
	if (getenv("WLR_RENDERER") != NULL) {
		return wlr_renderer_autocreate(backend);
	}

	if (config->renderer != CONFIG_RENDERER_PIXMAN) {
		bool wanted = config->renderer == CONFIG_RENDERER_GLES2;
		/* That there is no GPU is no error: it isn't to look like one in the log. */
		enum wlr_log_importance verbosity = wlr_log_get_verbosity();
		if (!wanted && verbosity < WLR_DEBUG) {
			wlr_log_init(WLR_SILENT, NULL);
		}
		struct wlr_renderer *renderer = create_gles2(backend, wanted);
		wlr_log_init(verbosity, NULL);
		if (renderer != NULL) {
			log_info("renderer: GLES2");
			return renderer;
		}
		if (wanted) {
			log_error("renderer: GLES2 was asked for, but there is no GPU for it");
		}
	}
	log_info("renderer: pixman");
	return wlr_pixman_renderer_create();
}
