#ifndef DOMICILE_DEVICES_POINTER_MEMORY_H
#define DOMICILE_DEVICES_POINTER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest.h"

#define POINTER_MEMORY_SIZE 64

/*
 * Which guests have a relative pointer, although theirs could be an absolute one: their driver began when
 * nobody was there to offer it. Once they are saved and restored there is nothing left that tells. So it is
 * remembered for as long as this process runs, for the last so many of them. Zero to begin with.
 */
struct pointer_memory {
	struct {
		uint8_t uuid[GUEST_UUID_SIZE]; /* survives save and migration; the domid doesn't */
		uint32_t id;                   /* of the device */
		bool used;
	} relative[POINTER_MEMORY_SIZE];
	size_t next; /* which is overwritten next */
};

void pointer_memory_set(
	struct pointer_memory *memory, const struct guest *guest, uint32_t id, bool relative);
bool pointer_memory_is_relative(
	const struct pointer_memory *memory, const struct guest *guest, uint32_t id);

#endif
