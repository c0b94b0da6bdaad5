#include "control_capture.h"

#include <drm_fourcc.h>
#include <pixman.h>
#include <wlr/interfaces/wlr_buffer.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "desktop.h"
#include "domicile-control-v1-protocol.h"
#include "guest.h"
#include "guest_buffer.h"
#include "guest_picture.h"
#include "listener.h"
#include "server.h"
#include "view.h"
#include "window_popup.h"

struct capture {
	struct server *server;     /* not NULL while guest isn't */
	const struct guest *guest; /* NULL: it has gone */
	bool used;
	int width, height; /* as the client was told */
	struct wl_listener guest_destroy;
};

/* Of what is to be in the picture, the topmost first. */
struct pieces {
	const struct guest_picture **pictures;
	int count;
	struct wlr_box box; /* in the layout, of all of them */
};

static void add_piece(struct pieces *pieces, const struct guest_picture *picture) {
	int x, y;
	if (picture->buffer == NULL || !wlr_scene_node_coords(&picture->node->node, &x, &y)) {
		return;
	}
	pieces->pictures[pieces->count++] = picture;
	int right = x + picture->node->dst_width, bottom = y + picture->node->dst_height;
	struct wlr_box *box = &pieces->box;
	if (pieces->count > 1) {
		int old_right = box->x + box->width, old_bottom = box->y + box->height;
		x = box->x < x ? box->x : x;
		y = box->y < y ? box->y : y;
		right = old_right > right ? old_right : right;
		bottom = old_bottom > bottom ? old_bottom : bottom;
	}
	*box = (struct wlr_box){.x = x, .y = y, .width = right - x, .height = bottom - y};
}

/* To be given to free_pieces(). */
static struct pieces find_pieces(const struct capture *capture) {
	if (capture->guest == NULL) {
		return (struct pieces){0};
	}
	const struct desktop *desktop = capture->server->desktop;
	int most = wl_list_length(&desktop->views) + wl_list_length(&desktop->popups);
	struct pieces pieces = {
		.pictures = must(calloc((size_t)most + 1, sizeof(*pieces.pictures))),
	};
	const struct window_popup *popup;
	wl_list_for_each (popup, &desktop->popups, link) {
		if (popup->picture.surface->guest == capture->guest) {
			add_piece(&pieces, &popup->picture);
		}
	}
	const struct view *view;
	wl_list_for_each (view, &desktop->views, link) {
		if (view_guest(view) == capture->guest && view_is_shown(view)) {
			add_piece(&pieces, view->picture);
		}
	}

	if (pieces.count == 1) {
		/* A guest's size is what a display may be: that is bounded. */
		const struct guest_pixels *pixels = pieces.pictures[0]->buffer->pixels;
		pieces.box = (struct wlr_box){.width = pixels->width, .height = pixels->height};
	} else {
		/* A guest may place its windows as far from each other as it likes. */
		struct wlr_box layout;
		wlr_output_layout_get_box(desktop->output_layout, NULL, &layout);
		wlr_box_intersection(&pieces.box, &pieces.box, &layout);
	}
	return pieces;
}

static void free_pieces(struct pieces *pieces) {
	free(pieces->pictures);
}

static pixman_image_t *image_of(const struct guest_pixels *pixels) {
	pixman_format_code_t format =
		pixels->drm_format == DRM_FORMAT_RGB565 ? PIXMAN_r5g6b5 : PIXMAN_x8r8g8b8;
	return must(pixman_image_create_bits_no_clear(format, pixels->width, pixels->height,
		(uint32_t *)pixels->data, (int)pixels->stride));
}

/* Where it lies on the desktop, and as large as there. */
static void draw_as_shown(
	pixman_image_t *target, const struct guest_picture *picture, int origin_x, int origin_y) {
	const struct wlr_scene_buffer *node = picture->node;
	const struct guest_pixels *pixels = picture->buffer->pixels;
	struct wlr_fbox source = node->src_box;
	if (wlr_fbox_empty(&source)) {
		source = (struct wlr_fbox){.width = pixels->width, .height = pixels->height};
	}
	int x, y;
	wlr_scene_node_coords((struct wlr_scene_node *)&node->node, &x, &y);
	double scale_x = source.width / node->dst_width, scale_y = source.height / node->dst_height;
	struct pixman_transform transform;
	pixman_transform_init_scale(
		&transform, pixman_double_to_fixed(scale_x), pixman_double_to_fixed(scale_y));
	pixman_transform_translate(&transform, NULL, pixman_double_to_fixed(source.x),
		pixman_double_to_fixed(source.y));

	pixman_image_t *image = image_of(pixels);
	pixman_image_set_transform(image, &transform);
	pixman_image_set_filter(image,
		scale_x == 1 && scale_y == 1 ? PIXMAN_FILTER_NEAREST : PIXMAN_FILTER_BILINEAR, NULL,
		0);
	pixman_image_set_repeat(image, PIXMAN_REPEAT_PAD);
	pixman_image_composite32(PIXMAN_OP_SRC, image, NULL, target, 0, 0, 0, 0, x - origin_x,
		y - origin_y, node->dst_width, node->dst_height);
	pixman_image_unref(image);
}

