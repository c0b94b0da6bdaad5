#ifndef DOMICILE_SEAMLESS_PAGES_H
#define DOMICILE_SEAMLESS_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

#include "guest_surface.h"

struct device_environment;

/*
 * The pages that a guest shows its windows in: mapped read-only as long as anybody looks at them, and
 * counted, since dom0 has room for so many grants of all guests together. No guest has more of it than
 * it leaves for the others.
 */

/* What one agent has mapped. Lives on until all of it is unmapped. */
struct pages_account;

/*
 * released: some pages have been unmapped. It is called while anybody lets go of pixels, until
 * pages_account_close().
 */
struct pages_account *pages_account_open(
	const struct device_environment *env, void (*released)(void *data), void *data);
void pages_account_close(struct pages_account *account); /* accepts NULL */

/* Pages of one window. Reference-counted. */
struct pages;

/* What the numbers of pages are of. */
enum pages_kind {
	PAGES_GRANTS,
	PAGES_FRAMES,
};

/*
 * NULL with errno set: EDQUOT if the guest has as many already as it may, ENOSPC if others need the
 * room. numbers are copied. window is only for pages_are_left().
 */
struct pages *pages_create(struct pages_account *account, uint32_t window, enum pages_kind kind,
	const uint32_t *numbers, size_t count);
/* The window shows them no more. They may stay mapped while somebody else looks. Accepts NULL. */
void pages_retire(struct pages *pages);
bool pages_match(
	const struct pages *pages, enum pages_kind kind, const uint32_t *numbers, size_t count);

/*
 * Moments in the life of an account, to compare pages with: whether some of a window's that were
 * created before, and are retired now, are mapped still.
 */
uint64_t pages_account_now(struct pages_account *account);
bool pages_are_left(const struct pages_account *account, uint32_t window, uint64_t before);

/* Pixels in pages, from a byte on. They fit. NULL if there is no memory. */
struct guest_pixels *pages_pixels(struct pages *pages, uint32_t offset, int width, int height);
/*
 * Those of a box that are within other pixels; holds a reference to them. NULL if there are none, or no
 * memory.
 */
struct guest_pixels *crop_pixels(struct guest_pixels *whole, int x, int y, int width, int height);

#endif
