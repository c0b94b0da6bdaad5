#ifndef DOMICILE_SPAWN_H
#define DOMICILE_SPAWN_H

struct server;

/*
 * Programs that the desktop starts. They get the signals and limits that the desktop itself was
 * started with, whatever it has changed for itself, a session of their own, and a token by which their
 * first window has the focus: see activation.h.
 */
struct spawner;

/* Also raises the number of files that this process may have open to what is allowed. */
struct spawner *spawner_create(struct server *server);

/* Lets the programs go on. Accepts NULL. */
void spawner_destroy(struct spawner *spawner);

/* Runs a shell command. That it couldn't be run goes to the log and to the screen. */
void spawner_run(struct spawner *spawner, const char *command);

#endif
