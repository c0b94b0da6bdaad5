#include "seamless/configure.h"

bool guest_box_equal(const struct guest_box *a, const struct guest_box *b) {
	return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height;
}

bool configure_want(struct configure *configure, const struct guest_box *guest,
	const struct guest_box *wanted) {
	if (configure->on_its_way) {
		if (!guest_box_equal(&configure->wanted, wanted)) {
			configure->wanted = *wanted;
			configure->repeats = 0;
		}
		return false;
	}
	if (guest_box_equal(guest, wanted)) {
		return false;
	}
	*configure = (struct configure){.wanted = *wanted, .on_its_way = true};
	return true;
}

bool configure_answer(struct configure *configure, const struct guest_box *guest) {
	if (!configure->on_its_way) {
		return false;
	}
	if (guest_box_equal(guest, &configure->wanted) ||
		configure->repeats == CONFIGURE_MAX_REPEATS) {
		configure->on_its_way = false;
		return false;
	}
	configure->repeats++;
	return true;
}
