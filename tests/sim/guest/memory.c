#include "memory.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

bool guest_memory_open(struct guest_memory *memory) {
	if (!sim_client_open(&memory->client, SIM_KERNEL, NULL)) {
		return false;
	}
	struct sim_request request = {.op = SIM_MEMORY};
	struct sim_reply reply;
	int fd = -1;
	memory->all = MAP_FAILED;
	if (sim_client_exchange(&memory->client, &request, NULL, &reply, NULL, &fd)) {
		memory->pages = reply.memory.pages;
		memory->first_gfn = reply.memory.first_gfn;
		memory->all = mmap(NULL, (size_t)memory->pages * SIM_PAGE_SIZE,
			PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	}
	int error = errno;
	if (fd >= 0) {
		close(fd);
	}
	if (memory->all == MAP_FAILED) {
		sim_client_close(&memory->client);
		errno = error;
		return false;
	}
	return true;
}

void guest_memory_close(struct guest_memory *memory) {
	munmap(memory->all, (size_t)memory->pages * SIM_PAGE_SIZE);
	sim_client_close(&memory->client);
}

void *guest_page(const struct guest_memory *memory, uint32_t page) {
	return memory->all + (size_t)page * SIM_PAGE_SIZE;
}

uint64_t guest_gfn(const struct guest_memory *memory, uint32_t page) {
	return sim_page_to_gfn(memory->first_gfn, memory->pages, page);
}

bool guest_allocate(struct guest_memory *memory, uint32_t pages, uint32_t *first) {
	struct sim_request request = {.op = SIM_ALLOCATE, .share.pages = pages};
	struct sim_reply reply;
	bool ok = sim_client_call(&memory->client, &request, &reply);
	if (ok) {
		*first = reply.page;
	}
	return ok;
}

bool guest_free(struct guest_memory *memory, uint32_t first) {
	struct sim_request request = {.op = SIM_FREE, .share.page = first};
	return sim_client_call(&memory->client, &request, NULL);
}

bool guest_grant(struct guest_memory *memory, uint32_t page, uint16_t to, bool writable,
	uint32_t *reference) {
	struct sim_request request = {
		.op = SIM_GRANT,
		.domid = to,
		.share = {.page = page, .writable = writable},
	};
	struct sim_reply reply;
	bool ok = sim_client_call(&memory->client, &request, &reply);
	if (ok) {
		*reference = reply.reference;
	}
	return ok;
}

bool guest_end_grant(struct guest_memory *memory, uint32_t reference) {
	struct sim_request request = {.op = SIM_END_GRANT, .share.reference = reference};
	return sim_client_call(&memory->client, &request, NULL);
}

bool guest_shutdown(struct guest_memory *memory, uint32_t reason) {
	struct sim_request request = {.op = SIM_SHUTDOWN, .domain.reason = reason};
	return sim_client_call(&memory->client, &request, NULL);
}
