#define _DEFAULT_SOURCE /* explicit_bzero */
#include "seamless/agent.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "devices/environment.h"
#include "guest.h"
#include "health.h"
#include "monotonic.h"
#include "seamless/message.h"
#include "seamless/pages.h"
#include "seamless/window.h"
#include "xen/vchan.h"

/* For how long an agent is heard at a time, but for its last message: then it is the others' turn. */
#define TURN_NS MONOTONIC_NS_PER_MS

/* It has a tenth of the time at most, but for a burst that is paid for in so long. */
#define SHARE 10
#define BURST_MS 100

/* An agent that is heard once a frame is heard after so long where no frame comes. */
#define NO_FRAME_MS 100

/* Bodies of all messages of ours but texts are no longer. */
#define MAX_SHORT 64

/* What a guest that reads has taken in no time. */
#define SLOW_QUEUE 65536

/* What the desktop's size is said to be, to agents that ask for one at the start. */
#define DEFAULT_WIDTH 1920
#define DEFAULT_HEIGHT 1080

static struct window *find_window(struct agent *agent, uint32_t id) {
	struct guest_window *base;
	wl_list_for_each (base, &agent->base.windows, link) {
		if (base->id == id) {
			return window_from_base(base);
		}
	}
	return NULL;
}

void agent_send(
	struct agent *agent, uint32_t type, uint32_t window, const void *body, size_t size) {
	struct qubes_gui_header header = {
		.type = type,
		.window = window,
		.length = (uint32_t)size,
	};
	/* At once, where it isn't a long text: the guest is woken up once then. */
	uint8_t message[sizeof(header) + MAX_SHORT];
	size_t with = size <= MAX_SHORT ? size : 0;
	memcpy(message, &header, sizeof(header));
	if (with > 0) {
		memcpy(message + sizeof(header), body, with);
	}
	vchan_write(agent->vchan, message, sizeof(header) + with);
	explicit_bzero(message, sizeof(message));
	if (size > with) {
		vchan_write(agent->vchan, body, size);
	}
}

bool agent_is_slow(const struct agent *agent) {
	return vchan_queued(agent->vchan) > SLOW_QUEUE;
}

void agent_tell_changes(struct agent *agent) {
	while (!wl_list_empty(&agent->changed)) {
		struct window *window = wl_container_of(agent->changed.next, window, changed_link);
		window_tell(window);
	}
}

static void send_answer(void *data, uint32_t type, uint32_t window) {
	agent_send(data, type, window, NULL, 0);
}

static void handle_released(void *data) {
	struct agent *agent = data;
	answers_flush(&agent->answers);
}

/* Messages */

static bool create_window(struct agent *agent, const struct message *message, const char **reason) {
	*reason = "created a window that there is already";
	if (find_window(agent, message->window) != NULL) {
		return false;
	}
	*reason = "has more windows than it may (windows-limit=)";
	if (agent->window_count >= (size_t)agent->env->policy.windows_limit) {
		return false;
	}
	*reason = "has windows for which there is no memory";
	return window_create(agent, message->window, &message->create.box, message->create.popup) !=
	       NULL;
}

static bool destroy_window(struct agent *agent, struct window *window, const char **reason) {
	uint32_t id = window->base.id;
	window_destroy(window);
	if (id == QUBES_GUI_SCREEN_WINDOW) {
		backdrop_update(&agent->backdrop);
	}
	*reason = "waits for no confirmation of its windows' end";
	return agent->minor < QUBES_GUI_SINCE_DESTROY ||
	       answers_add(&agent->answers, QUBES_GUI_DESTROY, id);
}

static bool handle_message(struct agent *agent, size_t size, const char **reason) {
	struct message message;
	if (!message_parse(&message, &agent->header, agent->buffer, size, reason)) {
		return false;
	}
	if (message.type == QUBES_GUI_CLIPBOARD) {
		/* From a window of the agent's own, of which it has never told. */
		clipboard_receive(
			&agent->clipboard, message.clipboard.text, message.clipboard.size);
		explicit_bzero(agent->buffer, size);
		return true;
	}
	if (message.type == QUBES_GUI_CREATE) {
		return create_window(agent, &message, reason);
	}
	struct window *window = find_window(agent, message.window);
	if (window == NULL) {
		*reason = "sent a message for a window that there isn't";
		return false;
	}
	if (message.type == QUBES_GUI_DESTROY) {
		return destroy_window(agent, window, reason);
	}
	return window_handle(window, &message, reason);
}

