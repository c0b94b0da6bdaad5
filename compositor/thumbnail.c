#include "thumbnail.h"

#include <math.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "guest_picture.h"
#include "listener.h"
#include "monotonic.h"
#include "view.h"

/* A node of the view's content, and the one that stands for it. */
struct thumbnail_part {
	struct wl_list link; /* thumbnail.parts */
	struct thumbnail *thumbnail;
	struct wlr_scene_node *source, *copy;

	struct wl_listener source_destroy;
	struct wl_listener surface_commit; /* where the source shows a program's */
	struct wl_listener frame_done;
};

/* A look at all nodes of the content, in which the parts are brought in line with them. */
struct walk {
	struct thumbnail *thumbnail;
	struct wl_list *last; /* of the parts that are right by now */
	const struct wlr_scene_node *damaged;
	const pixman_region32_t *damage; /* of its buffer, in that's pixels; NULL: of none */
};

static void sync_parts(struct thumbnail *thumbnail, const struct wlr_scene_node *damaged,
	const pixman_region32_t *damage);

/* And not what is around it. */
static bool shows_picture(const struct thumbnail_part *part) {
	const struct guest_picture *picture = part->thumbnail->view->picture;
	return picture != NULL && part->source == &picture->node->node;
}

static void part_destroy(struct thumbnail_part *part) {
	if (shows_picture(part)) {
		guest_picture_set_mirror(part->thumbnail->view->picture, NULL);
	}
	listener_set(&part->source_destroy, NULL);
	listener_set(&part->surface_commit, NULL);
	listener_set(&part->frame_done, NULL);
	wl_list_remove(&part->link);
	wlr_scene_node_destroy(part->copy);
	free(part);
}

static void handle_source_destroy(struct wl_listener *listener, void *data) {
	struct thumbnail_part *part = wl_container_of(listener, part, source_destroy);
	part_destroy(part);
}

static struct wlr_surface *surface_of(struct wlr_scene_node *node) {
	struct wlr_scene_surface *surface =
		node->type == WLR_SCENE_NODE_BUFFER
			? wlr_scene_surface_try_from_buffer(wlr_scene_buffer_from_node(node))
			: NULL;
	return surface != NULL ? surface->surface : NULL;
}

/* After the scene has taken it over. */
static void handle_surface_commit(struct wl_listener *listener, void *data) {
	struct thumbnail_part *part = wl_container_of(listener, part, surface_commit);
	const struct wlr_surface *surface = data;
	sync_parts(part->thumbnail, part->source, &surface->buffer_damage);
}

/* The window itself may be out of sight, and its program would wait for a frame for ever. */
static void handle_frame_done(struct wl_listener *listener, void *data) {
	struct thumbnail_part *part = wl_container_of(listener, part, frame_done);
	struct timespec now = monotonic_timespec(monotonic_ns());
	wlr_surface_send_frame_done(surface_of(part->source), &now);
}

static struct thumbnail_part *part_create(
	struct thumbnail *thumbnail, struct wlr_scene_node *source) {
	struct thumbnail_part *part = znew(struct thumbnail_part);
	struct wlr_surface *surface = surface_of(source);
	part->thumbnail = thumbnail;
	part->source = source;
	listener_init(&part->source_destroy, handle_source_destroy);
	listener_init(&part->surface_commit, handle_surface_commit);
	listener_init(&part->frame_done, handle_frame_done);
	listener_set(&part->source_destroy, &source->events.destroy);
	if (source->type == WLR_SCENE_NODE_RECT) {
		struct wlr_scene_rect *copy =
			must(wlr_scene_rect_create(thumbnail->tree, 0, 0, (float[4]){0}));
		part->copy = &copy->node;
		return part;
	}
	struct wlr_scene_buffer *copy = must(wlr_scene_buffer_create(thumbnail->tree, NULL));
	part->copy = &copy->node;
	if (surface != NULL) {
		listener_set(&part->surface_commit, &surface->events.commit);
		listener_set(&part->frame_done, &copy->events.frame_done);
	} else if (shows_picture(part)) {
		guest_picture_set_mirror(thumbnail->view->picture, copy);
	}
	return part;
}

