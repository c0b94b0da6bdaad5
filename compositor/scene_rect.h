#ifndef DOMICILE_SCENE_RECT_H
#define DOMICILE_SCENE_RECT_H

#include <wlr/types/wlr_scene.h>

/* Relative to its parent, in layout pixels. */
static inline void scene_rect_place(
	struct wlr_scene_rect *rect, int x, int y, int width, int height) {
	wlr_scene_node_set_position(&rect->node, x, y);
	wlr_scene_rect_set_size(rect, width, height);
}

#endif