/* The handshake */

static uint32_t choose_size(int root, int offered, int otherwise) {
	return (uint32_t)(root > 0 ? root : offered > 0 ? offered : otherwise);
}

static void send_greeting(struct agent *agent) {
	if (agent->minor >= QUBES_GUI_SINCE_ANSWER) {
		uint32_t version = QUBES_GUI_MAJOR << 16 | agent->minor;
		vchan_write(agent->vchan, &version, sizeof(version));
	}
	/* As it is now: screens come and go. */
	struct guest *guest = agent->env->guest;
	struct guest_policy policy;
	guest->guests->get_policy(guest->guests->policy_data, guest, &policy);
	uint32_t width = choose_size(policy.root_width, policy.width, DEFAULT_WIDTH);
	uint32_t height = choose_size(policy.root_height, policy.height, DEFAULT_HEIGHT);
	width = (width + 7) / 8 * 8;
	struct qubes_gui_desktop desktop = {
		.width = width,
		.height = height,
		.depth = 24,
		.memory = width * height * 4 / 1024 + 1,
	};
	vchan_write(agent->vchan, &desktop, sizeof(desktop));
}

static bool handle_version(struct agent *agent, const char **reason) {
	uint32_t version = agent->buffer[0], minor = version & 0xffff;
	*reason = "speaks a protocol that Domicile doesn't know";
	if (version >> 16 != QUBES_GUI_MAJOR) {
		return false;
	}
	agent->minor = minor < QUBES_GUI_MINOR ? minor : QUBES_GUI_MINOR;
	send_greeting(agent);
	agent->announced = true;
	guest_log_info(agent->base.guest,
		"has an agent that shows its windows, protocol 1.%" PRIu32, agent->minor);
	guest_agent_announce(&agent->base);
	return true;
}

/* Reading */

static bool expect(struct agent *agent, size_t size) {
	agent->have = 0;
	agent->need = size;
	if (size <= MESSAGE_SMALL) {
		return true;
	}
	uint32_t *buffer = realloc(agent->buffer, size);
	if (buffer != NULL) {
		agent->buffer = buffer;
	}
	return buffer != NULL;
}

/* Everything expected is there. False, with the reason, on a fault. */
static bool proceed(struct agent *agent, const char **reason) {
	*reason = "sent a message for which there is no memory";
	if (!agent->announced) {
		return handle_version(agent, reason) && expect(agent, sizeof(agent->header));
	}
	size_t size = agent->have;
	if (!agent->in_body) {
		memcpy(&agent->header, agent->buffer, sizeof(agent->header));
		if (!message_size(&agent->header, agent->minor, &size, reason)) {
			return false;
		}
		*reason = "sent a message for which there is no memory";
		agent->in_body = size > 0;
		if (size > 0) {
			return expect(agent, size);
		}
	}
	agent->in_body = false;
	return handle_message(agent, size, reason) && expect(agent, sizeof(agent->header));
}

static void end(struct agent *agent, const char *fault) {
	if (fault != NULL) {
		guest_notice(agent->base.guest, "Its windows are gone: its agent %s.", fault);
	} else {
		guest_log_info(agent->base.guest, "its agent has gone");
	}
	agent->ended(agent->data, fault != NULL);
}

/* As vchan_listener.readable returns. */
static int read_messages(struct agent *agent) {
	int64_t until = monotonic_ns() + TURN_NS;
	do {
		ssize_t size = vchan_read(agent->vchan, (uint8_t *)agent->buffer + agent->have,
			agent->need - agent->have);
		if (size < 0) {
			end(agent, NULL);
			return VCHAN_GONE;
		}
		if (size == 0) {
			return VCHAN_ALL_READ;
		}
		agent->have += (size_t)size;
		const char *reason;
		if (agent->have == agent->need && !proceed(agent, &reason)) {
			end(agent, reason);
			return VCHAN_GONE;
		}
	} while (monotonic_ns() < until);
	return 1;
}

/*
 * What the agent says is paid for with time in which it isn't heard: to map pages takes far longer than
 * to hear of damage.
 */
