#include "domain.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devices/environment.h"
#include "devices/vkbd.h"
#include "health.h"
#include "identity.h"
#include "log.h"
#include "screen.h"
#include "seamless/seamless.h"
#include "xen/channel.h"
#include "xen/memory.h"
#include "xen/store.h"
#include "xen/xenbus.h"

/* How many devices of each kind are looked at: those numbered from 0. */
#define MAX_DEVICES 4

/*
 * A guest that was restored, and ran before its devices were there, has given up on them and doesn't
 * look at new ones of the same number. But it drops a device that it hears has gone, and takes one
 * that comes after that. It doesn't tell when it has looked, so it is given some time.
 */
#define CURE_PAUSE_MS 3000
#define MAX_CURES 3

/* How often we look at what the guest says that it gave up on. */
#define ERROR_BURST 8
#define ERROR_INTERVAL_MS 1000

/* In the order in which they are looked at: a vinput may replace a vkbd of ours. */
enum kind {
	VFB,
	VINPUT,
	VKBD,
	KINDS
};

static const char *const backend_kinds[KINDS] = {"vfb", "vinput", "vkbd"};
static const char *const frontend_kinds[KINDS] = {"vfb", "vkbd", "vkbd"};

struct domain {
	struct guest base;
	uint8_t uuid[GUEST_UUID_SIZE]; /* its own */
	uint16_t identity;             /* whose name and UUID base has: identity.domid */
	struct device_environment env;
	struct health health;
	size_t framebuffer_bytes; /* see there */
	struct wl_list link;      /* struct domains.list */

	struct store_watch target_watch, name_watch, error_watch;
	struct store_watch backend_watches[KINDS];

	struct screen *screens[MAX_DEVICES];
	struct vkbd *keyboards[MAX_DEVICES]; /* of the kinds vkbd and vinput */
	bool taken[KINDS][MAX_DEVICES];      /* another program serves it */
	bool beyond[KINDS]; /* there are some of which nobody looks at the numbers */
	bool removed;       /* the toolstack has taken a device away: it gets no other from us */
	struct seamless *seamless; /* NULL: its windows aren't shown one by one */

	struct wl_event_source *cure_timer;
	int cures;
	bool curing; /* the guest has been told that its devices are gone, to get them again */
};

static struct xenbus_address address_of(uint16_t domid, enum kind kind, uint32_t id) {
	return (struct xenbus_address){
		.backend_kind = backend_kinds[kind],
		.frontend_kind = frontend_kinds[kind],
		.domid = domid,
		.id = id,
	};
}

static struct vkbd *find_keyboard(void *data) {
	struct domain *domain = data;
	for (uint32_t id = 0; id < MAX_DEVICES; id++) {
		struct vkbd *vkbd = domain->keyboards[id];
		if (vkbd != NULL && vkbd_device(vkbd)->connected) {
			return vkbd;
		}
	}
	return NULL;
}

static struct xenbus_device *get_device(struct domain *domain, enum kind kind, uint32_t id) {
	if (kind == VFB) {
		return domain->screens[id] != NULL ? screen_device(domain->screens[id]) : NULL;
	}
	struct vkbd *vkbd = domain->keyboards[id];
	bool same = vkbd != NULL &&
	            strcmp(vkbd_device(vkbd)->address.backend_kind, backend_kinds[kind]) == 0;
	return same ? vkbd_device(vkbd) : NULL;
}

static void destroy_device(struct domain *domain, enum kind kind, uint32_t id) {
	if (kind == VFB) {
		screen_destroy(domain->screens[id]);
		domain->screens[id] = NULL;
	} else {
		vkbd_destroy(domain->keyboards[id]);
		domain->keyboards[id] = NULL;
	}
}

/* A device that is yet to begin; NULL with errno set. */
static struct xenbus_device *make_device(struct domain *domain, enum kind kind, uint32_t id) {
	if (kind == VFB) {
		domain->screens[id] = screen_create(&domain->env, id, find_keyboard, domain);
	} else {
		if (domain->keyboards[id] != NULL) {
			/* The toolstack has made one of the other kind with the same frontend. */
			destroy_device(domain, kind, id);
		}
		domain->keyboards[id] = vkbd_create(&domain->env, backend_kinds[kind], id);
	}
	return get_device(domain, kind, id);
}

