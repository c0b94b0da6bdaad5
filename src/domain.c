#include "domain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cure.h"
#include "device_table.h"
#include "devices/environment.h"
#include "health.h"
#include "identity.h"
#include "seamless/seamless.h"
#include "xen/channel.h"
#include "xen/memory.h"
#include "xen/store.h"

/* How often we look at what the guest says that it gave up on. */
#define ERROR_BURST 8
#define ERROR_INTERVAL_MS 1000

struct domain {
	struct guest base;
	uint8_t uuid[GUEST_UUID_SIZE]; /* its own */
	uint16_t identity;             /* whose name and UUID base has: identity.domid */
	struct device_environment env;
	struct health health;
	size_t framebuffer_bytes; /* see there */
	struct wl_list link;      /* struct domains.list */

	struct store_watch target_watch, name_watch, error_watch;
	struct store_watch backend_watches[DEVICE_KINDS];

	struct device_table devices;
	struct cure cure;          /* of what it gave up on */
	struct seamless *seamless; /* NULL: its windows aren't shown one by one */
};

static bool is_stub(const struct domain *domain) {
	return domain->identity != domain->base.domid;
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

/* A stub domain gets nothing of ours: its guest has the screen that the toolstack gave it. */
static void attach(struct domain *domain) {
	if (!is_stub(domain)) {
		device_table_attach(&domain->devices);
	}
}

static void update_devices(struct domain *domain) {
	if (!domain->env.policy.attach || domain->cure.running) {
		return;
	}
	for (enum device_kind kind = 0; kind < DEVICE_KINDS; kind++) {
		device_table_serve(&domain->devices, kind);
	}
	if (!domain->devices.removed && !cure_begin(&domain->cure)) {
		attach(domain);
	}
}

static void handle_backend(struct domain *domain, enum device_kind kind) {
	if (!domain->cure.running) {
		device_table_serve(&domain->devices, kind);
		attach(domain);
	}
}

static void handle_vfb(struct store_watch *watch) {
	struct domain *domain = wl_container_of(watch, domain, backend_watches[DEVICE_VFB]);
	handle_backend(domain, DEVICE_VFB);
}

static void handle_vinput(struct store_watch *watch) {
	struct domain *domain = wl_container_of(watch, domain, backend_watches[DEVICE_VINPUT]);
	handle_backend(domain, DEVICE_VINPUT);
}

static void handle_vkbd(struct store_watch *watch) {
	struct domain *domain = wl_container_of(watch, domain, backend_watches[DEVICE_VKBD]);
	handle_backend(domain, DEVICE_VKBD);
}

static void handle_error(struct store_watch *watch) {
	struct domain *domain = wl_container_of(watch, domain, error_watch);
	if (domain->cure.running) {
		cure_hear(&domain->cure);
	} else if (!cure_is_in_vain(&domain->cure)) {
		update_devices(domain);
	}
}

static void handle_cure_over(struct cure *cure) {
	struct domain *domain = wl_container_of(cure, domain, cure);
	update_devices(domain);
}

static void log_stub(const struct domain *domain) {
	guest_log_info(&domain->base, "is the stub domain of d%d", domain->identity);
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
			/* What we made for it before we knew that it is one. */
			device_table_withdraw(&domain->devices);
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
	static void (*const handlers[DEVICE_KINDS])(struct store_watch *watch) = {
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
	for (enum device_kind kind = 0; kind < DEVICE_KINDS; kind++) {
		device_folder(domain->base.domid, kind, path);
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
	if (!cure_init(&domain->cure, &domain->devices, env->loop, handle_cure_over)) {
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
	domain->devices.env = &domain->env;
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

void domain_destroy(struct domain *domain, bool dead) {
	for (enum device_kind kind = 0; kind < DEVICE_KINDS; kind++) {
		store_watch_finish(&domain->backend_watches[kind]);
	}
	store_watch_finish(&domain->target_watch);
	store_watch_finish(&domain->name_watch);
	store_watch_finish(&domain->error_watch);
	cure_finish(&domain->cure);
	seamless_destroy(domain->seamless);
	device_table_release(&domain->devices);
	health_finish(&domain->health);
	if (dead) {
		device_table_clean_store(domain->env.store, domain->base.domid);
	}
	guest_finish(&domain->base);
	wl_list_remove(&domain->link);
	channels_close(domain->env.channels);
	foreign_unref(domain->env.foreign);
	free(domain);
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
		domain->devices.removed = false;
	}
	update_devices(domain);
	update_seamless(domain);
	if (!domain->env.policy.attach && domain->env.policy.release) {
		device_table_release(&domain->devices);
	}
}
