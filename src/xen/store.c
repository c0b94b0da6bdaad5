#include "xen/store.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>

#include "log.h"

/* Conflicts that a guest can cause end here, not in a loop. */
#define MAX_TRANSACTION_TRIES 20

struct store {
	struct xs_handle *xs;
	struct wl_event_loop *loop;
	struct wl_event_source *source;
	struct wl_list watches; /* store_watch.link */
	uint32_t last_token;
	void (*ended)(void *data, int error);
	void *data;
};

static void join(char path[static STORE_PATH_SIZE], const char *dir, const char *node) {
	int length = snprintf(path, STORE_PATH_SIZE, "%s/%s", dir, node);
	assert(length > 0 && length < STORE_PATH_SIZE);
}

/* Each time with a token of its own: events of an earlier one may still be on their way. */
static bool begin_watch(struct store_watch *watch) {
	watch->store->last_token++;
	snprintf(watch->token, sizeof(watch->token), "%" PRIx32, watch->store->last_token);
	return xs_watch(watch->store->xs, watch->path, watch->token);
}

static void end_watch(struct store_watch *watch) {
	if (watch->token[0] != '\0') {
		xs_unwatch(watch->store->xs, watch->path, watch->token);
		watch->token[0] = '\0';
	}
}

static void pause_watch(struct store_watch *watch, int delay_ms) {
	log_debug("%s is written too often, isn't watched for %d ms", watch->path, delay_ms);
	end_watch(watch);
	wl_event_source_timer_update(watch->pause_timer, delay_ms);
}

static int handle_pause_timer(void *data) {
	struct store_watch *watch = data;
	if (!begin_watch(watch)) {
		log_error("%s can't be watched any more: %s", watch->path, strerror(errno));
	}
	return 0;
}

static void call(struct store_watch *watch) {
	watch->fired = false;
	int delay_ms = 0;
	if (watch->pause_timer != NULL) {
		delay_ms = rate_limit_take(&watch->calls, watch->burst, watch->interval_ms);
	}
	if (delay_ms > 0) {
		pause_watch(watch, delay_ms);
	} else {
		watch->handle(watch);
	}
}

/* A watch may be finished, and others added, by any handler: start over after each. */
static void run_fired_watches(struct store *store) {
	struct store_watch *watch;
	bool found;
	do {
		found = false;
		wl_list_for_each (watch, &store->watches, link) {
			if (watch->fired) {
				found = true;
				break;
			}
		}
		if (found) {
			call(watch);
		}
	} while (found);
}

static int handle_readable(int fd, uint32_t mask, void *data) {
	struct store *store = data;

	/* Until there is none: the descriptor may not become readable again for what is left. */
	char **event;
	while ((event = xs_check_watch(store->xs)) != NULL) {
		struct store_watch *watch;
		wl_list_for_each (watch, &store->watches, link) {
			if (strcmp(watch->token, event[XS_WATCH_TOKEN]) == 0) {
				watch->fired = true;
			}
		}
		free(event);
	}
	if (errno != EAGAIN) {
		int error = errno;
		wl_event_source_remove(store->source);
		store->source = NULL;
		store->ended(store->data, error);
		return 0;
	}

	run_fired_watches(store);
	return 0;
}

struct store *store_open(
	struct wl_event_loop *loop, void (*ended)(void *data, int error), void *data) {
	struct store *store = calloc(1, sizeof(*store));
	if (store == NULL) {
		return NULL;
	}
	wl_list_init(&store->watches);
	store->loop = loop;
	store->ended = ended;
	store->data = data;

	/*
	 * Not with XS_UNWATCH_FILTER: libxenstore leaks the events that it filters, of which a guest can
	 * make any number. Tokens are used once only, so that late events find no watch.
	 */
	store->xs = xs_open(0);
	if (store->xs == NULL) {
		int error = errno;
		free(store);
		errno = error;
		return NULL;
	}
	store->source = wl_event_loop_add_fd(
		loop, xs_fileno(store->xs), WL_EVENT_READABLE, handle_readable, store);
	if (store->source == NULL) {
		store_close(store);
		errno = ENOMEM;
		return NULL;
	}
	return store;
}

void store_close(struct store *store) {
	if (store == NULL) {
		return;
	}
	assert(wl_list_empty(&store->watches));
	if (store->source != NULL) {
		wl_event_source_remove(store->source);
	}
	xs_close(store->xs);
	free(store);
}

bool store_read(struct store *store, store_transaction t, const char *dir, const char *node,
	char value[STORE_VALUE_SIZE]) {
	char path[STORE_PATH_SIZE];
	join(path, dir, node);

	unsigned int length;
	char *data = xs_read(store->xs, t, path, &length);
	if (data == NULL) {
		return false;
	}
	bool fits = length < STORE_VALUE_SIZE && memchr(data, '\0', length) == NULL;
	if (fits) {
		memcpy(value, data, length);
		value[length] = '\0';
	}
	free(data);
	if (!fits) {
		errno = E2BIG;
	}
	return fits;
}

