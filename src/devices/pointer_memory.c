#include "devices/pointer_memory.h"

#include <string.h>

/* POINTER_MEMORY_SIZE: it isn't there. */
static size_t find(const struct pointer_memory *memory, const struct guest *guest, uint32_t id) {
	size_t i = 0;
	while (i < POINTER_MEMORY_SIZE &&
		!(memory->relative[i].used && memory->relative[i].id == id &&
			memcmp(memory->relative[i].uuid, guest->uuid, GUEST_UUID_SIZE) == 0)) {
		i++;
	}
	return i;
}

void pointer_memory_set(
	struct pointer_memory *memory, const struct guest *guest, uint32_t id, bool relative) {
	size_t at = find(memory, guest, id);
	if (at < POINTER_MEMORY_SIZE) {
		memory->relative[at].used = relative;
	} else if (relative) {
		memory->relative[memory->next].used = true;
		memory->relative[memory->next].id = id;
		memcpy(memory->relative[memory->next].uuid, guest->uuid, GUEST_UUID_SIZE);
		memory->next = (memory->next + 1) % POINTER_MEMORY_SIZE;
	}
}

bool pointer_memory_is_relative(
	const struct pointer_memory *memory, const struct guest *guest, uint32_t id) {
	return find(memory, guest, id) < POINTER_MEMORY_SIZE;
}
