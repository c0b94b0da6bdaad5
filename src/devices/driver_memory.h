#ifndef DOMICILE_DEVICES_DRIVER_MEMORY_H
#define DOMICILE_DEVICES_DRIVER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest.h"

#define DRIVER_MEMORY_SIZE 256

/*
 * Of which guests' drivers something holds that they have told as they began, and not since: once such a
 * guest is saved and restored there is nothing left that tells. So it is remembered for as long as
 * this process runs, for the last so many of them. Zero to begin with.
 */
struct driver_memory {
	struct {
		uint8_t uuid[GUEST_UUID_SIZE]; /* survives save and migration; the domid doesn't */
		uint32_t id;                   /* of the device */
		bool used;
	} drivers[DRIVER_MEMORY_SIZE];
	size_t next; /* which is overwritten next */
};

void driver_memory_set(
	struct driver_memory *memory, const struct guest *guest, uint32_t id, bool holds);
bool driver_memory_get(const struct driver_memory *memory, const struct guest *guest, uint32_t id);

#endif
