#ifndef DOMICILE_SEAMLESS_CLIPBOARD_H
#define DOMICILE_SEAMLESS_CLIPBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <wayland-server-core.h>

struct agent;
struct guest_window;

/*
 * The guest's clipboard, which is only ever looked at because the user asked for it: what comes without
 * a request, twice, or too late for the user to connect it with the request, is nobody's.
 */
struct clipboard {
	struct agent *agent;
	bool requested;
	struct wl_event_source *timer; /* until when an answer counts */
};

/* For how long an answer may be on its way. */
#define CLIPBOARD_TIMEOUT_MS 5000

bool clipboard_init(struct clipboard *clipboard, struct agent *agent);
void clipboard_finish(struct clipboard *clipboard);

void clipboard_request(struct clipboard *clipboard, const struct guest_window *window);
/* False: it is too long for the agent. */
bool clipboard_send(struct clipboard *clipboard, const char *text, size_t size);
/* What the agent has sent: any bytes. */
void clipboard_receive(struct clipboard *clipboard, const char *text, size_t size);

#endif
