#include "gamma.h"

#include <wlr/types/wlr_gamma_control_v1.h>
#include <wlr/types/wlr_output.h>

#include "alloc.h"
#include "desktop.h"
#include "output.h"
#include "server.h"

struct gamma {
	struct desktop *desktop;
	struct wlr_gamma_control_manager_v1 *manager;
	struct wl_listener set_gamma;
};

/* A program has set one, or has gone. */
static void handle_set_gamma(struct wl_listener *listener, void *data) {
	struct gamma *gamma = wl_container_of(listener, gamma, set_gamma);
	const struct wlr_gamma_control_manager_v1_set_gamma_event *event = data;
	struct output *output;
	wl_list_for_each (output, &gamma->desktop->outputs, link) {
		if (output->wlr_output == event->output) {
			output->gamma_changed = true;
			wlr_output_schedule_frame(output->wlr_output);
		}
	}
}

bool gamma_is_set(const struct gamma *gamma, const struct output *output) {
	return wlr_gamma_control_manager_v1_get_control(gamma->manager, output->wlr_output) != NULL;
}

void gamma_add_to_frame(
	struct gamma *gamma, struct output *output, struct wlr_output_state *state) {
	struct wlr_gamma_control_v1 *control =
		wlr_gamma_control_manager_v1_get_control(gamma->manager, output->wlr_output);
	output->gamma_changed = false;
	if (!wlr_gamma_control_v1_apply(control, state) ||
		!wlr_output_test_state(output->wlr_output, state)) {
		state->committed &= ~(uint32_t)WLR_OUTPUT_STATE_GAMMA_LUT;
		wlr_gamma_control_v1_send_failed_and_destroy(control);
	}
}

struct gamma *gamma_create(struct desktop *desktop) {
	struct gamma *gamma = znew(struct gamma);
	gamma->desktop = desktop;
	gamma->manager = must(wlr_gamma_control_manager_v1_create(desktop->server->display));
	gamma->set_gamma.notify = handle_set_gamma;
	wl_signal_add(&gamma->manager->events.set_gamma, &gamma->set_gamma);
	return gamma;
}

void gamma_destroy(struct gamma *gamma) {
	if (gamma == NULL) {
		return;
	}
	wl_list_remove(&gamma->set_gamma.link);
	free(gamma);
}
