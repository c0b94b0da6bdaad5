#include "activation.h"

#include <wlr/types/wlr_xdg_activation_v1.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "alloc.h"
#include "focus.h"
#include "seat.h"
#include "server.h"
#include "xdg_view.h"

struct activation {
	struct server *server;
	struct wlr_xdg_activation_v1
		*tokens; /* wlr_xdg_activation_token_v1.data: activation_time */
	struct wl_listener new_token;
	struct wl_listener request_activate;
};

static activation_time now(const struct activation *activation) {
	return activation->server->seat->guest_input.presses + (activation_time)1;
}

bool activation_counts(const struct activation *activation, activation_time time) {
	const struct focus *focus = seat_focus_of(activation->server->seat);
	return time != 0 && (focus_is_open_to(focus, NULL) || time == now(activation));
}

activation_time activation_find(const struct activation *activation, const char *name) {
	const struct wlr_xdg_activation_token_v1 *token =
		name != NULL ? wlr_xdg_activation_v1_find_token(activation->tokens, name) : NULL;
	return token != NULL ? (activation_time)token->data : 0;
}

static void handle_new_token(struct wl_listener *listener, void *data) {
	struct activation *activation = wl_container_of(listener, activation, new_token);
	struct wlr_xdg_activation_token_v1 *token = data;
	/* With a seat, wlroots has found the serial to be of that program's input. */
	if (token->seat != NULL) {
		token->data = (void *)now(activation);
	}
}

static void handle_request_activate(struct wl_listener *listener, void *data) {
	const struct wlr_xdg_activation_v1_request_activate_event *event = data;
	struct wlr_xdg_toplevel *toplevel = wlr_xdg_toplevel_try_from_wlr_surface(event->surface);
	if (toplevel != NULL && toplevel->base->data != NULL) {
		xdg_view_activate(toplevel->base->data, (activation_time)event->token->data);
	}
}

const char *activation_new_token(struct activation *activation) {
	struct wlr_xdg_activation_token_v1 *token =
		must(wlr_xdg_activation_token_v1_create(activation->tokens));
	token->data = (void *)now(activation);
	return wlr_xdg_activation_token_v1_get_name(token);
}

struct activation *activation_create(struct server *server) {
	struct activation *activation = znew(struct activation);
	activation->server = server;
	activation->tokens = must(wlr_xdg_activation_v1_create(server->display));
	activation->new_token.notify = handle_new_token;
	wl_signal_add(&activation->tokens->events.new_token, &activation->new_token);
	activation->request_activate.notify = handle_request_activate;
	wl_signal_add(&activation->tokens->events.request_activate, &activation->request_activate);
	return activation;
}

void activation_destroy(struct activation *activation) {
	if (activation == NULL) {
		return;
	}
	wl_list_remove(&activation->new_token.link);
	wl_list_remove(&activation->request_activate.link);
	free(activation);
}
