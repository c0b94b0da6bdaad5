#include "xen/xenbus.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each connection maps the guest's memory: so many at once, then one in each interval. */
#define CONNECT_BURST 8
#define CONNECT_INTERVAL_MS 1000

/* Each change of the frontend's state is some round trips to xenstored. */
#define CHANGE_BURST 64
#define CHANGE_INTERVAL_MS 100

#define SERVED_BY "served-by"
#define MADE_BY "made-by"
#define OUR_NAME "domicile"

static void backend_path(const struct xenbus_address *address, char path[static STORE_PATH_SIZE]) {
	snprintf(path, STORE_PATH_SIZE, "/local/domain/0/backend/%s/%d/%" PRIu32,
		address->backend_kind, address->domid, address->id);
}

static void frontend_path(const struct xenbus_address *address, char path[static STORE_PATH_SIZE]) {
	snprintf(path, STORE_PATH_SIZE, "/local/domain/%d/device/%s/%" PRIu32, address->domid,
		address->frontend_kind, address->id);
}

static enum xenbus_state read_state(struct store *store, store_transaction t, const char *dir) {
	uint64_t state;
	if (!store_read_number(store, t, dir, "state", XENBUS_CLOSED, &state)) {
		return XENBUS_ABSENT;
	}
	return (enum xenbus_state)state;
}

enum xenbus_owner xenbus_get_owner(struct store *store, const struct xenbus_address *address) {
	char path[STORE_PATH_SIZE], name[STORE_VALUE_SIZE];
	backend_path(address, path);
	switch (read_state(store, STORE_NOW, path)) {
	case XENBUS_ABSENT:
		return XENBUS_OWNER_NONE;
	case XENBUS_INITIALISING:
		return XENBUS_OWNER_FREE;
	default:
		break;
	}
	bool ours =
		store_read(store, STORE_NOW, path, SERVED_BY, name) && strcmp(name, OUR_NAME) == 0;
	return ours ? XENBUS_OWNER_US : XENBUS_OWNER_OTHER;
}

bool xenbus_is_own_making(struct store *store, const struct xenbus_address *address) {
	char path[STORE_PATH_SIZE], name[STORE_VALUE_SIZE];
	backend_path(address, path);
	return store_read(store, STORE_NOW, path, MADE_BY, name) && strcmp(name, OUR_NAME) == 0;
}

bool xenbus_has_frontend(struct store *store, const struct xenbus_address *address) {
	char path[STORE_PATH_SIZE];
	frontend_path(address, path);
	return store_exists(store, STORE_NOW, path);
}

void xenbus_nudge_frontend(struct store *store, const struct xenbus_address *address) {
	char path[STORE_PATH_SIZE];
	frontend_path(address, path);
	store_mkdir(store, STORE_NOW, path, address->domid, 0);
	store_remove(store, STORE_NOW, path);
}

void xenbus_remove_frontend(struct store *store, const struct xenbus_address *address) {
	char path[STORE_PATH_SIZE];
	frontend_path(address, path);
	store_remove(store, STORE_NOW, path);
}

void xenbus_ask_frontend(struct store *store, const struct xenbus_address *address) {
	char path[STORE_PATH_SIZE];
	frontend_path(address, path);
	store_mkdir(store, STORE_NOW, path, address->domid, 0);
	store_write_number(store, STORE_NOW, path, "state", XENBUS_INITIALISING);
}

static void error_path(const struct xenbus_address *address, char path[static STORE_PATH_SIZE]) {
	snprintf(path, STORE_PATH_SIZE, "/local/domain/%d/error/device/%s/%" PRIu32, address->domid,
		address->frontend_kind, address->id);
}

bool xenbus_has_error(struct store *store, const struct xenbus_address *address) {
	char path[STORE_PATH_SIZE];
	error_path(address, path);
	return store_exists(store, STORE_NOW, path);
}

void xenbus_remove_error(struct store *store, const struct xenbus_address *address) {
	char path[STORE_PATH_SIZE];
	error_path(address, path);
	store_remove(store, STORE_NOW, path);
}