static int scaled(const struct thumbnail *thumbnail, double size) {
	return (int)lround(size * thumbnail->width / thumbnail->view->box.width);
}

static void buffer_size(const struct wlr_scene_buffer *buffer, int *width, int *height) {
	bool turned = buffer->transform & WL_OUTPUT_TRANSFORM_90;
	*width = buffer->dst_width;
	*height = buffer->dst_height;
	if (*width == 0 && *height == 0 && buffer->buffer != NULL) {
		*width = turned ? buffer->buffer->height : buffer->buffer->width;
		*height = turned ? buffer->buffer->width : buffer->buffer->height;
	}
}

static void copy_buffer(const struct walk *walk, const struct wlr_scene_buffer *source,
	struct wlr_scene_buffer *copy, int width, int height) {
	bool damaged = walk->damaged == &source->node && walk->damage != NULL &&
	               pixman_region32_not_empty(walk->damage);
	bool single =
		source->buffer != NULL && source->buffer->width == 1 && source->buffer->height == 1;
	wlr_scene_buffer_set_source_box(copy, &source->src_box);
	wlr_scene_buffer_set_transform(copy, source->transform);
	wlr_scene_buffer_set_opacity(copy, source->opacity);
	wlr_scene_buffer_set_filter_mode(
		copy, single ? WLR_SCALE_FILTER_NEAREST : WLR_SCALE_FILTER_BILINEAR);
	wlr_scene_buffer_set_dest_size(copy, width, height);
	const struct guest_picture *picture = walk->thumbnail->view->picture;
	if (picture != NULL && source == picture->node) {
		pixman_region32_t opaque; /* as guest_picture.c has it */
		pixman_region32_init_rect(&opaque, 0, 0, width, height);
		wlr_scene_buffer_set_opaque_region(copy, &opaque);
		pixman_region32_fini(&opaque);
	}
	if (copy->buffer != source->buffer || damaged) {
		wlr_scene_buffer_set_buffer_with_damage(
			copy, source->buffer, damaged ? walk->damage : NULL);
	}
}

static void update_part(const struct walk *walk, struct thumbnail_part *part, int x, int y) {
	const struct thumbnail *thumbnail = walk->thumbnail;
	int left = scaled(thumbnail, x), top = scaled(thumbnail, y), width, height;
	if (part->source->type == WLR_SCENE_NODE_RECT) {
		const struct wlr_scene_rect *source = wlr_scene_rect_from_node(part->source);
		struct wlr_scene_rect *copy = wlr_scene_rect_from_node(part->copy);
		wlr_scene_rect_set_color(copy, source->color);
		wlr_scene_rect_set_size(copy, scaled(thumbnail, x + source->width) - left,
			scaled(thumbnail, y + source->height) - top);
	} else {
		struct wlr_scene_buffer *source = wlr_scene_buffer_from_node(part->source);
		buffer_size(source, &width, &height);
		width = scaled(thumbnail, x + width) - left;
		height = scaled(thumbnail, y + height) - top;
		/* A size of 0 would be the buffer's own. */
		wlr_scene_node_set_enabled(part->copy, width > 0 && height > 0);
		copy_buffer(walk, source, wlr_scene_buffer_from_node(part->copy),
			width > 0 ? width : 1, height > 0 ? height : 1);
	}
	wlr_scene_node_set_position(part->copy, left, top);
}

static void remove_rest(struct walk *walk) {
	while (walk->last->next != &walk->thumbnail->parts) {
		struct thumbnail_part *part = wl_container_of(walk->last->next, part, link);
		part_destroy(part);
	}
}

