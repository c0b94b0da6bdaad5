#ifndef DOMICILE_ACTIONS_H
#define DOMICILE_ACTIONS_H

#include "config.h"

struct server;

/* Does what a key is bound to. ACTION_SWITCH is the keyboard's own: it lasts as long as the key. */
void actions_run(struct server *server, enum config_action action);

#endif
