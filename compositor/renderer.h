#ifndef DOMICILE_RENDERER_H
#define DOMICILE_RENDERER_H

#include <stdbool.h>

struct config;
struct wlr_backend;
struct wlr_renderer;

/*
 * The renderer that fits: GLES2 where there is a GPU, pixman everywhere else. OpenGL in software
 * (llvmpipe, on virtio-gpu and the like) counts as no GPU: it is a hundred times slower than pixman.
 * The configuration and WLR_RENDERER go before. Returns NULL on error.
 */
struct wlr_renderer *renderer_create(struct wlr_backend *backend, const struct config *config);

/* Whether what draws for a GLES2 renderer is the CPU, by the name that the driver goes by. */
bool renderer_is_software(struct wlr_renderer *renderer);

/* For the log. */
const char *renderer_name(struct wlr_renderer *renderer);

#endif
