#include "key_repeat.h"

#include "guest.h"

static int handle_timer(void *data) {
	struct key_repeat *repeat = data;
	int rate = repeat->policy->repeat_rate;
	if (repeat->key != 0 && rate > 0) {
		repeat->repeat(repeat);
		wl_event_source_timer_update(repeat->timer, rate < 1000 ? 1000 / rate : 1);
	}
	return 0;
}

bool key_repeat_init(struct key_repeat *repeat, struct wl_event_loop *loop,
	const struct guest_policy *policy, void (*call)(struct key_repeat *repeat)) {
	*repeat = (struct key_repeat){.policy = policy, .repeat = call};
	repeat->timer = wl_event_loop_add_timer(loop, handle_timer, repeat);
	return repeat->timer != NULL;
}

void key_repeat_finish(struct key_repeat *repeat) {
	if (repeat->timer != NULL) {
		wl_event_source_remove(repeat->timer);
	}
}

void key_repeat_set(struct key_repeat *repeat, uint32_t key) {
	repeat->key = repeat->policy->repeat_rate > 0 ? key : 0;
	wl_event_source_timer_update(
		repeat->timer, repeat->key != 0 ? repeat->policy->repeat_delay : 0);
}
