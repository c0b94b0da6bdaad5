#include "xen/store_lock.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

/* The 22nd field of /proc/PID/stat, see proc_pid_stat(5). 0 if it can't be read. */
static uint64_t start_time(pid_t pid) {
	char path[32], text[1024];
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return 0;
	}
	size_t length = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[length] = '\0';

	/* The second field is the program's name, with whatever it likes in it, between brackets. */
	const char *at = strrchr(text, ')');
	for (int field = 3; at != NULL && field <= 22; field++) {
		at = strchr(at + 1, ' ');
	}
	uint64_t time;
	return at != NULL && sscanf(at, " %" SCNu64, &time) == 1 ? time : 0;
}

static bool is_over(int pidfd) {
	struct pollfd fd = {.fd = pidfd, .events = POLLIN};
	return poll(&fd, 1, 0) > 0;
}

/*
 * Whether a process is still there. *pidfd becomes readable once it isn't; -1 where the kernel gives none.
 * That is opened before the time is read: then both are of the same process.
 */
static bool is_alive(pid_t pid, uint64_t start, int *pidfd) {
	*pidfd = pidfd_open(pid, 0);
	if (*pidfd < 0 && (errno == ESRCH || errno == EINVAL)) {
		return false;
	}
	uint64_t found = start_time(pid);
	bool other = found != 0 && found != start; /* it has got the number since */
	if (other || (*pidfd >= 0 && is_over(*pidfd))) {
		if (*pidfd >= 0) {
			close(*pidfd);
			*pidfd = -1;
		}
		return false;
	}
	return true;
}

static void forget_holder(struct store_lock *lock) {
	if (lock->source != NULL) {
		wl_event_source_remove(lock->source);
		lock->source = NULL;
	}
	if (lock->pidfd >= 0) {
		close(lock->pidfd);
		lock->pidfd = -1;
	}
	lock->holder = 0;
}

static int handle_end(int fd, uint32_t mask, void *data) {
	struct store_lock *lock = data;
	forget_holder(lock);
	lock->released(lock);
	return 0;
}

static void handle_node(struct store_watch *watch) {
	struct store_lock *lock = wl_container_of(watch, lock, watch);
	lock->released(lock);
}

/* False with errno EBUSY if a process that lives has it. */
static bool take(struct store *store, store_transaction t, void *data) {
	struct store_lock *lock = data;
	char value[STORE_VALUE_SIZE];
	forget_holder(lock);
	pid_t pid;
	uint64_t start;
	if (store_read(store, t, lock->dir, lock->node, value) && strcmp(value, lock->own) != 0 &&
		sscanf(value, "%d %" SCNu64, &pid, &start) == 2 &&
		is_alive(pid, start, &lock->pidfd)) {
		lock->holder = pid;
		errno = EBUSY;
		return false;
	}
	return store_write(store, t, lock->dir, lock->node, lock->own);
}

/* False with errno set. */
static bool wait_for_release(struct store_lock *lock) {
	if (lock->pidfd >= 0) {
		lock->source = wl_event_loop_add_fd(
			lock->loop, lock->pidfd, WL_EVENT_READABLE, handle_end, lock);
		if (lock->source == NULL) {
			errno = ENOMEM;
			return false;
		}
	}
	char path[STORE_PATH_SIZE];
	snprintf(path, sizeof(path), "%s/%s", lock->dir, lock->node);
	return lock->watch.store != NULL ||
	       store_watch_init(&lock->watch, lock->store, path, handle_node);
}

void store_lock_init(struct store_lock *lock, struct store *store, struct wl_event_loop *loop,
	const char *dir, const char *node, void (*released)(struct store_lock *lock)) {
	*lock = (struct store_lock){
		.store = store,
		.dir = dir,
		.node = node,
		.released = released,
		.loop = loop,
		.pidfd = -1,
	};
	snprintf(lock->own, sizeof(lock->own), "%d %" PRIu64, getpid(), start_time(getpid()));
}

bool store_lock_take(struct store_lock *lock) {
	if (lock->held) {
		return true;
	}
	if (store_transact(lock->store, take, lock)) {
		lock->held = true;
		store_watch_finish(&lock->watch);
		return true;
	}
	if (errno == EBUSY && wait_for_release(lock)) {
		errno = EBUSY;
	}
	return false;
}

/* Not that of another, whatever has led to that. */
static bool remove_own(struct store *store, store_transaction t, void *data) {
	const struct store_lock *lock = data;
	char value[STORE_VALUE_SIZE];
	char path[STORE_PATH_SIZE];
	snprintf(path, sizeof(path), "%s/%s", lock->dir, lock->node);
	return store_read(store, t, lock->dir, lock->node, value) &&
	       strcmp(value, lock->own) == 0 && store_remove(store, t, path);
}

void store_lock_finish(struct store_lock *lock) {
	if (lock->store == NULL) {
		return;
	}
	store_watch_finish(&lock->watch);
	forget_holder(lock);
	if (lock->held) {
		store_transact(lock->store, remove_own, lock);
	}
	*lock = (struct store_lock){0};
}