bool store_read_number(struct store *store, store_transaction t, const char *dir, const char *node,
	uint64_t max, uint64_t *number) {
	char value[STORE_VALUE_SIZE];
	if (!store_read(store, t, dir, node, value)) {
		return false;
	}

	uint64_t n = 0;
	size_t i = 0;
	do {
		if (value[i] < '0' || value[i] > '9' || n > (UINT64_MAX - 9) / 10) {
			errno = EINVAL;
			return false;
		}
		n = n * 10 + (uint64_t)(value[i] - '0');
		i++;
	} while (value[i] != '\0');
	if (n > max) {
		errno = EINVAL;
		return false;
	}
	*number = n;
	return true;
}

bool store_exists(struct store *store, store_transaction t, const char *path) {
	unsigned int length;
	char *data = xs_read(store->xs, t, path, &length);
	free(data);
	return data != NULL;
}

bool store_write(struct store *store, store_transaction t, const char *dir, const char *node,
	const char *value) {
	char path[STORE_PATH_SIZE];
	join(path, dir, node);
	return xs_write(store->xs, t, path, value, (unsigned int)strlen(value));
}

bool store_write_number(struct store *store, store_transaction t, const char *dir, const char *node,
	uint64_t number) {
	char value[24];
	snprintf(value, sizeof(value), "%" PRIu64, number);
	return store_write(store, t, dir, node, value);
}

bool store_remove(struct store *store, store_transaction t, const char *path) {
	return xs_rm(store->xs, t, path);
}

bool store_mkdir(struct store *store, store_transaction t, const char *path, unsigned int owner,
	unsigned int reader) {
	/* The first entry names the owner, and says what everybody else may do. */
	struct xs_permissions permissions[] = {
		{.id = owner, .perms = XS_PERM_NONE},
		{.id = reader, .perms = XS_PERM_READ},
	};
	return xs_mkdir(store->xs, t, path) &&
	       xs_set_permissions(store->xs, t, path, permissions, 2);
}

/* Into numbers in ascending order, of which the highest goes where there is no room for it. */
static size_t insert_number(uint32_t *numbers, size_t count, size_t max, uint32_t number) {
	if (count == max) {
		if (max == 0 || number >= numbers[max - 1]) {
			return count;
		}
		count--;
	}
	size_t at = count;
	while (at > 0 && numbers[at - 1] > number) {
		numbers[at] = numbers[at - 1];
		at--;
	}
	numbers[at] = number;
	return count + 1;
}

size_t store_list_numbers(struct store *store, const char *path, uint32_t *numbers, size_t max) {
	unsigned int count = 0;
	char **names = xs_directory(store->xs, STORE_NOW, path, &count);
	if (names == NULL) {
		return 0;
	}

	size_t found = 0;
	for (unsigned int i = 0; i < count; i++) {
		size_t length = strlen(names[i]);
		if (length >= 1 && length <= 9 && strspn(names[i], "0123456789") == length) {
			found = insert_number(
				numbers, found, max, (uint32_t)strtoul(names[i], NULL, 10));
		}
	}
	free(names);
	return found;
}

bool store_is_domain_introduced(struct store *store, unsigned int domid) {
	return xs_is_domain_introduced(store->xs, domid);
}

bool store_transact(struct store *store,
	bool (*body)(struct store *store, store_transaction t, void *data), void *data) {
	for (int i = 0; i < MAX_TRANSACTION_TRIES; i++) {
		xs_transaction_t t = xs_transaction_start(store->xs);
		if (t == XBT_NULL) {
			return false;
		}
		if (!body(store, t, data)) {
			int error = errno;
			xs_transaction_end(store->xs, t, true);
			errno = error;
			return false;
		}
		if (xs_transaction_end(store->xs, t, false)) {
			return true;
		}
		if (errno != EAGAIN) {
			return false;
		}
	}
	return false;
}

bool store_watch_init(struct store_watch *watch, struct store *store, const char *path,
	void (*handle)(struct store_watch *watch)) {
	*watch = (struct store_watch){.store = store, .handle = handle};
	int length = snprintf(watch->path, sizeof(watch->path), "%s", path);
	assert(length > 0 && length < STORE_PATH_SIZE);

	wl_list_insert(store->watches.prev, &watch->link);
	if (!begin_watch(watch)) {
		int error = errno;
		wl_list_remove(&watch->link);
		*watch = (struct store_watch){0};
		errno = error;
		return false;
	}
	return true;
}

bool store_watch_init_limited(struct store_watch *watch, struct store *store, const char *path,
	unsigned int burst, unsigned int interval_ms, void (*handle)(struct store_watch *watch)) {
	struct wl_event_source *timer =
		wl_event_loop_add_timer(store->loop, handle_pause_timer, watch);
	if (timer == NULL) {
		errno = ENOMEM;
		return false;
	}
	if (!store_watch_init(watch, store, path, handle)) {
		int error = errno;
		wl_event_source_remove(timer);
		errno = error;
		return false;
	}
	watch->burst = burst;
	watch->interval_ms = interval_ms;
	watch->pause_timer = timer;
	return true;
}

void store_watch_finish(struct store_watch *watch) {
	if (watch->store == NULL) {
		return;
	}
	if (watch->pause_timer != NULL) {
		wl_event_source_remove(watch->pause_timer);
	}
	end_watch(watch);
	wl_list_remove(&watch->link);
	*watch = (struct store_watch){0};
}
