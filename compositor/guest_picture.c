#include "guest_picture.h"

#include <assert.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "geometry.h"
#include "guest.h"
#include "guest_buffer.h"
#include "listener.h"
#include "output.h"
#include "server.h"
#include "stats.h"

static struct output *output_of(struct wlr_scene_buffer *node) {
	/* Of a disabled node the scene doesn't update it any more (until wlroots 0.20). */
	struct wlr_scene_output *scene_output = node != NULL ? node->primary_output : NULL;
	int x, y;
	return scene_output != NULL && wlr_scene_node_coords(&node->node, &x, &y)
	               ? scene_output->output->data
	               : NULL;
}

static struct output *primary_output(const struct guest_picture *picture) {
	if (picture->buffer == NULL) {
		return NULL;
	}
	struct output *output = output_of(picture->node);
	return output != NULL ? output : output_of(picture->mirror);
}

static void set_drawn_by(struct guest_picture *picture, struct output *output) {
	if (picture->drawn_by == output) {
		return;
	}
	picture->drawn_by = output;
	bool listens = output != NULL && picture->surface->impl->listen != NULL;
	listener_set(&picture->output_listen, listens ? &output->events.listen : NULL);
	listener_set(&picture->output_draw, output != NULL ? &output->events.draw : NULL);
	listener_set(&picture->output_destroy, output != NULL ? &output->events.destroy : NULL);
}

static void schedule(struct guest_picture *picture) {
	struct output *output = picture->damaged ? primary_output(picture) : NULL;
	set_drawn_by(picture, output);
	if (output != NULL) {
		output_schedule_draw(output);
	}
}

static void handle_visible_idle(void *data) {
	struct guest_picture *picture = data;
	picture->visible_idle = NULL;
	bool visible = primary_output(picture) != NULL;
	if (picture->visible != visible) {
		picture->visible = visible;
		picture->damaged = visible; /* all of it, after a time unseen */
		picture->surface->impl->set_visible(picture->surface, visible);
	}
	schedule(picture);
}

void guest_picture_update_visible(struct guest_picture *picture) {
	/*
	 * Later in the same turn of the loop: the surface may answer with a fault, and we may be in
	 * the midst of the scene's own update. And a window that moves is often unseen only between
	 * two steps.
	 */
	if (picture->visible_idle == NULL) {
		picture->visible_idle =
			wl_event_loop_add_idle(picture->server->loop, handle_visible_idle, picture);
	}
}

static void handle_outputs_update(struct wl_listener *listener, void *data) {
	struct guest_picture *picture = wl_container_of(listener, picture, outputs_update);
	guest_picture_update_visible(picture);
}

static void handle_mirror_outputs_update(struct wl_listener *listener, void *data) {
	struct guest_picture *picture = wl_container_of(listener, picture, mirror_outputs_update);
	guest_picture_update_visible(picture);
}

void guest_picture_set_mirror(struct guest_picture *picture, struct wlr_scene_buffer *mirror) {
	picture->mirror = mirror;
	listener_set(&picture->mirror_outputs_update,
		mirror != NULL ? &mirror->events.outputs_update : NULL);
	guest_picture_update_visible(picture);
}

static void handle_surface_damage(struct wl_listener *listener, void *data) {
	struct guest_picture *picture = wl_container_of(listener, picture, surface_damage);
	picture->damaged = true;
	schedule(picture);
}

static void handle_output_destroy(struct wl_listener *listener, void *data) {
	struct guest_picture *picture = wl_container_of(listener, picture, output_destroy);
	set_drawn_by(picture, NULL);
}

static void drop_buffer(struct guest_picture *picture) {
	guest_buffer_destroy(picture->buffer);
	picture->buffer = NULL;
	wl_signal_emit_mutable(&picture->events.update, NULL);
}