void xenbus_remove_backend(struct store *store, const struct xenbus_address *address) {
	char path[STORE_PATH_SIZE];
	backend_path(address, path);
	store_remove(store, STORE_NOW, path);

	snprintf(path, sizeof(path), "/local/domain/0/backend/%s/%d", address->backend_kind,
		address->domid);
	uint32_t left;
	if (store_list_numbers(store, path, &left, 1) == 0) {
		store_remove(store, STORE_NOW, path);
	}
}

struct state_change {
	struct xenbus_device *device;
	enum xenbus_state to;
};

/* Whoever removes or remakes the directory meanwhile must not find our state in it. */
static bool write_state(struct store *store, store_transaction t, void *data) {
	const struct state_change *change = data;
	if (read_state(store, t, change->device->backend) != change->device->backend_state) {
		errno = ECANCELED;
		return false;
	}
	return store_write_number(store, t, change->device->backend, "state", change->to);
}

static void set_state(struct xenbus_device *device, enum xenbus_state to) {
	struct state_change change = {.device = device, .to = to};
	if (store_transact(device->store, write_state, &change)) {
		device->backend_state = to;
	} else if (errno != ECANCELED) {
		guest_log_error(device->guest, "%s: can't write state %d: %s", device->backend, to,
			strerror(errno));
	}
}

static void disconnect(struct xenbus_device *device) {
	device->impl->disconnect(device);
	device->connected = false;
	wl_event_source_timer_update(device->update_timer, 0);
}

/* A frontend that is told to close has nothing left that we would have to wait for. */
static void close_for_good(struct xenbus_device *device) {
	device->closed = true;
	disconnect(device);
	if (device->backend_state == XENBUS_CLOSED) {
		return;
	}
	if (device->backend_state != XENBUS_CLOSING) {
		set_state(device, XENBUS_CLOSING);
	}
	set_state(device, XENBUS_CLOSED);
}

void xenbus_device_fail(struct xenbus_device *device, const char *format, ...) {
	char reason[160];
	va_list args;
	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);

	close_for_good(device);
	device->impl->failed(device, reason);
}

void xenbus_device_fail_busy(struct xenbus_device *device, const char *format, ...) {
	char reason[160];
	va_list args;
	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);

	if (device->adopting) {
		char text[200];
		snprintf(text, sizeof(text), "%s; another program may have it", reason);
		device->refused = true;
		disconnect(device);
		device->impl->failed(device, text);
	} else {
		xenbus_device_fail(device, "%s", reason);
	}
}

static uint64_t read_published(struct xenbus_device *device, const char *node) {
	uint64_t number;
	bool found = store_read_number(
		device->store, STORE_NOW, device->frontend, node, XENBUS_MISSING - 1, &number);
	return found ? number : XENBUS_MISSING;
}

static bool same_published(const struct xenbus_published *a, const struct xenbus_published *b) {
	return a->event_channel == b->event_channel && a->page_ref == b->page_ref &&
	       a->page_gref == b->page_gref;
}

static void connect_frontend(
	struct xenbus_device *device, const struct xenbus_published *published, bool adopt) {
	int delay = rate_limit_take(&device->connects, CONNECT_BURST, CONNECT_INTERVAL_MS);
	if (delay > 0) {
		guest_log_debug(device->guest, "%s: reconnects too often, waits %d ms",
			device->frontend, delay);
		wl_event_source_timer_update(device->update_timer, delay);
		return;
	}

	device->published = *published;
	device->seen_connected = device->frontend_state == XENBUS_CONNECTED;
	device->connected = true;
	device->adopting = adopt;
	bool done = device->impl->connect(device, published, adopt);
	device->adopting = false;
	if (!done) {
		return;
	}
	if (!adopt) {
		set_state(device, XENBUS_CONNECTED);
	}
	guest_log_debug(device->guest, "%s: %s", device->frontend, adopt ? "adopted" : "connected");
}

