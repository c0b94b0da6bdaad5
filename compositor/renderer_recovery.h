#ifndef DOMICILE_RENDERER_RECOVERY_H
#define DOMICILE_RENDERER_RECOVERY_H

#include <stdbool.h>

struct renderer_recovery;
struct server;

/*
 * Makes the server's renderer again when it was lost, as after a reset of the GPU. Until then
 * outputs draw nothing.
 *
 * It is tried at once, and once a second from then on; the third time in a row without the GPU.
 * Where even that fails, the log says so once, and it rests until something has changed.
 */
struct renderer_recovery *renderer_recovery_create(struct server *server);
void renderer_recovery_destroy(struct renderer_recovery *recovery); /* accepts NULL */

/* Whether nothing can be drawn at the moment. */
bool renderer_recovery_is_due(const struct renderer_recovery *recovery);

/* The machine or the configuration has changed: if it has been given up, it is tried again. */
void renderer_recovery_retry(struct renderer_recovery *recovery);

#endif
