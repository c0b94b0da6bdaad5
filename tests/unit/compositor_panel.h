#ifndef DOMICILE_TESTS_COMPOSITOR_PANEL_H
#define DOMICILE_TESTS_COMPOSITOR_PANEL_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor_client.h"
#include "wlr-layer-shell-unstable-v1-client-protocol.h"

/* What a panel asks for, as the protocol's requests do. */
struct panel_options {
	uint32_t color; /* 0xRRGGBB */
	enum zwlr_layer_shell_v1_layer layer;
	uint32_t anchor;   /* enum zwlr_layer_surface_v1_anchor */
	int width, height; /* 0: what the compositor says */
	int zone;
	int margin; /* on all sides */
	enum zwlr_layer_surface_v1_keyboard_interactivity keyboard;
	int output; /* its number among the outputs, from 1 on; 0: the compositor's choice */
};

/* A program of dom0 with one surface of wlr-layer-shell, of one colour. */
struct panel {
	struct client *client;
	struct wl_surface *surface;
	struct zwlr_layer_surface_v1 *layer_surface;
	uint32_t color;
	int width, height; /* as the compositor wants it */
	int configures;
	bool closed;
};

#define PANEL_TOP \
	(ZWLR_LAYER_SURFACE_V1_ANCHOR_TOP | ZWLR_LAYER_SURFACE_V1_ANCHOR_LEFT | \
		ZWLR_LAYER_SURFACE_V1_ANCHOR_RIGHT)
#define PANEL_ALL (PANEL_TOP | ZWLR_LAYER_SURFACE_V1_ANCHOR_BOTTOM)

/* Shows it, and waits until it has been drawn. */
struct panel *panel_create(struct env *env, const struct panel_options *options);
void panel_destroy(struct panel *panel); /* as a program does that crashes */

#define BAR_COLOR 0xd0a020
#define BAR_HEIGHT 30

/* One at the upper edge, which it keeps for itself. */
struct panel *panel_create_bar(struct env *env, enum zwlr_layer_shell_v1_layer layer);
/* One of 200x100 in the middle, above windows, of a bar's colour. */
struct panel *panel_create_launcher(
	struct env *env, enum zwlr_layer_surface_v1_keyboard_interactivity keyboard);
/* One over all of a screen and all else, with the keyboard. */
struct panel *panel_create_over_all(struct env *env, uint32_t color);

/* What was asked for since, and a frame. */
void panel_commit(struct panel *panel);

/* A menu of it, at a place relative to it. */
void panel_add_popup(struct panel *panel, int x, int y, int width, int height, uint32_t color);

#endif