static int handle_readable(void *data) {
	struct agent *agent = data;
	bool in_frame = agent->in_frame;
	agent->in_frame = false;
	int64_t start = monotonic_cpu_us();
	int next = read_messages(agent);
	if (next == VCHAN_GONE) {
		return next;
	}
	agent_tell_changes(agent);
	uint64_t cost_us = SHARE * (uint64_t)(monotonic_cpu_us() - start);
	int delay = rate_limit_spend(&agent->time, BURST_MS, cost_us);
	agent->all_read = delay == 0 && next == VCHAN_ALL_READ;
	bool by_frames = in_frame && agent->all_read && agent->drawing > 0 &&
	                 vchan_queued(agent->vchan) == 0;
	return delay > 0 ? delay : by_frames ? NO_FRAME_MS : next;
}

void agent_set_drawing(struct agent *agent, bool drawing) {
	agent->drawing += drawing ? 1 : (size_t)-1;
	if (agent->drawing == 0 && agent->all_read) {
		vchan_resume(agent->vchan);
	}
}

void agent_listen(struct agent *agent) {
	if (agent->drawing > 0 && agent->all_read) {
		agent->in_frame = true;
		vchan_turn(agent->vchan);
	}
}

static void handle_overflow(void *data) {
	end(data, "doesn't read what it is sent");
}

static void handle_stalled(void *data, bool stalled) {
	const struct agent *agent = data;
	health_add_stalled(agent->env->health, stalled);
}

static const struct vchan_listener vchan_listener = {
	.readable = handle_readable,
	.overflow = handle_overflow,
	.stalled = handle_stalled,
};

/* For the desktop */

static struct agent *from_base(struct guest_agent *base) {
	struct agent *agent = wl_container_of(base, agent, base);
	return agent;
}

static void set_root(struct guest_agent *base, int width, int height) {
	struct agent *agent = from_base(base);
	agent->root_width = width;
	agent->root_height = height;
	struct window *screen = find_window(agent, QUBES_GUI_SCREEN_WINDOW);
	if (screen != NULL) {
		window_ask_for_root(screen);
	}
}

static void request_clipboard(struct guest_agent *base, struct guest_window *window) {
	clipboard_request(&from_base(base)->clipboard, window);
}

static bool send_clipboard(struct guest_agent *base, const char *text, size_t size) {
	return clipboard_send(&from_base(base)->clipboard, text, size);
}

static const struct guest_agent_impl agent_impl = {
	.set_root = set_root,
	.request_clipboard = request_clipboard,
	.send_clipboard = send_clipboard,
};

struct agent *agent_create(const struct device_environment *env, const char *path,
	void (*ended)(void *data, bool fault), void *data) {
	struct agent *agent = calloc(1, sizeof(*agent));
	if (agent == NULL) {
		return NULL;
	}
	agent->env = env;
	agent->ended = ended;
	agent->data = data;
	guest_agent_init(&agent->base, &agent_impl, env->guest);
	wl_list_init(&agent->changed);
	backdrop_init(&agent->backdrop, agent);
	agent->account = pages_account_open(env, handle_released, agent);
	answers_init(&agent->answers, agent->account, send_answer, agent);
	agent->buffer = calloc(1, MESSAGE_SMALL);
	agent->need = sizeof(uint32_t);
	bool ready = input_init(&agent->input, agent) && clipboard_init(&agent->clipboard, agent) &&
	             agent->account != NULL && agent->buffer != NULL;
	errno = ENOMEM;
	if (ready) {
		agent->vchan = vchan_connect(
			env->loop, env->stats, env->guest->domid, path, &vchan_listener, agent);
	}
	if (agent->vchan == NULL) {
		int error = errno;
		agent_destroy(agent);
		errno = error;
		return NULL;
	}
	return agent;
}

void agent_destroy(struct agent *agent) {
	if (agent == NULL) {
		return;
	}
	while (!wl_list_empty(&agent->base.windows)) {
		struct guest_window *base = wl_container_of(agent->base.windows.prev, base, link);
		window_destroy(window_from_base(base));
	}
	guest_agent_finish(&agent->base);
	backdrop_finish(&agent->backdrop);
	input_finish(&agent->input);
	clipboard_finish(&agent->clipboard);
	answers_finish(&agent->answers);
	pages_account_close(agent->account);
	vchan_destroy(agent->vchan);
	if (agent->buffer != NULL) {
		explicit_bzero(agent->buffer, agent->have); /* half of a text */
	}
	free(agent->buffer);
	free(agent);
}
