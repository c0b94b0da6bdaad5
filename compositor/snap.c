#include "snap.h"

#include <wlr/util/edges.h>

#include "desktop.h"
#include "frame.h"
#include "output.h"

#define DISTANCE 4 /* from the edge, where a window that is dropped snaps to it */

uint32_t snap_edge_at(const struct desktop *desktop, double lx, double ly, struct output **output) {
	*output = desktop_output_at(desktop, lx, ly);
	if (*output == NULL) {
		return WLR_EDGE_NONE;
	}
	const struct wlr_box *box = &(*output)->box;
	int right = box->x + box->width;
	if (lx < box->x + DISTANCE && desktop_output_at(desktop, box->x - 1, ly) == NULL) {
		return WLR_EDGE_LEFT;
	}
	if (lx >= right - DISTANCE && desktop_output_at(desktop, right, ly) == NULL) {
		return WLR_EDGE_RIGHT;
	}
	if (ly < box->y + DISTANCE && desktop_output_at(desktop, lx, box->y - 1) == NULL) {
		return WLR_EDGE_TOP;
	}
	return WLR_EDGE_NONE;
}

struct wlr_box snap_box(const struct output *output, uint32_t edge) {
	struct wlr_box box = output_usable_area(output);
	int half = box.width / 2;
	if (edge == WLR_EDGE_LEFT) {
		box.width = half;
	} else if (edge == WLR_EDGE_RIGHT) {
		box.x += half;
		box.width -= half;
	}
	box.x += FRAME_BORDER;
	box.y += FRAME_BORDER + FRAME_TITLE_HEIGHT;
	box.width -= 2 * FRAME_BORDER;
	box.height -= 2 * FRAME_BORDER + FRAME_TITLE_HEIGHT;
	box.width = box.width < 1 ? 1 : box.width;
	box.height = box.height < 1 ? 1 : box.height;
	return box;
}
