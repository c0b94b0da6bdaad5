#ifndef DOMICILE_IDLE_H
#define DOMICILE_IDLE_H

struct server;

/*
 * Whether the user is there, for programs that lock the screen or darken it after a while (by
 * ext-idle-notify-v1). Everything that any device does counts, wherever it goes: to a guest as well. A
 * program that asks not to be idle (idle-inhibit) is heard while a screen shows something of it.
 */
struct idle;

struct idle *idle_create(struct server *server);
void idle_destroy(struct idle *idle); /* accepts NULL */

/* The user has done something. */
void idle_notify_activity(struct idle *idle);

/* Other surfaces may be seen now than before. To be called with every frame: costs nothing mostly. */
void idle_update(struct idle *idle);

#endif