/* error: why it couldn't; 0: it has begun. */
static void conclude_device(struct domain *domain, enum kind kind, uint32_t id, int error) {
	if (error == 0 && kind == VFB) {
		screen_announce(domain->screens[id]);
	} else if (error != 0) {
		destroy_device(domain, kind, id);
	}
	if (error != 0 && error != EEXIST && error != ENOENT) {
		guest_log_error(&domain->base, "%s %" PRIu32 " can't be served: %s",
			backend_kinds[kind], id, strerror(error));
	}
}

static void serve_device(struct domain *domain, enum kind kind, uint32_t id) {
	struct xenbus_device *device = make_device(domain, kind, id);
	bool begun = device != NULL && xenbus_device_serve(device);
	conclude_device(domain, kind, id, begun ? 0 : errno);
}

/*
 * A toolstack's vinput takes the frontend's place of a vkbd that we made before it, whose other half
 * is then good for nothing.
 */
static void drop_replaced(struct domain *domain, uint32_t id) {
	struct xenbus_address vkbd = address_of(domain->base.domid, VKBD, id);
	if (xenbus_is_own_making(domain->env.store, &vkbd)) {
		if (get_device(domain, VKBD, id) != NULL) {
			destroy_device(domain, VKBD, id);
		}
		xenbus_remove_backend(domain->env.store, &vkbd);
	}
}

/* Begins to serve a device that is there and that we don't serve yet, if nobody else does. */
static void serve_new(struct domain *domain, enum kind kind, uint32_t id) {
	if (kind == VKBD && get_device(domain, VINPUT, id) != NULL) {
		/* It has the same frontend: they would take it from each other without end. */
		return;
	}
	struct xenbus_address address = address_of(domain->base.domid, kind, id);
	enum xenbus_owner owner = xenbus_get_owner(domain->env.store, &address);
	if (kind == VINPUT && owner != XENBUS_OWNER_NONE) {
		drop_replaced(domain, id);
	}
	switch (owner) {
	case XENBUS_OWNER_FREE:
	case XENBUS_OWNER_US:
		serve_device(domain, kind, id);
		break;
	case XENBUS_OWNER_OTHER:
		domain->taken[kind][id] = true;
		break;
	case XENBUS_OWNER_NONE:
		break;
	}
}

/* Which devices of a kind are there, by the backend's half. Those with higher numbers are named once. */
static void list_devices(struct domain *domain, enum kind kind, bool exists[static MAX_DEVICES]) {
	char path[STORE_PATH_SIZE];
	snprintf(path, sizeof(path), "/local/domain/0/backend/%s/%d", backend_kinds[kind],
		domain->base.domid);
	uint32_t ids[MAX_DEVICES + 1]; /* if there are any beyond, the last is one of them */
	size_t count = store_list_numbers(domain->env.store, path, ids, MAX_DEVICES + 1);
	bool beyond = count > 0 && ids[count - 1] >= MAX_DEVICES;
	if (beyond && !domain->beyond[kind] && domain->env.policy.attach) {
		guest_log_error(&domain->base,
			"%s %" PRIu32 " isn't served: only those numbered 0 to %d are. The guest's "
			"configuration may give it another number.",
			backend_kinds[kind], ids[count - 1], MAX_DEVICES - 1);
	}
	domain->beyond[kind] = beyond;
	for (size_t i = 0; i < count; i++) {
		if (ids[i] < MAX_DEVICES) {
			exists[ids[i]] = true;
		}
	}
}

