#include "agent.h"

#include <errno.h>

#include "say.h"
#include "window.h"

static int handle_wire_event(int fd, uint32_t mask, void *data) {
	struct agent *agent = data;
	/* What has come is looked at before the next wait, by agent_run(). */
	wire_take_event(&agent->wire);
	return 0;
}

static bool listen_to_wire(struct agent *agent) {
	if (agent->wire_source != NULL) {
		wl_event_source_remove(agent->wire_source);
		agent->wire_source = NULL;
	}
	if (agent->wire.vchan != NULL) {
		agent->wire_source = wl_event_loop_add_fd(agent->loop, wire_fd(&agent->wire),
			WL_EVENT_READABLE, handle_wire_event, agent);
	}
	return agent->wire_source != NULL;
}

static struct window *find_window(struct agent *agent, uint32_t id) {
	struct window *window;
	wl_list_for_each (window, &agent->windows, link) {
		if (window->id == id) {
			return window;
		}
	}
	return NULL;
}

bool agent_close_popups(struct agent *agent) {
	bool any = false;
	struct window *window;
	wl_list_for_each (window, &agent->windows, link) {
		if (window->parent != NULL && !window->ended) {
			window->ended = any = true;
		}
	}
	return any;
}

static void destroy_ended(struct agent *agent) {
	struct window *window, *next;
	wl_list_for_each (window, &agent->windows, link) {
		/* Those that are transient for it come after it. */
		window->ended = window->ended || (window->parent != NULL && window->parent->ended);
	}
	/* A popup's program may know that of its parent. */
	wl_list_for_each_reverse_safe (window, next, &agent->windows, link) {
		if (window->ended) {
			window_destroy(window);
		}
	}
}

static void handle_connected(struct agent *agent) {
	struct window *window;
	agent->connected = true;
	wl_list_for_each (window, &agent->windows, link) {
		window_announce(window);
	}
}

static void handle_disconnected(struct agent *agent) {
	struct window *window;
	agent->connected = false;
	input_reset(&agent->input);
	wl_list_for_each (window, &agent->windows, link) {
		window_forget_pixels(window);
	}
	buffers_clear(&agent->buffers);
	agent_close_popups(agent);
}

/* Ours to it and its to us may have crossed: what is for a window that has gone is for nobody. */
static void handle_message(struct agent *agent) {
	const struct qubes_gui_header *header = &agent->wire.in.header;
	const void *body = agent->wire.in.body;
	struct window *window = find_window(agent, header->window);
	switch (header->type) {
	case QUBES_GUI_DUMP_ACK:
		buffers_release_oldest(&agent->buffers);
		break;
	case QUBES_GUI_DESTROY:
		buffers_drop(&agent->buffers, header->window);
		break;
	case QUBES_GUI_CONFIGURE:
		if (window != NULL) {
			window_configure(window, body);
		}
		break;
	case QUBES_GUI_CLOSE:
		if (window != NULL) {
			window->ended = true;
		}
		break;
	case QUBES_GUI_CLIPBOARD:
		input_paste(&agent->input, body, header->length);
		break;
	case QUBES_GUI_CLIPBOARD_REQUEST:
		say_clipboard(&agent->wire, header->window, "");
		break;
	case QUBES_GUI_KEYMAP:
		input_handle_keymap(&agent->input, body);
		break;
	default:
		if (window != NULL) {
			input_handle(&agent->input, window, header->type, body);
		}
		break;
	}
}

static bool handle_wire(struct agent *agent) {
	enum wire_event event;
	while ((event = wire_next(&agent->wire)) != WIRE_NOTHING) {
		switch (event) {
		case WIRE_CONNECTED:
			handle_connected(agent);
			break;
		case WIRE_DISCONNECTED:
			handle_disconnected(agent);
			if (!listen_to_wire(agent)) {
				return false;
			}
			break;
		default:
			handle_message(agent);
			break;
		}
	}
	return true;
}

bool agent_init(struct agent *agent) {
	*agent = (struct agent){
		.loop = wl_event_loop_create(),
		.wire.version = QUBES_GUI_MAJOR << 16 | QUBES_GUI_MINOR,
		.input.agent = agent,
	};
	wl_list_init(&agent->windows);
	if (!buffers_init(&agent->buffers)) {
		return false;
	}
	return wire_offer(&agent->wire) && listen_to_wire(agent);
}

void agent_finish(struct agent *agent) {
	agent->connected = false; /* the end of the stream says it all */
	struct window *window, *next;
	wl_list_for_each_reverse_safe (window, next, &agent->windows, link) {
		window_destroy(window);
	}
	if (agent->wire_source != NULL) {
		wl_event_source_remove(agent->wire_source);
	}
	wire_close(&agent->wire);
	buffers_finish(&agent->buffers);
	wl_event_loop_destroy(agent->loop);
}

bool agent_run(struct agent *agent) {
	for (;;) {
		/* Whatever was written has waited for room, and so taken events of what has come. */
		if (!handle_wire(agent)) {
			return false;
		}
		destroy_ended(agent);
		if (wl_list_empty(&agent->windows)) {
			return true;
		}
		if (wl_event_loop_dispatch(agent->loop, -1) < 0 && errno != EINTR) {
			return false;
		}
	}
}
