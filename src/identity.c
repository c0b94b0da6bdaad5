#include "identity.h"

#include <stdio.h>
#include <string.h>
#include <xen/xen.h>

void identity_read_uuid(struct store *store, uint16_t domid, uint8_t uuid[GUEST_UUID_SIZE]) {
	memset(uuid, 0, GUEST_UUID_SIZE);
	uuid[GUEST_UUID_SIZE - 2] = (uint8_t)(domid >> 8);
	uuid[GUEST_UUID_SIZE - 1] = (uint8_t)domid;

	char dir[STORE_PATH_SIZE], vm[STORE_VALUE_SIZE];
	snprintf(dir, sizeof(dir), "/local/domain/%d", domid);
	if (!store_read(store, STORE_NOW, dir, "vm", vm) || strncmp(vm, "/vm/", 4) != 0) {
		return;
	}
	uint8_t bytes[GUEST_UUID_SIZE];
	const char *at = vm + 4;
	for (size_t i = 0; i < GUEST_UUID_SIZE; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10) {
			if (*at != '-') {
				return;
			}
			at++;
		}
		unsigned int byte;
		int used = 0;
		if (sscanf(at, "%2x%n", &byte, &used) != 1 || used != 2) {
			return;
		}
		bytes[i] = (uint8_t)byte;
		at += 2;
	}
	memcpy(uuid, bytes, sizeof(bytes));
}

void identity_read(struct store *store, uint16_t domid, struct identity *identity) {
	char dir[STORE_PATH_SIZE];
	snprintf(dir, sizeof(dir), "/local/domain/%d", domid);
	uint64_t target;
	bool stub = store_read_number(
		store, STORE_NOW, dir, "target", DOMID_FIRST_RESERVED - 1, &target);
	identity->domid = stub && target != 0 ? (uint16_t)target : domid;
	identity_read_uuid(store, identity->domid, identity->uuid);
	snprintf(dir, sizeof(dir), "/local/domain/%d", identity->domid);
	if (!store_read(store, STORE_NOW, dir, "name", identity->name)) {
		identity->name[0] = '\0';
	}
}
