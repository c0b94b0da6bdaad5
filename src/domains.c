#include "domains.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xen/xen.h>

#include "device_table.h"
#include "devices/driver_memory.h"
#include "devices/environment.h"
#include "domain.h"
#include "log.h"
#include "xen/channel.h"
#include "xen/hypervisor.h"
#include "xen/memory.h"
#include "xen/store.h"
#include "xen/store_lock.h"

/* In dom0's own home: the process that has the guests. */
#define LOCK_DIR "/local/domain/0"
#define LOCK_NODE "domicile"

/* Pages: half of what Xen lets dom0 map, unless it is told to let it more (gnttab_max_maptrack_frames). */
#define GRANTS_LIMIT 65536

struct domains {
	struct guests guests;
	struct device_environment shared; /* without what is one domain's */
	struct driver_memory relative_pointers, touchscreens;
	struct wl_list list; /* domain_from_link() */
	bool wanted;
	struct store_lock lock;
	pid_t told_of; /* the process that has the guests, as the user knows; 0: none */

	/* While we have the guests: */
	struct store_watch introduce_watch, release_watch;
};

static bool is_alive(struct domains *domains, uint16_t domid) {
	return store_is_domain_introduced(domains->shared.store, domid);
}

static struct domain *find_domain(struct domains *domains, uint32_t domid) {
	struct wl_list *link;
	for (link = domains->list.next; link != &domains->list; link = link->next) {
		struct domain *domain = domain_from_link(link);
		if (domain_guest(domain)->domid == domid) {
			return domain;
		}
	}
	return NULL;
}

/* Drops those that are gone, also where another domain has got the number meanwhile. */
static void drop_dead(struct domains *domains) {
	struct wl_list *link = domains->list.next;
	while (link != &domains->list) {
		struct domain *domain = domain_from_link(link);
		link = link->next;
		const struct guest *guest = domain_guest(domain);
		if (!is_alive(domains, guest->domid) || domain_is_replaced(domain)) {
			guest_log_info(guest, "gone");
			domain_destroy(domain, true);
		}
	}
}

static void find_new(struct domains *domains) {
	uint32_t domids[1024];
	size_t count = store_list_numbers(
		domains->shared.store, "/local/domain", domids, sizeof(domids) / sizeof(domids[0]));
	for (size_t i = 0; i < count; i++) {
		if (domids[i] == 0 || domids[i] >= DOMID_FIRST_RESERVED ||
			find_domain(domains, domids[i]) != NULL ||
			!is_alive(domains, (uint16_t)domids[i])) {
			continue;
		}
		domain_create(&domains->shared, &domains->guests, (uint16_t)domids[i],
			domains->list.prev);
	}
}

/* What an earlier run made for domains that ended while nobody was there to see it. */
static void clean_store(struct domains *domains) {
	static const char *const dirs[] = {
		"/local/domain/0/backend/vfb", "/local/domain/0/backend/vkbd"};
	for (size_t d = 0; d < sizeof(dirs) / sizeof(dirs[0]); d++) {
		uint32_t domids[1024];
		size_t count = store_list_numbers(
			domains->shared.store, dirs[d], domids, sizeof(domids) / sizeof(domids[0]));
		for (size_t i = 0; i < count; i++) {
			if (domids[i] < DOMID_FIRST_RESERVED &&
				!is_alive(domains, (uint16_t)domids[i])) {
				device_table_clean_store(
					domains->shared.store, (uint16_t)domids[i]);
			}
		}
	}
}

static void handle_introduce(struct store_watch *watch) {
	struct domains *domains = wl_container_of(watch, domains, introduce_watch);
	drop_dead(domains);
	find_new(domains);
}

static void handle_release(struct store_watch *watch) {
	struct domains *domains = wl_container_of(watch, domains, release_watch);
	drop_dead(domains);
	struct wl_list *link;
	for (link = domains->list.next; link != &domains->list; link = link->next) {
		domain_check_health(domain_from_link(link));
	}
}

static void handle_store_ended(void *data, int error) {
	struct domains *domains = data;
	guests_notice(&domains->guests,
		"xenstored has ended (%s). The guests on the screen go on, but none that starts, "
		"stops "
		"or changes is noticed any more. It can't be started again: save your work and "
		"restart "
		"the machine.",
		strerror(error));
}

/* What is missing when a part of Xen can't be opened, and what to do about it. */
static void explain(char text[static DOMAINS_ERROR_SIZE], const char *what, int error) {
	const char *advice = "Domicile runs in dom0 of a Xen machine; is Xen running, and are its "
			     "tools (xen-utils, xencommons) started?";
	if (error == EACCES || error == EPERM) {
		advice = "Run Domicile as root, or give its user access.";
	}
	snprintf(text, DOMAINS_ERROR_SIZE, "%s can't be opened (%s). %s", what, strerror(error),
		advice);
}

/*
 * Opens what each domain will open later, to fail now with a reason rather than then. The number is
 * any that may be a guest's.
 */
