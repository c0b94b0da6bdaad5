#include "output_power.h"

#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_power_management_v1.h>

#include "alloc.h"
#include "desktop.h"
#include "output.h"
#include "server.h"

struct output_power {
	struct desktop *desktop;
	struct wl_listener set_mode;
};

static void set_power(struct output *output, bool on) {
	if (on == !output->powered_off) {
		return; /* it is so already */
	}
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, on);
	/* Before the commit, for those who hear of that. */
	output->powered_off = !on;
	if (!wlr_output_commit_state(output->wlr_output, &state)) {
		output->powered_off = on;
	}
	wlr_output_state_finish(&state);
}

static void handle_set_mode(struct wl_listener *listener, void *data) {
	struct output_power *power = wl_container_of(listener, power, set_mode);
	const struct wlr_output_power_v1_set_mode_event *event = data;
	struct output *output;
	wl_list_for_each (output, &power->desktop->outputs, link) {
		if (output->wlr_output == event->output && output->scene_output != NULL) {
			set_power(output, event->mode == ZWLR_OUTPUT_POWER_V1_MODE_ON);
			return;
		}
	}
}

struct output_power *output_power_create(struct desktop *desktop) {
	struct output_power *power = znew(struct output_power);
	power->desktop = desktop;
	struct wlr_output_power_manager_v1 *manager =
		must(wlr_output_power_manager_v1_create(desktop->server->display));
	power->set_mode.notify = handle_set_mode;
	wl_signal_add(&manager->events.set_mode, &power->set_mode);
	return power;
}

void output_power_destroy(struct output_power *power) {
	if (power == NULL) {
		return;
	}
	wl_list_remove(&power->set_mode.link);
	free(power);
}
