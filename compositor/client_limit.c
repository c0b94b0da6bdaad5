#include "client_limit.h"

#include <sys/resource.h>

#include "alloc.h"
#include "log.h"
#include "monotonic.h"
#include "notice.h"
#include "server.h"

/* Kept for all that isn't a connection: buffers, what is copied, a guest's devices, a renderer. */
#define RESERVED_FILES 64

/* The user is told no more often. */
#define INTERVAL_MS 60000

struct client_limit {
	struct server *server;
	int64_t last_ms;        /* of monotonic_ms(), when the user was told; 0: never */
	struct wl_list refused; /* refused.link */
	struct wl_listener client_created;
};

/* Whoever has made it may not have done with it yet: it goes with the loop's next turn. */
struct refused {
	struct wl_list link;
	struct wl_client *client;
	struct wl_event_source *idle;
	struct wl_listener client_destroy;
};

static void refused_destroy(struct refused *refused) {
	wl_list_remove(&refused->link);
	wl_list_remove(&refused->client_destroy.link);
	if (refused->idle != NULL) {
		wl_event_source_remove(refused->idle);
	}
	free(refused);
}

static void handle_client_destroy(struct wl_listener *listener, void *data) {
	struct refused *refused = wl_container_of(listener, refused, client_destroy);
	refused_destroy(refused);
}

static void handle_idle(void *data) {
	struct refused *refused = data;
	refused->idle = NULL;
	wl_client_destroy(refused->client);
}

static void tell(struct client_limit *limit) {
	int64_t now = monotonic_ms();
	if (limit->last_ms == 0 || now - limit->last_ms >= INTERVAL_MS) {
		limit->last_ms = now;
		log_error("too many programs: there are too few files left that may be open; "
			  "end some, or raise the limit (ulimit -n)");
		notice_show(limit->server, "There are too many programs. End some of them.");
	}
}

/* A new file has the lowest number that is free. */
static bool is_full(struct wl_client *client) {
	struct rlimit files;
	return getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur != RLIM_INFINITY &&
	       (rlim_t)wl_client_get_fd(client) + RESERVED_FILES >= files.rlim_cur;
}

static void handle_client_created(struct wl_listener *listener, void *data) {
	struct client_limit *limit = wl_container_of(listener, limit, client_created);
	struct wl_client *client = data;
	if (!is_full(client)) {
		return;
	}
	tell(limit);
	struct refused *refused = znew(struct refused);
	refused->client = client;
	refused->client_destroy.notify = handle_client_destroy;
	wl_client_add_destroy_listener(client, &refused->client_destroy);
	refused->idle = must(wl_event_loop_add_idle(limit->server->loop, handle_idle, refused));
	wl_list_insert(&limit->refused, &refused->link);
}

struct client_limit *client_limit_create(struct server *server) {
	struct client_limit *limit = znew(struct client_limit);
	limit->server = server;
	wl_list_init(&limit->refused);
	limit->client_created.notify = handle_client_created;
	wl_display_add_client_created_listener(server->display, &limit->client_created);
	return limit;
}

void client_limit_destroy(struct client_limit *limit) {
	if (limit == NULL) {
		return;
	}
	struct refused *refused, *tmp;
	wl_list_for_each_safe (refused, tmp, &limit->refused, link) {
		refused_destroy(refused);
	}
	wl_list_remove(&limit->client_created.link);
	free(limit);
}