static bool try_handles(
	const struct device_environment *shared, char error[static DOMAINS_ERROR_SIZE]) {
	uint16_t domid = 1;
	struct foreign *foreign = foreign_open(domid);
	if (foreign == NULL) {
		explain(error, "The memory of guests (/dev/xen/privcmd)", errno);
		return false;
	}
	foreign_unref(foreign);

	struct channels *channels = channels_open(shared->loop, domid, shared->stats);
	if (channels == NULL) {
		explain(error, "Event channels (/dev/xen/evtchn)", errno);
		return false;
	}
	channels_close(channels);
	return true;
}

/* False with errno set. Each watch is called once without an event, which finds those that run. */
static bool begin(struct domains *domains) {
	clean_store(domains);
	return store_watch_init(&domains->release_watch, domains->shared.store, "@releaseDomain",
		       handle_release) &&
	       store_watch_init(&domains->introduce_watch, domains->shared.store,
		       "@introduceDomain", handle_introduce);
}

static void notice_failure(struct domains *domains, const char *what) {
	char text[DOMAINS_ERROR_SIZE];
	explain(text, what, errno);
	guests_notice(&domains->guests, "No guest can be shown: %s", text);
}

/* Of a process that has the guests, the user is told once. */
static void try_begin(struct domains *domains) {
	if (!domains->wanted || domains->lock.held) {
		return;
	}
	if (store_lock_take(&domains->lock)) {
		if (domains->told_of != 0) {
			log_info("the other Domicile, process %d, has ended: its guests are shown "
				 "here",
				domains->told_of);
		}
		if (!begin(domains)) {
			notice_failure(domains, "A watch in xenstore");
		}
	} else if (errno != EBUSY) {
		notice_failure(domains, "xenstore's node " LOCK_DIR "/" LOCK_NODE);
	} else if (domains->lock.holder != domains->told_of) {
		domains->told_of = domains->lock.holder;
		guests_notice(&domains->guests,
			"Another Domicile, process %d, shows this machine's guests. Here they are "
			"shown when that one has ended.",
			domains->told_of);
	}
}

static void handle_lock_released(struct store_lock *lock) {
	struct domains *domains = wl_container_of(lock, domains, lock);
	try_begin(domains);
}

struct domains *domains_create(struct wl_event_loop *loop, struct stats *stats, bool wanted,
	void (*get_policy)(void *data, const struct guest *guest, struct guest_policy *policy),
	void *policy_data, char error[static DOMAINS_ERROR_SIZE]) {
	struct domains *domains = calloc(1, sizeof(*domains));
	if (domains == NULL) {
		snprintf(error, DOMAINS_ERROR_SIZE, "There is no memory left.");
		return NULL;
	}
	guests_init(&domains->guests, get_policy, policy_data);
	wl_list_init(&domains->list);
	domains->shared.loop = loop;
	domains->shared.stats = stats;
	domains->shared.relative_pointers = &domains->relative_pointers;
	domains->shared.touchscreens = &domains->touchscreens;

	domains->shared.store = store_open(loop, handle_store_ended, domains);
	if (domains->shared.store == NULL) {
		explain(error, "xenstore (/run/xenstored/socket)", errno);
		goto error;
	}
	domains->shared.grants = grants_open(GRANTS_LIMIT);
	if (domains->shared.grants == NULL) {
		explain(error, "Grants of guests (/dev/xen/gntdev)", errno);
		goto error;
	}
	if (!try_handles(&domains->shared, error)) {
		goto error;
	}
	domains->shared.hypervisor = hypervisor_open();
	if (domains->shared.hypervisor == NULL) {
		log_info("guests that are paused or have crashed aren't told from others: %s",
			errno == EACCES ? "this was built for another version of Xen"
					: strerror(errno));
	}
	store_lock_init(&domains->lock, domains->shared.store, loop, LOCK_DIR, LOCK_NODE,
		handle_lock_released);
	domains->wanted = wanted;
	if (!wanted) {
		log_info("no guest is shown: the configuration leaves them all alone (attach=no)");
	} else if (store_lock_take(&domains->lock) ? !begin(domains) : errno != EBUSY) {
		explain(error, "xenstore", errno);
		goto error;
	}
	return domains;

error:
	domains_destroy(domains);
	return NULL;
}

void domains_destroy(struct domains *domains) {
	if (domains == NULL) {
		return;
	}
	store_watch_finish(&domains->introduce_watch);
	store_watch_finish(&domains->release_watch);
	while (!wl_list_empty(&domains->list)) {
		domain_destroy(domain_from_link(domains->list.next), false);
	}
	store_lock_finish(&domains->lock);
	hypervisor_close(domains->shared.hypervisor);
	grants_unref(domains->shared.grants);
	store_close(domains->shared.store);
	guests_finish(&domains->guests);
	free(domains);
}

struct guests *domains_guests(struct domains *domains) {
	return &domains->guests;
}

void domains_reload_policy(struct domains *domains, bool wanted) {
	domains->told_of = domains->wanted ? domains->told_of : 0;
	domains->wanted = wanted;
	try_begin(domains);
	struct wl_list *link;
	for (link = domains->list.next; link != &domains->list; link = link->next) {
		domain_reload_policy(domain_from_link(link));
	}
}
