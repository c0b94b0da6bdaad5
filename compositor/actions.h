#ifndef DOMICILE_ACTIONS_H
#define DOMICILE_ACTIONS_H

#include "config.h"

struct server;

/*
 * Does what a key is bound to. ACTION_SWITCH is the keyboard's own, since it lasts as long as the key, and so
 * is ACTION_ATTENTION, which comes before all others.
 */
void actions_run(struct server *server, enum config_action action);

#endif
