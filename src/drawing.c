#include "drawing.h"

#include "monotonic.h"

/* It goes on if it has drawn again so soon: two frames, and time to be late. */
#define AGAIN_MS 40

bool drawing_goes_on(struct drawing *drawing, bool drew) {
	if (!drew) {
		return false;
	}
	int64_t now_ms = monotonic_ms();
	bool again = now_ms - drawing->last_ms < AGAIN_MS;
	drawing->last_ms = now_ms;
	return again;
}
