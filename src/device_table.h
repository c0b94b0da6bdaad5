#ifndef DOMICILE_DEVICE_TABLE_H
#define DOMICILE_DEVICE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "xen/xenbus.h"

struct device_environment;
struct screen;
struct store;
struct vkbd;

/* How many devices of each kind are looked at: those numbered from 0. */
#define DEVICE_TABLE_SIZE 4

/* In the order in which they are looked at: a vinput may replace a vkbd of ours. */
enum device_kind {
	DEVICE_VFB,
	DEVICE_VINPUT,
	DEVICE_VKBD,
	DEVICE_KINDS
};

/*
 * The devices of one domain: those that the toolstack made are served, and what is missing is made, as
 * the guest's policy says. The memory is the caller's, and zero but for env to begin with.
 */
struct device_table {
	const struct device_environment *env;
	struct screen *screens[DEVICE_TABLE_SIZE];
	struct vkbd *keyboards[DEVICE_TABLE_SIZE];   /* of the kinds vkbd and vinput */
	bool taken[DEVICE_KINDS][DEVICE_TABLE_SIZE]; /* another program serves it */
	bool beyond[DEVICE_KINDS]; /* there are some of which nobody looks at the numbers */
	bool removed; /* the toolstack has taken a device away: the guest gets no other from us */
};

/* The backend's folder of all devices of a kind that a domain has. */
void device_folder(uint16_t domid, enum device_kind kind, char path[static STORE_PATH_SIZE]);
struct xenbus_address device_address(uint16_t domid, enum device_kind kind, uint32_t id);

/* NULL: we serve none. */
struct xenbus_device *device_table_get(
	const struct device_table *table, enum device_kind kind, uint32_t id);
/* Serves it no more. The guest isn't told. */
void device_table_drop(struct device_table *table, enum device_kind kind, uint32_t id);

/* Begins to serve what is there, and lets go of what isn't any more. */
void device_table_serve(struct device_table *table, enum device_kind kind);

/*
 * Makes what the guest lacks, all at once, as one who makes it a machine would. Where the toolstack is
 * quicker than we are, its writing calls us again; a frontend that something else has left
 * in the way of one device doesn't keep the guest from the others.
 */
void device_table_attach(struct device_table *table);
/* Takes away what was made by us. */
void device_table_withdraw(struct device_table *table);
/* As at the end of this program: the guest isn't told, and whoever serves it next goes on. */
void device_table_release(struct device_table *table);

/* Removes from the store what was made for a domain that is gone. */
void device_table_clean_store(struct store *store, uint16_t domid);

#endif
