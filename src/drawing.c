#include "drawing.h"

#include "monotonic.h"

/* It goes on if it draws again so soon: two frames, and time to be late. */
#define AGAIN_MS 40

bool drawing_goes_on(struct drawing *drawing, bool drew) {
	if (!drew && !drawing->going_on) {
		return false;
	}
	int64_t now_ms = monotonic_ms();
	drawing->going_on = now_ms - drawing->last_ms < AGAIN_MS;
	if (drew) {
		drawing->last_ms = now_ms;
	}
	return drawing->going_on;
}