/* The frontend is in one of the two states in which what it published stands. */
static void handle_ready(struct xenbus_device *device, bool adopt) {
	struct xenbus_published published = {
		.event_channel = read_published(device, "event-channel"),
		.page_ref = read_published(device, "page-ref"),
		.page_gref = read_published(device, "page-gref"),
	};

	if (device->refused && same_published(&published, &device->published)) {
		return;
	}
	device->refused = false;
	if (device->connected) {
		bool again = device->frontend_state == XENBUS_INITIALISED && device->seen_connected;
		if (!again && same_published(&published, &device->published)) {
			if (device->frontend_state == XENBUS_CONNECTED && !device->seen_connected) {
				device->seen_connected = true;
				if (device->impl->announce_twice) {
					set_state(device, XENBUS_CONNECTED);
				}
			}
			return;
		}
		/* A guest that was resumed has published anew, without closing first. */
		guest_log_debug(device->guest, "%s: the frontend reconnects", device->frontend);
		disconnect(device);
	}

	if (device->backend_state != XENBUS_CONNECTED &&
		device->backend_state != XENBUS_INIT_WAIT) {
		set_state(device, XENBUS_INIT_WAIT);
	}
	connect_frontend(device, &published, adopt);
}

static void update(struct xenbus_device *device, bool adopt) {
	if (device->closed) {
		return;
	}
	enum xenbus_state state = read_state(device->store, STORE_NOW, device->frontend);
	device->frontend_state = state;
	device->refused = device->refused && state == XENBUS_CONNECTED;

	switch (state) {
	case XENBUS_INITIALISING:
	case XENBUS_INIT_WAIT:
		disconnect(device);
		if (device->backend_state != XENBUS_INIT_WAIT) {
			set_state(device, XENBUS_INIT_WAIT);
		}
		break;
	case XENBUS_INITIALISED:
	case XENBUS_CONNECTED:
		handle_ready(device, adopt);
		break;
	case XENBUS_CLOSING:
		disconnect(device);
		if (device->backend_state != XENBUS_CLOSING) {
			set_state(device, XENBUS_CLOSING);
		}
		break;
	case XENBUS_CLOSED:
	case XENBUS_ABSENT:
		disconnect(device);
		if (device->backend_state != XENBUS_CLOSED) {
			set_state(device, XENBUS_CLOSED);
		}
		break;
	}
}

static void handle_frontend(struct store_watch *watch) {
	struct xenbus_device *device = wl_container_of(watch, device, watch);
	update(device, false);
}

static int handle_update_timer(void *data) {
	update(data, false);
	return 0;
}

static bool is_offline(const struct xenbus_device *device) {
	uint64_t online;
	return store_read_number(device->store, STORE_NOW, device->backend, "online", 1, &online) &&
	       online == 0;
}

bool xenbus_device_check_backend(struct xenbus_device *device) {
	enum xenbus_state state = read_state(device->store, STORE_NOW, device->backend);
	if (state == XENBUS_ABSENT || state == XENBUS_INITIALISING) {
		return false;
	}
	/*
	 * The toolstack removes the device, and waits for us to let go of it. Where the guest is closing
	 * it too, the state that the toolstack writes is there already: then "online" alone tells.
	 */
	bool closing = state == XENBUS_CLOSING && device->backend_state != XENBUS_CLOSING;
	if (!device->closed && (closing || is_offline(device))) {
		device->backend_state = state;
		close_for_good(device);
	}
	return true;
}

/* Both directories, as libxl writes them. */
static bool create(struct xenbus_device *device, store_transaction t) {
	const struct xenbus_address *address = &device->address;
	struct store *store = device->store;
	if (store_exists(store, t, device->frontend)) {
		errno = EEXIST;
		return false;
	}
	/* What an earlier device of that address left behind. */
	if (store_exists(store, t, device->backend) && !store_remove(store, t, device->backend)) {
		return false;
	}
	return store_mkdir(store, t, device->backend, 0, address->domid) &&
	       store_write(store, t, device->backend, "frontend", device->frontend) &&
	       store_write_number(store, t, device->backend, "frontend-id", address->domid) &&
	       store_write_number(store, t, device->backend, "online", 1) &&
	       store_write(store, t, device->backend, MADE_BY, OUR_NAME) &&
	       store_mkdir(store, t, device->frontend, address->domid, 0) &&
	       store_write(store, t, device->frontend, "backend", device->backend) &&
	       store_write_number(store, t, device->frontend, "backend-id", 0) &&
	       store_write_number(store, t, device->frontend, "state", XENBUS_INITIALISING);
}

