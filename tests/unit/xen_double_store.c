/* libxenstore's half of the double: a tree, watches on it, and transactions that may conflict. */

#include "xen_double.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>
#include <xenstore.h>

/* Bytes that never change, with a zero behind them; shared by a tree and its copies. */
struct text {
	int refs;
	size_t length;
	char bytes[];
};

struct node {
	struct text *path, *value;
	uint32_t hash;              /* of the path */
	unsigned int owner, reader; /* besides dom0 */
	unsigned int writes;
};

/* Nodes in no order: the trees of tests are small. */
struct tree {
	struct node *nodes;
	size_t count;
};

struct change {
	struct wl_list link;
	char *path;
	bool removed;
};

struct transaction {
	struct wl_list link;
	xs_transaction_t id;
	struct tree tree;
	struct wl_list changes;
	unsigned int generation; /* of the store, as it began */
};

struct watch {
	struct wl_list link;
	char *path, *token;
};

struct event {
	struct wl_list link;
	char *path, *token;
};

struct xs_handle {
	int fd; /* readable while there are events, as libxenstore's pipe is */
	struct wl_list watches, events;
};

static struct {
	struct tree tree;
	unsigned int generation;
	struct wl_list transactions;
	xs_transaction_t last_id;
	struct xs_handle *handle; /* the product opens one */
	bool dead;
	unsigned int product_writes;
	int conflicts;
	void (*before_commit)(void *data);
	void *before_commit_data;
} store;

/* Trees */

static bool is_below(const char *path, const char *dir) {
	size_t length = strlen(dir);
	return strncmp(path, dir, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* FNV-1a: paths are compared often, and differ at their ends. */
static uint32_t hash_path(const char *path) {
	uint32_t hash = 0x811c9dc5;
	for (; *path != '\0'; path++) {
		hash = (hash ^ (uint8_t)*path) * 0x01000193;
	}
	return hash;
}

static struct node *find(const struct tree *tree, const char *path) {
	uint32_t hash = hash_path(path);
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->nodes[i].hash == hash && strcmp(tree->nodes[i].path->bytes, path) == 0) {
			return &tree->nodes[i];
		}
	}
	return NULL;
}

static struct node *find_nearest(const struct tree *tree, const char *path) {
	char parent[512];
	snprintf(parent, sizeof(parent), "%s", path);
	struct node *node;
	while ((node = find(tree, parent)) == NULL && strrchr(parent, '/') != NULL) {
		*strrchr(parent, '/') = '\0';
	}
	return node;
}

static struct text *make_text(const void *bytes, size_t length) {
	struct text *text = malloc(sizeof(*text) + length + 1);
	text->refs = 1;
	text->length = length;
	memcpy(text->bytes, bytes, length);
	text->bytes[length] = '\0';
	return text;
}

static void unref_text(struct text *text) {
	if (--text->refs == 0) {
		free(text);
	}
}

/* With whatever lies above it, inheriting what nobody has said otherwise. */
static struct node *make(struct tree *tree, const char *path) {
	struct node *node = find(tree, path);
	if (node != NULL) {
		return node;
	}
	struct node *above = find_nearest(tree, path);
	unsigned int owner = above != NULL ? above->owner : 0;
	unsigned int reader = above != NULL ? above->reader : 0;
	const char *last = strrchr(path, '/');
	if (last != path) {
		char parent[512];
		snprintf(parent, sizeof(parent), "%.*s", (int)(last - path), path);
		make(tree, parent);
	}

	tree->nodes = realloc(tree->nodes, (tree->count + 1) * sizeof(*tree->nodes));
	node = &tree->nodes[tree->count];
	tree->count++;
	*node = (struct node){
		.path = make_text(path, strlen(path)),
		.value = make_text("", 0),
		.hash = hash_path(path),
		.owner = owner,
		.reader = reader,
	};
	return node;
}

static void clear_node(struct node *node) {
	unref_text(node->path);
	unref_text(node->value);
}

static void prune(struct tree *tree, const char *path) {
	size_t kept = 0;
	for (size_t i = 0; i < tree->count; i++) {
		if (is_below(tree->nodes[i].path->bytes, path)) {
			clear_node(&tree->nodes[i]);
		} else {
			tree->nodes[kept] = tree->nodes[i];
			kept++;
		}
	}
	tree->count = kept;
}

