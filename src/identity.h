#ifndef DOMICILE_IDENTITY_H
#define DOMICILE_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "guest.h"
#include "xen/store.h"

/*
 * Who a domain is to the user, by the nodes in its directory of the store, where nobody but the toolstack
 * may write them.
 *
 * A stub domain runs another domain's device model, and shows its screen: it has that one's UUID and
 * name, so that both have the same colour, the same settings and the same policy.
 */
struct identity {
	uint16_t domid; /* whose it is: the domain itself, or the one that it is a stub domain of */
	uint8_t uuid[GUEST_UUID_SIZE];
	char name[STORE_VALUE_SIZE]; /* any bytes; empty if there is none */
};

void identity_read(struct store *store, uint16_t domid, struct identity *identity);

/*
 * The domain's own UUID, which the toolstack puts into the path of its "vm" node. A domain made without
 * a toolstack has none: there its number must do.
 */
void identity_read_uuid(struct store *store, uint16_t domid, uint8_t uuid[GUEST_UUID_SIZE]);

#endif
