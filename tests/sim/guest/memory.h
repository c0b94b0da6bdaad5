#ifndef SIM_GUEST_MEMORY_H
#define SIM_GUEST_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "client.h"

/*
 * The memory of the domain that a program runs in, as its kernel has it: all of it mapped, pages to
 * allocate, and grants of them to give. Pages are named by where they are; others know them by frame
 * number (gfn), which says nothing about that. All functions set errno.
 */
struct guest_memory {
	struct sim_client client;
	uint8_t *all;
	uint32_t pages;
	uint64_t first_gfn;
};

bool guest_memory_open(struct guest_memory *memory);
/* Frees all pages that were allocated, and ends all grants. */
void guest_memory_close(struct guest_memory *memory);

void *guest_page(const struct guest_memory *memory, uint32_t page);
uint64_t guest_gfn(const struct guest_memory *memory, uint32_t page);

/* Pages next to each other, all zero, whose frames are not. */
bool guest_allocate(struct guest_memory *memory, uint32_t pages, uint32_t *first);
/* Those that one guest_allocate() gave, with all grants of them. */
bool guest_free(struct guest_memory *memory, uint32_t first);

bool guest_grant(struct guest_memory *memory, uint32_t page, uint16_t to, bool writable,
	uint32_t *reference);
/* Who has mapped it keeps it. */
bool guest_end_grant(struct guest_memory *memory, uint32_t reference);

/* SCHEDOP_shutdown: the domain says that it ends, and why (SHUTDOWN_*, xen/sched.h). */
bool guest_shutdown(struct guest_memory *memory, uint32_t reason);

#endif