static struct tree copy_tree(const struct tree *tree) {
	struct tree copy = {
		.nodes = calloc(tree->count, sizeof(*copy.nodes)), .count = tree->count};
	for (size_t i = 0; i < tree->count; i++) {
		copy.nodes[i] = tree->nodes[i];
		copy.nodes[i].path->refs++;
		copy.nodes[i].value->refs++;
	}
	return copy;
}

static void free_tree(struct tree *tree) {
	for (size_t i = 0; i < tree->count; i++) {
		clear_node(&tree->nodes[i]);
	}
	free(tree->nodes);
	*tree = (struct tree){0};
}

/* Watches */

static void queue_event(struct xs_handle *handle, const char *path, const char *token) {
	struct event *event = calloc(1, sizeof(*event));
	event->path = strdup(path);
	event->token = strdup(token);
	if (wl_list_empty(&handle->events)) {
		assert_int_equal(eventfd_write(handle->fd, 1), 0);
	}
	wl_list_insert(handle->events.prev, &event->link);
}

static void free_event(struct event *event) {
	wl_list_remove(&event->link);
	free(event->path);
	free(event->token);
	free(event);
}

static void free_watch(struct watch *watch) {
	wl_list_remove(&watch->link);
	free(watch->path);
	free(watch->token);
	free(watch);
}

/* Whoever watches what lies below a node that is removed hears of it too. */
void xen_fire(const char *path, bool removed) {
	if (store.handle == NULL) {
		return;
	}
	struct watch *watch;
	wl_list_for_each (watch, &store.handle->watches, link) {
		if (is_below(path, watch->path)) {
			queue_event(store.handle, path, watch->token);
		} else if (removed && is_below(watch->path, path)) {
			queue_event(store.handle, watch->path, watch->token);
		}
	}
}

/* Transactions, and plain calls as transactions of one step */

static struct transaction *find_transaction(xs_transaction_t id) {
	struct transaction *transaction;
	wl_list_for_each (transaction, &store.transactions, link) {
		if (transaction->id == id) {
			return transaction;
		}
	}
	fail_msg("there is no transaction %u", id);
	return NULL;
}

static struct tree *tree_of(xs_transaction_t id) {
	return id == XBT_NULL ? &store.tree : &find_transaction(id)->tree;
}

static void add_change(xs_transaction_t id, const char *path, bool removed) {
	if (id == XBT_NULL) {
		store.generation++;
		xen_fire(path, removed);
		return;
	}
	struct change *change = calloc(1, sizeof(*change));
	change->path = strdup(path);
	change->removed = removed;
	wl_list_insert(find_transaction(id)->changes.prev, &change->link);
}

static void write_node(xs_transaction_t id, const char *path, const void *value, size_t length) {
	struct node *node = make(tree_of(id), path);
	unref_text(node->value);
	node->value = make_text(value, length);
	node->writes++;
	add_change(id, path, false);
}

static void remove_node(xs_transaction_t id, const char *path) {
	prune(tree_of(id), path);
	add_change(id, path, true);
}

static void free_transaction(struct transaction *transaction, bool commit) {
	struct change *change, *tmp;
	wl_list_for_each_safe (change, tmp, &transaction->changes, link) {
		if (commit) {
			store.generation++;
			xen_fire(change->path, change->removed);
		}
		wl_list_remove(&change->link);
		free(change->path);
		free(change);
	}
	wl_list_remove(&transaction->link);
	free_tree(&transaction->tree);
	free(transaction);
}

/* For tests */

void xen_store_start(void) {
	wl_list_init(&store.transactions);
}

void xen_store_stop(void) {
	assert_null(store.handle);
	assert_true(wl_list_empty(&store.transactions));
	free_tree(&store.tree);
	memset(&store, 0, sizeof(store));
}

bool xen_may_read(unsigned int domid, const char *path) {
	const struct node *node = find_nearest(&store.tree, path);
	return domid == 0 || (node != NULL && (node->owner == domid || node->reader == domid));
}

bool xen_may_write(unsigned int domid, const char *path) {
	const struct node *node = find_nearest(&store.tree, path);
	return domid == 0 || (node != NULL && node->owner == domid);
}

