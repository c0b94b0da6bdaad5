#ifndef DOMICILE_ACTIVATION_H
#define DOMICILE_ACTIVATION_H

#include <stdbool.h>
#include <stdint.h>

struct activation;
struct server;

/*
 * Programs that hand the focus on, by xdg-activation. A token is made by a program that has just had
 * a key or a button, which wlroots checks, or by the desktop for what the user starts with a key.
 *
 * The focus is never taken from another domain by it: as long as a guest has the focus, a token only
 * counts if the user has pressed nothing there since it was made. All others, and those that were made
 * without the user, have the window call for attention.
 */
struct activation *activation_create(struct server *server);
void activation_destroy(struct activation *activation); /* accepts NULL */

/* For a program that the user starts now: what its XDG_ACTIVATION_TOKEN is to be. */
const char *activation_new_token(struct activation *activation);

/* When a token was made, by what the user had done by then; 0: without the user. */
typedef uintptr_t activation_time;

/* Of the token with that name; 0 where there is none. name may be NULL. */
activation_time activation_find(const struct activation *activation, const char *name);

/* Whether such a token, once used, still gives the focus to a window of dom0. */
bool activation_counts(const struct activation *activation, activation_time time);

#endif
