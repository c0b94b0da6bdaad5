#ifndef DOMICILE_KEY_REPEAT_H
#define DOMICILE_KEY_REPEAT_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>

struct guest_policy;

/* Repeats a held key, where neither the device nor the guest does, as often as the policy says. */
struct key_repeat {
	const struct guest_policy *policy; /* borrowed */
	void (*repeat)(struct key_repeat *repeat);
	uint32_t key; /* held; 0: none */
	struct wl_event_source *timer;
};

/* False with errno set. */
bool key_repeat_init(struct key_repeat *repeat, struct wl_event_loop *loop,
	const struct guest_policy *policy, void (*call)(struct key_repeat *repeat));
void key_repeat_finish(struct key_repeat *repeat); /* accepts one that is zero */

/* It is held from now on, in place of any other. 0: none is. */
void key_repeat_set(struct key_repeat *repeat, uint32_t key);

#endif
