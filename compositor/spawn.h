#ifndef DOMICILE_SPAWN_H
#define DOMICILE_SPAWN_H

#include <stdbool.h>
#include <wayland-server-core.h>

/*
 * Programs that the desktop starts. They get the signals and limits that the desktop itself was
 * started with, whatever it has changed for itself, and a session of their own.
 */
struct spawner;

/* Also raises the number of files that this process may have open to what is allowed. */
struct spawner *spawner_create(struct wl_event_loop *loop);

/* Lets the programs go on. Accepts NULL. */
void spawner_destroy(struct spawner *spawner);

/* Runs a shell command; what becomes of it goes to the log. */
bool spawner_run(struct spawner *spawner, const char *command);

#endif