/* Begins to serve what is there, and lets go of what isn't any more. */
static void serve(struct domain *domain, enum kind kind) {
	bool exists[MAX_DEVICES] = {false};
	list_devices(domain, kind, exists);
	for (uint32_t id = 0; id < MAX_DEVICES; id++) {
		domain->taken[kind][id] = false;
		struct xenbus_device *device = get_device(domain, kind, id);
		if (device != NULL && !xenbus_device_check_backend(device)) {
			destroy_device(domain, kind, id);
			device = NULL;
			domain->removed = domain->removed || !exists[id];
		}
		if (device == NULL && exists[id] && domain->env.policy.attach) {
			serve_new(domain, kind, id);
		}
	}
}

static bool has_screen(const struct domain *domain) {
	for (uint32_t id = 0; id < MAX_DEVICES; id++) {
		if (domain->screens[id] != NULL || domain->taken[VFB][id]) {
			return true;
		}
	}
	return false;
}

static bool has_keyboard(const struct domain *domain) {
	for (uint32_t id = 0; id < MAX_DEVICES; id++) {
		if (domain->keyboards[id] != NULL) {
			return true;
		}
	}
	return false;
}

/* Not ours to take away, whatever the guest says of it. */
static bool is_made_by_other(struct store *store, const struct xenbus_address *address) {
	return !xenbus_is_own_making(store, address) &&
	       (xenbus_get_owner(store, address) != XENBUS_OWNER_NONE ||
		       xenbus_has_frontend(store, address));
}

/* Makes the guest drop one device that it gave up on, if it says so and we made it. */
static bool cure_device(struct domain *domain, enum kind kind, uint32_t id) {
	struct store *store = domain->env.store;
	char error[STORE_PATH_SIZE];
	snprintf(error, sizeof(error), "/local/domain/%d/error/device/%s/%" PRIu32,
		domain->base.domid, frontend_kinds[kind], id);
	struct xenbus_address address = address_of(domain->base.domid, kind, id);
	const struct xenbus_device *device = get_device(domain, kind, id);
	if ((device != NULL && device->frontend_state != XENBUS_INITIALISING) ||
		!store_exists(store, STORE_NOW, error) || is_made_by_other(store, &address)) {
		return false;
	}
	if (device != NULL) {
		destroy_device(domain, kind, id);
	}
	xenbus_remove_backend(store, &address);
	xenbus_nudge_frontend(store, &address);
	store_remove(store, STORE_NOW, error);
	return true;
}

/* The same for all of them. True if there was any: then the guest needs time for it. */
static bool cure(struct domain *domain) {
	char errors[STORE_PATH_SIZE];
	snprintf(errors, sizeof(errors), "/local/domain/%d/error/device", domain->base.domid);
	if (domain->cures == MAX_CURES || !store_exists(domain->env.store, STORE_NOW, errors)) {
		return false;
	}
	for (uint32_t id = 0; id < MAX_DEVICES; id++) {
		bool screen = cure_device(domain, VFB, id);
		bool keyboard = cure_device(domain, VKBD, id);
		domain->curing = domain->curing || screen || keyboard;
	}
	if (domain->curing) {
		guest_log_info(&domain->base, "woke up without its devices, gets them again");
		domain->cures++;
		wl_event_source_timer_update(domain->cure_timer, CURE_PAUSE_MS);
	}
	return domain->curing;
}

struct missing {
	enum kind kind;
	uint32_t id;
};

/* At most one of each kind. */
static size_t find_missing(const struct domain *domain, struct missing missing[static KINDS]) {
	size_t count = 0;
	if (!has_screen(domain)) {
		missing[count++] = (struct missing){.kind = VFB, .id = 0};
	}
	/* A keyboard that another program serves is of no use to us: there, a second one is added. */
	uint32_t id = 0;
	while (id < MAX_DEVICES && (domain->taken[VKBD][id] || domain->taken[VINPUT][id])) {
		id++;
	}
	if (id < MAX_DEVICES && !has_keyboard(domain)) {
		missing[count++] = (struct missing){.kind = VKBD, .id = id};
	}
	return count;
}

static bool is_stub(const struct domain *domain) {
	return domain->identity != domain->base.domid;
}

