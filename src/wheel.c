#include "wheel.h"

#define CLICK 120

int32_t wheel_clicks(int32_t *rest, int32_t v120) {
	/* A turn back starts anew: half a click up is not undone by half a click down. */
	if ((v120 > 0) != (*rest > 0)) {
		*rest = 0;
	}
	int64_t sum = (int64_t)*rest + v120;
	*rest = (int32_t)(sum % CLICK);
	return (int32_t)(sum / CLICK);
}