static void draw(pixman_image_t *target, const struct pieces *pieces) {
	if (pieces->count == 1) {
		pixman_image_t *image = image_of(pieces->pictures[0]->buffer->pixels);
		pixman_image_composite32(PIXMAN_OP_SRC, image, NULL, target, 0, 0, 0, 0, 0, 0,
			pieces->box.width, pieces->box.height);
		pixman_image_unref(image);
		return;
	}
	const pixman_color_t transparent = {0};
	const pixman_box32_t all = {0, 0, pieces->box.width, pieces->box.height};
	pixman_image_fill_boxes(PIXMAN_OP_SRC, target, &transparent, 1, &all);
	for (int i = pieces->count - 1; i >= 0; i--) {
		draw_as_shown(target, pieces->pictures[i], pieces->box.x, pieces->box.y);
	}
}

/* false: the buffer is of no use. */
static bool draw_into(struct wlr_buffer *buffer, const struct pieces *pieces) {
	void *data;
	uint32_t format;
	size_t stride;
	if (buffer->width != pieces->box.width || buffer->height != pieces->box.height ||
		!wlr_buffer_begin_data_ptr_access(
			buffer, WLR_BUFFER_DATA_PTR_ACCESS_WRITE, &data, &format, &stride)) {
		return false;
	}
	bool usable = format == DRM_FORMAT_ARGB8888 && stride % 4 == 0 &&
	              stride >= (size_t)buffer->width * 4 && (uintptr_t)data % 4 == 0;
	if (usable) {
		pixman_image_t *target = must(pixman_image_create_bits_no_clear(
			PIXMAN_a8r8g8b8, buffer->width, buffer->height, data, (int)stride));
		draw(target, pieces);
		pixman_image_unref(target);
	}
	wlr_buffer_end_data_ptr_access(buffer);
	return usable;
}

static void copy(const struct capture *capture, struct wl_resource *resource,
	struct wl_resource *buffer_resource, const struct pieces *pieces) {
	if (pieces->count == 0 || wlr_box_empty(&pieces->box)) {
		domicile_capture_v1_send_failed(
			resource, DOMICILE_CAPTURE_V1_FAILURE_NOTHING_SHOWN);
		return;
	}
	if (pieces->box.width != capture->width || pieces->box.height != capture->height) {
		domicile_capture_v1_send_failed(resource, DOMICILE_CAPTURE_V1_FAILURE_CHANGED);
		return;
	}
	struct wlr_buffer *buffer = wlr_buffer_try_from_resource(buffer_resource);
	if (buffer != NULL && draw_into(buffer, pieces)) {
		domicile_capture_v1_send_ready(resource);
	} else {
		domicile_capture_v1_send_failed(
			resource, DOMICILE_CAPTURE_V1_FAILURE_INVALID_BUFFER);
	}
	wlr_buffer_unlock(buffer);
}

static void handle_copy(struct wl_client *client, struct wl_resource *resource,
	struct wl_resource *buffer_resource) {
	struct capture *capture = wl_resource_get_user_data(resource);
	if (capture->used) {
		wl_resource_post_error(resource, DOMICILE_CAPTURE_V1_ERROR_ALREADY_USED,
			"copy was requested before");
		return;
	}
	capture->used = true;
	struct pieces pieces = find_pieces(capture);
	copy(capture, resource, buffer_resource, &pieces);
	free_pieces(&pieces);
}

static void handle_destroy(struct wl_client *client, struct wl_resource *resource) {
	wl_resource_destroy(resource);
}

static const struct domicile_capture_v1_interface capture_impl = {
	.destroy = handle_destroy,
	.copy = handle_copy,
};

static void handle_resource_destroy(struct wl_resource *resource) {
	struct capture *capture = wl_resource_get_user_data(resource);
	listener_set(&capture->guest_destroy, NULL);
	free(capture);
}

static void handle_guest_destroy(struct wl_listener *listener, void *data) {
	struct capture *capture = wl_container_of(listener, capture, guest_destroy);
	listener_set(&capture->guest_destroy, NULL);
	capture->guest = NULL;
}

void control_capture_create(
	struct wl_resource *parent, uint32_t id, struct server *server, struct guest *guest) {
	struct wl_client *client = wl_resource_get_client(parent);
	struct wl_resource *resource = wl_resource_create(
		client, &domicile_capture_v1_interface, wl_resource_get_version(parent), id);
	if (resource == NULL) {
		wl_client_post_no_memory(client);
		return;
	}
	struct capture *capture = znew(struct capture);
	capture->server = server;
	capture->guest = guest;
	listener_init(&capture->guest_destroy, handle_guest_destroy);
	wl_resource_set_implementation(resource, &capture_impl, capture, handle_resource_destroy);
	if (guest != NULL) {
		listener_set(&capture->guest_destroy, &guest->events.destroy);
	}

	struct pieces pieces = find_pieces(capture);
	if (pieces.count == 0 || wlr_box_empty(&pieces.box)) {
		capture->used = true;
		domicile_capture_v1_send_failed(
			resource, DOMICILE_CAPTURE_V1_FAILURE_NOTHING_SHOWN);
	} else {
		capture->width = pieces.box.width;
		capture->height = pieces.box.height;
		domicile_capture_v1_send_buffer(
			resource, (uint32_t)capture->width, (uint32_t)capture->height);
	}
	free_pieces(&pieces);
}
