#include "agent.h"

#include <string.h>

#include "say.h"

bool agent_init(struct agent *agent) {
	agent->wire.version = QUBES_GUI_MAJOR << 16 | QUBES_GUI_MINOR;
	return buffers_init(&agent->buffers) && wire_offer(&agent->wire);
}

void agent_finish(struct agent *agent) {
	wire_close(&agent->wire);
	buffers_finish(&agent->buffers);
}

static void confirm(struct agent *agent) {
	buffers_release_oldest(&agent->buffers);
	agent->unconfirmed--;
	if (agent->unconfirmed == 0) {
		agent->shown(agent);
	}
}

static void handle_message(struct agent *agent) {
	const struct qubes_gui_header *header = &agent->wire.in.header;
	if (header->type == QUBES_GUI_DUMP_ACK && agent->unconfirmed > 0) {
		confirm(agent);
	} else if (header->type == QUBES_GUI_CONFIGURE &&
		   buffers_find(&agent->buffers, header->window) != NULL) {
		struct qubes_gui_configure box;
		memcpy(&box, agent->wire.in.body, sizeof(box));
		say_configure(&agent->wire, header->window, &box);
	}
}

void agent_read(struct agent *agent) {
	enum wire_event event;
	while ((event = wire_next(&agent->wire)) != WIRE_NOTHING) {
		switch (event) {
		case WIRE_CONNECTED:
			agent->connected(agent);
			break;
		case WIRE_DISCONNECTED:
			agent->left = true;
			return;
		default:
			handle_message(agent);
			break;
		}
	}
}

struct buffer *agent_show(struct agent *agent, uint32_t window, int32_t x, int32_t y,
	uint32_t width, uint32_t height, bool fullscreen) {
	struct wire *wire = &agent->wire;
	struct buffer *buffer = buffers_replace(&agent->buffers, window, width, height);
	if (buffer == NULL) {
		return NULL;
	}
	say_create(wire, window, x, y, width, height, false);
	if (fullscreen) {
		struct qubes_gui_flags flags = {.set = QUBES_GUI_FLAG_FULLSCREEN};
		wire_send(wire, QUBES_GUI_FLAGS, window, &flags, sizeof(flags));
	}
	say_map(wire, window, 0, false);
	say_dump(wire, buffer);
	say_damage(wire, window, 0, 0, width, height);
	agent->unconfirmed++;
	return buffer;
}