void xen_write_bytes(unsigned int as, const char *path, const void *value, size_t length) {
	assert_true(xen_may_write(as, path));
	write_node(XBT_NULL, path, value, length);
}

void xen_write(unsigned int as, const char *path, const char *format, ...) {
	char value[4097];
	va_list args;
	va_start(args, format);
	int length = vsnprintf(value, sizeof(value), format, args);
	va_end(args);
	xen_write_bytes(as, path, value, (size_t)length);
}

void xen_remove(unsigned int as, const char *path) {
	assert_true(xen_may_write(as, path));
	remove_node(XBT_NULL, path);
}

void xen_mkdir(const char *path, unsigned int owner, unsigned int reader) {
	struct node *node = make(&store.tree, path);
	node->owner = owner;
	node->reader = reader;
	add_change(XBT_NULL, path, false);
}

const char *xen_read(const char *path) {
	const struct node *node = find(&store.tree, path);
	return node != NULL ? node->value->bytes : NULL;
}

int xen_read_int(const char *path) {
	const char *value = xen_read(path);
	return value != NULL && *value >= '0' && *value <= '9' ? (int)strtol(value, NULL, 10) : -1;
}

unsigned int xen_count_writes(const char *path) {
	const struct node *node = find(&store.tree, path);
	return node != NULL ? node->writes : 0;
}

unsigned int xen_count_product_writes(void) {
	return store.product_writes;
}

static void count_product_write(const char *path) {
	if (strcmp(path, XEN_LOCK) != 0) {
		store.product_writes++;
	}
}

void xen_store_die(void) {
	store.dead = true;
	assert_int_equal(eventfd_write(store.handle->fd, 1), 0);
}

void xen_conflict(int transactions) {
	store.conflicts = transactions;
}

void xen_before_commit(void (*callback)(void *data), void *data) {
	store.before_commit = callback;
	store.before_commit_data = data;
}

/* The library */

struct xs_handle *xs_open(unsigned long flags) {
	assert_int_equal(flags, 0);
	assert_null(store.handle);
	if (!xen_allows(XEN_STORE)) {
		return NULL;
	}
	struct xs_handle *handle = calloc(1, sizeof(*handle));
	handle->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	wl_list_init(&handle->watches);
	wl_list_init(&handle->events);
	store.handle = handle;
	return handle;
}

void xs_close(struct xs_handle *handle) {
	assert_ptr_equal(handle, store.handle);
	assert_true(wl_list_empty(&handle->watches));
	struct event *event, *next;
	wl_list_for_each_safe (event, next, &handle->events, link) {
		free_event(event);
	}
	close(handle->fd);
	free(handle);
	store.handle = NULL;
}

int xs_fileno(struct xs_handle *handle) {
	return handle->fd;
}

bool xs_watch(struct xs_handle *handle, const char *path, const char *token) {
	struct watch *watch = calloc(1, sizeof(*watch));
	watch->path = strdup(path);
	watch->token = strdup(token);
	wl_list_insert(handle->watches.prev, &watch->link);
	queue_event(handle, path, token);
	return true;
}

bool xs_unwatch(struct xs_handle *handle, const char *path, const char *token) {
	/* Events that wait stay, as with the library. */
	struct watch *watch;
	wl_list_for_each (watch, &handle->watches, link) {
		if (strcmp(watch->path, path) == 0 && strcmp(watch->token, token) == 0) {
			free_watch(watch);
			return true;
		}
	}
	fail_msg("%s is not watched", path);
	return false;
}

char **xs_check_watch(struct xs_handle *handle) {
	if (store.dead || wl_list_empty(&handle->events)) {
		errno = store.dead ? EBADF : EAGAIN;
		return NULL;
	}
	struct event *event = wl_container_of(handle->events.next, event, link);
	size_t path_size = strlen(event->path) + 1, token_size = strlen(event->token) + 1;
	char **result = malloc(2 * sizeof(*result) + path_size + token_size);
	result[XS_WATCH_PATH] = memcpy(&result[2], event->path, path_size);
	result[XS_WATCH_TOKEN] =
		memcpy(result[XS_WATCH_PATH] + path_size, event->token, token_size);
	free_event(event);
	if (wl_list_empty(&handle->events)) {
		eventfd_t count;
		assert_int_equal(eventfd_read(handle->fd, &count), 0);
	}
	return result;
}