static void handle_output_listen(struct wl_listener *listener, void *data) {
	struct guest_picture *picture = wl_container_of(listener, picture, output_listen);
	picture->surface->impl->listen(picture->surface); /* the picture may be gone after it */
}

static void handle_output_draw(struct wl_listener *listener, void *data) {
	struct guest_picture *picture = wl_container_of(listener, picture, output_draw);
	struct output *output = picture->drawn_by;
	/* This may change the surface's pixels: look at the buffer only afterwards. */
	pixman_region32_t damage;
	pixman_region32_init(&damage);
	picture->damaged = picture->surface->impl->take_damage(picture->surface, &damage);
	if (!picture->damaged) {
		set_drawn_by(picture, NULL);
	}
	uint64_t bytes = 0;
	if (picture->buffer != NULL && !guest_buffer_damage(picture->buffer, &damage, &bytes)) {
		guest_log_error(picture->surface->guest,
			"its pixels can't be shown: the GPU has no room for them");
		drop_buffer(picture);
		guest_picture_update_visible(picture);
		wl_signal_emit_mutable(&picture->events.lost, NULL);
	}
	if (bytes > 0) {
		output->guest_damage = true;
		if (!picture->buffer->pixels->copied) {
			picture->server->stats->guest_bytes += bytes;
		}
		wl_signal_emit_mutable(&picture->events.update, &damage);
	}
	pixman_region32_fini(&damage);
}

void guest_picture_init(struct guest_picture *picture, struct server *server,
	struct guest_surface *surface, struct wlr_scene_tree *parent) {
	*picture = (struct guest_picture){.server = server, .surface = surface};
	picture->node = must(wlr_scene_buffer_create(parent, NULL));
	wl_signal_init(&picture->events.lost);
	wl_signal_init(&picture->events.update);
	wl_signal_init(&picture->events.destroy);

	listener_init(&picture->output_listen, handle_output_listen);
	listener_init(&picture->output_draw, handle_output_draw);
	listener_init(&picture->output_destroy, handle_output_destroy);
	listener_init(&picture->mirror_outputs_update, handle_mirror_outputs_update);
	picture->surface_damage.notify = handle_surface_damage;
	wl_signal_add(&surface->events.damage, &picture->surface_damage);
	picture->outputs_update.notify = handle_outputs_update;
	wl_signal_add(&picture->node->events.outputs_update, &picture->outputs_update);
}

void guest_picture_finish(struct guest_picture *picture) {
	wl_signal_emit_mutable(&picture->events.destroy, NULL);
	assert(picture->mirror == NULL);
	wl_list_remove(&picture->surface_damage.link);
	wl_list_remove(&picture->outputs_update.link);
	set_drawn_by(picture, NULL);
	if (picture->visible_idle != NULL) {
		wl_event_source_remove(picture->visible_idle);
	}
	guest_buffer_destroy(picture->buffer);
	wlr_scene_node_destroy(&picture->node->node);
}

void guest_picture_drop(struct guest_picture *picture) {
	drop_buffer(picture);
	picture->tried = NULL;
}

void guest_picture_update_pixels(struct guest_picture *picture) {
	struct guest_pixels *pixels = picture->surface->pixels;
	if (picture->tried == pixels) {
		return;
	}
	drop_buffer(picture);
	picture->tried = pixels;
	if (pixels != NULL) {
		picture->buffer =
			guest_buffer_create(pixels, picture->server->renderer, picture->node);
		wl_signal_emit_mutable(&picture->events.update, NULL);
	}
	guest_picture_update_visible(picture);
}

/* Sharp where each pixel becomes a whole number of them, smooth elsewhere. */
static enum wlr_scale_filter_mode filter_mode(
	const struct guest_pixels *pixels, const struct wlr_box *box, double output_scale) {
	bool whole = geometry_whole_factor(pixels->width, box->width * output_scale) &&
	             geometry_whole_factor(pixels->height, box->height * output_scale);
	return whole ? WLR_SCALE_FILTER_NEAREST : WLR_SCALE_FILTER_BILINEAR;
}

