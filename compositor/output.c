#include "output.h"

#include <wlr/backend/session.h>
#include <wlr/backend/wayland.h>
#include <wlr/config.h>
#if WLR_HAS_X11_BACKEND
#include <wlr/backend/x11.h>
#endif
#include <wlr/render/pass.h>
#include <wlr/render/swapchain.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "alloc.h"
#include "color.h"
#include "config.h"
#include "damage.h"
#include "desktop.h"
#include "gamma.h"
#include "idle.h"
#include "layer_shell.h"
#include "log.h"
#include "monotonic.h"
#include "renderer_recovery.h"
#include "server.h"
#include "stats.h"

#define RESUME_MS 50 /* until wlroots has lit a screen up again after a switch of consoles */

static int64_t period_ns(const struct output *output) {
	int refresh = output->wlr_output->refresh; /* mHz, 0 if unknown */
	return refresh > 0 ? MONOTONIC_NS_PER_S * 1000 / refresh : MONOTONIC_NS_PER_S / 60;
}

/* The scene has changed, a program waits for a frame, or someone has something to draw in one. */
static bool has_work(const struct output *output) {
	return output->wlr_output->needs_frame ||
	       !wl_list_empty(&output->events.draw.listener_list);
}

/* Not while it is dark or the user is on another virtual terminal, nor after the renderer was lost. */
static bool can_draw(const struct output *output) {
	const struct server *server = output->desktop->server;
	return output->wlr_output->enabled &&
	       (server->session == NULL || server->session->active) &&
	       !renderer_recovery_is_due(server->recovery);
}

static void commit(struct output *output) {
	if (!output->gamma_changed) {
		wlr_scene_output_commit(output->scene_output, NULL);
		return;
	}
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	if (wlr_scene_output_build_state(output->scene_output, &state, NULL)) {
		gamma_add_to_frame(output->desktop->gamma, output, &state);
		wlr_output_commit_state(output->wlr_output, &state);
	}
	wlr_output_state_finish(&state);
}

/* Draws now, up to leeway (ns) too early, or arms the timer. */
static void frame(struct output *output, int64_t leeway) {
	if (output->frame_waiting || output->scene_output == NULL || !has_work(output) ||
		!can_draw(output)) {
		return;
	}

	int64_t now = monotonic_ns();
	int64_t period = period_ns(output);
	int64_t wait = output->next_frame - now;
	if (wait > leeway) {
		int wait_ms = (int)(wait / MONOTONIC_NS_PER_MS);
		output->frame_waiting = true;
		wl_event_source_timer_update(output->frame_timer, wait_ms > 0 ? wait_ms : 1);
		return;
	}
	bool asked = output->frame_asked || output->wlr_output->needs_frame;
	output->frame_asked = false;

	output->guest_damage = false;
	wl_signal_emit_mutable(&output->events.listen, NULL);
	wl_signal_emit_mutable(&output->events.draw, NULL);
	output->desktop->server->stats->guest_frames += output->guest_damage;
	/* What wlroots would draw the whole of, were it many little rectangles. */
	damage_simplify(&output->scene_output->damage_ring.current, output->wlr_output->width,
		output->wlr_output->height);
	commit(output);
	idle_update(output->desktop->server->idle);

	struct timespec when = monotonic_timespec(now);
	wlr_scene_output_send_frame_done(output->scene_output, &when);

	/*
	 * A frame in which there turned out to be nothing new counts too, if it was asked for: guests
	 * may ask for them all day. One that was only to look for more doesn't count: what comes
	 * right after it need not wait. A frame that came late leaves the beat as it was.
	 */
	bool more = !wl_list_empty(&output->events.draw.listener_list);
	if (asked || more) {
		bool in_beat = wait <= 0 && wait > -period;
		output->next_frame = (in_beat ? output->next_frame : now) + period;
	}
	if (more && !output->wlr_output->frame_pending) {
		frame(output, 0); /* nothing of it could be seen: no commit brings the next */
	}
}

static void handle_frame(struct wl_listener *listener, void *data) {
	struct output *output = wl_container_of(listener, output, frame);
	/*
	 * A screen with a vertical blank ticks by itself, at a rate that isn't quite what it says, a
	 * little early or late. That much leeway keeps us from missing its beat.
	 */
	frame(output, period_ns(output) / 4);
}

static int handle_frame_timer(void *data) {
	struct output *output = data;
	output->frame_waiting = false;
	frame(output, MONOTONIC_NS_PER_MS); /* which it counts in */
	return 0;
}

