#include "device_table.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "devices/environment.h"
#include "devices/vkbd.h"
#include "screen.h"
#include "xen/store.h"

static const char *const backend_kinds[DEVICE_KINDS] = {"vfb", "vinput", "vkbd"};
static const char *const frontend_kinds[DEVICE_KINDS] = {"vfb", "vkbd", "vkbd"};

void device_folder(uint16_t domid, enum device_kind kind, char path[static STORE_PATH_SIZE]) {
	snprintf(
		path, STORE_PATH_SIZE, "/local/domain/0/backend/%s/%d", backend_kinds[kind], domid);
}

struct xenbus_address device_address(uint16_t domid, enum device_kind kind, uint32_t id) {
	return (struct xenbus_address){
		.backend_kind = backend_kinds[kind],
		.frontend_kind = frontend_kinds[kind],
		.domid = domid,
		.id = id,
	};
}

static struct vkbd *find_keyboard(void *data) {
	const struct device_table *table = data;
	for (uint32_t id = 0; id < DEVICE_TABLE_SIZE; id++) {
		struct vkbd *vkbd = table->keyboards[id];
		if (vkbd != NULL && vkbd_device(vkbd)->connected) {
			return vkbd;
		}
	}
	return NULL;
}

struct xenbus_device *device_table_get(
	const struct device_table *table, enum device_kind kind, uint32_t id) {
	if (kind == DEVICE_VFB) {
		return table->screens[id] != NULL ? screen_device(table->screens[id]) : NULL;
	}
	struct vkbd *vkbd = table->keyboards[id];
	bool same = vkbd != NULL &&
	            strcmp(vkbd_device(vkbd)->address.backend_kind, backend_kinds[kind]) == 0;
	return same ? vkbd_device(vkbd) : NULL;
}

void device_table_drop(struct device_table *table, enum device_kind kind, uint32_t id) {
	if (kind == DEVICE_VFB) {
		screen_destroy(table->screens[id]);
		table->screens[id] = NULL;
	} else {
		vkbd_destroy(table->keyboards[id]);
		table->keyboards[id] = NULL;
	}
}

/* A device that is yet to begin; NULL with errno set. */
static struct xenbus_device *make_device(
	struct device_table *table, enum device_kind kind, uint32_t id) {
	if (kind == DEVICE_VFB) {
		table->screens[id] = screen_create(table->env, id, find_keyboard, table);
	} else {
		if (table->keyboards[id] != NULL) {
			/* The toolstack has made one of the other kind with the same frontend. */
			device_table_drop(table, kind, id);
		}
		table->keyboards[id] = vkbd_create(table->env, backend_kinds[kind], id);
	}
	return device_table_get(table, kind, id);
}

/* error: why it couldn't; 0: it has begun. */
static void conclude_device(
	struct device_table *table, enum device_kind kind, uint32_t id, int error) {
	if (error == 0 && kind == DEVICE_VFB) {
		screen_announce(table->screens[id]);
	} else if (error != 0) {
		device_table_drop(table, kind, id);
	}
	if (error != 0 && error != EEXIST && error != ENOENT) {
		guest_log_error(table->env->guest, "%s %" PRIu32 " can't be served: %s",
			backend_kinds[kind], id, strerror(error));
	}
}

static void serve_device(struct device_table *table, enum device_kind kind, uint32_t id) {
	struct xenbus_device *device = make_device(table, kind, id);
	bool begun = device != NULL && xenbus_device_serve(device);
	conclude_device(table, kind, id, begun ? 0 : errno);
}

/*
 * A toolstack's vinput takes the frontend's place of a vkbd that we made before it, whose other half
 * is then good for nothing.
 */
static void drop_replaced(struct device_table *table, uint32_t id) {
	struct xenbus_address vkbd = device_address(table->env->guest->domid, DEVICE_VKBD, id);
	if (xenbus_is_own_making(table->env->store, &vkbd)) {
		if (device_table_get(table, DEVICE_VKBD, id) != NULL) {
			device_table_drop(table, DEVICE_VKBD, id);
		}
		xenbus_remove_backend(table->env->store, &vkbd);
	}
}

/* Begins to serve a device that is there and that we don't serve yet, if nobody else does. */
static void serve_new(struct device_table *table, enum device_kind kind, uint32_t id) {
	if (kind == DEVICE_VKBD && device_table_get(table, DEVICE_VINPUT, id) != NULL) {
		/* It has the same frontend: they would take it from each other without end. */
		return;
	}
	struct xenbus_address address = device_address(table->env->guest->domid, kind, id);
	enum xenbus_owner owner = xenbus_get_owner(table->env->store, &address);
	if (kind == DEVICE_VINPUT && owner != XENBUS_OWNER_NONE) {
		drop_replaced(table, id);
	}
	switch (owner) {
	case XENBUS_OWNER_FREE:
	case XENBUS_OWNER_US:
		serve_device(table, kind, id);
		break;
	case XENBUS_OWNER_OTHER:
		table->taken[kind][id] = true;
		break;
	case XENBUS_OWNER_NONE:
		break;
	}
}