/*
 * Makes what the guest lacks, all at once, as one who makes it a machine would. Where the toolstack is
 * quicker than we are, its writing calls us again; a frontend that something else has left
 * in the way of one device doesn't keep the guest from the others.
 */
static void attach(struct domain *domain) {
	if (!domain->env.policy.attach || domain->removed || is_stub(domain)) {
		return;
	}
	struct missing missing[KINDS];
	struct xenbus_device *devices[KINDS];
	size_t count = find_missing(domain, missing), made = 0;
	for (size_t i = 0; i < count; i++) {
		struct xenbus_address address =
			address_of(domain->base.domid, missing[i].kind, missing[i].id);
		if (xenbus_has_frontend(domain->env.store, &address)) {
			continue;
		}
		missing[made] = missing[i];
		devices[made] = make_device(domain, missing[i].kind, missing[i].id);
		if (devices[made] != NULL) {
			made++;
		} else {
			conclude_device(domain, missing[i].kind, missing[i].id, errno);
		}
	}
	int error = made == 0 || xenbus_devices_create(devices, made) ? 0 : errno;
	for (size_t i = 0; i < made; i++) {
		conclude_device(domain, missing[i].kind, missing[i].id, error);
	}
}

/* Unlike devices, an agent can be taken up and left at any time. */
static void update_seamless(struct domain *domain) {
	const struct guest_policy *policy = &domain->env.policy;
	bool wanted = policy->attach && policy->windows;
	if (!wanted) {
		seamless_destroy(domain->seamless);
		domain->seamless = NULL;
	} else if (domain->seamless == NULL) {
		domain->seamless = seamless_create(&domain->env);
		if (domain->seamless == NULL) {
			guest_log_error(&domain->base, "its windows can't be shown one by one: %s",
				strerror(errno));
		}
	}
}

static void update_devices(struct domain *domain) {
	if (!domain->env.policy.attach || domain->curing) {
		return;
	}
	for (enum kind kind = 0; kind < KINDS; kind++) {
		serve(domain, kind);
	}
	if (!domain->removed && !cure(domain)) {
		attach(domain);
	}
}

static void handle_backend(struct domain *domain, enum kind kind) {
	if (domain->curing) {
		return;
	}
	serve(domain, kind);
	attach(domain);
}

static void handle_vfb(struct store_watch *watch) {
	struct domain *domain = wl_container_of(watch, domain, backend_watches[VFB]);
	handle_backend(domain, VFB);
}

static void handle_vinput(struct store_watch *watch) {
	struct domain *domain = wl_container_of(watch, domain, backend_watches[VINPUT]);
	handle_backend(domain, VINPUT);
}

static void handle_vkbd(struct store_watch *watch) {
	struct domain *domain = wl_container_of(watch, domain, backend_watches[VKBD]);
	handle_backend(domain, VKBD);
}

static void handle_error(struct store_watch *watch) {
	struct domain *domain = wl_container_of(watch, domain, error_watch);
	if (domain->cures < MAX_CURES) {
		update_devices(domain);
	}
}

static int handle_cure_timer(void *data) {
	struct domain *domain = data;
	domain->curing = false;
	update_devices(domain);
	return 0;
}

static void log_stub(const struct domain *domain) {
	guest_log_info(&domain->base, "is the stub domain of d%d", domain->identity);
}

/* What we made for it before we knew that it is one: the guest's screen is what the toolstack gives it. */
static void detach(struct domain *domain) {
	for (enum kind kind = 0; kind < KINDS; kind++) {
		for (uint32_t id = 0; id < MAX_DEVICES; id++) {
			struct xenbus_address address = address_of(domain->base.domid, kind, id);
			if (get_device(domain, kind, id) != NULL &&
				xenbus_is_own_making(domain->env.store, &address)) {
				destroy_device(domain, kind, id);
				xenbus_remove_backend(domain->env.store, &address);
			}
		}
	}
}

static void handle_name(struct store_watch *watch);

static bool watch_name(struct domain *domain) {
	char path[STORE_PATH_SIZE];
	snprintf(path, sizeof(path), "/local/domain/%d/name", domain->identity);
	store_watch_finish(&domain->name_watch);
	return store_watch_init(&domain->name_watch, domain->env.store, path, handle_name);
}

