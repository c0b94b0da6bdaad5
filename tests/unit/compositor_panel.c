#include "compositor_panel.h"

#include <stdlib.h>

#include "alloc.h"
#include "compositor_env.h"
#include "xdg-shell-client-protocol.h"

static void handle_configure(void *data, struct zwlr_layer_surface_v1 *layer_surface,
	uint32_t serial, uint32_t width, uint32_t height) {
	struct panel *panel = data;
	panel->width = (int)width;
	panel->height = (int)height;
	panel->configures++;
	zwlr_layer_surface_v1_ack_configure(layer_surface, serial);
	client_attach(panel->client, panel->surface, panel->width, panel->height, panel->color);
}

static void handle_closed(void *data, struct zwlr_layer_surface_v1 *layer_surface) {
	struct panel *panel = data;
	panel->closed = true;
}

static const struct zwlr_layer_surface_v1_listener listener = {
	.configure = handle_configure,
	.closed = handle_closed,
};

struct panel *panel_create(struct env *env, const struct panel_options *options) {
	struct panel *panel = znew(struct panel);
	struct client *client = panel->client = client_connect(env);
	panel->color = options->color;
	panel->surface = wl_compositor_create_surface(client->compositor);
	panel->layer_surface = zwlr_layer_shell_v1_get_layer_surface(client->layer_shell,
		panel->surface, options->output > 0 ? client->outputs[options->output - 1] : NULL,
		options->layer, "panel");
	struct zwlr_layer_surface_v1 *layer_surface = panel->layer_surface;
	const int margin = options->margin;
	zwlr_layer_surface_v1_add_listener(layer_surface, &listener, panel);
	zwlr_layer_surface_v1_set_size(
		layer_surface, (uint32_t)options->width, (uint32_t)options->height);
	zwlr_layer_surface_v1_set_anchor(layer_surface, options->anchor);
	zwlr_layer_surface_v1_set_exclusive_zone(layer_surface, options->zone);
	zwlr_layer_surface_v1_set_margin(layer_surface, margin, margin, margin, margin);
	zwlr_layer_surface_v1_set_keyboard_interactivity(layer_surface, options->keyboard);
	panel_commit(panel);
	return panel;
}

struct panel *panel_create_bar(struct env *env, enum zwlr_layer_shell_v1_layer layer) {
	return panel_create(env, &(struct panel_options){
					 .color = BAR_COLOR,
					 .layer = layer,
					 .anchor = PANEL_TOP,
					 .height = BAR_HEIGHT,
					 .zone = BAR_HEIGHT,
				 });
}

struct panel *panel_create_launcher(
	struct env *env, enum zwlr_layer_surface_v1_keyboard_interactivity keyboard) {
	return panel_create(env, &(struct panel_options){
					 .color = BAR_COLOR,
					 .layer = ZWLR_LAYER_SHELL_V1_LAYER_TOP,
					 .width = 200,
					 .height = 100,
					 .keyboard = keyboard,
				 });
}

struct panel *panel_create_over_all(struct env *env, uint32_t color) {
	return panel_create(
		env, &(struct panel_options){
			     .color = color,
			     .layer = ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY,
			     .anchor = PANEL_ALL,
			     .zone = -1,
			     .keyboard = ZWLR_LAYER_SURFACE_V1_KEYBOARD_INTERACTIVITY_EXCLUSIVE,
		     });
}

void panel_destroy(struct panel *panel) {
	client_destroy(panel->client);
	free(panel);
}

void panel_commit(struct panel *panel) {
	wl_surface_commit(panel->surface);
	client_settle(panel->client);
}

static void handle_popup_surface_configure(
	void *data, struct xdg_surface *xdg_surface, uint32_t serial) {
	xdg_surface_ack_configure(xdg_surface, serial);
}

static const struct xdg_surface_listener popup_surface_listener = {
	.configure = handle_popup_surface_configure,
};

void panel_add_popup(struct panel *panel, int x, int y, int width, int height, uint32_t color) {
	struct client *client = panel->client;
	struct xdg_positioner *positioner = xdg_wm_base_create_positioner(client->wm_base);
	xdg_positioner_set_size(positioner, width, height);
	xdg_positioner_set_anchor_rect(positioner, x, y, 1, 1);
	xdg_positioner_set_anchor(positioner, XDG_POSITIONER_ANCHOR_TOP_LEFT);
	xdg_positioner_set_gravity(positioner, XDG_POSITIONER_GRAVITY_BOTTOM_RIGHT);
	xdg_positioner_set_constraint_adjustment(
		positioner, XDG_POSITIONER_CONSTRAINT_ADJUSTMENT_SLIDE_X |
				    XDG_POSITIONER_CONSTRAINT_ADJUSTMENT_SLIDE_Y);

	struct wl_surface *surface = wl_compositor_create_surface(client->compositor);
	struct xdg_surface *xdg_surface = xdg_wm_base_get_xdg_surface(client->wm_base, surface);
	xdg_surface_add_listener(xdg_surface, &popup_surface_listener, NULL);
	struct xdg_popup *popup = xdg_surface_get_popup(xdg_surface, NULL, positioner);
	xdg_positioner_destroy(positioner);
	zwlr_layer_surface_v1_get_popup(panel->layer_surface, popup);
	wl_surface_commit(surface);
	client_roundtrip(client);
	client_attach(client, surface, width, height, color);
	client_settle(client);
}