/* Which devices of a kind are there, by the backend's half. Those with higher numbers are named once. */
static void list_devices(
	struct device_table *table, enum device_kind kind, bool exists[static DEVICE_TABLE_SIZE]) {
	char path[STORE_PATH_SIZE];
	device_folder(table->env->guest->domid, kind, path);
	uint32_t ids[DEVICE_TABLE_SIZE + 1]; /* if there are any beyond, the last is one of them */
	size_t count = store_list_numbers(table->env->store, path, ids, DEVICE_TABLE_SIZE + 1);
	bool beyond = count > 0 && ids[count - 1] >= DEVICE_TABLE_SIZE;
	if (beyond && !table->beyond[kind] && table->env->policy.attach) {
		guest_log_error(table->env->guest,
			"%s %" PRIu32 " isn't served: only those numbered 0 to %d are. The guest's "
			"configuration may give it another number.",
			backend_kinds[kind], ids[count - 1], DEVICE_TABLE_SIZE - 1);
	}
	table->beyond[kind] = beyond;
	for (size_t i = 0; i < count; i++) {
		if (ids[i] < DEVICE_TABLE_SIZE) {
			exists[ids[i]] = true;
		}
	}
}

void device_table_serve(struct device_table *table, enum device_kind kind) {
	bool exists[DEVICE_TABLE_SIZE] = {false};
	list_devices(table, kind, exists);
	for (uint32_t id = 0; id < DEVICE_TABLE_SIZE; id++) {
		table->taken[kind][id] = false;
		struct xenbus_device *device = device_table_get(table, kind, id);
		if (device != NULL && !xenbus_device_check_backend(device)) {
			device_table_drop(table, kind, id);
			device = NULL;
			table->removed = table->removed || !exists[id];
		}
		if (device == NULL && exists[id] && table->env->policy.attach) {
			serve_new(table, kind, id);
		}
	}
}

static bool has_screen(const struct device_table *table) {
	for (uint32_t id = 0; id < DEVICE_TABLE_SIZE; id++) {
		if (table->screens[id] != NULL || table->taken[DEVICE_VFB][id]) {
			return true;
		}
	}
	return false;
}

static bool has_keyboard(const struct device_table *table) {
	for (uint32_t id = 0; id < DEVICE_TABLE_SIZE; id++) {
		if (table->keyboards[id] != NULL) {
			return true;
		}
	}
	return false;
}

struct missing {
	enum device_kind kind;
	uint32_t id;
};

/* At most one of each kind. */
static size_t find_missing(
	const struct device_table *table, struct missing missing[static DEVICE_KINDS]) {
	size_t count = 0;
	if (!has_screen(table)) {
		missing[count++] = (struct missing){.kind = DEVICE_VFB, .id = 0};
	}
	/* A keyboard that another program serves is of no use to us: there, a second one is added. */
	uint32_t id = 0;
	while (id < DEVICE_TABLE_SIZE &&
		(table->taken[DEVICE_VKBD][id] || table->taken[DEVICE_VINPUT][id])) {
		id++;
	}
	if (id < DEVICE_TABLE_SIZE && !has_keyboard(table)) {
		missing[count++] = (struct missing){.kind = DEVICE_VKBD, .id = id};
	}
	return count;
}

void device_table_attach(struct device_table *table) {
	if (!table->env->policy.attach || table->removed) {
		return;
	}
	struct missing missing[DEVICE_KINDS];
	struct xenbus_device *devices[DEVICE_KINDS];
	size_t count = find_missing(table, missing), made = 0;
	for (size_t i = 0; i < count; i++) {
		struct xenbus_address address =
			device_address(table->env->guest->domid, missing[i].kind, missing[i].id);
		if (xenbus_has_frontend(table->env->store, &address)) {
			continue;
		}
		missing[made] = missing[i];
		devices[made] = make_device(table, missing[i].kind, missing[i].id);
		if (devices[made] != NULL) {
			made++;
		} else {
			conclude_device(table, missing[i].kind, missing[i].id, errno);
		}
	}
	int error = made == 0 || xenbus_devices_create(devices, made) ? 0 : errno;
	for (size_t i = 0; i < made; i++) {
		conclude_device(table, missing[i].kind, missing[i].id, error);
	}
}

void device_table_withdraw(struct device_table *table) {
	for (enum device_kind kind = 0; kind < DEVICE_KINDS; kind++) {
		for (uint32_t id = 0; id < DEVICE_TABLE_SIZE; id++) {
			struct xenbus_address address =
				device_address(table->env->guest->domid, kind, id);
			if (device_table_get(table, kind, id) != NULL &&
				xenbus_is_own_making(table->env->store, &address)) {
				device_table_drop(table, kind, id);
				xenbus_remove_backend(table->env->store, &address);
			}
		}
	}
}

void device_table_release(struct device_table *table) {
	/* Who had the focus of a screen releases its keys as the screen goes. */
	for (uint32_t id = 0; id < DEVICE_TABLE_SIZE; id++) {
		screen_destroy(table->screens[id]);
		table->screens[id] = NULL;
	}
	for (uint32_t id = 0; id < DEVICE_TABLE_SIZE; id++) {
		vkbd_destroy(table->keyboards[id]);
		table->keyboards[id] = NULL;
	}
}

void device_table_clean_store(struct store *store, uint16_t domid) {
	for (enum device_kind kind = 0; kind < DEVICE_KINDS; kind++) {
		for (uint32_t id = 0; id < DEVICE_TABLE_SIZE; id++) {
			struct xenbus_address address = device_address(domid, kind, id);
			if (xenbus_is_own_making(store, &address)) {
				xenbus_remove_backend(store, &address);
			}
		}
	}
}
