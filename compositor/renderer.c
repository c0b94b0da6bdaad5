#include "renderer.h"

#include <stdlib.h>
#include <string.h>
#include <wlr/backend.h>
#include <wlr/config.h>
#include <wlr/render/pixman.h>
#include <wlr/render/wlr_renderer.h>
#if WLR_HAS_GLES2_RENDERER
#include <wlr/render/egl.h>
#include <wlr/render/gles2.h>
#endif

#include "config.h"
#include "log.h"

#if WLR_HAS_GLES2_RENDERER
/* wlroots doesn't notice it on every driver. */
bool renderer_is_software(struct wlr_renderer *renderer) {
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
	if (renderer != NULL && !accept_software && renderer_is_software(renderer)) {
		wlr_renderer_destroy(renderer);
		return NULL;
	}
	return renderer;
}
#else
bool renderer_is_software(struct wlr_renderer *renderer) {
	return false;
}

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
		struct wlr_renderer *renderer = create_gles2(backend, wanted);
		if (renderer != NULL) {
			return renderer;
		}
		if (wanted) {
			log_error("renderer: GLES2 was asked for, but there is no GPU for it");
		}
	}
	return wlr_pixman_renderer_create();
}

const char *renderer_name(struct wlr_renderer *renderer) {
#if WLR_HAS_GLES2_RENDERER
	if (wlr_renderer_is_gles2(renderer)) {
		return "GLES2";
	}
#endif
	return wlr_renderer_is_pixman(renderer) ? "pixman" : "another";
}
