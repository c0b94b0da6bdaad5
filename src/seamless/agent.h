#ifndef DOMICILE_SEAMLESS_AGENT_H
#define DOMICILE_SEAMLESS_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "guest_agent.h"
#include "qubes_gui.h"
#include "rate_limit.h"
#include "seamless/answers.h"
#include "seamless/backdrop.h"
#include "seamless/clipboard.h"
#include "seamless/input.h"

struct device_environment;
struct pages_account;
struct vchan;

/*
 * A connection to a guest's agent: the handshake, messages, and the windows that these tell of. The
 * desktop hears of it after the handshake. It ends when the guest ends it, breaks a rule or doesn't
 * read; nothing of it is used again then.
 */
struct agent {
	struct guest_agent base;
	const struct device_environment *env;
	/* From the event loop: to be destroyed. fault: by the guest's own fault, which was told. */
	void (*ended)(void *data, bool fault);
	void *data;
	bool announced;

	struct vchan *vchan;
	uint32_t minor; /* of the protocol, once announced */
	struct qubes_gui_header header;
	bool in_body;      /* of the message of that header */
	uint32_t *buffer;  /* of the header, the body, or the agent's version */
	size_t have, need; /* bytes in it */
	struct rate_limit time;
	bool all_read;  /* by the last turn: nothing but frames or news are waited for */
	bool in_frame;  /* the turn is a frame's */
	size_t drawing; /* windows that draw frame after frame */

	struct pages_account *account;
	struct answers answers;
	int root_width, root_height; /* as the desktop wants it; 0: not told yet */
	size_t window_count;
	bool answers_configures; /* it has done so once */
	struct wl_list changed;  /* window.changed_link */
	struct backdrop backdrop;
	bool over_budget;      /* pixels were, which has been told */
	unsigned int unmapped; /* dumps whose pages couldn't be mapped */

	struct input input;
	struct clipboard clipboard;
};

/* path: of the vchan's server in xenstore. NULL, with errno set, if nobody is there. */
struct agent *agent_create(const struct device_environment *env, const char *path,
	void (*ended)(void *data, bool fault), void *data);
void agent_destroy(struct agent *agent); /* accepts NULL */

void agent_send(struct agent *agent, uint32_t type, uint32_t window, const void *body, size_t size);
/* Tells the desktop of all windows that have changed. */
void agent_tell_changes(struct agent *agent);
/*
 * A window draws frame after frame: the agent is heard once a frame then, by agent_listen(), and can't
 * wake us in between.
 */
void agent_set_drawing(struct agent *agent, bool drawing);
/* Hears an agent that is heard by frames, which may be its end. */
void agent_listen(struct agent *agent);
/* The guest doesn't read what it was sent already: what isn't needed had better not be added. */
bool agent_is_slow(const struct agent *agent);

#endif