static void show_box(struct guest_picture *picture, int width, int height) {
	wlr_scene_node_set_position(&picture->node->node, picture->box.x + picture->node_x,
		picture->box.y + picture->node_y);
	wlr_scene_buffer_set_dest_size(picture->node, width, height);
	/* wlroots 0.18 can't see that a texture is opaque. */
	pixman_region32_t opaque;
	pixman_region32_init_rect(&opaque, 0, 0, width, height);
	wlr_scene_buffer_set_opaque_region(picture->node, &opaque);
	pixman_region32_fini(&opaque);
	wl_signal_emit_mutable(&picture->events.update, NULL);
}

void guest_picture_fit(
	struct guest_picture *picture, int client_width, int client_height, double output_scale) {
	picture->box = (struct wlr_box){0};
	if (picture->buffer == NULL) {
		return;
	}
	const struct guest_pixels *pixels = picture->buffer->pixels;
	struct wlr_box *box = &picture->box;
	geometry_fit(pixels->width, pixels->height, client_width, client_height, &box->width,
		&box->height);
	/* A bar of a pixel is only rounding. */
	if (client_width - box->width <= 1 && client_height - box->height <= 1) {
		box->width = client_width;
		box->height = client_height;
	}
	box->x = (client_width - box->width) / 2;
	box->y = (client_height - box->height) / 2;

	wlr_scene_buffer_set_filter_mode(picture->node, filter_mode(pixels, box, output_scale));
	show_box(picture, box->width, box->height);
}

static int part_within(int size, int room) {
	return room < 0 ? 0 : size < room ? size : room;
}

void guest_picture_crop(struct guest_picture *picture, int surface_width, int surface_height,
	int client_width, int client_height, int scale) {
	picture->box = (struct wlr_box){
		.width = surface_width * scale,
		.height = surface_height * scale,
	};
	if (picture->buffer == NULL) {
		return;
	}
	const struct guest_pixels *pixels = picture->buffer->pixels;
	int full_width = pixels->width * scale, full_height = pixels->height * scale;
	picture->node_x = pixels->x * scale;
	picture->node_y = pixels->y * scale;
	int width = part_within(full_width, client_width - picture->node_x);
	int height = part_within(full_height, client_height - picture->node_y);
	wlr_scene_node_set_enabled(&picture->node->node, width > 0 && height > 0);

	struct wlr_fbox source = {
		.width = (double)width / scale,
		.height = (double)height / scale,
	};
	bool cut = width < full_width || height < full_height;
	wlr_scene_buffer_set_source_box(picture->node, cut ? &source : NULL);
	wlr_scene_buffer_set_filter_mode(picture->node, WLR_SCALE_FILTER_NEAREST);
	show_box(picture, width, height);
}

bool guest_picture_position(const struct guest_picture *picture, double lx, double ly, double *x,
	double *y, double *scale_x, double *scale_y) {
	int parent_x, parent_y;
	const struct wlr_box *box = &picture->box;
	if (wlr_box_empty(box) ||
		!wlr_scene_node_coords(&picture->node->node.parent->node, &parent_x, &parent_y)) {
		return false;
	}
	const struct guest_pixels *pixels = picture->surface->pixels;
	*x = (lx - parent_x - box->x) / box->width;
	*y = (ly - parent_y - box->y) / box->height;
	*scale_x = pixels != NULL ? (double)pixels->width / box->width : 1;
	*scale_y = pixels != NULL ? (double)pixels->height / box->height : 1;
	return true;
}

bool guest_picture_contains(const struct guest_picture *picture, double lx, double ly) {
	double x, y, scale_x, scale_y;
	return guest_picture_position(picture, lx, ly, &x, &y, &scale_x, &scale_y) && x >= 0 &&
	       x < 1 && y >= 0 && y < 1;
}
