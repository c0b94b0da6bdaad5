#ifndef DOMICILE_XEN_STORE_H
#define DOMICILE_XEN_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "rate_limit.h"

/*
 * xenstore, over one connection of libxenstore. Calls are round trips to xenstored and wait for
 * nobody else. Paths are absolute and made by us; values may have been written by a guest, so
 * each read says how long a value may be.
 */

struct store;

/* Paths that we make fit with room to spare. */
#define STORE_PATH_SIZE 128

/* A value that is a number or a name fits; longer ones are refused. */
#define STORE_VALUE_SIZE 256

/*
 * NULL with errno set if xenstored can't be reached. ended is called from the event loop once xenstored
 * has ended: watches are silent from then on, and calls fail. It must not close the store.
 */
struct store *store_open(
	struct wl_event_loop *loop, void (*ended)(void *data, int error), void *data);
void store_close(struct store *store); /* accepts NULL; no watch may be left */

/*
 * A transaction, or a plain call where t is STORE_NOW. All of the functions below set errno on
 * failure: ENOENT where the node is missing, E2BIG for a value that does not fit or holds a zero
 * byte, EINVAL for one that is not a number.
 */
typedef uint32_t store_transaction;
#define STORE_NOW 0

bool store_read(struct store *store, store_transaction t, const char *dir, const char *node,
	char value[STORE_VALUE_SIZE]);
/* Decimal digits and nothing else, at most max. */
bool store_read_number(struct store *store, store_transaction t, const char *dir, const char *node,
	uint64_t max, uint64_t *number);
bool store_exists(struct store *store, store_transaction t, const char *path);
bool store_write(struct store *store, store_transaction t, const char *dir, const char *node,
	const char *value);
bool store_write_number(struct store *store, store_transaction t, const char *dir, const char *node,
	uint64_t number);
bool store_remove(struct store *store, store_transaction t, const char *path);
/* Makes an empty directory that owner may write to and reader may read; both are domids. */
bool store_mkdir(struct store *store, store_transaction t, const char *path, unsigned int owner,
	unsigned int reader);

/*
 * The numbers among the children of a directory, in ascending order; the lowest if there are more than max.
 * Returns how many; none if the directory is missing. Other names are passed over.
 */
size_t store_list_numbers(struct store *store, const char *path, uint32_t *numbers, size_t max);

bool store_is_domain_introduced(struct store *store, unsigned int domid);

/*
 * Runs body within a transaction, again while others' writes get in its way, a bounded number of
 * times. body returns false (with errno set) to abort.
 */
bool store_transact(struct store *store,
	bool (*body)(struct store *store, store_transaction t, void *data), void *data);

/*
 * Calls back from the event loop after something at or below a path was written or removed, and
 * once at first. Any number of writes between two turns of the loop are one call.
 */
struct store_watch {
	struct store *store;
	struct wl_list link; /* store.watches */
	char path[STORE_PATH_SIZE];
	char token[16];
	bool fired;
	void (*handle)(struct store_watch *watch);

	/* private: of one that is limited */
	unsigned int burst, interval_ms;
	struct rate_limit calls;
	struct wl_event_source *pause_timer;
};

bool store_watch_init(struct store_watch *watch, struct store *store, const char *path,
	void (*handle)(struct store_watch *watch));
void store_watch_finish(struct store_watch *watch); /* accepts one that is zero */

/*
 * The same for what a guest may write: calls back burst times at once, then once in each interval.
 * In between there is no watch, so that the guest's writes cost nothing; the last one isn't missed.
 */
bool store_watch_init_limited(struct store_watch *watch, struct store *store, const char *path,
	unsigned int burst, unsigned int interval_ms, void (*handle)(struct store_watch *watch));

#endif
