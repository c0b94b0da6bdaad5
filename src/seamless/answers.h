#ifndef DOMICILE_SEAMLESS_ANSWERS_H
#define DOMICILE_SEAMLESS_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

struct pages_account;

/*
 * Confirmations that agents wait for, which leave in the order of what they confirm: one for each dump,
 * and one for each window that goes. The guest ends the grants of older pixels on them, so that none
 * leaves before those pixels are unmapped: a grant that is ended earlier costs the guest's kernel
 * dearly.
 */
struct answers {
	struct pages_account *account;
	struct wl_list list; /* struct answer.link */
	size_t count;
	void (*send)(void *data, uint32_t type, uint32_t window);
	void *data;
};

/* More can't be waiting unless a guest means it. */
#define ANSWERS_MAX 4096

void answers_init(struct answers *answers, struct pages_account *account,
	void (*send)(void *data, uint32_t type, uint32_t window), void *data);
void answers_finish(struct answers *answers);

/*
 * To be sent as soon as nothing of the window is mapped that was before, and has been retired. False if
 * there are too many.
 */
bool answers_add(struct answers *answers, uint32_t type, uint32_t window);
/* Sends those whose time has come. To be called after pages have been unmapped. */
void answers_flush(struct answers *answers);

#endif
