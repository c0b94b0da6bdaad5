#define _DEFAULT_SOURCE /* explicit_bzero */
#include "transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "config.h"
#include "guest.h"
#include "guest_agent.h"
#include "listener.h"
#include "notice.h"
#include "seat.h"
#include "server.h"
#include "view.h"

/* Replaced as a whole, and wiped: nothing of an old text can end up in a new one. */
static void set_text(
	struct transfer *transfer, struct guest *source, const char *text, size_t size) {
	if (transfer->text != NULL) {
		explicit_bzero(transfer->text, transfer->size);
		free(transfer->text);
	}
	transfer->text = NULL;
	transfer->size = size;
	transfer->source = source;
	listener_set(&transfer->source_destroy, source != NULL ? &source->events.destroy : NULL);
	if (text != NULL) {
		transfer->text = must(malloc(size));
		memcpy(transfer->text, text, size);
	}
}

static void wait_for(struct transfer *transfer, struct guest_agent *agent) {
	transfer->asked = agent;
	listener_set(&transfer->answer, agent != NULL ? &agent->events.clipboard : NULL);
	listener_set(&transfer->asked_destroy, agent != NULL ? &agent->events.destroy : NULL);
}

static void take_text(
	struct transfer *transfer, struct guest *source, const char *text, size_t size) {
	if (text == NULL || size == 0) {
		notice_show_for(transfer->server, source, "There is no text to take out of it.");
		return;
	}
	set_text(transfer, source, text, size);
	notice_show_for(transfer->server, source,
		"Its text has been taken out, and can be given to another domain once.");
}

static void handle_answer(struct wl_listener *listener, void *data) {
	struct transfer *transfer = wl_container_of(listener, transfer, answer);
	const struct guest_clipboard *answer = data;
	struct guest *source = transfer->asked->guest;
	wait_for(transfer, NULL);
	if (answer->error != NULL) {
		notice_show_for(transfer->server, source, answer->error);
	} else if (answer->size > TRANSFER_LIMIT) {
		notice_show_for(transfer->server, source, "The text is too long.");
	} else {
		take_text(transfer, source, answer->text, answer->size);
	}
}

static void handle_asked_destroy(struct wl_listener *listener, void *data) {
	struct transfer *transfer = wl_container_of(listener, transfer, asked_destroy);
	wait_for(transfer, NULL);
}

static void handle_source_destroy(struct wl_listener *listener, void *data) {
	struct transfer *transfer = wl_container_of(listener, transfer, source_destroy);
	set_text(transfer, NULL, NULL, 0);
}

static void handle_selection(void *data, const char *text, size_t size) {
	take_text(data, NULL, text, text != NULL && guest_is_clean_text(text, size) ? size : 0);
}

void transfer_init(struct transfer *transfer, struct server *server) {
	*transfer = (struct transfer){.server = server};
	listener_init(&transfer->answer, handle_answer);
	listener_init(&transfer->asked_destroy, handle_asked_destroy);
	listener_init(&transfer->source_destroy, handle_source_destroy);
}

void transfer_finish(struct transfer *transfer) {
	selection_read_cancel(&transfer->read);
	wait_for(transfer, NULL);
	set_text(transfer, NULL, NULL, 0);
}

/* The domain that has the focus. false: none has it. *guest NULL: dom0 */
static bool find_focused(const struct transfer *transfer, struct guest **guest) {
	const struct seat *seat = transfer->server->seat;
	const struct guest_surface *surface = seat->guest_input.surface;
	*guest = surface != NULL ? surface->guest : NULL;
	return surface != NULL || seat->focus.layer != NULL ||
	       (seat->focus.view != NULL && seat->focus.view->picture == NULL);
}

/* The one with the focus, if it is one of the agent's; else any. */
static struct guest_window *window_of(
	const struct transfer *transfer, const struct guest_agent *agent) {
	struct guest_window *window, *any = NULL;
	wl_list_for_each (window, &agent->windows, link) {
		any = window;
		if (&window->surface == transfer->server->seat->guest_input.surface) {
			break;
		}
	}
	return any;
}

void transfer_take(struct transfer *transfer) {
	struct guest *guest;
	if (!find_focused(transfer, &guest)) {
		return;
	}
	/* Whatever comes of it, the user doesn't want the last one any more. */
	selection_read_cancel(&transfer->read);
	wait_for(transfer, NULL);
	set_text(transfer, NULL, NULL, 0);
	if (guest == NULL) {
		selection_read_begin(&transfer->read, transfer->server, TRANSFER_LIMIT,
			handle_selection, transfer);
		return;
	}
	struct guest_window *window =
		guest->agent != NULL ? window_of(transfer, guest->agent) : NULL;
	if (window == NULL) {
		notice_show_for(
			transfer->server, guest, "It has no agent to ask for its clipboard.");
		return;
	}
	wait_for(transfer, guest->agent);
	guest->agent->impl->request_clipboard(guest->agent, window);
}

/* Of the second step: before and after stand around the source's name, in a sentence about the target. */
static void tell_both(const struct transfer *transfer, const struct guest *target,
	const char *before, const char *after) {
	struct config_guest source;
	config_for_guest(transfer->server->config, transfer->source, &source);
	char text[256];
	snprintf(text, sizeof(text), "%s [%s]%s", before, source.label, after);
	notice_show_for(transfer->server, target, text);
}

static bool give_to(struct transfer *transfer, const struct guest *guest) {
	if (guest == NULL) {
		selection_offer(transfer->server, transfer->text, transfer->size);
		return true;
	}
	struct guest_agent *agent = guest->agent;
	if (agent == NULL) {
		tell_both(transfer, guest, "It has no agent that would take the text from", ".");
		return false;
	}
	if (!agent->impl->send_clipboard(agent, transfer->text, transfer->size)) {
		tell_both(transfer, guest, "The text from", " is too long for it.");
		return false;
	}
	return true;
}

void transfer_give(struct transfer *transfer) {
	struct guest *guest;
	if (!find_focused(transfer, &guest)) {
		return;
	}
	if (transfer->text == NULL) {
		notice_show_for(transfer->server, guest,
			"There is nothing to give to it: nothing has been taken out.");
	} else if (config_find_transfer(transfer->server->config, transfer->source, guest) ==
		   CONFIG_TRANSFER_DENY) {
		tell_both(transfer, guest, "The configuration lets nothing from", " in.");
	} else if (give_to(transfer, guest)) {
		tell_both(transfer, guest, "It has been given the text from", ".");
		set_text(transfer, NULL, NULL, 0);
	}
}
