#ifndef DOMICILE_PLACE_KEYS_H
#define DOMICILE_PLACE_KEYS_H

#include <stdbool.h>

#include "config.h"

struct view;

/*
 * What keys do to a window's place and size: to halves of the screen and back, on top of the others, and
 * in steps. false: it is another action.
 */
bool place_keys_run(struct view *view, enum config_action action);

#endif
