#include "seamless/clipboard.h"

#include <stdint.h>

#include "devices/environment.h"
#include "guest.h"
#include "qubes_gui.h"
#include "seamless/agent.h"
#include "seamless/message.h"

static void answer(struct clipboard *clipboard, const struct guest_clipboard *answer) {
	clipboard->requested = false;
	wl_event_source_timer_update(clipboard->timer, 0);
	struct guest_agent *base = &clipboard->agent->base;
	wl_signal_emit_mutable(&base->events.clipboard, (void *)answer);
}

static int handle_timer(void *data) {
	answer(data, &(struct guest_clipboard){.error = "The guest doesn't answer."});
	return 0;
}

bool clipboard_init(struct clipboard *clipboard, struct agent *agent) {
	*clipboard = (struct clipboard){.agent = agent};
	clipboard->timer = wl_event_loop_add_timer(agent->env->loop, handle_timer, clipboard);
	return clipboard->timer != NULL;
}

void clipboard_finish(struct clipboard *clipboard) {
	if (clipboard->timer != NULL) {
		wl_event_source_remove(clipboard->timer);
	}
}

void clipboard_request(struct clipboard *clipboard, const struct guest_window *window) {
	clipboard->requested = true;
	wl_event_source_timer_update(clipboard->timer, CLIPBOARD_TIMEOUT_MS);
	agent_send(clipboard->agent, QUBES_GUI_CLIPBOARD_REQUEST, window->id, NULL, 0);
}

bool clipboard_send(struct clipboard *clipboard, const char *text, size_t size) {
	struct agent *agent = clipboard->agent;
	if (size > message_max_clipboard(agent->minor)) {
		return false;
	}
	/* The header's window is of no meaning but to old agents, for whom it is the length. */
	bool old = agent->minor < QUBES_GUI_SINCE_CLIPBOARD_LENGTH;
	agent_send(agent, QUBES_GUI_CLIPBOARD, old ? (uint32_t)size : 0, text, size);
	return true;
}

void clipboard_receive(struct clipboard *clipboard, const char *text, size_t size) {
	struct agent *agent = clipboard->agent;
	if (!clipboard->requested) {
		guest_log_debug(agent->base.guest,
			"%zu bytes for the clipboard that nobody asked for", size);
		return;
	}
	struct guest_clipboard new = {.text = text, .size = size};
	if (size > message_max_clipboard(agent->minor)) {
		new = (struct guest_clipboard){.error = "The text is too long."};
	} else if (!guest_is_clean_text(text, size)) {
		new = (struct guest_clipboard){
			.error = "It isn't text, or has characters in it that can't be shown."};
	}
	answer(clipboard, &new);
}