void *xs_read(
	struct xs_handle *handle, xs_transaction_t t, const char *path, unsigned int *length) {
	const struct node *node = find(tree_of(t), path);
	if (node == NULL) {
		errno = ENOENT;
		return NULL;
	}
	size_t size = node->value->length + 1;
	char *copy = memcpy(malloc(size), node->value->bytes, size);
	*length = (unsigned int)node->value->length;
	return copy;
}

bool xs_write(struct xs_handle *handle, xs_transaction_t t, const char *path, const void *data,
	unsigned int length) {
	count_product_write(path);
	write_node(t, path, data, length);
	return true;
}

bool xs_mkdir(struct xs_handle *handle, xs_transaction_t t, const char *path) {
	count_product_write(path);
	make(tree_of(t), path);
	add_change(t, path, false);
	return true;
}

bool xs_rm(struct xs_handle *handle, xs_transaction_t t, const char *path) {
	if (find(tree_of(t), path) == NULL) {
		errno = ENOENT;
		return false;
	}
	count_product_write(path);
	remove_node(t, path);
	return true;
}

bool xs_set_permissions(struct xs_handle *handle, xs_transaction_t t, const char *path,
	struct xs_permissions *permissions, unsigned int count) {
	/* An owner that nobody else shares with, and one reader. */
	assert_int_equal(count, 2);
	assert_int_equal(permissions[0].perms, XS_PERM_NONE);
	assert_int_equal(permissions[1].perms, XS_PERM_READ);
	struct node *node = find(tree_of(t), path);
	assert_non_null(node);
	node->owner = permissions[0].id;
	node->reader = permissions[1].id;
	add_change(t, path, false);
	return true;
}

char **xs_directory(
	struct xs_handle *handle, xs_transaction_t t, const char *path, unsigned int *count) {
	const struct tree *tree = tree_of(t);
	if (find(tree, path) == NULL) {
		errno = ENOENT;
		return NULL;
	}
	const char *names[256];
	size_t size = 0, found = 0;
	for (size_t i = 0; i < tree->count; i++) {
		const char *child = tree->nodes[i].path->bytes;
		if (is_below(child, path) && strcmp(child, path) != 0 &&
			strchr(child + strlen(path) + 1, '/') == NULL) {
			assert_true(found < sizeof(names) / sizeof(names[0]));
			names[found] = child + strlen(path) + 1;
			size += strlen(names[found]) + 1;
			found++;
		}
	}
	char **result = malloc((found + 1) * sizeof(*result) + size);
	char *text = (char *)&result[found + 1];
	for (size_t i = 0; i < found; i++) {
		size_t length = strlen(names[i]) + 1;
		result[i] = memcpy(text, names[i], length);
		text += length;
	}
	*count = (unsigned int)found;
	return result;
}

xs_transaction_t xs_transaction_start(struct xs_handle *handle) {
	struct transaction *transaction = calloc(1, sizeof(*transaction));
	store.last_id++;
	transaction->id = store.last_id;
	transaction->generation = store.generation;
	transaction->tree = copy_tree(&store.tree);
	wl_list_init(&transaction->changes);
	wl_list_insert(&store.transactions, &transaction->link);
	return transaction->id;
}

bool xs_transaction_end(struct xs_handle *handle, xs_transaction_t id, bool abort) {
	struct transaction *transaction = find_transaction(id);
	if (abort) {
		free_transaction(transaction, false);
		return true;
	}
	if (store.before_commit != NULL) {
		void (*callback)(void *data) = store.before_commit;
		store.before_commit = NULL;
		callback(store.before_commit_data);
	}
	bool conflict = store.generation != transaction->generation;
	if (!conflict && store.conflicts > 0) {
		store.conflicts--;
		conflict = true;
	}
	if (!conflict) {
		struct tree old = store.tree;
		store.tree = transaction->tree;
		transaction->tree = old;
	}
	free_transaction(transaction, !conflict);
	errno = EAGAIN;
	return !conflict;
}

bool xs_is_domain_introduced(struct xs_handle *handle, unsigned int domid) {
	const struct xen_domain *domain = xen_find_domain(domid);
	return domain != NULL && domain->introduced;
}
