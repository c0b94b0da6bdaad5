#include "seamless/configure.h"

static bool same_size(const struct guest_box *a, const struct guest_box *b) {
	return a->width == b->width && a->height == b->height;
}

static bool same_place(const struct guest_box *a, const struct guest_box *b) {
	return a->x == b->x && a->y == b->y;
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
	if (guest_box_equal(guest, wanted) || (configure->refused && same_place(guest, wanted) &&
						      same_size(&configure->sent, wanted))) {
		return false;
	}
	*configure = (struct configure){.sent = *wanted, .wanted = *wanted, .on_its_way = true};
	return true;
}

bool configure_answer(struct configure *configure, const struct guest_box *guest) {
	configure->refused = false;
	if (!configure->on_its_way) {
		return false;
	}
	if (guest_box_equal(guest, &configure->wanted) ||
		configure->repeats == CONFIGURE_MAX_REPEATS) {
		configure->on_its_way = false;
		return false;
	}
	configure->sent = configure->wanted;
	configure->repeats++;
	return true;
}

bool configure_expire(struct configure *configure, struct guest_box *guest) {
	if (!configure->on_its_way) {
		return false;
	}
	guest->x = configure->sent.x;
	guest->y = configure->sent.y;
	struct guest_box wanted = configure->wanted;
	configure->on_its_way = false;
	configure->refused = !same_size(guest, &configure->sent);
	return configure_want(configure, guest, &wanted);
}