/* x, y: of the node's parent in the content. */
static void walk_node(struct walk *walk, struct wlr_scene_node *node, int x, int y) {
	struct thumbnail *thumbnail = walk->thumbnail;
	if (!node->enabled) {
		return;
	}
	x += node->x;
	y += node->y;
	if (node->type == WLR_SCENE_NODE_TREE) {
		struct wlr_scene_node *child;
		wl_list_for_each (child, &wlr_scene_tree_from_node(node)->children, link) {
			walk_node(walk, child, x, y);
		}
		return;
	}

	struct thumbnail_part *part = NULL;
	if (walk->last->next != &thumbnail->parts) {
		part = wl_container_of(walk->last->next, part, link);
	}
	if (part == NULL || part->source != node) {
		remove_rest(walk); /* what follows is made anew, in the right order */
		part = part_create(thumbnail, node);
		wl_list_insert(walk->last, &part->link);
	}
	update_part(walk, part, x, y);
	walk->last = &part->link;
}

static void sync_parts(struct thumbnail *thumbnail, const struct wlr_scene_node *damaged,
	const pixman_region32_t *damage) {
	struct walk walk = {
		.thumbnail = thumbnail,
		.last = &thumbnail->parts,
		.damaged = damaged,
		.damage = damage,
	};
	struct wlr_scene_node *child;
	wl_list_for_each (child, &thumbnail->view->content->children, link) {
		walk_node(&walk, child, 0, 0);
	}
	remove_rest(&walk);
}

static void fit(struct thumbnail *thumbnail) {
	const struct wlr_box *box = &thumbnail->view->box;
	double factor = fmin(1, fmin((double)thumbnail->room_width / box->width,
					(double)thumbnail->room_height / box->height));
	thumbnail->width = (int)fmax(1, lround(box->width * factor));
	thumbnail->height = (int)fmax(1, lround(box->height * factor));
}

void thumbnail_update(struct thumbnail *thumbnail) {
	fit(thumbnail);
	sync_parts(thumbnail, NULL, NULL);
}

static void handle_picture_update(struct wl_listener *listener, void *data) {
	struct thumbnail *thumbnail = wl_container_of(listener, thumbnail, picture_update);
	sync_parts(thumbnail, &thumbnail->view->picture->node->node, data);
}

static void handle_picture_destroy(struct wl_listener *listener, void *data) {
	struct thumbnail *thumbnail = wl_container_of(listener, thumbnail, picture_destroy);
	listener_set(&thumbnail->picture_update, NULL);
	listener_set(&thumbnail->picture_destroy, NULL);
	struct thumbnail_part *part, *tmp;
	wl_list_for_each_safe (part, tmp, &thumbnail->parts, link) {
		if (shows_picture(part)) {
			part_destroy(part);
		}
	}
}

struct thumbnail *thumbnail_create(
	struct wlr_scene_tree *parent, struct view *view, int room_width, int room_height) {
	struct thumbnail *thumbnail = znew(struct thumbnail);
	thumbnail->view = view;
	thumbnail->room_width = room_width;
	thumbnail->room_height = room_height;
	thumbnail->tree = must(wlr_scene_tree_create(parent));
	wl_list_init(&thumbnail->parts);
	listener_init(&thumbnail->picture_update, handle_picture_update);
	listener_init(&thumbnail->picture_destroy, handle_picture_destroy);
	if (view->picture != NULL) {
		listener_set(&thumbnail->picture_update, &view->picture->events.update);
		listener_set(&thumbnail->picture_destroy, &view->picture->events.destroy);
	}
	thumbnail_update(thumbnail);
	return thumbnail;
}

void thumbnail_destroy(struct thumbnail *thumbnail) {
	if (thumbnail == NULL) {
		return;
	}
	listener_set(&thumbnail->picture_update, NULL);
	listener_set(&thumbnail->picture_destroy, NULL);
	struct thumbnail_part *part, *tmp;
	wl_list_for_each_safe (part, tmp, &thumbnail->parts, link) {
		part_destroy(part);
	}
	wlr_scene_node_destroy(&thumbnail->tree->node);
	free(thumbnail);
}
