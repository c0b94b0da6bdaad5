#ifndef DOMICILE_SURFACE_EDGES_H
#define DOMICILE_SURFACE_EDGES_H

struct wlr_compositor;

/*
 * Keeps the edges of what programs show in their colours when it is enlarged. wlroots 0.18, where it draws
 * without a GPU, takes what lies outside of a picture for nothing: edges fade, and of a single pixel that
 * fills a window or a background little is left.
 */
struct surface_edges;

struct surface_edges *surface_edges_create(struct wlr_compositor *compositor);
/* To be called when no client is left. Accepts NULL. */
void surface_edges_destroy(struct surface_edges *edges);

#endif
