#include "devices/driver_memory.h"

#include <string.h>

/* Its place, in use or not, so that none ever has more than one; DRIVER_MEMORY_SIZE: it has none. */
static size_t find(const struct driver_memory *memory, const struct guest *guest, uint32_t id) {
	size_t i = 0;
	while (i < DRIVER_MEMORY_SIZE &&
		!(memory->drivers[i].id == id &&
			memcmp(memory->drivers[i].uuid, guest->uuid, GUEST_UUID_SIZE) == 0)) {
		i++;
	}
	return i;
}

void driver_memory_set(
	struct driver_memory *memory, const struct guest *guest, uint32_t id, bool holds) {
	size_t at = find(memory, guest, id);
	if (at < DRIVER_MEMORY_SIZE) {
		memory->drivers[at].used = holds;
	} else if (holds) {
		memory->drivers[memory->next].used = true;
		memory->drivers[memory->next].id = id;
		memcpy(memory->drivers[memory->next].uuid, guest->uuid, GUEST_UUID_SIZE);
		memory->next = (memory->next + 1) % DRIVER_MEMORY_SIZE;
	}
}

bool driver_memory_get(const struct driver_memory *memory, const struct guest *guest, uint32_t id) {
	size_t at = find(memory, guest, id);
	return at < DRIVER_MEMORY_SIZE && memory->drivers[at].used;
}
