#include "output_management.h"

#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_output_management_v1.h>

#include "alloc.h"
#include "desktop.h"
#include "output.h"
#include "server.h"

struct output_management {
	struct desktop *desktop;
	struct wlr_output_manager_v1 *manager;
	struct wl_listener apply;
	struct wl_listener test;
	struct wl_listener destroy;
};

static bool test_head(const struct wlr_output_configuration_head_v1 *head) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_head_v1_state_apply(&head->state, &state);
	bool ok = wlr_output_test_state(head->state.output, &state);
	wlr_output_state_finish(&state);
	return ok;
}

static bool commit_head(
	struct desktop *desktop, const struct wlr_output_configuration_head_v1 *head) {
	struct wlr_output *wlr_output = head->state.output;
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_head_v1_state_apply(&head->state, &state);
	bool ok = wlr_output_commit_state(wlr_output, &state);
	wlr_output_state_finish(&state);
	if (ok) {
		struct output *output = wlr_output->data;
		output->powered_off = false;
		if (head->state.enabled) {
			wlr_output_layout_add(
				desktop->output_layout, wlr_output, head->state.x, head->state.y);
		}
	}
	return ok;
}

/* Of a configuration that some screen refuses, nothing is done. */
static void configure(struct output_management *management,
	struct wlr_output_configuration_v1 *configuration, bool commit) {
	bool accepted = true;
	struct wlr_output_configuration_head_v1 *head;
	wl_list_for_each (head, &configuration->heads, link) {
		accepted = accepted && test_head(head);
	}
	if (accepted && commit) {
		wl_list_for_each (head, &configuration->heads, link) {
			accepted = commit_head(management->desktop, head) && accepted;
		}
		desktop_update_outputs(management->desktop);
	}

	if (accepted) {
		wlr_output_configuration_v1_send_succeeded(configuration);
	} else {
		wlr_output_configuration_v1_send_failed(configuration);
	}
	wlr_output_configuration_v1_destroy(configuration);
}

static void handle_apply(struct wl_listener *listener, void *data) {
	struct output_management *management = wl_container_of(listener, management, apply);
	configure(management, data, true);
}

static void handle_test(struct wl_listener *listener, void *data) {
	struct output_management *management = wl_container_of(listener, management, test);
	configure(management, data, false);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct output_management *management = wl_container_of(listener, management, destroy);
	wl_list_remove(&management->apply.link);
	wl_list_remove(&management->test.link);
	wl_list_remove(&management->destroy.link);
	management->manager = NULL;
}

struct output_management *output_management_create(struct desktop *desktop) {
	struct output_management *management = znew(struct output_management);
	management->desktop = desktop;
	management->manager = must(wlr_output_manager_v1_create(desktop->server->display));
	management->apply.notify = handle_apply;
	wl_signal_add(&management->manager->events.apply, &management->apply);
	management->test.notify = handle_test;
	wl_signal_add(&management->manager->events.test, &management->test);
	management->destroy.notify = handle_destroy;
	wl_signal_add(&management->manager->events.destroy, &management->destroy);
	return management;
}

void output_management_destroy(struct output_management *management) {
	if (management == NULL) {
		return;
	}
	if (management->manager != NULL) {
		handle_destroy(&management->destroy, NULL);
	}
	free(management);
}

void output_management_update(struct output_management *management) {
	if (management->manager == NULL) {
		return;
	}
	struct wlr_output_configuration_v1 *configuration =
		must(wlr_output_configuration_v1_create());
	struct output *output;
	wl_list_for_each (output, &management->desktop->outputs, link) {
		struct wlr_output_configuration_head_v1 *head = must(
			wlr_output_configuration_head_v1_create(configuration, output->wlr_output));
		head->state.enabled = output_is_in_use(output);
		if (output->scene_output != NULL) {
			head->state.x = output->box.x;
			head->state.y = output->box.y;
		}
	}
	wlr_output_manager_v1_set_configuration(management->manager, configuration);
}