/*
 * From the first state to the second: another backend that looks for devices takes none that has
 * left the first, so that whoever does this first has the device.
 */
static bool claim(struct xenbus_device *device, store_transaction t) {
	bool started = read_state(device->store, t, device->frontend) > XENBUS_INITIALISING;
	return device->impl->describe(device, t, started) &&
	       store_write(device->store, t, device->backend, SERVED_BY, OUR_NAME) &&
	       store_write_number(device->store, t, device->backend, "state", XENBUS_INIT_WAIT);
}

static bool claim_free(struct store *store, store_transaction t, void *data) {
	struct xenbus_device *device = data;
	if (read_state(store, t, device->backend) != XENBUS_INITIALISING) {
		errno = ENOENT;
		return false;
	}
	return claim(device, t);
}

struct creation {
	struct xenbus_device *const *devices;
	size_t count;
};

static bool create_all(struct store *store, store_transaction t, void *data) {
	const struct creation *creation = data;
	for (size_t i = 0; i < creation->count; i++) {
		if (!create(creation->devices[i], t) || !claim(creation->devices[i], t)) {
			return false;
		}
	}
	return true;
}

bool xenbus_device_init(struct xenbus_device *device, const struct xenbus_device_impl *impl,
	const struct xenbus_address *address, struct guest *guest, struct store *store,
	struct wl_event_loop *loop) {
	*device = (struct xenbus_device){
		.impl = impl,
		.address = *address,
		.guest = guest,
		.store = store,
		.update_timer = wl_event_loop_add_timer(loop, handle_update_timer, device),
	};
	backend_path(address, device->backend);
	frontend_path(address, device->frontend);
	errno = ENOMEM;
	return device->update_timer != NULL;
}

/* Once the device is ours. */
static bool begin(struct xenbus_device *device, bool adopt) {
	device->backend_state = read_state(device->store, STORE_NOW, device->backend);
	char state_path[STORE_PATH_SIZE + sizeof("/state")];
	snprintf(state_path, sizeof(state_path), "%s/state", device->frontend);
	if (!store_watch_init_limited(&device->watch, device->store, state_path, CHANGE_BURST,
		    CHANGE_INTERVAL_MS, handle_frontend)) {
		return false;
	}
	if (is_offline(device)) {
		/* The toolstack has begun to remove it while nobody was there to let go of it. */
		close_for_good(device);
		return true;
	}
	/* A connection that an earlier run made is gone on with, if the frontend has seen it. */
	bool connected = device->backend_state == XENBUS_CONNECTED &&
	                 read_state(device->store, STORE_NOW, device->frontend) == XENBUS_CONNECTED;
	update(device, adopt && connected);
	return true;
}

bool xenbus_device_serve(struct xenbus_device *device) {
	bool adopt = xenbus_get_owner(device->store, &device->address) == XENBUS_OWNER_US;
	return (adopt || store_transact(device->store, claim_free, device)) && begin(device, adopt);
}

bool xenbus_devices_create(struct xenbus_device *const *devices, size_t count) {
	struct creation creation = {.devices = devices, .count = count};
	bool done = count > 0 && store_transact(devices[0]->store, create_all, &creation);
	for (size_t i = 0; done && i < count; i++) {
		done = begin(devices[i], false);
	}
	return done;
}

void xenbus_device_finish(struct xenbus_device *device) {
	device->impl->disconnect(device);
	device->connected = false;
	store_watch_finish(&device->watch);
	if (device->update_timer != NULL) {
		wl_event_source_remove(device->update_timer);
	}
}