static void handle_frame_idle(void *data) {
	struct output *output = data;
	output->frame_idle = NULL;
	frame(output, 0);
}

void output_schedule_draw(struct output *output) {
	output->frame_asked = true;
	if (output->wlr_output->frame_pending || output->frame_waiting ||
		output->frame_idle != NULL) {
		return; /* it comes anyway */
	}
	output->frame_idle =
		wl_event_loop_add_idle(output->desktop->server->loop, handle_frame_idle, output);
}

bool output_is_in_use(const struct output *output) {
	return output->wlr_output->enabled || output->powered_off;
}

void output_resume(struct output *output) {
	if (output->scene_output != NULL) {
		output->frame_waiting = true;
		wl_event_source_timer_update(output->frame_timer, RESUME_MS);
	}
}

static bool paint_over(struct server *server, struct wlr_buffer *buffer, uint32_t color) {
	float floats[4];
	color_to_floats(color, floats);
	struct wlr_render_pass *pass =
		wlr_renderer_begin_buffer_pass(server->renderer, buffer, NULL);
	if (pass == NULL) {
		return false;
	}
	wlr_render_pass_add_rect(
		pass, &(struct wlr_render_rect_options){
			      .box = {.width = buffer->width, .height = buffer->height},
			      .color = {floats[0], floats[1], floats[2], 1},
		      });
	return wlr_render_pass_submit(pass);
}

void output_forget_picture(struct output *output, uint32_t color) {
	const struct wlr_swapchain *swapchain = output->wlr_output->swapchain;
	for (int i = 0; swapchain != NULL && i < WLR_SWAPCHAIN_CAP; i++) {
		struct wlr_buffer *buffer = swapchain->slots[i].buffer;
		if (buffer != NULL && !paint_over(output->desktop->server, buffer, color)) {
			log_error("output: %s will show for a moment what it has shown before",
				output->wlr_output->name);
		}
	}
	if (output->scene_output != NULL) {
		wlr_damage_ring_add_whole(&output->scene_output->damage_ring);
	}
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct output *output = wl_container_of(listener, output, commit);
	const struct wlr_output_event_commit *event = data;

	if (event->state->committed & WLR_OUTPUT_STATE_BUFFER &&
		(!(event->state->committed & WLR_OUTPUT_STATE_DAMAGE) ||
			pixman_region32_not_empty(&event->state->damage))) {
		output->desktop->server->stats->frames++;
	}
	if (event->state->committed & WLR_OUTPUT_STATE_ENABLED) {
		output->powered_off = output->powered_off && !output->wlr_output->enabled;
		output->gamma_changed = gamma_is_set(output->desktop->gamma, output);
		desktop_update_outputs(output->desktop);
		idle_update(output->desktop->server->idle);
	}
}

static void handle_request_state(struct wl_listener *listener, void *data) {
	struct output *output = wl_container_of(listener, output, request_state);
	const struct wlr_output_event_request_state *event = data;
	wlr_output_commit_state(output->wlr_output, event->state);
}

static void remove_from_scene(struct output *output) {
	if (output->scene_output == NULL) {
		return;
	}
	layer_shell_close_all(output->desktop->layer_shell, output);
	wlr_scene_node_destroy(&output->background->node);
	output->background = NULL;
	wlr_scene_output_destroy(output->scene_output);
	output->scene_output = NULL;
	output->box = output->usable = (struct wlr_box){0};

	output->frame_waiting = false;
	wl_event_source_timer_update(output->frame_timer, 0);
	if (output->frame_idle != NULL) {
		wl_event_source_remove(output->frame_idle);
		output->frame_idle = NULL;
	}
}

void output_update_box(struct output *output) {
	struct wlr_box box;
	wlr_output_layout_get_box(output->desktop->output_layout, output->wlr_output, &box);
	if (wlr_box_empty(&box)) {
		remove_from_scene(output);
		return;
	}

	if (output->scene_output == NULL) {
		output->scene_output =
			must(wlr_scene_output_create(output->desktop->scene, output->wlr_output));
		output->background = must(wlr_scene_rect_create(
			output->desktop->layers[DESKTOP_BACKGROUND], 0, 0, (float[4]){0}));
	}
	if (!wlr_box_equal(&output->box, &box)) {
		output->box = box;
		layer_shell_arrange(output->desktop->layer_shell, output);
	}
	wlr_scene_output_set_position(output->scene_output, box.x, box.y);

	float color[4];
	color_to_floats(output->desktop->server->config->background, color);
	wlr_scene_rect_set_color(output->background, color);
	wlr_scene_rect_set_size(output->background, box.width, box.height);
	wlr_scene_node_set_position(&output->background->node, box.x, box.y);
}

