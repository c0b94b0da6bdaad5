#include "xen/stall.h"

#include <errno.h>

/* A guest that hasn't read in that time what it was given has stopped. */
#define STALL_MS 3000

#define LOOK_MS 1000

static bool has_read(struct stall *stall) {
	return stall->impl->unread(stall) <= stall->impl->written(stall) - stall->mark;
}

static void set_stalled(struct stall *stall, bool stalled) {
	if (stall->stalled != stalled) {
		stall->stalled = stalled;
		stall->impl->changed(stall, stalled);
	}
}

static void wait_for_reading(struct stall *stall) {
	stall->waiting = true;
	stall->mark = stall->impl->written(stall);
	wl_event_source_timer_update(stall->timer, STALL_MS);
}

static void look_at_what_is_left(struct stall *stall) {
	set_stalled(stall, false);
	if (stall->impl->unread(stall) > 0) {
		wait_for_reading(stall);
	}
}

static int handle_timer(void *data) {
	struct stall *stall = data;
	stall->waiting = false;
	/* Between the two looks, the guest has been asked to say so. */
	if (!has_read(stall) && stall->impl->listen != NULL) {
		stall->impl->listen(stall);
	}
	if (has_read(stall)) {
		look_at_what_is_left(stall);
		return 0;
	}
	set_stalled(stall, true);
	if (stall->impl->listen == NULL) {
		wl_event_source_timer_update(stall->timer, LOOK_MS);
	}
	return 0;
}

bool stall_init(struct stall *stall, const struct stall_impl *impl, struct wl_event_loop *loop) {
	*stall = (struct stall){.impl = impl};
	stall->timer = wl_event_loop_add_timer(loop, handle_timer, stall);
	if (stall->timer == NULL) {
		errno = ENOMEM;
	}
	return stall->timer != NULL;
}

void stall_finish(struct stall *stall) {
	if (stall->timer != NULL) {
		stall_reset(stall);
		wl_event_source_remove(stall->timer);
		stall->timer = NULL;
	}
}

void stall_wrote(struct stall *stall) {
	if (!stall->waiting && !stall->stalled) {
		wait_for_reading(stall);
	}
}

bool stall_check(struct stall *stall) {
	if (stall->stalled && has_read(stall)) {
		wl_event_source_timer_update(stall->timer, 0);
		look_at_what_is_left(stall);
	}
	return !stall->stalled;
}

void stall_reset(struct stall *stall) {
	stall->waiting = false;
	wl_event_source_timer_update(stall->timer, 0);
	set_stalled(stall, false);
}