/* It may have another identity, or that one another name. What can't be read any more stays as it was. */
static void update_identity(struct domain *domain) {
	struct identity identity;
	identity_read(domain->env.store, domain->base.domid, &identity);
	bool other = identity.domid != domain->identity;
	if (identity.name[0] == '\0' ||
		(!other && memcmp(identity.uuid, domain->base.uuid, GUEST_UUID_SIZE) != 0)) {
		return;
	}
	char old[GUEST_NAME_SIZE];
	memcpy(old, domain->base.name, sizeof(old));
	guest_set_uuid(&domain->base, identity.uuid);
	guest_set_name(&domain->base, identity.name);
	if (other) {
		domain->identity = identity.domid;
		if (!watch_name(domain)) {
			guest_log_error(&domain->base, "a change of its name will go unnoticed: %s",
				strerror(errno));
		}
		if (is_stub(domain)) {
			log_stub(domain);
			detach(domain);
		}
	}
	if (other || strcmp(old, domain->base.name) != 0) {
		health_check(&domain->health);
		domain_reload_policy(domain);
	}
}

static void handle_target(struct store_watch *watch) {
	struct domain *domain = wl_container_of(watch, domain, target_watch);
	update_identity(domain);
}

/* A domain that migrates here has another name until it has arrived, and the policy goes by it. */
static void handle_name(struct store_watch *watch) {
	struct domain *domain = wl_container_of(watch, domain, name_watch);
	update_identity(domain);
}

static bool watch(struct domain *domain) {
	static void (*const handlers[KINDS])(struct store_watch *watch) = {
		handle_vfb, handle_vinput, handle_vkbd};
	char path[STORE_PATH_SIZE];
	snprintf(path, sizeof(path), "/local/domain/%d/target", domain->base.domid);
	if (!watch_name(domain) ||
		!store_watch_init(&domain->target_watch, domain->env.store, path, handle_target)) {
		return false;
	}
	snprintf(path, sizeof(path), "/local/domain/%d/error/device", domain->base.domid);
	if (!store_watch_init_limited(&domain->error_watch, domain->env.store, path, ERROR_BURST,
		    ERROR_INTERVAL_MS, handle_error)) {
		return false;
	}
	for (enum kind kind = 0; kind < KINDS; kind++) {
		snprintf(path, sizeof(path), "/local/domain/0/backend/%s/%d", backend_kinds[kind],
			domain->base.domid);
		if (!store_watch_init(&domain->backend_watches[kind], domain->env.store, path,
			    handlers[kind])) {
			return false;
		}
	}
	return true;
}

/* NULL, or what of the domain can't be had, with errno set. */
static const char *open_domain(struct domain *domain) {
	struct device_environment *env = &domain->env;
	env->foreign = foreign_open(domain->base.domid);
	if (env->foreign == NULL) {
		return "its memory (/dev/xen/privcmd)";
	}
	env->channels = channels_open(env->loop, domain->base.domid, env->stats);
	if (env->channels == NULL) {
		return "its event channels (/dev/xen/evtchn)";
	}
	domain->cure_timer = wl_event_loop_add_timer(env->loop, handle_cure_timer, domain);
	if (domain->cure_timer == NULL) {
		return "a timer";
	}
	if (!health_init(&domain->health, env)) {
		return "a watch in xenstore";
	}
	health_check(&domain->health);
	return watch(domain) ? NULL : "a watch in xenstore";
}