struct wlr_box output_usable_area(const struct output *output) {
	return output->usable;
}

/* Of another session's desktop, in which we are. */
static bool is_window(struct wlr_output *wlr_output) {
#if WLR_HAS_X11_BACKEND
	if (wlr_output_is_x11(wlr_output)) {
		return true;
	}
#endif
	return wlr_output_is_wl(wlr_output);
}

static void handle_output_destroy(struct wl_listener *listener, void *data) {
	struct output *output = wl_container_of(listener, output, output_destroy);
	struct desktop *desktop = output->desktop;

	log_info("output: %s has gone", output->wlr_output->name);
	wl_signal_emit_mutable(&output->events.destroy, NULL);
	remove_from_scene(output);
	wl_list_remove(&output->link);
	wl_list_remove(&output->frame.link);
	wl_list_remove(&output->commit.link);
	wl_list_remove(&output->request_state.link);
	wl_list_remove(&output->output_destroy.link);
	wl_event_source_remove(output->frame_timer);
	if (output->frame_idle != NULL) {
		wl_event_source_remove(output->frame_idle);
	}
	wlr_output_layout_remove(desktop->output_layout, output->wlr_output);
	/* A screen that was pulled out is put in again; a window that was closed doesn't come back. */
	if (is_window(output->wlr_output) && wl_list_empty(&desktop->outputs)) {
		wl_signal_emit_mutable(&desktop->server->events.quit, NULL);
	}
	output->wlr_output->data = NULL;
	free(output);
}

static bool light_up(struct wlr_output *wlr_output) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	struct wlr_output_mode *mode = wlr_output_preferred_mode(wlr_output);
	if (mode != NULL) {
		wlr_output_state_set_mode(&state, mode);
	}
	bool ok = wlr_output_commit_state(wlr_output, &state);

	/* Some screens promise a mode that the rest of the machine can't deliver. */
	struct wlr_output_mode *other;
	wl_list_for_each (other, &wlr_output->modes, link) {
		if (ok) {
			break;
		}
		wlr_output_state_set_mode(&state, other);
		ok = wlr_output_commit_state(wlr_output, &state);
	}
	wlr_output_state_finish(&state);
	return ok;
}

struct output *output_create(struct desktop *desktop, struct wlr_output *wlr_output) {
	struct server *server = desktop->server;
	if (!wlr_output_init_render(wlr_output, server->allocator, server->renderer)) {
		log_error("output: %s can't be drawn to", wlr_output->name);
		return NULL;
	}

	struct output *output = znew(struct output);
	output->desktop = desktop;
	output->wlr_output = wlr_output;
	wlr_output->data = output;
	wl_list_insert(desktop->outputs.prev, &output->link);
	wl_signal_init(&output->events.listen);
	wl_signal_init(&output->events.draw);
	wl_signal_init(&output->events.destroy);
	output->frame_timer =
		must(wl_event_loop_add_timer(server->loop, handle_frame_timer, output));

	output->frame.notify = handle_frame;
	wl_signal_add(&wlr_output->events.frame, &output->frame);
	output->commit.notify = handle_commit;
	wl_signal_add(&wlr_output->events.commit, &output->commit);
	output->request_state.notify = handle_request_state;
	wl_signal_add(&wlr_output->events.request_state, &output->request_state);
	output->output_destroy.notify = handle_output_destroy;
	wl_signal_add(&wlr_output->events.destroy, &output->output_destroy);

	if (wlr_output_is_wl(wlr_output)) {
		wlr_wl_output_set_title(wlr_output, "Domicile");
		wlr_wl_output_set_app_id(wlr_output, "domicile");
	}
#if WLR_HAS_X11_BACKEND
	if (wlr_output_is_x11(wlr_output)) {
		wlr_x11_output_set_title(wlr_output, "Domicile");
	}
#endif

	if (light_up(wlr_output)) {
		log_info("output: %s, %dx%d", wlr_output->name, wlr_output->width,
			wlr_output->height);
	} else {
		log_error("output: %s accepts none of its modes", wlr_output->name);
	}
	/* The kernel's console may have lit it before: then no commit says that it is enabled. */
	desktop_update_outputs(desktop);
	return output;
}