struct domain *domain_create(const struct device_environment *shared, struct guests *guests,
	uint16_t domid, struct wl_list *list) {
	struct domain *domain = calloc(1, sizeof(*domain));
	if (domain == NULL) {
		return NULL;
	}
	struct identity identity;
	identity_read(shared->store, domid, &identity);
	identity_read_uuid(shared->store, domid, domain->uuid);
	domain->identity = identity.domid;
	guest_init(&domain->base, guests, domid, identity.uuid);
	guest_set_name(&domain->base, identity.name);
	wl_list_insert(list, &domain->link);
	domain->env = *shared;
	domain->env.guest = &domain->base;
	domain->env.health = &domain->health;
	domain->env.framebuffer_bytes = &domain->framebuffer_bytes;
	const char *missing = open_domain(domain);
	if (missing != NULL) {
		/* The guest isn't known to the desktop, so that it can't have a notice of its own. */
		guests_notice(guests,
			"d%d (%s) can't be shown: %s can't be opened (%s). The next guest that "
			"starts, or the next start of Domicile, is another try.",
			domid, domain->base.name, missing, strerror(errno));
		domain_destroy(domain, false);
		return NULL;
	}

	guests->get_policy(guests->policy_data, &domain->base, &domain->env.policy);
	guest_announce(&domain->base);
	guest_log_info(&domain->base, "found, %s",
		domain->env.policy.attach ? "to be shown" : "left alone by the configuration");
	if (is_stub(domain)) {
		log_stub(domain);
	}
	/* At once: the domain may be paused still, and what is there before it runs is best. */
	update_devices(domain);
	update_seamless(domain);
	return domain;
}

/* As at the end of this program: the guest isn't told, and whoever serves it next goes on. */
static void release_devices(struct domain *domain) {
	/* Who had the focus of a screen releases its keys as the screen goes. */
	for (uint32_t id = 0; id < MAX_DEVICES; id++) {
		screen_destroy(domain->screens[id]);
		domain->screens[id] = NULL;
	}
	for (uint32_t id = 0; id < MAX_DEVICES; id++) {
		vkbd_destroy(domain->keyboards[id]);
		domain->keyboards[id] = NULL;
	}
}

void domain_destroy(struct domain *domain, bool dead) {
	for (enum kind kind = 0; kind < KINDS; kind++) {
		store_watch_finish(&domain->backend_watches[kind]);
	}
	store_watch_finish(&domain->target_watch);
	store_watch_finish(&domain->name_watch);
	store_watch_finish(&domain->error_watch);
	if (domain->cure_timer != NULL) {
		wl_event_source_remove(domain->cure_timer);
	}

	seamless_destroy(domain->seamless);
	release_devices(domain);
	health_finish(&domain->health);
	if (dead) {
		domain_clean_store(domain->env.store, domain->base.domid);
	}
	guest_finish(&domain->base);
	wl_list_remove(&domain->link);
	channels_close(domain->env.channels);
	foreign_unref(domain->env.foreign);
	free(domain);
}

void domain_clean_store(struct store *store, uint16_t domid) {
	for (enum kind kind = 0; kind < KINDS; kind++) {
		for (uint32_t id = 0; id < MAX_DEVICES; id++) {
			struct xenbus_address address = address_of(domid, kind, id);
			if (xenbus_is_own_making(store, &address)) {
				xenbus_remove_backend(store, &address);
			}
		}
	}
}

struct domain *domain_from_link(struct wl_list *link) {
	struct domain *domain = wl_container_of(link, domain, link);
	return domain;
}

const struct guest *domain_guest(const struct domain *domain) {
	return &domain->base;
}

bool domain_is_replaced(const struct domain *domain) {
	uint8_t uuid[GUEST_UUID_SIZE];
	identity_read_uuid(domain->env.store, domain->base.domid, uuid);
	return memcmp(uuid, domain->uuid, sizeof(uuid)) != 0;
}

void domain_check_health(struct domain *domain) {
	health_check(&domain->health);
}

void domain_reload_policy(struct domain *domain) {
	struct guests *guests = domain->base.guests;
	bool attached = domain->env.policy.attach;
	guests->get_policy(guests->policy_data, &domain->base, &domain->env.policy);
	if (!attached) {
		/* Who lets the guest have devices now means what the toolstack took away before, too. */
		domain->removed = false;
	}
	update_devices(domain);
	update_seamless(domain);
	if (!domain->env.policy.attach && domain->env.policy.release) {
		release_devices(domain);
	}
}
